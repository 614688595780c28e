"""Deadlines in business days, in each of the meanings that a business day can have.

- `full_day`: a full support day of open time, counted from where the clock starts.
- `same_time`: the same local time, that many business days on.
- `close_of_business`: the closing time of that business day.
- an amount of open time, such as `8 h`: every business day is that much.

A matrix that counts in business days must say which it means; there is no default. Each
meaning is a small class with its rule and its words. `MEANINGS` is the register of those that
have a name; an engine that answers for many tickets keeps its own form of each under the same
name, and takes it by `rule_for`, which refuses a meaning that the engine does not have.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from bisect import bisect_left, bisect_right
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, tzinfo
from fractions import Fraction
from typing import Any, ClassVar, Literal, NamedTuple, Protocol, Self, TypeVar

from slaclock.calendars.timeline import Timeline
from slaclock.durations import Amount, parse_amount
from slaclock.errors import AmountError, ArgumentTypeError, UnknownNameError, did_you_mean
from slaclock.instants import SECOND, from_micros, local_to_instant

__all__ = [
    "MEANINGS",
    "CloseOfBusiness",
    "DatedMeaning",
    "DayCount",
    "DayCounted",
    "DayMeaning",
    "FixedLength",
    "FullDay",
    "Meaning",
    "SameTime",
    "ShareMeaning",
    "after_business_days",
    "after_full_days",
    "after_share_of_days",
    "days_between",
    "meaning_named",
    "parse_meaning",
    "rule_for",
    "same_part_of_day",
]

Meaning = Literal["full_day", "same_time", "close_of_business"] | Amount
"""What a data file can say that a business day is."""
Rule = TypeVar("Rule")


class BusinessCalendar(Protocol):
    """What a meaning asks of a calendar; see `slaclock.calendars.questions.BaseCalendar`."""

    zone: tzinfo

    def due(self, start: int, micros: int) -> int:
        """Return the first instant with *micros* of open time elapsed since *start*."""

    def start_after(self, instant: int) -> int:
        """Return the first open instant at or after *instant*."""

    def covering(self, first: int, last: int) -> Timeline:
        """Return a timeline that answers from *first* to *last*, both included."""

    def days_after(self, instant: int, count: int) -> tuple[Timeline, int]:
        """Return a timeline with *count* business days after that of *instant*, and its index."""


class DayCount(Fraction):
    """A number of business days, exactly, that knows what days it is made of.

    Adding and subtracting keep track of that, so that an amount which is counted in several
    parts, before and after a pause, is rounded like one that is counted at once.

    Attributes:
        lengths: How long the days are of which only a part was counted, in microseconds.
    """

    __slots__ = ("lengths",)

    lengths: frozenset[int]

    def __new__(cls, days: Fraction | int, lengths: frozenset[int] = frozenset()) -> Self:
        """Hold a number of days."""
        made = super().__new__(cls, days)
        made.lengths = lengths
        return made

    def __add__(self, other: Any) -> DayCount:  # type: ignore[override]
        return DayCount(Fraction.__add__(self, other), self._with(other))

    def __radd__(self, other: Any) -> DayCount:  # type: ignore[override]
        return DayCount(Fraction.__radd__(self, other), self._with(other))

    def __sub__(self, other: Any) -> DayCount:  # type: ignore[override]
        return DayCount(Fraction.__sub__(self, other), self._with(other))

    def __rsub__(self, other: Any) -> DayCount:  # type: ignore[override]
        return DayCount(Fraction.__rsub__(self, other), self._with(other))

    def _with(self, other: object) -> frozenset[int]:
        return self.lengths | other.lengths if isinstance(other, DayCount) else self.lengths


@dataclass(frozen=True)
class DayMeaning(ABC):
    """What one business day is: when some of them are over, and how that is said.

    Attributes:
        name: As in a data file; engines keep their form of the meaning under it.
        words: What one business day is, to follow "1 BD: ".
    """

    name: ClassVar[str]
    words: ClassVar[str]

    @abstractmethod
    def due(self, calendar: BusinessCalendar, at: int, count: int) -> int:
        """Return the deadline of *count* business days from *at*, in microseconds.

        The clock starts at the first open instant at or after *at*.

        Args:
            calendar: Whose business days count.
            at: Microseconds since the epoch, UTC.
            count: One or more.

        Raises:
            NeverOpenError: Fewer business days than that within 100 years.
            CoverageError: The holidays of a year on the way are not known.

        Source:
            docs/explanation/business-days.md
        """

    def open_micros(self, count: int) -> int | None:
        """Return what *count* business days are in open time; None where that varies."""
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

    def __str__(self) -> str:
        return self.name


@dataclass(frozen=True)
class FixedLength(DayMeaning):
    """Every business day is the same amount of open time."""

    name = "fixed_length"
    amount: Amount

    @property
    def words(self) -> str:  # type: ignore[override]
        """Return what one business day is."""
        return f"{self.amount} of open time"

    def due(self, calendar: BusinessCalendar, at: int, count: int) -> int:
        """Return when that much open time is over."""
        return calendar.due(at, self.open_micros(count))

    def open_micros(self, count: int) -> int:
        """Return what *count* business days are in open time."""
        return count * self.amount.micros

    def __str__(self) -> str:
        return str(self.amount)


class DayCounted(NamedTuple):
    """A business day of which something was counted.

    Attributes:
        date: Its date.
        length: How long it is, in microseconds of open time.
        share: How much of it was counted; 1 for all of it.
        counted: The open time that this was, in microseconds.
    """

    date: date
    length: int
    share: Fraction
    counted: int


class ShareMeaning(DayMeaning):
    """A business day is used up little by little: a clock counts shares of days."""

    @abstractmethod
    def between(self, calendar: BusinessCalendar, start: int, end: int) -> DayCount:
        """Return how many business days lie between two instants, exactly.

        Args:
            calendar: Whose business days count.
            start: Microseconds since the epoch, UTC.
            end: The same; not before *start*.
        """

    @abstractmethod
    def days_counted(
        self, calendar: BusinessCalendar, start: int, due: int, count: int
    ) -> list[DayCounted]:
        """Return the days between *start* and the deadline *due* of *count* days, in order.

        Their shares add up to *count*.
        """

    @abstractmethod
    def after(self, calendar: BusinessCalendar, start: int, amount: Fraction) -> int:
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

    def due(self, calendar: BusinessCalendar, at: int, count: int) -> int:
        """Return when the last day is as far gone as the first was at the start."""
        start = calendar.start_after(at)
        line, _ = calendar.days_after(start, count)
        return _at_reading(line, after_full_days(line, line.reading(start), count))

    def between(self, calendar: BusinessCalendar, start: int, end: int) -> DayCount:
        """Return the days between two instants: for each of them its share."""
        line = calendar.covering(start, end)
        before, after = line.reading(start), line.reading(end)
        if before == after:
            return DayCount(0)
        return _place(line, after) - _place(line, before)

    def after(self, calendar: BusinessCalendar, start: int, amount: Fraction) -> int:
        """Return when that many days are over, rounded up where it comes to no whole number."""
        most = -(-amount.numerator // amount.denominator)
        line = calendar.covering(start, start)
        reading = line.reading(start)
        day = bisect_right(line.day_readings, reading) - 1
        if day + most + 1 >= len(line.day_readings):
            opened = calendar.start_after(start)
            line, _ = calendar.days_after(opened, most)
            reading = line.reading(opened)
        return _at_reading(line, after_full_days(line, reading, amount))

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
        self, calendar: BusinessCalendar, start: int, due: int, count: int
    ) -> list[DayCounted]:
        """Return the days between *start* and the deadline *due*; their shares make *count*."""
        line = calendar.covering(start, due)
        readings, before, after = line.day_readings, line.reading(start), line.reading(due)
        found: list[DayCounted] = []
        left = Fraction(count)
        for day in range(bisect_right(readings, before) - 1, bisect_left(readings, after)):
            length = readings[day + 1] - readings[day]
            counted = min(readings[day + 1], after) - max(readings[day], before)
            # What is left for the last day is its share; its time was rounded up.
            share = Fraction(counted, length) if readings[day + 1] < after else left
            left -= share
            found.append(DayCounted(line.days[day].date, length, share, counted))
        return found


class DatedMeaning(DayMeaning):
    """A number of business days names a date, and the meaning a time on it."""

    def due(self, calendar: BusinessCalendar, at: int, count: int) -> int:
        """Return the time that the meaning gives, on the date that many business days on."""
        start = calendar.start_after(at)
        line, day = calendar.days_after(start, count)
        return self._on_day(calendar, line, day, day + count, start)

    def moved(self, calendar: BusinessCalendar, at: int, count: int, *, not_before: int) -> int:
        """Return the instant of a deadline *at*, that many business days later or earlier.

        Unlike `due` this counts from the business day that *at* belongs to, which may be its
        closing.

        Args:
            calendar: Whose business days count.
            at: Microseconds since the epoch, UTC; inside a window, or its opening or closing.
            count: Business days after *at*, or before it if negative.
            not_before: The result is not earlier than this instant, which is not after *at*.

        Raises:
            NeverOpenError: Fewer business days than that within 100 years.
            CoverageError: The holidays of a year on the way are not known.
        """
        line, _ = calendar.days_after(at, max(count, 0))
        if line.start > not_before:
            line = calendar.covering(not_before, line.end - 1)
        day = self._day_of(line, at)
        if day + count < 0:
            return not_before
        return max(self._on_day(calendar, line, day, day + count, at), not_before)

    @abstractmethod
    def _day_of(self, line: Timeline, at: int) -> int:
        """Return the index of the business day that a deadline *at* belongs to."""

    @abstractmethod
    def _on_day(
        self, calendar: BusinessCalendar, line: Timeline, day: int, target: int, at: int
    ) -> int:
        """Return the instant on business day *target* for *at*, which is on business day *day*."""


class SameTime(DatedMeaning):
    """The same local time on a later business day, moved into that day's hours."""

    name = "same_time"
    words = "the same local time on the next business day"

    def _day_of(self, line: Timeline, at: int) -> int:
        return bisect_right(line.day_starts, at) - 1

    def _on_day(
        self, calendar: BusinessCalendar, line: Timeline, day: int, target: int, at: int
    ) -> int:
        midnight = datetime.combine(line.days[day].date, time())
        time_of_day = from_micros(at, calendar.zone).replace(tzinfo=None) - midnight
        same_time = datetime.combine(line.days[target].date, time()) + time_of_day
        return _into_hours(line, target, local_to_instant(same_time, calendar.zone))


class CloseOfBusiness(DatedMeaning):
    """The closing time of a later business day."""

    name = "close_of_business"
    words = "the close of the next business day"

    def _day_of(self, line: Timeline, at: int) -> int:
        # Nights that touch: the closing of one is the opening of the next, and means the first.
        return bisect_left(line.day_starts, at) - 1

    def _on_day(
        self, calendar: BusinessCalendar, line: Timeline, day: int, target: int, at: int
    ) -> int:
        return line.days[target].windows[-1].end


FULL_DAY = FullDay()
MEANINGS: dict[str, DayMeaning] = {
    meaning.name: meaning for meaning in (FULL_DAY, SameTime(), CloseOfBusiness())
}
"""The meanings that have a name, by it."""


def parse_meaning(value: object) -> Meaning:
    """Return what a business day is said to be.

    >>> parse_meaning("full_day"), parse_meaning("8 h")
    ('full_day', Amount(seconds=28800, business_days=0))

    Args:
        value: One of the three names; or an amount of open time: text, `timedelta` or `Amount`.

    Raises:
        AmountError: None of these.
        ArgumentTypeError: Not text, `timedelta` or `Amount`.
    """
    if isinstance(value, str) and value in MEANINGS:
        return value  # type: ignore[return-value]
    amount = value
    if isinstance(value, str):
        amount = _amount_of(value)
    if isinstance(value, timedelta):
        amount = Amount(seconds=value // timedelta(seconds=1))
        if timedelta(seconds=amount.seconds) != value:
            raise AmountError(str(value), "is not a whole number of seconds")
    if not isinstance(amount, Amount):
        raise ArgumentTypeError("business_day", value, f"{', '.join(MEANINGS)} or open time")
    if amount.seconds <= 0:
        raise AmountError(str(value), "is not open time, and so cannot be a business day")
    return amount


def meaning_named(value: str | Amount | DayMeaning) -> DayMeaning:
    """Return the meaning that a data file names.

    >>> meaning_named("full_day").words
    'a full support day of open time'

    Raises:
        UnknownNameError: No such meaning.
    """
    if isinstance(value, DayMeaning):
        return value
    if isinstance(value, Amount):
        return FixedLength(value)
    return rule_for(MEANINGS, value)


def rule_for(rules: Mapping[str, Rule], meaning: str | DayMeaning) -> Rule:
    """Return what *rules*, the register of an engine, has for a meaning.

    Raises:
        UnknownNameError: The engine does not have that meaning. It must not take another.
    """
    name = meaning if isinstance(meaning, str) else meaning.name
    if name not in rules:
        raise UnknownNameError("business-day meaning", name, rules)
    return rules[name]


def after_business_days(
    calendar: BusinessCalendar, at: int, count: int, meaning: Meaning | DayMeaning
) -> int:
    """Return the deadline of *count* business days from *at*; see `DayMeaning.due`."""
    return meaning_named(meaning).due(calendar, at, count)


def after_full_days(line: Timeline, reading: int, amount: Fraction | int) -> int:
    """Return the reading of the open clock when *amount* full support days are over.

    The timeline must hold the last day whole. Integers alone: the same in fractions takes four
    times as long.

    Args:
        line: The support days.
        reading: Where it begins.
        amount: More than zero; a `DayCount` brings along what days it is made of.
    """
    readings = line.day_readings
    numerator, denominator = amount.numerator, amount.denominator
    day = bisect_right(readings, reading) - 1
    gone, length = reading - readings[day], readings[day + 1] - readings[day]
    whole, share = divmod(gone * denominator + numerator * length, length * denominator)
    last = readings[day + whole]
    if not share:
        return last
    last_length = readings[day + whole + 1] - last
    known = amount.lengths if isinstance(amount, DayCount) else frozenset()
    lengths = known | {length} if gone or not known else known
    unit = 1 if lengths == {last_length} else SECOND
    counted = -(-share * last_length // (length * denominator * unit)) * unit
    return last + counted


# The rule of `full_day`, under the names by which a clock calls it.
days_between = FULL_DAY.between
after_share_of_days = FULL_DAY.after


def same_part_of_day(
    calendar: BusinessCalendar, at: int, count: int, meaning: Meaning, *, not_before: int
) -> int:
    """Return a deadline some business days on or back; see `DatedMeaning.moved`."""
    dated = meaning_named(meaning)
    assert isinstance(dated, DatedMeaning)
    return dated.moved(calendar, at, count, not_before=not_before)


def _place(line: Timeline, reading: int) -> DayCount:
    """Return the support days before *reading*, and the share of the one it falls into."""
    day = bisect_right(line.day_readings, reading) - 1
    gone = reading - line.day_readings[day]
    if not gone:
        return DayCount(day)
    length = line.day_readings[day + 1] - line.day_readings[day]
    return DayCount(day + Fraction(gone, length), frozenset({length}))


def _at_reading(line: Timeline, reading: int) -> int:
    found = line.at_reading(reading)
    assert found is not None
    return found


def _into_hours(line: Timeline, day: int, instant: int) -> int:
    """Return *instant* moved into the hours of a business day.

    Before the first opening it moves there; after a closing, or in a break, back to it.
    """
    windows = line.days[day].windows
    if instant <= windows[0].start:
        return windows[0].start
    begun = [window for window in windows if window.start <= instant]
    return min(instant, begun[-1].end)


def _amount_of(text: str) -> Amount:
    try:
        return parse_amount(text)
    except AmountError as error:
        hint = did_you_mean(text, MEANINGS)
        problem = (
            f"is not what a business day can be; {hint}"
            f"write {', '.join(MEANINGS)}, or open time such as '8 h' ({error})"
        )
        raise AmountError(text, problem) from None
