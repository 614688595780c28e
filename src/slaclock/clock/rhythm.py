"""A fixed rhythm: when the next cycle begins after one that has been completed.

Each cycle begins at the deadline of the one before. What was done early leaves the next one to
wait for that deadline. What was done late belongs to a deadline that is past, and so may others
be by then: the next cycle begins at the last of them.
"""

from __future__ import annotations

from slaclock.clock.target_progress import CycleState, TargetProgress, progress_of
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
        if progress is None:
            return ended
        due = progress.due()
        assert due is not None  # as of every cycle that is completed
        if due >= ended:
            return due
        return _last_by(ended, due, _whole(progress))
    except (NeverOpenError, CoverageError):
        return ended


def _whole(progress: TargetProgress) -> Target:
    """Return what the rhythm goes by: the whole list, of which each deadline picks one."""
    whole = progress.cycle.terms.promised(progress.target.metric)
    is_agreed = progress.target.agreed is not None
    return progress.target if whole is None or not whole.parts or is_agreed else whole


def _last_by(ended: int, due: int, target: Target) -> int:
    """Return the last deadline of a rhythm by *ended*; *due* is the first."""
    single = _same_always(target)
    if single is not None:
        calendar, size = single.calendar, single.promise.micros
        count = calendar.open_between(due, ended) // size
        return calendar.due(due, count * size) if count else due
    while True:
        later = target.promise.due(target.calendar, due)
        if not due < later <= ended:
            return due
        due = later


def _same_always(target: Target) -> Target | None:
    """Return the promise of open time that holds from any deadline on; None if it differs."""
    parts = () if target.is_choice else target.parts or (target,)
    is_plain = all(part.promise.meaning is None for part in parts)
    if not is_plain or len({part.calendar_id for part in parts}) != 1:
        return None
    return min(parts, key=lambda part: part.promise.micros)
