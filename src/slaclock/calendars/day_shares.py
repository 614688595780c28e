"""Shares of business days, exactly: how many days lie between two readings of the open clock.

Each support day counts by the share of its own open time: from 40 % into Monday to 40 % into
Tuesday is one day, however long the two are. This is the arithmetic of the meaning `full_day`
(see `slaclock.calendars.business_days`), on a timeline that has been compiled.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from datetime import date
from fractions import Fraction
from math import lcm
from typing import Any, NamedTuple

from slaclock.calendars.timeline import Timeline
from slaclock.instants import SECOND

__all__ = ["DayCount", "DayCounted", "after_full_days", "days_counted", "days_differ", "place_of"]


class DayCount:
    """A number of business days, exactly, that knows what days it is made of.

    Adding and subtracting keep track of that, so that an amount which is counted in several
    parts, before and after a pause, is rounded like one that is counted at once.

    It is compared with whole numbers and its like. A `Fraction` it is not: what is
    counted in parts of a day stays so, since to reduce a fraction takes longer than to add two.

    Attributes:
        numerator, denominator: The number as a fraction, not reduced.
        lengths: How long the days are of which only a part was counted, in microseconds.
    """

    __slots__ = ("denominator", "lengths", "numerator")

    def __init__(
        self, days: int | Fraction, lengths: frozenset[int] = frozenset(), *, parts: int = 1
    ) -> None:
        """Hold a number of days, or of equal *parts* of a day."""
        self.numerator, self.denominator = days.numerator, days.denominator * parts
        self.lengths = lengths

    def __reduce__(self) -> tuple[Any, ...]:
        return DayCount, (Fraction(self.numerator, self.denominator), self.lengths)

    def __add__(self, other: int | DayCount) -> DayCount:
        return self._sum(other, 1, 1)

    def __radd__(self, other: int) -> DayCount:
        return self._sum(other, 1, 1)

    def __sub__(self, other: int | DayCount) -> DayCount:
        return self._sum(other, 1, -1)

    def __rsub__(self, other: int) -> DayCount:
        return self._sum(other, -1, 1)

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, int | Fraction | DayCount):
            return NotImplemented
        return self.numerator * other.denominator == other.numerator * self.denominator

    def __lt__(self, other: int | DayCount) -> bool:
        return self.numerator * other.denominator < other.numerator * self.denominator

    def __gt__(self, other: int | DayCount) -> bool:
        return self.numerator * other.denominator > other.numerator * self.denominator

    def __le__(self, other: int | DayCount) -> bool:
        return not self > other

    __hash__ = None  # type: ignore[assignment]

    def __bool__(self) -> bool:
        return self.numerator != 0

    def __repr__(self) -> str:
        return f"DayCount({Fraction(self.numerator, self.denominator)})"

    def _sum(self, other: int | DayCount, sign: int, other_sign: int) -> DayCount:
        parts, other_parts = self.denominator, other.denominator
        # The least common one, so that ten thousand pauses do not make it ever longer.
        common = lcm(parts, other_parts)
        days = sign * self.numerator * (common // parts)
        days += other_sign * other.numerator * (common // other_parts)
        known = self.lengths | other.lengths if isinstance(other, DayCount) else self.lengths
        return DayCount(days, known, parts=common)


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


def place_of(line: Timeline, reading: int) -> DayCount:
    """Return the support days before *reading*, and the share of the one it falls into."""
    day = bisect_right(line.day_readings, reading) - 1
    gone = reading - line.day_readings[day]
    if not gone:
        return DayCount(day)
    length = line.day_readings[day + 1] - line.day_readings[day]
    return DayCount(day * length + gone, frozenset({length}), parts=length)


def after_full_days(line: Timeline, reading: int, amount: int | DayCount) -> int:
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
    first = readings[day]
    gone, length = reading - first, readings[day + 1] - first
    whole, share = divmod(gone * denominator + numerator * length, length * denominator)
    last = readings[day + whole]
    if not share:
        return last
    last_length = readings[day + whole + 1] - last
    known = amount.lengths if isinstance(amount, DayCount) else None
    is_even = known is None or known <= {last_length}
    if gone or not known:
        is_even = is_even and length == last_length
    unit = 1 if is_even else SECOND
    counted = -(-share * last_length // (length * denominator * unit)) * unit
    return last + counted


def days_differ(line: Timeline, start: int, due: int) -> bool:
    """Return whether the business days from *start* to *due* are not all of one length."""
    readings = line.day_readings
    first = bisect_right(readings, line.reading(start)) - 1
    last = bisect_left(readings, line.reading(due))
    return len({readings[day + 1] - readings[day] for day in range(first, last)}) > 1


def days_counted(line: Timeline, start: int, due: int, count: int) -> list[DayCounted]:
    """Return the days between *start* and the deadline *due*; their shares add up to *count*."""
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
