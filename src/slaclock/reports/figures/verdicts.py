"""What became of every promise to every ticket, as columns.

Deadlines and verdicts are those of `slaclock.bulk`; this module adds what a report needs beside
them: which promises cannot be judged and why, and how much open time was used.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

import numpy as np
import polars as pl
from numpy.typing import NDArray

from slaclock.bulk.engine.columns import Instants
from slaclock.bulk.engine.steps import NAT
from slaclock.bulk.engine.terms import METRICS, kernels_of
from slaclock.bulk.frames.pauses import Pauses
from slaclock.bulk.frames.verdicts import VERDICTS, Judge
from slaclock.calendars.timeline import Span
from slaclock.errors import SlaClockError
from slaclock.instants import LATEST, to_micros
from slaclock.matrices.model import Matrix, Target, Terms
from slaclock.reports.figures.cells import Cell, map_cells
from slaclock.reports.reading.tickets import Tickets

__all__ = ["STATES", "MetricVerdicts", "Verdicts", "judge", "main_calendar"]

Micros = NDArray[np.int64]
States = NDArray[np.int8]
STATES = ("met", "breached", "running", "paused", "not_applicable", "unreadable")
"""What can become of a promise; each ticket has one of them for each metric."""
MET, BREACHED, RUNNING, PAUSED, NOT_APPLICABLE, UNREADABLE = range(6)
_COMPLETED_BY = {
    "first_response": "responded_at",
    "response": "responded_at",
    "resolution": "resolved_at",
}


class MetricVerdicts(NamedTuple):
    """One metric of all tickets; instants and lengths in microseconds, `NAT` where there is none.

    Attributes:
        states: Indices into `STATES`.
        done: Whether it was completed by the instant of asking.
        due: The deadline, moved on by pauses.
        used: Open time used, up to the completion or the instant of asking.
        target: The open time that was promised.
        late_open, late_wall: How long after the deadline, for what is breached.
    """

    states: States
    done: NDArray[np.bool_]
    due: Micros
    used: Micros
    target: Micros
    late_open: Micros
    late_wall: Micros


@dataclass(frozen=True)
class Verdicts:
    """The verdicts on all tickets of a file.

    Attributes:
        matrix: The terms.
        as_of: The instant of asking, in microseconds.
        frame: The tickets that were opened by then, as in `Tickets.frame`.
        opened: When they were opened.
        places: For each ticket an index into `cells`.
        cells: Plans and priorities that occur.
        metrics: By name, in the order of the matrix; those that the file says nothing about
            are left out.
        later: How many tickets were opened after the instant of asking.
        reasons: Why tickets cannot be judged: how many, by reason.
        notes: What a reader should know, in sentences.
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

    def __len__(self) -> int:
        return len(self.frame)


def judge(tickets: Tickets, matrix: Matrix, as_of: datetime) -> Verdicts:
    """Return the verdicts on tickets.

    Args:
        tickets: What `read_tickets` returned.
        matrix: The terms.
        as_of: The instant of asking; what happened later counts as not yet happened.

    Raises:
        TicketFileError: No ticket has a plan and a priority that the matrix knows.
        InstantError, ArgumentTypeError: *as_of* is naive, out of range or no datetime.
    """
    asked = to_micros(as_of, "as_of")
    opened = _micros(tickets.frame["opened_at"])
    known = opened <= asked
    later = len(opened) - int(known.sum())
    frame = tickets.frame.filter(pl.Series(known)) if later else tickets.frame
    return _Judging(tickets, frame, matrix, asked, later).judge()


class _Judging:
    """Judges the tickets of one file."""

    def __init__(
        self, tickets: Tickets, frame: pl.DataFrame, matrix: Matrix, asked: int, later: int
    ) -> None:
        self.tickets, self.frame, self.matrix = tickets, frame, matrix
        self.asked, self.later = asked, later
        self.notes: list[str] = []
        self.has_pauses = False
        self.opened = _micros(frame["opened_at"])
        self.map = map_cells(frame, matrix, tickets.file)
        self.terms, self.cells = self.map.terms, self.map.cells
        self.notes += self.map.notes

    def judge(self) -> Verdicts:
        metrics = [name for name in METRICS if self._is_measured(name)]
        zone = "UTC"
        done = {
            role: Instants(self._done(role), {}, zone)
            for role in sorted({_COMPLETED_BY[name] for name in metrics})
        }
        found: dict[str, MetricVerdicts] = {}
        failures: Mapping[int, SlaClockError] = {}
        if len(self.frame) and done:
            instants = Instants(self.opened, {}, zone)
            judging = Judge(self.terms, instants, "opened_at", done, self.asked)
            pauses = self._pauses()
            self.has_pauses = pauses is not None
            judged, failures = judging.judge(pauses)
            for name in metrics:
                result = judged[name]
                found[name] = self._with_use(name, result, done, failures)
        else:
            found = {name: _nothing() for name in metrics}
        return Verdicts(
            matrix=self.matrix,
            as_of=self.asked,
            frame=self.frame,
            opened=self.opened,
            places=self.map.places,
            cells=self.cells,
            metrics=found,
            later=self.later,
            reasons=_reasons(failures),
            notes=tuple(self.notes),
        )

    def _is_measured(self, metric: str) -> bool:
        role = _COMPLETED_BY[metric]
        promised = any(
            target.metric == metric
            for cell in self.cells
            if cell.row is not None
            for target in cell.row.targets
        )
        if not promised and len(self.frame):
            return False
        if role in self.tickets.columns or self.tickets.profile.events is not None:
            return True
        reason = self.tickets.profile.without.get(role, f"the file has no column for {role}")  # type: ignore[call-overload]
        self.notes.append(f"{metric} is not judged: {reason}")
        return False

    def _done(self, role: str) -> Micros:
        """Return when tickets were answered or resolved, as far as it had happened."""
        micros = _micros(self.frame[role])
        micros[micros > self.asked] = NAT
        return micros

    def _pauses(self) -> Pauses | None:
        column = self.frame["paused"]
        rows = np.flatnonzero((column.list.len().fill_null(0) > 0).to_numpy())
        if not rows.size:
            return None
        lists = column.gather(rows).to_list()
        spans = {
            int(row): [span for entry in entries if (span := self._span(entry)) is not None]
            for row, entries in zip(rows, lists, strict=True)
        }
        return Pauses({row: found for row, found in spans.items() if found}, {})

    def _span(self, entry: Mapping[str, Any]) -> Span | None:
        start = to_micros(entry["start"])
        end = to_micros(entry["end"]) if entry["end"] is not None else LATEST
        return Span(start, end) if start < min(end, self.asked) else None

    def _with_use(
        self,
        metric: str,
        result: Any,
        done: Mapping[str, Instants],
        failures: Mapping[int, SlaClockError],
    ) -> MetricVerdicts:
        """Add the open time used, and which verdicts cannot be known."""
        codes = np.array([_STATE_OF[word] for word in VERDICTS], np.int8)
        states = codes[result.verdict]
        completed = self._completed(metric, done)
        is_done = completed != NAT
        until = np.where(is_done, completed, self.asked)
        used, target = self._use(metric, result.due, until)
        judged = states < NOT_APPLICABLE
        if self.frame["state"].count():
            self._by_status(metric, states, is_done)
        states[list(failures)] = UNREADABLE
        used[~judged], target[~judged] = NAT, NAT
        return MetricVerdicts(
            states, is_done, result.due, used, target, result.late_open, result.late_wall
        )

    def _completed(self, metric: str, done: Mapping[str, Instants]) -> Micros:
        completed = done[_COMPLETED_BY[metric]].micros
        if metric == "resolution" or "resolved_at" not in done:
            return completed
        resolved = done["resolved_at"].micros
        both = np.minimum(completed, resolved)
        return np.where(completed == NAT, resolved, np.where(resolved == NAT, completed, both))

    def _use(self, metric: str, due: Micros, until: Micros) -> tuple[Micros, Micros]:
        """Return the open time used and promised.

        What was used is what was promised, less what was left at the end: pauses before the
        deadline have moved it on, and so are taken account of.
        """
        used, promised = np.full(len(due), NAT), np.full(len(due), NAT)
        for row, rows in self._by_row():
            target = _target(row, metric)
            if target is None:
                continue
            kernel = kernels_of(self.matrix)[row.calendar_id]
            known = rows[due[rows] != NAT]
            if target.amount.business_days:
                unmoved = due[known]
                if self.has_pauses:
                    unmoved, _ = kernel.due(self.opened[known], target.promise)
                whole, _ = kernel.elapsed(self.opened[known], unmoved)
            else:
                whole = np.full(len(known), target.amount.micros)
            past, failed = kernel.elapsed(due[known], until[known])
            past[list(failed)] = 0
            promised[known] = whole
            used[known] = np.maximum(whole + past, 0)
        return used, promised

    def _by_row(self) -> Iterator[tuple[Terms, NDArray[np.intp]]]:
        size = len(self.frame)
        for row, places in self.terms.parts(slice(0, size)):
            if isinstance(row, Terms):
                yield row, np.arange(size) if places is None else places

    def _by_status(self, metric: str, states: States, done: NDArray[np.bool_]) -> None:
        """Take what a status says into account, for tickets that are not completed.

        Closed without a time of completion: not known whether in time. Waiting, in an export
        that does not say since when: the clock stands still, and how late it was is not known.
        """
        status = self.frame["state"]
        open_still = ~done & ((states == RUNNING) | (states == BREACHED))
        # What was completed after the instant of asking was on its way then.
        roles = {_COMPLETED_BY[metric], "resolved_at"}
        unknown = self.frame.select(pl.all_horizontal(pl.col(*roles).is_null())).to_series()
        closed = ((status == "closed") & unknown).fill_null(value=False).to_numpy()
        states[open_still & closed] = UNREADABLE
        if metric in self.matrix.pauses and self.tickets.profile.events is None:
            waiting = ((status == "waiting") & unknown).fill_null(value=False).to_numpy()
            states[open_still & waiting] = PAUSED


def main_calendar(verdicts: Verdicts) -> str:
    """Return the name of the calendar on which most tickets run."""
    counts = np.bincount(verdicts.places, minlength=len(verdicts.cells)).tolist()
    tally: Counter[str] = Counter()
    for cell, number in zip(verdicts.cells, counts, strict=True):
        if cell.row is not None:
            tally[cell.row.calendar_id] += number
    if not tally:
        return next(iter(verdicts.matrix.calendars))
    return max(tally, key=lambda name: (tally[name], name))


_STATE_OF = {
    None: UNREADABLE,
    "not_applicable": NOT_APPLICABLE,
    "met": MET,
    "breached": BREACHED,
    "running": RUNNING,
    "paused": PAUSED,
}


def _micros(column: pl.Series) -> Micros:
    return column.to_physical().fill_null(NAT).to_numpy().copy()


def _nothing() -> MetricVerdicts:
    none = np.empty(0, np.int64)
    return MetricVerdicts(np.empty(0, np.int8), np.empty(0, np.bool_), none, none, none, none, none)


def _target(row: Terms, metric: str) -> Target | None:
    return next((target for target in row.targets if target.metric == metric), None)


def _reasons(failures: Mapping[int, SlaClockError]) -> dict[str, int]:
    counts: dict[str, int] = {}
    for error in failures.values():
        text = str(error)
        counts[text] = counts.get(text, 0) + 1
    return dict(sorted(counts.items(), key=lambda item: (-item[1], item[0])))
