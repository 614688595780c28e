"""The commands about a calendar: how much open time, and when it is open."""

from __future__ import annotations

from slaclock.cli.options import (
    CalendarOption,
    EndArgument,
    JsonOption,
    MatrixOption,
    StartArgument,
    VersionOption,
    ZoneOption,
    choose_calendar,
    here,
    matrix_on,
    read_instant,
)
from slaclock.cli.output import Answer, as_json, show_instant, table
from slaclock.instants import MICROSECOND
from slaclock.lengths import format_micros

__all__ = ["elapsed", "windows"]


def elapsed(
    start: StartArgument,
    end: EndArgument,
    *,
    matrix: MatrixOption = "wotnot",
    calendar: CalendarOption = None,
    at: VersionOption = None,
    tz: ZoneOption = None,
    json: JsonOption = False,
) -> Answer:
    """Show the open time between two instants.

    It is negative if END is before START.
    """
    start_at, end_at = read_instant(start, tz), read_instant(end, tz)
    asked = start_at if at is None else read_instant(at, tz)
    name, chosen = choose_calendar(matrix_on(matrix, asked), calendar)
    micros = chosen.elapsed(start_at, end_at) // MICROSECOND
    if not json:
        return Answer(format_micros(micros))
    data = {
        "calendar": name,
        "start": start_at.isoformat(),
        "end": end_at.isoformat(),
        "elapsed": format_micros(micros),
        "elapsed_us": micros,
    }
    return Answer(as_json(data))


def windows(
    start: StartArgument,
    end: EndArgument,
    *,
    matrix: MatrixOption = "wotnot",
    calendar: CalendarOption = None,
    at: VersionOption = None,
    tz: ZoneOption = None,
    json: JsonOption = False,
) -> Answer:
    """Show when a calendar is open between two instants."""
    start_at, end_at = read_instant(start, tz), read_instant(end, tz)
    asked = start_at if at is None else read_instant(at, tz)
    name, chosen = choose_calendar(matrix_on(matrix, asked), calendar)
    start_at = here(start_at, start, tz, chosen.zone)
    found = chosen.windows(start_at, end_at)
    if json:
        data = {
            "calendar": name,
            "start": start_at.isoformat(),
            "end": end_at.isoformat(),
            "windows": [
                {"opens_at": window.open.isoformat(), "closes_at": window.close.isoformat()}
                for window in found
            ],
        }
        return Answer(as_json(data))
    if not found:
        return Answer("", messages=("no window opens in that time",))
    rows = [
        (
            show_instant(window.open),
            show_instant(window.close),
            format_micros((window.close - window.open) // MICROSECOND),
        )
        for window in found
    ]
    return Answer(table([("opens", "closes", "open time"), *rows]))
