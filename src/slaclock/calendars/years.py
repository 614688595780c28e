"""How a calendar grows: years are compiled when they are asked for, and kept.

`CompiledYears` is handed a function that says what some dates come to, and makes timelines of
it. A timeline reaches as far as its business days are whole and everything in it is known: up
to the first instant whose hours depend on holidays that are not known, and no further. So no
answer depends on what was asked before, and a year of holidays is missed only by a question
whose answer it could change.

Years far apart make timelines of their own, so that a few far questions cost what they would
cost alone. What is kept can always be made again; it only saves time.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterable, Sequence
from datetime import date, tzinfo
from typing import NamedTuple

from slaclock.calendars.timeline import BusinessDay, Timeline, in_business_days
from slaclock.errors import CoverageError
from slaclock.instants import from_micros, local_time, local_to_instant
from slaclock.spans import Span, intersect, subtract, unite

__all__ = ["FIRST_YEAR", "LAST_YEAR", "CompiledYears", "Dates", "Unknown", "within"]

FIRST_YEAR, LAST_YEAR = 1, 9998
MOST_SPARE_YEARS = 16
MOST_JOINED = 128
"""How many years one timeline is joined to; a question that asks for more has one of its own."""
MOST_LINES = 16
"""How many timelines of years apart are kept."""
MOST_YEARS = 400
"""How many compiled years are kept once a timeline has been made of them."""


class Unknown(NamedTuple):
    """A stretch `[start, end)` that may be open or not, since holidays are not known.

    Attributes:
        date: The date whose business day it would be a part of.
    """

    start: int
    end: int
    error: CoverageError
    date: date


class Dates(NamedTuple):
    """What some dates come to: business days in order of date, and what is not known."""

    days: tuple[BusinessDay, ...]
    unknown: tuple[Unknown, ...] = ()


class _Grown(NamedTuple):
    """A timeline, and the first and the last year that it was made from."""

    first: int
    last: int
    line: Timeline


_NO_LINE = Timeline(0, 0, ())


class CompiledYears:
    """The timelines of a calendar, made year by year as they are needed.

    Safe between threads without a lock: everything kept is replaced as a whole.

    Attributes:
        zone: Whose midnights begin a year.
        line: The timeline that answered last; it may answer for nothing yet.
    """

    __slots__ = ("_compile", "_lines", "_overnight", "_years", "line", "zone")

    def __init__(
        self, zone: tzinfo, compile_dates: Callable[[date, date], Dates], *, overnight: bool
    ) -> None:
        """Hold what makes the timelines; nothing is compiled yet.

        Args:
            zone: Whose midnights begin a year.
            compile_dates: What the dates from the first to the last, both included, come to.
                Hours of a date end at the latest at the end of the next one.
            overnight: Whether hours of one date may be open on the next.
        """
        self.zone, self._compile, self._overnight = zone, compile_dates, overnight
        self.line = _NO_LINE
        self._lines: tuple[_Grown, ...] = ()
        self._years: dict[int, Dates] = {}

    def covering(self, first: int, last: int) -> Timeline:
        """Return a timeline that answers for the instants *first* to *last*, both included.

        Raises:
            CoverageError: The holidays of a year are not known, and what lies between the two
                depends on them.
        """
        for _, _, line in self._lines:
            if line.start <= first and last < line.end:
                self.line = line
                return line
        return self._grown(first, last)

    def parts(self, start: int, end: int) -> tuple[list[Span], list[Unknown]]:
        """Return what is open in `[start, end)`, and what of it is not known."""
        dates = self._dates(self._year(start), self._year(end - 1))
        spans = unite(window for day in dates.days for window in day.windows)
        asked = [Span(start, end)]
        return intersect(spans, asked), within(dates.unknown, asked)

    def midnight(self, day: date) -> int:
        """Return the instant at which a local date begins."""
        return local_to_instant(local_time(day), self.zone)

    def _grown(self, first: int, last: int) -> Timeline:
        """Return a new timeline from *first* to *last*, joined with the known years next to it."""
        low, high = self._joined(self._year(first), self._year(last))
        while True:
            line = self._made(low, high, first, last)
            if line.start > first:  # clocks went on over new year's midnight
                low -= 1
            elif line.end <= last:  # the business day of *last* ends in the next year
                high += 1
            else:
                return self._keep(_Grown(low, high, line))

    def _joined(self, low: int, high: int) -> tuple[int, int]:
        """Return the years *low* to *high* with those of a timeline that they touch or overlap.

        A timeline that grows is doubled on that side, so that it seldom does.
        """
        for first, last, _ in self._lines:
            touches = low <= last + 1 and high >= first - 1
            if touches and max(high, last) - min(low, first) < MOST_JOINED:
                spare = min(last - first, MOST_SPARE_YEARS)
                return (
                    max(low - spare, FIRST_YEAR) if low < first else first,
                    min(high + spare, LAST_YEAR) if high > last else last,
                )
        return low, high

    def _made(self, low: int, high: int, first: int, last: int) -> Timeline:
        """Return the timeline of some years round *first* to *last*, as far as all is known.

        Returns:
            The timeline; it does not reach *first* or *last* where the year next to it is needed.

        Raises:
            CoverageError: Something between the two is not known, or of a business day there.
        """
        days, unknown = self._dates(low, high)
        start, end = self._bounds(low, high)
        before = after = None
        for since, until, error, _ in unknown:
            if until <= first:
                if start < until:
                    start, before = until, error
            elif since < end:
                end, after = since, error
        start, end = _without_cut_days(days, start, end)
        if after is not None and end <= last:
            raise _again(after)
        if before is not None and start > first:
            raise _again(before)
        return Timeline(start, end, (day for day in days if start <= day.windows[0].start < end))

    def _bounds(self, low: int, high: int) -> tuple[int, int]:
        """Return where what is known of some years begins and ends."""
        begins = date(low, 1, 1)
        if self._overnight and low > FIRST_YEAR:
            begins = date(low - 1, 12, 31)
        # Nothing comes after the last year that could make its last business day longer.
        ends = date.max if high == LAST_YEAR else date(high + 1, 1, 1)
        return self.midnight(begins), self.midnight(ends)

    def _keep(self, grown: _Grown) -> Timeline:
        line = self.line = grown.line
        others = [other for other in self._lines if not _lies_in(other.line, line)]
        self._lines = (grown, *others[: MOST_LINES - 1])
        if len(self._years) > MOST_YEARS:
            self._years = {}
        return line

    def _dates(self, low: int, high: int) -> Dates:
        """Return the dates of some years, settled, with those whose hours may reach into them."""
        parts = [self._dates_of(year) for year in range(low, high + 1)]
        if self._overnight and low > FIRST_YEAR:
            # Two dates: the night of the last one reaches into the year, and how long its
            # business day is depends on the night before.
            parts.insert(0, self._compile(date(low - 1, 12, 30), date(low - 1, 12, 31)))
        days = in_business_days(day for part in parts for day in part.days)
        unknown = [stretch for part in parts for stretch in part.unknown]
        return Dates(tuple(days), tuple(_settled(unknown, days)) if unknown else ())

    def _dates_of(self, year: int) -> Dates:
        dates = self._years.get(year)
        if dates is None:
            dates = self._compile(date(year, 1, 1), date(year, 12, 31))
            self._years[year] = dates
        return dates

    def _year(self, instant: int) -> int:
        return min(from_micros(instant, self.zone).year, LAST_YEAR)


def _without_cut_days(days: Iterable[BusinessDay], start: int, end: int) -> tuple[int, int]:
    """Return `[start, end)` without the parts of business days that are not wholly in it."""
    for day in days:
        opens, closes = day.windows[0].start, day.windows[-1].end
        if opens < start:
            start = max(start, closes)
        if closes > end:
            end = min(end, opens)
    return start, end


def _settled(unknown: Iterable[Unknown], days: Sequence[BusinessDay]) -> list[Unknown]:
    """Return the stretches that stay unknown beside the days that are known, in order.

    Time that a known date has open is open, whatever another date adds. But a business day of
    which a part is not known is not known at all: neither where that part is one of its own
    date, nor where it begins before another date and reaches into it.
    """
    starts = [day.windows[0].start for day in days]
    found: list[Unknown] = []
    for since, until, error, day in unknown:
        index = bisect_right(starts, since)
        for later in days[index:]:
            if later.windows[0].start >= until and later.date > day:
                break
            until = max(until, later.windows[-1].end)
        spans = [Span(since, until)]
        if index:
            begun = days[index - 1]
            spans = subtract(spans, begun.windows)
            if spans and begun.date == day:
                spans = [Span(begun.windows[0].start, max(until, begun.windows[-1].end))]
        found += [Unknown(*span, error, day) for span in spans]
    return sorted(found, key=lambda stretch: stretch[:2])


def within(unknown: Iterable[Unknown], spans: Sequence[Span]) -> list[Unknown]:
    """Return the parts of *unknown* that lie in *spans*, which are ordered and disjoint."""
    return [
        Unknown(*span, part.error, part.date)
        for part in unknown
        for span in intersect([Span(part.start, part.end)], spans)
    ]


def _lies_in(inner: Timeline, outer: Timeline) -> bool:
    return outer.start <= inner.start and inner.end <= outer.end


def _again(error: CoverageError) -> CoverageError:
    """Return a copy of an error: raised twice, the same one would show the traceback of both."""
    return CoverageError(*error.args)
