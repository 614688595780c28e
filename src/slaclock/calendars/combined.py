"""Calendars made of two others: both open, either open, one minus the other.

The result asks its operands for windows, so holidays, exceptions and clock changes hold as
they do there. Its zone is that of the first operand, and so are its business days: open time
that only the second operand has belongs to the date on which it begins in that zone.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta
from itertools import groupby
from typing import Any, Literal

from slaclock.calendars.base import BaseCalendar, Closure
from slaclock.calendars.tables import Table, business_days_table, windows_table
from slaclock.calendars.timeline import BusinessDay
from slaclock.calendars.years import Dates, Unknown
from slaclock.frozen import fingerprint_of
from slaclock.instants import from_micros
from slaclock.spans import Span, intersect, subtract, unite

__all__ = ["Combinable", "CombinedCalendar", "Operation"]

Operation = Literal["&", "|", "-"]
_DAY = timedelta(days=1)


class Combinable(BaseCalendar):
    """A calendar that can be combined with another by `&`, `|` and `-`."""

    __slots__ = ()

    def content(self) -> dict[str, Any]:
        """Return what the calendar is made of, as plain data."""
        raise NotImplementedError

    def fingerprint(self) -> str:
        """Return a hash of the content: equal calendars have equal ones, on every machine."""
        if not self._fingerprint:
            self._set(_fingerprint=fingerprint_of(self.content()))
        return self._fingerprint

    def windows_table(self, start: datetime, end: datetime) -> Table:
        """Return the windows in `[start, end)` as a table for a database or a data frame.

        Columns: `opens_at`, `closes_at` (UTC), `open_us_before` (open microseconds from *start*
        to the opening), `business_date` (the local date of the opening), and `closed_before`
        (why it was closed before: names of holidays, reasons of exceptions, `weekend`,
        `night`). The last row is a sentinel: it opens and closes at *end*, and has no
        `open_us_before`.

        >>> from datetime import datetime
        >>> from zoneinfo import ZoneInfo
        >>> from slaclock import Calendar
        >>> desk = Calendar(timezone="Asia/Kolkata", hours={"mon-fri": ["09:00-19:00"]})
        >>> kolkata = ZoneInfo("Asia/Kolkata")
        >>> friday = datetime(2026, 3, 6, tzinfo=kolkata)
        >>> print(desk.windows_table(friday, datetime(2026, 3, 9, tzinfo=kolkata)).to_csv())
        opens_at,closes_at,open_us_before,business_date,closed_before
        2026-03-06T03:30:00+00:00,2026-03-06T13:30:00+00:00,0,2026-03-06,night
        2026-03-08T18:30:00+00:00,2026-03-08T18:30:00+00:00,,,night; weekend
        <BLANKLINE>

        Raises:
            InstantError, ArgumentTypeError: An argument is naive, out of range or no datetime,
                *end* is not after *start*, or the two are over 1,000 years apart.
            CoverageError: The holidays of a year between them are not known.
        """
        return windows_table(self, start, end)

    def business_days_table(self, start: datetime, end: datetime) -> Table:
        """Return the business days that are open in `[start, end)` as a table.

        Columns: `day_number` (from 0), `business_date`, `opens_at`, `closes_at` (UTC),
        `open_us_before` (open microseconds from *start* to the opening; negative for a day
        that began before) and `open_seconds` (open time of the whole day). Raises as
        `windows_table` does.
        """
        return business_days_table(self, start, end)

    def __and__(self, other: Combinable) -> CombinedCalendar:
        return CombinedCalendar(self, "&", other) if _is_calendar(other) else NotImplemented

    def __or__(self, other: Combinable) -> CombinedCalendar:
        return CombinedCalendar(self, "|", other) if _is_calendar(other) else NotImplemented

    def __sub__(self, other: Combinable) -> CombinedCalendar:
        return CombinedCalendar(self, "-", other) if _is_calendar(other) else NotImplemented

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Combinable):
            return NotImplemented
        return self.fingerprint() == other.fingerprint()

    def __hash__(self) -> int:
        return hash(self.fingerprint())


class CombinedCalendar(Combinable):
    """Two calendars made one; made by the operators `&`, `|` and `-`.

    >>> from slaclock import Calendar
    >>> office = Calendar(timezone="Asia/Kolkata", hours={"mon-fri": ["09:00-19:00"]})
    >>> lunch = Calendar(timezone="Asia/Kolkata", hours={"mon-fri": ["13:00-14:00"]})
    >>> print(office - lunch)
    (Asia/Kolkata mon-fri 09:00-19:00 - Asia/Kolkata mon-fri 13:00-14:00)

    Attributes:
        left: The first operand; the zone and the business days are its.
        operation: `&`, `|` or `-`.
        right: The second operand.
    """

    __slots__ = ("left", "operation", "right")

    left: Combinable
    operation: Operation
    right: Combinable

    def __init__(self, left: Combinable, operation: Operation, right: Combinable) -> None:
        """Combine *left* and *right*; usually by an operator."""
        self._set(left=left, operation=operation, right=right)
        self._prepare(left.zone)

    def content(self) -> dict[str, Any]:
        """Return the operands' content and the operation."""
        return {
            "left": self.left.content(),
            "operation": self.operation,
            "right": self.right.content(),
        }

    def closures(self, start: int, end: int) -> list[Closure]:
        """Return the closed stretches of `[start, end)`, with the cause in an operand.

        Where both operands are closed, the first one's cause is given.
        """
        closed = subtract([Span(start, end)] if start < end else [], self.spans(start, end))
        first = _clipped(self.left.closures(start, end), closed)
        rest = subtract(closed, unite(Span(part.start, part.end) for part in first))
        if self.operation == "-":
            second = [Closure(span.start, span.end, "excluded") for span in rest]
        else:
            second = _clipped(self.right.closures(start, end), rest)
        return sorted([*first, *second])

    def clock_changes(self, start: int, end: int) -> list[tuple[int, str]]:
        """Return the boundaries of either operand that a clock change moved, with a note."""
        both = {*self.left.clock_changes(start, end), *self.right.clock_changes(start, end)}
        return sorted(both)

    def _reaches_past_midnight(self) -> bool:
        # What only the second operand has open is cut at midnights.
        return self.left._reaches_past_midnight()

    def _never_closes(self) -> bool:
        return False

    def _compile(self, first: date, last: date) -> Dates:
        days, unsure = self.left._compile(first, last)
        start, end = self.midnight(first), self.midnight(last + _DAY)
        if self.operation == "|":
            return self._either(days, unsure, start, end)
        closings = [day.windows[-1].end for day in days if day.windows]
        end = max([end, *closings, *(part.end for part in unsure)])
        open_, maybe = self.right._years.parts(start, end)
        # What the second operand leaves of the first for certain, and what it may leave.
        if self.operation == "-":
            sure = subtract([Span(start, end)], unite([*open_, *_spans(maybe)]))
            possible = subtract([Span(start, end)], open_)
        else:
            sure, possible = open_, unite([*open_, *_spans(maybe)])
        kept = tuple(
            BusinessDay(day.date, windows)
            for day in days
            if (windows := tuple(intersect(day.windows, sure)))
        )
        left_open = unite(window for day in days for window in day.windows)
        known = unite(window for day in kept for window in day.windows)
        unknown = [*_within(unsure, possible), *_within(maybe, left_open)]
        return Dates(kept, tuple(_within(unknown, subtract(possible, known))))

    def _either(
        self, days: tuple[BusinessDay, ...], unsure: tuple[Unknown, ...], start: int, end: int
    ) -> Dates:
        """Return the days of the first operand with what only the second one has open."""
        covered, _ = self.left._years.parts(start, end)
        open_, maybe = self.right._years.parts(start, end)
        added = subtract(self._cut_at_midnights(open_), covered)
        parts = [(day.date, window) for day in days for window in day.windows]
        parts += [(from_micros(span.start, self.zone).date(), span) for span in added]
        parts.sort()
        united = (
            BusinessDay(day, tuple(unite(window for _, window in group)))
            for day, group in groupby(parts, key=lambda part: part[0])
        )
        return Dates(tuple(united), (*unsure, *maybe))

    def _cut_at_midnights(self, spans: Iterable[Span]) -> list[Span]:
        """Return *spans* cut at this zone's midnights."""
        pieces: list[Span] = []
        for start, closing in spans:
            while start < closing:
                midnight = self.midnight(from_micros(start, self.zone).date() + _DAY)
                end = min(closing, midnight) if midnight > start else closing
                pieces.append(Span(start, end))
                start = end
        return pieces

    def __reduce__(self) -> tuple[Any, ...]:
        return (CombinedCalendar, (self.left, self.operation, self.right))

    def __repr__(self) -> str:
        return f"({self.left!r} {self.operation} {self.right!r})"

    def __str__(self) -> str:
        return f"({self.left} {self.operation} {self.right})"


def _is_calendar(other: object) -> bool:
    return isinstance(other, Combinable)


def _spans(unknown: Iterable[Unknown]) -> list[Span]:
    return [Span(part.start, part.end) for part in unknown]


def _within(unknown: Iterable[Unknown], spans: Sequence[Span]) -> list[Unknown]:
    """Return the parts of *unknown* that lie in *spans*, which are ordered and disjoint."""
    return [
        Unknown(*span, part.error)
        for part in unknown
        for span in intersect([Span(part.start, part.end)], spans)
    ]


def _clipped(closures: Iterable[Closure], spans: list[Span]) -> list[Closure]:
    """Return the parts of *closures* that lie in *spans*."""
    parts: list[Closure] = []
    for closure in closures:
        for span in spans:
            start, end = max(closure.start, span.start), min(closure.end, span.end)
            if start < end:
                parts.append(Closure(start, end, closure.cause, closure.name))
    return parts
