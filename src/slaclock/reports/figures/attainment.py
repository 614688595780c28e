"""Attainment: what share of the promises was met, of how many, where, and by how much not.

Everything is counted in whole numbers over columns; a share is made only where it is shown.
The denominator of attainment is what is decided, met and breached together; what is running,
paused, not applicable or unreadable is counted beside it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import tzinfo
from typing import Any, NamedTuple

import numpy as np
import polars as pl
from numpy.typing import NDArray

from slaclock.bulk.engine.steps import NAT, Ints
from slaclock.errors import UnknownNameError
from slaclock.reports.figures.cells import Cell
from slaclock.reports.figures.periods import PeriodKind, Periods, hours_of_week, periods_of
from slaclock.reports.figures.shares import Goal, percent_text
from slaclock.reports.figures.verdicts import (
    BREACHED,
    MET,
    STATES,
    MetricVerdicts,
    Verdicts,
)
from slaclock.reports.side_by_side import side_by_side

__all__ = [
    "BY",
    "PERCENTILES",
    "Attainment",
    "Counts",
    "HoursOfWeek",
    "Lateness",
    "Use",
    "counts_frame",
    "measure",
]

PERCENTILES = (50, 90, 95)
BY = ("metric", "plan", "priority", "period")
USE_BIN = 10
"""Percent of the target in a bin of the distribution of time used."""
MOST_USE = 300
"""From this percentage of the target on there is one bin."""
BINS = MOST_USE // USE_BIN + 1
HOURS = 168
ALL = -1


class Counts(NamedTuple):
    """How many promises ended in each state."""

    met: int
    breached: int
    running: int
    paused: int
    not_applicable: int
    unreadable: int

    @property
    def decided(self) -> int:
        """Return the denominator of the attainment: met and breached."""
        return self.met + self.breached

    @property
    def total(self) -> int:
        """Return how many were counted, whatever became of them."""
        return sum(self)

    @property
    def attainment(self) -> float | None:
        """Return the share met of those decided; None where none is."""
        return self.met / self.decided if self.decided else None

    def text(self, decimals: int = 1) -> str:
        """Return the attainment in percent, cut off; `n/a` where nothing is decided."""
        return percent_text(self.met, self.decided, decimals)

    def reaches(self, goal: Goal) -> bool | None:
        """Return whether the attainment is at least the goal, exactly; None for `n/a`."""
        return goal.is_reached(self.met, self.decided)


class Use(NamedTuple):
    """Open time used by what was completed, in microseconds, and how it is distributed.

    Attributes:
        completed: How many.
        percentiles: Of the open time used, by nearest rank, in the order of `PERCENTILES`;
            None where nothing was completed.
        met, breached: How many used each tenth of their target; the last bin has no end.
    """

    completed: int
    percentiles: tuple[int, ...] | None
    met: tuple[int, ...]
    breached: tuple[int, ...]


class Lateness(NamedTuple):
    """How late what is breached was, or is by now, in microseconds.

    `median` and `most` are open time, `median_wall` and `most_wall` wall time; None where
    nothing is breached.
    """

    breached: int
    median: int | None
    most: int | None
    median_wall: int | None
    most_wall: int | None


class HoursOfWeek(NamedTuple):
    """How many tickets by hour of the week, from Monday midnight.

    Attributes:
        opened: By the hour in which they were opened.
        breached: By the hour in which a deadline passed unmet, for each metric.
    """

    opened: tuple[int, ...]
    breached: dict[str, tuple[int, ...]]


@dataclass(frozen=True)
class Attainment:
    """The figures of a report.

    Attributes:
        metrics: Names, in the order of the matrix.
        cells: Plans and priorities that occur.
        periods: By the date on which tickets were opened, or by which they are counted.
        zone: The zone of dates and hours.
        cube: Counts by metric, cell, period and state.
        use: By metric and cell; the cell `ALL` is all of them.
        lateness: The same.
        hours: By hour of the week.
    """

    metrics: tuple[str, ...]
    cells: tuple[Cell, ...]
    periods: Periods
    zone: tzinfo
    cube: NDArray[np.int64]
    use: dict[tuple[str, int], Use]
    lateness: dict[tuple[str, int], Lateness]
    hours: HoursOfWeek

    def counts(
        self,
        metric: str | None = None,
        *,
        plan: str | None = None,
        priority: str | None = None,
        period: int | None = None,
    ) -> Counts:
        """Return the counts of a part of the tickets; None stands for all.

        Args:
            metric, plan, priority: Names.
            period: An index into `periods.periods`.
        """
        chosen = [
            place
            for place, cell in enumerate(self.cells)
            if plan in (None, cell.plan) and priority in (None, cell.priority)
        ]
        metrics = range(len(self.metrics)) if metric is None else [self.metrics.index(metric)]
        part = self.cube[np.ix_(list(metrics), chosen)]
        part = part if period is None else part[:, :, [period]]
        return Counts(*part.sum(axis=(0, 1, 2)).tolist())

    def frame(self, by: Sequence[str] | str = ("metric", "plan", "priority")) -> pl.DataFrame:
        """Return the counts and the attainment as a frame.

        Args:
            by: What each row is about: any of `metric`, `plan`, `priority`, `period`.

        Returns:
            A row for each combination that occurs, with the counts, `decided` and
            `attainment`, the share met as a float, null where nothing is decided.

        Raises:
            UnknownNameError: A grouping that there is not.
        """
        names = [by] if isinstance(by, str) else list(by)
        unknown = [name for name in names if name not in BY]
        if unknown:
            raise UnknownNameError("grouping", unknown[0], BY)
        rows = list(self._rows())
        schema = dict.fromkeys(BY, pl.String) | dict.fromkeys(STATES, pl.Int64)
        return counts_frame(pl.DataFrame(rows, schema=schema, orient="row"), names)

    def _rows(self) -> Iterator[tuple[Any, ...]]:
        labels = [period.label for period in self.periods.periods]
        for m, metric in enumerate(self.metrics):
            for c, cell in enumerate(self.cells):
                for p, label in enumerate(labels):
                    states = self.cube[m, c, p].tolist()
                    if any(states):
                        yield (metric, cell.plan, cell.priority, label, *states)


def counts_frame(frame: pl.DataFrame, by: Sequence[str]) -> pl.DataFrame:
    """Return a frame of counts by state, summed up by some of its columns, with attainment."""
    grouped = frame.group_by(list(by), maintain_order=True).agg(pl.col(*STATES).sum())
    decided = pl.col("met") + pl.col("breached")
    return grouped.with_columns(
        decided=decided,
        attainment=pl.when(decided > 0).then(pl.col("met") / decided),
    )


def measure(
    verdicts: Verdicts, *, period: PeriodKind, zone: tzinfo, counted_at: Ints | None = None
) -> Attainment:
    """Return the figures of the verdicts on tickets.

    Args:
        verdicts: What `judge` returned.
        period: Whether tickets are counted by day, week, month, quarter or year.
        zone: The zone of dates and hours.
        counted_at: The instant in whose period each ticket counts; None for its opening.

    Raises:
        TextError: Not such a kind of period, or it gives over 5,000.
    """
    periods = periods_of(verdicts.opened if counted_at is None else counted_at, zone, period)
    order = np.argsort(verdicts.places.astype(np.uint16), kind="stable")
    use: dict[tuple[str, int], Use] = {}
    lateness: dict[tuple[str, int], Lateness] = {}

    def by_cell(found: MetricVerdicts) -> tuple[dict[int, Use], dict[int, Lateness]]:
        used = _Sorted(verdicts, order, found.done & (found.states <= BREACHED))
        late = _Sorted(verdicts, order, found.states == BREACHED)
        return dict(_uses(found, used)), dict(_latenesses(found, late))

    results = side_by_side(by_cell, verdicts.metrics.values())
    for name, (uses, latenesses) in zip(verdicts.metrics, results, strict=True):
        use |= {(name, place): entry for place, entry in uses.items()}
        lateness |= {(name, place): entry for place, entry in latenesses.items()}
    return Attainment(
        metrics=tuple(verdicts.metrics),
        cells=verdicts.cells,
        periods=periods,
        zone=zone,
        cube=_cube(verdicts, periods),
        use=use,
        lateness=lateness,
        hours=_hours(verdicts, zone),
    )


class _Sorted:
    """Some of the tickets, sorted by cell.

    Attributes:
        rows: Which tickets.
        parts: The part of *rows* that belongs to each cell, and `ALL` of them.
    """

    def __init__(self, verdicts: Verdicts, order: NDArray[np.intp], chosen: Any) -> None:
        self.rows = order[chosen[order]]
        cells = range(len(verdicts.cells) + 1)
        bounds = np.searchsorted(verdicts.places[self.rows], cells).tolist()
        self.parts = [(ALL, slice(0, len(self.rows)))]
        self.parts += [
            (place, slice(bounds[place], bounds[place + 1])) for place in range(len(verdicts.cells))
        ]


def _cube(verdicts: Verdicts, periods: Periods) -> NDArray[np.int64]:
    shape = (len(verdicts.cells), len(periods.periods), len(STATES))
    places = verdicts.places * shape[1] + periods.places
    planes = [
        found.tally(places, shape[0] * shape[1]).reshape(shape)
        for found in verdicts.metrics.values()
    ]
    return np.stack(planes) if planes else np.zeros((0, *shape), np.int64)


def _uses(found: MetricVerdicts, chosen: _Sorted) -> Iterator[tuple[int, Use]]:
    states, used = found.states[chosen.rows], found.used[chosen.rows]
    target = found.target[chosen.rows]
    # A float is good enough to sort what was used into tenths; no verdict hangs on it.
    tenths = np.minimum(used * (100 / USE_BIN) / np.maximum(target, 1), MOST_USE // USE_BIN)
    bins = tenths.astype(np.int8)
    # A target used up to the last microsecond and met stands below 100 %, not above.
    bins -= (states == MET) & (used == target) & (target > 0)
    for place, part in chosen.parts:
        counts = [
            tuple(np.bincount(bins[part][states[part] == state], minlength=BINS).tolist())
            for state in (MET, BREACHED)
        ]
        percentiles = _percentiles(used[part]) if part.stop > part.start else None
        yield place, Use(part.stop - part.start, percentiles, counts[0], counts[1])


def _percentiles(values: Ints) -> tuple[int, ...]:
    """Return percentiles by nearest rank: each is the value of some ticket."""
    ranks = [max(-(-len(values) * percent // 100), 1) - 1 for percent in PERCENTILES]
    ordered = np.partition(values, ranks)
    return tuple(int(ordered[rank]) for rank in ranks)


def _latenesses(found: MetricVerdicts, chosen: _Sorted) -> Iterator[tuple[int, Lateness]]:
    late_open, late_wall = found.late_open[chosen.rows], found.late_wall[chosen.rows]
    for place, part in chosen.parts:
        late, wall = late_open[part], late_wall[part]
        if len(late):
            most = int(late.max()), int(wall.max())
            yield place, Lateness(len(late), _median(late), most[0], _median(wall), most[1])
        else:
            yield place, Lateness(0, None, None, None, None)


def _median(values: Ints) -> int:
    middle = (len(values) - 1) // 2
    return int(np.partition(values, middle)[middle])


def _hours(verdicts: Verdicts, zone: tzinfo) -> HoursOfWeek:
    opened = np.bincount(hours_of_week(verdicts.opened, zone), minlength=HOURS)
    breached = {}
    for name, found in verdicts.metrics.items():
        due = found.due[(found.states == BREACHED) & (found.due != NAT)]
        # A deadline at a closing belongs to the hour that ends there.
        hours = hours_of_week(due - 1, zone)
        breached[name] = tuple(np.bincount(hours, minlength=HOURS).tolist())
    return HoursOfWeek(tuple(opened.tolist()), breached)
