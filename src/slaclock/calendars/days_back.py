"""How many business days lie between two instants."""

from __future__ import annotations

from bisect import bisect_left
from fractions import Fraction
from typing import NamedTuple

from slaclock.calendars.day_shares import place_of
from slaclock.calendars.open_time import OpenTime
from slaclock.instants import from_micros

__all__ = ["BusinessDays", "days_in_span"]


class BusinessDays(NamedTuple):
    """How many business days lie in `[start, end)`.

    `days` counts the business days whose local date is that of the start or later, and before
    that of the end. `share` counts each business day by the share of its open time that lies
    between the two, exactly: what `full_day` counts.
    """

    days: int
    share: Fraction


def days_in_span(calendar: OpenTime, start: int, end: int) -> BusinessDays:
    """Return how many business days lie in `[start, end)`, in microseconds, *start* first."""
    if start == end:
        return BusinessDays(0, Fraction(0))
    line = calendar.covering(start, end - 1)
    index = line.day_at(end - 1)
    if index >= 0:
        calendar.check_rest_of_day(line, index)
    dates = [day.date for day in line.days]
    first, last = (from_micros(at, calendar.zone).date() for at in (start, end))
    days = bisect_left(dates, last) - bisect_left(dates, first)
    share = place_of(line, line.reading(end)) - place_of(line, line.reading(start))
    return BusinessDays(days, Fraction(share.numerator, share.denominator))
