"""States of many tickets as columns: what they hold, and how judged cycles fill them."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from slaclock.bulk.engine.columns import Codes
from slaclock.bulk.engine.judging import BREACHED, MET, PAUSED, RUNNING, JudgedCycles
from slaclock.bulk.engine.kernel import Failures
from slaclock.bulk.engine.steps import NAT, Bools, Ints
from slaclock.bulk.engine.terms import TicketTerms

__all__ = [
    "STOPS",
    "UNANSWERED",
    "MetricStates",
    "States",
    "StatesOfCycles",
    "count_earlier",
    "put_first",
]

UNANSWERED = -1
"""The code of a status that is not known."""
STOPS = ("open", "paused", "resolved")
"""What a ticket can be, by code."""


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
        earlier_met, earlier_breached: How many cycles before the present one were met and
            breached, of a metric that begins again; 0 of others.
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
    earlier_met: Ints
    earlier_breached: Ints

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
            earlier_met=np.zeros(size, np.int64),
            earlier_breached=np.zeros(size, np.int64),
        )


class States(NamedTuple):
    """The states of many tickets, at one instant or each at its own.

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
    terms: TicketTerms
    failures: Failures
    by_clock: int


class StatesOfCycles:
    """What a row shows of a cycle beside its status and deadline."""

    def __init__(self, judged: JudgedCycles) -> None:
        self.judged, self.cycles = judged, judged.cycles
        self.resumed = self._dues_if_resumed()
        self.remaining = self._remaining()
        size = np.where(judged.unknown, 1, judged.whole)
        self.percent = np.where(judged.unknown, 0, judged.used) * 100 // size

    def put(self, states: MetricStates, where: Ints, rows: Ints) -> None:
        """Put in the states of some cycles."""
        judged, cycles = self.judged, self.cycles
        status, due, ended = judged.status[rows], judged.due[rows], cycles.ended[rows]
        states.status[where] = status
        states.due[where] = due
        states.due_if_resumed[where] = self.resumed[rows]
        states.started[where] = cycles.started[rows]
        states.ended[where] = ended
        states.used[where] = judged.used[rows]
        remaining = self.remaining[rows]
        states.remaining[where] = remaining
        states.late_open[where] = np.maximum(-remaining, 0)
        reached = np.where(ended == NAT, cycles.at[rows], ended)
        states.late_wall[where] = np.where(status == BREACHED, reached - due, 0)
        states.percent[where] = self.percent[rows]
        threshold = judged.table.matrix.at_risk
        if threshold is not None:
            open_still = (status == RUNNING) | (status == PAUSED)
            states.at_risk[where] = open_still & (self.percent[rows] >= threshold)
        states.was_breached[where] |= status == BREACHED

    def _dues_if_resumed(self) -> Ints:
        judged = self.judged
        found = judged.due.copy()
        rows = np.flatnonzero((found == NAT) & ~judged.unknown)
        found[rows] = judged.dues_if_resumed(rows, self.cycles.at[rows])
        judged.check_days(rows, found[rows])
        judged.give_up_at(rows[found[rows] == NAT])
        return found

    def _remaining(self) -> Ints:
        judged, cycles = self.judged, self.cycles
        found: Ints = judged.open_size - judged.used
        other = (judged.is_dated | judged.is_share) & ~judged.unknown
        rows = np.flatnonzero(other & (judged.due != NAT))
        ended, due = cycles.ended[rows], judged.due[rows]
        when_due = judged.open_time(rows, due, np.where(ended == NAT, due, ended))
        judged.give_up_at(rows[when_due == NAT])
        found[rows] = when_due - judged.used[rows]
        rows = np.flatnonzero(other & (judged.due == NAT))
        now = cycles.at[rows]
        found[rows] = judged.elapsed(judged.calendar[rows], now, self.resumed[rows])
        judged.give_up_at(rows[found[rows] == NAT])
        return found


def put_first(states: MetricStates, judged: JudgedCycles, rows: Ints, where: Ints) -> None:
    """Put in the first completion of metrics that are completed and were not before."""
    ended = judged.cycles.ended[rows]
    new = (ended != NAT) & (states.first_ended[where] == NAT)
    states.first_ended[where[new]] = ended[new]
    states.first_met[where[new]] = judged.status[rows[new]] == MET


def count_earlier(states: MetricStates, judged: JudgedCycles, rows: Ints, where: Ints) -> None:
    """Count the verdicts of cycles that lie before the present ones.

    A cycle that went on under other terms, or after a reopening, is the same cycle: its last
    verdict counts, and that of the present one is told by `status`.

    Args:
        states: Gain the counts; they hold when the present cycles began.
        judged: Past cycles.
        rows: Which of them, those of a ticket in the order of time.
        where: The ticket of each.
    """
    status, started = judged.status[rows], judged.cycles.started[rows]
    told = ((status == MET) | (status == BREACHED)) & (started != states.started[where])
    status, started, where = status[told], started[told], where[told]
    order = np.lexsort((np.arange(len(where)), started, where))
    owner, start = where[order], started[order]
    is_last = np.ones(len(order), np.bool_)
    is_last[:-1] = (owner[:-1] != owner[1:]) | (start[:-1] != start[1:])
    for verdict, counts in ((MET, states.earlier_met), (BREACHED, states.earlier_breached)):
        np.add.at(counts, owner[is_last & (status[order] == verdict)], 1)
