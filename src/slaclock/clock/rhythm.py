"""A fixed rhythm: when the next cycle begins after one that has been completed.

Each cycle begins at the deadline of the one before. What was done early leaves the next one to
wait for that deadline. What was done late belongs to a deadline that is past, and so may others
be by then: the next cycle begins at the last of them.
"""

from __future__ import annotations

from slaclock.clock.target_progress import CycleState, progress_of
from slaclock.errors import CoverageError, NeverOpenError
from slaclock.matrices.promises import Target

__all__ = ["next_start"]


def next_start(cycle: CycleState) -> int:
    """Return when the cycle after a completed one begins, in microseconds since the epoch.

    Where no deadline can be known, because nothing is promised or the calendar does not reach
    it, that is the completion.
    """
    ended = cycle.ended
    assert ended is not None
    try:
        progress = progress_of(cycle)
        due = None if progress is None else progress.due()
        if progress is None or due is None:
            return ended
        return due if due >= ended else _last_by(ended, due, progress.target)
    except (NeverOpenError, CoverageError):
        return ended


def _last_by(ended: int, due: int, target: Target) -> int:
    """Return the last deadline of a rhythm by *ended*; *due* is the first."""
    calendar = target.calendar
    if target.promise.meaning is None:
        size = target.promise.micros
        count = calendar.open_between(due, ended) // size
        return calendar.due(due, count * size) if count else due
    while True:
        later = target.promise.due(calendar, due)
        if not due < later <= ended:
            return due
        due = later
