"""Logs that come as a frame with an event a row: which column says what, and how it is read."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, tzinfo
from typing import Any, NamedTuple

from slaclock.bulk.engine.columns import Codes, codes_of_instants
from slaclock.bulk.engine.logs import FACTS, Logs, logs_of_rows
from slaclock.bulk.frames.answering import column_of, fields_of
from slaclock.bulk.frames.columns import Frame, read_codes, read_ids, read_instants
from slaclock.errors import SlaClockError, UnknownNameError
from slaclock.zones import get_zone

__all__ = ["FrameLogs", "LogColumns", "logs_of_frame"]

_OPTIONAL = ("plan", "priority", "reason", "name", "team", "metric")


class LogColumns(NamedTuple):
    """The names of the columns of a log; of all but the first three, None for no such column.

    A plan or priority that is no column is one for all openings.
    """

    ticket: str = "ticket"
    at: str = "at"
    type: str = "type"
    plan: str | None = "plan"
    priority: str | None = "priority"
    reason: str | None = "reason"
    name: str | None = "name"
    team: str | None = "team"
    metric: str | None = "metric"
    due_at: str | None = "due_at"
    fields: Mapping[str, str | None] | None = None


class FrameLogs(NamedTuple):
    """The logs of a frame, the ticket of each of its rows, and the zone of its instants."""

    logs: Logs
    tickets: Codes
    zone: Any


def logs_of_frame(
    frame: Frame,
    columns: LogColumns,
    zone: tzinfo | None,
    chosen: Mapping[str, str] | None = None,
) -> FrameLogs:
    """Return the logs of a frame with an event a row; see `logs_of_rows` for their order.

    Args:
        frame: The rows.
        columns: The names of its columns.
        zone: The zone of local times; without it, a ticket with one cannot be read.
        chosen: Columns of the fields of a ticket, by field; None for none.

    Raises:
        UnknownNameError: No such column.
        ArgumentTypeError: A column of instants is made of something else.
    """
    instants = read_instants(column_of(frame, columns.at), columns.at, zone)
    tickets = read_ids(column_of(frame, columns.ticket))
    types = read_codes(column_of(frame, columns.type))
    facts = {fact: _fact(frame, fact, getattr(columns, fact)) for fact in _OPTIONAL}
    facts["due_at"] = _due_times(frame, columns.due_at, types, zone)
    if chosen is not None:
        facts["fields"] = fields_of(frame, chosen)
    names = {"ticket": columns.ticket, "at": columns.at, "type": columns.type}
    shown = instants._replace(zone=_zone_shown(instants.zone))
    logs = logs_of_rows(tickets, shown, types, facts, names=names)
    return FrameLogs(logs, tickets, instants.zone)


def _zone_shown(zone: Any) -> tzinfo:
    """Return the zone in which messages show instants: that of the column, if it can be known."""
    if isinstance(zone, tzinfo):
        return zone
    try:
        return get_zone(str(zone))
    except SlaClockError:
        return UTC


def _fact(frame: Frame, fact: str, value: str | None) -> Codes | str | None:
    """Return a column of what events say; or a plan or priority that holds for all openings."""
    assert fact in FACTS
    if value is None:
        return None
    if value in frame.columns:
        return read_codes(frame[value])
    if value == fact:
        return None
    if fact in ("plan", "priority"):
        return value
    raise UnknownNameError("column", value, frame.columns)


def _due_times(frame: Frame, name: str | None, types: Codes, zone: tzinfo | None) -> Codes | None:
    """Return the column of times that were agreed, where any event says that one was."""
    if name is None or "agreed" not in types.names:
        return None
    if name not in frame.columns and name == "due_at":
        return None
    return codes_of_instants(read_instants(column_of(frame, name), name, zone).micros)
