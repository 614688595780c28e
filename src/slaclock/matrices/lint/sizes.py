"""How promises compare: by their amounts, in open time where their units differ.

Two amounts in business days are compared by their number; an amount in business days and one
in hours by open time, where a business day counts as a typical support day: the longest
weekday of the row's calendar, or what `business_day` says.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import NamedTuple

from slaclock.calendars.calendar import Calendar
from slaclock.calendars.combined import Combinable
from slaclock.calendars.hours import Hours
from slaclock.durations import Amount
from slaclock.instants import SECOND, to_micros
from slaclock.matrices.metrics import Scope
from slaclock.matrices.model import Matrix, Target, Terms

__all__ = ["CellPromises", "Sized", "cells_of", "is_always_open", "metrics_of", "wide_of"]

_SOME_WEEKS = (
    to_micros(datetime(2024, 1, 1, tzinfo=UTC)),
    to_micros(datetime(2024, 3, 1, tzinfo=UTC)),
)
"""Enough for a rota of a few weeks to come round; the dates themselves do not matter."""


_WHOLE_DAY = (Hours(0, 86_400),)


@dataclass(frozen=True, slots=True)
class Sized:
    """A target, and what a typical support day of its calendar is in open time."""

    target: Target
    day_seconds: int

    @property
    def seconds(self) -> int:
        """Return the amount in open time; 0 where that cannot be said."""
        promise = self.target.counted
        return promise.micros // SECOND or promise.business_days * self.day_seconds

    def is_longer_than(self, other: Sized) -> bool:
        """Return whether more is promised, as far as the two can be compared."""
        if self.target.parts or other.target.parts:
            return False  # which of them holds, the ticket decides
        mine, its = self.target.amount, other.target.amount
        if mine.business_days and its.business_days:
            return mine.business_days > its.business_days
        return self.seconds > other.seconds > 0

    def is_beyond(self, other: Sized) -> bool:
        """Return whether keeping this promise may break the other, be it by an instant."""
        looser = other.target.strict and not self.target.strict
        return self.is_longer_than(other) or (looser and self.seconds == other.seconds > 0)

    def __str__(self) -> str:
        in_hours = f" ({Amount(seconds=self.seconds)})" if self.seconds else ""
        return f"{self.target}{in_hours if self.target.amount.business_days else ''}"


class CellPromises(NamedTuple):
    """The promises of a row by metric, and where they stand; `agreed` has no amount to compare."""

    plan: str
    priority: str | None
    place: str
    promises: Mapping[str, Sized]
    agreed: frozenset[str] = frozenset()

    def exceeded(
        self, others: Iterable[CellPromises], metrics: Iterable[str]
    ) -> Iterator[tuple[str, CellPromises]]:
        """Yield each metric of which another promises less than this one, and the least such."""
        for metric in metrics:
            mine = self.promises.get(metric)
            shorter = [
                other
                for other in others
                if mine and metric in other.promises and mine.is_longer_than(other.promises[metric])
            ]
            if shorter:
                yield metric, _shortest(shorter, metric)


def cells_of(matrix: Matrix) -> list[CellPromises]:
    """Return what is promised for each plan and priority that has a row."""
    return [_line(terms) for terms in matrix.rows()]


def wide_of(matrix: Matrix) -> list[CellPromises]:
    """Return what is promised for each plan as a whole."""
    return [_line(matrix.row(plan))._replace(place=f"plans.{plan}") for plan in matrix.plans]


def metrics_of(matrix: Matrix, scope: Scope) -> list[str]:
    """Return the metrics that are promised for a whole plan, or for each priority."""
    return [name for name, metric in matrix.metrics.items() if metric.may_stand_in(scope)]


def is_always_open(calendar: Combinable) -> bool:
    """Return whether a calendar says that it is open round the clock, on every date."""
    if not isinstance(calendar, Calendar) or calendar.holiday_sources or calendar.exceptions:
        return False
    return all(day == _WHOLE_DAY for _, week in calendar.local_hours.weeks() for day in week)


def _line(terms: Terms) -> CellPromises:
    promises = {
        target.metric: Sized(target, _typical_day(target.calendar)) for target in terms.targets
    }
    priority = None if terms.priority is None else terms.priority.id
    agreed = frozenset(target.metric for target in terms.as_agreed)
    return CellPromises(terms.plan.id, priority, terms.matrix.path_of(terms), promises, agreed)


def _typical_day(calendar: Combinable) -> int:
    """Return the seconds of the longest day of the week; of some weeks, where parts differ."""
    if isinstance(calendar, Calendar):
        return max(sum(part.closes - part.opens for part in day) for day in calendar.week)
    days = calendar.without_holidays().covering(*_SOME_WEEKS).days
    lengths = [sum(window.end - window.start for window in day.windows) for day in days]
    return max(lengths, default=0) // SECOND


def _shortest(lines: list[CellPromises], metric: str) -> CellPromises:
    shortest = lines[0]
    for line in lines[1:]:
        if shortest.promises[metric].is_longer_than(line.promises[metric]):
            shortest = line
    return shortest
