"""Targets put together from others: started by another calendar, chosen by hours, the earlier.

- *starts in*: the clock starts by the hours of another calendar and then runs on its own;
- *opened in*: of several targets the first whose calendar is open when the metric starts;
- *first of*: of several targets the one that falls due first.

Each has a promise that gives the deadline from the event that starts the metric, for single
tickets and, as steps, for many. A clock goes by what is inside: it takes the target that was
chosen (`Target.at`), does not count before the start (`Target.floor`), and follows each of those
of which the first counts.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from slaclock.calendars.day_meanings import DueRule
from slaclock.calendars.open_time import OpenTime
from slaclock.matrices.promises import NamedCalendar, Promise, Target

__all__ = ["FirstOf", "OpenedIn", "PromisePart", "StartsIn", "choice_of", "first_of", "starting_in"]


class PromisePart(NamedTuple):
    """One of several promises.

    Attributes:
        calendar: What it runs on.
        promise: The promise.
        opened_in: The calendar that has to be open for it to be chosen; None for any time.
        strict: Whether its deadline itself is too late, where that differs from part to part;
            None where the target says it for all.
    """

    calendar: OpenTime
    promise: Promise
    opened_in: OpenTime | None
    strict: bool | None = None


class StartsIn(DueRule):
    """The clock starts by the hours of another calendar."""

    name = "starts_in"
    words = "from a start by the hours of another calendar"

    hours: OpenTime
    promise: Promise

    def due(self, calendar: OpenTime, at: int, count: int) -> int:
        """Return the deadline from the first instant at which the other calendar is open."""
        return self.promise.due(calendar, self.hours.start_after(at))


class OpenedIn(DueRule):
    """The first of several promises whose calendar is open at the event."""

    name = "opened_in"
    words = "as it was opened"

    parts: tuple[PromisePart, ...]

    def due(self, calendar: OpenTime, at: int, count: int) -> int:
        """Return the deadline of the promise that is chosen, on its own calendar."""
        for part in self.parts:
            if part.opened_in is None or is_open(part.opened_in, at):
                return part.promise.due(part.calendar, at)
        raise AssertionError("the last promise is for any time")


class FirstOf(DueRule):
    """Whichever of several promises falls due first."""

    name = "first_of"
    words = "the earlier of several"

    parts: tuple[PromisePart, ...]

    def due(self, calendar: OpenTime, at: int, count: int) -> int:
        """Return the earliest of the deadlines, each on its own calendar."""
        return min(part.promise.due(part.calendar, at) for part in self.parts)


def is_open(calendar: OpenTime, at: int) -> bool:
    """Return whether a calendar is open at an instant in microseconds.

    Raises:
        CoverageError: That is not known.
    """
    return calendar.covering(at, at).is_open(at)


def starting_in(target: Target, hours: NamedCalendar) -> Target:
    """Return *target* with a clock that starts by the hours of another calendar."""
    promise = Promise(0, 0, StartsIn(hours.calendar, target.promise))
    return target._replace(promise=promise, open_time=None, starts_in=hours, inner=target.promise)


def choice_of(targets: Sequence[Target]) -> Target:
    """Return the first of several targets whose calendar is open; the last one names none."""
    return _joined(targets, OpenedIn(_parts(targets)), targets[-1])


def first_of(targets: Sequence[Target]) -> Target:
    """Return whichever of several targets falls due first."""
    return _joined(targets, FirstOf(_parts(targets)), targets[0])


def _joined(targets: Sequence[Target], rule: DueRule, main: Target) -> Target:
    return main._replace(
        business_day=None,
        open_time=None,
        promise=Promise(0, 0, rule),
        opened_in=None,
        starts_in=None,
        inner=None,
        parts=tuple(targets),
    )


def _parts(targets: Sequence[Target]) -> tuple[PromisePart, ...]:
    differs = len({target.strict for target in targets}) > 1
    return tuple(
        PromisePart(
            target.calendar,
            target.promise,
            None if target.opened_in is None else target.opened_in.calendar,
            target.strict if differs else None,
        )
        for target in targets
    )
