"""Promises: how much may pass, when that falls due, and whether it was kept.

A promise is open time, or a number of business days; a target is a promise for a metric, with
its bound. When a promise falls due is its own business (`Promise.due`) and that of the meaning
its days have. Whether it was kept is one comparison, `is_in_time`, and nothing else decides it.

What happens to a ticket on the way, such as a pause, is the business of `slaclock.clock`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import timedelta
from types import MappingProxyType
from typing import Any, NamedTuple, Self

from slaclock.calendars.business_days import (
    DatedMeaning,
    DayCounted,
    DayMeaning,
    DueRule,
    Meaning,
    ShareMeaning,
    meaning_named,
)
from slaclock.calendars.calendar import Calendar
from slaclock.calendars.named_dates import CountedFrom, NamedDate, named_date_of
from slaclock.calendars.open_time import OpenTime
from slaclock.calendars.timeline import Timeline
from slaclock.day_times import Cutoff, TimeOfDay
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
    """How much may pass: open time in microseconds, or days and what they are.

    Equal promises on one calendar fall due together, whatever metric they are for; so engines
    that answer for many tickets keep their answers by calendar and promise.

    Attributes:
        micros: Open time; 0 where days count.
        business_days: How many business days; 0 where something else counts.
        meaning: What a business day is, or how a date is named; None for open time.
    """

    micros: int
    business_days: int = 0
    meaning: DueRule | None = None

    @classmethod
    def of(
        cls,
        amount: Amount,
        business_day: Meaning | DayMeaning | None,
        *,
        by: TimeOfDay | None = None,
        cutoff: Cutoff | None = None,
        counted_from: CountedFrom | None = None,
        lands_on: OpenTime | None = None,
    ) -> Self:
        """Return the promise of an amount; business days of a fixed length are open time.

        Args:
            amount: How much: open time, business days, or calendar days, weeks or months.
            business_day: What a business day is, where *amount* counts in them; not needed
                beside *by*.
            by: The time of the date on which it falls due, instead of what a meaning says.
            cutoff: The time of a date after which the next one is counted from; *by* where
                that is given and this is not.
            counted_from: Whether days are counted from the date of the first open instant
                (`start`, also if None), or from that of the event (`opened`). It has no effect
                where no date is named.
            lands_on: A calendar to whose next open date the deadline goes on.

        Raises:
            AmountError: They do not go together, such as a cut-off with open time.
            UnknownNameError: *counted_from* is neither of the two.
        """
        meaning = None
        if amount.business_days and business_day is not None:
            meaning = meaning_named(business_day)
        date = named_date_of(
            amount,
            meaning,
            by=by,
            cutoff=cutoff,
            counted_from=counted_from or "start",
            lands_on=lands_on,
        )
        if date is not None:
            return cls(0, amount.business_days, date)
        if not amount.business_days:
            return cls(amount.micros)
        assert meaning is not None
        micros = meaning.open_micros(amount.business_days)
        return cls(0, amount.business_days, meaning) if micros is None else cls(micros)

    @property
    def names_date(self) -> bool:
        """Return whether it names a date and a time, and no amount that is used up."""
        return self.meaning is not None and self.meaning.names_date

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

    def due(self, calendar: OpenTime, at: int) -> int:
        """Return when it falls due, if the clock is not stopped.

        Args:
            calendar: Whose open time and business days count.
            at: When the event happened that starts the metric, in microseconds since the
                epoch, UTC. The clock itself starts at the first open instant from there on.

        Raises:
            NeverOpenError: Not enough open time or business days within 100 years.
            CoverageError: The holidays of a year on the way are not known.
        """
        if self.meaning is None:
            return calendar.due(at, self.micros)
        return self.meaning.due(calendar, at, self.business_days)

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
        open_time: How much open time that is, as a `timedelta`; None where days count.
        promise: The same as something that falls due; of a fixed length where it can be.
        calendar_id: The name in the matrix of the calendar that it runs on.
        calendar: That calendar.
        counted_from: What the contract says of the date from which days are counted, or None.
    """

    metric: str
    amount: Amount
    strict: bool
    business_day: Meaning | None
    open_time: timedelta | None
    promise: Promise
    calendar_id: str
    calendar: Calendar
    counted_from: CountedFrom | None = None

    @classmethod
    def of(
        cls,
        metric: str,
        limit: Limit,
        business_day: Meaning | None,
        calendar_id: str,
        calendar: Calendar,
        *,
        by: TimeOfDay | None = None,
        cutoff: Cutoff | None = None,
        counted_from: CountedFrom | None = None,
        lands_on: OpenTime | None = None,
    ) -> Self:
        """Return the target of a limit.

        Args:
            metric: The metric.
            limit: The amount and its bound.
            business_day: What one is where it counts in them, unless there is a time *by* which
                it is due.
            calendar_id, calendar: What it runs on.
            by, cutoff, counted_from, lands_on: As for `Promise.of`, which raises what it does.
        """
        meaning = business_day if limit.amount.business_days and by is None else None
        promise = Promise.of(
            limit.amount,
            meaning,
            by=by,
            cutoff=cutoff,
            counted_from=counted_from,
            lands_on=lands_on,
        )
        return cls(
            metric=metric,
            amount=limit.amount,
            strict=limit.strict,
            business_day=meaning,
            open_time=MICROSECOND * promise.micros if promise.meaning is None else None,
            promise=promise,
            calendar_id=calendar_id,
            calendar=calendar,
            counted_from=counted_from,
        )

    def is_met(self, completed: int, due: int) -> bool:
        """Return whether what was completed at one instant met the deadline at another."""
        return bool(is_in_time(completed, due, strict=self.strict))

    def breached_from(self, due: int) -> int:
        """Return the first instant, in microseconds, at which it is too late."""
        return due if self.strict else due + 1

    def __str__(self) -> str:
        text, rule = str(Limit(self.amount, self.strict)), self.promise.meaning
        has_time = isinstance(rule, NamedDate) and isinstance(rule.time, TimeOfDay)
        return f"{text} by {rule.time}" if has_time else text  # type: ignore[union-attr]


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
    """Return how the days of *target* are meant, in words; nothing where it counts in none."""
    rule = target.promise.meaning
    if isinstance(rule, NamedDate):
        return tuple(_date_facts(target, rule))
    if target.business_day is None:
        return ()
    return (f"1 BD: {meaning_named(target.business_day).words}",)


def _date_facts(target: Target, rule: NamedDate) -> Iterator[str]:
    """Yield from which date days are counted, up to when, and what they lead to."""
    whose = "the event" if rule.counted_from == "opened" else "the first open instant"
    yield f"{target.amount}: {rule.words}, counted from the date of {whose}"
    if rule.cutoff is not None:
        sign = "from" if rule.cutoff.strict else "after"
        following = "the next date" if rule.counted_from == "opened" else "the next business day"
        yield f"what comes in {sign} {rule.cutoff.time} counts as come in on {following}"
    if rule.lands_on is not None:
        yield f"from a closed date it goes on to the next one open in {rule.lands_on}"


def _day_text(day: DayCounted) -> str:
    """Return a day that was counted, in words: `Mon 2026-03-02, 10 h: 3/5 BD in 6 h`."""
    length, counted = format_micros(day.length), format_micros(day.counted)
    return f"{day.date}, {length}: {day.share} BD in {counted}"
