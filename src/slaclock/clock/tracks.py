"""The cycles of one metric, as the events of a ticket leave them, one after the other.

What holds at some instant is looked up. Which events reach a metric is settled in
`slaclock.clock.replay`; how much time has counted, in `slaclock.clock.progress`.
"""

from __future__ import annotations

from bisect import bisect_right
from typing import NamedTuple

from slaclock.clock.courses import Course, Gap
from slaclock.clock.progress import Progress
from slaclock.matrices.model import Matrix, Row, Target

__all__ = ["PastCycle", "Track", "differ", "target_of"]


class PastCycle(NamedTuple):
    """The end of a cycle, or a change of its terms.

    Attributes:
        progress: The cycle as it was.
        ended: When it ended, in microseconds since the epoch.
        by: The type of the event.
        only_if_breached: Whether the clock ran on, so that only a breach stays on record.
    """

    progress: Progress
    ended: int
    by: str
    only_if_breached: bool


class Track:
    """The cycles of one metric, event by event.

    Attributes:
        metric: The metric.
        pauses: Whether a pause stops its clock.
        times: When the states in *states* begin.
        states: The cycle as each event left it; empty until the first cycle begins.
        past: The ends of its cycles.
    """

    __slots__ = ("metric", "mode", "past", "pauses", "states", "times")

    def __init__(self, metric: str, matrix: Matrix) -> None:
        """Begin without a cycle."""
        self.metric, self.pauses, self.mode = metric, metric in matrix.pauses, matrix.on_change
        self.times: list[int] = []
        self.states: list[Progress] = []
        self.past: list[PastCycle] = []

    @property
    def runs(self) -> bool:
        """Return whether there is a cycle that has not been completed."""
        return bool(self.states) and self.states[-1].ended is None

    def at(self, now: int) -> Progress | None:
        """Return the cycle at an instant, or None before the first."""
        index = bisect_right(self.times, now)
        return self.states[index - 1] if index else None

    def begin(self, at: int, what: str, row: Row, *, why: str = "", gap: Gap | None = None) -> None:
        """Begin a cycle; with a *gap*, its clock stands still."""
        course = Course(at, row, carries=self.mode == "carry_elapsed")
        if gap is not None:
            course.stop(at, gap)
        self._add(
            Progress(
                since=at,
                what=what,
                why=why,
                course=course,
                piece=0,
                standing=gap is not None,
                ended=None,
                row=row,
                target=target_of(row, self.metric),
                past=len(self.past),
            )
        )

    def stand(self, at: int, what: str, gap: Gap) -> None:
        """Let the clock stand still."""
        state = self.states[-1]
        state.course.stop(at, gap)
        self._add(state._replace(since=at, what=what, why=gap.reason, standing=True))

    def go_on(self, at: int, what: str, row: Row) -> None:
        """Let a clock that stands still, or was stopped, go on."""
        state = self.states[-1]
        course = state.course
        if state.ended is not None:
            if state.standing:
                # The pause ended with the resolution: what follows is a gap of its own.
                course.go_on(state.ended, row)
                course.stop(state.ended, Gap("resolved"))
            else:
                course.gaps[-1] = Gap("resolved")
        course.go_on(at, row)
        self._add(
            state._replace(
                since=at,
                what=what,
                why="",
                piece=len(course.ends),
                standing=False,
                ended=None,
                row=row,
                target=target_of(row, self.metric),
                past=len(self.past),
            )
        )

    def end(self, at: int, what: str) -> None:
        """Complete the cycle."""
        state = self.states[-1]
        if not state.standing:
            state.course.stop(at, None)
        ended = state._replace(since=at, what=what, why="", ended=at)
        self._add(ended)
        self.past.append(PastCycle(ended, at, what, only_if_breached=False))

    def change(self, at: int, what: str, why: str, row: Row) -> None:
        """Put the cycle under other terms, as the matrix says."""
        state = self.states[-1]
        target = target_of(row, self.metric)
        if not differ(state, row, target):
            self._add(state._replace(since=at, what=what, why=why, row=row))
            return
        restarts = self.mode == "restart"
        self.past.append(PastCycle(state, at, what, only_if_breached=not restarts))
        if restarts:
            self.begin(
                at, what, row, why=why, gap=state.course.gaps[-1] if state.standing else None
            )
            return
        piece = state.piece
        if state.course.carries and not state.standing:
            state.course.stop(at, None)
            state.course.go_on(at, row)
            piece += 1
        self._add(
            state._replace(
                since=at,
                what=what,
                why=why,
                piece=piece,
                row=row,
                target=target,
                past=len(self.past),
            )
        )

    def _add(self, state: Progress) -> None:
        self.times.append(state.since)
        self.states.append(state)


def differ(state: Progress, row: Row, target: Target | None) -> bool:
    """Return whether terms promise a metric something else than it has, or on other hours."""
    return target != state.target or row.calendar_id != state.row.calendar_id


def target_of(row: Row, metric: str) -> Target | None:
    """Return what terms promise for a metric, or None for nothing."""
    for target in row.targets:
        if target.metric == metric:
            return target
    return None
