"""Business days the other way: back from an instant, and how many lie between two.

What a business day means is in `slaclock.calendars.business_days`; this is the way back of it.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from fractions import Fraction
from typing import NamedTuple

from slaclock.calendars.business_days import Meaning, same_part_of_day
from slaclock.calendars.open_time import OpenTime
from slaclock.calendars.timeline import Timeline
from slaclock.durations import Amount
from slaclock.instants import SECOND, from_micros

__all__ = ["BusinessDays", "before_business_days", "days_in_span"]


class BusinessDays(NamedTuple):
    """How many business days lie in `[start, end)`.

    `days` counts the business days whose local date is that of the start or later, and before
    that of the end. `share` counts each business day by the share of its open time that lies
    between the two, exactly: what `full_day` counts.
    """

    days: int
    share: Fraction


def before_business_days(calendar: OpenTime, at: int, count: int, meaning: Meaning) -> int:
    """Return the instant that lies *count* business days before *at*, in microseconds.

    Args:
        calendar: Whose business days count.
        at: Microseconds since the epoch, UTC.
        count: One or more.
        meaning: What a business day is.

    Raises:
        NeverOpenError: Fewer business days than that within the 100 years before.
        CoverageError: The holidays of a year on the way are not known.
    """
    if isinstance(meaning, Amount):
        return calendar.latest_start(at, count * meaning.seconds * SECOND)
    until = calendar.open_until(at)
    line, day = calendar.days_before(until, count)
    if meaning == "full_day":
        return _before_full_days(line, day, until, count)
    opens = line.days[day - count].windows[0].start
    if meaning == "close_of_business":
        return line.days[day - count].windows[-1].end
    return same_part_of_day(calendar, until, -count, meaning, not_before=opens)


def _before_full_days(line: Timeline, day: int, until: int, count: int) -> int:
    """Return the latest instant that is *count* full days before *until*, which day *day* ends."""
    readings = line.day_readings
    gone, length = line.reading(until) - readings[day], readings[day + 1] - readings[day]
    target = readings[day - count]
    target_length = readings[day - count + 1] - target
    found = line.last_at_reading(target + gone * target_length // length)
    assert found is not None
    return found


def days_in_span(calendar: OpenTime, start: int, end: int) -> BusinessDays:
    """Return how many business days lie in `[start, end)`, in microseconds, *start* first."""
    if start == end:
        return BusinessDays(0, Fraction(0))
    line = calendar.covering(start, end - 1)
    dates = [day.date for day in line.days]
    first, last = (from_micros(at, calendar.zone).date() for at in (start, end))
    days = bisect_left(dates, last) - bisect_left(dates, first)
    return BusinessDays(days, _days_before(line, end) - _days_before(line, start))


def _days_before(line: Timeline, instant: int) -> Fraction:
    """Return the business days of *line* before *instant*, and the share of the one it is in."""
    reading = line.reading(instant)
    day = bisect_right(line.day_readings, reading) - 1
    gone = reading - line.day_readings[day]
    if not gone:
        return Fraction(day)
    return day + Fraction(gone, line.day_readings[day + 1] - line.day_readings[day])
