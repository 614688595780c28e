"""Logs of hours after the epoch, and as words."""

from __future__ import annotations

from datetime import UTC, datetime

from slaclock.bulk.engine.logs import Logs
from slaclock.instants import from_micros

HOUR = 3_600_000_000


def hour(number: int) -> datetime:
    """Return an instant so many hours after the epoch."""
    return from_micros(number * HOUR, UTC)


def told(logs: Logs, ticket: int) -> list[str]:
    """Return the events of a ticket in the order of the columns, as words."""
    rows = range(logs.offsets[ticket], logs.offsets[ticket + 1])
    from slaclock.bulk.engine.logs import TYPE_NAMES

    return [f"{TYPE_NAMES[logs.types[row]]} {logs.at[row] // HOUR}" for row in rows]
