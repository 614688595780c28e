"""How many tickets stand at an instant: the states of `Clock`, as columns.

`slaclock.clock` is the law. A ticket is given to it where the columns do not answer, and how
many were is told.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from slaclock.bulk.arrays import Failures
from slaclock.bulk.engine.columns import Codes, codes_of
from slaclock.bulk.engine.logs import Logs
from slaclock.bulk.engine.steps import NAT, Bools, Ints
from slaclock.bulk.engine.terms import Terms
from slaclock.clock import Clock
from slaclock.clock.states import MetricState
from slaclock.errors import ArgumentTypeError, SlaClockError
from slaclock.instants import MICROSECOND, from_micros, to_micros
from slaclock.matrices.history import MatrixHistory
from slaclock.matrices.model import Matrix, Row
from slaclock.matrices.spec import METRICS

__all__ = [
    "BREACHED",
    "MET",
    "NOT_APPLICABLE",
    "OPEN",
    "PAUSED",
    "RESOLVED",
    "RUNNING",
    "STATUSES",
    "UNANSWERED",
    "MetricStates",
    "States",
    "states_of",
]

STATUSES = ("not_applicable", "met", "breached", "running", "paused")
"""The words of a status, by code."""
NOT_APPLICABLE, MET, BREACHED, RUNNING, PAUSED = range(5)
UNANSWERED = -1
STOPS = ("open", "paused", "resolved")
"""What a ticket can be, by code."""
OPEN, HELD, RESOLVED = range(3)


class MetricStates(NamedTuple):
    """How one metric of many tickets stands; instants and lengths in microseconds.

    Where nothing is promised, and where a ticket has no answer, there is no instant and no
    length (`NAT`), and no percent (-1).

    Attributes:
        status: Indices into `STATUSES`; `UNANSWERED` where the ticket has no answer.
        due: The deadline; `NAT` while the clock stands still with time left, too.
        due_if_resumed: The same, but then the deadline if the clock went on now.
        started, ended: When the present cycle began, and when it was completed.
        used: Open time that has counted.
        remaining: Open time that is left; negative when late.
        late_open, late_wall: Open time and time on the wall after the deadline; zero in time.
        percent: The share of the target that is used up, rounded down.
        at_risk: Whether the share that the matrix names is used up, and it is not over.
        was_breached: Whether any cycle so far was breached.
        first_ended: When the metric was completed first; `NAT` if it was not.
        first_met: Whether that was in time: 1 or 0; -1 if it was not completed.
    """

    status: NDArray[np.int8]
    due: Ints
    due_if_resumed: Ints
    started: Ints
    ended: Ints
    used: Ints
    remaining: Ints
    late_open: Ints
    late_wall: Ints
    percent: Ints
    at_risk: Bools
    was_breached: Bools
    first_ended: Ints
    first_met: NDArray[np.int8]

    @classmethod
    def unanswered(cls, size: int) -> MetricStates:
        """Return the states of tickets that have no answer, to be filled in."""

        def none() -> Ints:
            return np.full(size, NAT)

        return cls(
            status=np.full(size, UNANSWERED, np.int8),
            due=none(),
            due_if_resumed=none(),
            started=none(),
            ended=none(),
            used=none(),
            remaining=none(),
            late_open=none(),
            late_wall=none(),
            percent=np.full(size, -1, np.int64),
            at_risk=np.zeros(size, np.bool_),
            was_breached=np.zeros(size, np.bool_),
            first_ended=none(),
            first_met=np.full(size, -1, np.int8),
        )


class States(NamedTuple):
    """How many tickets stand at an instant, or each at one of its own.

    Attributes:
        metrics: By name, every metric of the matrix, in order.
        stops: What each ticket is: an index into `STOPS`.
        reasons: Why a paused ticket stands still, where the pause says so.
        next_change: The earliest instant after now at which anything changes by itself.
        terms: Plan and priority of each ticket now.
        failures: Why tickets have no answer, of any metric.
        by_clock: How many tickets were given to `Clock` one by one.
    """

    metrics: dict[str, MetricStates]
    stops: NDArray[np.int8]
    reasons: Codes
    next_change: Ints
    terms: Terms
    failures: Failures
    by_clock: int


def states_of(logs: Logs, matrix: Matrix | MatrixHistory, now: int | Ints) -> States:
    """Return how tickets stand, as `Clock(matrix, log).at(now)` says of each.

    Args:
        logs: The events of each ticket; those after *now* do not count.
        matrix: The terms, or their versions, of which that in force at the opening holds.
        now: The instant of asking in microseconds, or one for each ticket; `NAT` is a failure.
    """
    asked = np.broadcast_to(np.asarray(now, np.int64), (logs.size,))
    answers = _Answers(logs, asked)
    answers.ask_clock(matrix, range(logs.size))
    return answers.states()


class _Answers:
    """States that are being filled in."""

    def __init__(self, logs: Logs, asked: Ints) -> None:
        self.logs, self.asked, size = logs, asked, logs.size
        self.metrics: dict[str, MetricStates] = {
            metric: MetricStates.unanswered(size) for metric in METRICS
        }
        self.stops = np.zeros(size, np.int8)
        self.reasons: dict[int, str] = {}
        self.next_change = np.full(size, NAT)
        self.rows: dict[int, Row | SlaClockError] = {}
        self.failures: Failures = {}
        self.by_clock = 0

    def ask_clock(self, matrix: Matrix | MatrixHistory, tickets: Any) -> None:
        """Give tickets to `Clock`, one by one."""
        for ticket in tickets:
            self.by_clock += 1
            try:
                self._ask(matrix, ticket)
            except SlaClockError as error:
                self.failures[ticket] = error
                self.rows[ticket] = error
                for states in self.metrics.values():
                    _clear(states, ticket)

    def states(self) -> States:
        rows: list[Row | SlaClockError] = []
        places: dict[int, int] = {}
        groups = np.zeros(self.logs.size, np.int64)
        for ticket, row in self.rows.items():
            if id(row) not in places:
                places[id(row)] = len(rows)
                rows.append(row)
            groups[ticket] = places[id(row)]
        reasons = codes_of([self.reasons.get(ticket) for ticket in range(self.logs.size)])
        return States(
            self.metrics,
            self.stops,
            reasons,
            self.next_change,
            Terms(groups, rows),
            self.failures,
            self.by_clock,
        )

    def _ask(self, matrix: Matrix | MatrixHistory, ticket: int) -> None:
        instant = int(self.asked[ticket])
        if instant == NAT:
            raise ArgumentTypeError("now", None, "an aware datetime, not a missing value")
        clock, now = Clock(matrix, self.logs.log_of(ticket)), from_micros(instant, UTC)
        state = clock.at(now)
        self.rows[ticket] = state.row
        self.stops[ticket], reason = _stop_of(clock, instant)
        if reason is not None:
            self.reasons[ticket] = reason
        for metric, states in self.metrics.items():
            _fill(states, ticket, state[metric])
        self.next_change[ticket] = _micros(clock.next_change(now))


def _stop_of(clock: Clock, instant: int) -> tuple[int, str | None]:
    """Return what a ticket is now, and why it stands still."""
    stop, reason = OPEN, None
    for event in clock.events:
        if event.instant > instant:
            break
        if event.type == "paused" and stop == OPEN:
            stop, reason = HELD, event.reason  # type: ignore[attr-defined]
        elif event.type == "resumed" and stop == HELD:
            stop = OPEN
        elif event.type == "resolved":
            stop = RESOLVED
        elif event.type == "reopened" and stop == RESOLVED:
            stop = OPEN
    return stop, reason if stop == HELD else None


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
    states.started[ticket] = _micros(state.started_at)
    states.ended[ticket] = _micros(state.completed_at)
    states.used[ticket] = state.elapsed // MICROSECOND
    assert state.remaining is not None
    states.remaining[ticket] = state.remaining // MICROSECOND
    states.late_open[ticket] = state.late_by // MICROSECOND
    states.late_wall[ticket] = state.late_by_wall_time // MICROSECOND
    states.percent[ticket] = state.percent or 0
    states.at_risk[ticket] = state.at_risk
    states.due_if_resumed[ticket] = _micros(state.due_if_resumed)


def _clear(states: MetricStates, ticket: int) -> None:
    """Take back what was filled in before a question failed."""
    columns: tuple[Any, ...] = states
    for column, value in zip(columns, MetricStates.unanswered(1), strict=True):
        column[ticket] = value[0]


def _micros(at: datetime | None) -> int:
    return NAT if at is None else to_micros(at)
