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
    Meaning,
    meaning_named,
)
from slaclock.calendars.combined import Combinable
from slaclock.calendars.named_dates import (
    CountedFrom,
    NamedDate,
)
from slaclock.calendars.open_time import OpenTime
from slaclock.day_times import Cutoff, TimeOfDay
from slaclock.durations import NOTHING, Amount, Limit
from slaclock.instants import MICROSECOND
from slaclock.matrices.promise import Promise
from slaclock.spans import Stretch

__all__ = [
    "IN_TIME_SIGNS",
    "NamedCalendar",
    "Promise",
    "Target",
    "business_day_facts",
    "due_instant",
    "due_reason",
    "is_in_time",
    "waiting",
]

IN_TIME_SIGNS: Mapping[bool, str] = MappingProxyType({True: "<", False: "<="})
"""The comparison of `is_in_time` as SQL writes it: completion, sign, deadline; by strictness."""


class NamedCalendar(NamedTuple):
    """A calendar, and its name in the matrix."""

    id: str
    calendar: Combinable


class Target(NamedTuple):
    """A promise for a metric, and all that decides when it falls due and whether it is met.

    Attributes:
        metric: The name of a metric, such as `resolution`.
        amount: Open time or business days.
        strict: Whether the promise is `<`: breached at the instant the amount is used up. Of a
            list whose parts differ, that of the last; `at` has the one that holds.
        business_day: What a business day is, where the amount counts in them; else None.
        open_time: How much open time that is, as a `timedelta`; None where days count.
        promise: The same as something that falls due; of a fixed length where it can be.
        calendar_id: The name in the matrix of the calendar that it runs on.
        calendar: That calendar.
        counted_from: What the contract says of the date from which days are counted, or None.
        pauses: Whether a pause stops it, or the reasons that do; None as its metric says.
        whole_days: The reasons for which a pause leaves the dates that it touches out of the
            count of days, where a date is named.
        lands_on: The calendar to whose next open date a deadline goes on, or None.
        opened_in: The calendar that has to be open for it to be chosen from a list, or None.
        starts_in: The calendar by whose hours its clock starts, or None for its own.
        inner: The promise from that start on, where there is one; else None.
        parts: The targets that it is put together from; see `slaclock.matrices.compound`.
        may_be_agreed: Whether a time agreed with the customer replaces it.
        agreed: What has been agreed, in words; see `slaclock.matrices.agreed`. None where the
            target goes by its amount.
    """

    metric: str
    amount: Amount
    strict: bool
    business_day: Meaning | None
    open_time: timedelta | None
    promise: Promise
    calendar_id: str
    calendar: Combinable
    counted_from: CountedFrom | None = None
    pauses: bool | tuple[str, ...] | None = None
    whole_days: frozenset[str] = frozenset()
    lands_on: NamedCalendar | None = None
    opened_in: NamedCalendar | None = None
    starts_in: NamedCalendar | None = None
    inner: Promise | None = None
    parts: tuple[Target, ...] = ()
    may_be_agreed: bool = False
    agreed: str | None = None

    @classmethod
    def of(
        cls,
        metric: str,
        limit: Limit,
        business_day: Meaning | None,
        calendar_id: str,
        calendar: Combinable,
        *,
        by: TimeOfDay | None = None,
        cutoff: Cutoff | None = None,
        counted_from: CountedFrom | None = None,
        lands_on: NamedCalendar | None = None,
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
        counts_days = limit.amount.business_days or limit.amount == NOTHING
        meaning = business_day if counts_days and by is None else None
        promise = Promise.of(
            limit.amount,
            meaning,
            by=by,
            cutoff=cutoff,
            counted_from=counted_from,
            lands_on=None if lands_on is None else lands_on.calendar,
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
            lands_on=lands_on,
        )

    @property
    def counted(self) -> Promise:
        """Return the promise that a clock counts from its start on."""
        return self.promise if self.inner is None else self.inner

    @property
    def has_due(self) -> bool:
        """Return whether it falls due by itself, and not only once a time is agreed."""
        return self.agreed is None

    @property
    def is_choice(self) -> bool:
        """Return whether it is a list, of which the opening decides."""
        return bool(self.parts) and any(part.opened_in for part in self.parts)

    @property
    def bounds_differ(self) -> bool:
        """Return whether it is a list of which some parts are strict and some are not."""
        return len({part.strict for part in self.parts}) > 1

    @property
    def hours(self) -> Iterator[NamedCalendar]:
        """Yield the calendars that it goes by: first what it runs on."""
        if not self.parts:
            yield NamedCalendar(self.calendar_id, self.calendar)
        yield from (one for one in (self.lands_on, self.opened_in, self.starts_in) if one)
        for part in self.parts:
            yield from part.hours

    def floor(self, at: int) -> int:
        """Return the instant before which nothing counts, if the metric starts *at* one."""
        return at if self.starts_in is None else self.starts_in.calendar.start_after(at)

    def start(self, at: int) -> int:
        """Return the first open instant from which its clock counts."""
        return self.calendar.start_after(self.floor(at))

    def at(self, start: int) -> Target:
        """Return the target that holds for a metric that starts at an instant."""
        if not self.is_choice:
            return self
        for part in self.parts:
            hours = part.opened_in
            if hours is None or hours.calendar.covering(start, start).is_open(start):
                return part
        raise AssertionError("the last target is for any time")

    def binding(self, start: int, due: int) -> Target:
        """Return the single target that falls *due* for a metric that starts at an instant."""
        target = self.at(start)
        for part in target.parts:
            if part.promise.due(part.calendar, start) == due:
                return part
        return target

    def is_met(self, completed: int, due: int) -> bool:
        """Return whether what was completed at one instant met the deadline at another."""
        return bool(is_in_time(completed, due, strict=self.strict))

    def breached_from(self, due: int) -> int:
        """Return the first instant, in microseconds, at which it is too late."""
        return due if self.strict else due + 1

    def __str__(self) -> str:
        if self.agreed is not None:
            return f"< {self.agreed}" if self.strict else self.agreed
        if self.parts:
            join = "; else " if self.is_choice else " or "
            return join.join(map(str, self.parts)) + ("" if self.is_choice else ", the earlier")
        text, rule = str(Limit(self.amount, self.strict)), self.counted.meaning
        if isinstance(rule, NamedDate) and isinstance(rule.time, TimeOfDay):
            text = f"{text} by {rule.time}"
        text += f" from {self.starts_in.id}" if self.starts_in else ""
        return f"{text} in {self.opened_in.id}" if self.opened_in else text


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


def waiting(target: Target, start: int, until: int) -> list[Stretch]:
    """Return the stretch, if any, in which a clock waits for the hours by which it starts."""
    floor = min(target.floor(start), until)
    if target.starts_in is None or floor <= start:
        return []
    return [Stretch(start, floor, "waiting", f"it starts by the hours of {target.starts_in.id}")]


def business_day_facts(target: Target) -> tuple[str, ...]:
    """Return how the days of *target* are meant, in words; nothing where it counts in none."""
    rule = target.counted.meaning
    facts: tuple[str, ...] = ()
    if isinstance(rule, NamedDate):
        facts = tuple(_date_facts(target, rule))
    elif target.business_day is not None:
        facts = (f"1 BD: {meaning_named(target.business_day).words}",)
    if target.starts_in is not None:
        hours = target.starts_in
        facts += (f"the clock starts by the hours of {hours.id}: {hours.calendar}",)
    return facts


def _date_facts(target: Target, rule: NamedDate) -> Iterator[str]:
    """Yield from which date days are counted, up to when, and what they lead to."""
    whose = "the event" if rule.counted_from == "opened" else "the first open instant"
    yield f"{target.amount}: {rule.words}, counted from the date of {whose}"
    if rule.cutoff is not None:
        sign = "from" if rule.cutoff.strict else "after"
        following = "the next date" if rule.counted_from == "opened" else "the next business day"
        yield f"what comes in {sign} {rule.cutoff.time} counts as come in on {following}"
    if target.lands_on is not None:
        hours = target.lands_on
        yield f"from a closed date it goes on to the next one open in {hours.id}: {hours.calendar}"
