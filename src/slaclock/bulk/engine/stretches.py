"""The tables of a calendar: which of them answers for which years, and what is kept.

Years that stand apart have tables of their own, so that a far date costs what it would cost
alone. A year in which it is not known whether something is open is cut: what is known of it has
tables, and the rest is an `UnknownStretch`.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from datetime import date
from typing import NamedTuple, TypeAlias

import numpy as np

from slaclock.bulk.engine.step_tables import promise_steps, reading_steps
from slaclock.bulk.engine.steps import Bools, Ints, StepTable
from slaclock.calendars.combined import Combinable
from slaclock.errors import CoverageError
from slaclock.instants import DAY, EARLIEST, LATEST
from slaclock.matrices.promises import Promise

__all__ = [
    "MOST_BYTES",
    "MOST_YEARS",
    "AnswerStretch",
    "TableShelf",
    "UnknownStretch",
    "by_stretch",
]

MOST_BYTES = 8 << 20
"""How many bytes of tables one calendar keeps; those made last stay."""
MOST_YEARS = 64
"""The longest stretch of years that one table is made for."""
_YEAR = 366 * DAY


class UnknownStretch(NamedTuple):
    """A stretch that has no answers, since what is open in it is not known."""

    start: int
    end: int
    error: CoverageError


AnswerStretch: TypeAlias = StepTable | UnknownStretch


class TableShelf:
    """The tables of a calendar, made when they are asked for; those made last are kept.

    Attributes:
        calendar: Whose tables they are.
    """

    __slots__ = ("_tables", "calendar")

    def __init__(self, calendar: Combinable) -> None:
        """Hold *calendar*; no table is made yet."""
        self.calendar = calendar
        # Replaced as a whole when it changes, so threads need no lock.
        self._tables: dict[Promise | None, tuple[StepTable, ...]] = {}

    @property
    def kept_bytes(self) -> int:
        """Return how many bytes of tables are kept: at most `MOST_BYTES`, or a single table."""
        return sum(table.size for tables in self._tables.values() for table in tables)

    def stretches(
        self, promise: Promise | None, usable: Bools | None, *columns: Ints
    ) -> list[AnswerStretch]:
        """Return what answers for the instants in *columns*, in order of time.

        Args:
            promise: What is asked for; None for the open clock.
            usable: Which rows hold instants; None if all do.
            columns: Microseconds since the epoch.
        """
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
            for stretch in self._of_years(promise, first, last, chosen)
        ]

    def _of_years(
        self, promise: Promise | None, first: int, last: int, instants: list[Ints]
    ) -> list[AnswerStretch]:
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
        # A wider table takes the place of its neighbours, so that questions asked year by year end
        # with one table. If more years are not known, the years asked about may be.
        if wide[1] - wide[0] <= MOST_YEARS * _YEAR:
            with suppress(CoverageError):
                return [self._kept(promise, *wide)]
        with suppress(CoverageError):
            return [self._kept(promise, start, end)]
        if first == last:
            return self._of_known_parts(promise, start, end, instants)
        return [
            stretch
            for year in range(first, last + 1)
            for stretch in self._of_years(promise, year, year, instants)
        ]

    def _of_known_parts(
        self, promise: Promise | None, start: int, end: int, instants: list[Ints]
    ) -> list[AnswerStretch]:
        """Return what answers for *instants* in a year that is not known as a whole."""
        asked = np.concatenate([at[(at >= start) & (at < end)] for at in instants])
        found: list[AnswerStretch] = []
        for since, until, error, _ in self.calendar.unknown(start, end):
            found += self._if_asked(promise, start, since, asked)
            found.append(UnknownStretch(since, until, error))
            start = until
        return [*found, *self._if_asked(promise, start, end, asked)]

    def _if_asked(
        self, promise: Promise | None, start: int, end: int, asked: Ints
    ) -> list[AnswerStretch]:
        """Return what answers for a part of a year, if an instant lies in it."""
        if not ((asked >= start) & (asked < end)).any():
            return []
        try:
            return [self._kept(promise, start, end)]
        except CoverageError as error:
            return [UnknownStretch(start, end, error)]

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
        # Around New Year the year in the zone of the calendar is another one than in UTC.
        years = np.unique(np.concatenate([utc - 1, utc, utc + 1]))
        bounds = [self._new_year(year) for year in years.tolist()]
        return np.unique(years[np.searchsorted(bounds, at, side="right") - 1])


def _within_bound(
    tables: dict[Promise | None, tuple[StepTable, ...]],
) -> dict[Promise | None, tuple[StepTable, ...]]:
    """Return the tables, the oldest left out until the others fit into `MOST_BYTES`."""
    left = sum(table.size for entry in tables.values() for table in entry) - MOST_BYTES
    # A dictionary keeps the order of making; the table that was just asked for is the last.
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
    """Yield years as runs from first to last; a run goes on over a single missing year."""
    for run in np.split(years, np.flatnonzero(np.diff(years) > 2) + 1):
        for first in range(int(run[0]), int(run[-1]) + 1, MOST_YEARS):
            yield first, min(first + MOST_YEARS - 1, int(run[-1]))


def by_stretch(
    stretches: list[AnswerStretch], at: Ints, usable: Bools | None
) -> Iterator[tuple[AnswerStretch, Ints]]:
    """Yield the stretches that rows lie in, each with its rows."""
    rows = np.arange(len(at)) if usable is None else np.flatnonzero(usable)
    if len(stretches) == 1:
        yield stretches[0], rows
        return
    starts = [stretch.start for stretch in stretches]
    places = np.searchsorted(starts, at[rows], side="right") - 1
    for group in _groups(rows, places):
        yield stretches[int(np.searchsorted(starts, at[group[0]], side="right")) - 1], group


def _reach(usable: Bools | None, *columns: Ints) -> tuple[int, int] | None:
    """Return the first and last of the usable instants; None if there are none."""
    if not len(columns[0]) or (usable is not None and not usable.any()):
        return None
    where = True if usable is None else usable
    low = min(int(np.min(column, where=where, initial=LATEST)) for column in columns)
    high = max(int(np.max(column, where=where, initial=EARLIEST)) for column in columns)
    return low, high


def _groups(rows: Ints, keys: Ints) -> list[Ints]:
    """Return *rows* split by their keys; within a group they keep their order."""
    order = np.argsort(keys, kind="stable")
    bounds = np.flatnonzero(np.diff(keys[order])) + 1
    return np.split(rows[order], bounds) if rows.size else []
