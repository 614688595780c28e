"""The cycles of one metric of many tickets, as their events leave them.

This is `slaclock.clock.metric_log` in columns: a cycle begins, is paused, goes on, is completed,
gets other terms. Which events do that is settled in `replays`.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from slaclock.bulk.engine.steps import NAT, Bools, Ints
from slaclock.bulk.engine.terms import TermsTable
from slaclock.matrices.metrics import Metric
from slaclock.records import one_line

__all__ = ["Counter", "Cycles", "EndedRuns", "MetricCycles", "numbered", "sorted_runs"]


class Cycles(NamedTuple):
    """Cycles as some event has left them.

    Attributes:
        tickets: Whose each is.
        metrics: Of which metric, by its place in the table.
        cycles: The number of the cycle among all.
        runs: How many runs of it are over; they are in `EndedRuns`.
        started: When it began.
        last_start: When its last run began.
        paused: Whether a pause stops its clock, or stopped it when it was completed.
        stopped: Since when; `NAT` for one that is not paused.
        ended: When it was completed; `NAT` for one that was not.
        terms: The terms it is under, an index into the terms table.
        run_terms: Those that were in force when its last run began.
        at: The instant up to which it is asked about.
    """

    tickets: Ints
    metrics: Ints
    cycles: Ints
    runs: Ints
    started: Ints
    last_start: Ints
    paused: Bools
    stopped: Ints
    ended: Ints
    terms: Ints
    run_terms: Ints
    at: Ints

    def take(self, rows: Ints) -> Cycles:
        """Return some of them."""
        columns: Any = [column[rows] for column in self]
        return Cycles(*columns)

    @classmethod
    def joined(cls, parts: list[Cycles]) -> Cycles:
        """Return several as one; there is at least one."""
        return cls(*(np.concatenate(columns) for columns in zip(*parts, strict=True)))


class EndedRuns(NamedTuple):
    """The runs of cycles that are over, cycle by cycle and in order.

    Attributes:
        cycles: The number of the cycle, ascending.
        starts, ends: In microseconds since the epoch.
        terms: The terms in force when each began.
    """

    cycles: Ints
    starts: Ints
    ends: Ints
    terms: Ints


class Counter:
    """Numbers for cycles, each given once."""

    def __init__(self) -> None:
        self.given = 0

    def take(self, size: int) -> Ints:
        """Return so many numbers that were not given before."""
        self.given += size
        return np.arange(self.given - size, self.given)


class MetricCycles:
    """The last cycle of one metric of each ticket; rows are places among the tickets."""

    def __init__(
        self,
        metric: Metric,
        place: int,
        size: int,
        table: TermsTable,
        counter: Counter,
        reasons: list[str],
    ) -> None:
        self.metric, self.place, self.counter = metric, place, counter
        self.kinds = table.kinds[place]
        # What stands beside other events than pauses need not be text.
        told = [metric.is_stopped_by(one_line(str(reason))) for reason in reasons]
        # A pause without a reason has the code -1: the last one.
        self.is_stopped_by = np.array([*told, metric.is_stopped_by("")], np.bool_)
        self.has, self.active, self.paused, self.waiting, self.by_end = (
            np.zeros(size, np.bool_) for _ in range(5)
        )
        self.cycle, self.run, self.terms, self.run_terms = (
            np.zeros(size, np.int64) for _ in range(4)
        )
        self.started, self.start, self.stopped, self.ended = (np.full(size, NAT) for _ in range(4))
        self.past: list[Cycles] = []
        self.runs: list[EndedRuns] = []

    def differs(self, rows: Ints, terms: Ints) -> Bools:
        """Return whether *terms* promise something else than cycles have, or on other hours."""
        found: Bools = self.kinds[self.terms[rows]] != self.kinds[terms]
        return found

    def begin(self, rows: Ints, at: Ints, terms: Ints, held: Bools) -> None:
        """Begin cycles; those *held* by a pause stand still at once."""
        completed = self.has[rows] & ~self.active[rows]
        self._keep(rows[completed], self.ended[rows[completed]])
        self.has[rows] = self.active[rows] = True
        self.paused[rows] = held
        self.cycle[rows], self.run[rows] = self.counter.take(len(rows)), 0
        self.started[rows] = self.start[rows] = at
        self.stopped[rows], self.ended[rows] = np.where(held, at, NAT), NAT
        self.terms[rows] = self.run_terms[rows] = terms

    def pause(self, rows: Ints, at: Ints) -> None:
        """Stop clocks."""
        self.paused[rows], self.stopped[rows] = True, at

    def resume(self, rows: Ints, at: Ints, terms: Ints) -> None:
        """Let clocks go on after a pause."""
        self._end_run(rows, self.stopped[rows])
        self._go_on(rows, at, terms)

    def begin_anew(self, rows: Ints, at: Ints, terms: Ints) -> None:
        """End cycles that run, and begin others; a pause goes on."""
        self._keep(rows, at)
        self.begin(rows, at, terms, self.paused[rows])

    def complete(self, rows: Ints, at: Ints, *, is_end: bool) -> None:
        """End cycles; *is_end* says whether the end of the ticket does it."""
        self.active[rows], self.ended[rows], self.by_end[rows] = False, at, is_end

    def reopen(self, rows: Ints, at: Ints, terms: Ints) -> None:
        """Let the clocks of completed cycles go on."""
        ended = self.ended[rows]
        self._keep(rows, ended)
        paused = self.paused[rows]
        self._end_run(rows, np.where(paused, self.stopped[rows], ended))
        # The pause ended with the resolution: what follows is a stop of its own.
        self.start[rows[paused]] = ended[paused]
        self._end_run(rows[paused], ended[paused])
        self.active[rows], self.ended[rows] = True, NAT
        self._go_on(rows, at, terms)

    def change(self, rows: Ints, at: Ints, terms: Ints, on_change: str) -> None:
        """Put cycles under other terms, as the matrix says."""
        differs = self.differs(rows, terms)
        others, then = rows[differs], at[differs]
        self._keep(others, then)
        if on_change == "restart":
            self.begin(others, then, terms[differs], self.paused[others])
        elif on_change == "carry_elapsed":
            run = ~self.paused[others]
            self._end_run(others[run], then[run])
            self.start[others[run]] = then[run]
            self.run_terms[others[run]] = terms[differs][run]
        self.terms[rows] = terms

    def cycles(self, rows: Ints, at: Ints) -> Cycles:
        """Return cycles as they are now; *at* has an instant for each ticket."""
        return self._cycles(rows, at[rows])

    def _go_on(self, rows: Ints, at: Ints, terms: Ints) -> None:
        self.paused[rows], self.stopped[rows], self.start[rows] = False, NAT, at
        self.terms[rows] = self.run_terms[rows] = terms

    def _end_run(self, rows: Ints, at: Ints) -> None:
        if rows.size:
            self.runs.append(
                EndedRuns(self.cycle[rows], self.start[rows], at, self.run_terms[rows])
            )
            self.run[rows] += 1

    def _keep(self, rows: Ints, at: Ints) -> None:
        """Keep cycles as they are, for their verdicts."""
        if rows.size:
            self.past.append(self._cycles(rows, at))

    def _cycles(self, rows: Ints, at: Ints) -> Cycles:
        return Cycles(
            tickets=rows,
            metrics=np.full(len(rows), self.place),
            cycles=self.cycle[rows],
            runs=self.run[rows],
            started=self.started[rows],
            last_start=self.start[rows],
            paused=self.paused[rows],
            stopped=self.stopped[rows],
            ended=np.where(self.active[rows], NAT, self.ended[rows]),
            terms=self.terms[rows],
            run_terms=self.run_terms[rows],
            at=at,
        )


_NO_CYCLES = Cycles(
    *(np.zeros(0, np.bool_ if name == "paused" else np.int64) for name in Cycles._fields)
)


def numbered(parts: list[Cycles], numbers: Ints) -> Cycles:
    """Return cycles as one, with the numbers of their tickets among all."""
    joined = Cycles.joined([_NO_CYCLES, *parts])
    return joined._replace(tickets=numbers[joined.tickets])


def sorted_runs(parts: list[EndedRuns]) -> EndedRuns:
    """Return runs by cycle; those of a cycle were added in order."""
    none = np.zeros(0, np.int64)
    joined = EndedRuns(
        *(np.concatenate(columns) for columns in zip(EndedRuns(*[none] * 4), *parts, strict=True))
    )
    order = np.argsort(joined.cycles, kind="stable")
    return EndedRuns(*(column[order] for column in joined))
