"""The commands about one ticket: by when it is due, and why."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Annotated, Any

import typer

from slaclock.cli.options import (
    NOW,
    FieldsOption,
    JsonOption,
    MatrixOption,
    OpenedArgument,
    ZoneOption,
    here,
    read_fields,
    read_instant,
)
from slaclock.cli.output import Answer, as_json, printable, show_instant, table
from slaclock.deadlines import Deadline, compute_deadline
from slaclock.matrices.terms import choice_facts, title_of

__all__ = ["due", "explain"]

_NOT_GIVEN = "-"
BREACHED = 1


class LedgerFormat(StrEnum):
    """The forms in which a ledger is written."""

    TEXT = "text"
    MARKDOWN = "markdown"
    HTML = "html"
    JSON = "json"


PlanArgument = Annotated[
    str,
    typer.Argument(
        metavar="PLAN",
        help="Id, title or alias of a plan, such as starter; - where --field chooses it.",
    ),
]
PriorityArgument = Annotated[
    str,
    typer.Argument(
        metavar="PRIORITY",
        help="Id, title or alias of a priority, such as P1; - for the plan's promise alone.",
    ),
]
MetricOption = Annotated[
    str | None,
    typer.Option(metavar="METRIC", help="Only this metric, such as resolution."),
]
DoneOption = Annotated[
    str | None,
    typer.Option(
        "--done",
        metavar="TIME",
        help="When it was done: say for each deadline whether that met it; exit code 1 if not.",
    ),
]
LedgerFormatOption = Annotated[
    LedgerFormat, typer.Option("--format", help="How the account is written.")
]


def due(
    plan: PlanArgument,
    priority: PriorityArgument,
    opened_at: OpenedArgument,
    *,
    matrix: MatrixOption = "wotnot",
    metric: MetricOption = None,
    done: DoneOption = None,
    field: FieldsOption = None,
    tz: ZoneOption = None,
    json: JsonOption = False,
) -> Answer:
    """Show by when a ticket must be answered and resolved."""
    deadline = _deadline(plan, priority, opened_at, tz, matrix, field)
    metrics = [deadline[metric].metric] if metric is not None else list(deadline)
    verdicts = _verdicts(deadline, metrics, done, tz)
    code = BREACHED if "breached" in verdicts.values() else 0
    if json:
        return Answer(as_json(_as_data(deadline, metrics, verdicts)), code)
    return Answer(_as_text(deadline, metrics, verdicts), code)


def explain(
    plan: PlanArgument,
    priority: PriorityArgument,
    opened_at: OpenedArgument,
    *,
    matrix: MatrixOption = "wotnot",
    metric: MetricOption = None,
    form: LedgerFormatOption = LedgerFormat.TEXT,
    field: FieldsOption = None,
    tz: ZoneOption = None,
    json: JsonOption = False,
) -> Answer:
    """Show why a deadline is when it is.

    Without --metric, the deadline of the resolution.
    """
    ledger = _deadline(plan, priority, opened_at, tz, matrix, field).explain(metric)
    if json or form is LedgerFormat.JSON:
        return Answer(as_json(ledger.to_dict()))
    if form is LedgerFormat.MARKDOWN:
        return Answer(printable(ledger.to_markdown()))
    if form is LedgerFormat.HTML:
        return Answer(printable(ledger.to_html()))
    return Answer(printable(ledger.to_text()))


def _deadline(
    plan: str,
    priority: str,
    opened: str,
    tz: str | None,
    matrix: str,
    fields: list[str] | None,
) -> Deadline:
    """Return the deadline; of a ticket opened now, on the clocks of its calendar."""
    opened_at = read_instant(opened, tz)
    found = _deadline_at(plan, priority, opened_at, matrix, fields)
    local = here(opened_at, opened, tz, found.row.calendar.zone)
    return _deadline_at(plan, priority, local, matrix, fields) if opened == NOW else found


def _deadline_at(
    plan: str, priority: str, opened_at: datetime, matrix: str, fields: list[str] | None
) -> Deadline:
    given = read_fields(fields)
    if given is None and plan == _NOT_GIVEN:
        given = {}
    return compute_deadline(
        None if plan == _NOT_GIVEN else plan,
        None if priority == _NOT_GIVEN else priority,
        opened_at,
        matrix=matrix,
        fields=given,
    )


def _verdicts(
    deadline: Deadline, metrics: list[str], done: str | None, tz: str | None
) -> dict[str, str]:
    """Return "met" or "breached" by metric; nothing if nothing is said to be done."""
    if done is None:
        return {}
    done_at = read_instant(done, tz)
    return {name: "met" if deadline.met(name, done_at) else "breached" for name in metrics}


def _as_data(deadline: Deadline, metrics: list[str], verdicts: dict[str, str]) -> dict[str, Any]:
    data = deadline.to_dict()
    data["metrics"] = {name: data["metrics"][name] for name in metrics}
    return {**data, "verdicts": verdicts} if verdicts else data


def _starts(deadline: Deadline, metrics: list[str]) -> list[str]:
    """Return where the clock starts, or for each calendar the clocks that run on it."""
    by_calendar: dict[str, list[str]] = {}
    for name in metrics:
        by_calendar.setdefault(deadline[name].target.calendar_id, []).append(name)
    starts = {names[0]: calendar for calendar, names in by_calendar.items()}
    if not starts:
        return [_start("", deadline.starts_at, deadline.row.calendar_id)]
    whose = {name: f" of {', '.join(by_calendar[calendar])}" for name, calendar in starts.items()}
    return [
        _start(whose[name] if len(starts) > 1 else "", deadline[name].starts_at, calendar)
        for name, calendar in starts.items()
    ]


def _start(whose: str, at: datetime, calendar: str) -> str:
    return f"the clock{whose} starts {show_instant(at)} (calendar {calendar})"


def _as_text(deadline: Deadline, metrics: list[str], verdicts: dict[str, str]) -> str:
    row = deadline.row
    facts = (
        f"{title_of(row)}, opened {show_instant(deadline.opened_at)}",
        *choice_facts(row),
        *_starts(deadline, metrics),
    )
    rows = [("metric", "target", "due", "verdict" if verdicts else "")]
    for name in metrics:
        entry = deadline[name]
        rows.append((name, str(entry.target), show_instant(entry.due_at), verdicts.get(name, "")))
    shown = [row if verdicts else row[:3] for row in rows]
    return "\n".join([*(printable(fact) for fact in facts), "", table(shown)])
