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
from slaclock.bulk.engine.verdicts import VERDICTS, Judge, VerdictColumns
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

__all__ = ["judge_columns"]


def judge_columns(
    terms: TicketTerms, opened: Micros, done: Mapping[str, Micros], asked: int
) -> tuple[dict[str, MetricVerdicts], Mapping[int, SlaClockError]]:
    """Return the verdicts on tickets by their columns, and why tickets have none.

    Args:
        terms: What is promised to each.
        opened: When each was opened.
        done: When each was answered and resolved by the instant of asking, by role; those
            metrics are judged whose role is there.
        asked: The instant of asking.
    """
    columns = {role: Instants(micros, {}, "UTC") for role, micros in done.items()}
    judge = Judge(terms, Instants(opened, {}, "UTC"), "opened_at", columns, asked)
    judged, failures = judge.judge(None)
    found = {
        metric: _verdicts(terms, metric, result, opened, judge.completed_at(metric), asked)
        for metric, result in judged.items()
    }
    for metric in found.values():
        metric.states[list(failures)] = UNREADABLE
    return found, failures


def _verdicts(
    terms: TicketTerms,
    metric: str,
    judged: VerdictColumns,
    opened: Micros,
    completed: Micros,
    asked: int,
) -> MetricVerdicts:
    codes = state_codes(VERDICTS)
    states = codes[judged.verdict]
    done = completed != NAT
    until = np.where(done, completed, asked)
    used, target, at_risk = _use(terms, metric, opened, judged.due, until)
    unjudged = states >= NOT_APPLICABLE
    used[unjudged], target[unjudged] = NAT, NAT
    if at_risk is not None:
        at_risk &= states == RUNNING
    return MetricVerdicts(
        states, done, judged.due, used, target, judged.late_open, judged.late_wall, at_risk
    )


def _use(
    terms: TicketTerms, metric: str, opened: Micros, due: Micros, until: Micros
) -> tuple[Micros, Micros, Flags | None]:
    """Return the open time used and promised, and where the share named as risky is used up."""
    used, promised = np.full(len(due), NAT), np.full(len(due), NAT)
    at_risk, names_risk = np.zeros(len(due), np.bool_), False
    for row, rows in _by_row(terms, len(due)):
        target = row.promised(metric)
        if target is None:
            continue
        known = rows[due[rows] != NAT]
        if row.matrix.at_risk is not None:
            names_risk = True
        for single, places in single_targets(target, opened[known], due[known]):
            own = known[places]
            spent, whole = _use_of(single, row, opened[own], due[own], until[own])
            used[own], promised[own] = spent, whole
            if row.matrix.at_risk is not None:
                at_risk[own] = spent * 100 >= whole * row.matrix.at_risk
    return used, promised, at_risk if names_risk else None


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


def _by_row(terms: TicketTerms, size: int) -> Iterator[tuple[Row, NDArray[np.intp]]]:
    for row, places in terms.parts(slice(0, size)):
        if not isinstance(row, SlaClockError):
            yield row, np.arange(size) if places is None else places
