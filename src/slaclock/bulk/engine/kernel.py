"""The kernel: the answers of one calendar over arrays of microseconds.

A kernel takes step tables (`slaclock.bulk.engine.stretches`) for the years that occur among the
instants it is asked for. Where a step has no answer, the calendar is asked why, and the reason
belongs to that row.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import lru_cache
from itertools import repeat
from typing import TypeAlias

import numpy as np

from slaclock.bulk.engine.step_tables import TimelineArrays, grown_timeline
from slaclock.bulk.engine.steps import CHUNK, NAT, Bools, Ints, StepTable, Workspace
from slaclock.bulk.engine.stretches import AnswerStretch, TableShelf, UnknownStretch, by_stretch
from slaclock.calendars.combined import Combinable
from slaclock.calendars.questions import HORIZON
from slaclock.calendars.timeline import Timeline
from slaclock.errors import ArgumentTypeError, CoverageError, InstantRangeError, SlaClockError
from slaclock.instants import EARLIEST, LATEST, LIMITS
from slaclock.matrices.promises import Promise

__all__ = ["MOST_KERNELS", "Failures", "Kernel", "Promise", "kernel_of"]

Failures: TypeAlias = dict[int, SlaClockError]
"""Why rows have no answer, by row."""
MOST_KERNELS = 32
"""How many calendars keep their tables."""


def kernel_of(calendar: Combinable) -> Kernel:
    """Return a kernel of *calendar*; equal calendars share one.

    Raises:
        ArgumentTypeError: It is no calendar.
    """
    given: object = calendar  # of any type, whatever the annotation says
    if not isinstance(given, Combinable):
        raise ArgumentTypeError("calendar", given, "a Calendar, or a combination of some")
    return _shared(calendar)


@lru_cache(maxsize=MOST_KERNELS)
def _shared(calendar: Combinable) -> Kernel:
    return Kernel(calendar)


class Kernel:
    """The answers of one calendar over arrays of microseconds.

    Methods return the answers and the `Failures`: rows that have no answer, and why. Those
    rows are `NAT` in the answers, and so are those that were `NAT`.

    Attributes:
        calendar: Whose answers they are.
    """

    __slots__ = ("_arrays", "_shelf", "calendar")

    def __init__(self, calendar: Combinable) -> None:
        """Hold *calendar*; tables are made when they are asked for."""
        self.calendar = calendar
        self._shelf = TableShelf(calendar)
        self._arrays: tuple[Timeline, TimelineArrays] | None = None

    @property
    def kept_bytes(self) -> int:
        """Return how many bytes of tables are kept; see `TableShelf.kept_bytes`."""
        return self._shelf.kept_bytes

    def due(self, at: Ints, promise: Promise, name: str = "at") -> tuple[Ints, Failures]:
        """Return the deadlines of *promise* from each instant.

        Args:
            at: Microseconds since the epoch, contiguous.
            promise: How much may pass.
            name: What the caller calls the instants, for errors.
        """
        failures: Failures = {}
        usable = _usable(at, name, failures)
        if promise.meaning is None and not promise.micros:
            return (at.copy() if usable is None else np.where(usable, at, NAT)), failures
        out = np.full(len(at), NAT)
        for stretch, rows in by_stretch(self._shelf.stretches(promise, usable, at), at, usable):
            if isinstance(stretch, UnknownStretch):
                failures.update(dict.fromkeys(rows.tolist(), stretch.error))
                continue
            _apply(stretch, at, out, rows)
            if not stretch.is_plain:
                # A deadline never comes earlier for a later start.
                missing = rows[out[rows] == NAT]
                order = missing[np.argsort(at[missing], kind="stable")]
                reasons = self._reasons(repeat(promise, len(order)), at[order])
                failures.update(zip(order.tolist(), reasons, strict=True))
        return out, failures

    def elapsed(self, start: Ints, end: Ints) -> tuple[Ints, Failures]:
        """Return the open time from *start* to *end*, row by row; negative in reverse."""
        failures: Failures = {}
        usable = _both(_usable(start, "start", failures), _usable(end, "end", failures))
        stretches = self._shelf.stretches(None, usable, start, end)
        out = np.full(len(start), NAT)
        if len(stretches) == 1 and isinstance(stretches[0], StepTable):
            _subtract_readings(stretches[0], start, end, out)
            if usable is not None:
                out[~usable] = NAT
            return out, failures
        for first, rows in by_stretch(stretches, start, usable):
            for last, places in by_stretch(stretches, end[rows], None):
                self._elapsed_between(first, last, rows[places], start, end, out, failures)
        return out, failures

    def later(self, at: Ints, micros: Ints, name: str = "at") -> tuple[Ints, Failures]:
        """Return deadlines by open time, an amount of its own for each instant, zero or more."""
        failures: Failures = {}
        usable = _usable(at, name, failures)
        out = at.copy() if usable is None else np.where(usable, at, NAT)
        moved = np.flatnonzero((micros > 0) & (out != NAT))
        if not moved.size:
            return out, failures
        instants, amounts = at[moved], micros[moved]
        found = np.full(len(moved), NAT)
        stretches = self._shelf.stretches(None, None, instants)
        for stretch, rows in by_stretch(stretches, instants, None):
            if isinstance(stretch, UnknownStretch):
                failures.update(dict.fromkeys(moved[rows].tolist(), stretch.error))
                continue
            found[rows], readings = self._later_in_line(instants[rows], amounts[rows])
            missing = found[rows] == NAT
            order = rows[missing][np.argsort(readings[missing], kind="stable")]
            promises = [Promise(micros) for micros in amounts[order].tolist()]
            reasons = self._reasons(promises, instants[order])
            failures.update(zip(moved[order].tolist(), reasons, strict=True))
        out[moved] = found
        return out, failures

    def _elapsed_between(
        self,
        first: AnswerStretch,
        last: AnswerStretch,
        rows: Ints,
        start: Ints,
        end: Ints,
        out: Ints,
        failures: Failures,
    ) -> None:
        """Write the open time of rows that start in one stretch and end in another."""
        unknown = next((x for x in (first, last) if isinstance(x, UnknownStretch)), None)
        if unknown is not None:
            # Up to where the unknown begins all is known.
            at_edge = (start[rows] == unknown.start) | (end[rows] == unknown.start)
            failures.update(dict.fromkeys(rows[~at_edge].tolist(), unknown.error))
            self._elapsed_singly(rows[at_edge], start, end, out, failures)
            return
        try:
            between = self.calendar.open_between(first.start, last.start)
        except CoverageError as error:
            # What is not known lies between the two, and so in every one of these rows.
            failures.update(dict.fromkeys(rows.tolist(), error))
            return
        except InstantRangeError:
            self._elapsed_singly(rows, start, end, out, failures)
            return
        assert isinstance(first, StepTable)
        assert isinstance(last, StepTable)
        before, after = np.empty_like(start), np.empty_like(end)
        _apply(first, start, before, rows)
        _apply(last, end, after, rows)
        out[rows] = after[rows] - before[rows] + between

    def _elapsed_singly(
        self, rows: Ints, start: Ints, end: Ints, out: Ints, failures: Failures
    ) -> None:
        """Write the open time of rows for which the calendar is asked, one by one."""
        for row in rows.tolist():
            try:
                out[row] = self.calendar.open_between(int(start[row]), int(end[row]))
            except SlaClockError as error:
                failures[row] = error

    def _later_in_line(self, at: Ints, micros: Ints) -> tuple[Ints, Ints]:
        """Return deadlines of rows that start in one stretch, and the readings they have then.

        A deadline is `NAT` where there is none; a later reading then has none either.
        """
        longest = Promise(int(np.max(micros)))
        start, end = int(np.min(at)), int(np.max(at)) + 1
        arrays = self._arrays_of(grown_timeline(self.calendar, longest, start, end))
        opens, closes, before, through, _ = arrays
        if not opens.size:
            return np.full(len(at), NAT), micros
        # The window that is open or was last; none before the first, where the clock shows 0.
        window = np.searchsorted(opens, at, side="right") - 1
        shown = before[window] + np.minimum(at, closes[window]) - opens[window]
        readings = np.where(window < 0, 0, shown) + micros
        due_in = np.searchsorted(through, readings)
        due_in_known = np.minimum(due_in, len(through) - 1)
        found = closes[due_in_known] - through[due_in_known] + readings
        known = (due_in < len(through)) & (found - at <= HORIZON)
        return np.where(known, found, NAT), readings

    def _arrays_of(self, line: Timeline) -> TimelineArrays:
        """Return the arrays of a timeline; those asked for last are kept."""
        kept = self._arrays
        if kept is None or kept[0] is not line:
            kept = self._arrays = (line, TimelineArrays.of(line))
        return kept[1]

    def _reasons(self, promises: Iterable[Promise], at: Ints) -> Iterator[SlaClockError]:
        """Yield why rows of one stretch have no answer, given in the order of their deadlines.

        All that the stretch lies in is known. So once holidays are missing for one deadline,
        they are for all later ones.
        """
        error: SlaClockError | None = None
        for promise, instant in zip(promises, at.tolist(), strict=True):
            if not isinstance(error, CoverageError):
                error = self._reason(promise, instant)
            yield error

    def _reason(self, promise: Promise, at: int) -> SlaClockError:
        """Return why a promise has no deadline."""
        try:
            due = promise.due(self.calendar, at)
        except SlaClockError as error:
            return error
        raise AssertionError(f"the steps of {promise} have no answer at {at}, which is due {due}")


def _apply(table: StepTable, at: Ints, out: Ints, rows: Ints) -> None:
    """Write the answers of a table for some rows into *out*, chunk by chunk."""
    work = Workspace()
    whole = len(rows) == len(at)
    for part in _chunks(len(rows)):
        if whole:
            table.apply(at[part], out[part], work)
            continue
        found = np.empty(part.stop - part.start, np.int64)
        table.apply(at[rows[part]], found, work)
        out[rows[part]] = found


def _subtract_readings(table: StepTable, start: Ints, end: Ints, out: Ints) -> None:
    """Write the difference of the open clock at *end* and at *start* into *out*."""
    work, before = Workspace(), np.empty(CHUNK, np.int64)
    for part in _chunks(len(start)):
        readings = before[: part.stop - part.start]
        table.apply(start[part], readings, work)
        table.apply(end[part], out[part], work)
        np.subtract(out[part], readings, out=out[part])


def _usable(at: Ints, name: str, failures: Failures) -> Bools | None:
    """Return which rows hold an instant that is answered for; None if all do."""
    if not at.size or (np.min(at) >= EARLIEST and np.max(at) < LATEST):
        return None
    usable: Bools = (at >= EARLIEST) & (at < LATEST)
    for row in np.flatnonzero(~usable & (at != NAT)).tolist():
        value = str(at[row].view("datetime64[us]"))
        failures[row] = InstantRangeError(name, value, LIMITS)
    return usable


def _both(first: Bools | None, second: Bools | None) -> Bools | None:
    if first is None or second is None:
        return first if second is None else second
    return first & second


def _chunks(size: int) -> Iterator[slice]:
    for start in range(0, size, CHUNK):
        yield slice(start, min(start + CHUNK, size))
