"""Small exports for the tests of reading."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from slaclock.reports import Tickets, read_tickets

DAY = "2026-05-24T10:00:00Z"
LATER = "2026-05-24T11:00:00Z"


def read(folder: Path, content: str | bytes, name: str = "t.csv", **changes: Any) -> Tickets:
    """Return the tickets of a file with this content; every row is in one place."""
    path = folder / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return checked(read_tickets(path, **changes))


def checked(found: Tickets) -> Tickets:
    """Return tickets whose rows add up."""
    assert int(found.frame["rows"].sum()) + int(found.problems["rows"].sum()) == found.rows
    return found


def ids(found: Tickets) -> list[str]:
    return found.frame["ticket_id"].to_list()


def listed(found: Tickets) -> list[tuple[int, str, str]]:
    """Return row, kind and reason of what was listed."""
    return list(found.problems.select("row", "kind", "detail").iter_rows())


def opened(found: Tickets, zone: str = "UTC") -> list[str]:
    """Return when tickets were opened, as clocks in a zone show it."""
    local = found.frame["opened_at"].dt.convert_time_zone(zone)
    return local.dt.strftime("%Y-%m-%d %H:%M:%S").to_list()
