"""Tickets for the SQL, and the time for which its tables are made."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from slaclock.calendars.table import Column, Table

START, END = datetime(2024, 12, 1, tzinfo=UTC), datetime(2026, 4, 1, tzinfo=UTC)


def table(rows: list[tuple[Any, ...]], columns: str = "id plan priority opened_at") -> Table:
    """Return rows as a table; columns that end in `_at` hold instants."""
    kinds = {"id": "integer", "ticket": "integer", "plan": "text", "priority": "text"}
    names = [Column(name, kinds.get(name, "instant")) for name in columns.split()]  # type: ignore[arg-type]
    return Table(names, rows)
