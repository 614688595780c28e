"""Exports row by row, for the tests of reading."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from slaclock.reports.reading.readers import read_tickets
from slaclock.reports.reading.tickets import Tickets

HEADER = "ticket_id,priority,opened_at,resolved_at"
GOOD = "T-1,P1,2026-03-02T09:00:00Z,2026-03-02T10:00:00Z"


def at(hour: int, day: int = 2) -> datetime:
    return datetime(2026, 3, day, hour, tzinfo=UTC)


def write(folder: Path, *lines: str, name: str = "tickets.csv", encoding: str = "utf-8") -> Path:
    path = folder / name
    path.write_text("\n".join(lines) + "\n", encoding=encoding, newline="")
    return path


def read(folder: Path, *lines: str, **changes: Any) -> Tickets:
    return read_tickets(write(folder, *lines), **changes)


def listed(tickets: Tickets) -> list[tuple[int, str]]:
    return tickets.problems.select("row", "kind").rows()
