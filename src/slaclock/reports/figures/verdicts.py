"""What became of every promise to every ticket, as columns.

This module holds what is known; how it is found out stands in `slaclock.reports.figures.judging`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any, NamedTuple

import numpy as np
import polars as pl
from numpy.typing import NDArray

from slaclock.bulk.engine.logs import Logs
from slaclock.bulk.engine.steps import NAT
from slaclock.calendars.combined import Combinable
from slaclock.matrices.history import MatrixHistory
from slaclock.matrices.model import Matrix
from slaclock.offsets import Micros
from slaclock.reports.figures.cells import Cell
from slaclock.reports.figures.choosing import Openings
from slaclock.reports.words import counted

__all__ = [
    "STATES",
    "Life",
    "MetricVerdicts",
    "Verdicts",
    "main_calendar",
    "main_metric",
    "state_codes",
]

StateCodes = NDArray[np.int8]
STATES = ("met", "breached", "running", "paused", "not_applicable", "unreadable")
"""What can become of a promise; each ticket has one of them for each metric."""
MET, BREACHED, RUNNING, PAUSED, NOT_APPLICABLE, UNREADABLE = range(6)


def state_codes(words: Sequence[str | None]) -> StateCodes:
    """Return the places in `STATES` of words of an engine; no word is `unreadable`."""
    return np.array([STATES.index(word or "unreadable") for word in words], np.int8)


class MetricVerdicts(NamedTuple):
    """One metric of all tickets; instants and lengths in microseconds, `NAT` where there is none.

    Attributes:
        states: Indices into `STATES`.
        done: Whether it was completed by the instant of asking.
        due: The deadline, moved on by pauses.
        used: Open time used, up to the completion or the instant of asking.
        target: The open time that was promised.
        late_open, late_wall: How long after the deadline, for what is breached.
        at_risk: Whether the share of the target that the matrix names as risky is used up, and
            it is not over; None where no matrix names one.
        earlier: How many cycles before the one that all this is about were met, and how many
            breached: a row for each ticket; None for a metric of one cycle.
    """

    states: StateCodes
    done: NDArray[np.bool_]
    due: Micros
    used: Micros
    target: Micros
    late_open: Micros
    late_wall: Micros
    at_risk: NDArray[np.bool_] | None
    earlier: NDArray[np.int64] | None = None

    def where(self, chosen: NDArray[Any]) -> MetricVerdicts:
        """Return the verdicts on some of the tickets."""
        parts: Any = (None if part is None else part[chosen] for part in self)
        return MetricVerdicts(*parts)

    def tally(self, places: NDArray[Any], size: int) -> NDArray[np.int64]:
        """Return how many promises ended in each state: of every cycle, where there are several.

        Args:
            places: For each ticket, to which of *size* rows it counts.
            size: How many rows there are.

        Returns:
            A row for each place, with a number for each of `STATES`.
        """
        width = len(STATES)
        counts = np.bincount(places * width + self.states, minlength=size * width)
        table: NDArray[np.int64] = counts.reshape(size, width)
        if self.earlier is not None:
            np.add.at(table, places, np.pad(self.earlier, ((0, 0), (0, width - 2))))
        return table

    def cycles_note(self, metric: str) -> str | None:
        """Return in words how many cycles count; None for a metric of one cycle."""
        if self.earlier is None:
            return None
        begun = self.states <= PAUSED
        cycles = int(self.earlier.sum()) + int(begun.sum())
        tickets = int((begun | self.earlier.any(axis=1)).sum())
        return f"{metric}: every cycle counts, {cycles:,} in {counted(tickets, 'ticket')}"

    @classmethod
    def of_nothing(cls) -> MetricVerdicts:
        """Return the verdicts on no tickets at all."""
        return cls.blank(0)._replace(at_risk=None)

    @classmethod
    def blank(cls, size: int) -> MetricVerdicts:
        """Return columns for so many tickets, to be filled by `put`."""
        done, at_risk = (np.zeros(size, np.bool_) for _ in range(2))
        due, used, target, late_open, late_wall = (np.empty(size, np.int64) for _ in range(5))
        states = np.empty(size, np.int8)
        return cls(states, done, due, used, target, late_open, late_wall, at_risk)

    def put(self, rows: NDArray[np.intp], found: MetricVerdicts) -> None:
        """Take over what was found of some of the tickets."""
        for own, part in zip(self, found, strict=True):
            if own is not None and part is not None:
                own[rows] = part


class Life(NamedTuple):
    """What the logs of tickets say besides, up to the instant of asking.

    Attributes:
        reopenings, pauses, changes: How many of each ticket; changes are those of its priority.
        closed: Since when a ticket is over without a resolution; `NAT` where it is not.
    """

    reopenings: Micros
    pauses: Micros
    changes: Micros
    closed: Micros

    def where(self, chosen: NDArray[np.bool_]) -> Life:
        """Return that of some of the tickets."""
        return Life(*(part[chosen] for part in self))


@dataclass(frozen=True)
class Verdicts:
    """The verdicts on all tickets of a file.

    Attributes:
        matrix: The terms; of several versions the one in force at the instant of asking.
        history: The versions, where there are several, each for the tickets opened under it.
        as_of: The instant of asking, in microseconds.
        frame: The tickets that were opened by then, as in `Tickets.frame`, as they stood then.
        opened: When they were opened.
        places: For each ticket an index into `cells`.
        cells: Plans and priorities that occur.
        metrics: By name, in the order of the matrix; those that the file says nothing about
            are left out.
        later: How many tickets were opened after the instant of asking.
        reasons: Why tickets cannot be judged: how many, by reason.
        notes: What a reader should know, in sentences.
        logs: The events of the tickets up to the instant of asking; None where a row of the
            file is a ticket.
        life: What their logs say besides; None where a row is a ticket.
        openings: What they say for rules to choose their plan by; None where no rule is asked.
    """

    matrix: Matrix
    as_of: int
    frame: pl.DataFrame
    opened: Micros
    places: NDArray[np.intp]
    cells: tuple[Cell, ...]
    metrics: Mapping[str, MetricVerdicts]
    later: int
    reasons: Mapping[str, int]
    notes: tuple[str, ...]
    history: MatrixHistory | None = None
    logs: Logs | None = None
    life: Life | None = None
    openings: Openings | None = None

    def __len__(self) -> int:
        return len(self.frame)

    @property
    def resolved(self) -> Micros:
        """Return when tickets were resolved by the instant of asking; `NAT` where not."""
        found = self.frame["resolved_at"].to_physical().fill_null(NAT).to_numpy().copy()
        found[found > self.as_of] = NAT
        return found

    def where(self, chosen: NDArray[np.bool_], *notes: str) -> Verdicts:
        """Return the verdicts on some of the tickets, with more notes; without their logs."""
        return replace(
            self,
            frame=self.frame.filter(pl.Series(chosen)),
            opened=self.opened[chosen],
            places=self.places[chosen],
            metrics={name: found.where(chosen) for name, found in self.metrics.items()},
            notes=(*self.notes, *notes),
            logs=None,
            openings=None,
            life=None if self.life is None else self.life.where(chosen),
        )

    @cached_property
    def ended(self) -> Micros:
        """Return when tickets were resolved, or closed otherwise; `NAT` where they were not."""
        resolved = self.resolved
        if self.life is None:
            return resolved
        return np.where(resolved == NAT, self.life.closed, resolved)

    @cached_property
    def ends_unknown(self) -> NDArray[np.bool_]:
        """Return which tickets are over, says their status, without a time of it."""
        is_closed = (self.frame["state"] == "closed").fill_null(value=False).to_numpy()
        # What was resolved after the instant of asking was open then.
        untimed = self.frame["resolved_at"].is_null().to_numpy()
        unknown: NDArray[np.bool_] = is_closed & untimed & (self.ended == NAT)
        return unknown

    @property
    def terms(self) -> Matrix | MatrixHistory:
        """Return what a clock is given: the versions where there are several."""
        return self.history or self.matrix


def main_calendar(verdicts: Verdicts) -> tuple[str, Combinable]:
    """Return the calendar on which a metric of most tickets runs, and its name in its matrix."""
    counts = np.bincount(verdicts.places, minlength=len(verdicts.cells)).tolist()
    tally: Counter[str] = Counter()
    found: dict[str, Combinable] = {}
    for cell, number in zip(verdicts.cells, counts, strict=True):
        if cell.row is not None:
            own = {target.calendar_id: target.calendar for target in cell.row.from_opening}
            tally.update(dict.fromkeys(own, number))
            found |= own
    if not tally:
        return next(iter(verdicts.matrix.calendars.items()))
    name = max(tally, key=lambda name: (tally[name], name))
    return name, found[name]


def main_metric(verdicts: Verdicts, among: Collection[str] | None = None) -> str:
    """Return the metric by which a ticket as a whole is told: its resolution, if it has one.

    Args:
        verdicts: With any metric.
        among: Those that it may be; None for all.
    """
    names = [name for name in verdicts.metrics if among is None or name in among]
    metrics = verdicts.matrix.metrics
    ends = [name for name in names if name in metrics and metrics[name].completes == ("resolved",)]
    return [*names, *ends][-1]
