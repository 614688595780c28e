"""What is open at the instant of asking, and the tickets worth looking at.

Three lists: what is overdue and still open, what falls due next, and what was missed by most.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from slaclock.bulk.engine.steps import NAT
from slaclock.instants import DAY
from slaclock.reports.figures.cells import Cell
from slaclock.reports.figures.verdicts import BREACHED, PAUSED, RUNNING, MetricVerdicts, Verdicts

__all__ = ["WITHIN", "Backlog", "TicketPromise", "backlog", "next_due", "worst"]

HOUR = DAY // 24
WITHIN = (("1 h", HOUR), ("4 h", 4 * HOUR), ("24 h", DAY))
"""How soon, on a wall clock: the steps in which what falls due next is counted."""


class Backlog(NamedTuple):
    """The promises of one metric that are not completed at the instant of asking.

    Attributes:
        metric: Its name.
        overdue: Breached, and still not completed.
        within: How many fall due within each step of `WITHIN`, each only in the first.
        later: How many fall due after that.
        paused: How many clocks stand still.
        at_risk: How many running ones have used the share of their target that the matrix
            names as risky; None where it names none.
    """

    metric: str
    overdue: int
    within: tuple[int, ...]
    later: int
    paused: int
    at_risk: int | None

    @property
    def total(self) -> int:
        """Return how many tickets are open."""
        return self.overdue + sum(self.within) + self.later + self.paused


class TicketPromise(NamedTuple):
    """A promise of one ticket, singled out.

    Instants and lengths are in microseconds; `completed` is None where it is not, `left` the
    open time left, negative when late.
    """

    ticket_id: str
    link: str | None
    plan: str
    priority: str
    metric: str
    opened: int
    due: int
    completed: int | None
    left: int
    late_wall: int
    cell: Cell


def backlog(verdicts: Verdicts) -> tuple[Backlog, ...]:
    """Return what is not completed, by metric."""
    return tuple(_backlog(verdicts, name) for name in verdicts.metrics)


def next_due(verdicts: Verdicts, most: int) -> tuple[TicketPromise, ...]:
    """Return the running promises that fall due next, the soonest first."""
    found: list[TicketPromise] = []
    for name, metric in verdicts.metrics.items():
        rows = np.flatnonzero(metric.states == RUNNING)
        found += _promises(verdicts, name, metric, _first(rows, metric.due[rows], most))
    return tuple(sorted(found, key=lambda entry: (entry.due, entry.ticket_id))[:most])


def worst(verdicts: Verdicts, most: int, *, still_open: bool) -> tuple[TicketPromise, ...]:
    """Return the breached promises that are most open time late, the latest first.

    Args:
        verdicts: What `judge` returned.
        most: How many at most.
        still_open: Whether those that are not completed are meant, or those that are.
    """
    found: list[TicketPromise] = []
    for name, metric in verdicts.metrics.items():
        rows = np.flatnonzero((metric.states == BREACHED) & (metric.done != still_open))
        found += _promises(verdicts, name, metric, _first(rows, -metric.late_open[rows], most))
    found.sort(key=lambda entry: (entry.left, -entry.late_wall, entry.ticket_id))
    return tuple(found[:most])


def _backlog(verdicts: Verdicts, name: str) -> Backlog:
    metric = verdicts.metrics[name]
    running = metric.states == RUNNING
    ahead = metric.due[running] - verdicts.as_of
    steps = np.searchsorted([length for _, length in WITHIN], ahead)
    counts = np.bincount(steps, minlength=len(WITHIN) + 1).tolist()
    overdue = int(((metric.states == BREACHED) & ~metric.done).sum())
    at_risk = int((metric.at_risk & running).sum()) if metric.at_risk is not None else None
    paused = int((metric.states == PAUSED).sum())
    return Backlog(name, overdue, tuple(counts[:-1]), counts[-1], paused, at_risk)


def _first(rows: NDArray[np.intp], keys: NDArray[np.int64], most: int) -> NDArray[np.intp]:
    """Return the rows with the smallest keys."""
    if len(rows) <= most:
        return rows
    return rows[np.argpartition(keys, most - 1)[:most]]


def _promises(
    verdicts: Verdicts, name: str, metric: MetricVerdicts, rows: NDArray[np.intp]
) -> list[TicketPromise]:
    return [_entry(verdicts, name, metric, int(row)) for row in rows]


def _entry(verdicts: Verdicts, name: str, metric: MetricVerdicts, row: int) -> TicketPromise:
    ticket: dict[str, Any] = verdicts.frame.row(row, named=True)
    cell = verdicts.cells[int(verdicts.places[row])]
    late, used = int(metric.late_open[row]), int(metric.used[row])
    left = -late if metric.states[row] == BREACHED else int(metric.target[row]) - used
    wall = int(metric.late_wall[row])
    due = int(metric.due[row])
    completed = due + wall if metric.done[row] and metric.states[row] == BREACHED else None
    return TicketPromise(
        ticket_id=ticket["ticket_id"],
        link=ticket["link"],
        plan=cell.plan,
        priority=cell.priority,
        metric=name,
        opened=int(verdicts.opened[row]),
        due=due if due != NAT else verdicts.as_of,
        completed=completed,
        left=left,
        late_wall=wall,
        cell=cell,
    )
