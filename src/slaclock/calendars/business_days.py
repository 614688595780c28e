"""Deadlines in business days, in each of the four meanings a business day can have.

- `full_day`: a full support day of open time, counted from where the clock starts.
- `same_time`: the same local time, that many business days on.
- `close_of_business`: the closing time of that business day.
- an amount of open time, such as `8 h`: every business day is that much.

A matrix that counts in business days must say which it means; there is no default.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from datetime import datetime, time, timedelta
from fractions import Fraction
from typing import TYPE_CHECKING, Literal

from slaclock.calendars.timeline import Timeline
from slaclock.durations import Amount, parse_amount
from slaclock.errors import AmountError, ArgumentTypeError, did_you_mean
from slaclock.instants import SECOND, from_micros, local_to_instant

if TYPE_CHECKING:
    from slaclock.calendars.questions import BaseCalendar

__all__ = [
    "MEANINGS",
    "Meaning",
    "after_business_days",
    "after_full_days",
    "after_share_of_days",
    "days_between",
    "parse_meaning",
    "same_part_of_day",
]

MEANINGS = ("full_day", "same_time", "close_of_business")
_NONE = Fraction(0)
Meaning = Literal["full_day", "same_time", "close_of_business"] | Amount


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
    if value in MEANINGS:
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


def after_business_days(calendar: BaseCalendar, at: int, count: int, meaning: Meaning) -> int:
    """Return the deadline of *count* business days from *at*, in microseconds.

    The clock starts at the first open instant at or after *at*.

    Args:
        calendar: Whose business days count.
        at: Microseconds since the epoch, UTC.
        count: One or more.
        meaning: What a business day is.

    Raises:
        NeverOpenError: Fewer business days than that within 100 years.
        CoverageError: The holidays of a year on the way are not known.

    Source:
        docs/explanation/business-days.md
    """
    if isinstance(meaning, Amount):
        return calendar.due(at, count * meaning.seconds * SECOND)
    start = calendar.start_after(at)
    line, day = calendar.days_after(start, count)
    if meaning == "full_day":
        due = line.at_reading(after_full_days(line, line.reading(start), count))
        assert due is not None
        return due
    target = line.days[day + count]
    if meaning == "close_of_business":
        return target.windows[-1].end
    return _same_time(calendar, line, day, day + count, start)


def after_full_days(line: Timeline, reading: int, count: int) -> int:
    """Return the reading that is *count* full support days after *reading*.

    The part of the first day that has gone by is taken of the last one too. Where the two days
    differ in length it is rounded up to a whole second. The timeline must hold the last day whole.
    """
    day = bisect_right(line.day_readings, reading) - 1
    gone = reading - line.day_readings[day]
    last = line.day_readings[day + count]
    if not gone:
        return last
    length = line.day_readings[day + 1] - line.day_readings[day]
    last_length = line.day_readings[day + count + 1] - last
    unit = 1 if length == last_length else SECOND
    return last - (-gone * last_length // (length * unit)) * unit


def days_between(calendar: BaseCalendar, start: int, end: int) -> Fraction:
    """Return how many full support days lie between two instants, exactly.

    Each support day counts by the share of its own open time: from 40 % into Monday to 40 %
    into Tuesday is one, however long the two are.

    Args:
        calendar: Whose business days count.
        start: Microseconds since the epoch, UTC.
        end: The same; not before *start*.
    """
    line = calendar.covering(start, end)
    readings, before, after = line.day_readings, line.reading(start), line.reading(end)
    if before == after:
        return _NONE
    day = bisect_right(readings, before) - 1
    if after <= readings[day + 1]:
        return Fraction(after - before, readings[day + 1] - readings[day])
    return _place(line, after) - _place(line, before)


def after_share_of_days(calendar: BaseCalendar, start: int, amount: Fraction) -> int:
    """Return the first instant by which *amount* full support days have passed since *start*.

    The way back of `days_between`, rounded up to the microsecond, so never early.

    Args:
        calendar: Whose business days count.
        start: Microseconds since the epoch, UTC.
        amount: More than zero.

    Raises:
        NeverOpenError: Fewer business days than that within 100 years.
        CoverageError: The holidays of a year on the way are not known.
    """
    numerator, denominator = amount.numerator, amount.denominator
    most = -(-numerator // denominator)
    line = calendar.covering(start, start)
    readings = line.day_readings
    reading = line.reading(start)
    day = bisect_right(readings, reading) - 1
    if day + most + 1 >= len(readings):
        opened = calendar.start_after(start)
        line, day = calendar.days_after(opened, most)
        readings, reading = line.day_readings, line.reading(opened)
    gone, length = reading - readings[day], readings[day + 1] - readings[day]
    # Integers alone: the same in fractions takes four times as long.
    whole, share = divmod(gone * denominator + numerator * length, length * denominator)
    reading = readings[day + whole]
    if share:
        reading -= -share * (readings[day + whole + 1] - reading) // (length * denominator)
    found = line.at_reading(reading)
    assert found is not None
    return found


def same_part_of_day(
    calendar: BaseCalendar, at: int, count: int, meaning: Meaning, *, not_before: int
) -> int:
    """Return the time of *at*, or the close of business, *count* business days on or back.

    Unlike `after_business_days` this counts from the business day that *at* belongs to, which
    may be its closing.

    Args:
        calendar: Whose business days count.
        at: Microseconds since the epoch, UTC; inside a window, or its opening or closing.
        count: Business days after *at*, or before it if negative.
        meaning: `same_time` or `close_of_business`.
        not_before: The result is not earlier than this instant, which is not after *at*.

    Raises:
        NeverOpenError: Fewer business days than that within 100 years.
        CoverageError: The holidays of a year on the way are not known.
    """
    line, _ = calendar.days_after(at, max(count, 0))
    if line.start > not_before:
        line = calendar.covering(not_before, line.end - 1)
    side = bisect_left if meaning == "close_of_business" else bisect_right
    day = side(line.day_starts, at) - 1
    if day + count < 0:
        return not_before
    if meaning == "close_of_business":
        return max(line.days[day + count].windows[-1].end, not_before)
    return max(_same_time(calendar, line, day, day + count, at), not_before)


def _same_time(calendar: BaseCalendar, line: Timeline, day: int, target: int, at: int) -> int:
    """Return the instant of business day *target* at which clocks show what they show at *at*."""
    midnight = datetime.combine(line.days[day].date, time())
    time_of_day = from_micros(at, calendar.zone).replace(tzinfo=None) - midnight
    same_time = datetime.combine(line.days[target].date, time()) + time_of_day
    return _clamped(line, target, local_to_instant(same_time, calendar.zone))


def _place(line: Timeline, reading: int) -> Fraction:
    """Return the support days before *reading*, and the share of the one it falls into."""
    day = bisect_right(line.day_readings, reading) - 1
    gone = reading - line.day_readings[day]
    if not gone:
        return Fraction(day)
    return day + Fraction(gone, line.day_readings[day + 1] - line.day_readings[day])


def _clamped(line: Timeline, day: int, instant: int) -> int:
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
