"""A small contract and a handful of tickets whose figures can be worked out by hand.

The desk is open Monday to Friday from 09:00 to 17:00 UTC. 2 March 2026 is a Monday.
"""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from slaclock import Matrix
from slaclock.reports import Report, Tickets, make_report, read_tickets
from slaclock.reports.figures.verdicts import STATES

MATRIX = {
    "id": "desk",
    "title": "Desk",
    "version": "1",
    "business_day": "full_day",
    "at_risk": "50 %",
    "calendars": {"office": {"timezone": "Etc/UTC", "hours": {"mon-fri": ["09:00-17:00"]}}},
    "priorities": {"P1": {"aliases": ["urgent"]}, "P2": {}},
    "plans": {
        "gold": {
            "calendar": "office",
            "first_response": "< 2 h",
            "targets": {
                "P1": {"response": "1 h", "resolution": "4 h"},
                "P2": {"response": "2 h", "resolution": "1 BD"},
            },
        }
    },
}
HEADER = "ticket_id,plan,priority,opened_at,responded_at,resolved_at,status"
# first_response | response | resolution, at Friday 6 March 16:30
ROWS = (
    # met (1 h of < 2 h) | met, to the second | met, to the second
    "A,gold,P1,2026-03-02T09:00:00Z,2026-03-02T10:00:00Z,2026-03-02T13:00:00Z,done",
    # breached at 2 h, for < is strict | breached by 1 h | due 13:00: 4 h open, 20 h wall late
    "B,gold,urgent,2026-03-02T09:00:00Z,2026-03-02T11:00:00Z,2026-03-03T09:00:00Z,done",
    # running (30 min) | running, half used: at risk | running
    "C,gold,P1,2026-03-06T16:00:00Z,,,open",
    # met | met | breached: 8 h are used up at 17:00, no open time later, 15 h of wall time
    "D,gold,P2,2026-03-02T09:00:00Z,2026-03-02T10:59:59Z,2026-03-03T08:00:00Z,done",
    # a priority that the matrix does not know: unreadable three times
    "E,gold,P9,2026-03-02T09:00:00Z,,,open",
    # closed without any time of completion: unreadable three times
    "F,gold,P2,2026-03-03T09:00:00Z,,,closed",
    # no priority: met | not applicable | not applicable
    "G,gold,,2026-03-03T09:00:00Z,2026-03-03T09:30:00Z,,open",
    # waiting, since when is not known: breached | breached | paused
    "H,gold,P2,2026-03-04T09:00:00Z,2026-03-04T12:00:00Z,,pending",
    # opened after the instant of asking
    "I,gold,P2,2026-03-09T09:00:00Z,,,open",
)
AS_OF = datetime(2026, 3, 6, 16, 30, tzinfo=UTC)
STATUSES = {"closed": {"is": ["done", "closed"]}, "waiting": {"is": ["pending"]}}


def matrix(**changes: Any) -> Matrix:
    return Matrix.model_validate({**MATRIX, **changes})


def tickets(folder: Path, *rows: str) -> Tickets:
    path = folder / "tickets.csv"
    path.write_text("\n".join((HEADER, *(rows or ROWS))) + "\n", encoding="utf-8")
    return read_tickets(path, statuses=STATUSES)


def report(folder: Path, *rows: str, **changes: Any) -> Report:
    return make_report(tickets(folder, *rows), **({"matrix": matrix(), "as_of": AS_OF} | changes))


TEAMS = ("A", "B", "A", "", "B", "A", "A", "C", "C")
"""The team of each ticket of `ROWS`."""


def with_teams(folder: Path, **changes: Any) -> Report:
    """Return the report on the same tickets, each with a team, in a column `Team`."""
    path = folder / "teams.csv"
    rows = [f"{row},{team}" for row, team in zip(ROWS, TEAMS, strict=True)]
    path.write_text("\n".join((f"{HEADER},Team", *rows)) + "\n", encoding="utf-8")
    found = read_tickets(path, statuses=STATUSES, keep=["*"])
    return make_report(found, **({"matrix": matrix(), "as_of": AS_OF} | changes))


def states(made: Report, metric: str) -> str:
    """Return the state of each ticket by its first letters: `met breached running ...`."""
    ids = made.verdicts.frame["ticket_id"]
    found = made.verdicts.metrics[metric].states
    return " ".join(f"{name}:{STATES[state]}" for name, state in zip(ids, found, strict=True))
