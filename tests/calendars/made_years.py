"""Years that a plain function makes up, for tests of what is asked of a calendar in integers."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, tzinfo

from slaclock.calendars.open_time import OpenTime
from slaclock.calendars.timeline import BusinessDay
from slaclock.calendars.years import Dates, Unknown
from slaclock.errors import CoverageError
from slaclock.spans import Span

HOUR = 3_600_000_000
MISSING = CoverageError("nowhere", 2027, "not known")


def utc(year: int, month: int = 1, day: int = 1, hour: int = 0) -> int:
    days = date(year, month, day).toordinal() - date(1970, 1, 1).toordinal()
    return (24 * days + hour) * HOUR


class Compiler:
    """Open each date, or one in so many; remember what was compiled; some years are not known."""

    def __init__(
        self, opens: int = 9, length: int = 8, unknown: tuple[int, ...] = (), every: int = 1
    ) -> None:
        self.opens, self.length, self.unknown, self.every = opens, length, unknown, every
        self.asked: list[tuple[date, date]] = []

    def __call__(self, first: date, last: date) -> Dates:
        self.asked.append((first, last))
        days: list[BusinessDay] = []
        unknown: list[Unknown] = []
        for ordinal in range(first.toordinal(), last.toordinal() + 1, self.every):
            day = date.fromordinal(ordinal)
            start = utc(day.year, day.month, day.day, self.opens)
            span = Span(start, start + self.length * HOUR)
            if day.year in self.unknown:
                unknown.append(Unknown(*span, MISSING, day))
            else:
                days.append(BusinessDay(day, (span,)))
        return Dates(tuple(days), tuple(unknown))


class Few:
    """Open some dates and no others; of some stretches, each on one date, it is not known."""

    def __init__(self, *days: tuple[date, *tuple[int, ...]], unknown: tuple[Unknown, ...] = ()):
        self.days = [
            BusinessDay(day, tuple(map(Span, ends[::2], ends[1::2]))) for day, *ends in days
        ]
        self.unknown = unknown

    def __call__(self, first: date, last: date) -> Dates:
        since, until = utc(first.year, first.month, first.day), utc(last.year, last.month, last.day)
        return Dates(
            tuple(day for day in self.days if first <= day.date <= last),
            tuple(one for one in self.unknown if since <= one.start < until + 24 * HOUR),
        )


class Desk(OpenTime):
    """Answer the questions in integers about the dates that a function makes up."""

    __slots__ = ("compile_dates",)
    compile_dates: Callable[[date, date], Dates]

    def __init__(self, compile_dates: Callable[[date, date], Dates], zone: tzinfo = UTC) -> None:
        self._set(compile_dates=compile_dates)
        self._prepare(zone)

    def _compile(self, first: date, last: date) -> Dates:
        return self.compile_dates(first, last)

    def _reaches_past_midnight(self) -> bool:
        return False
