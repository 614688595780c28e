"""Cycles as they stand on record: what was promised, when it ended, and the verdict.

A verdict that was reached stays what it was, with the terms it was reached under, whatever
happens to the ticket later.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta, tzinfo
from typing import Any

from slaclock.clock.metric_log import CycleEnd
from slaclock.clock.target_progress import Status, TargetProgress, progress_of
from slaclock.instants import MICROSECOND, from_micros, iso_or_none
from slaclock.matrices.promises import Target

__all__ = ["Cycle", "past_cycles", "present_cycle"]

_VERDICTS: dict[Status, str] = {"met": "met", "breached": "breached"}


@dataclass(frozen=True, slots=True)
class Cycle:
    """One run of a metric, under the terms it was judged by.

    Attributes:
        metric: The metric.
        plan, priority: Ids; *priority* is None where it was not known.
        matrix, version: Id and version of the matrix.
        calendar: Its name in the matrix.
        target: What was promised.
        started_at: Where it began; a cycle that goes on after a reopening keeps its beginning.
        ended_at: When it was completed or given other terms; None for one that is not over.
        ended_by: The type of the event that ended it, or None.
        due_at: When it fell due; None if it stood still with time left.
        elapsed: Open time that counted.
        verdict: `met`, `breached`, or None while there is none.
    """

    metric: str
    plan: str
    priority: str | None
    matrix: str
    version: str
    calendar: str
    target: Target
    started_at: datetime
    ended_at: datetime | None
    ended_by: str | None
    due_at: datetime | None
    elapsed: timedelta
    verdict: str | None

    def to_dict(self) -> dict[str, Any]:
        """Return the cycle as plain data; lengths in microseconds."""
        return {
            "metric": self.metric,
            "plan": self.plan,
            "priority": self.priority,
            "matrix": self.matrix,
            "version": self.version,
            "calendar": self.calendar,
            "target": str(self.target),
            "started_at": self.started_at.isoformat(),
            "ended_at": iso_or_none(self.ended_at),
            "ended_by": self.ended_by,
            "due_at": iso_or_none(self.due_at),
            "elapsed_us": self.elapsed // MICROSECOND,
            "verdict": self.verdict,
        }


def past_cycles(ends: Iterable[CycleEnd], zone: tzinfo | None) -> Iterator[Cycle]:
    """Yield the cycles that ended, in order.

    One whose terms changed while its clock ran on is there only if it was breached by then.
    """
    for end in ends:
        progress = progress_of(end.cycle)
        if progress is None:
            continue
        due = progress.due()
        status = progress.status(end.ended, due)
        if status == "breached" or not end.only_if_breached:
            verdict = _VERDICTS.get(status)
            yield _cycle(
                progress, zone, due, end.ended, ended=end.ended, by=end.by, verdict=verdict
            )


def present_cycle(
    progress: TargetProgress, due: int | None, now: int, zone: tzinfo | None
) -> Cycle:
    """Return the cycle that a metric is in, or was in last."""
    cycle = progress.cycle
    by = None if cycle.ended is None else cycle.event
    verdict = _VERDICTS.get(progress.status(now, due))
    return _cycle(progress, zone, due, now, ended=cycle.ended, by=by, verdict=verdict)


def _cycle(
    progress: TargetProgress,
    zone: tzinfo | None,
    due: int | None,
    now: int,
    *,
    ended: int | None,
    by: str | None,
    verdict: str | None,
) -> Cycle:
    cycle, target = progress.cycle, progress.target
    terms = cycle.terms
    return Cycle(
        metric=target.metric,
        plan=terms.plan.id,
        priority=None if terms.priority is None else terms.priority.id,
        matrix=terms.matrix.id,
        version=terms.matrix.version,
        calendar=target.calendar_id,
        target=target,
        started_at=from_micros(cycle.started, zone),
        ended_at=None if ended is None else from_micros(ended, zone),
        ended_by=by,
        due_at=None if due is None else from_micros(due, zone),
        elapsed=MICROSECOND * cycle.elapsed(now),
        verdict=verdict,
    )
