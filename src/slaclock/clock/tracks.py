"""The cycles of one metric, as the events of a ticket leave them, one after the other.

What holds at some instant is looked up. Which events reach a metric is settled in
`slaclock.clock.replay`; how much time has counted, in `slaclock.clock.progress`.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator
from itertools import islice
from typing import NamedTuple

from slaclock.clock.courses import RESOLVED, Course, Gap
from slaclock.clock.progress import Progress
from slaclock.matrices.model import Matrix, Row, Target

__all__ = ["PastCycle", "Terms", "Track"]


class PastCycle(NamedTuple):
    """The end of a cycle, or a change of its terms.

    Attributes:
        progress: The cycle, completed, or as it was before its terms changed.
        ended: When it ended, in microseconds since the epoch.
        by: The type of the event.
        only_if_breached: Whether the clock ran on, so that only a breach stays on record.
    """

    progress: Progress
    ended: int
    by: str
    only_if_breached: bool


class Terms(NamedTuple):
    """What holds for the cycle of a metric until its terms change or another begins.

    Attributes:
        course: When its clock ran.
        row: The terms.
        target: What they promise for the metric, or None for nothing.
        past: How many ends of cycles and changes of terms lie before.
    """

    course: Course
    row: Row
    target: Target | None
    past: int


class Track:
    """The cycles of one metric, event by event.

    The states are kept as columns, not as objects: a log of ten thousand events would leave
    tens of thousands of those, and Python's garbage collector would go through them again
    and again.

    Attributes:
        metric: The metric.
        pauses: Whether a pause stops its clock.
        times: When the states begin, in microseconds since the epoch; empty until the first
            cycle begins.
        runs: Whether there is a cycle that has not been completed.
        standing: Whether the clock of the last cycle stands still.
    """

    __slots__ = (
        "_ended",
        "_mode",
        "_past",
        "_past_runs_on",
        "_pieces",
        "_standing",
        "_terms",
        "_whats",
        "_whys",
        "metric",
        "pauses",
        "runs",
        "standing",
        "times",
    )

    def __init__(self, metric: str, matrix: Matrix) -> None:
        """Begin without a cycle."""
        self.metric, self.pauses, self._mode = metric, metric in matrix.pauses, matrix.on_change
        self.runs = self.standing = False
        self.times: list[int] = []
        self._whats: list[str] = []
        self._whys: list[str] = []
        self._pieces: list[int] = []
        self._standing: list[bool] = []
        self._ended: list[bool] = []
        self._terms: list[Terms] = []
        self._past: list[int] = []
        self._past_runs_on: list[bool] = []

    def at(self, now: int) -> Progress | None:
        """Return the cycle at an instant, or None before the first."""
        index = bisect_right(self.times, now)
        return self._state(index - 1) if index else None

    def course_until(self, now: int) -> list[Progress]:
        """Return the states of the cycle at an instant, up to then, in order."""
        last = bisect_right(self.times, now)
        course = self._terms[last - 1].course
        return [self._state(index) for index in range(last) if self._terms[index].course is course]

    def past(self, count: int) -> Iterator[PastCycle]:
        """Yield the first *count* ends of cycles and changes of terms, in order."""
        for index, runs_on in islice(zip(self._past, self._past_runs_on, strict=True), count):
            after = self._state(index + 1)
            ended = after if after.ended is not None else self._state(index)
            yield PastCycle(ended, after.since, after.what, runs_on)

    def differs(self, row: Row) -> bool:
        """Return whether *row* promises something else than the cycle has, or on other hours."""
        terms = self._terms[-1]
        return (
            _target_of(row, self.metric) != terms.target or row.calendar_id != terms.row.calendar_id
        )

    def begin(self, at: int, what: str, row: Row, *, why: str = "", gap: Gap | None = None) -> None:
        """Begin a cycle; with a *gap*, its clock stands still."""
        course = Course(at, row, carries=self._mode == "carry_elapsed")
        if gap is not None:
            course.stop(at, gap)
        self.runs, self.standing = True, gap is not None
        self._add(at, what, why, 0, self._new_terms(course, row))

    def stand(self, at: int, what: str, gap: Gap) -> None:
        """Let the clock stand still."""
        terms = self._terms[-1]
        terms.course.stop(at, gap)
        self.standing = True
        self._add(at, what, gap.reason, self._pieces[-1], terms)

    def go_on(self, at: int, what: str, row: Row) -> None:
        """Let a clock that stands still, or was stopped, go on."""
        course = self._terms[-1].course
        if not self.runs:
            if self.standing:
                # The pause ended with the resolution: what follows is a gap of its own.
                resolved = self.times[-1]
                course.go_on(resolved, row)
                course.stop(resolved, RESOLVED)
            else:
                course.gaps[-1] = RESOLVED
        course.go_on(at, row)
        self.runs, self.standing = True, False
        self._add(at, what, "", len(course.ends), self._new_terms(course, row))

    def end(self, at: int, what: str) -> None:
        """Complete the cycle."""
        terms = self._terms[-1]
        if not self.standing:
            terms.course.stop(at, None)
        self._end_of_cycle(runs_on=False)
        self.runs = False
        self._add(at, what, "", self._pieces[-1], terms)

    def change(self, at: int, what: str, why: str, row: Row) -> None:
        """Put the cycle under other terms, as the matrix says."""
        piece, course = self._pieces[-1], self._terms[-1].course
        if self.differs(row):
            restarts = self._mode == "restart"
            self._end_of_cycle(runs_on=not restarts)
            if restarts:
                gap = course.gaps[-1] if self.standing else None
                self.begin(at, what, row, why=why, gap=gap)
                return
            if course.carries and not self.standing:
                course.stop(at, None)
                course.go_on(at, row)
                piece += 1
        self._add(at, what, why, piece, self._new_terms(course, row))

    def _new_terms(self, course: Course, row: Row) -> Terms:
        return Terms(course, row, _target_of(row, self.metric), len(self._past))

    def _end_of_cycle(self, *, runs_on: bool) -> None:
        """Note that the next state ends the cycle, or changes its terms while it runs on."""
        self._past.append(len(self.times) - 1)
        self._past_runs_on.append(runs_on)

    def _add(self, at: int, what: str, why: str, piece: int, terms: Terms) -> None:
        self.times.append(at)
        self._whats.append(what)
        self._whys.append(why)
        self._pieces.append(piece)
        self._standing.append(self.standing)
        self._ended.append(not self.runs)
        self._terms.append(terms)

    def _state(self, index: int) -> Progress:
        since = self.times[index]
        course, row, target, past = self._terms[index]
        return Progress(
            since,
            self._whats[index],
            self._whys[index],
            course,
            self._pieces[index],
            self._standing[index],
            since if self._ended[index] else None,
            row,
            target,
            past,
        )


def _target_of(row: Row, metric: str) -> Target | None:
    """Return what terms promise for a metric, or None for nothing."""
    for target in row.targets:
        if target.metric == metric:
            return target
    return None
