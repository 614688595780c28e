"""How far a cycle has got towards its target: status, deadline, share of the target used up.

This is the arithmetic of a clock, in integers. It stands between the running time of a cycle,
which knows no promises, and the states and escalations that are shown to a caller.
"""

from __future__ import annotations

from bisect import bisect_left
from typing import Any, Literal, NamedTuple

from slaclock.calendars.business_days import DatedMeaning, DayCount, Meaning
from slaclock.clock.running_time import OPEN_TIME, Measure, Quantity, RunningTime, UsedTime, after
from slaclock.durations import Offset
from slaclock.lengths import format_micros
from slaclock.matrices.promises import Promise, Target, is_in_time
from slaclock.matrices.terms import Terms

__all__ = ["CycleState", "Status", "TargetProgress", "progress_of"]

Status = Literal["running", "paused", "met", "breached", "not_applicable"]


class CycleState(NamedTuple):
    """A cycle as an event has left it, until the next event.

    Attributes:
        since: When the event happened, in microseconds since the epoch.
        event: The type of the event.
        why: What it says beside its type; may be empty.
        running: When the clock ran.
        run: The run in which it is, or was last.
        is_paused: Whether a pause stops the clock, or stopped it when the cycle was completed.
        ended: When the cycle was completed, or None.
        terms: Plan and priority.
        target: What they promise for the metric, or None for nothing.
        past: How many ends of cycles and changes of terms lie before this one.
        next_start: When the next cycle begins by itself; None where none does.
    """

    since: int
    event: str
    why: str
    running: RunningTime
    run: int
    is_paused: bool
    ended: int | None
    terms: Terms
    target: Target | None
    past: int
    next_start: int | None = None

    @property
    def started(self) -> int:
        """Return where the cycle began, in microseconds since the epoch."""
        return self.running.starts[0]

    @property
    def stopped(self) -> int | None:
        """Return the instant from which nothing more counts; None while the clock runs."""
        return self.running.ends[self.run] if self.is_paused else self.ended

    def counts_until(self, now: int) -> int:
        """Return *now*, or the instant at which the clock was stopped before."""
        stopped = self.stopped
        return now if stopped is None else stopped

    def used(self, measure: Measure) -> UsedTime:
        """Return the running time of the cycle, on a measure."""
        assert self.target is not None
        return UsedTime(self.running, self.run, self.target, measure)

    def elapsed(self, now: int) -> int:
        """Return the open time that has counted by *now*, in microseconds."""
        return self.used(OPEN_TIME).by(self.counts_until(now))  # type: ignore[return-value]


class TargetProgress:
    """A cycle measured against what is promised for it.

    Attributes:
        cycle: The cycle.
        target: What is promised.
        unpaused_due: The deadline if the last pause had not stopped the clock. It is the
            deadline while the clock runs; during a pause it says whether time was left.
    """

    __slots__ = ("_floor", "_measure", "_promise", "cycle", "target", "unpaused_due")

    def __init__(self, cycle: CycleState, target: Target) -> None:
        """Find out when the target falls due; raises as `Promise.due` does."""
        self.cycle, self.target = cycle, target
        self._promise = promise = target.counted
        running, run, meaning = cycle.running, cycle.run, promise.meaning
        self._floor = target.floor(running.starts[0])
        self._measure = OPEN_TIME if meaning is None else meaning.shares or OPEN_TIME
        if meaning is not None and meaning.names_date:
            self.unpaused_due = running.moved_date(target, run).due
            return
        if run:
            due = cycle.used(self._measure).reaches(self._size())
        else:
            due = promise.due(running.calendar(0, target), self._floor)
        self.unpaused_due = due
        if running.keeps_calendars and cycle.is_paused and due > self._paused_at:
            # The terms may have changed during the pause: what is left is measured on theirs.
            self.unpaused_due = self.due_if_resumed(self._paused_at)

    def __setstate__(self, state: tuple[None, dict[str, Any]]) -> None:
        """Work it out anew: a pickle may hold more than these two, and of an older form."""
        TargetProgress.__init__(self, state[1]["cycle"], state[1]["target"])

    def due(self) -> int | None:
        """Return the deadline; None while the clock stands still with time left.

        A cycle that was completed during a pause is due as if its clock had gone on then.
        """
        cycle = self.cycle
        if not cycle.is_paused or self.unpaused_due < self._paused_at:
            return self.unpaused_due
        # At the very instant of the pause nothing is left: a `<=` target is due then and still met.
        is_due_when_paused = self.unpaused_due == self._paused_at
        if cycle.ended is not None and not (self.target.strict and is_due_when_paused):
            return self.due_if_resumed(cycle.ended)
        return self.unpaused_due if is_due_when_paused else None

    def due_if_resumed(self, resumed: int) -> int:
        """Return the deadline of a clock that stopped in time, if it goes on at *resumed*."""
        running, run = self.cycle.running, self.cycle.run
        if self._promise.names_date:
            moved = running.moved_date(self.target, run)
            return max(running.moved_on(moved, self.target, run, resumed).due, resumed)
        counts_from, left = max(resumed, self._floor), self._size() - self._used.by(self._paused_at)
        return (
            after(self._measure, self.target.calendar, counts_from, left) if left > 0 else resumed
        )

    def date_facts(self) -> tuple[str, ...]:
        """Return how the date of the deadline was counted, in words; nothing where none is."""
        if not self._promise.names_date:
            return ()
        running, run, target = self.cycle.running, self.cycle.run, self.target
        moved = running.moved_date(target, run)
        facts = self._promise.day_facts(target.calendar, self._floor, moved.due, moved.without)
        if not moved.lost:
            return facts
        return (*facts, f"moved later by the open time lost to stops, {format_micros(moved.lost)}")

    def status(self, now: int, due: int | None) -> Status:
        """Return how the cycle stands at *now*, if it falls due at *due*."""
        cycle, strict = self.cycle, self.target.strict
        ended = cycle.ended
        if ended is not None:
            return "met" if is_in_time(ended, due, strict=strict) else "breached"
        if due is None:
            return "paused"
        # What stands still is judged by when it was stopped: a pause makes nothing late.
        if not is_in_time(cycle.counts_until(now), due, strict=strict):
            return "breached"
        return "paused" if cycle.is_paused else "running"

    def elapsed_when_due(self, due: int) -> int:
        """Return how much open time has counted when the cycle falls due."""
        ended = self.cycle.ended
        return self._open_time(due, due if ended is None else ended)

    def remaining_if_resumed(self, now: int) -> int:
        """Return the open time left for a clock that stands still, if it goes on at *now*."""
        return self.target.calendar.open_between(max(now, self._floor), self.due_if_resumed(now))

    def percent(self, now: int) -> int:
        """Return the share of the target that is used up, in whole percent, rounded down."""
        size = self._size()
        if not size:
            # A date that is due before the hours of earlier terms ever opened.
            return 100
        until = self.cycle.counts_until(now)
        used = self._used.by(until)
        percent = used.numerator * 100 // (used.denominator * size)
        # A deadline in shares of unequal days is rounded up to a second; before it, time is left.
        has_time_left = self._promise.shares is not None and until < self.unpaused_due
        return min(percent, 99) if has_time_left else percent

    def is_at_risk(self, now: int, status: Status) -> bool:
        """Return whether the share that the matrix calls at risk is used up.

        Only for a cycle that is neither completed nor breached; never if the matrix names none.
        """
        threshold = self.cycle.terms.matrix.at_risk
        if threshold is None or status not in ("running", "paused"):
            return False
        return self.share(threshold) <= self.cycle.counts_until(now)

    def share(self, percent: int) -> int:
        """Return the first instant by which a share of the target is used up, if it runs on."""
        percents = self._size() * percent
        if self._measure is OPEN_TIME:
            return self._used.reaches(-(-percents // 100))
        return self._used.reaches(DayCount(percents, parts=100))

    def crossing(self, at: Offset, meaning: Meaning | None) -> int | None:
        """Return when the cycle reaches a point of its target, such as `50 %` or `-1 h`.

        Args:
            at: The point.
            meaning: What a business day is, where the point is given in them.

        Returns:
            Microseconds since the epoch; None if the clock stopped before.

        Raises:
            NeverOpenError: Not enough open time within 100 years.
            CoverageError: The holidays of a year on the way are not known.
        """
        found = self._point(at, meaning)
        stopped = self.cycle.stopped
        return None if stopped is not None and found > stopped else found

    @property
    def _used(self) -> UsedTime:
        return self.cycle.used(self._measure)

    @property
    def _paused_at(self) -> int:
        return self.cycle.running.ends[self.cycle.run]

    def _point(self, at: Offset, meaning: Meaning | None) -> int:
        if at.amount is None:
            assert at.percent is not None
            # The whole target is its deadline, which may be an opening: by `same_time`, all open
            # time is used up at the closing before.
            return self.unpaused_due if at.percent == 100 else self.share(at.percent)
        away = Promise.of(at.amount, meaning)
        sign = -1 if at.before else 1
        if away.shares is not None:
            days = self.cycle.used(away.shares)
            return days.reaches(self._days_when_due(days) + sign * away.business_days)
        if away.dated is not None:
            return self._away_by_dates(sign * away.business_days, away.dated)
        micros = self._open_time_when_due() + sign * away.micros
        return self.cycle.used(OPEN_TIME).reaches(micros)

    def _away_by_dates(self, days: int, meaning: DatedMeaning) -> int:
        running, calendar = self.cycle.running, self.target.calendar
        due, started = self.unpaused_due, self.cycle.started
        found = meaning.moved(calendar, due, days, not_before=started)
        # A pause after the deadline moves what comes after it, as one before moves the deadline.
        first = bisect_left(running.ends, due, 0, self.cycle.run)
        for run in range(first, self.cycle.run):
            if running.ends[run] < found:
                lost = calendar.open_between(running.ends[run], running.starts[run + 1])
                found = calendar.due(found, lost)
        return found

    def _days_when_due(self, used: UsedTime) -> Quantity:
        if self._promise.shares is not None:
            return self._promise.business_days
        return used.by(self.unpaused_due)

    def _size(self) -> int:
        """Return the whole target on its measure."""
        if self._measure is not OPEN_TIME:
            return self._promise.business_days
        return self._open_time_when_due()

    def _open_time_when_due(self) -> int:
        """Return the open time that has counted when it falls due, if the clock ran on."""
        if self._promise.meaning is None:
            return self._promise.micros
        return self._open_time(self.unpaused_due, self.cycle.counts_until(self.unpaused_due))

    def _open_time(self, instant: int, resumed: int) -> int:
        """Return the open time up to *instant*; a clock that stands still goes on at *resumed*."""
        cycle = self.cycle
        if cycle.is_paused and instant > self._paused_at:
            left = self.target.calendar.open_between(max(resumed, self._floor), instant)
            return cycle.elapsed(resumed) + left
        return cycle.used(OPEN_TIME).by(instant)  # type: ignore[return-value]


class EarlierProgress(TargetProgress):
    """A cycle measured against several targets, of which the one that falls due first counts.

    It is told as the progress towards that one.
    """

    __slots__ = ("_others",)

    def __init__(self, cycle: CycleState, target: Target) -> None:
        """Find out which of the targets falls due first."""
        found = [TargetProgress(cycle._replace(target=part), part) for part in target.parts]
        first = min(found, key=lambda progress: progress.unpaused_due)
        self._others = [progress for progress in found if progress is not first]
        super().__init__(first.cycle, first.target)

    def due_if_resumed(self, resumed: int) -> int:
        """Return the earliest deadline, if the clock goes on at *resumed*."""
        others = [progress.due_if_resumed(resumed) for progress in self._others]
        return min(super().due_if_resumed(resumed), *others)


def progress_of(cycle: CycleState | None) -> TargetProgress | None:
    """Return how far a cycle has got, or None where nothing is promised."""
    target = None if cycle is None else cycle.target
    if cycle is None or target is None:
        return None
    return EarlierProgress(cycle, target) if target.parts else TargetProgress(cycle, target)
