"""The command about a log of many tickets: how each of them stands at an instant."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from slaclock.cli.export_options import short_name
from slaclock.cli.files import check_outputs
from slaclock.cli.options import (
    FieldColumnsOption,
    JsonOption,
    NewRowsOption,
    OwnMatrixOption,
    ZoneOption,
    own_matrix,
    read_fields,
    read_instant,
)
from slaclock.cli.output import Answer, as_json, printable
from slaclock.cli.progress import shown_progress
from slaclock.errors import MissingExtraError
from slaclock.zones import get_zone

__all__ = ["states"]

UNANSWERED = 1
_ROLES = ("ticket", "at", "type", "plan", "priority", "reason", "name", "team")


def states(
    log: Annotated[
        Path,
        typer.Argument(
            metavar="LOG", help="The events, one a row: a CSV, JSON, Excel or Parquet file."
        ),
    ],
    *,
    now: Annotated[
        str,
        typer.Option("--now", metavar="TIME", help="The instant to ask about: ISO 8601, or now."),
    ],
    out: NewRowsOption,
    matrix: OwnMatrixOption = None,
    column: Annotated[
        list[str] | None,
        typer.Option(
            "--column",
            metavar="NAME=COLUMN",
            help=f"Where a column has another name than {', '.join(_ROLES[:-1])} or {_ROLES[-1]}; "
            "plan and priority may also be one for all; may be given more than once.",
        ),
    ] = None,
    metric: Annotated[
        list[str] | None,
        typer.Option(
            "--metric",
            metavar="METRIC",
            help="Tell of this metric only; may be given more than once.",
        ),
    ] = None,
    field: FieldColumnsOption = None,
    tz: ZoneOption = None,
    json: JsonOption = False,
) -> Answer:
    """Show how all tickets of a log of events stand, in a new file.

    It has a row for each ticket and metric, with what slaclock clock says of each. A ticket
    without an answer has its reason in sla_error, and the exit code is 1. From Parquet to
    Parquet a log may be of any length, if it is sorted by ticket.
    """
    check_outputs({"--out": out}, log, matrix)
    given: dict[str, Any] = {"matrix": own_matrix(matrix), "now": read_instant(now, tz)}
    given |= _columns(column)
    given |= {"fields": read_fields(field), "metrics": metric or None}
    given["tz"] = None if tz is None else get_zone(tz)
    with shown_progress(None) as say:
        say(f"reading {short_name([str(log)])}")
        found = _answered(log, out, given)
    code = UNANSWERED if found.failed else 0
    if json:
        return Answer(as_json({**found._asdict(), "out": str(out)}), code)
    more = found.failed - len(found.reasons)
    messages = [*found.reasons, *([f"and {more:,} more"] if more else [])]
    word = "ticket" if found.rows == 1 else "tickets"
    text = f"{out}: {found.rows:,} {word}, {found.failed:,} without an answer"
    return Answer(printable(text), code, tuple(messages))


def _answered(log: Path, out: Path, given: dict[str, Any]) -> Any:
    if [path.suffix.lower() for path in (log, out)] != [".parquet"] * 2:
        from slaclock.reports import answer_events

        return answer_events(log, out, **given)
    try:
        from slaclock.bulk.event_files import answer_log
    except ModuleNotFoundError as error:
        if error.name not in ("numpy", "narwhals"):
            raise
        raise MissingExtraError("slaclock states", error.name, "bulk") from None
    return answer_log(log, out, **given)


def _columns(texts: list[str] | None) -> dict[str, str | None]:
    """Return what columns are called, of options such as `at=happened_at`; `-` is for none."""
    found: dict[str, str | None] = {}
    for text in texts or ():
        role, equals, name = text.partition("=")
        if role not in _ROLES or not equals or not name or role in found:
            problem = f"{text!r} must be NAME=COLUMN, each name once; names: {', '.join(_ROLES)}"
            raise typer.BadParameter(problem, param_hint="--column")
        found[role] = None if name == "-" and role not in _ROLES[:3] else name
    return found
