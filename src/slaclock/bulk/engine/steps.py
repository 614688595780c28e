"""Step tables: a question to a calendar, answered in advance for every instant of some years.

Whatever is asked of a calendar with one promise, the answer over time is made of stretches in
which it is `shift + (max(x, low) - base) * parts / whole`, rounded up: it moves along with *x*
while the calendar is open, and stands still while it is closed. Such stretches are the steps.
Nearly all are plain: parts and whole are equal, and nothing is rounded. Only the share of a
day that is longer or shorter than another is a real fraction; it is rounded up to a whole
second. A step may also have no answer: the calendar never opens, or its holidays are not known.

Looking a step up needs no binary search: a row of buckets of equal length says which step
each bucket begins in, and what is left is a comparison or two.

This module knows nothing of calendars; `slaclock.bulk.engine.step_tables` makes the steps.
"""

from __future__ import annotations

from typing import NamedTuple, TypeAlias

import numpy as np
from numpy.typing import NDArray

from slaclock.instants import SECOND

__all__ = ["CHUNK", "NAT", "Bools", "Ints", "Step", "StepTable", "Steps", "Workspace"]

Ints: TypeAlias = NDArray[np.int64]
Bools: TypeAlias = NDArray[np.bool_]

NAT = int(np.iinfo(np.int64).min)
"""What `numpy.datetime64("NaT", "us")` is as an integer."""
CHUNK = 1 << 15
"""How many instants are worked on at once, so that everything in between stays in the cache."""
MOST_BUCKETS = 1 << 16
_FAR = int(np.iinfo(np.int64).max)


class Step(NamedTuple):
    """One step: a row of `Steps`."""

    start: int
    low: int
    shift: int
    base: int = 0
    parts: int = 1
    whole: int = 1

    @classmethod
    def without_answer(cls, start: int) -> Step:
        """Return a step that has no answer."""
        return cls(start, start, 0, whole=0)


class Steps(NamedTuple):
    """Steps in order, as columns.

    Attributes:
        starts: Where each step begins, strictly ascending; it ends where the next one begins.
        lows: What *x* is raised to.
        shifts: What is added in the end.
        bases: Where the share of a day is counted from; 0 in plain steps.
        parts, wholes: The ratio that what lies after the base is taken in, in least terms; 1 and
            1 in plain steps. The whole of a step without an answer is 0.
    """

    starts: Ints
    lows: Ints
    shifts: Ints
    bases: Ints
    parts: Ints
    wholes: Ints

    @classmethod
    def of(cls, rows: list[Step]) -> Steps:
        """Return single steps as columns."""
        return cls(*(np.array(column, np.int64) for column in zip(*rows, strict=True)))

    @classmethod
    def plain(cls, starts: Ints, lows: Ints, shifts: Ints) -> Steps:
        """Return steps that move along with *x* or stand still, all with an answer."""
        ones = np.ones(len(starts), np.int64)
        return cls(starts, lows, shifts, np.zeros_like(ones), ones, ones)

    @property
    def is_answered(self) -> Bools:
        """Return which steps have an answer."""
        return self.wholes > 0

    @property
    def is_plain(self) -> Bools:
        """Return which steps have an answer without a fraction."""
        plain: Bools = (self.parts == self.wholes) & self.is_answered
        return plain

    def taken(self, rows: slice | Ints | Bools) -> Steps:
        """Return some of the steps."""
        return Steps(*(column[rows] for column in self))

    def without(self, unanswered: Bools) -> Steps:
        """Return the steps, those marked without an answer."""
        return self._replace(wholes=np.where(unanswered, 0, self.wholes))

    def followed_by(self, *rows: Step) -> Steps:
        """Return the steps with some more after them."""
        return Steps(*map(np.append, self, Steps.of(list(rows))))

    def within(self, start: int, end: int) -> Steps:
        """Return the steps that matter in `[start, end)`, the first one beginning at *start*."""
        first = max(int(np.searchsorted(self.starts, start, side="right")) - 1, 0)
        part = self.taken(slice(first, int(np.searchsorted(self.starts, end))))
        return part._replace(starts=np.maximum(part.starts, start))

    def cut(self, edges: Ints) -> Steps:
        """Return the steps, each cut in two where an edge lies inside it."""
        inner = edges[(edges > self.starts[0])] if len(self.starts) else edges[:0]
        starts = np.union1d(self.starts, inner)
        found = self.taken(np.searchsorted(self.starts, starts, side="right") - 1)
        return found._replace(starts=starts)

    def values(self, step: Ints, x: Ints) -> Ints:
        """Return the answers for *x*, each by its step; `NAT` where a step has none."""
        shift, base, parts, whole = (column[step] for column in self[2:])
        raised = np.maximum(x, self.lows[step])
        # Rounded up, and a fraction to a whole second; all of it stays below 2 ** 63.
        unit = np.where(parts == whole, 1, SECOND) * np.maximum(whole, 1)
        counted = -(-(raised - base) * parts // unit) * (unit // np.maximum(whole, 1))
        return np.where(whole > 0, shift + np.where(parts == whole, raised, counted), NAT)


class Workspace:
    """The arrays that a chunk is worked on in, made once and used for chunk after chunk."""

    __slots__ = ("_later", "_spare", "_step")

    def __init__(self) -> None:
        self._step = np.empty(CHUNK, np.int64)
        self._spare = np.empty(CHUNK, np.int64)
        self._later = np.empty(CHUNK, np.bool_)

    def cut(self, size: int) -> tuple[Ints, Ints, Bools]:
        """Return the arrays at the size of a chunk."""
        return self._step[:size], self._spare[:size], self._later[:size]


class StepTable:
    """Steps with their buckets, ready to be applied to arrays.

    Attributes:
        start: Where the table begins, inclusive.
        end: Where it ends, exclusive.
        steps: The steps; the first one begins at *start*.
        is_plain: Whether every step is plain.
    """

    __slots__ = (
        "_first",
        "_next",
        "_plain",
        "_rounds",
        "_width",
        "end",
        "is_plain",
        "start",
        "steps",
    )

    def __init__(self, steps: Steps, start: int, end: int) -> None:
        """Make the table of `[start, end)`; *steps* must cover it."""
        self.start, self.end = start, end
        self.steps = steps.within(start, end)
        self._plain = self.steps.is_plain
        self.is_plain = bool(self._plain.all())
        self._next = np.append(self.steps.starts[1:], _FAR)
        self._width, self._first = self._buckets()
        # How often the next step may begin within one bucket, hence how often to look.
        self._rounds = int(np.diff(self._first).max(initial=0))

    @property
    def size(self) -> int:
        """Return how many bytes the table takes up."""
        columns = (*self.steps, self._next, self._first, self._plain)
        return sum(column.nbytes for column in columns)

    def apply(self, x: Ints, out: Ints, work: Workspace) -> None:
        """Write the answers for the chunk *x* into *out*.

        `NAT` where *x* is outside the table, or its step has no answer.
        """
        outside = None
        if np.min(x, initial=self.start) < self.start or np.max(x, initial=self.start) >= self.end:
            outside = (x < self.start) | (x >= self.end)
            x = np.where(outside, self.start, x)
        step = self._find(x, work)
        spare = work.cut(len(x))[1]
        # "clip" never clips here; it is the mode in which numpy takes without a copy.
        np.take(self.steps.lows, step, out=out, mode="clip")
        np.maximum(out, x, out=out)
        np.take(self.steps.shifts, step, out=spare, mode="clip")
        np.add(out, spare, out=out)
        if not self.is_plain:
            rows = np.flatnonzero(~self._plain[step])
            out[rows] = self.steps.values(step[rows], x[rows])
        if outside is not None:
            out[outside] = NAT

    def _find(self, x: Ints, work: Workspace) -> Ints:
        """Return the step of each of *x*, in an array of *work*."""
        step, spare, later = work.cut(len(x))
        np.subtract(x, self.start, out=spare)
        np.right_shift(spare, self._width, out=spare)
        np.take(self._first, spare, out=step, mode="clip")
        for _ in range(self._rounds):
            np.take(self._next, step, out=spare, mode="clip")
            np.greater_equal(x, spare, out=later)
            np.add(step, later, out=step, casting="unsafe")
        return step

    def _buckets(self) -> tuple[int, Ints]:
        """Return the width of a bucket as a power of two, and the step each one begins in.

        The widest buckets in which at most one step begins; where that takes too many, the
        narrowest ones that do not.
        """
        narrowest = max(((self.end - self.start) // MOST_BUCKETS).bit_length(), 1)
        for width in range(narrowest + 6, narrowest - 1, -1):
            count = ((self.end - 1 - self.start) >> width) + 2
            edges = self.start + (np.arange(count, dtype=np.int64) << width)
            first = np.searchsorted(self.steps.starts, edges, side="right") - 1
            if width == narrowest or np.diff(first).max(initial=0) <= 1:
                return width, first.astype(np.int64)
        raise AssertionError("the narrowest width is always taken")
