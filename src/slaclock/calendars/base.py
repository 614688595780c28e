"""The questions that every calendar answers, single or combined, in datetimes.

What they mean in integers is in `slaclock.calendars.open_time`, what a business day is in
`slaclock.calendars.business_days`; here arguments are checked once, and answers come back in
the zone of the question.
"""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import NamedTuple

from slaclock.calendars.business_days import DueRule, meaning_named, parse_meaning
from slaclock.calendars.days_back import BusinessDays, days_in_span
from slaclock.calendars.named_dates import CountedFrom, named_date_of
from slaclock.calendars.open_time import HORIZON, OpenTime
from slaclock.calendars.timeline import Timeline
from slaclock.day_times import Cutoff, TimeOfDay, parse_cutoff, parse_time_of_day
from slaclock.durations import MOST_BUSINESS_DAYS, Amount, open_micros
from slaclock.errors import AmountError, ArgumentTypeError, InstantRangeError, NeverOpenError
from slaclock.instants import EPOCH, LATEST, MICROSECOND, from_micros, since_epoch, to_micros
from slaclock.spans import Span

__all__ = ["BaseCalendar", "BusinessDays", "ClosedStretch", "Window"]

_HORIZON = MICROSECOND * HORIZON
_NOTHING = timedelta(0)


class Window(NamedTuple):
    """One open stretch, `[open, close)`."""

    open: datetime
    close: datetime


class ClosedStretch(NamedTuple):
    """A closed stretch `[start, end)`, in microseconds since the epoch, and its cause.

    `cause` is `night`, `weekend`, `break`, `day` (between the hours of a night shift),
    `holiday`, `exception`, `season` or `excluded` (taken away by another calendar); `name` is
    the holiday's name, the reason of exception or season, or the name of that calendar, and
    may be empty.
    """

    start: int
    end: int
    cause: str
    name: str = ""

    def __str__(self) -> str:
        if self.cause == "holiday":
            return self.name or "holiday"
        if self.cause in ("exception", "season"):
            return f'{self.cause} "{self.name}"' if self.name else self.cause
        if self.cause == "excluded" and self.name:
            return f"excluded by {self.name}"
        return self.cause


class BaseCalendar(OpenTime):
    """Answer questions about open time; see `Calendar` for how to make one."""

    __slots__ = ()

    @abstractmethod
    def _never_closes(self) -> bool:
        """Return whether it is plain that there is no closing, without looking for one."""

    @abstractmethod
    def closures(self, start: int, end: int) -> list[ClosedStretch]:
        """Return the closed stretches of `[start, end)`, in order, each with its cause."""

    def open_parts(self, start: int, end: int) -> list[tuple[Span, str]]:
        """Return what is open in `[start, end)`, in order, each part with the name for it.

        The name is that of a season or of a part of a combined calendar, and mostly empty.
        """
        return [(span, "") for span in self.spans(start, end)]

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
            since, line = since_epoch(at, self.local_epoch), self._years.line
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
        return from_micros(self.latest_start(end, micros), at.tzinfo)

    def elapsed(self, start: datetime, end: datetime) -> timedelta:
        """Return the open time in `[start, end)`, negative when *end* is before *start*.

        Raises:
            InstantError, ArgumentTypeError: An argument is naive, out of range or no datetime,
                or the two are over 1,000 years apart.
            CoverageError: The holidays of a year between them are not known.
        """
        zone, line = self.zone, self._years.line
        if type(start) is type(end) is datetime and start.tzinfo is end.tzinfo is zone:
            # Within one zone Python subtracts local times, which leaves one look-up of the
            # offset instead of a detour through both zones: a quarter of the whole time.
            first = start - self.local_epoch - start.utcoffset()  # type: ignore[operator]
            last = end - self.local_epoch - end.utcoffset()  # type: ignore[operator]
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
            return found if found is not None and found < min(line.end, LATEST) else None

        try:
            found = self._search(instant, closing, "a closing")
        except NeverOpenError:
            return None
        return from_micros(found, at.tzinfo) if found - instant <= HORIZON else None

    def previous_open(self, at: datetime) -> datetime | None:
        r"""Return the latest opening at or before *at*; None if it was open for 100 years.

        >>> from datetime import datetime
        >>> from zoneinfo import ZoneInfo
        >>> from slaclock import Calendar
        >>> desk = Calendar(timezone="Asia/Kolkata", hours={"mon-fri": ["09:00-19:00"]})
        >>> saturday = datetime(2026, 3, 7, 12, tzinfo=ZoneInfo("Asia/Kolkata"))
        >>> print(desk.previous_open(saturday), desk.previous_close(saturday), sep="\n")
        2026-03-06 09:00:00+05:30
        2026-03-06 19:00:00+05:30

        Raises:
            NeverOpenError: Nothing was open within the 100 years before.
            InstantError, ArgumentTypeError, CoverageError: As for `add`.
        """
        instant = to_micros(at)
        return self._previous(at, instant, lambda line: line.previous_open(instant))

    def previous_close(self, at: datetime) -> datetime | None:
        """Return the latest closing at or before *at*; None if it was open for 100 years.

        It is open at *at* exactly if the previous opening is later than this.

        Raises:
            NeverOpenError: Nothing was open within the 100 years before.
            InstantError, ArgumentTypeError, CoverageError: As for `add`.
        """
        instant = to_micros(at)
        return self._previous(at, instant, lambda line: line.previous_close(instant))

    def _previous(
        self, at: datetime, instant: int, ask: Callable[[Timeline], int | None]
    ) -> datetime | None:
        """Return the boundary that *ask* finds, looking back 100 years."""
        self.open_until(instant + 1)
        if self._never_closes():
            return None

        def boundary(line: Timeline) -> int | None:
            found = ask(line)
            return found if found is not None and found > line.start else None

        try:
            found = self._search_back(instant + 1, boundary, "a boundary")
        except NeverOpenError:
            return None
        return from_micros(found, at.tzinfo) if instant - found <= HORIZON else None

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
        self,
        at: datetime,
        count: int,
        *,
        business_day: str | timedelta | Amount | None = None,
        by: str | TimeOfDay | None = None,
        cutoff: str | Cutoff | None = None,
        counted_from: CountedFrom = "start",
    ) -> datetime:
        """Return the deadline of *count* business days from *at*.

        The clock starts at the first open instant at or after *at*. Either *business_day* says
        what a business day is, or *by* names the time of the date that the days lead to.

        >>> from datetime import datetime
        >>> from zoneinfo import ZoneInfo
        >>> from slaclock import Calendar
        >>> desk = Calendar(timezone="Asia/Kolkata", hours={"mon-fri": ["09:00-19:00"]})
        >>> friday = datetime(2026, 3, 6, 13, tzinfo=ZoneInfo("Asia/Kolkata"))
        >>> print(desk.add_business_days(friday, 1, business_day="full_day"))
        2026-03-09 13:00:00+05:30
        >>> print(desk.add_business_days(friday, 1, business_day="close_of_business"))
        2026-03-09 19:00:00+05:30
        >>> print(desk.add_business_days(friday, 1, by="16:00", cutoff="12:00"))
        2026-03-10 16:00:00+05:30

        Args:
            at: An aware datetime.
            count: One or more; with *by* zero too, which is the same day.
            business_day: `full_day`, `same_time`, `close_of_business`, or an amount of open
                time such as `"8 h"`. There is no default.
            by: A time of day such as `"16:00"` or `"24:00"`, in hours or not.
            cutoff: A time of day; what comes in after it counts as come in on the next
                business day (`"14:00"` itself is in time, for `"< 14:00"` it is not). It is
                that of *by* unless another is given.
            counted_from: From which date the days are counted: that of the first open instant
                (`start`), or that of *at*, open or not (`opened`).

        Returns:
            A datetime in the zone of *at*.

        Raises:
            AmountError: *count* is not positive or over 36,525, *business_day* is none of
                these, or they do not go together.
            HoursError: *by* or *cutoff* is not a time of day.
            UnknownNameError: *counted_from* is none of the two.
            InstantError, ArgumentTypeError, NeverOpenError, CoverageError: As for `add`.

        Source:
            docs/explanation/business-days.md
        """
        start, count = to_micros(at), _checked_count(count, least=1 if by is None else 0)
        rule = _rule_of(count, business_day, by, cutoff, counted_from)
        return from_micros(rule.due(self, start, count), at.tzinfo)

    def subtract_business_days(
        self, at: datetime, count: int, *, business_day: str | timedelta | Amount
    ) -> datetime:
        """Return the instant that lies *count* business days before *at*.

        Counted from the open time at or just before *at*. `full_day` gives the latest instant
        from which that many full days lead to it; `same_time` the same local time, and
        `close_of_business` the closing time, of the business day that many before; an amount
        of open time is subtracted as `subtract` does.

        >>> from datetime import datetime
        >>> from zoneinfo import ZoneInfo
        >>> from slaclock import Calendar
        >>> desk = Calendar(timezone="Asia/Kolkata", hours={"mon-fri": ["09:00-19:00"]})
        >>> monday = datetime(2026, 3, 9, 13, tzinfo=ZoneInfo("Asia/Kolkata"))
        >>> print(desk.subtract_business_days(monday, 1, business_day="full_day"))
        2026-03-06 13:00:00+05:30

        Arguments and errors are those of `add_business_days`.
        """
        end, meaning = to_micros(at), parse_meaning(business_day)
        count = _checked_count(count)
        return from_micros(meaning_named(meaning).before(self, end, count), at.tzinfo)

    def business_days_between(self, start: datetime, end: datetime) -> BusinessDays:
        """Return how many business days lie in `[start, end)`; negative when reversed.

        >>> from datetime import datetime
        >>> from zoneinfo import ZoneInfo
        >>> from slaclock import Calendar
        >>> desk = Calendar(timezone="Asia/Kolkata", hours={"mon-fri": ["09:00-19:00"]})
        >>> kolkata = ZoneInfo("Asia/Kolkata")
        >>> friday = datetime(2026, 3, 6, 14, tzinfo=kolkata)
        >>> desk.business_days_between(friday, datetime(2026, 3, 9, 11, tzinfo=kolkata))
        BusinessDays(days=1, share=Fraction(7, 10))

        Raises:
            InstantError, ArgumentTypeError: An argument is naive, out of range or no datetime,
                or the two are over 1,000 years apart.
            CoverageError: The holidays of a year between them are not known.
        """
        first, last = to_micros(start, "start"), to_micros(end, "end")
        if first > last:
            days, share = self.business_days_between(end, start)
            return BusinessDays(-days, -share)
        return days_in_span(self, first, last)


def _rule_of(
    count: int,
    business_day: str | timedelta | Amount | None,
    by: str | TimeOfDay | None,
    cutoff: str | Cutoff | None,
    counted_from: CountedFrom,
) -> DueRule:
    """Return how some business days are counted."""
    if business_day is None and by is None:
        raise ArgumentTypeError("business_day", None, "what one is, unless by names a time of day")
    if business_day is not None and by is not None:
        problem = "says what a business day is, and by says when the last one is over; give one"
        raise AmountError(str(business_day), problem)
    meaning = None if business_day is None else meaning_named(parse_meaning(business_day))
    date = named_date_of(
        Amount(business_days=count),
        meaning,
        by=None if by is None else parse_time_of_day(by),
        cutoff=None if cutoff is None else parse_cutoff(cutoff),
        counted_from=counted_from,
    )
    found = meaning if date is None else date
    assert found is not None
    return found


def _checked_count(count: object, least: int = 1) -> int:
    if type(count) is not int:
        raise ArgumentTypeError("count", count, "a whole number of business days")
    if not least <= count <= MOST_BUSINESS_DAYS:
        raise AmountError(count, f"is not from {least} to {MOST_BUSINESS_DAYS} business days")
    return count
