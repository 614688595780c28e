"""Times agreed with the customer in an export of one row a ticket: as the clock has them.

The desk is open Monday to Friday from 09:00 to 17:00 UTC. 2 March 2026 is a Monday.
"""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from slaclock import Clock, Matrix, events
from slaclock.reports import Report, make_report, read_tickets

AS_OF = datetime(2026, 3, 31, tzinfo=UTC)
CONTRACT = Matrix.model_validate(
    {
        "id": "desk",
        "calendars": {"office": {"timezone": "Etc/UTC", "hours": {"mon-fri": ["09:00-17:00"]}}},
        "priorities": {"fault": {}, "wish": {}, "fixed": {}},
        "plans": {
            "care": {
                "calendar": "office",
                "targets": {
                    "fault": {"resolution": {"within": "8 h", "agreed": True}, "response": "4 h"},
                    "wish": {"resolution": {"agreed": True}, "response": "4 h"},
                    "fixed": {"resolution": "8 h", "response": "4 h"},
                },
            }
        },
    }
)
HEADER = "id,plan,priority,opened_at,responded_at,resolved_at,agreed_due"
ROWS = {
    # Due on Tuesday at 09:00 of its own; agreed for Friday at noon, and resolved on Thursday.
    "later": "care,fault,2026-03-02T09:00Z,,2026-03-05T10:00Z,2026-03-06T12:00Z",
    # Nothing agreed: 8 h are over on Monday at 17:00.
    "none": "care,fault,2026-03-02T09:00Z,,2026-03-05T10:00Z,",
    # A wish has no deadline without it.
    "wish": "care,wish,2026-03-02T09:00Z,,2026-03-05T10:00Z,2026-03-04T12:00Z",
    "free": "care,wish,2026-03-02T09:00Z,,2026-03-05T10:00Z,",
    # The contract does not say that a time may be agreed, so its own deadline stays.
    "fixed": "care,fixed,2026-03-02T09:00Z,,2026-03-05T10:00Z,2026-03-06T12:00Z",
    # Not resolved, and agreed for a day after the instant of asking.
    "open": "care,fault,2026-03-02T09:00Z,,,2026-04-02T12:00Z",
}
VERDICTS = {
    "later": "met",
    "none": "breached",
    "wish": "breached",
    "free": "not_applicable",
    "fixed": "breached",
    "open": "running",
}


def report(folder: Path, header: str = HEADER, **options: Any) -> Report:
    path = folder / "tickets.csv"
    rows = [f"{name},{row}" for name, row in ROWS.items()]
    path.write_text("\n".join((header, *rows)) + "\n", encoding="utf-8")
    return make_report(read_tickets(path, **options), matrix=CONTRACT, as_of=AS_OF)


def by_id(made: Report, column: str) -> dict[str, Any]:
    frame = made.ticket_frame()
    return dict(zip(frame["ticket_id"], frame[column], strict=True))


def test_time_that_was_agreed_is_the_deadline(tmp_path: Path) -> None:
    assert by_id(report(tmp_path), "resolution_verdict") == VERDICTS


def test_column_is_named_by_its_role(tmp_path: Path) -> None:
    header = HEADER.replace("agreed_due", "Promised for")
    named = report(tmp_path, header, columns={"agreed_due": "Promised for"})
    assert by_id(named, "resolution_verdict") == VERDICTS


def test_response_has_a_column_of_its_own(tmp_path: Path) -> None:
    """No response may be agreed here, and 4 h are over on Monday at 13:00."""
    made = report(tmp_path, HEADER.replace("agreed_due", "agreed_response_due"))
    assert set(by_id(made, "response_verdict").values()) == {"breached"}
    assert by_id(made, "resolution_verdict")["later"] == "breached"


@pytest.mark.parametrize("name", ROWS)
def test_ticket_is_judged_as_its_clock(name: str, tmp_path: Path) -> None:
    plan, priority, opened, _, resolved, agreed = ROWS[name].split(",")
    at = datetime.fromisoformat(opened)
    log: list[events.Event] = [events.Opened(at, plan=plan, priority=priority)]
    if agreed:
        log.append(events.Agreed(at, "resolution", datetime.fromisoformat(agreed)))
    if resolved:
        log.append(events.Resolved(datetime.fromisoformat(resolved)))
    state = Clock(CONTRACT, log).at(AS_OF)["resolution"]
    made = report(tmp_path)
    assert by_id(made, "resolution_verdict")[name] == state.status
    assert by_id(made, "resolution_due")[name] == state.due_at


def test_time_that_cannot_be_read_is_none_and_noted(tmp_path: Path) -> None:
    path = tmp_path / "tickets.csv"
    path.write_text(
        f"{HEADER}\n1,{ROWS['none']}\n2,{ROWS['later'].replace('2026-03-06T12:00Z', 'soon')}\n"
    )
    made = make_report(read_tickets(path), matrix=CONTRACT, as_of=AS_OF)
    assert by_id(made, "resolution_verdict") == {"1": "breached", "2": "breached"}
    assert any("'agreed_due'" in note for note in made.tickets.notes)
