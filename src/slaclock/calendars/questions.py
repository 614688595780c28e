"""The questions that every calendar answers, single or combined.

A calendar knows its zone and can compile a year into business days; everything else is asked
of the timeline made from those. Timelines are compiled lazily, by whole local years, and are
immutable: growing swaps the reference, so threads need no lock.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable
from datetime import date, datetime, time, timedelta, tzinfo
from typing import NamedTuple, TypeVar

from slaclock.calendars.business_days import after_business_days, parse_meaning
from slaclock.calendars.timeline import BusinessDay, Span, Timeline
from slaclock.durations import MOST_BUSINESS_DAYS, Amount, open_micros
from slaclock.errors import (
    AmountError,
    ArgumentTypeError,
    CoverageError,
    InstantRangeError,
    NeverOpenError,
)
from slaclock.frozen import Frozen
from slaclock.instants import (
    DAY,
    EARLIEST,
    EPOCH,
    LATEST,
    MICROSECOND,
    SECOND,
    from_micros,
    local_to_instant,
    since_epoch,
    to_micros,
)

__all__ = ["BaseCalendar", "Closure", "Window"]

FIRST_YEAR, LAST_YEAR = 1, 9998
HORIZON_YEARS = 100
MOST_SPARE_YEARS = 16
HORIZON = 36_525 * DAY
"""How far a search for open time looks: 100 years."""
LONGEST_SPAN = 10 * HORIZON
"""The longest span that `elapsed` and `windows` take: 1,000 years."""
_HORIZON = MICROSECOND * HORIZON
_NOTHING = timedelta(0)
_NO_TIMELINE = Timeline(0, 0, ())
T = TypeVar("T")


class Window(NamedTuple):
    """One open stretch, `[open, close)`."""

    open: datetime
    close: datetime


class Closure(NamedTuple):
    """A closed stretch `[start, end)`, in microseconds since the epoch, and its cause.

    `cause` is `night`, `weekend`, `break`, `day` (between the hours of a night shift),
    `holiday`, `exception` or `excluded` (taken away by another calendar); `name` is the
    holiday's name or the exception's reason, and may be empty.
    """

    start: int
    end: int
    cause: str
    name: str = ""

    def __str__(self) -> str:
        if self.cause == "holiday":
            return self.name or "holiday"
        if self.cause == "exception":
            return f'exception "{self.name}"' if self.name else "exception"
        return self.cause


class BaseCalendar(Frozen, ABC):
    """Answer questions about open time; see `Calendar` for how to make one."""

    __slots__ = ("_fingerprint", "_local_epoch", "_timeline", "_years", "zone")

    zone: tzinfo
    _fingerprint: str
    _local_epoch: datetime
    _timeline: Timeline
    _years: dict[int, tuple[BusinessDay, ...]]

    def _prepare(self, zone: tzinfo) -> None:
        epoch = datetime(1970, 1, 1, tzinfo=zone)
        self._set(zone=zone, _fingerprint="", _local_epoch=epoch)
        self._set(_timeline=_NO_TIMELINE, _years={})

    @abstractmethod
    def _compile(self, first: date, last: date) -> Iterable[BusinessDay]:
        """Return the business days from *first* to *last*, both included, in order."""

    @abstractmethod
    def _reaches_past_midnight(self) -> bool:
        """Return whether hours of one date may be open on the next."""

    @abstractmethod
    def _never_closes(self) -> bool:
        """Return whether it is plain that there is no closing, without looking for one."""

    @abstractmethod
    def closures(self, start: int, end: int) -> list[Closure]:
        """Return the closed stretches of `[start, end)`, in order, each with its cause."""

    @abstractmethod
    def clock_changes(self, start: int, end: int) -> list[tuple[int, str]]:
        """Return the boundaries in `[start, end]` that a clock change moved, with a note."""

    def add(self, at: datetime, amount: timedelta | Amount | str) -> datetime:
        """Return the earliest instant by which *amount* of open time has elapsed since *at*.

        Work that ends exactly at a closing is due at that closing. Zero gives *at* itself.

        >>> from datetime import datetime, timedelta
        >>> from zoneinfo import ZoneInfo
        >>> from slaclock import Calendar
        >>> desk = Calendar(timezone="Asia/Kolkata", hours={"mon-fri": ["09:00-19:00"]})
        >>> friday = datetime(2026, 3, 6, 18, tzinfo=ZoneInfo("Asia/Kolkata"))
        >>> print(desk.add(friday, timedelta(hours=2)))
        2026-03-09 10:00:00+05:30

        Args:
            at: An aware datetime.
            amount: Whole seconds of open time, from zero to 100 years: a `timedelta`, or text
                such as `"8 h"`.

        Returns:
            A datetime in the zone of *at*.

        Raises:
            InstantError, ArgumentTypeError: *at* is naive, out of range or no datetime.
            AmountError: *amount* is negative, not whole seconds, or over 100 years.
            NeverOpenError: Not enough open time within 100 years.
            CoverageError: The holidays of a year on the way are not known.
        """
        if type(amount) is timedelta and not amount.microseconds:
            since, line = since_epoch(at), self._timeline
            low, high = line.bounds
            if low <= since < high and amount > _NOTHING:
                due = line.exact.at_reading(line.exact.reading(since) + amount)
                if due is not None and due - since <= _HORIZON:
                    return (EPOCH + due).astimezone(at.tzinfo)
        start = to_micros(at)
        return from_micros(self.due(start, open_micros(amount)), at.tzinfo)

    def subtract(self, at: datetime, amount: timedelta | Amount | str) -> datetime:
        """Return the latest instant from which *amount* of open time elapses until *at*.

        The way back of `add`; arguments and errors are the same. Zero gives *at* itself.
        """
        end, micros = to_micros(at), open_micros(amount)
        if not micros:
            return from_micros(end, at.tzinfo)
        found = self._search_back(
            end, lambda line: line.last_at_reading(line.reading(end) - micros), _words(micros)
        )
        return from_micros(found, at.tzinfo)

    def elapsed(self, start: datetime, end: datetime) -> timedelta:
        """Return the open time in `[start, end)`, negative when *end* is before *start*.

        Raises:
            InstantError, ArgumentTypeError: An argument is naive, out of range or no datetime,
                or the two are over 1,000 years apart.
            CoverageError: The holidays of a year between them are not known.
        """
        zone, line = self.zone, self._timeline
        if type(start) is type(end) is datetime and start.tzinfo is end.tzinfo is zone:
            # Within one zone Python subtracts local times, which leaves one look-up of the
            # offset instead of a detour through both zones: a quarter of the whole time.
            first = start - self._local_epoch - start.utcoffset()  # type: ignore[operator]
            last = end - self._local_epoch - end.utcoffset()  # type: ignore[operator]
        else:
            first, last = since_epoch(start), since_epoch(end)
        low, high = line.bounds
        if low <= first < high and low <= last < high:
            return line.exact.elapsed(first, last)
        before, after = to_micros(start, "start"), to_micros(end, "end")
        return MICROSECOND * self.open_between(before, after)

    def is_open(self, at: datetime) -> bool:
        """Return whether *at* lies inside a window; a closing instant does not."""
        instant = to_micros(at)
        return self.covering(instant, instant).is_open(instant)

    def next_open(self, at: datetime) -> datetime:
        """Return the earliest open instant at or after *at*.

        Raises:
            NeverOpenError: None within 100 years.
            InstantError, ArgumentTypeError, CoverageError: As for `add`.
        """
        return from_micros(self.start_after(to_micros(at)), at.tzinfo)

    def next_close(self, at: datetime) -> datetime | None:
        """Return the earliest closing after *at*; None if it does not close within 100 years.

        Raises:
            NeverOpenError: It neither opens nor closes within 100 years.
            InstantError, ArgumentTypeError, CoverageError: As for `add`.
        """
        instant = to_micros(at)
        self.start_after(instant)
        if self._never_closes():
            return None

        def closing(line: Timeline) -> int | None:
            found = line.next_close(instant)
            return found if found is not None and found < line.end else None

        try:
            found = self._search(instant, closing, "a closing")
        except NeverOpenError:
            return None
        return from_micros(found, at.tzinfo) if found - instant <= HORIZON else None

    def windows(self, start: datetime, end: datetime) -> tuple[Window, ...]:
        """Return the windows in `[start, end)`, in order, united and clipped to it.

        Returns:
            Windows in the zone of *start*; none if nothing is open, or if *end* is *start*.

        Raises:
            InstantError, ArgumentTypeError: An argument is naive, out of range or no datetime,
                *end* is before *start*, or the two are over 1,000 years apart.
            CoverageError: The holidays of a year between them are not known.
        """
        first, last = to_micros(start, "start"), to_micros(end, "end")
        if last < first:
            raise InstantRangeError("end", end, f"it must not be before start, {start}")
        return tuple(
            Window(from_micros(span.start, start.tzinfo), from_micros(span.end, start.tzinfo))
            for span in self.spans(first, last)
        )

    def add_business_days(
        self, at: datetime, count: int, *, business_day: str | timedelta | Amount
    ) -> datetime:
        """Return the deadline of *count* business days from *at*.

        The clock starts at the first open instant at or after *at*.

        >>> from datetime import datetime
        >>> from zoneinfo import ZoneInfo
        >>> from slaclock import Calendar
        >>> desk = Calendar(timezone="Asia/Kolkata", hours={"mon-fri": ["09:00-19:00"]})
        >>> friday = datetime(2026, 3, 6, 13, tzinfo=ZoneInfo("Asia/Kolkata"))
        >>> print(desk.add_business_days(friday, 1, business_day="full_day"))
        2026-03-09 13:00:00+05:30
        >>> print(desk.add_business_days(friday, 1, business_day="close_of_business"))
        2026-03-09 19:00:00+05:30

        Args:
            at: An aware datetime.
            count: One or more.
            business_day: `full_day`, `same_time`, `close_of_business`, or an amount of open
                time such as `"8 h"`. There is no default.

        Returns:
            A datetime in the zone of *at*.

        Raises:
            AmountError: *count* is not positive or over 36,525, or *business_day* is none of
                these.
            InstantError, ArgumentTypeError, NeverOpenError, CoverageError: As for `add`.

        Source:
            docs/explanation/business-days.md
        """
        start, meaning = to_micros(at), parse_meaning(business_day)
        if type(count) is not int:
            raise ArgumentTypeError("count", count, "a whole number of business days")
        if not 1 <= count <= MOST_BUSINESS_DAYS:
            raise AmountError(count, f"is not from 1 to {MOST_BUSINESS_DAYS} business days")
        return from_micros(after_business_days(self, start, count, meaning), at.tzinfo)

    # What follows speaks of instants as integers; it serves the modules that stand on this one.

    def due(self, start: int, micros: int) -> int:
        """Return `add` in integers: the first instant with *micros* elapsed since *start*."""
        if not micros:
            return start
        line = self.covering(start, start)
        found = line.at_reading(line.reading(start) + micros)
        if found is None:
            wanted = _words(micros)
            found = self._search(
                start, lambda line: line.at_reading(line.reading(start) + micros), wanted
            )
        if found - start > HORIZON:
            raise self.never_open(start, _words(micros))
        return found

    def start_after(self, instant: int) -> int:
        """Return `next_open` in integers."""
        found = self.covering(instant, instant).next_open(instant)
        if found is None:
            found = self._search(instant, lambda line: line.next_open(instant), "an opening")
        if found - instant > HORIZON:
            raise self.never_open(instant, "an opening")
        return found

    def open_between(self, start: int, end: int) -> int:
        """Return `elapsed` in integers; negative when *end* is before *start*."""
        line = self.covering(min(start, end), max(start, end))
        return line.reading(end) - line.reading(start)

    def spans(self, start: int, end: int) -> list[Span]:
        """Return `windows` in integers; none unless *start* is before *end*."""
        if end <= start:
            return []
        return self.covering(start, end - 1).windows(start, end)

    @property
    def compiled(self) -> Timeline:
        """Return the timeline compiled so far; it may answer for nothing yet."""
        return self._timeline

    def covering(self, first: int, last: int) -> Timeline:
        """Return a timeline that answers for the instants *first* to *last*, both included.

        Raises:
            InstantRangeError: The two are over 1,000 years apart.
            CoverageError: The holidays of a year between them are not known.
        """
        line = self._timeline
        if line.start <= first and last < line.end:
            return line
        if last - first > LONGEST_SPAN:
            raise InstantRangeError("the span", self._text(first), "at most 1,000 years at once")
        return self._grown(self._year(first), self._year(last))

    def days_after(self, instant: int, count: int) -> tuple[Timeline, int]:
        """Return a timeline with *count* business days after that of the open *instant*.

        Returns:
            The timeline, and the index of the business day that *instant* belongs to.

        Raises:
            NeverOpenError: Fewer business days than that within 100 years.
            CoverageError: The holidays of a year on the way are not known.
        """

        def enough(line: Timeline) -> tuple[Timeline, int] | None:
            index = line.day_at(instant)
            return (line, index) if index + count < len(line.days) else None

        wanted = "1 business day" if count == 1 else f"{count} business days"
        line, index = self._search(instant, enough, wanted)
        if line.day_starts[index + count] - instant > HORIZON:
            raise self.never_open(instant, wanted)
        return line, index

    def never_open(self, start: int, wanted: str) -> NeverOpenError:
        """Return the error that nothing wanted lies within 100 years after *start*."""
        return NeverOpenError(self._text(start), self._text(start + HORIZON), wanted)

    def _search(self, start: int, ask: Callable[[Timeline], T | None], wanted: str) -> T:
        """Ask longer and longer timelines, up to 100 years past *start*."""
        line = self.covering(start, start)
        while (found := ask(line)) is None:
            last = self._year(line.end - 1)
            if line.end - start > HORIZON or last >= LAST_YEAR:
                raise self.never_open(start, wanted)
            line = self._grown(self._year(start), last + 1)
        return found

    def _search_back(self, end: int, ask: Callable[[Timeline], int | None], wanted: str) -> int:
        """Ask timelines that reach further and further back, up to 100 years before *end*."""
        line = self.covering(end, end)
        while True:
            found = ask(line)
            if found is not None and found >= line.start:
                if end - found > HORIZON:
                    break
                return found
            first = self._year(line.start)
            if end - line.start > HORIZON or first <= FIRST_YEAR:
                break
            line = self._grown(first - 1, self._year(end))
        raise NeverOpenError(self._text(max(end - HORIZON, EARLIEST)), self._text(end), wanted)

    def _grown(self, first: int, last: int) -> Timeline:
        """Return a timeline of the years *first* to *last*, with those compiled if near.

        A timeline that grows takes as many years again as it has, so that it seldom does.
        """
        line = self._timeline
        if line.start < line.end:
            low, high = self._year(line.start), self._year(line.end - 1)
            if self._reaches(first, high) and self._reaches(low, last):
                spare = min(high - low + 1, MOST_SPARE_YEARS)
                last = self._known(last, high + spare, 1) if last > high else high
                first = self._known(first, low - spare, -1) if first < low else low
        first, last = max(first, FIRST_YEAR), min(last, LAST_YEAR)
        days = [*self._night_before(first)]
        for year in range(first, last + 1):
            days.extend(self._days_of(year))
        grown = Timeline(self._new_year(first), self._new_year(last + 1), days)
        self._set(_timeline=grown)
        return grown

    def _reaches(self, year: int, end: int) -> bool:
        """Return whether *year* is at most just after *end*, or near it with all between known."""
        if year - end > HORIZON_YEARS:
            return False
        try:
            for between in range(end + 1, year):
                self._days_of(between)
        except CoverageError:
            return False
        return True

    def _known(self, needed: int, wished: int, step: int) -> int:
        """Return the year nearest to *wished* up to which holidays are known past *needed*."""
        year = needed
        while (wished - year) * step > 0 and FIRST_YEAR < year < LAST_YEAR:
            try:
                self._days_of(year + step)
            except CoverageError:
                break
            year += step
        return year

    def _days_of(self, year: int) -> tuple[BusinessDay, ...]:
        days = self._years.get(year)
        if days is None:
            days = tuple(self._compile(date(year, 1, 1), date(year, 12, 31)))
            self._years[year] = days
        return days

    def _night_before(self, year: int) -> Iterable[BusinessDay]:
        """Return the last date of the year before, if its hours may reach into *year*."""
        if year == FIRST_YEAR or not self._reaches_past_midnight():
            return ()
        eve = date(year - 1, 12, 31)
        return self._compile(eve, eve)

    def _new_year(self, year: int) -> int:
        return self.midnight(date(year, 1, 1))

    def midnight(self, day: date) -> int:
        """Return the instant at which a local date begins."""
        return local_to_instant(datetime.combine(day, time()), self.zone)

    def _year(self, instant: int) -> int:
        return from_micros(instant, self.zone).year

    def _text(self, instant: int) -> str:
        return from_micros(min(instant, LATEST), self.zone).isoformat()


def _words(micros: int) -> str:
    return str(Amount(seconds=micros // SECOND))
