"""Calendars made of two others: both open, either open, one minus the other.

The result asks its operands for windows, so holidays, exceptions and clock changes hold as
they do there. Its zone is that of the first operand, and so are its business days: open time
that only the second operand has belongs to the date on which it begins in that zone.
"""

from __future__ import annotations

from abc import abstractmethod
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime, timedelta
from itertools import groupby, pairwise
from typing import TYPE_CHECKING, Any, Literal

from slaclock._lazy import late
from slaclock.calendars.base import BaseCalendar, ClosedStretch
from slaclock.calendars.holidays.base import Holiday, HolidaySource
from slaclock.calendars.timeline import BusinessDay
from slaclock.calendars.years import Dates, Unknown, within
from slaclock.frozen import fingerprint_of
from slaclock.instants import from_micros
from slaclock.spans import Span, intersect, subtract, unite

if TYPE_CHECKING:  # few calendars are asked for tables
    from slaclock.files.table import Table

__all__ = ["Combinable", "CombinedCalendar", "Operation"]

Operation = Literal["&", "|", "-"]
_DAY = timedelta(days=1)
_WORDS: dict[Operation, str] = {"&": "and", "|": "or", "-": "without"}


class Combinable(BaseCalendar):
    """A calendar that can be combined with another by `&`, `|` and `-`."""

    __slots__ = ()

    observes_holidays: bool

    @abstractmethod
    def content(self) -> dict[str, Any]:
        """Return what the calendar is made of, as plain data."""

    @property
    @abstractmethod
    def holiday_sources(self) -> tuple[HolidaySource, ...]:
        """Return where the holidays come from, those of all parts."""

    @abstractmethod
    def holidays_between(self, first: date, last: date) -> dict[date, Holiday]:
        """Return the holidays from *first* to *last*, both included, of any part."""

    @abstractmethod
    def with_holidays(self, *sources: HolidaySource) -> Combinable:
        """Return a calendar that observes *sources* too, in its parts that observe holidays."""

    @abstractmethod
    def without_holidays(self) -> Combinable:
        """Return the calendar as if no date were a holiday."""

    @abstractmethod
    def zone_names(self) -> frozenset[str]:
        """Return the zones whose dates it may open on: what is only taken away has no part."""

    def named_parts(self) -> dict[str, Combinable]:
        """Return the calendars that a data file makes it of, by name; none of one by itself."""
        return {}

    @property
    def timezone(self) -> str:
        """Return the IANA name of the zone: that of the first part."""
        return str(self.zone)

    def fingerprint(self) -> str:
        """Return a hash of the content: equal calendars have equal ones, on every machine."""
        if not self._fingerprint:
            self._set(_fingerprint=fingerprint_of(self.content()))
        return self._fingerprint

    def _repr_html_(self) -> str:
        return str(late("slaclock.notebook:calendar_html")(self))

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
        from slaclock.calendars.tables import windows_table  # few calendars are asked for them

        return windows_table(self, start, end)

    def business_days_table(self, start: datetime, end: datetime) -> Table:
        """Return the business days that are open in `[start, end)` as a table.

        Columns: `day_number` (from 0), `business_date`, `opens_at`, `closes_at` (UTC),
        `open_us_before` (open microseconds from *start* to the opening; negative for a day
        that began before) and `open_seconds` (open time of the whole day). Raises as
        `windows_table` does.
        """
        from slaclock.calendars.tables import business_days_table  # the same

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
        names: What the two are called in a data file; empty where they have no name.
    """

    __slots__ = ("left", "names", "operation", "right")

    left: Combinable
    operation: Operation
    right: Combinable
    names: tuple[str, str]

    def __init__(
        self,
        left: Combinable,
        operation: Operation,
        right: Combinable,
        names: tuple[str, str] = ("", ""),
    ) -> None:
        """Combine *left* and *right*; usually by an operator.

        Names are for the eye alone: calendars that differ in them are equal.
        """
        self._set(left=left, operation=operation, right=right, names=names)
        self._prepare(left.zone)

    def content(self) -> dict[str, Any]:
        """Return the operands' content and the operation."""
        return {
            "left": self.left.content(),
            "operation": self.operation,
            "right": self.right.content(),
        }

    @property
    def observes_holidays(self) -> bool:  # type: ignore[override]
        """Return whether a part observes the holidays of a whole matrix."""
        return self.left.observes_holidays or self.right.observes_holidays

    @property
    def holiday_sources(self) -> tuple[HolidaySource, ...]:
        """Return where the holidays of both operands come from, each once."""
        both = (*self.left.holiday_sources, *self.right.holiday_sources)
        return tuple({repr(source): source for source in both}.values())

    def holidays_between(self, first: date, last: date) -> dict[date, Holiday]:
        """Return the holidays of both operands; where they share a date, those of the first.

        Raises:
            CoverageError: The holidays of a year among them are not known.
        """
        right = self.right.holidays_between(first, last)
        return dict(sorted({**right, **self.left.holidays_between(first, last)}.items()))

    def with_holidays(self, *sources: HolidaySource) -> CombinedCalendar:
        """Return a calendar whose parts observe *sources* too, as far as they observe holidays."""
        left, right = (
            part.with_holidays(*sources) if part.observes_holidays else part
            for part in (self.left, self.right)
        )
        return CombinedCalendar(left, self.operation, right, self.names)

    def without_holidays(self) -> CombinedCalendar:
        """Return the calendar as if no date were a holiday."""
        left, right = self.left.without_holidays(), self.right.without_holidays()
        return CombinedCalendar(left, self.operation, right, self.names)

    def zone_names(self) -> frozenset[str]:
        """Return the zones of the operands; what is taken away adds no date."""
        left = self.left.zone_names()
        return left if self.operation == "-" else left | self.right.zone_names()

    def named_parts(self) -> dict[str, Combinable]:
        """Return the calendars of one zone that it is made of, by name, as far as they have one."""
        found: dict[str, Combinable] = {}
        for name, part in zip(self.names, (self.left, self.right), strict=True):
            found |= part.named_parts() or ({name: part} if name else {})
        return found

    def open_parts(self, start: int, end: int) -> list[tuple[Span, str]]:
        """Return what is open in `[start, end)`, in order, with the names of what is open then."""
        spans = self.spans(start, end)
        sides = self._sides(start, end)
        cuts = sorted({edge for side in sides for span, _ in side for edge in span})
        parts: list[tuple[Span, str]] = []
        for span in spans:
            within = cuts[bisect_right(cuts, span.start) : bisect_left(cuts, span.end)]
            for begin, finish in pairwise([span.start, *within, span.end]):
                name = " and ".join(dict.fromkeys(filter(None, _names_at(sides, begin))))
                if parts and parts[-1] == (Span(parts[-1][0].start, begin), name):
                    begin = parts.pop()[0].start
                parts.append((Span(begin, finish), name))
        return parts

    def _sides(self, start: int, end: int) -> list[list[tuple[Span, str]]]:
        """Return what each operand has open, named by its operand where one may be open alone."""
        sides = []
        operands = (self.left,) if self.operation == "-" else (self.left, self.right)
        for part, name in zip(operands, self.names, strict=False):
            inner = part.open_parts(start, end)
            if self.operation == "|" and name and not part.named_parts():
                inner = [(span, f"{name}, {inside}" if inside else name) for span, inside in inner]
            sides.append(inner)
        return sides

    def closures(self, start: int, end: int) -> list[ClosedStretch]:
        """Return the closed stretches of `[start, end)`, with the cause in an operand.

        Where both operands are closed, the first one's cause is given.
        """
        closed = subtract([Span(start, end)], self.spans(start, end))
        first = _clipped(self.left.closures(start, end), closed)
        rest = subtract(closed, unite(Span(part.start, part.end) for part in first))
        if self.operation == "-":
            second = [ClosedStretch(*span, "excluded", self.names[1]) for span in rest]
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
        taken = (
            part._replace(date=day.date) for day in days for part in within(maybe, day.windows)
        )
        return Dates(kept, (*within(unsure, possible), *taken))

    def _either(
        self, days: tuple[BusinessDay, ...], unsure: tuple[Unknown, ...], start: int, end: int
    ) -> Dates:
        """Return the days of the first operand with what the second one has open."""
        open_, maybe = self.right._years.parts(start, end)
        added = self._cut_at_midnights(open_)
        parts = [(day.date, window) for day in days for window in day.windows]
        parts += [(from_micros(span.start, self.zone).date(), span) for span in added]
        parts.sort()
        united = (
            BusinessDay(day, tuple(unite(window for _, window in group)))
            for day, group in groupby(parts, key=lambda part: part[0])
        )
        dated = (
            Unknown(*span, part.error, from_micros(span.start, self.zone).date())
            for part in maybe
            for span in self._cut_at_midnights(_spans([part]))
        )
        return Dates(tuple(united), (*unsure, *dated))

    def _cut_at_midnights(self, spans: Iterable[Span]) -> list[Span]:
        """Return *spans* cut at this zone's midnights."""
        pieces: list[Span] = []
        for start, closing in spans:
            while start < closing:
                day = from_micros(start, self.zone).date() + _DAY
                # Where clocks go back across midnight, the first one may be over already.
                midnight = next(
                    at for at in (self.midnight(day), self.midnight(day + _DAY)) if at > start
                )
                end = min(closing, midnight)
                pieces.append(Span(start, end))
                start = end
        return pieces

    def __reduce__(self) -> tuple[Any, ...]:
        return (CombinedCalendar, (self.left, self.operation, self.right, self.names))

    def __repr__(self) -> str:
        return f"<Calendar {self}>"

    def __str__(self) -> str:
        if not any(self.names):
            return f"({self.left} {self.operation} {self.right})"
        left = self.names[0] or str(self.left)
        if not self.names[0] and isinstance(self.left, CombinedCalendar):
            left = left if self.left.operation == self.operation else f"({left})"
        return f"{left} {_WORDS[self.operation]} {self.names[1]}"


def _names_at(sides: Iterable[Sequence[tuple[Span, str]]], instant: int) -> Iterator[str]:
    """Yield the names of what is open at *instant*; the parts of each side are in order."""
    for parts in sides:
        index = bisect_right(parts, instant, key=lambda part: part[0].start)
        if index and instant < parts[index - 1][0].end:
            yield parts[index - 1][1]


def _is_calendar(other: object) -> bool:
    return isinstance(other, Combinable)


def _spans(unknown: Iterable[Unknown]) -> list[Span]:
    return [Span(part.start, part.end) for part in unknown]


def _clipped(closures: Iterable[ClosedStretch], spans: list[Span]) -> list[ClosedStretch]:
    """Return the parts of *closures* that lie in *spans*."""
    parts: list[ClosedStretch] = []
    for closure in closures:
        for span in spans:
            start, end = max(closure.start, span.start), min(closure.end, span.end)
            if start < end:
                parts.append(ClosedStretch(start, end, closure.cause, closure.name))
    return parts
