"""Verdicts for whole data frames: met, breached, or still on the way, and how late.

The rule stands in `slaclock.bulk.engine.verdicts`; here a frame is read for it, and gains what
it says.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, tzinfo

from slaclock.bulk.engine.columns import Instants
from slaclock.bulk.engine.verdicts import VERDICTS, Judge, VerdictColumns
from slaclock.bulk.frames.answering import (
    FrameT,
    OnError,
    answered,
    column_of,
    frame_terms,
    read_agreed,
    text_of,
    with_results,
    zone_of,
)
from slaclock.bulk.frames.columns import (
    Frame,
    Series,
    duration_column,
    instant_column,
    read_instants,
    word_column,
)
from slaclock.bulk.frames.pauses import read_pauses
from slaclock.errors import ArgumentTypeError
from slaclock.instants import to_micros
from slaclock.matrices.door import DEFAULT_MATRIX, MatrixLike, matrix_of

__all__ = ["VERDICTS", "add_verdicts"]


def add_verdicts(
    frame: FrameT,
    *,
    plan: str | None = "plan",
    priority: str | None = "priority",
    opened_at: str = "opened_at",
    fields: Mapping[str, str | None] | None = None,
    responded_at: str | None = None,
    resolved_at: str | None = None,
    paused: str | None = None,
    agreed: Mapping[str, str] | None = None,
    as_of: datetime | None = None,
    matrix: MatrixLike = DEFAULT_MATRIX,
    tz: str | tzinfo | None = None,
    errors: OnError = "null",
    prefix: str = "",
) -> FrameT:
    """Return the frame with what became of every promise.

    Adds for each metric judged: `response_due`; `response_verdict`, which is `met`,
    `breached`, `running`, `paused` or `not_applicable`; and `response_late_open` and
    `response_late_wall`, how long after the deadline it was completed (or is now), zero if it
    is not late. Then `sla_error`, as for `add_deadlines`.

    Args:
        frame, plan, priority, opened_at, fields, matrix, tz, errors, prefix: As for
            `add_deadlines`.
        responded_at: A column with the first response; null for none. Without it the metrics
            `first_response` and `response` are not judged.
        resolved_at: A column with the resolution; null for none. A resolved ticket counts as
            answered. Without it `resolution` is not judged.
        paused: A column of lists of pauses, each a start and an end (a pair, or a struct); an
            end that is null has not come yet. Or a column of durations: the open time that
            was lost to pauses before the deadline. Pauses move the metrics that the matrix
            lets them stop.
        agreed: As for `add_deadlines`. No pause moves what was agreed.
        as_of: The instant of asking: what happened later is left out of account. A ticket that
            is not completed has no verdict without it.

    Raises:
        ArgumentTypeError: Neither *responded_at* nor *resolved_at* is given, or as for
            `add_deadlines`.
        UnknownNameError, RowError: As for `add_deadlines`.
        InstantError: *as_of* is naive or out of range.
    """
    if responded_at is None and resolved_at is None:
        raise ArgumentTypeError("responded_at", None, "a column, unless resolved_at is one")
    terms, zone = matrix_of(matrix), zone_of(tz)
    prefix = text_of("prefix", prefix)
    asked = to_micros(as_of, "as_of") if as_of is not None else None
    columns = {"responded_at": responded_at, "resolved_at": resolved_at}

    def add(given: Frame) -> Frame:
        opened = read_instants(column_of(given, opened_at), opened_at, zone)
        done = {
            role: read_instants(column_of(given, name), name, zone)
            for role, name in columns.items()
            if name is not None
        }
        pauses = read_pauses(column_of(given, paused), paused) if paused is not None else None
        found = frame_terms(given, terms, plan, priority, opened.micros, fields)
        times = read_agreed(given, agreed, found, zone)
        judge = Judge(found, opened, opened_at, done, asked, times)
        judged, failures = judge.judge(pauses)
        added = [
            column
            for metric, result in judged.items()
            for column in _columns(given, f"{prefix}{metric}", result, opened)
        ]
        return with_results(given, added, failures, errors, prefix)

    return answered(frame, add, errors)


def _columns(frame: Frame, name: str, result: VerdictColumns, opened: Instants) -> list[Series]:
    return [
        instant_column(frame, f"{name}_due", result.due, opened.zone),
        word_column(frame, f"{name}_verdict", VERDICTS, result.verdict),
        duration_column(frame, f"{name}_late_open", result.late_open),
        duration_column(frame, f"{name}_late_wall", result.late_wall),
    ]
