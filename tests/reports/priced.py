"""Tickets whose verdicts hang on how a clause is read, with the counts worked out by hand."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from slaclock import Matrix, MatrixHistory
from slaclock.reports import Price, price, read_tickets

AS_OF = datetime(2026, 3, 31, tzinfo=UTC)
CONTRACT: dict[str, Any] = {
    "id": "desk",
    "title": "Desk",
    "business_day": "full_day",
    "calendars": {
        "office": {"timezone": "Etc/UTC", "hours": {"mon-fri": ["09:00-17:00"]}},
        "long": {"timezone": "Etc/UTC", "hours": {"mon-fri": ["08:00-20:00"]}},
    },
    "priorities": {"P1": {}},
    "plans": {
        "silver": {"calendar": "office", "targets": {"P1": {"resolution": "1 BD"}}},
        "gold": {"calendar": "long", "targets": {"P1": {"resolution": "< 4 h"}}},
    },
}
ROWS = (
    # 1 BD from Monday 12:00 ends on Tuesday at 12:00, by open time and by the clock; by the end
    # of the day, on Tuesday at 17:00. Resolved at 13:00: breached, and met by that reading.
    "A,silver,P1,2026-03-02T12:00Z,2026-03-03T13:00Z",
    # From Monday 09:00, due on Monday at 17:00, which is closing time; by the clock on Tuesday
    # at 09:00; by the end of the day, on Tuesday at 17:00. Resolved on Tuesday at 08:00.
    "B,silver,P1,2026-03-02T09:00Z,2026-03-03T08:00Z",
    # The same, resolved at the next opening: in time, as the promise is not strict.
    "C,silver,P1,2026-03-02T09:00Z,2026-03-03T09:00Z",
    # Resolved at the very deadline of < 4 h: breached, and met if that instant counts.
    "D,gold,P1,2026-03-02T09:00Z,2026-03-02T13:00Z",
    # Resolved at the very deadline of 1 BD: met, and breached if it does not count.
    "E,silver,P1,2026-03-02T12:00Z,2026-03-03T12:00Z",
    # Due on Tuesday at 09:00 of the long hours, as one hour of 4 h is left on Monday. On the
    # hours of the office, from Tuesday at 09:00 on, 4 h end at 13:00. Resolved at 10:00.
    "F,gold,P1,2026-03-02T17:00Z,2026-03-03T10:00Z",
    # Monday 12:00, resolved on Tuesday at 11:00: met however it is read.
    "G,silver,P1,2026-03-02T12:00Z,2026-03-03T11:00Z",
)
WORKED_OUT = {
    # B and C by the clock: due on Tuesday at 09:00.
    ("business day", "1 BD is same_time"): (2, 0, 2),
    ("business day", "1 BD is close_of_business"): (3, 0, 3),  # A, B, C
    ("bound", "<=: the deadline itself is in time"): (1, 0, 1),  # D
    ("bound", "<: the deadline itself is late"): (1, 1, 0),  # E
    # On long hours a full day is 12 h. A: due on Tuesday at 12:00 still. B and C, from 09:00:
    # 11 h on Monday, and one on Tuesday, due at 09:00. E: from 12:00, 8 h on Monday, 4 on
    # Tuesday, due at 12:00 still.
    ("hours", "silver has the hours of gold"): (2, 0, 2),
    ("hours", "gold has the hours of silver"): (1, 0, 1),  # F
    ("due at closing", "due at the next opening instead"): (2, 0, 2),  # B, C
}


def counts(found: Price) -> dict[tuple[str, str], tuple[int, int, int]]:
    return {
        (clause.clause, reading.name): tuple(reading.total)
        for clause in found.clauses
        for reading in clause.readings
    }


def priced(folder: Path, contract: Matrix | MatrixHistory | None = None, **changes: Any) -> Price:
    path = folder / "tickets.csv"
    header = "ticket_id,plan,priority,opened_at,resolved_at"
    path.write_text("\n".join((header, *ROWS)) + "\n", encoding="utf-8")
    terms = contract or Matrix.model_validate({**CONTRACT, **changes.pop("terms", {})})
    return price(read_tickets(path), matrix=terms, as_of=AS_OF, **changes)
