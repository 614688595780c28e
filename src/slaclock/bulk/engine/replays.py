"""Many logs gone through at once: what each event does to the tickets and to their metrics.

This is `slaclock.clock.replay` in columns. The first events of all tickets are taken together,
then the second ones, and so on; what an event does to a ticket is decided as there, and which
events begin, complete and pause a metric is asked of the table of metrics. It is held to the
clock ticket by ticket, on random logs.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from operator import attrgetter
from typing import NamedTuple, TypeAlias

import numpy as np
from numpy.typing import NDArray

from slaclock.bulk.engine.cycles import (
    Counter,
    Cycles,
    EndedRuns,
    MetricCycles,
    numbered,
    sorted_runs,
)
from slaclock.bulk.engine.event_types import TYPE_CODES, TYPE_NAMES
from slaclock.bulk.engine.logs import Logs
from slaclock.bulk.engine.steps import Ints
from slaclock.bulk.engine.terms import TermsTable
from slaclock.matrices.metrics import Metric

__all__ = ["HELD", "MOST_EVENTS", "OPEN", "RESOLVED", "Cycles", "EndedRuns", "Replayed", "replay"]

Reached: TypeAlias = dict[int, list[MetricCycles]]
CHANGES = (TYPE_CODES["priority_changed"], TYPE_CODES["plan_changed"])
OPEN, HELD, RESOLVED = range(3)
"""What a ticket can be."""
MOST_EVENTS = 200
"""How many events a ticket has at most here: a longer log is cheaper to go through alone."""


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
    runs: EndedRuns


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
    return _ColumnReplay(logs, tickets, counts, terms_after, table, now).run()


class _ColumnReplay:
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
        self.counter = Counter()
        self.metrics = [
            MetricCycles(metric, place, size, table, self.counter, reasons)
            for place, metric in enumerate(table.metrics)
        ]
        self.on_change, self.on_reopen = table.matrix.on_change, table.matrix.on_reopen
        self.begins = self._reached(attrgetter("starts"))
        self.completes = self._reached(attrgetter("completes"))
        self.restarts = self._reached(attrgetter("restarts"))

    def _reached(self, words_of: Callable[[Metric], tuple[str, ...]]) -> Reached:
        """Return the metrics that each happening begins, completes or restarts, by code."""
        names = self.logs.facts["name"].names if "name" in self.logs.facts else []
        codes: Mapping[str, int] = {
            **TYPE_CODES,
            **{str(name): len(TYPE_NAMES) + code for code, name in enumerate(names)},
        }
        found: Reached = {}
        for state in self.metrics:
            for word in words_of(state.metric):
                if word in codes:
                    found.setdefault(codes[word], []).append(state)
        return found

    def run(self) -> Replayed:
        logs = self.logs
        offsets = logs.offsets[self.tickets]
        happened = TYPE_CODES["happened"]
        for step in range(int(np.max(self.counts, initial=0))):
            # How many tickets have an event of this number; the counts fall, hence the signs.
            size = int(np.searchsorted(-self.counts, -step, side="left"))
            events = offsets[:size] + step
            at, after, kinds = logs.at[events], self.terms_after[events], logs.types[events]
            for kind in np.flatnonzero(np.bincount(kinds, minlength=len(TYPE_NAMES))).tolist():
                rows = np.flatnonzero(kinds == kind)
                handle = _HANDLERS.get(TYPE_NAMES[kind])
                if handle is not None:
                    handle(self, rows, at[rows], events[rows], after[rows])
                elif kind != happened:
                    self._reach(rows, at[rows], kind)
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
            present=numbered(present, self.tickets),
            past=numbered(past, self.tickets),
            runs=sorted_runs(runs),
        )

    def _on_happened(self, rows: Ints, at: Ints, events: Ints) -> None:
        names = self.logs.facts["name"].codes[events]
        for name in np.unique(names).tolist():
            chosen = names == name
            self._reach(rows[chosen], at[chosen], len(TYPE_NAMES) + name)

    def _on_paused(self, rows: Ints, at: Ints, events: Ints, after: Ints) -> None:
        chosen = self.stops[rows] == OPEN
        # Of two pauses at once the first one counts, as in `Clock`.
        rows, at, events = rows[chosen], at[chosen], events[chosen]
        facts = self.logs.facts
        reasons = (
            facts["reason"].codes[events].astype(np.int64)
            if "reason" in facts
            else np.full(len(rows), -1, np.int64)
        )
        self.stops[rows], self.reasons[rows] = HELD, reasons
        self._complete(rows, at, TYPE_CODES["paused"])
        for state in self.metrics:
            stops = state.active[rows] & state.is_stopped_by[reasons]
            state.pause(rows[stops], at[stops])
        self._start(rows, at, TYPE_CODES["paused"])

    def _on_resumed(self, rows: Ints, at: Ints, events: Ints, after: Ints) -> None:
        chosen = self.stops[rows] == HELD
        rows, at, after = rows[chosen], at[chosen], after[chosen]
        self.stops[rows] = OPEN
        self._resume(rows, at, after)
        self._reach(rows, at, TYPE_CODES["resumed"])

    def _on_resolved(self, rows: Ints, at: Ints, events: Ints, after: Ints) -> None:
        chosen = self.stops[rows] != RESOLVED
        rows, at, after = rows[chosen], at[chosen], after[chosen]
        self.stops[rows] = RESOLVED
        self._complete(rows, at, TYPE_CODES["resolved"])
        # The pause ends with the resolution, also for a metric that outlives the ticket.
        self._resume(rows, at, after)
        self._start(rows, at, TYPE_CODES["resolved"])

    def _on_reopened(self, rows: Ints, at: Ints, events: Ints, after: Ints) -> None:
        chosen = self.stops[rows] == RESOLVED
        rows, at, after = rows[chosen], at[chosen], after[chosen]
        self.stops[rows] = OPEN
        for state in self.metrics:
            if state.metric.goes_on_when_reopened and self.on_reopen != "ignore":
                chosen = state.has[rows] & ~state.active[rows] & state.by_end[rows]
                self._reopen(state, rows[chosen], at[chosen], after[chosen])
        for state in self.metrics:
            chosen = state.waiting[rows]
            state.waiting[rows] = False
            self._begin(state, rows[chosen], at[chosen])
        self._reach(rows, at, TYPE_CODES["reopened"])

    def _resume(self, rows: Ints, at: Ints, after: Ints) -> None:
        for state in self.metrics:
            goes = state.active[rows] & state.paused[rows]
            state.resume(rows[goes], at[goes], after[goes])

    def _reopen(self, state: MetricCycles, rows: Ints, at: Ints, after: Ints) -> None:
        """Let completed cycles go on, or begin anew as the contract says."""
        restarts = np.full(len(rows), self.on_reopen == "restart")
        if self.on_change == "restart":
            restarts |= state.differs(rows, after)
        self._begin(state, rows[restarts], at[restarts])
        state.reopen(rows[~restarts], at[~restarts], after[~restarts])

    def _on_changed(self, rows: Ints, at: Ints, events: Ints, after: Ints) -> None:
        chosen = self.terms[rows] != after
        rows, at, events, after = rows[chosen], at[chosen], events[chosen], after[chosen]
        for state in self.metrics:
            active = state.active[rows]
            state.change(rows[active], at[active], after[active], self.on_change)
        self.terms[rows] = after
        # A change of terms may itself begin or complete a metric of the contract.
        for kind in CHANGES:
            same = self.logs.types[events] == kind
            self._reach(rows[same], at[same], kind)

    def _reach(self, rows: Ints, at: Ints, kind: int) -> None:
        """Complete the metrics that events of a kind complete, then begin those they begin."""
        self._complete(rows, at, kind)
        self._start(rows, at, kind)

    def _complete(self, rows: Ints, at: Ints, kind: int) -> None:
        is_end = kind == TYPE_CODES["resolved"]
        for state in self.completes.get(kind, ()):
            active = state.active[rows]
            done, then = rows[active], at[active]
            state.complete(done, then, is_end=is_end)
            if state.metric.repeats is not None:
                goes_on = self.stops[done] != RESOLVED
                self._begin(state, done[goes_on], then[goes_on])

    def _start(self, rows: Ints, at: Ints, kind: int) -> None:
        for state in self.restarts.get(kind, ()):
            active = state.active[rows]
            anew = rows[active]
            state.begin_anew(anew, at[active], self._terms_of(anew))
        for state in self.begins.get(kind, ()):
            begins = ~state.active[rows]
            if state.metric.ends_with_ticket and kind != TYPE_CODES["resolved"]:
                # On a resolved ticket it counts if that is reopened.
                waits = begins & (self.stops[rows] == RESOLVED)
                state.waiting[rows[waits]] = True
                begins &= ~waits
            self._begin(state, rows[begins], at[begins])

    def _begin(self, state: MetricCycles, rows: Ints, at: Ints) -> None:
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
    "paused": _ColumnReplay._on_paused,
    "resumed": _ColumnReplay._on_resumed,
    "resolved": _ColumnReplay._on_resolved,
    "reopened": _ColumnReplay._on_reopened,
    "priority_changed": _ColumnReplay._on_changed,
    "plan_changed": _ColumnReplay._on_changed,
}
"""What the events do that change the ticket itself; all others reach its metrics alone."""
