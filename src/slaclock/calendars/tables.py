"""Tables: a calendar, or what is promised, as rows for a database or a data frame.

A table of windows holds the open clock. Open time before an instant is found from the last row
that opens at or before it, the way back from the last row with less open time before it; the
SQL of `slaclock.bulk.sql.query` does just that. Its last row is a sentinel: it opens and closes at
the end of what the table knows, and how much open time lies before it is left open, so that
nothing later has an answer.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from slaclock.calendars.base import BaseCalendar
from slaclock.errors import InstantRangeError
from slaclock.files.table import Column, Table
from slaclock.instants import SECOND, from_micros, to_micros

__all__ = ["BUSINESS_DAY_COLUMNS", "Column", "Table", "business_days_table", "windows_table"]

WINDOW_COLUMNS = (
    Column("opens_at", "instant"),
    Column("closes_at", "instant"),
    Column("open_us_before", "integer"),
    Column("business_date", "date"),
    Column("closed_before", "text"),
)
BUSINESS_DAY_COLUMNS = (
    Column("day_number", "integer"),
    Column("business_date", "date"),
    Column("opens_at", "instant"),
    Column("closes_at", "instant"),
    Column("open_us_before", "integer"),
    Column("open_seconds", "integer"),
)


def windows_table(calendar: BaseCalendar, start: datetime, end: datetime) -> Table:
    """Return the windows in `[start, end)` as a table; see `Calendar.windows_table`."""
    first, last = _range(start, end)
    rows: list[tuple[Any, ...]] = []
    before, closed_since = 0, first
    for span in calendar.spans(first, last):
        rows.append(
            (
                from_micros(span.start, UTC),
                from_micros(span.end, UTC),
                before,
                from_micros(span.start, calendar.zone).date(),
                _causes(calendar, closed_since, span.start),
            )
        )
        before, closed_since = before + span.end - span.start, span.end
    horizon = from_micros(last, UTC)
    rows.append((horizon, horizon, None, None, _causes(calendar, closed_since, last)))
    return Table(WINDOW_COLUMNS, rows)


def business_days_table(calendar: BaseCalendar, start: datetime, end: datetime) -> Table:
    """Return the business days of a calendar that open in `[start, end)`.

    `day_number` counts them from 0. `open_us_before` is the reading of the open clock of
    `windows_table` with the same *start*; of a day that began before *start*, it is negative.
    `open_seconds` is the open time of the whole day.
    """
    first, last = _range(start, end)
    line = calendar.covering(first, last - 1)
    base = line.reading(first)
    rows: list[tuple[Any, ...]] = []
    for index, day in enumerate(line.days):
        if day.windows[-1].end <= first or day.windows[0].start >= last:
            continue
        before, after = line.day_readings[index : index + 2]
        rows.append(
            (
                len(rows),
                day.date,
                from_micros(day.windows[0].start, UTC),
                from_micros(day.windows[-1].end, UTC),
                before - base,
                (after - before) // SECOND,
            )
        )
    return Table(BUSINESS_DAY_COLUMNS, rows)


def _range(start: datetime, end: datetime) -> tuple[int, int]:
    first, last = to_micros(start, "start"), to_micros(end, "end")
    if last <= first:
        raise InstantRangeError("end", end, f"it must be after start, {start}")
    return first, last


def _causes(calendar: BaseCalendar, start: int, end: int) -> str | None:
    """Return why it was closed, each cause once, in order; None if it was not."""
    return "; ".join(dict.fromkeys(map(str, calendar.closures(start, end)))) or None
