"""The kernel: the answers of one calendar over arrays of microseconds.

A kernel makes step tables (`slaclock.bulk.engine.step_tables`) for the years that occur among
the instants it is asked for, and keeps them. Years that stand apart have tables of their own,
so that a far date costs what it would cost alone. Where a step has no answer, the calendar is
asked why, and the reason belongs to that row.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from datetime import date
from functools import lru_cache
from typing import NamedTuple, TypeAlias

import numpy as np

from slaclock.bulk.engine.step_tables import (
    TimelineArrays,
    grown_timeline,
    promise_steps,
    reading_steps,
)
from slaclock.bulk.engine.steps import CHUNK, NAT, Bools, Ints, StepTable, Workspace
from slaclock.calendars.combine import Combinable
from slaclock.calendars.questions import HORIZON
from slaclock.calendars.timeline import Timeline
from slaclock.errors import CoverageError, InstantRangeError, SlaClockError
from slaclock.instants import DAY, EARLIEST, LATEST, LIMITS
from slaclock.matrices.promises import Promise

__all__ = ["MOST_BYTES", "MOST_KERNELS", "Failures", "Kernel", "Promise", "kernel_of"]

Failures: TypeAlias = dict[int, SlaClockError]
"""Why rows have no answer, by row."""
MOST_KERNELS = 32
"""How many calendars keep their tables."""
MOST_BYTES = 8 << 20
"""How many bytes of tables one calendar keeps; those made last stay."""
MOST_YEARS = 64
"""The longest stretch of years that one table is made for."""


@lru_cache(maxsize=MOST_KERNELS)
def kernel_of(calendar: Combinable) -> Kernel:
    """Return a kernel of *calendar*; equal calendars share one."""
    return Kernel(calendar)


class Kernel:
    """The answers of one calendar over arrays of microseconds.

    Methods return the answers and the `Failures`: rows that have no answer, and why. Those
    rows are `NAT` in the answers, and so are those that were `NAT`.

    Attributes:
        calendar: Whose answers they are.
    """

    __slots__ = ("_arrays", "_tables", "calendar")

    def __init__(self, calendar: Combinable) -> None:
        """Hold *calendar*; tables are made when they are asked for."""
        self.calendar = calendar
        # Replaced as a whole when it changes, so threads need no lock.
        self._tables: dict[Promise | None, tuple[StepTable, ...]] = {}
        self._arrays: tuple[Timeline, TimelineArrays] | None = None

    @property
    def kept_bytes(self) -> int:
        """Return how many bytes of tables are kept: at most `MOST_BYTES`, or a single table."""
        return sum(table.size for tables in self._tables.values() for table in tables)

    def due(self, at: Ints, promise: Promise, name: str = "at") -> tuple[Ints, Failures]:
        """Return the deadlines of *promise* from each instant.

        Args:
            at: Microseconds since the epoch, contiguous.
            promise: How much may pass.
            name: What the caller calls the instants, for errors.
        """
        failures: Failures = {}
        usable = _usable(at, name, failures)
        if not promise.micros and not promise.business_days:
            return (at.copy() if usable is None else np.where(usable, at, NAT)), failures
        out = np.full(len(at), NAT)
        for stretch, rows in _by_stretch(self._stretches(promise, usable, at), at, usable):
            if isinstance(stretch, _Unknown):
                failures.update(dict.fromkeys(rows.tolist(), stretch.error))
                continue
            _apply(stretch, at, out, rows)
            if not stretch.is_plain:
                self._explain(promise, at, rows[out[rows] == NAT], failures)
        return out, failures

    def elapsed(self, start: Ints, end: Ints) -> tuple[Ints, Failures]:
        """Return the open time from *start* to *end*, row by row; negative in reverse."""
        failures: Failures = {}
        usable = _both(_usable(start, "start", failures), _usable(end, "end", failures))
        stretches = self._stretches(None, usable, start, end)
        out = np.full(len(start), NAT)
        if len(stretches) == 1 and isinstance(stretches[0], StepTable):
            _subtract_readings(stretches[0], start, end, out)
            if usable is not None:
                out[~usable] = NAT
            return out, failures
        for first, rows in _by_stretch(stretches, start, usable):
            for last, places in _by_stretch(stretches, end[rows], None):
                self._elapsed_between(first, last, rows[places], start, end, out, failures)
        return out, failures

    def later(self, at: Ints, micros: Ints, name: str = "at") -> tuple[Ints, Failures]:
        """Return `due` for an amount of open time of each instant's own, zero or more."""
        failures: Failures = {}
        usable = _usable(at, name, failures)
        out = at.copy() if usable is None else np.where(usable, at, NAT)
        moved = np.flatnonzero((micros > 0) & (out != NAT))
        if not moved.size:
            return out, failures
        instants, amounts = at[moved], micros[moved]
        found = np.full(len(moved), NAT)
        for stretch, rows in _by_stretch(self._stretches(None, None, instants), instants, None):
            if isinstance(stretch, _Unknown):
                failures.update(dict.fromkeys(moved[rows].tolist(), stretch.error))
                continue
            found[rows] = self._later_in_line(instants[rows], amounts[rows], stretch)
            for row in rows[found[rows] == NAT].tolist():
                promise = Promise(int(amounts[row]))
                failures[int(moved[row])] = self._reason(promise, int(instants[row]))
        out[moved] = found
        return out, failures

    def _elapsed_between(
        self,
        first: Stretch,
        last: Stretch,
        rows: Ints,
        start: Ints,
        end: Ints,
        out: Ints,
        failures: Failures,
    ) -> None:
        """Write the open time of rows that start in one stretch and end in another."""
        for stretch in (first, last):
            if isinstance(stretch, _Unknown):
                failures.update(dict.fromkeys(rows.tolist(), stretch.error))
                return
        try:
            between = self.calendar.open_between(first.start, last.start)
        except SlaClockError:
            for row in rows.tolist():
                try:
                    out[row] = self.calendar.open_between(int(start[row]), int(end[row]))
                except SlaClockError as error:
                    failures[row] = error
            return
        assert isinstance(first, StepTable)
        assert isinstance(last, StepTable)
        before, after = np.empty_like(start), np.empty_like(end)
        _apply(first, start, before, rows)
        _apply(last, end, after, rows)
        out[rows] = after[rows] - before[rows] + between

    def _later_in_line(self, at: Ints, micros: Ints, table: StepTable) -> Ints:
        """Return deadlines of rows that start within a table; `NAT` where there is none."""
        longest = Promise(int(np.max(micros)))
        start, end = int(np.min(at)), int(np.max(at)) + 1
        arrays = self._arrays_of(grown_timeline(self.calendar, longest, start, end))
        opens, closes, before, through, _ = arrays
        if not opens.size:
            return np.full(len(at), NAT)
        # The window that is open or was last; none before the first, where the clock shows 0.
        window = np.searchsorted(opens, at, side="right") - 1
        shown = before[window] + np.minimum(at, closes[window]) - opens[window]
        readings = np.where(window < 0, 0, shown) + micros
        due_in = np.searchsorted(through, readings)
        due_in_known = np.minimum(due_in, len(through) - 1)
        found = closes[due_in_known] - through[due_in_known] + readings
        return np.where((due_in < len(through)) & (found - at <= HORIZON), found, NAT)

    def _arrays_of(self, line: Timeline) -> TimelineArrays:
        """Return the arrays of a timeline; those asked for last are kept."""
        kept = self._arrays
        if kept is None or kept[0] is not line:
            kept = self._arrays = (line, TimelineArrays.of(line))
        return kept[1]

    def _explain(self, promise: Promise, at: Ints, rows: Ints, failures: Failures) -> None:
        """Say why rows of one table have no answer.

        All the table lies in is known, and a deadline never comes earlier for a later start. So
        once the holidays of a year are missing for one row, they are for all later ones.
        """
        error: SlaClockError | None = None
        for row in rows[np.argsort(at[rows], kind="stable")].tolist():
            if not isinstance(error, CoverageError):
                error = self._reason(promise, int(at[row]))
            failures[row] = error

    def _reason(self, promise: Promise, at: int) -> SlaClockError:
        """Return why a promise has no deadline."""
        try:
            due = promise.due(self.calendar, at)
        except SlaClockError as error:
            return error
        raise AssertionError(f"the steps of {promise} have no answer at {at}, which is due {due}")

    def _stretches(
        self, promise: Promise | None, usable: Bools | None, *columns: Ints
    ) -> list[Stretch]:
        """Return what answers for the instants in *columns*, in order of time."""
        reach = _reach(usable, *columns)
        if reach is None:
            return []
        for table in self._tables.get(promise, ()):
            if table.start <= reach[0] and reach[1] < table.end:
                return [table]
        chosen = [column if usable is None else column[usable] for column in columns]
        years = np.unique(np.concatenate([self._years(column) for column in chosen]))
        return [
            stretch
            for first, last in _runs(years)
            for stretch in self._stretches_of(promise, first, last)
        ]

    def _stretches_of(self, promise: Promise | None, first: int, last: int) -> list[Stretch]:
        """Return what answers for the local years *first* to *last*."""
        start, end = self._new_year(first), self._new_year(last + 1)
        kept = self._tables.get(promise, ())
        for table in kept:
            if table.start <= start and end <= table.end:
                return [table]
        near = [table for table in kept if table.start <= end and start <= table.end]
        wide = (
            min([start, *(table.start for table in near)]),
            max([end, *(table.end for table in near)]),
        )
        if wide[1] - wide[0] <= MOST_YEARS * _YEAR:
            with suppress(CoverageError):
                return [self._kept(promise, *wide)]
        try:
            return [self._kept(promise, start, end)]
        except CoverageError as error:
            if first == last:
                return [_Unknown(start, end, error)]
        return [
            stretch
            for year in range(first, last + 1)
            for stretch in self._stretches_of(promise, year, year)
        ]

    def _kept(self, promise: Promise | None, start: int, end: int) -> StepTable:
        """Return a new table of `[start, end)`, which takes the place of those within it."""
        if promise is None:
            steps = reading_steps(self.calendar.covering(start, end - 1), start, end)
        else:
            steps = promise_steps(self.calendar, promise, start, end)
        made = StepTable(steps, start, end)
        tables = dict(self._tables)
        others = tables.pop(promise, ())
        apart = (table for table in others if table.start < start or end < table.end)
        tables[promise] = (*apart, made)
        self._tables = _within_bound(tables)
        return made

    def _new_year(self, year: int) -> int:
        return self.calendar.midnight(date(year, 1, 1))

    def _years(self, at: Ints) -> Ints:
        """Return the local years that occur among instants."""
        utc = np.unique(at.view("datetime64[us]").astype("datetime64[Y]").astype(np.int64)) + 1970
        years = np.unique(np.concatenate([utc - 1, utc, utc + 1]))
        bounds = [self._new_year(year) for year in years.tolist()]
        return np.unique(years[np.searchsorted(bounds, at, side="right") - 1])


class _Unknown(NamedTuple):
    """A stretch that has no answers, since what is open in it is not known."""

    start: int
    end: int
    error: CoverageError


Stretch: TypeAlias = StepTable | _Unknown
_YEAR = 366 * DAY


def _within_bound(
    tables: dict[Promise | None, tuple[StepTable, ...]],
) -> dict[Promise | None, tuple[StepTable, ...]]:
    """Return tables without those made first, as far as they take up too much together."""
    left = sum(table.size for entry in tables.values() for table in entry) - MOST_BYTES
    for promise in list(tables)[:-1]:
        if left <= 0:
            break
        left -= sum(table.size for table in tables.pop(promise))
    promise, entry = next(reversed(tables.items()))
    while left > 0 and len(entry) > 1:
        left -= entry[0].size
        entry = entry[1:]
    tables[promise] = entry
    return tables


def _runs(years: Ints) -> Iterator[tuple[int, int]]:
    """Yield years as runs from first to last; a single year that is left out breaks none."""
    for run in np.split(years, np.flatnonzero(np.diff(years) > 2) + 1):
        for first in range(int(run[0]), int(run[-1]) + 1, MOST_YEARS):
            yield first, min(first + MOST_YEARS - 1, int(run[-1]))


def _by_stretch(
    stretches: list[Stretch], at: Ints, usable: Bools | None
) -> Iterator[tuple[Stretch, Ints]]:
    """Yield the stretches that rows lie in, each with its rows."""
    rows = np.arange(len(at)) if usable is None else np.flatnonzero(usable)
    if len(stretches) == 1:
        yield stretches[0], rows
        return
    starts = [stretch.start for stretch in stretches]
    places = np.searchsorted(starts, at[rows], side="right") - 1
    for group in _groups(rows, places):
        yield stretches[int(np.searchsorted(starts, at[group[0]], side="right")) - 1], group


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


def _reach(usable: Bools | None, *columns: Ints) -> tuple[int, int] | None:
    """Return the first and last of the usable instants; None if there are none."""
    if not len(columns[0]) or (usable is not None and not usable.any()):
        return None
    where = True if usable is None else usable
    low = min(int(np.min(column, where=where, initial=LATEST)) for column in columns)
    high = max(int(np.max(column, where=where, initial=EARLIEST)) for column in columns)
    return low, high


def _chunks(size: int) -> Iterator[slice]:
    for start in range(0, size, CHUNK):
        yield slice(start, min(start + CHUNK, size))


def _groups(rows: Ints, keys: Ints) -> list[Ints]:
    """Return *rows* split by their keys; within a group they keep their order."""
    order = np.argsort(keys, kind="stable")
    bounds = np.flatnonzero(np.diff(keys[order])) + 1
    return np.split(rows[order], bounds) if rows.size else []
