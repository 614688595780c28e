"""Verdicts on tickets of which columns say when they were opened, answered and resolved.

The rule is that of single tickets: completed at or before the deadline is met, strictly before
for a `<` target. A resolved ticket is answered too, so a response is completed by whichever
comes first. Pauses stop the metrics that the matrix names.
"""

from __future__ import annotations

from collections.abc import Container, Mapping
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from slaclock.bulk.engine.agreements import AgreedTimes, agreed_where_allowed
from slaclock.bulk.engine.column_logs import logs_of_columns
from slaclock.bulk.engine.columns import Codes, Instants
from slaclock.bulk.engine.kernel import Failures
from slaclock.bulk.engine.pauses import Spans
from slaclock.bulk.engine.single_targets import single_targets
from slaclock.bulk.engine.state_columns import MetricStates
from slaclock.bulk.engine.states import STATUSES, states_of
from slaclock.bulk.engine.steps import NAT, Bools, Ints
from slaclock.bulk.engine.terms import TicketTerms, due_by_terms, kernels_of, metrics_in
from slaclock.calendars.timeline import Span
from slaclock.errors import ArgumentTypeError, InstantRangeError, SlaClockError
from slaclock.instants import LATEST
from slaclock.matrices.metrics import Metric
from slaclock.matrices.model import Matrix, Row, Target
from slaclock.matrices.promises import is_in_time

__all__ = ["VERDICTS", "Judge", "LostTime", "TicketPauses", "VerdictColumns", "roles_of"]

VERDICTS = (None, *STATUSES)
"""The words of a verdict column, by code."""
NONE, NOT_APPLICABLE, MET, BREACHED, RUNNING = range(5)


class VerdictColumns(NamedTuple):
    """One metric of all tickets.

    Attributes:
        due: The deadline, moved on by pauses; `NAT` where there is none.
        verdict: An index into `VERDICTS`.
        late_open: Open time from the deadline to the completion, zero if it was in time.
        late_wall: The same on a wall clock.
    """

    due: Ints
    verdict: NDArray[np.int8]
    late_open: Ints
    late_wall: Ints


class LostTime(NamedTuple):
    """Open time that each ticket lost to pauses, all of it before its deadline.

    Attributes:
        micros: By row, zero or more.
        failures: What is wrong with rows whose length cannot be meant.
    """

    micros: Ints
    failures: Failures


class TicketPauses(NamedTuple):
    """The pauses of each ticket.

    Attributes:
        spans: By row, in order and disjoint; rows without pauses are left out. A pause that
            has not ended reaches to the end of all time.
        failures: What is wrong with rows whose pauses cannot be read.
    """

    spans: dict[int, list[Span]]
    failures: Failures

    def of(self, rows: Ints) -> Spans:
        """Return the pauses of some rows, by their places among these."""
        found = [
            (place, *span)
            for place, row in enumerate(rows.tolist())
            for span in self.spans.get(row, ())
        ]
        tickets, starts, ends = np.array(found, np.int64).reshape(-1, 3).T
        return Spans(tickets, starts, np.where(ends >= LATEST, NAT, ends))


class Judge:
    """Judges tickets metric by metric.

    Attributes:
        terms: The terms of each ticket.
        opened: When each was opened.
        done: When each was responded to and resolved, by the name of the argument.
        asked: The instant of asking, or None.
        failures: Why tickets have no verdict at all.
        pending: Why tickets have no verdict of some metric.
    """

    def __init__(
        self,
        terms: TicketTerms,
        opened: Instants,
        name: str,
        done: Mapping[str, Instants],
        asked: int | None,
        agreed: AgreedTimes | None = None,
    ) -> None:
        """Compute the deadlines without pauses, and find the rows that cannot be judged."""
        self.terms, self.opened, self.asked = terms, opened.micros, asked
        self.pending: Failures = {}
        self._completed: dict[str, Ints] = {}
        self.metrics = metrics_in(terms)
        self.dues, self.failures = due_by_terms(terms, opened, name, self.metrics)
        self.done = {role: column.micros for role, column in done.items()}
        self.agreed = agreed_where_allowed(terms, self.opened, agreed or {}, self.failures)
        for role, column in done.items():
            self.failures = {**column.failures, **self.failures}
            early = (column.micros < self.opened) & (column.micros != NAT)
            self._refuse(role, column.micros, early, f"it must not be before {name}")
        if asked is not None:
            shown = np.datetime64(asked, "us")
            self._refuse(name, self.opened, self.opened > asked, f"it is after as_of, {shown} UTC")

    def judge(
        self, pauses: LostTime | TicketPauses | None
    ) -> tuple[dict[str, VerdictColumns], Failures]:
        """Return the verdicts of every metric that can be judged, and why rows have none."""
        if pauses is not None:
            self.failures = {**pauses.failures, **self.failures}
        lost = pauses if isinstance(pauses, LostTime) else None
        judged = {
            metric: self._judge(metric, lost) for metric in metrics_told(self.terms, self.done)
        }
        spans = pauses if isinstance(pauses, TicketPauses) else TicketPauses({}, {})
        if spans.spans or self.agreed:
            self._ask(judged, spans)
        failed = list(self.failures)
        for result in judged.values():
            result.verdict[failed] = NONE
            for column in (result.due, result.late_open, result.late_wall):
                column[failed] = NAT
        return judged, {**self.pending, **self.failures}

    def _judge(self, metric: str, lost: LostTime | None) -> VerdictColumns:
        size = len(self.opened)
        result = VerdictColumns(
            due=self.dues[metric],
            verdict=np.full(size, NOT_APPLICABLE, np.int8),
            late_open=np.full(size, NAT),
            late_wall=np.full(size, NAT),
        )
        completed_at = self.completed_at(metric)
        for row, places in self.terms.parts(slice(0, size)):
            if isinstance(row, SlaClockError):
                continue
            target = row.promised(metric)
            if target is not None:
                rows = np.arange(size) if places is None else places
                rows = rows[result.due[rows] != NAT]
                for single, places in single_targets(target, self.opened[rows], result.due[rows]):
                    own = rows[places]
                    self._judge_rows(result, own, row, single, completed_at[own], lost)
        return result

    def completed_at(self, metric: str) -> Ints:
        """Return when a metric was completed by the instant of asking; `NAT` where it was not."""
        if metric not in self._completed:
            self._completed[metric] = self._first_done(metric)
        return self._completed[metric]

    def _first_done(self, metric: str) -> Ints:
        found = np.full(len(self.opened), NAT)
        for role in roles_of(self.metrics[metric]):
            if role in self.done:
                done = self.done[role]
                known = done if self.asked is None else np.where(done > self.asked, NAT, done)
                earlier = (known != NAT) & ((found == NAT) | (known < found))
                found = np.where(earlier, known, found)
        return found

    def _judge_rows(
        self,
        result: VerdictColumns,
        rows: Ints,
        row: Row,
        target: Target,
        completed_at: Ints,
        lost: LostTime | None,
    ) -> None:
        """Judge the tickets *rows*, which are under the same terms and whose clocks ran on."""
        kernel = kernels_of(row.matrix)[target.calendar_id]
        completed = completed_at != NAT
        asked = LATEST - 1 if self.asked is None else self.asked
        until = np.where(completed, completed_at, asked)
        due = result.due[rows]
        metric = row.matrix.metrics[target.metric]
        if lost is not None and (metric.pauses if target.pauses is None else target.pauses):
            due, failed = kernel.later(due, lost.micros[rows])
            self._fail(rows, failed)
        unknown = ~completed if self.asked is None else np.zeros(len(rows), np.bool_)
        late = ~is_in_time(until, due, strict=target.strict) & ~unknown
        verdict = np.where(completed, MET, RUNNING)
        verdict[late], verdict[unknown] = BREACHED, NONE
        late_open = np.zeros(len(rows), np.int64)
        late_open[late], failed = kernel.elapsed(due[late], until[late])
        self._fail(rows[late], failed)
        result.due[rows], result.verdict[rows] = due, verdict
        result.late_open[rows] = np.where(unknown, NAT, late_open)
        result.late_wall[rows] = np.where(unknown, NAT, np.where(late, until - due, 0))
        self.pending.update(dict.fromkeys(rows[unknown].tolist(), _NEEDS_AS_OF))

    def _ask(self, judged: dict[str, VerdictColumns], pauses: TicketPauses) -> None:
        """Judge tickets with pauses, or with a time that was agreed, as their clocks do."""
        unusual = set(pauses.spans)
        for times in self.agreed.values():
            unusual.update(np.flatnonzero(times != NAT).tolist())
        held = np.array(sorted(unusual - self.failures.keys()), np.int64)
        groups = self.terms.groups
        places = np.zeros(len(held), np.int64) if groups is None else groups[held]
        terms = [None if isinstance(row, SlaClockError) else row for row in self.terms.rows]
        for matrix in dict.fromkeys(row.matrix for row in terms if row is not None):
            assert isinstance(matrix, Matrix)
            own = np.array([row is not None and row.matrix is matrix for row in terms])
            chosen = own[places]
            self._ask_clocks(judged, pauses, matrix, held[chosen], places[chosen])

    def _ask_clocks(
        self,
        judged: dict[str, VerdictColumns],
        pauses: TicketPauses,
        matrix: Matrix,
        rows: Ints,
        places: Ints,
    ) -> None:
        if not rows.size:
            return
        done = {role: column[rows] for role, column in self.done.items()}
        logs = logs_of_columns(
            self.opened[rows],
            *self._names(places),
            responded=done.get("responded_at"),
            resolved=done.get("resolved_at"),
            pauses=pauses.of(rows),
            agreed={metric: times[rows] for metric, times in self.agreed.items()},
        )
        # Without an instant of asking, only what was completed is judged: after all that was.
        last = np.maximum.reduceat(logs.at, logs.offsets[:-1])
        states = states_of(logs, matrix, last if self.asked is None else self.asked)
        self._fail(rows, states.failures)
        for metric, result in judged.items():
            paused = np.isin(rows, list(pauses.spans)) & matrix.may_pause(metric)
            if metric in self.agreed:
                paused |= self.agreed[metric][rows] != NAT
            self._take(metric, result, rows, states.metrics[metric], paused)

    def _take(
        self, metric: str, result: VerdictColumns, rows: Ints, found: MetricStates, chosen: Bools
    ) -> None:
        """Take what clocks say of a metric of those *rows* that are chosen."""
        places = np.flatnonzero(chosen)
        own, status = rows[places], found.status[places]
        known = result.verdict[own] != NONE
        if self.asked is None:
            left = (self.completed_at(metric)[own] == NAT) & (status > 0)
            self.pending.update(dict.fromkeys(own[left].tolist(), _NEEDS_AS_OF))
            known &= ~left
        result.due[own] = found.due[places]
        result.verdict[own] = np.where(known, status + 1, NONE)
        result.late_open[own] = np.where(known, found.late_open[places], NAT)
        result.late_wall[own] = np.where(known, found.late_wall[places], NAT)

    def _names(self, places: Ints) -> tuple[Codes, Codes]:
        """Return the plans and priorities of terms, as codes."""
        terms = [None if isinstance(row, SlaClockError) else row for row in self.terms.rows]
        plans = [row.plan.id if row else "" for row in terms]
        priorities = [row.priority.id if row and row.priority else "" for row in terms]
        known = np.array([bool(name) for name in priorities])[places]
        codes = places.astype(np.int32)
        return Codes(codes, plans), Codes(np.where(known, codes, -1).astype(np.int32), priorities)

    def _fail(self, rows: Ints, failed: Failures) -> None:
        for place, error in failed.items():
            self.failures.setdefault(int(rows[place]), error)

    def _refuse(self, name: str, at: Ints, wrong: Bools, limits: str) -> None:
        for row in np.flatnonzero(wrong).tolist():
            value = f"{np.datetime64(int(at[row]), 'us')} UTC"
            self.failures.setdefault(row, InstantRangeError(name, value, limits))


_NEEDS_AS_OF = ArgumentTypeError(
    "as_of", None, "an aware datetime, to judge a ticket that is not completed"
)


def metrics_told(terms: TicketTerms, roles: Container[str]) -> list[str]:
    """Return the metrics of which columns say when they were completed: those that are judged."""
    return [name for name, metric in metrics_in(terms).items() if roles_of(metric)[0] in roles]


def roles_of(metric: Metric) -> list[str]:
    """Return the arguments that say when a metric was completed, the one it is named for first."""
    return [f"{event}_at" for event in metric.completes]
