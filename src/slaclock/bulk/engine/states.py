"""How many tickets stand at an instant: the states of `Clock`, as columns.

`slaclock.clock` is the law. Logs are gone through in columns (`replays`) and their cycles are
judged in columns (`judging`); a ticket that these do not answer for is given to `Clock`, and
how many were is told.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any

import numpy as np

from slaclock.bulk.engine.changes import NEVER, next_changes_of
from slaclock.bulk.engine.columns import Codes, codes_of
from slaclock.bulk.engine.judging import (
    BREACHED,
    MET,
    NOT_APPLICABLE,
    PAUSED,
    RUNNING,
    STATUSES,
    JudgedCycles,
)
from slaclock.bulk.engine.kernel import Failures
from slaclock.bulk.engine.logs import Logs
from slaclock.bulk.engine.readable import Readable, readable_tickets
from slaclock.bulk.engine.replays import HELD, OPEN, RESOLVED, Cycles, replay
from slaclock.bulk.engine.state_columns import (
    STOPS,
    UNANSWERED,
    MetricStates,
    States,
    StatesOfCycles,
    count_earlier,
    put_first,
)
from slaclock.bulk.engine.steps import NAT, Ints
from slaclock.bulk.engine.terms import TermsTable, TicketTerms
from slaclock.clock import Clock
from slaclock.clock.clock import before_opening
from slaclock.clock.states import MetricState
from slaclock.errors import ArgumentTypeError, SlaClockError
from slaclock.instants import MICROSECOND, from_micros, to_micros
from slaclock.matrices.history import MatrixHistory
from slaclock.matrices.model import Matrix, Row
from slaclock.records import one_line

__all__ = [
    "BREACHED",
    "HELD",
    "MET",
    "NOT_APPLICABLE",
    "OPEN",
    "PAUSED",
    "RESOLVED",
    "RUNNING",
    "STATUSES",
    "STOPS",
    "UNANSWERED",
    "MetricStates",
    "States",
    "states_of",
]

TICKETS_AT_ONCE = 1 << 16
"""How many tickets are worked on together; more would only take more memory."""


def states_of(logs: Logs, matrix: Matrix | MatrixHistory, now: int | Ints) -> States:
    """Return how tickets stand, as `Clock(matrix, log).at(now)` says of each.

    Args:
        logs: The events of each ticket; those after *now* do not count.
        matrix: The terms, or their versions, of which that in force at the opening holds.
        now: The instant of asking in microseconds, or one for each ticket; `NAT` is a failure.
    """
    asked = np.broadcast_to(np.asarray(now, np.int64), (logs.size,))
    answers = _StateFiller(logs, matrix, asked)
    for first in range(0, logs.size, TICKETS_AT_ONCE):
        last = min(first + TICKETS_AT_ONCE, logs.size)
        answers.answer(first, last)
    return answers.states()


class _StateFiller:
    """States that are being filled in."""

    def __init__(self, logs: Logs, matrix: Matrix | MatrixHistory, asked: Ints) -> None:
        self.logs, self.matrix, self.asked, size = logs, matrix, asked, logs.size
        self.metrics: dict[str, MetricStates] = {
            metric: MetricStates.unanswered(size) for metric in _metrics_of(matrix)
        }
        self.stops = np.zeros(size, np.int8)
        given = logs.facts.get("reason", Codes(np.zeros(0, np.int32), []))
        told = codes_of([one_line(reason) or None for reason in given.names if _is_text(reason)])
        self.reason_codes = {name: code for code, name in enumerate(told.names)}
        self.reason_of = np.array(
            [self.reason_codes.get(_reason(name), -1) for name in given.names] + [-1], np.int32
        )
        self.reasons = np.full(size, -1, np.int32)
        self.next_change = np.full(size, NAT)
        self.rows: list[Row | SlaClockError] = []
        self.row_places: dict[int, int] = {}
        self.groups = np.zeros(size, np.int64)
        self.no_row = -1
        self.failures: Failures = {}
        self.by_clock = 0

    def answer(self, first: int, last: int) -> None:
        """Answer for some tickets."""
        left = np.ones(last - first, np.bool_)
        part = self.logs.part(first, last)
        for readable in readable_tickets(part, self.matrix, self.asked[first:last]):
            left[self._in_columns(part, readable, first)] = False
            self._refuse(part, readable.early, first)
            left[readable.early] = False
        self._ask_clock(first + np.flatnonzero(left))

    def states(self) -> States:
        return States(
            self.metrics,
            self.stops,
            Codes(self.reasons, list(self.reason_codes)),
            self.next_change,
            TicketTerms(self.groups, self.rows),
            self.failures,
            self.by_clock,
        )

    def _in_columns(self, part: Logs, readable: Readable, first: int) -> Ints:
        """Answer for tickets in columns, and return those that were answered for."""
        table, tickets = readable.table, readable.tickets
        asked = self.asked[first + tickets]
        replayed = replay(part, tickets, readable.counts, readable.terms_after, table, asked)
        present = JudgedCycles(_promised(replayed.present, table), replayed.runs, table)
        past = JudgedCycles(_promised(replayed.past, table), replayed.runs, table)
        changes = next_changes_of(present)
        filled = StatesOfCycles(present)
        unknown = np.zeros(part.size, np.bool_)
        for judged in (present, past):
            unknown[judged.cycles.tickets[judged.unknown]] = True
        known = ~unknown[tickets]
        done = tickets[known]
        self.stops[first + done] = replayed.stops[known]
        self.reasons[first + done] = self.reason_of[replayed.reasons[known]]
        self.groups[first + done] = self._places(table.rows)[replayed.terms[known]]
        self._put_changes(present.cycles.tickets, changes, first, done, part.size)
        for metric in table.metrics:
            self.metrics[metric.name].status[first + done] = NOT_APPLICABLE
        rows = np.flatnonzero(~unknown[present.cycles.tickets])
        for place, metric in enumerate(table.metrics):
            chosen = rows[present.cycles.metrics[rows] == place]
            where = first + present.cycles.tickets[chosen]
            filled.put(self.metrics[metric.name], where, chosen)
            old = np.flatnonzero(past.cycles.metrics == place)
            old = old[~unknown[past.cycles.tickets[old]]]
            self._put_past(self.metrics[metric.name], past, old, first)
            if metric.begins_again:
                owners = first + past.cycles.tickets[old]
                count_earlier(self.metrics[metric.name], past, old, owners)
            put_first(self.metrics[metric.name], present, chosen, where)
        return done

    def _refuse(self, part: Logs, tickets: Ints, first: int) -> None:
        """Say of tickets that they had not been opened yet."""
        opened = part.at[part.offsets[:-1][tickets]]
        for ticket, opening in zip((first + tickets).tolist(), opened.tolist(), strict=True):
            now = from_micros(int(self.asked[ticket]), UTC)
            self._fail(ticket, before_opening(now, from_micros(opening, part.zone)))

    def _put_changes(self, tickets: Ints, changes: Ints, first: int, done: Ints, size: int) -> None:
        earliest = np.full(size, NEVER)
        np.minimum.at(earliest, tickets, changes)
        found = earliest[done]
        self.next_change[first + done] = np.where(found == NEVER, NAT, found)

    def _put_past(self, states: MetricStates, past: JudgedCycles, rows: Ints, first: int) -> None:
        """Put in what is on record of earlier cycles; *rows* are in the order of time."""
        where = first + past.cycles.tickets[rows]
        breached = past.status[rows] == BREACHED
        states.was_breached[where[breached]] = True
        # From the last to the first, so that the first one stays.
        ended = past.cycles.ended[rows] != NAT
        chosen, places = rows[ended][::-1], where[ended][::-1]
        states.first_ended[places] = past.cycles.ended[chosen]
        states.first_met[places] = past.status[chosen] == MET

    def _places(self, rows: list[Row]) -> Ints:
        return np.array([self._place(row) for row in rows], np.int64)

    def _place(self, row: Row | SlaClockError) -> int:
        """Return the place of terms among those that were found."""
        place = self.row_places.get(id(row))
        if place is None:
            place = self.row_places[id(row)] = len(self.rows)
            self.rows.append(row)
        return place

    def _ask_clock(self, tickets: Ints) -> None:
        """Give tickets to `Clock`, one by one."""
        for ticket in tickets.tolist():
            self.by_clock += 1
            try:
                self._ask(ticket)
            except SlaClockError as error:
                self._fail(ticket, error)
                for states in self.metrics.values():
                    _clear(states, ticket)

    def _fail(self, ticket: int, error: SlaClockError) -> None:
        self.failures[ticket] = error
        if self.no_row < 0:
            self.no_row = len(self.rows)
            self.rows.append(error)
        self.groups[ticket] = self.no_row

    def _ask(self, ticket: int) -> None:
        instant = int(self.asked[ticket])
        if instant == NAT:
            raise ArgumentTypeError("now", None, "an aware datetime, not a missing value")
        clock, now = Clock(self.matrix, self.logs.log_of(ticket)), from_micros(instant, UTC)
        state = clock.at(now)
        self.groups[ticket] = self._place(state.row)
        self.stops[ticket] = HELD if state.is_paused else RESOLVED if state.is_resolved else OPEN
        reason = state.pause_reason
        self.reasons[ticket] = -1 if reason is None else self.reason_codes[reason]
        for name, states in self.metrics.items():
            if name in state:
                _fill(states, ticket, state[name])
                if state.row.matrix.metrics[name].begins_again:
                    _fill_earlier(states, ticket, state[name])
        self.next_change[ticket] = _micros(clock.next_change(now))


def _promised(cycles: Cycles, table: TermsTable) -> Cycles:
    """Return the cycles that are promised something."""
    return cycles.take(np.flatnonzero(table.target_of[cycles.metrics, cycles.terms] >= 0))


def _fill(states: MetricStates, ticket: int, state: MetricState) -> None:
    first, target = state.first, state.target
    states.was_breached[ticket] = state.was_breached
    states.status[ticket] = STATUSES.index(state.status)
    if first is not None:
        states.first_ended[ticket] = _micros(first.ended_at)
        states.first_met[ticket] = first.verdict == "met"
    if target is None:
        return
    states.due[ticket] = _micros(state.due_at)
    states.due_if_resumed[ticket] = _micros(state.due_if_resumed)
    states.started[ticket] = _micros(state.started_at)
    states.ended[ticket] = _micros(state.completed_at)
    states.used[ticket] = state.elapsed // MICROSECOND
    assert state.remaining is not None
    states.remaining[ticket] = state.remaining // MICROSECOND
    states.late_open[ticket] = state.late_by // MICROSECOND
    states.late_wall[ticket] = state.late_by_wall_time // MICROSECOND
    states.percent[ticket] = state.percent or 0
    states.at_risk[ticket] = state.at_risk


def _fill_earlier(states: MetricStates, ticket: int, state: MetricState) -> None:
    verdicts = {
        cycle.started_at: cycle.verdict
        for cycle in state.cycles
        if cycle.verdict is not None and cycle.started_at != state.started_at
    }
    found = [*verdicts.values()]
    states.earlier_met[ticket] = found.count("met")
    states.earlier_breached[ticket] = found.count("breached")


def _clear(states: MetricStates, ticket: int) -> None:
    """Take back what was filled in before a question failed."""
    none: Any = MetricStates.unanswered(1)
    columns: Any = states
    for column, value in zip(columns, none, strict=True):
        column[ticket] = value[0]


def _metrics_of(matrix: Matrix | MatrixHistory) -> Iterable[str]:
    """Return the metrics of a matrix, or of all versions of one."""
    if isinstance(matrix, Matrix):
        return matrix.metrics
    return dict.fromkeys(name for version in matrix.versions for name in version.matrix.metrics)


def _is_text(value: object) -> bool:
    return isinstance(value, str)


def _reason(value: object) -> str:
    return one_line(value) if isinstance(value, str) else ""


def _micros(at: datetime | None) -> int:
    return NAT if at is None else to_micros(at)
