"""Many logs gone through at once: what each event does to the tickets and to their metrics.

This is `slaclock.clock.replay` in columns. The first events of all tickets are taken together,
then the second ones, and so on; what an event does to a ticket is decided as there, and which
events begin, complete and pause a metric is asked of the table of metrics. It is held to the
clock ticket by ticket, on random logs.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from slaclock.bulk.engine.logs import TYPE_CODES, TYPE_NAMES, Logs
from slaclock.bulk.engine.steps import NAT, Bools, Ints
from slaclock.bulk.engine.terms import TermsTable
from slaclock.matrices.metrics import Metric
from slaclock.records import one_line

__all__ = ["HELD", "MOST_EVENTS", "OPEN", "RESOLVED", "Cycles", "Replayed", "Runs", "replay"]

OPEN, HELD, RESOLVED = range(3)
"""What a ticket can be."""
MOST_EVENTS = 200
"""How many events a ticket has at most here: a longer log is cheaper to go through alone."""


class Cycles(NamedTuple):
    """Cycles as some event has left them.

    Attributes:
        tickets: Whose each is.
        metrics: Of which metric, by its place in the table.
        cycles: The number of the cycle among all.
        runs: How many runs of it are over; they are in `Runs`.
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


class Runs(NamedTuple):
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


class Replayed(NamedTuple):
    """What became of tickets.

    Attributes:
        stops: What each is: `OPEN`, `HELD` or `RESOLVED`.
        reasons: Why, by the codes of the reasons in the logs; -1 for none.
        terms: The terms of each.
        present: The cycles that metrics are in, or were in last.
        past: Cycles that were completed and have gone on or begun anew since, and cycles as
            they were when their terms changed; by ticket in the order of time.
        runs: The runs of all these.
    """

    stops: NDArray[np.int8]
    reasons: Ints
    terms: Ints
    present: Cycles
    past: Cycles
    runs: Runs


def replay(
    logs: Logs, tickets: Ints, counts: Ints, terms_after: Ints, table: TermsTable, now: Ints
) -> Replayed:
    """Go through the logs of some tickets.

    Args:
        logs: Logs that begin with the opening and have no other one.
        tickets: Which of them.
        counts: How many events of each count; at least one.
        terms_after: By event, the terms in force after it.
        table: The terms.
        now: The instant of asking, of each ticket.
    """
    return _Replay(logs, tickets, counts, terms_after, table, now).run()


class _Replay:
    """The state of tickets between one event and the next."""

    def __init__(
        self,
        logs: Logs,
        tickets: Ints,
        counts: Ints,
        terms_after: Ints,
        table: TermsTable,
        now: Ints,
    ) -> None:
        # Those with most events first: so the tickets that have a next one are always the first.
        order = np.argsort(-counts, kind="stable")
        self.logs, self.tickets, self.counts = logs, tickets[order], counts[order]
        self.now = now[order]
        self.terms_after, self.table = terms_after, table
        size = len(tickets)
        self.stops = np.zeros(size, np.int8)
        self.reasons = np.full(size, -1, np.int64)
        self.terms = np.full(size, -1, np.int64)
        reasons = logs.facts["reason"].names if "reason" in logs.facts else []
        self.counter = _Counter()
        self.metrics = [
            _MetricState(metric, place, size, table, self.counter, reasons)
            for place, metric in enumerate(table.metrics)
        ]
        self.on_change, self.on_reopen = table.matrix.on_change, table.matrix.on_reopen
        self.begins, self.completes = self._effects()

    def _effects(self) -> tuple[dict[int, list[_MetricState]], dict[int, list[_MetricState]]]:
        """Return the metrics that each happening begins, and those that it completes, by code."""
        names = self.logs.facts["name"].names if "name" in self.logs.facts else []
        codes: Mapping[str, int] = {
            **TYPE_CODES,
            **{str(name): len(TYPE_NAMES) + code for code, name in enumerate(names)},
        }
        begins: dict[int, list[_MetricState]] = {}
        completes: dict[int, list[_MetricState]] = {}
        for state in self.metrics:
            for found, words in (
                (begins, state.metric.starts),
                (completes, state.metric.completes),
            ):
                for word in words:
                    if word in codes:
                        found.setdefault(codes[word], []).append(state)
        return begins, completes

    def run(self) -> Replayed:
        logs = self.logs
        offsets = logs.offsets[self.tickets]
        happened = TYPE_CODES["happened"]
        for step in range(int(self.counts.max(initial=0))):
            size = int(np.searchsorted(-self.counts, -step, side="left"))
            events = offsets[:size] + step
            at, after, kinds = logs.at[events], self.terms_after[events], logs.types[events]
            for kind in np.flatnonzero(np.bincount(kinds, minlength=len(TYPE_NAMES))).tolist():
                rows = np.flatnonzero(kinds == kind)
                handle = _HANDLERS.get(TYPE_NAMES[kind])
                if handle is not None:
                    handle(self, rows, at[rows], events[rows], after[rows])
                elif kind != happened:
                    self._on_other(rows, at[rows], kind)
                else:
                    self._on_happened(rows, at[rows], events[rows])
            self.terms[:size] = after
        present = [state.cycles(np.flatnonzero(state.has), self.now) for state in self.metrics]
        back = np.argsort(self.tickets, kind="stable")
        past = [cycles for state in self.metrics for cycles in state.past]
        runs = [entry for state in self.metrics for entry in state.runs]
        return Replayed(
            stops=self.stops[back],
            reasons=np.where(self.stops == HELD, self.reasons, -1)[back],
            terms=self.terms[back],
            present=_numbered(present, self.tickets),
            past=_numbered(past, self.tickets),
            runs=_sorted_runs(runs),
        )

    def _on_other(self, rows: Ints, at: Ints, kind: int) -> None:
        """Take an event that leaves the ticket itself as it is."""
        begun = self.begins.get(kind, ())
        if begun:
            done = rows[self.stops[rows] == RESOLVED]
            for state in begun:
                # It counts if the ticket is reopened.
                state.waiting[done[~state.active[done]]] = True
        self._reach(rows, at, kind)

    def _on_happened(self, rows: Ints, at: Ints, events: Ints) -> None:
        names = self.logs.facts["name"].codes[events]
        for name in np.unique(names).tolist():
            chosen = names == name
            self._on_other(rows[chosen], at[chosen], len(TYPE_NAMES) + name)

    def _on_paused(self, rows: Ints, at: Ints, events: Ints, after: Ints) -> None:
        chosen = self.stops[rows] == OPEN
        rows, at, events = rows[chosen], at[chosen], events[chosen]
        facts = self.logs.facts
        reasons = (
            facts["reason"].codes[events].astype(np.int64)
            if "reason" in facts
            else np.full(len(rows), -1, np.int64)
        )
        self.stops[rows], self.reasons[rows] = HELD, reasons
        for state in self.metrics:
            stops = state.active[rows] & state.is_stopped_by[reasons]
            state.pause(rows[stops], at[stops])

    def _on_resumed(self, rows: Ints, at: Ints, events: Ints, after: Ints) -> None:
        chosen = self.stops[rows] == HELD
        rows, at, after = rows[chosen], at[chosen], after[chosen]
        self.stops[rows] = OPEN
        for state in self.metrics:
            goes = state.active[rows] & state.paused[rows]
            state.resume(rows[goes], at[goes], after[goes])

    def _on_resolved(self, rows: Ints, at: Ints, events: Ints, after: Ints) -> None:
        chosen = self.stops[rows] != RESOLVED
        rows, at = rows[chosen], at[chosen]
        self.stops[rows] = RESOLVED
        self._reach(rows, at, TYPE_CODES["resolved"])

    def _on_reopened(self, rows: Ints, at: Ints, events: Ints, after: Ints) -> None:
        chosen = self.stops[rows] == RESOLVED
        rows, at, after = rows[chosen], at[chosen], after[chosen]
        self.stops[rows] = OPEN
        for state in self.metrics:
            if state.metric.goes_on_when_reopened and self.on_reopen != "ignore":
                chosen = state.has[rows] & ~state.active[rows]
                self._reopen(state, rows[chosen], at[chosen], after[chosen])
        for state in self.metrics:
            chosen = state.waiting[rows]
            state.waiting[rows] = False
            self._begin(state, rows[chosen], at[chosen])

    def _reopen(self, state: _MetricState, rows: Ints, at: Ints, after: Ints) -> None:
        """Let completed cycles go on, or begin anew as the contract says."""
        restarts = np.full(len(rows), self.on_reopen == "restart")
        if self.on_change == "restart":
            restarts |= state.differs(rows, after)
        self._begin(state, rows[restarts], at[restarts])
        state.reopen(rows[~restarts], at[~restarts], after[~restarts])

    def _on_changed(self, rows: Ints, at: Ints, events: Ints, after: Ints) -> None:
        chosen = self.terms[rows] != after
        rows, at, after = rows[chosen], at[chosen], after[chosen]
        for state in self.metrics:
            active = state.active[rows]
            state.change(rows[active], at[active], after[active], self.on_change)

    def _reach(self, rows: Ints, at: Ints, kind: int) -> None:
        """Complete the metrics that events of a kind complete, and begin those they begin."""
        for state in self.completes.get(kind, ()):
            active = state.active[rows]
            state.complete(rows[active], at[active])
        for state in self.begins.get(kind, ()):
            begins = ~state.active[rows] & ~state.waiting[rows]
            self._begin(state, rows[begins], at[begins])

    def _begin(self, state: _MetricState, rows: Ints, at: Ints) -> None:
        """Begin cycles; during a pause that stops the metric, their clocks stand still."""
        if rows.size:
            held = (self.stops[rows] == HELD) & state.is_stopped_by[self.reasons[rows]]
            state.begin(rows, at, self._terms_of(rows), held)

    def _terms_of(self, rows: Ints) -> Ints:
        """Return the terms in force; at the opening those that it says."""
        terms = self.terms[rows]
        first = terms < 0
        if first.any():
            terms = np.where(first, self.terms_after[self.logs.offsets[self.tickets[rows]]], terms)
        return terms


_HANDLERS = {
    "paused": _Replay._on_paused,
    "resumed": _Replay._on_resumed,
    "resolved": _Replay._on_resolved,
    "reopened": _Replay._on_reopened,
    "priority_changed": _Replay._on_changed,
    "plan_changed": _Replay._on_changed,
}
"""What the events do that change the ticket itself; all others reach its metrics alone."""


class _Counter:
    """Numbers for cycles, each given once."""

    def __init__(self) -> None:
        self.given = 0

    def take(self, size: int) -> Ints:
        self.given += size
        return np.arange(self.given - size, self.given)


class _MetricState:
    """The last cycle of one metric of each ticket; rows are places among the tickets."""

    def __init__(
        self,
        metric: Metric,
        place: int,
        size: int,
        table: TermsTable,
        counter: _Counter,
        reasons: list[str],
    ) -> None:
        self.metric, self.place, self.counter = metric, place, counter
        self.kinds = table.kinds[place]
        told = [metric.is_stopped_by(one_line(reason)) for reason in reasons]
        # A pause without a reason has the code -1: the last one.
        self.is_stopped_by = np.array([*told, metric.is_stopped_by("")], np.bool_)
        self.has, self.active, self.paused, self.waiting = (
            np.zeros(size, np.bool_) for _ in range(4)
        )
        self.cycle, self.run, self.terms, self.run_terms = (
            np.zeros(size, np.int64) for _ in range(4)
        )
        self.started, self.start, self.stopped, self.ended = (np.full(size, NAT) for _ in range(4))
        self.past: list[Cycles] = []
        self.runs: list[Runs] = []

    def differs(self, rows: Ints, terms: Ints) -> Bools:
        """Return whether *terms* promise something else than cycles have, or on other hours."""
        found: Bools = self.kinds[self.terms[rows]] != self.kinds[terms]
        return found

    def begin(self, rows: Ints, at: Ints, terms: Ints, held: Bools) -> None:
        completed = self.has[rows] & ~self.active[rows]
        self._keep(rows[completed], self.ended[rows[completed]])
        self.has[rows] = self.active[rows] = True
        self.paused[rows] = held
        self.cycle[rows], self.run[rows] = self.counter.take(len(rows)), 0
        self.started[rows] = self.start[rows] = at
        self.stopped[rows], self.ended[rows] = np.where(held, at, NAT), NAT
        self.terms[rows] = self.run_terms[rows] = terms

    def pause(self, rows: Ints, at: Ints) -> None:
        self.paused[rows], self.stopped[rows] = True, at

    def resume(self, rows: Ints, at: Ints, terms: Ints) -> None:
        self._end_run(rows, self.stopped[rows])
        self._go_on(rows, at, terms)

    def complete(self, rows: Ints, at: Ints) -> None:
        self.active[rows], self.ended[rows] = False, at

    def reopen(self, rows: Ints, at: Ints, terms: Ints) -> None:
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
            self.runs.append(Runs(self.cycle[rows], self.start[rows], at, self.run_terms[rows]))
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


def _numbered(parts: list[Cycles], numbers: Ints) -> Cycles:
    """Return cycles as one, with the numbers of their tickets among all."""
    joined = Cycles.joined([_NO_CYCLES, *parts])
    return joined._replace(tickets=numbers[joined.tickets])


def _sorted_runs(parts: list[Runs]) -> Runs:
    """Return runs by cycle; those of a cycle were added in order."""
    none = np.zeros(0, np.int64)
    joined = Runs(
        *(np.concatenate(columns) for columns in zip(Runs(*[none] * 4), *parts, strict=True))
    )
    order = np.argsort(joined.cycles, kind="stable")
    return Runs(*(column[order] for column in joined))
