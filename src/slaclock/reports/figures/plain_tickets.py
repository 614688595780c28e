"""Verdicts on tickets of which an export says when they were opened, answered and resolved.

Nothing pauses them, so each is judged by its columns at once, as `add_verdicts` judges them:
the same as a clock would say of the same three events.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import numpy as np
from numpy.typing import NDArray

from slaclock.bulk.engine.columns import Instants
from slaclock.bulk.engine.single_targets import single_targets
from slaclock.bulk.engine.steps import NAT
from slaclock.bulk.engine.terms import TicketTerms, kernels_of
from slaclock.bulk.engine.verdicts import VERDICTS, Judge, VerdictColumns, metrics_told
from slaclock.errors import SlaClockError
from slaclock.matrices.model import Row, Target
from slaclock.offsets import Flags, Micros
from slaclock.reports.figures.verdicts import (
    NOT_APPLICABLE,
    RUNNING,
    UNREADABLE,
    MetricVerdicts,
    state_codes,
)
from slaclock.reports.side_by_side import side_by_side, slices

__all__ = ["judge_columns"]

Rows = NDArray[np.intp]
ROWS_AT_ONCE = 1 << 16
_STATES = state_codes(VERDICTS)


def judge_columns(
    terms: TicketTerms, opened: Micros, done: Mapping[str, Micros], asked: int
) -> tuple[dict[str, MetricVerdicts], Mapping[int, SlaClockError]]:
    """Return the verdicts on tickets by their columns, and why tickets have none.

    Tickets under the same terms are judged together, so many at a time that the processor's
    cache holds them.

    Args:
        terms: What is promised to each.
        opened: When each was opened.
        done: When each was answered and resolved by the instant of asking, by role; those
            metrics are judged whose role is there.
        asked: The instant of asking.
    """
    found = {metric: MetricVerdicts.blank(len(opened)) for metric in metrics_told(terms, done)}

    known = [row for row in terms.rows if not isinstance(row, SlaClockError)]

    def judged(part: tuple[Row | None, Rows]) -> dict[int, SlaClockError]:
        row, rows = part
        columns = {role: Instants(micros[rows], {}, "UTC") for role, micros in done.items()}
        # All terms are given, the first for all tickets: any of them may name a metric.
        own = _part_of(terms, rows) if row is None else TicketTerms(None, [row, *known])
        judge = Judge(own, Instants(opened[rows], {}, "UTC"), "opened_at", columns, asked)
        results, failures = judge.judge(None)
        for metric, result in results.items():
            verdicts = _verdicts(row, metric, result, judge, asked)
            verdicts.states[list(failures)] = UNREADABLE
            found[metric].put(rows, verdicts)
        return {int(rows[place]): error for place, error in failures.items()}

    failures: dict[int, SlaClockError] = {}
    for failed in side_by_side(judged, _parts(terms, len(opened))):
        failures |= failed
    return {
        metric: verdicts if _names_risk(terms, metric) else verdicts._replace(at_risk=None)
        for metric, verdicts in found.items()
    }, failures


def _parts(terms: TicketTerms, size: int) -> Iterator[tuple[Row | None, Rows]]:
    """Yield tickets under the same terms, not too many at a time; None for those without any.

    The latter come together: where a wrong column is read as the plan, each has its own reason.
    """
    without: list[Rows] = []
    for row, places in terms.parts(slice(0, size)):
        rows = np.arange(size) if places is None else places
        if isinstance(row, SlaClockError):
            without.append(rows)
        else:
            yield from ((row, rows[part]) for part in slices(len(rows), ROWS_AT_ONCE))
    if without:
        rows = np.sort(np.concatenate(without))
        yield from ((None, rows[part]) for part in slices(len(rows), ROWS_AT_ONCE))


def _part_of(terms: TicketTerms, rows: Rows) -> TicketTerms:
    """Return the terms of some of the tickets."""
    return terms if terms.groups is None else terms._replace(groups=terms.groups[rows])


def _names_risk(terms: TicketTerms, metric: str) -> bool:
    rows = [row for row in terms.rows if not isinstance(row, SlaClockError)]
    return any(row.matrix.at_risk is not None and row.promised(metric) for row in rows)


def _verdicts(
    row: Row | None, metric: str, judged: VerdictColumns, judge: Judge, asked: int
) -> MetricVerdicts:
    states = _STATES[judged.verdict]
    completed = judge.completed_at(metric)
    done = completed != NAT
    until = np.where(done, completed, asked)
    used, target, at_risk = _use(row, metric, judge.opened, judged.due, until)
    unjudged = states >= NOT_APPLICABLE
    used[unjudged], target[unjudged] = NAT, NAT
    at_risk &= states == RUNNING
    return MetricVerdicts(
        states, done, judged.due, used, target, judged.late_open, judged.late_wall, at_risk
    )


def _use(
    row: Row | None, metric: str, opened: Micros, due: Micros, until: Micros
) -> tuple[Micros, Micros, Flags]:
    """Return the open time used and promised, and where the share named as risky is used up."""
    used, promised = np.full(len(due), NAT), np.full(len(due), NAT)
    at_risk = np.zeros(len(due), np.bool_)
    target = None if row is None else row.promised(metric)
    if row is None or target is None:
        return used, promised, at_risk
    known = np.flatnonzero(due != NAT)
    for single, places in single_targets(target, opened[known], due[known]):
        own = known[places]
        spent, whole = _use_of(single, row, opened[own], due[own], until[own])
        used[own], promised[own] = spent, whole
        if row.matrix.at_risk is not None:
            at_risk[own] = spent * 100 >= whole * row.matrix.at_risk
    return used, promised, at_risk


def _use_of(
    target: Target, row: Row, opened: Micros, due: Micros, until: Micros
) -> tuple[Micros, Micros]:
    """Return the open time used and promised under one target."""
    kernel, started = kernels_of(row.matrix)[target.calendar_id], opened
    if target.starts_in is not None:
        started = np.array([target.floor(at) for at in opened.tolist()], np.int64)
    spent, failed = kernel.elapsed(started, np.maximum(until, started))
    # Those are late beyond what the calendar knows, and unreadable.
    spent[list(failed)] = 0
    whole = np.full(len(due), target.counted.micros)
    if target.counted.meaning is not None:
        whole, _ = kernel.elapsed(started, due)
    return spent, whole
