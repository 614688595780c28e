"""What an unclear clause is worth: how many verdicts of a history hang on how it is read.

Each reading is a contract of its own, and judges all tickets anew; what differs from the
verdicts under the contract as it is written is counted.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, tzinfo
from typing import Any, NamedTuple

import numpy as np
import polars as pl
from numpy.typing import NDArray

from slaclock.bulk.engine.kernel import kernel_of
from slaclock.bulk.engine.steps import NAT
from slaclock.instants import from_micros
from slaclock.matrices.door import MatrixLike, matrix_of
from slaclock.matrices.history import MatrixHistory
from slaclock.matrices.model import Matrix
from slaclock.matrices.promises import Target
from slaclock.offsets import Flags
from slaclock.reports.figures.judging import judge
from slaclock.reports.figures.readings import CLOSING, readings_of
from slaclock.reports.figures.verdicts import (
    BREACHED,
    MET,
    RUNNING,
    MetricVerdicts,
    StateCodes,
    Verdicts,
    main_calendar,
)
from slaclock.reports.outputs import safe_csv
from slaclock.reports.reading.tickets import Tickets

__all__ = ["Changes", "ClausePrice", "PriceFigures", "ReadingPrice", "figures_of", "prices_of"]

_NEXT_OPENING = "due at the next opening instead"


class Changes(NamedTuple):
    """How many verdicts of one metric change, and how.

    Attributes:
        changed: All that change.
        to_breached: Met as it is written, breached as it is read.
        to_met: Breached as it is written, met as it is read.
    """

    changed: int
    to_breached: int
    to_met: int

    @property
    def other(self) -> int:
        """Return how many change in another way, such as from breached to running."""
        return self.changed - self.to_breached - self.to_met


class ReadingPrice(NamedTuple):
    """What one reading of a clause changes: its name, and the changes by metric."""

    name: str
    metrics: Mapping[str, Changes]

    @property
    def total(self) -> Changes:
        """Return the changes of all metrics together."""
        return Changes(*(sum(part) for part in zip(*self.metrics.values(), strict=True)))


class ClausePrice(NamedTuple):
    """What hangs on one clause.

    Attributes:
        clause: Its name.
        verdicts: How many verdicts change under at least one of its readings.
        readings: Those that say something else than what is written.
    """

    clause: str
    verdicts: int
    readings: tuple[ReadingPrice, ...]


@dataclass(frozen=True)
class PriceFigures:
    """What the unclear clauses of a contract are worth in the verdicts of a history.

    Attributes:
        written: The verdicts under the contract as it is written.
        zone: The zone in which times are shown.
        clauses: In a settled order; those that cannot be read in another way are left out.
    """

    written: Verdicts
    zone: tzinfo
    clauses: tuple[ClausePrice, ...]

    @property
    def verdicts(self) -> int:
        """Return how many verdicts there are that can change."""
        return len(self.written) * len(self.written.metrics)

    def frame(self) -> pl.DataFrame:
        """Return the changes as a frame: a row for each clause, reading and metric."""
        rows = [
            {
                "clause": clause.clause,
                "reading": reading.name,
                "metric": metric,
                "changed": found.changed,
                "to_breached": found.to_breached,
                "to_met": found.to_met,
                "other": found.other,
            }
            for clause in self.clauses
            for reading in clause.readings
            for metric, found in reading.metrics.items()
        ]
        texts = dict.fromkeys(("clause", "reading", "metric"), pl.String)
        numbers = dict.fromkeys(("changed", "to_breached", "to_met", "other"), pl.Int64)
        return pl.DataFrame(rows, schema={**texts, **numbers})

    def to_csv(self) -> str:
        """Return the same as CSV that no spreadsheet runs as formulas."""
        return safe_csv(self.frame())

    def to_dict(self) -> dict[str, Any]:
        """Return the prices as plain data that JSON takes."""
        matrix = self.written.matrix
        return {
            "as_of": from_micros(self.written.as_of, self.zone).isoformat(),
            "zone": str(self.zone),
            "matrix": {"id": matrix.id, "version": matrix.version, "sha256": matrix.fingerprint()},
            "tickets": len(self.written),
            "verdicts": self.verdicts,
            "clauses": [
                {
                    "clause": clause.clause,
                    "verdicts": clause.verdicts,
                    "readings": [_plain(reading) for reading in clause.readings],
                }
                for clause in self.clauses
            ],
        }


def figures_of(
    tickets: Tickets,
    *,
    matrix: MatrixLike,
    as_of: datetime,
    country: str | None = None,
    subdivision: str | None = None,
) -> PriceFigures:
    """Return what hangs on the unclear clauses; see `slaclock.reports.price`."""
    terms = matrix_of(matrix)
    written = judge(tickets, terms, as_of)
    zone = main_calendar(written)[1].zone
    return prices_of(tickets, written, terms, zone=zone, country=country, subdivision=subdivision)


def prices_of(
    tickets: Tickets,
    written: Verdicts,
    terms: Matrix | MatrixHistory,
    *,
    zone: tzinfo,
    chosen: Flags | None = None,
    country: str | None = None,
    subdivision: str | None = None,
) -> PriceFigures:
    """Return what hangs on the unclear clauses in verdicts that are there already.

    Args:
        tickets: What was read.
        written: The verdicts under the contract as it is written, on the chosen tickets.
        terms: The contract as it is written.
        zone: The zone in which times are shown.
        chosen: Which of all judged tickets count; None for all.
        country, subdivision: As for `slaclock.reports.price`.
    """
    as_of = from_micros(written.as_of, zone)
    found: dict[str, list[tuple[ReadingPrice, dict[str, Flags]]]] = {}
    for reading in readings_of(terms, country, subdivision):
        other = judge(tickets, reading.terms, as_of).metrics
        states = {
            name: one.states if chosen is None else one.states[chosen]
            for name, one in other.items()
            if name in written.metrics
        }
        found.setdefault(reading.clause, []).append(_priced(reading.name, written, states))
    later = {name: _at_next_opening(written, one) for name, one in written.metrics.items()}
    found[CLOSING] = [_priced(_NEXT_OPENING, written, later)]
    clauses = tuple(_clause(name, readings) for name, readings in found.items())
    return PriceFigures(written, zone, clauses)


def _priced(
    name: str, written: Verdicts, read: Mapping[str, StateCodes]
) -> tuple[ReadingPrice, dict[str, Flags]]:
    """Return what a reading changes, and which verdicts of each metric."""
    differ = {metric: written.metrics[metric].states != states for metric, states in read.items()}
    changes = {
        metric: Changes(
            int(differ[metric].sum()),
            int(((written.metrics[metric].states == MET) & (states == BREACHED)).sum()),
            int(((written.metrics[metric].states == BREACHED) & (states == MET)).sum()),
        )
        for metric, states in read.items()
    }
    return ReadingPrice(name, changes), differ


def _clause(name: str, readings: list[tuple[ReadingPrice, dict[str, Flags]]]) -> ClausePrice:
    """Join the readings of a clause; a verdict that several of them change counts once."""
    hanging: dict[str, Flags] = {}
    for _, differ in readings:
        for metric, rows in differ.items():
            hanging[metric] = hanging[metric] | rows if metric in hanging else rows
    verdicts = sum(int(rows.sum()) for rows in hanging.values())
    return ClausePrice(name, verdicts, tuple(reading for reading, _ in readings))


def _at_next_opening(written: Verdicts, found: MetricVerdicts) -> StateCodes:
    """Return the states if work that ends at a closing time were due at the next opening.

    Only what is breached can change: completed before that opening it is met, or at it, where
    the promise is not strict; not completed and asked before it, it is running.
    """
    states = found.states.copy()
    for rows, strict, openings in _openings(written, found):
        ended = np.where(found.done[rows], found.due[rows] + found.late_wall[rows], written.as_of)
        in_time = ended < openings if strict else ended <= openings
        moved = rows[in_time]
        states[moved] = np.where(found.done[moved], MET, RUNNING)
    return states


def _openings(
    written: Verdicts, found: MetricVerdicts
) -> Iterator[tuple[NDArray[np.intp], bool, NDArray[np.int64]]]:
    """Yield rows that are breached and due at a closing time, and when it opens next, by cell."""
    breached = (found.states == BREACHED) & (found.due != NAT)
    metric = next(name for name, one in written.metrics.items() if one is found)
    for place, cell in enumerate(written.cells):
        target = cell.row.promised(metric) if cell.row is not None else None
        rows = np.flatnonzero(breached & (written.places == place))
        if target is None or not rows.size:
            continue
        for single, part in _by_target(target, rows, written.opened, found.due):
            kernel, due = kernel_of(single.calendar), found.due[part]
            # A closing: open until then, and closed from then on.
            until, _ = kernel.elapsed(due - 1, due)
            after, _ = kernel.later(due, np.ones_like(due))
            closing = (until == 1) & (after != NAT) & (after - 1 > due)
            yield part[closing], single.strict, after[closing] - 1


def _by_target(
    target: Target, rows: NDArray[np.intp], opened: NDArray[np.int64], due: NDArray[np.int64]
) -> Iterator[tuple[Target, NDArray[np.intp]]]:
    """Yield rows with the single target that gave their deadlines: of several, by calendar.

    A deadline that a pause has moved may be that of none; then it goes by the one that was
    chosen when the ticket was opened.
    """
    if not target.parts:
        yield target, rows
        return
    found: dict[str, tuple[Target, list[int]]] = {}
    for row in rows.tolist():
        single = target.binding(int(opened[row]), int(due[row]))
        found.setdefault(single.calendar_id, (single, []))[1].append(row)
    for single, part in found.values():
        yield single, np.array(part, np.intp)


def _plain(reading: ReadingPrice) -> dict[str, Any]:
    total = {"changed": reading.total.changed, "metrics": {}}
    metrics = {name: {**one._asdict(), "other": one.other} for name, one in reading.metrics.items()}
    return {"reading": reading.name, **total, "metrics": metrics}
