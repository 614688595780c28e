"""Promises: how much may pass, when that falls due, and whether it was kept.

A promise is open time, or a number of business days; a target is a promise for a metric, with
its bound. When a promise falls due is its own business (`Promise.due`) and that of the meaning
its days have. Whether it was kept is one comparison, `is_in_time`, and nothing else decides it.

What happens to a ticket on the way, such as a pause, is the business of `slaclock.clock`.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from types import MappingProxyType
from typing import Any, NamedTuple, Self

from slaclock.calendars.business_days import (
    DatedMeaning,
    DayCounted,
    DayMeaning,
    Meaning,
    ShareMeaning,
    meaning_named,
)
from slaclock.calendars.calendar import Calendar
from slaclock.calendars.open_time import OpenTime
from slaclock.calendars.timeline import Timeline
from slaclock.durations import Amount, Limit
from slaclock.instants import MICROSECOND
from slaclock.ledger import format_micros

__all__ = [
    "IN_TIME_SIGNS",
    "Promise",
    "Target",
    "business_day_facts",
    "due_instant",
    "due_reason",
    "is_in_time",
]

IN_TIME_SIGNS: Mapping[bool, str] = MappingProxyType({True: "<", False: "<="})
"""The comparison of `is_in_time` as SQL writes it: completion, sign, deadline; by strictness."""


class Promise(NamedTuple):
    """How much may pass: open time in microseconds, or business days and what they are.

    Equal promises on one calendar fall due together, whatever metric they are for; so engines
    that answer for many tickets keep their answers by calendar and promise.

    Attributes:
        micros: Open time; 0 where business days count.
        business_days: How many; 0 where open time counts.
        meaning: What a business day is; None for open time.
    """

    micros: int
    business_days: int = 0
    meaning: DayMeaning | None = None

    @classmethod
    def of(cls, amount: Amount, business_day: Meaning | DayMeaning | None) -> Self:
        """Return the promise of an amount; business days of a fixed length are open time.

        Args:
            amount: How much.
            business_day: What a business day is, where *amount* counts in them.
        """
        if not amount.business_days:
            return cls(amount.micros)
        assert business_day is not None
        meaning = meaning_named(business_day)
        micros = meaning.open_micros(amount.business_days)
        return cls(0, amount.business_days, meaning) if micros is None else cls(micros)

    @property
    def shares(self) -> ShareMeaning | None:
        """Return the meaning where a clock counts shares of business days; else None."""
        if self.meaning is None:  # by far the most, and an abstract class is slow to ask
            return None
        return self.meaning if isinstance(self.meaning, ShareMeaning) else None

    @property
    def dated(self) -> DatedMeaning | None:
        """Return the meaning where it names a date and a time; else None."""
        if self.meaning is None:
            return None
        return self.meaning if isinstance(self.meaning, DatedMeaning) else None

    def due(self, calendar: OpenTime, start: int) -> int:
        """Return when it falls due for a clock that starts at *start* and is not stopped.

        Args:
            calendar: Whose open time and business days count.
            start: Microseconds since the epoch, UTC.

        Raises:
            NeverOpenError: Not enough open time or business days within 100 years.
            CoverageError: The holidays of a year on the way are not known.
        """
        if self.meaning is None:
            return calendar.due(start, self.micros)
        return self.meaning.due(calendar, start, self.business_days)

    def quick_due(self, line: Timeline, reading: timedelta) -> timedelta | None:
        """Return the same by the open clock alone; None where that does not suffice."""
        if self.meaning is None:
            return line.exact.at_reading(reading + MICROSECOND * self.micros)
        return self.meaning.quick_due(line, reading, self.business_days)

    def day_facts(self, calendar: OpenTime, start: int, due: int) -> tuple[str, ...]:
        """Return each day that was counted, in words, where days of unequal length were.

        The shares add up to the number of business days; the last one is rounded up to a whole
        second.
        """
        if self.shares is None:
            return ()
        days = self.shares.days_counted(calendar, start, due, self.business_days)
        if len({day.length for day in days if day.share != 1}) < 2:
            return ()
        return tuple(map(_day_text, days))


class Target(NamedTuple):
    """A promise for a metric, and how it bounds.

    Attributes:
        metric: The name of a metric, such as `resolution`.
        amount: Open time or business days.
        strict: Whether the promise is `<`: breached at the instant the amount is used up.
        business_day: What a business day is, where the amount counts in them; else None.
        open_time: The amount as a `timedelta`, where it is open time; else None.
        promise: The same as something that falls due; of a fixed length where it can be.
        calendar_id: The name in the matrix of the calendar that it runs on.
        calendar: That calendar.
    """

    metric: str
    amount: Amount
    strict: bool
    business_day: Meaning | None
    open_time: timedelta | None
    promise: Promise
    calendar_id: str
    calendar: Calendar

    @classmethod
    def of(
        cls,
        metric: str,
        limit: Limit,
        business_day: Meaning | None,
        calendar_id: str,
        calendar: Calendar,
    ) -> Self:
        """Return the target of a limit; *business_day* is what one is where it counts in them."""
        meaning = business_day if limit.amount.business_days else None
        promise = Promise.of(limit.amount, meaning)
        open_time = None if meaning is not None else MICROSECOND * promise.micros
        return cls(
            metric, limit.amount, limit.strict, meaning, open_time, promise, calendar_id, calendar
        )

    def is_met(self, completed: int, due: int) -> bool:
        """Return whether what was completed at one instant met the deadline at another."""
        return bool(is_in_time(completed, due, strict=self.strict))

    def breached_from(self, due: int) -> int:
        """Return the first instant, in microseconds, at which it is too late."""
        return due if self.strict else due + 1

    def __str__(self) -> str:
        return str(Limit(self.amount, self.strict))


def is_in_time(instant: Any, due: Any, *, strict: bool) -> Any:
    """Return whether something at *instant* is in time for a deadline.

    At the deadline itself it is, unless the target is strict (`<`). What is completed in time
    has met its target; what is still open at an instant that is not in time is breached. No
    rounding and no float takes part. Both arguments are of one kind: integers, `timedelta`,
    or numpy arrays of either, which are compared row by row; SQL writes the same comparison by
    `IN_TIME_SIGNS`.

    >>> is_in_time(10, 10, strict=False), is_in_time(10, 10, strict=True)
    (True, False)
    """
    return instant < due if strict else instant <= due


def due_instant(calendar: OpenTime, target: Target, start: int) -> int:
    """Return the deadline of *target* for a clock that starts at *start*; see `Promise.due`."""
    return target.promise.due(calendar, start)


def due_reason(target: Target) -> str:
    """Return what holds at the deadline itself: a strict target is breached there."""
    return "breached from this instant on" if target.strict else "met up to and including it"


def business_day_facts(target: Target) -> tuple[str, ...]:
    """Return what a business day of *target* is, in words; nothing where it counts in none."""
    if target.business_day is None:
        return ()
    return (f"1 BD: {meaning_named(target.business_day).words}",)


def _day_text(day: DayCounted) -> str:
    """Return a day that was counted, in words: `Mon 2026-03-02, 10 h: 3/5 BD in 6 h`."""
    length, counted = format_micros(day.length), format_micros(day.counted)
    return f"{day.date}, {length}: {day.share} BD in {counted}"
