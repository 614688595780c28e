"""How a fleet of tickets stands: a frame of events in, a row for each ticket and metric out.

The answers are those of `Clock(matrix, log).at(now)`, field by field; see
`slaclock.bulk.engine.states`. Nothing is left out: a ticket that has no answer has its rows,
with the reason in `sla_error`.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable, Mapping
from datetime import datetime, tzinfo
from typing import Any, NamedTuple, TypeAlias

import narwhals as nw
import numpy as np

from slaclock.bulk.engine.chosen import columns_asked
from slaclock.bulk.engine.columns import Codes, Instants
from slaclock.bulk.engine.logs import Logs, logs_of_events
from slaclock.bulk.engine.states import States, states_of
from slaclock.bulk.engine.steps import NAT, Ints
from slaclock.bulk.frames.answering import (
    OnError,
    check_errors,
    column_of,
    eager_frame,
    zone_of,
)
from slaclock.bulk.frames.columns import (
    Frame,
    instant_column,
    read_instants,
    sized_frame,
)
from slaclock.bulk.frames.logs import LogColumns, logs_of_frame
from slaclock.bulk.frames.state_frame import ids_column, new_frame, states_frame
from slaclock.errors import ArgumentTypeError, MissingExtraError, UnknownNameError
from slaclock.events import Event
from slaclock.instants import to_micros
from slaclock.matrices.door import MatrixLike, matrix_of
from slaclock.matrices.history import MatrixHistory
from slaclock.matrices.model import Matrix

__all__ = ["LogLike", "clock_states", "next_changes"]

LogLike: TypeAlias = Any
"""A frame of event rows, or a mapping from the ids of tickets to their logs."""
_LOGGER = logging.getLogger("slaclock.bulk")


class _Asked(NamedTuple):
    """What was asked: the logs, the terms, when; and the frame that shows what comes back."""

    logs: Logs
    matrix: Matrix | MatrixHistory
    now: Ints
    zone: Any
    like: Frame


def clock_states(
    log: LogLike,
    *,
    matrix: MatrixLike,
    now: datetime | str,
    ticket: str = "ticket",
    at: str = "at",
    type: str = "type",  # noqa: A002 - what the column is called
    plan: str | None = "plan",
    priority: str | None = "priority",
    reason: str | None = "reason",
    name: str | None = "name",
    team: str | None = "team",
    metric: str | None = "metric",
    due_at: str | None = "due_at",
    fields: Mapping[str, str | None] | None = None,
    tz: str | tzinfo | None = None,
    errors: OnError = "null",
    metrics: Iterable[str] | None = None,
) -> Any:
    """Return how every ticket of a log of events stands, as `Clock.at` says of each.

    A row for each ticket and metric: `ticket`, `metric`, `plan`, `priority`, `status`,
    `due_at`, `due_if_resumed`, `started_at`, `completed_at`, `elapsed`, `remaining`,
    `late_by`, `late_by_wall_time`, `percent`, `at_risk`, `was_breached`; then, the same in all
    rows of a ticket, `state` (`open`, `paused` or `resolved`), `pause_reason`, `next_change`
    and `sla_error`, the reason why the ticket has no answer. Tickets come in the order of
    their first events, metrics in that of the matrix.

    >>> import polars as pl
    >>> from datetime import UTC, datetime
    >>> friday = datetime(2026, 3, 6, 5, tzinfo=UTC)
    >>> log = pl.DataFrame(
    ...     {
    ...         "ticket": [7, 7],
    ...         "at": [friday, friday.replace(hour=6)],
    ...         "type": ["opened", "responded"],
    ...         "plan": ["starter", None],
    ...         "priority": ["P1", None],
    ...     }
    ... )
    >>> states = clock_states(log, matrix="wotnot", now=friday.replace(hour=7))
    >>> states.select("metric", "status", "percent").rows()[1:3]
    [('response', 'met', 25), ('resolution', 'running', 20)]

    Args:
        log: A frame of any kind that `add_deadlines` takes, with a row for each event, in any
            order; rows of one instant count in the order given. Or a mapping from ids to logs,
            each a list of events or of dictionaries; a polars frame comes back, or else one of
            pandas or pyarrow.
        matrix: A `Matrix`, the name of a bundled one or a path; or a `MatrixHistory`, of which
            the version in force when each ticket was opened holds for it.
        now: The instant of asking, the same for all; or a column with one for each ticket, of
            which the first value that a ticket has counts. Events after it do not count.
        ticket: The column with the ticket of each event.
        at: The column with the instant of each, as for `add_deadlines`. Results carry its zone.
        type: The column with the type of each, such as `paused`.
        plan, priority, reason, name, team, metric: Columns with what the events say. They are
            read where an event of that type says it, and may be filled in elsewhere too. A plan
            or priority that is no column is one for all openings.
        due_at: A column of instants as *at* is: what was agreed with the customer.
        fields: Columns of the fields by which rules of the matrix choose plan, priority and
            calendars, as for `add_deadlines`; they are read where a ticket is opened.
        tz: The zone of local times; without it, a ticket with one has no answer.
        errors: `"null"` to keep tickets without an answer, `"raise"` for a `RowError` at the
            first, whose number is that of the ticket.
        metrics: Which metrics to tell of; default: all.

    Returns:
        A frame of the kind that *log* is. Tickets that are too unusual for columns are given
        to `Clock` one by one; how many, the logger `slaclock.bulk` is told at level `INFO`.

    Raises:
        UnknownNameError: No such column, metric or bundled matrix.
        RowError: A ticket has no answer, and *errors* is `"raise"`.
        ArgumentTypeError: *log* is neither a frame nor a mapping, or *at* is not made of
            instants.
    """
    given = LogColumns(ticket, at, type, plan, priority, reason, name, team, metric, due_at, fields)
    asked = _read(log, matrix, now, given, zone_of(tz))
    chosen = _chosen(asked.matrix, metrics)
    states = _answer(asked, errors)
    ids, zone, like = asked.logs.ids, asked.zone, asked.like
    del asked
    return _as_given(log, states_frame(ids, zone, like, states, chosen))


def next_changes(
    log: LogLike,
    *,
    matrix: MatrixLike,
    now: datetime | str,
    ticket: str = "ticket",
    at: str = "at",
    type: str = "type",  # noqa: A002 - what the column is called
    plan: str | None = "plan",
    priority: str | None = "priority",
    reason: str | None = "reason",
    name: str | None = "name",
    team: str | None = "team",
    metric: str | None = "metric",
    due_at: str | None = "due_at",
    fields: Mapping[str, str | None] | None = None,
    tz: str | tzinfo | None = None,
    errors: OnError = "null",
) -> Any:
    """Return when each ticket of a log changes next by itself, the earliest first.

    Two columns, `ticket` and `next_change`, sorted by the latter; tickets of which nothing
    changes, or that have no answer, are left out. An application stores the column, and looks
    again at a ticket when its instant has come or an event has happened.

    Args:
        log, matrix, now: As for `clock_states`.
        ticket, at, type, plan, priority, reason, name, team: As for `clock_states`.
        metric, due_at, fields, tz, errors: As for `clock_states`.

    Raises:
        UnknownNameError, RowError, ArgumentTypeError: As for `clock_states`.
    """
    given = LogColumns(ticket, at, type, plan, priority, reason, name, team, metric, due_at, fields)
    asked = _read(log, matrix, now, given, zone_of(tz))
    states = _answer(asked, errors)
    known = np.flatnonzero(states.next_change != NAT)
    order = known[np.argsort(states.next_change[known], kind="stable")]
    like = sized_frame(asked.like, len(order))
    changes = instant_column(like, "next_change", states.next_change[order], asked.zone)
    return _as_given(log, new_frame([ids_column(like, asked.logs.ids, order), changes]))


def _read(
    log: LogLike,
    matrix: MatrixLike,
    now: datetime | str,
    columns: LogColumns,
    zone: tzinfo | None,
) -> _Asked:
    """Read what was asked, whatever it came as."""
    terms = matrix_of(matrix)
    if isinstance(log, Mapping):
        logs = logs_of_events(_as_events(log))
        if isinstance(now, str):
            raise ArgumentTypeError("now", now, "an aware datetime; a mapping has no columns")
        asked = np.full(logs.size, to_micros(now, "now"))
        return _Asked(logs, terms, asked, now.tzinfo, _any_frame())
    frame = eager_frame(log)
    chosen = columns_asked(terms, frame.columns, columns.plan, columns.fields)
    logs, tickets, column_zone = logs_of_frame(frame, columns, zone, chosen)
    asked = _now_of(frame, now, tickets, logs, zone)
    return _Asked(logs, terms, asked, column_zone, frame)


def _answer(asked: _Asked, errors: OnError) -> States:
    states = states_of(asked.logs, asked.matrix, asked.now)
    _LOGGER.info("%d of %d tickets were given to Clock", states.by_clock, asked.logs.size)
    check_errors(errors, states.failures)
    return states


def _as_events(log: Mapping[Any, Any]) -> Mapping[Any, Iterable[Event | Mapping[str, Any]]]:
    return log


def _now_of(
    frame: Frame, now: datetime | str, tickets: Codes, logs: Logs, zone: tzinfo | None
) -> Ints:
    if not isinstance(now, str):
        return np.full(logs.size, to_micros(now, "now"))
    column = read_instants(column_of(frame, now), now, zone)
    return _first_of_each(column, tickets, logs)


def _first_of_each(column: Instants, tickets: Codes, logs: Logs) -> Ints:
    """Return for each ticket the first instant that stands in its rows; `NAT` if none does."""
    known = np.flatnonzero(column.micros != NAT)[::-1]
    by_code = np.full(len(tickets.names) + 1, NAT)
    by_code[tickets.codes[known]] = column.micros[known]
    place = {name: code for code, name in enumerate(tickets.names)}
    codes = np.array([place.get(name, -1) for name in logs.ids], np.int64)
    found: Ints = by_code[codes]
    return found


def _chosen(matrix: Matrix | MatrixHistory, metrics: Iterable[str] | None) -> list[str] | None:
    if metrics is None:
        return None
    versions = [matrix] if isinstance(matrix, Matrix) else [one.matrix for one in matrix.versions]
    known = dict.fromkeys(name for version in versions for name in version.metrics)
    if not isinstance(metrics, Iterable):
        raise ArgumentTypeError("metrics", metrics, "names of metrics")
    wanted = [metrics] if isinstance(metrics, str) else list(metrics)
    for name in wanted:
        if name not in known:
            raise UnknownNameError("metric", name, known)
    return [name for name in known if name in wanted]


def _as_given(log: LogLike, found: Frame) -> Any:
    """Return a frame as the kind of *log*; a lazy one where that is lazy."""
    is_lazy = isinstance(nw.from_native(log, pass_through=True), nw.LazyFrame)
    return (found.lazy() if is_lazy else found).to_native()


def _any_frame() -> Frame:
    """Return an empty frame of a kind that is installed."""
    for package in ("polars", "pandas", "pyarrow"):
        try:
            return nw.from_dict({"ticket": []}, backend=package)
        except (ImportError, ModuleNotFoundError):
            continue
    raise MissingExtraError("clock_states of a mapping", "polars", "report")
