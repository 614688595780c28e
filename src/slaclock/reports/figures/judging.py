"""Judges the tickets of a file: which of them, under which terms, and what cannot be known.

A verdict comes from the clock: by columns where a row of the file is a ticket, by states where
the ticket has a log, or the contract has versions.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime

import numpy as np
import polars as pl

from slaclock.bulk.engine.column_logs import logs_of_columns
from slaclock.bulk.engine.columns import Codes
from slaclock.bulk.engine.logs import Logs
from slaclock.bulk.engine.states import states_of
from slaclock.bulk.engine.steps import NAT
from slaclock.bulk.engine.verdicts import roles_of
from slaclock.errors import (
    ArgumentTypeError,
    EventError,
    HistoryError,
    SlaClockError,
    UnknownNameError,
)
from slaclock.instants import from_micros, to_micros
from slaclock.matrices.history import MatrixHistory
from slaclock.matrices.model import Matrix
from slaclock.offsets import Micros
from slaclock.reports.figures.cells import (
    CellMap,
    cells_of_states,
    codes_of_names,
    map_cells,
    only_plan,
    refuse_unknown,
    without_priority,
)
from slaclock.reports.figures.choosing import (
    has_plan,
    map_chosen,
    openings_of,
    unasked_note,
    with_fields,
)
from slaclock.reports.figures.logged_tickets import CutLogs, cut_logs, cycle_notes, judge_states
from slaclock.reports.figures.plain_tickets import judge_columns
from slaclock.reports.figures.verdicts import (
    BREACHED,
    PAUSED,
    RUNNING,
    UNREADABLE,
    MetricVerdicts,
    Verdicts,
)
from slaclock.reports.reading.profiles import AGREED_DUE
from slaclock.reports.reading.tickets import Tickets, other_name, other_names

__all__ = ["judge"]

MOST_REASONS = 20
_AGREED = {"resolution": AGREED_DUE[0], "response": AGREED_DUE[1]}
"""By metric, the column of the time that was agreed with the customer."""


def judge(tickets: Tickets, matrix: Matrix | MatrixHistory, as_of: datetime) -> Verdicts:
    """Return the verdicts on tickets.

    Args:
        tickets: What `read_tickets` returned.
        matrix: The terms; of a history, each ticket is under the version that was in force
            when it was opened.
        as_of: The instant of asking; what happened later counts as not yet happened.

    Raises:
        TicketFileError: No ticket has a plan and a priority that the matrix knows.
        InstantError, ArgumentTypeError: *as_of* is naive, out of range or no datetime.
    """
    if not isinstance(tickets, Tickets):
        raise ArgumentTypeError("tickets", tickets, "what read_tickets or take_tickets returns")
    asked = to_micros(as_of, "as_of")
    opened = _micros(tickets.frame["opened_at"])
    known = opened <= asked
    later = len(opened) - int(known.sum())
    frame = tickets.frame.filter(pl.Series(known)) if later else tickets.frame
    judging = _Judging(tickets, frame, matrix, asked, later)
    if frame["log"].null_count() < len(frame):
        return judging.by_logs()
    return judging.by_columns()


class _Judging:
    """Judges the tickets of one file."""

    def __init__(
        self,
        tickets: Tickets,
        frame: pl.DataFrame,
        matrix: Matrix | MatrixHistory,
        asked: int,
        later: int,
    ) -> None:
        self.tickets, self.frame, self.asked, self.later = tickets, frame, asked, later
        self.terms, self.matrix = matrix, _in_force(matrix, asked)
        self.notes: list[str] = []
        self.opened = _micros(frame["opened_at"])
        self.openings = openings_of(tickets, frame, matrix, asked)
        note = self.openings.note() if self.openings is not None else unasked_note(matrix)
        self.notes += [note] if note is not None else []
        if isinstance(matrix, Matrix) and self.openings is None:
            refuse_unknown(tickets, matrix)

    def by_columns(self) -> Verdicts:
        """Judge tickets that are a row each."""
        done = {role: self._done(role) for role in ("responded_at", "resolved_at")}
        agreed = self._agreed()
        if isinstance(self.terms, MatrixHistory) or agreed:
            return self._by_versions(done, agreed)
        cells = self._cells(self.terms)
        if any(self.matrix.metrics[name].begins_again for name in self._promised(cells)):
            return self._by_versions(done, agreed)
        names = self._measured(cells)
        roles = {role for name in names for role in roles_of(self.matrix.metrics[name])}
        metrics = {name: MetricVerdicts.of_nothing() for name in names}
        failures: Mapping[int, SlaClockError] = {}
        if len(self.frame):
            metrics, failures = judge_columns(
                cells.terms,
                self.opened,
                {role: times for role, times in done.items() if role in roles},
                self.asked,
            )
            metrics = {name: metrics[name] for name in names}
        for name, found in metrics.items():
            self._by_status(name, found)
        return self._verdicts(cells, metrics, failures)

    def _cells(self, matrix: Matrix) -> CellMap:
        if self.openings is None:
            return map_cells(self.frame, matrix, self.tickets.file)
        return map_chosen(self.openings, self.opened, matrix, self.tickets.file)

    def _only_plan(self) -> str | None:
        """Return the plan of all tickets, where the contract has one and no rule is asked."""
        if self.openings is not None:
            return None
        return only_plan(self.frame, self.matrix, self.tickets.file, self.notes)

    def _agreed(self) -> dict[str, Micros]:
        """Return what was agreed with customers, by metric, where the file says any of it."""
        columns = {
            metric: self.frame[other_name(role)]
            for metric, role in _AGREED.items()
            if other_name(role) in self.frame.columns
        }
        return {metric: _micros(times) for metric, times in columns.items() if times.count()}

    def _by_versions(self, done: Mapping[str, Micros], agreed: Mapping[str, Micros]) -> Verdicts:
        """Judge tickets that are a row each as clocks do, by what happened to each."""
        plan = self._only_plan()
        plans = codes_of_names(self.frame["plan"])
        if self.openings is not None:
            plans = self.openings.plans
        logs = logs_of_columns(
            self.opened,
            plans if plan is None else plan,
            codes_of_names(self.frame["priority"]),
            responded=done["responded_at"],
            resolved=done["resolved_at"],
            agreed=agreed,
        )
        cells, metrics, failures = self._by_states(logs, plans, None)
        names = self._measured(cells)
        metrics = {name: metrics[name] for name in names if name in metrics}
        for name, found in metrics.items():
            self._by_status(name, found)
        return self._verdicts(cells, metrics, failures)

    def by_logs(self) -> Verdicts:
        """Judge tickets that have a log."""
        plan = None
        if not has_plan(self.frame):
            plan = self._only_plan()
        cut = cut_logs(self.frame, self.asked, plan)
        self.frame = self._with_others(_as_it_stood(self.frame, cut))
        cells, metrics, failures = self._by_states(cut.logs, cut.plans, cut)
        for found in metrics.values():
            _without_closed(found, cut.life.closed)
        return self._verdicts(cells, metrics, failures, cut)

    def _with_others(self, frame: pl.DataFrame) -> pl.DataFrame:
        """Return tickets with what else the last rows of their logs say."""
        updates = self.tickets.updates
        if updates is None or not other_names(updates):
            return frame
        names = [other_name(name) for name in other_names(updates)]
        happened = updates.filter(pl.col("at").to_physical() <= self.asked)
        last = happened.group_by("ticket_id").agg(pl.col(names).drop_nulls().last())
        return frame.join(last, on="ticket_id", how="left", maintain_order="left")

    def _by_states(
        self, logs: Logs, plans: Codes, cut: CutLogs | None
    ) -> tuple[CellMap, dict[str, MetricVerdicts], Mapping[int, SlaClockError]]:
        states = states_of(self._told(logs), self.terms, self.asked)
        priorities = codes_of_names(self.frame["priority"]) if cut is None else cut.priorities
        cells = cells_of_states(
            states,
            plans,
            priorities,
            self.matrix,
            self.frame,
            self.tickets.file,
            by_rules=self.openings is not None,
        )
        self.notes += cycle_notes(states)
        return cells, judge_states(states), states.failures

    def _verdicts(
        self,
        cells: CellMap,
        metrics: Mapping[str, MetricVerdicts],
        failures: Mapping[int, SlaClockError],
        cut: CutLogs | None = None,
    ) -> Verdicts:
        if self.openings is not None:
            self.frame = _with_chosen(self.frame, cells)
        return Verdicts(
            matrix=self.matrix,
            history=self.terms if isinstance(self.terms, MatrixHistory) else None,
            as_of=self.asked,
            frame=self.frame,
            opened=self.opened,
            places=cells.places,
            cells=cells.cells,
            metrics=metrics,
            later=self.later,
            reasons=_reasons(failures),
            notes=(*self.notes, *cells.notes, *self._without(), *_cycle_counts(metrics)),
            logs=self._told(cut.logs) if cut is not None else None,
            openings=self.openings,
            life=cut.life if cut is not None else None,
        )

    def _without(self) -> Iterator[str]:
        return without_priority(codes_of_names(self.frame["priority"]), self.matrix)

    def _told(self, logs: Logs) -> Logs:
        return logs if self.openings is None else with_fields(logs, self.openings)

    def _measured(self, cells: CellMap) -> list[str]:
        """Return the metrics that are promised and of which the file says something."""
        promised = self._promised(cells) if len(self.frame) else set(self.matrix.metrics)
        return [
            name
            for name, metric in self.matrix.metrics.items()
            if metric.from_opening and name in promised and self._is_told(name)
        ]

    @staticmethod
    def _promised(cells: CellMap) -> set[str]:
        """Return the metrics of which anything is promised from the opening."""
        rows = [cell.row for cell in cells.cells if cell.row is not None]
        return {target.metric for row in rows for target in row.from_opening}

    def _is_told(self, metric: str) -> bool:
        role = roles_of(self.matrix.metrics[metric])[0]
        if role in self.tickets.columns:
            return True
        reason = self.tickets.profile.without.get(role, f"the file has no column for {role}")
        self.notes.append(f"{metric} is not judged: {reason}")
        return False

    def _told_roles(self, metric: str) -> list[str]:
        """Return the columns that say when a metric was completed, as far as tickets have them."""
        roles = roles_of(self.matrix.metrics[metric])
        return [role for role in roles if role in self.frame.columns]

    def _done(self, role: str) -> Micros:
        """Return when tickets were answered or resolved, as far as it had happened."""
        micros = _micros(self.frame[role])
        micros[micros > self.asked] = NAT
        return micros

    def _by_status(self, metric: str, found: MetricVerdicts) -> None:
        """Take what a status says into account, for tickets that are not completed.

        Closed without a time of completion: not known whether in time. Waiting, in an export
        that does not say since when: the clock stands still, and how late it was is not known.
        """
        if not self.frame["state"].count():
            return
        states, status = found.states, self.frame["state"]
        open_still = ~found.done & ((states == RUNNING) | (states == BREACHED))
        # What was completed after the instant of asking was on its way then.
        roles = pl.col(*self._told_roles(metric))
        unknown = self.frame.select(pl.all_horizontal(roles.is_null())).to_series()
        closed = ((status == "closed") & unknown).fill_null(value=False).to_numpy()
        states[open_still & closed] = UNREADABLE
        if metric in self.matrix.pauses:
            waiting = ((status == "waiting") & unknown).fill_null(value=False).to_numpy()
            states[open_still & waiting] = PAUSED


def _in_force(matrix: Matrix | MatrixHistory, asked: int) -> Matrix:
    """Return the terms at an instant: of several versions the one that began last."""
    if isinstance(matrix, Matrix):
        return matrix
    today = from_micros(asked, UTC).date()
    past = [version for version in matrix.versions if version.start <= today]
    return (past or matrix.versions[:1])[-1].matrix


def _as_it_stood(frame: pl.DataFrame, cut: CutLogs) -> pl.DataFrame:
    """Return tickets with what their logs say of them up to the instant of asking."""
    return frame.with_columns(
        plan=_names(cut.plans),
        priority=_names(cut.priorities),
        responded_at=_instants(cut.responded),
        resolved_at=_instants(cut.resolved),
    )


def _cycle_counts(metrics: Mapping[str, MetricVerdicts]) -> Iterator[str]:
    for name, found in metrics.items():
        note = found.cycles_note(name)
        if note is not None:
            yield note


def _with_chosen(frame: pl.DataFrame, cells: CellMap) -> pl.DataFrame:
    """Return tickets with the plan and the priority that rules chose."""
    for name in ("plan", "priority"):
        chosen = [getattr(cell, name) if cell.row is not None else "" for cell in cells.cells]
        names = pl.Series(chosen, dtype=pl.String).gather(cells.places)
        given = pl.when(names != "").then(names).otherwise(pl.col(name))
        frame = frame.with_columns(given.alias(name))
    return frame


def _without_closed(found: MetricVerdicts, closed: Micros) -> None:
    """Leave open what became of tickets that are over, but not by a resolution.

    What was late before that is breached all the same.
    """
    was_late = (found.states == BREACHED) & (found.due != NAT) & (found.due < closed)
    unknown = (closed != NAT) & ~found.done & ~was_late
    found.states[unknown & (found.states <= PAUSED)] = UNREADABLE


def _names(codes: Codes) -> pl.Series:
    names = pl.Series([*codes.names, None], dtype=pl.String)
    return names.gather(np.where(codes.codes < 0, len(codes.names), codes.codes))


def _instants(micros: Micros) -> pl.Series:
    return pl.Series(micros).set(pl.Series(micros == NAT), None).cast(pl.Datetime("us", "UTC"))


def _micros(column: pl.Series) -> Micros:
    return column.to_physical().fill_null(NAT).to_numpy().copy()


def _reasons(failures: Mapping[int, SlaClockError]) -> dict[str, int]:
    """Return how many tickets have which reason, the most frequent first; rare ones as one."""
    counts: Counter[tuple[str, ...]] = Counter()
    first: dict[tuple[str, ...], SlaClockError] = {}
    for error in failures.values():
        key = _reason_key(error)
        counts[key] += 1
        first.setdefault(key, error)
    ranked = sorted(counts.items(), key=lambda item: (-item[1], item[0]))
    told = {_reason(first[key]): count for key, count in ranked[:MOST_REASONS]}
    rest = ranked[MOST_REASONS:]
    if rest:
        told[f"{len(rest):,} more names and reasons like these"] = sum(count for _, count in rest)
    return told


def _reason_key(error: SlaClockError) -> tuple[str, ...]:
    """Return what tells a reason from others; its sentence may take long to make."""
    if isinstance(error, UnknownNameError):
        return error.kind, str(error.name)
    return (_reason(error),)


def _reason(error: SlaClockError) -> str:
    if isinstance(error, HistoryError):
        return "no version of the contract was in force when the ticket was opened"
    # Which event of which log it was differs from ticket to ticket; the reason does not.
    return error.problem if isinstance(error, EventError) else str(error)
