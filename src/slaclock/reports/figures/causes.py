"""Why promises were missed: what the missed have in common that the met have not.

A ticket may have several of these marks, or none. A mark that is as frequent among the met says
nothing, so both shares stand side by side.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np

from slaclock.bulk.engine.kernel import Kernel
from slaclock.bulk.engine.steps import NAT
from slaclock.bulk.engine.terms import kernels_of
from slaclock.offsets import Flags
from slaclock.reports.figures.verdicts import BREACHED, MET, MetricVerdicts, Verdicts

__all__ = ["Cause", "causes"]


class Cause(NamedTuple):
    """How many tickets of a promise have a mark.

    Attributes:
        metric: Which promise.
        mark: What they have, in words.
        missed, met: How many of those that missed it, and of those that met it.
        of_missed, of_met: How many missed and met it in all.
    """

    metric: str
    mark: str
    missed: int
    met: int
    of_missed: int
    of_met: int


def causes(verdicts: Verdicts) -> tuple[Cause, ...]:
    """Return how frequent each mark is, of each promise that was missed by any ticket."""
    found: list[Cause] = []
    opened_closed = _opened_closed(verdicts)
    for metric, verdict in verdicts.metrics.items():
        missed, met = verdict.states == BREACHED, verdict.states == MET
        if missed.any():
            found += [
                Cause(
                    metric,
                    mark,
                    *(int((flags & own).sum()) for own in (missed, met)),
                    *(int(own.sum()) for own in (missed, met)),
                )
                for mark, flags in _marks(verdicts, metric, verdict, opened_closed)
            ]
    return tuple(found)


def _marks(
    verdicts: Verdicts, metric: str, verdict: MetricVerdicts, opened_closed: Flags
) -> Iterator[tuple[str, Flags]]:
    metrics = verdicts.matrix.metrics
    row = metrics.get(metric)
    if row is not None and row.from_opening:
        yield "opened outside the support hours", opened_closed
    if verdicts.life is not None:
        yield "priority changed", verdicts.life.changes > 0
    if row is not None and "responded" in row.completes:
        return  # what follows comes after a response
    response = next(
        (
            found
            for name, found in verdicts.metrics.items()
            if name in metrics
            and metrics[name].from_opening
            and "responded" in metrics[name].completes
        ),
        None,
    )
    if response is not None:
        used, target = response.used, verdict.target
        known = (used != NAT) & (target != NAT)
        yield "half of the time had gone before the first answer", known & (used * 2 > target)
    if verdicts.life is not None:
        yield "reopened", verdicts.life.reopenings > 0
        yield "paused", verdicts.life.pauses > 0


def _opened_closed(verdicts: Verdicts) -> Flags:
    """Return which tickets were opened at an instant that is not open."""
    found = np.zeros(len(verdicts), np.bool_)
    cells_on: dict[Kernel, list[int]] = {}
    for place, cell in enumerate(verdicts.cells):
        if cell.row is not None:
            kernel = kernels_of(cell.row.matrix)[cell.row.calendar_id]
            cells_on.setdefault(kernel, []).append(place)
    for kernel, places in cells_on.items():
        is_on = np.zeros(len(verdicts.cells), np.bool_)
        is_on[places] = True
        chosen = np.flatnonzero(is_on[verdicts.places])
        opened = verdicts.opened[chosen]
        counted, failed = kernel.elapsed(opened, opened + 1)
        counted[list(failed)] = 1
        found[chosen] = counted == 0
    return found
