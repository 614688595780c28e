"""By whom and for whom: the figures by team, agent, customer, or any column of the file.

Every group is counted, however small; a page may show the largest only.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

import numpy as np
import polars as pl
from numpy.typing import NDArray

from slaclock.errors import UnknownNameError
from slaclock.reports.figures.attainment import BY, Counts, counts_frame
from slaclock.reports.figures.cells import codes_of_names
from slaclock.reports.figures.periods import Periods
from slaclock.reports.figures.verdicts import STATES, MetricVerdicts, Verdicts
from slaclock.reports.reading.tickets import other_name, other_names

__all__ = ["MOST_OVER_TIME", "Group", "Grouping", "frame_by", "group_names", "groupings_of"]

MOST_OVER_TIME = 12
"""How many groups, the largest first, are counted by period too."""


class Group(NamedTuple):
    """The tickets of one team, agent, customer or other value of a column.

    Attributes:
        value: What stands in the column; None where nothing does.
        tickets: How many.
        counts: By metric.
        over_time: By metric and period; empty for all but the largest groups.
    """

    value: str | None
    tickets: int
    counts: dict[str, Counts]
    over_time: dict[str, tuple[Counts, ...]]


class Grouping(NamedTuple):
    """The groups of one column, the largest first."""

    name: str
    groups: tuple[Group, ...]


def group_names(verdicts: Verdicts, by: Sequence[str]) -> tuple[str, ...]:
    """Return the roles and columns that are meant, as the tickets call them.

    Raises:
        UnknownNameError: The tickets have no such role or column.
    """
    known = other_names(verdicts.frame)
    folded = {name.casefold(): name for name in reversed(known)}
    found = []
    for name in by:
        own = name if name in known else folded.get(name.casefold())
        if own is None:
            raise UnknownNameError("grouping", name, (*BY, *known))
        found.append(own)
    return tuple(dict.fromkeys(found))


def groupings_of(
    verdicts: Verdicts, names: Sequence[str], periods: Periods
) -> tuple[Grouping, ...]:
    """Return the figures by each of some roles or columns.

    Args:
        verdicts: What `judge` returned, or some of it.
        names: What `group_names` returned.
        periods: The periods in which the tickets count.
    """
    return tuple(Grouping(name, tuple(_groups(verdicts, name, periods))) for name in names)


def frame_by(verdicts: Verdicts, by: Sequence[str], periods: Periods) -> pl.DataFrame:
    """Return counts and attainment by anything that is known of the tickets.

    Args:
        verdicts: What `judge` returned, or some of it.
        by: Any of `metric`, `plan`, `priority`, `period`, and roles or columns.
        periods: The periods in which the tickets count.

    Raises:
        UnknownNameError: The tickets have no such role or column.
    """
    own = {name: group_names(verdicts, [name])[0] for name in by if name not in BY}
    known: dict[str, pl.Series] = {
        name: verdicts.frame[other_name(column)].cast(pl.String) for name, column in own.items()
    }
    labels = pl.Series([period.label for period in periods.periods], dtype=pl.String)
    if "period" in by:
        known["period"] = labels.gather(periods.places)
    for part in ("plan", "priority"):
        if part in by:
            names = pl.Series([getattr(cell, part) for cell in verdicts.cells], dtype=pl.String)
            known[part] = names.gather(verdicts.places)
    frames = [
        pl.DataFrame(known, height=len(verdicts)).with_columns(
            *_flags(found), metric=pl.lit(metric)
        )
        for metric, found in verdicts.metrics.items()
    ]
    if not frames:
        schema = dict.fromkeys((*known, "metric"), pl.String) | dict.fromkeys(STATES, pl.Int64)
        frames = [pl.DataFrame(schema=schema)]
    return counts_frame(pl.concat(frames), by)


def _flags(found: MetricVerdicts) -> Iterator[pl.Series]:
    size = len(found.states)
    table = found.tally(np.arange(size), size)
    for code, name in enumerate(STATES):
        yield pl.Series(name, table[:, code])


def _groups(verdicts: Verdicts, name: str, periods: Periods) -> Iterator[Group]:
    found = codes_of_names(verdicts.frame[other_name(name)])
    values: list[Any] = [*found.names, None]
    codes = np.where(found.codes < 0, len(found.names), found.codes)
    sizes = np.bincount(codes, minlength=len(values))
    # Of equal sizes the first in the file stands first; those without a value stand last.
    order = [code for code in np.argsort(-sizes, kind="stable").tolist() if sizes[code]]
    order.sort(key=lambda code: values[code] is None)
    ranks = np.zeros(len(values), np.int64)
    ranks[order] = np.arange(len(order))
    ranked = ranks[codes]
    counts = {
        metric: _counts(verdict, ranked, len(order)) for metric, verdict in verdicts.metrics.items()
    }
    over_time = _over_time(verdicts, ranked, periods)
    for rank, code in enumerate(order):
        yield Group(
            value=values[code],
            tickets=int(sizes[code]),
            counts={metric: entry[rank] for metric, entry in counts.items()},
            over_time={metric: entry[rank] for metric, entry in over_time.items()}
            if rank < MOST_OVER_TIME
            else {},
        )


def _over_time(
    verdicts: Verdicts, ranked: NDArray[np.int64], periods: Periods
) -> dict[str, list[tuple[Counts, ...]]]:
    largest = ranked < MOST_OVER_TIME
    width = len(periods.periods)
    places = ranked[largest] * width + periods.places[largest]
    found = {}
    for metric, verdict in verdicts.metrics.items():
        cells = _counts(verdict.where(largest), places, MOST_OVER_TIME * width)
        found[metric] = [
            tuple(cells[rank * width : (rank + 1) * width]) for rank in range(MOST_OVER_TIME)
        ]
    return found


def _counts(found: MetricVerdicts, places: NDArray[np.int64], size: int) -> list[Counts]:
    return [Counts(*row) for row in found.tally(places, size).tolist()]
