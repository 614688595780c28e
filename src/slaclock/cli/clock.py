"""The commands about a ticket with a history: how its clocks stand, and who is to be told."""

from __future__ import annotations

import sys
from collections import Counter
from datetime import UTC, datetime, tzinfo
from json import loads
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any
from zoneinfo import ZoneInfo

import typer

from slaclock.cli.files import check_outputs
from slaclock.cli.options import (
    JsonOption,
    OwnMatrixOption,
    ZoneOption,
    here,
    own_matrix,
    read_instant,
)
from slaclock.cli.output import Answer, as_json, printable, show_instant, table
from slaclock.errors import EventError, OutputError, SlaClockError
from slaclock.files.canonical_json import canonical_json
from slaclock.files.regular_files import read_regular
from slaclock.files.whole_files import write_whole
from slaclock.instants import MICROSECOND, iso_or_none, parse_instant
from slaclock.lengths import format_micros
from slaclock.matrices.terms import title_of
from slaclock.messages import shown
from slaclock.zones import get_zone

if TYPE_CHECKING:
    from slaclock.clock import Clock, ClockState, Escalation

__all__ = ["bundle", "clock", "escalations"]

FOUND = 1
STANDARD_INPUT = "-"
LARGEST_LOG = 16 << 20
"""How many bytes the events of a ticket may take: some hundred thousand of them."""

EventsArgument = Annotated[
    Path,
    typer.Argument(
        metavar="EVENTS",
        help="A JSON file with the list of a ticket's events; - reads standard input.",
    ),
]
AskedAtOption = Annotated[
    str,
    typer.Option("--at", metavar="TIME", help="The instant to ask about: ISO 8601, or now."),
]
ExplainOption = Annotated[
    str | None,
    typer.Option(
        "--explain", metavar="METRIC", help="Show the account of a metric: what counted, and why."
    ),
]


def clock(
    events: EventsArgument,
    *,
    at: AskedAtOption,
    matrix: OwnMatrixOption = None,
    explain: ExplainOption = None,
    tz: ZoneOption = None,
    json: JsonOption = False,
) -> Answer:
    """Show how the clocks of a ticket stand, by its events.

    The matrix may be a folder of versions. The exit code is 1 if a metric is breached.
    """
    ticket = _clock(events, matrix, tz)
    now = here(read_instant(at, tz), at, tz, _zone(ticket))
    state = ticket.at(now)
    if explain is not None:
        ledger = state[explain].explain()
        return Answer(as_json(ledger.to_dict()) if json else printable(ledger.to_text()))
    code = FOUND if any(metric.status == "breached" for metric in state.values()) else 0
    change = ticket.next_change(now)
    if json:
        return Answer(as_json({**state.to_dict(), "next_change": iso_or_none(change)}), code)
    notes = tuple(f"note: {printable(str(note), keep_lines=False)}" for note in state.notes)
    return Answer(_state_text(state, change), code, notes)


def bundle(
    events: EventsArgument,
    *,
    at: AskedAtOption,
    out: Annotated[
        Path | None,
        typer.Option("--out", "-o", metavar="FILE", help="The new JSON file, not yet there."),
    ] = None,
    matrix: OwnMatrixOption = None,
    tz: ZoneOption = None,
    json: JsonOption = False,
) -> Answer:
    """Write what the verdicts on a ticket rest on into a file.

    `python verify.py FILE` checks it without slaclock. Without -o it is printed. Keep the seal:
    it stands for the whole file.
    """
    from slaclock import bundles

    check_outputs({"--out": out}, events, matrix)
    made = bundles.bundle(_clock(events, matrix, tz), read_instant(at, tz))
    if out is None:
        return Answer(canonical_json(made))
    if out.exists():
        raise OutputError(str(out), "is there already, and is not written over")
    write_whole(out, canonical_json(made))
    facts = {"out": str(out), "seal": bundles.seal_of(made)}
    return Answer(as_json(facts) if json else f"written: {out}\nseal: {facts['seal']}")


def escalations(
    events: EventsArgument,
    *,
    at: AskedAtOption,
    matrix: OwnMatrixOption = None,
    tz: ZoneOption = None,
    json: JsonOption = False,
) -> Answer:
    """Show when each level of escalation of a ticket is due.

    The matrix may be a folder of versions. The exit code is 1 if a level has been crossed.
    """
    ticket = _clock(events, matrix, tz)
    now = here(read_instant(at, tz), at, tz, _zone(ticket))
    found = ticket.escalations(now)
    code = FOUND if any(level.crossed for level in found) else 0
    if json:
        data = {
            "now": now.isoformat(),
            "escalations": [level.to_dict() for level in found],
            "next_change": iso_or_none(ticket.next_change(now)),
        }
        return Answer(as_json(data), code)
    if not found:
        return Answer("", messages=("no level of escalation for what this ticket is promised",))
    heading = ("metric", "level", "contact", "at", "crosses", "notify", "state")
    return Answer(table([heading, *map(_level_row, found)]), code)


def _clock(events: Path, matrix: str | None, tz: str | None) -> Clock:
    terms = own_matrix(matrix)
    from slaclock.clock import Clock  # every other command waits for what this file imports

    return Clock.from_dicts(_with_offsets(_read(events), tz), matrix=terms)


def _zone(ticket: Clock) -> tzinfo:
    """Return the zone in which the log of a ticket begins."""
    return ticket.events[0].at.tzinfo or UTC


def _with_offsets(log: Any, tz: str | None) -> Any:
    """Return a log whose times without an offset are in a zone; what is no log stays as it is."""
    if tz is None or not isinstance(log, list):
        return log
    zone = get_zone(tz)
    return [_with_offset(event, zone) if isinstance(event, dict) else event for event in log]


def _with_offset(event: dict[str, Any], zone: ZoneInfo) -> dict[str, Any]:
    try:
        return {**event, "at": parse_instant(event["at"], zone).isoformat()}
    except (KeyError, SlaClockError):  # the log says what is wrong, and in which event
        return event


def _read(path: Path) -> Any:
    """Return what a JSON file says; a key that is given twice is refused, as in a data file."""
    name = "standard input" if str(path) == STANDARD_INPUT else shown(str(path))
    try:
        content = _content(path)
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise EventError(None, "", f"{name} cannot be read: {reason}") from None
    if not content.strip():
        raise EventError(None, "", f"{name} is empty; write a list of events")
    try:
        return loads(content.decode("utf-8-sig"), object_pairs_hook=_dictionary)
    except RecursionError:
        problem = "nested too deep"
    except ValueError as error:
        problem = str(error)
    raise EventError(None, "", f"{name} cannot be read as JSON in UTF-8: {problem}") from None


def _content(path: Path) -> bytes:
    if str(path) != STANDARD_INPUT:
        return read_regular(path, LARGEST_LOG)
    content = sys.stdin.buffer.read(LARGEST_LOG + 1)
    if len(content) > LARGEST_LOG:
        raise ValueError(f"it is over {LARGEST_LOG >> 20} MiB")
    return content


def _dictionary(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        times = Counter(key for key, _ in pairs)
        twice = next(key for key, count in times.items() if count > 1)
        raise ValueError(f"the key {shown(twice)} is given twice")
    return found


def _state_text(state: ClockState, change: datetime | None) -> str:
    row = state.row
    facts = (
        f"{title_of(row)}, opened {show_instant(state.opened_at)}",
        f"asked about {show_instant(state.now)}",
        f"next change {'none' if change is None else show_instant(change)}",
    )
    rows = [("metric", "status", "target", "due", "used", "left")]
    for metric in state.values():
        if metric.status != "not_applicable":
            assert metric.remaining is not None
            rows.append(
                (
                    metric.metric,
                    f"{metric.status}, at risk" if metric.at_risk else metric.status,
                    str(metric.target),
                    _shown(metric.due_at),
                    format_micros(metric.elapsed // MICROSECOND),
                    format_micros(metric.remaining // MICROSECOND),
                )
            )
    return "\n".join([*(printable(fact, keep_lines=False) for fact in facts), "", table(rows)])


def _level_row(level: Escalation) -> tuple[str, ...]:
    state = "notify" if level.notify else "crossed" if level.crossed else ""
    return (
        level.metric,
        f"{level.level}{f' again, {level.repetition}' if level.repetition else ''}",
        level.contact,
        level.at or "-",
        _shown(level.crosses_at),
        _shown(level.notify_at),
        state or ("due" if level.crosses_at is not None else "-"),
    )


def _shown(at: datetime | None) -> str:
    return "-" if at is None else show_instant(at)
