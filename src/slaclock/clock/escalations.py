"""When each level of escalation is crossed, and when its contact is to be notified.

The two are not the same: a level crossed at night may have to wait for the hours in which its
contact is notified. A level is a point of a target, measured on the clock of the ticket, so
a pause that stops the clock holds it up too.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, tzinfo
from operator import attrgetter
from typing import Any, NamedTuple

from slaclock.clock.target_progress import TargetProgress
from slaclock.durations import Offset
from slaclock.errors import NeverOpenError
from slaclock.instants import from_micros, iso_or_none
from slaclock.matrices.terms import Contract, EscalationLevel

__all__ = [
    "Escalation",
    "LevelTimes",
    "escalations_of",
    "highest_level",
    "level_times",
    "levels_of",
    "timed_levels",
]

_BY_LEVEL = attrgetter("level")


@dataclass(frozen=True, slots=True)
class Escalation:
    """A level of escalation for one metric of a ticket.

    Attributes:
        level: From 1 up.
        contact: Who is told, or the role.
        metric: The metric.
        at: The point of the target, such as `50 %` or `-1 h`; None where the terms name none.
            Of a repetition, its own point, such as `+2 BD`.
        crosses_at: When that point is reached, or was. None without one, and while or
            after the clock stands still before it.
        notify_at: When the contact is to be notified: at once, or in the next open time of
            the level's calendar.
        crossed: Whether the level has been crossed by now.
        notify: Whether the contact is to have been notified by now.
        repetition: 0 where the level is reached first, 1 for the first repetition, and so on.
        role: What the terms call who is told, or None.
        note: What is to be done; may be empty.
    """

    level: int
    contact: str
    metric: str
    at: str | None
    crosses_at: datetime | None
    notify_at: datetime | None
    crossed: bool
    notify: bool
    repetition: int = 0
    role: str | None = None
    note: str = ""

    def to_dict(self) -> dict[str, Any]:
        """Return the level as plain data."""
        return {
            "level": self.level,
            "contact": self.contact,
            "metric": self.metric,
            "at": self.at,
            "crosses_at": iso_or_none(self.crosses_at),
            "notify_at": iso_or_none(self.notify_at),
            "crossed": self.crossed,
            "notify": self.notify,
            "repetition": self.repetition,
            "role": self.role,
            "note": self.note,
        }


class LevelTimes(NamedTuple):
    """A level or a repetition of it, when it is crossed and when its contact is notified.

    In microseconds; None where the terms name no point, and while or after the clock stands
    still before it. *repetition* is 0 where the level is reached first.
    """

    level: EscalationLevel
    crosses: int | None
    notify: int | None
    at: Offset | None = None
    repetition: int = 0


def levels_of(matrix: Contract, plan: str, metric: str) -> Iterator[EscalationLevel]:
    """Yield the levels for a metric of a plan, lowest first, then in the order of the file."""
    for level in sorted(matrix.escalation, key=_BY_LEVEL):
        if level.metric in (None, metric) and level.plan in (None, plan):
            yield level


def level_times(progress: TargetProgress) -> Iterator[LevelTimes]:
    """Yield when each level for a promise is crossed and notified, lowest level first.

    Raises:
        CoverageError: The holidays of a year on the way to a level are not known.
    """
    terms = progress.cycle.terms
    for level in levels_of(terms.matrix, terms.plan.id, progress.target.metric):
        yield from _times(progress, level) if level.points else [LevelTimes(level, None, None)]


def timed_levels(progress: TargetProgress) -> Iterator[LevelTimes]:
    """Yield what `level_times` does, but only for levels whose time the contract states.

    Many contracts state none, and a timer asks often; so those are not even put in order.
    """
    terms = progress.cycle.terms
    if any(level.at is not None for level in terms.matrix.escalation):
        for level in levels_of(terms.matrix, terms.plan.id, progress.target.metric):
            yield from _times(progress, level)


def _times(progress: TargetProgress, level: EscalationLevel) -> Iterator[LevelTimes]:
    matrix = progress.cycle.terms.matrix
    for repetition, at in enumerate(level.points):
        crosses = _crossing(progress, at, matrix)
        yield LevelTimes(level, crosses, _notifying(crosses, level, matrix), at, repetition)


def escalations_of(progress: TargetProgress, now: int, zone: tzinfo | None) -> Iterator[Escalation]:
    """Yield the levels for a promise of a ticket, as they are at *now*; raises as `level_times`."""
    for level, crosses, notify, at, repetition in level_times(progress):
        yield Escalation(
            level=level.level,
            contact=level.contact,
            metric=progress.target.metric,
            at=None if at is None else str(at),
            crosses_at=None if crosses is None else from_micros(crosses, zone),
            notify_at=None if notify is None else from_micros(notify, zone),
            crossed=crosses is not None and crosses <= now,
            notify=notify is not None and notify <= now,
            repetition=repetition,
            role=level.role,
            note=level.note,
        )


def highest_level(progress: Iterable[TargetProgress], now: int) -> int | None:
    """Return the highest level crossed by a metric that is not completed, or None."""
    crossed = (
        times.level.level
        for metric in progress
        if metric.cycle.ended is None
        for times in timed_levels(metric)
        if times.crosses is not None and times.crosses <= now
    )
    return max(crossed, default=None)


def _crossing(progress: TargetProgress, at: Offset, matrix: Contract) -> int | None:
    try:
        return progress.crossing(at, matrix.business_day)
    except NeverOpenError:
        return None


def _notifying(crosses: int | None, level: EscalationLevel, matrix: Contract) -> int | None:
    if crosses is None or level.notify is None:
        return crosses
    try:
        return matrix.calendars[level.notify].start_after(crosses)
    except NeverOpenError:
        return None
