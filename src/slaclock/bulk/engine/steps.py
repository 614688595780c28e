"""Step tables: a question to a calendar, answered in advance for every instant of some years.

Whatever is asked of a calendar with one amount, the answer over time is made of stretches in
which it is `max(x, low) + shift`: it moves along with *x* while the calendar is open, and
stands still while it is closed. Such stretches are the steps. Looking one up needs no binary
search: a row of buckets of equal length says which step each bucket begins in, and what is
left is a comparison or two.

This module knows nothing of calendars; `slaclock.bulk.engine.step_tables` makes the steps.
"""

from __future__ import annotations

from typing import Any, NamedTuple, TypeAlias

import numpy as np
from numpy.typing import NDArray

__all__ = ["CHUNK", "NAT", "Bools", "Ints", "StepTable", "Steps", "Workspace"]

Ints: TypeAlias = NDArray[np.int64]
Bools: TypeAlias = NDArray[np.bool_]

NAT = int(np.iinfo(np.int64).min)
"""What `numpy.datetime64("NaT", "us")` is as an integer."""
CHUNK = 1 << 15
"""How many instants are worked on at once, so that everything in between stays in the cache."""
MOST_BUCKETS = 1 << 16
_FAR = int(np.iinfo(np.int64).max)


class Steps(NamedTuple):
    """Steps in order, as columns.

    Attributes:
        starts: Where each step begins, strictly ascending; it ends where the next one begins.
        lows: What *x* is raised to.
        shifts: What is then added.
        kinds: How the sum is meant: one of the kinds of `step_tables`; 0 is the answer.
    """

    starts: Ints
    lows: Ints
    shifts: Ints
    kinds: NDArray[np.int8]

    def within(self, start: int, end: int) -> Steps:
        """Return the steps that matter in `[start, end)`, the first one beginning at *start*."""
        first = max(int(np.searchsorted(self.starts, start, side="right")) - 1, 0)
        last = int(np.searchsorted(self.starts, end))
        part = slice(first, last)
        starts = np.maximum(self.starts[part], start)
        return Steps(starts, self.lows[part], self.shifts[part], self.kinds[part])


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
        is_plain: Whether every step's sum is the answer.
    """

    __slots__ = ("_first", "_next", "_rounds", "_width", "end", "is_plain", "start", "steps")

    def __init__(self, steps: Steps, start: int, end: int) -> None:
        """Make the table of `[start, end)`; *steps* must cover it."""
        self.start, self.end = start, end
        self.steps = steps.within(start, end)
        self.is_plain = not self.steps.kinds.any()
        self._next = np.append(self.steps.starts[1:], _FAR)
        self._width, self._first = self._buckets()
        # How often the next step may begin within one bucket, hence how often to look.
        self._rounds = int(np.diff(self._first).max(initial=0))

    def apply(self, x: Ints, out: Ints, work: Workspace) -> Any:
        """Write the answers for the chunk *x* into *out*; NaT where *x* is outside the table.

        Returns:
            The kind of each row's step; None where the table is plain.
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
        kinds = None if self.is_plain else self.steps.kinds.take(step)
        if outside is not None:
            out[outside] = NAT
            if kinds is not None:
                kinds[outside] = 0
        return kinds

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
