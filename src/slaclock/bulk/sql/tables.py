"""The tables that the SQL of `slaclock.bulk.sql.query` reads: a contract, as rows.

Each holds all calendars of a matrix, told apart by `calendar_id`. Only what the matrix needs
is made: business days where it counts in them, local times where a business day is the same
local time of another day.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, time
from typing import Any

from slaclock.calendars.calendar import Calendar
from slaclock.calendars.table import Column, Table
from slaclock.calendars.timeline import BusinessDay, Span, Timeline
from slaclock.clock_changes import ZoneOffsets
from slaclock.instants import DAY, EPOCH, MICROSECOND, from_micros, to_micros
from slaclock.matrices.model import Matrix

__all__ = ["TABLES", "meaning_of", "sql_tables"]

TABLES = ("windows", "targets", "business_days", "day_times", "day_dues")
"""The names that the tables have unless others are given."""
EARLIEST_TIME, LATEST_TIME = -2 * DAY, 4 * DAY
"""How early and how late it can be in a business day, counted from its midnight."""
_DAY_TIME_COLUMNS = (
    Column("open_us_before", "integer"),
    Column("open_us_through", "integer"),
    Column("day_number", "integer"),
    Column("time_us", "integer"),
)
_DAY_DUE_COLUMNS = (
    Column("day_number", "integer"),
    Column("time_us", "integer"),
    Column("due_at", "instant"),
    Column("is_moving", "boolean"),
)


def sql_tables(matrix: Matrix, start: datetime, end: datetime) -> dict[str, Table]:
    """Return the tables of a matrix for the years that tickets and their deadlines lie in.

    >>> from datetime import UTC, datetime
    >>> from slaclock import load_matrix
    >>> years = datetime(2024, 1, 1, tzinfo=UTC), datetime(2028, 1, 1, tzinfo=UTC)
    >>> list(sql_tables(load_matrix("wotnot"), *years))
    ['windows', 'targets', 'business_days']

    Args:
        matrix: The contract.
        start: Where the tables begin, inclusive. A ticket before the first opening in them has
            no answer.
        end: Where they end, exclusive. A deadline after it is not known.

    Returns:
        `windows` and `targets`; `business_days` if the matrix counts in them; `day_times` and
        `day_dues` if a business day is the same local time of another day.

    Raises:
        InstantError, ArgumentTypeError: An argument is naive, out of range or no datetime, or
            *end* is not after *start*.
        CoverageError: The holidays of a year between them are not known.
    """
    tables = {
        "windows": _united(matrix, lambda calendar: calendar.windows_table(start, end)),
        "targets": matrix.targets_table(),
    }
    meaning = meaning_of(matrix)
    if meaning in ("full_day", "close_of_business"):
        tables["business_days"] = _united(
            matrix, lambda calendar: calendar.business_days_table(start, end)
        )
    if meaning == "same_time":
        first, last = to_micros(start), to_micros(end)
        tables["day_times"] = _united(matrix, lambda calendar: _day_times(calendar, first, last))
        tables["day_dues"] = _united(matrix, lambda calendar: _day_dues(calendar, first, last))
    return tables


def meaning_of(matrix: Matrix) -> str | None:
    """Return what a business day is where that is no fixed time and targets count in them."""
    meanings = {target.business_day for row in matrix.rows() for target in row.targets}
    wide = {
        target.business_day for plan in matrix.plans for target in matrix.row(plan, None).targets
    }
    return next((word for word in meanings | wide if isinstance(word, str)), None)


def _united(matrix: Matrix, table: Callable[[Calendar], Table]) -> Table:
    """Return the tables of all calendars as one, each row with its calendar."""
    parts = [
        table(calendar).with_column("calendar_id", "text", name)
        for name, calendar in matrix.calendars.items()
    ]
    return Table(parts[0].columns, [row for part in parts for row in part.rows])


def _day_times(calendar: Calendar, start: int, end: int) -> Table:
    """Return how late it is in a business day, in microseconds since its midnight, by reading."""
    line, local = _line_and_local_times(calendar, start, end)
    rows = []
    for number, (index, day) in enumerate(_days(line, start, end)):
        before = line.day_readings[index] - line.reading(start)
        for window in day.windows:
            for part, offset in local.by_offset(window):
                through = before + part.end - part.start
                rows.append((before, through, number, part.start + offset - _midnight(day)))
                before = through
    return Table(_DAY_TIME_COLUMNS, rows)


def _day_dues(calendar: Calendar, start: int, end: int) -> Table:
    """Return what a time of day, in microseconds since midnight, is as an instant of each day.

    The instant of the last row at or before the time; if it moves, that much later.
    """
    line, local = _line_and_local_times(calendar, start, end)
    rows: list[tuple[Any, ...]] = []
    for number, (_, day) in enumerate(_days(line, start, end)):
        midnight = _midnight(day)
        whole = Span(midnight + EARLIEST_TIME, midnight + LATEST_TIME)
        for part, offset in local.by_local_offset(whole):
            for at, due, moves in _clamped(part, offset, day.windows):
                rows.append((number, at - midnight, from_micros(due, UTC), moves))
    return Table(_DAY_DUE_COLUMNS, rows)


def _clamped(part: Span, offset: int, hours: tuple[Span, ...]) -> Iterator[tuple[int, int, bool]]:
    """Yield from which local times on what instant is meant, and whether it moves along.

    Before the first opening it is that; after a closing, or in a break, that closing.
    """
    turns = [(part.start, hours[0].start, False)]
    for opening, closing in hours:
        turns += [(opening + offset, opening, True), (closing + offset, closing, False)]
    for index, (start, due, moves) in enumerate(turns):
        end = turns[index + 1][0] if index + 1 < len(turns) else part.end
        begin = max(start, part.start)
        if begin < min(end, part.end):
            yield begin, due + (begin - start if moves else 0), moves


def _days(line: Timeline, start: int, end: int) -> Iterator[tuple[int, BusinessDay]]:
    """Yield the business days that are open in `[start, end)`, each with its index."""
    for index, day in enumerate(line.days):
        if day.windows[-1].end > start and day.windows[0].start < end:
            yield index, day


def _line_and_local_times(calendar: Calendar, start: int, end: int) -> tuple[Timeline, ZoneOffsets]:
    line = calendar.covering(start, end - 1)
    return line, ZoneOffsets(calendar.zone, start - 8 * DAY, end + 8 * DAY)


def _midnight(day: BusinessDay) -> int:
    """Return the midnight of a date as a local time, in microseconds as if it were UTC."""
    return (datetime.combine(day.date, time(), UTC) - EPOCH) // MICROSECOND
