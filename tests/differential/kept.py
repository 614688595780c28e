"""The oracle for many questions of one calendar: what it has found is kept, and it goes back too.

The rules are those of `tests.oracle`, which walks over dates. Here the stretches that it comes
by are kept in blocks of thirty days, and a walk begins near the instant that is asked about.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from fractions import Fraction

from tests.oracle import (
    DAY,
    HOUR,
    OracleCalendar,
    Stretch,
    dates,
    from_us,
    length,
    local_to_us,
    reading,
    to_us,
)

DAY_US = 24 * HOUR
BLOCK = 30 * DAY_US
LONGEST = 4 * DAY_US
"""No stretch is as long as this."""
BLOCKS = 6


class OutOfReachError(Exception):
    """What is asked for does not lie within half a year: the question is not asked."""


class KeptOracle(OracleCalendar):
    """An oracle that keeps what another one has found, and looks half a year ahead and back."""

    def __init__(self, inner: OracleCalendar) -> None:
        self.inner, self.zone = inner, inner.zone
        self._blocks: dict[int, list[Stretch]] = {}

    def opening_on(self, day: date) -> list[Stretch]:
        return self.inner.opening_on(day)

    def owned_by(self, day: date) -> list[Stretch]:
        return self.inner.owned_by(day)

    def walk(self, us: int, direction: int) -> Iterator[Stretch]:
        """Yield the stretches from near an instant on; none that lies on the other side of it."""
        first = (us - LONGEST if direction > 0 else us) // BLOCK
        for step in range(BLOCKS):
            block = self._block(first + direction * step)
            if direction > 0:
                yield from block[0 if step else bisect_left(block, (us - LONGEST, 0)) :]
            else:
                end = len(block) if step else bisect_right(block, us, key=lambda piece: piece[0])
                yield from reversed(block[:end])
        raise OutOfReachError

    def _block(self, number: int) -> list[Stretch]:
        """Return what begins in some thirty days, in order."""
        if number not in self._blocks:
            begin = number * BLOCK
            first, last = from_us(begin).date(), from_us(begin + BLOCK).date()
            near = self.inner.stretches(first - 4 * DAY, last + 4 * DAY)
            self._blocks[number] = [piece for piece in near if begin <= piece[0] < begin + BLOCK]
        return self._blocks[number]

    # --- the way back ------------------------------------------------------------------------

    def previous_open(self, at: datetime) -> datetime:
        """Return the latest opening at or before *at*: before it, it was closed."""
        us, opening = to_us(at), None
        for opens, closes in self.walk(us, -1):
            if opening is not None and closes < opening:
                break
            opening = opens
        assert opening is not None
        return from_us(opening)

    def previous_close(self, at: datetime) -> datetime:
        """Return the latest closing at or before *at*: it did not open again at once."""
        us, opens_next = to_us(at), None
        for opens, closes in self.walk(us, -1):
            if closes <= us and closes != opens_next:
                return from_us(closes)
            opens_next = opens
        raise AssertionError("a walk does not end")

    def subtract_business_days(
        self, at: datetime, count: int, business_day: str | timedelta
    ) -> datetime:
        """Return the instant that lies *count* business days before *at*.

        It counts from the last open time before *at*, and from the business day which has it.
        """
        if isinstance(business_day, timedelta):
            return self.subtract(at, count * business_day)
        until, day = self._last_open(at)
        target = day
        for _ in range(count):
            target -= DAY
            while not self.owned_by(target):
                target -= DAY
        if business_day == "full_day":
            return from_us(self._as_far_gone(target, day, until))
        if business_day == "close_of_business":
            return from_us(self.owned_by(target)[-1][1])
        since_midnight = reading(self.zone, until) - datetime(day.year, day.month, day.day)
        midnight = datetime(target.year, target.month, target.day)
        wanted = local_to_us(self.zone, midnight + since_midnight)
        return from_us(self.in_hours(target, wanted))

    def _last_open(self, at: datetime) -> tuple[int, date]:
        """Return the end of the last open time before an instant, and the date that owns it."""
        us = to_us(at)
        opens, closes = next(piece for piece in self.walk(us, -1) if piece[0] < us)
        until, around = min(us, closes), from_us(opens).date()
        for day in dates(around - 4 * DAY, around + 4 * DAY):
            if any(a < until <= b for a, b in self.owned_by(day)):
                return until, day
        raise AssertionError(f"no date owns the time before {from_us(until)}")

    def _as_far_gone(self, target: date, day: date, until: int) -> int:
        """Return the last instant on a date that is as far gone as *day* is at *until*."""
        first, own = self.owned_by(day), self.owned_by(target)
        gone = sum(min(b, until) - a for a, b in first if a < until)
        left = gone * length(own) // length(first)
        for opens, closes in own:
            if left < closes - opens:
                return opens + left
            left -= closes - opens
        # The whole date is over, and stays so until it opens again.
        end = own[-1][1]
        return next(opens for opens, _ in self.walk(end, 1) if opens >= end)

    def business_days_between(self, start: datetime, end: datetime) -> tuple[int, Fraction]:
        """Return the business dates in `[start, end)`, and the share of each that lies in it."""
        begin, finish = to_us(start), to_us(end)
        if finish < begin:
            days, share = self.business_days_between(end, start)
            return -days, -share
        first, last = (reading(self.zone, us).date() for us in (begin, finish))
        days = sum(bool(self.owned_by(day)) for day in dates(first, last - DAY))
        share = Fraction(0)
        for day in dates(first - 4 * DAY, last + 4 * DAY):
            own = self.owned_by(day)
            within = sum(max(min(b, finish) - max(a, begin), 0) for a, b in own)
            share += Fraction(within, length(own)) if within else 0
        return days, share
