"""The meanings that a business day can have, each a small class with its rule and its words.

A meaning is one way in which a promise can fall due (`DueRule`); the other names a date in some
other way, and stands in `slaclock.calendars.named_dates`.

`slaclock.calendars.business_days` is the register of those that have a name.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from bisect import bisect_right
from datetime import date, timedelta
from typing import ClassVar

from slaclock.calendars.day_shares import (
    DayCount,
    DayCounted,
    after_full_days,
    days_counted,
    days_differ,
    place_of,
)
from slaclock.calendars.open_time import OpenTime
from slaclock.calendars.timeline import BusinessDay, Span, Timeline
from slaclock.durations import Amount
from slaclock.frozen import Value
from slaclock.instants import local_to_instant

__all__ = [
    "DATED_MEANINGS",
    "CloseOfBusiness",
    "DatedMeaning",
    "DayMeaning",
    "DueRule",
    "FixedLength",
    "FullDay",
    "SameTime",
    "ShareMeaning",
    "into_hours",
]


class DueRule(Value, ABC):
    """When a number of days is over: a rule for single tickets.

    Attributes:
        name: Engines keep their form of the rule under it.
        words: How the days are meant, to follow "1 BD: ".
        names_date: Whether it names a date and a time, which a pause moves by the open time
            that is lost; otherwise it is an amount that a clock uses up.
    """

    name: ClassVar[str]
    words: ClassVar[str]
    names_date: ClassVar[bool] = False

    @abstractmethod
    def due(self, calendar: OpenTime, at: int, count: int) -> int:
        """Return the deadline of *count* days from *at*, in microseconds.

        The clock starts at the first open instant at or after *at*.

        Args:
            calendar: Whose business days count.
            at: When what is timed happened, in microseconds since the epoch, UTC.
            count: How many.

        Raises:
            NeverOpenError: Fewer business days than that within 100 years.
            CoverageError: The holidays of a year on the way are not known.

        Source:
            docs/explanation/business-days.md
        """

    @property
    def shares(self) -> ShareMeaning | None:
        """Return the meaning itself where a clock counts shares of days; else None."""
        return None

    @property
    def dated(self) -> DatedMeaning | None:
        """Return the meaning itself where business days name a date and it a time; else None."""
        return None

    def open_micros(self, count: int) -> int | None:
        """Return what *count* days are in open time; None where that varies."""
        return None

    def quick_due(self, line: Timeline, reading: timedelta, count: int) -> timedelta | None:
        """Return `due` by the open clock alone, in the unit in which Python keeps datetimes.

        Args:
            line: What is compiled.
            reading: What its clock shows at the start.
            count: One or more.

        Returns:
            The deadline since the epoch; None where this short way does not suffice.
        """
        return None


class DayMeaning(DueRule):
    """What one business day is: when some of them are over, and how that is said.

    The name is that in a data file; a count is one or more.
    """

    @abstractmethod
    def before(self, calendar: OpenTime, at: int, count: int) -> int:
        """Return the instant that lies *count* business days before *at*, in microseconds.

        Counted from the open time at or just before *at*; the other arguments are those of `due`.

        Raises:
            NeverOpenError: Fewer business days than that within the 100 years before.
            CoverageError: The holidays of a year on the way are not known.
        """

    def __str__(self) -> str:
        return self.name


class FixedLength(DayMeaning):
    """Every business day is the same amount of open time."""

    name = "fixed_length"
    amount: Amount

    @property
    def words(self) -> str:  # type: ignore[override]
        """Return what one business day is."""
        return f"{self.amount} of open time"

    def due(self, calendar: OpenTime, at: int, count: int) -> int:
        """Return when that much open time is over."""
        return calendar.due(at, self.open_micros(count))

    def before(self, calendar: OpenTime, at: int, count: int) -> int:
        """Return the latest instant from which that much open time elapses until *at*."""
        return calendar.latest_start(at, self.open_micros(count))

    def open_micros(self, count: int) -> int:
        """Return what *count* business days are in open time."""
        return count * self.amount.micros

    def __str__(self) -> str:
        return str(self.amount)


class ShareMeaning(DayMeaning):
    """A business day is used up little by little: a clock counts shares of days."""

    @property
    def shares(self) -> ShareMeaning:
        """Return the meaning."""
        return self

    @abstractmethod
    def between(self, calendar: OpenTime, start: int, end: int) -> DayCount:
        """Return how many business days lie between two instants, exactly.

        Args:
            calendar: Whose business days count.
            start: Microseconds since the epoch, UTC.
            end: The same; not before *start*.
        """

    @abstractmethod
    def days_counted(
        self, calendar: OpenTime, start: int, due: int, count: int
    ) -> list[DayCounted]:
        """Return the days between *start* and the deadline *due* of *count* days, in order.

        Their shares add up to *count*. None where they are all of one length, and the number
        says it all.
        """

    @abstractmethod
    def after(self, calendar: OpenTime, start: int, amount: int | DayCount) -> int:
        """Return the first instant by which *amount* of business days have passed since *start*.

        The way back of `between`, and never early.

        Args:
            calendar: Whose business days count.
            start: Microseconds since the epoch, UTC.
            amount: More than zero.

        Raises:
            NeverOpenError: Fewer business days than that within 100 years.
            CoverageError: The holidays of a year on the way are not known.
        """


class FullDay(ShareMeaning):
    """A full support day of open time, counted from where the clock starts.

    Each support day counts by the share of its own open time: from 40 % into Monday to 40 %
    into Tuesday is one, however long the two are. Where the two differ in length, the share of
    the last day is rounded up to a whole second, since nobody can be told 10:25:42.857143.
    """

    name = "full_day"
    words = "a full support day of open time"

    def due(self, calendar: OpenTime, at: int, count: int) -> int:
        """Return when the last day is as far gone as the first was at the start."""
        start = calendar.start_after(at)
        line, _ = calendar.days_after(start, count)
        return _at_reading(line, after_full_days(line, line.reading(start), count))

    def before(self, calendar: OpenTime, at: int, count: int) -> int:
        """Return the latest instant on the earlier day that is as far gone as *at* on its own."""
        until = calendar.open_until(at)
        line, day = calendar.days_before(until, count)
        readings = line.day_readings
        gone, length = line.reading(until) - readings[day], readings[day + 1] - readings[day]
        target = readings[day - count]
        target_length = readings[day - count + 1] - target
        found = line.last_at_reading(target + gone * target_length // length)
        assert found is not None
        return found

    def between(self, calendar: OpenTime, start: int, end: int) -> DayCount:
        """Return the days between two instants: for each of them its share."""
        line = calendar.covering(start, end)
        before, after = line.reading(start), line.reading(end)
        if before == after:
            return DayCount(0)
        day = bisect_right(line.day_readings, before) - 1
        if after < line.day_readings[day + 1]:
            # Within one day, as most pauses are: one fraction where it would be five.
            length = line.day_readings[day + 1] - line.day_readings[day]
            return DayCount(after - before, frozenset({length}), parts=length)
        return place_of(line, after) - place_of(line, before)

    def after(self, calendar: OpenTime, start: int, amount: int | DayCount) -> int:
        """Return when that many days are over, rounded up where it comes to no whole number."""
        most = -(-amount.numerator // amount.denominator)
        opened = calendar.start_after(start)
        line, _ = calendar.days_after(opened, most)
        return _at_reading(line, after_full_days(line, line.reading(opened), amount))

    def quick_due(self, line: Timeline, reading: timedelta, count: int) -> timedelta | None:
        """Return when the last day is over, if it is as long as the first and compiled."""
        readings = line.exact_day_readings
        first = bisect_right(readings, reading) - 1
        last = first + count
        if last + 1 >= len(readings):
            return None
        start, end = readings[first], readings[last]
        if readings[first + 1] - start != readings[last + 1] - end:
            return None
        return line.exact.at_reading(end + (reading - start))

    def days_counted(
        self, calendar: OpenTime, start: int, due: int, count: int
    ) -> list[DayCounted]:
        """Return the days between *start* and the deadline *due*; their shares make *count*."""
        line = calendar.covering(start, due)
        return days_counted(line, start, due, count) if days_differ(line, start, due) else []


class DatedMeaning(DayMeaning):
    """A number of business days names a date, and the meaning a time on it.

    Attributes:
        time_words: The time, on a date that is put in for `{}`.
        follows_start: Whether the time of day is that at which the clock starts.
    """

    names_date = True
    time_words: ClassVar[str]
    follows_start: ClassVar[bool] = False

    @property
    def dated(self) -> DatedMeaning:
        """Return the meaning."""
        return self

    def due(self, calendar: OpenTime, at: int, count: int) -> int:
        """Return the time that the meaning gives, on the date that many business days on."""
        start = calendar.start_after(at)
        line, day = calendar.days_after(start, count)
        return self.time_on(
            calendar, calendar.whole_day(line, day + count), line.days[day].date, start
        )

    def before(self, calendar: OpenTime, at: int, count: int) -> int:
        """Return the time that the meaning gives, on the date that many business days back."""
        until = calendar.open_until(at)
        line, day = calendar.days_before(until, count)
        return self.time_on(calendar, line.days[day - count], line.days[day].date, until)

    def moved(self, calendar: OpenTime, at: int, count: int, *, not_before: int) -> int:
        """Return the instant of a deadline *at*, that many business days later or earlier.

        Unlike `due` this counts from the business day that *at* belongs to, which may be its
        closing; where it is closed, from the local date, whose end may be 24:00.

        Args:
            calendar: Whose business days count.
            at: Microseconds since the epoch, UTC.
            count: Business days after *at*, or before it if negative; not zero.
            not_before: The result is not earlier than this instant, which is not after *at*.

        Raises:
            NeverOpenError: Fewer business days than that within 100 years.
            CoverageError: The holidays of a year on the way are not known.
        """
        day = self._date_of(calendar, at)
        if count > 0:
            line, target = calendar.day_from(at, day + timedelta(days=1), count - 1)
        else:
            line = calendar.covering(not_before, at)
            target = line.day_from(day) + count
            if target < 0:
                return not_before
        return max(self.time_on(calendar, calendar.whole_day(line, target), day, at), not_before)

    def _date_of(self, calendar: OpenTime, at: int) -> date:
        """Return the date a deadline *at* belongs to: of its business day, or the local one."""
        line = calendar.covering(at - 1, at)
        for instant in self._open_near(at):
            if line.is_open(instant):
                return line.days[line.day_at(instant)].date
        return calendar.local_date(at - 1)

    @abstractmethod
    def _open_near(self, at: int) -> tuple[int, int]:
        """Return *at* and what lies just before it; first what says whose business day it is."""

    @abstractmethod
    def time_on(self, calendar: OpenTime, day: BusinessDay, frame: date, at: int) -> int:
        """Return the instant on a business day for *at*, whose time is counted from *frame*."""


class SameTime(DatedMeaning):
    """The same local time on a later business day, moved into that day's hours."""

    name = "same_time"
    words = "the same local time on the next business day"
    time_words = "the same time on {}"
    follows_start = True

    def _open_near(self, at: int) -> tuple[int, int]:
        return at, at - 1

    def time_on(self, calendar: OpenTime, day: BusinessDay, frame: date, at: int) -> int:
        """Return the same local time, moved into the hours of the day."""
        same_time = calendar.local_time(at) + (day.date - frame)
        return into_hours(day.windows, local_to_instant(same_time, calendar.zone))


class CloseOfBusiness(DatedMeaning):
    """The closing time of a later business day."""

    name = "close_of_business"
    words = "the close of the next business day"
    time_words = "the close of {}"

    def _open_near(self, at: int) -> tuple[int, int]:
        # Nights that touch: the closing of one is the opening of the next, and means the first.
        return at - 1, at

    def time_on(self, calendar: OpenTime, day: BusinessDay, frame: date, at: int) -> int:
        """Return the closing of the day."""
        return day.windows[-1].end


DATED_MEANINGS: tuple[DatedMeaning, ...] = (SameTime(), CloseOfBusiness())
"""Those that name a date."""


def _at_reading(line: Timeline, reading: int) -> int:
    found = line.at_reading(reading)
    assert found is not None
    return found


def into_hours(windows: tuple[Span, ...], instant: int) -> int:
    """Return *instant* moved into the windows of a business day.

    Before the first opening it moves there; after a closing, or in a break, back to it.
    """
    begun = [window for window in windows if window.start <= instant]
    return min(instant, begun[-1].end) if begun else windows[0].start
