"""The frame that states of many tickets come back as: a row for each ticket and metric."""

from __future__ import annotations

from typing import Any

import narwhals as nw
import numpy as np

from slaclock.bulk.engine.columns import Codes
from slaclock.bulk.engine.kernel import Failures
from slaclock.bulk.engine.states import STATUSES, STOPS, UNANSWERED, MetricStates, States
from slaclock.bulk.engine.steps import Ints
from slaclock.bulk.frames.answering import ERROR_COLUMN, reason_texts
from slaclock.bulk.frames.columns import (
    Frame,
    Series,
    duration_column,
    instant_column,
    sized_frame,
    taken_column,
    word_column,
)

__all__ = ["ids_column", "new_frame", "states_frame"]


def states_frame(
    ids: Any, zone: Any, like: Frame, states: States, chosen: list[str] | None
) -> Frame:
    """Return the states as a frame: metric after metric of each ticket."""
    names = list(states.metrics) if chosen is None else chosen
    size, count = len(states.next_change), len(names)
    rows = np.repeat(np.arange(size), count)
    like = sized_frame(like, len(rows))
    plans, priorities = _names_of_terms(states)
    columns = _Woven([states.metrics[name] for name in names], size)
    states.metrics.clear()
    status = columns.take("status")
    answered = status != UNANSWERED
    metric = np.tile(np.arange(count, dtype=np.int8), size)
    made = [
        ids_column(like, ids, rows),
        word_column(like, "metric", names, metric),
        word_column(like, "plan", plans.names or [None], plans.codes[rows]),
        word_column(like, "priority", priorities.names or [None], priorities.codes[rows]),
        word_column(like, "status", [*STATUSES, None], status),
    ]
    for title, field in _INSTANTS.items():
        made.append(instant_column(like, title, columns.take(field), zone))
    for title, field in _LENGTHS.items():
        made.append(duration_column(like, title, columns.take(field)))
    reasons = states.reasons
    made += [
        _number_column(like, "percent", columns.take("percent")),
        _flag_column(like, "at_risk", columns.take("at_risk"), answered),
        _flag_column(like, "was_breached", columns.take("was_breached"), answered),
        word_column(like, "state", [*STOPS, None], _known_stops(states)[rows]),
        word_column(like, "pause_reason", [*reasons.names, None], reasons.codes[rows]),
        instant_column(like, "next_change", states.next_change[rows], zone),
        _error_column(like, states.failures, size, rows),
    ]
    return new_frame(made)


_INSTANTS = {
    "due_at": "due",
    "due_if_resumed": "due_if_resumed",
    "started_at": "started",
    "completed_at": "ended",
}
_LENGTHS = {
    "elapsed": "used",
    "remaining": "remaining",
    "late_by": "late_open",
    "late_by_wall_time": "late_wall",
}


class _Woven:
    """The columns of some metrics as one, in which the entries of each ticket stand together.

    Each is made when it is asked for, once: so a million tickets do not stand there twice.
    """

    def __init__(self, metrics: list[MetricStates], size: int) -> None:
        self.columns = [metric._asdict() for metric in metrics]
        self.size = size

    def take(self, field: str) -> Any:
        parts = [columns.pop(field) for columns in self.columns]
        woven = np.empty((self.size, len(parts)), parts[0].dtype if parts else np.int64)
        for place, part in enumerate(parts):
            woven[:, place] = part
        return woven.ravel()


def _known_stops(states: States) -> Any:
    stops = states.stops.astype(np.int64)
    stops[list(states.failures)] = -1
    return stops


def _names_of_terms(states: States) -> tuple[Codes, Codes]:
    """Return the ids of the plan and the priority of each ticket; -1, the last, for none."""
    groups = states.terms.groups
    assert groups is not None
    plans, priorities = [], []
    for row in states.terms.rows:
        plans.append(row.plan.id if not isinstance(row, Exception) else None)
        known = not isinstance(row, Exception) and row.priority is not None
        priorities.append(row.priority.id if known else None)  # type: ignore[union-attr]
    return Codes(groups.astype(np.int32), plans), Codes(groups.astype(np.int32), priorities)


def ids_column(frame: Frame, ids: Any, rows: Ints) -> Series:
    """Return the column of the tickets of some rows."""
    return taken_column(frame, nw.new_series("ticket", list(ids), backend=_backend(frame)), rows)


def _number_column(frame: Frame, name: str, values: Ints) -> Series:
    """Return whole numbers as a column; -1 is none."""
    column = nw.new_series(name, values, nw.Int64, backend=_backend(frame))
    return _blanked(frame, column, values < 0)


def _flag_column(frame: Frame, name: str, values: Any, known: Any) -> Series:
    column = nw.new_series(name, values, nw.Boolean, backend=_backend(frame))
    return _blanked(frame, column, ~known)


def _blanked(frame: Frame, column: Series, where: Any) -> Series:
    """Return a column with null in some rows."""
    if not where.any():
        return column
    name, holes = column.name, nw.new_series("", where, nw.Boolean, backend=_backend(frame))
    blank = nw.when(~nw.col("holes")).then(nw.col(name))
    return column.to_frame().with_columns(holes.alias("holes")).select(blank.alias(name))[name]


def _backend(frame: Frame) -> Any:
    return frame.implementation


def _error_column(frame: Frame, failures: Failures, size: int, rows: Ints) -> Series:
    if not failures:
        return word_column(frame, ERROR_COLUMN, [None], np.zeros(len(rows), np.int64))
    texts = reason_texts(size, failures)
    names = list(dict.fromkeys(texts))
    place = {text: code for code, text in enumerate(names)}
    codes = np.array([place[text] for text in texts], np.int64)
    return word_column(frame, ERROR_COLUMN, names, codes[rows])


def new_frame(columns: list[Series]) -> Frame:
    """Return columns of equal length as a frame."""
    first, *others = columns
    return first.to_frame().with_columns(*others)
