"""Every file in ticket-samples/, with what must come of it worked out by hand from the file."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from slaclock.reports.errors import UndecidedTimesError
from slaclock.reports.reading.readers import read_tickets
from slaclock.reports.reading.tickets import Tickets

SAMPLES = Path(__file__).parent.parent.parent / "ticket-samples"
ALL = sorted(path.name for path in SAMPLES.iterdir())
# The files that name no zone need one; the others must be read without.
ZONES = {
    "freshdesk_export.csv": "Asia/Kolkata",
    "jira_issue_export.csv": "Asia/Kolkata",
    "servicenow_incident_event_log.csv": "Asia/Kolkata",
    "kaggle_customer_support_tickets.csv": "UTC",
    "helpdesk_4tu_event_log.csv": "UTC",
}


def read(name: str, **changes: Any) -> Tickets:
    return read_tickets(SAMPLES / name, **({"timezone": ZONES.get(name)} | changes))


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def lives(tickets: Tickets) -> dict[str, tuple[datetime | None, ...]]:
    """Return opening, answer and resolution by ticket."""
    names = ("ticket_id", "opened_at", "responded_at", "resolved_at")
    return {row[0]: row[1:] for row in tickets.frame.select(names).rows()}


def listed(tickets: Tickets) -> list[tuple[int, str | None, str]]:
    return tickets.problems.select("row", "ticket_id", "kind").rows()


def logs(tickets: Tickets) -> list[list[tuple[str, datetime]]]:
    """Return what happened to each ticket, and when."""
    found = tickets.frame["log"].to_list()
    return [[(event["type"], event["at"]) for event in log] for log in found]


@pytest.mark.parametrize("name", ALL)
def test_every_row_is_part_of_a_ticket_or_listed(name: str) -> None:
    tickets = read(name)
    lines = (SAMPLES / name).read_bytes().strip().count(b"\n")
    assert tickets.rows == lines
    assert tickets.frame["rows"].sum() + tickets.problems["rows"].sum() == lines


@pytest.mark.parametrize("name", ALL)
def test_every_sample_is_recognised_by_its_columns(name: str) -> None:
    assert read(name).recognised
    assert read(name).profile.recognised_by


@pytest.mark.parametrize("name", sorted(ZONES))
def test_sample_without_a_zone_is_refused_until_one_is_declared(name: str) -> None:
    with pytest.raises(UndecidedTimesError, match="no offset; name its zone"):
        read_tickets(SAMPLES / name)


def test_zendesk() -> None:
    """Times are UTC by the profile; the deleted duplicate is no ticket to judge."""
    tickets = read("zendesk_ticket.csv")
    assert lives(tickets) == {
        "90101": (utc("2026-11-23 18:31:07"), None, None),
        "90102": (utc("2026-11-24 03:29:59"), None, None),
        "90103": (utc("2026-11-24 13:30:00"), None, None),
    }
    assert tickets.frame["priority"].to_list() == ["high", None, "urgent"]
    assert tickets.frame["state"].to_list() == ["closed", "open", "closed"]
    assert listed(tickets) == [(4, "90104", "left_out")]
    assert not tickets.has("responded_at")
    assert not tickets.has("resolved_at")


def test_freshdesk() -> None:
    """18:40:12 in India is 13:10:12 UTC; the second row of 4413 lacks two values we do not read."""
    tickets = read("freshdesk_export.csv")
    assert lives(tickets) == {
        "4411": (
            utc("2026-11-20 13:10:12"),
            utc("2026-11-23 03:35:30"),
            utc("2026-11-23 03:45:00"),
        ),
        "4412": (utc("2026-11-23 03:29:59"), None, None),
        "4413": (
            utc("2026-11-09 05:30:00"),
            utc("2026-11-09 05:50:00"),
            utc("2026-11-24 13:29:59"),
        ),
    }
    assert tickets.frame["priority"].to_list() == ["Medium", "Urgent", "Low"]
    assert tickets.frame["state"].to_list() == ["closed", "open", "closed"]
    assert listed(tickets) == [(4, "4413", "duplicate")]
    assert tickets.problems["detail"].to_list() == ["the ticket stands in row 3 already"]


def test_jira() -> None:
    """12:30 PM is past noon; months are words, so no order of day and month is in question."""
    tickets = read("jira_issue_export.csv")
    assert lives(tickets) == {
        "OPS-77": (utc("2026-11-03 03:35:00"), None, utc("2026-11-03 13:29:00")),
        "OPS-78": (utc("2026-11-12 07:00:00"), None, None),
        "OPS-79": (utc("2026-11-24 13:00:00"), None, utc("2026-11-25 04:30:00")),
    }
    assert tickets.frame["state"].to_list() == ["closed", "waiting", "closed"]
    assert listed(tickets) == []
    assert [reading.format for reading in tickets.readings] == ["%d/%b/%y %I:%M %p"] * 2


def test_servicenow() -> None:
    """Day first by the profile; resolved_at stands on the first row, hours before it happened."""
    tickets = read("servicenow_incident_event_log.csv")
    assert lives(tickets) == {
        "INC0090001": (
            utc("2026-11-05 13:28:00"),
            utc("2026-11-06 03:31:00"),
            utc("2026-11-06 03:50:00"),
        ),
        "INC0090002": (utc("2026-10-12 05:30:00"), utc("2026-10-13 06:30:00"), None),
    }
    assert logs(tickets) == [
        [
            ("opened", utc("2026-11-05 13:28:00")),
            ("responded", utc("2026-11-06 03:31:00")),
            ("paused", utc("2026-11-06 03:31:00")),
            ("resolved", utc("2026-11-06 03:50:00")),
        ],
        [
            ("opened", utc("2026-10-12 05:30:00")),
            ("responded", utc("2026-10-13 06:30:00")),
            ("closed", utc("2026-10-13 06:30:00")),
        ],
    ]
    assert tickets.frame["state"].to_list() == ["open", "closed"]
    assert tickets.frame["rows"].to_list() == [3, 1]
    assert tickets.notes == ("1 ticket over without a time of resolution",)


def test_nyc311() -> None:
    """12:00:00 AM is midnight. 02:30 on 8 March never was; 01:10 on 1 November was before 01:30."""
    tickets = read("nyc311_service_requests.csv")
    assert lives(tickets) == {
        "99000002": (utc("2026-11-24 05:00:00"), None, utc("2026-11-24 17:00:00")),
        "99000003": (utc("2026-10-12 20:05:45"), None, None),
    }
    assert listed(tickets) == [
        (1, "99000001", "resolved_before_opened"),
        (4, "99000004", "skipped_time"),
    ]
    assert tickets.problems["detail"].to_list() == [
        "resolved at 2026-11-01 05:10:00 UTC, opened at 2026-11-01 05:30:00 UTC",
        "Created Date '03/08/2026 02:30:00 AM' does not exist: clocks in America/New_York skip it",
    ]
    assert tickets.notes == (
        (
            "1 time in 'Created Date' occurred twice, when clocks went back; "
            "the first occurrence is taken"
        ),
        (
            "1 time in 'Closed Date' occurred twice, when clocks went back; "
            "the first occurrence is taken"
        ),
        "statuses taken for open: 'Open' (1)",
    )


def test_kaggle() -> None:
    """No column says when a ticket was opened: the date of purchase does not."""
    tickets = read("kaggle_customer_support_tickets.csv")
    assert len(tickets.frame) == 0
    assert listed(tickets) == [(row, str(row), "no_opening") for row in (1, 2, 3, 4)]
    assert set(tickets.problems["detail"]) == {"the export does not say when a ticket was opened"}


def test_kaggle_measured_from_the_first_answer_on_demand() -> None:
    """Ticket 2 has no answer, and 4 was resolved twelve hours before its own."""
    tickets = read(
        "kaggle_customer_support_tickets.csv", columns={"opened_at": "First Response Time"}
    )
    assert {name: life[::2] for name, life in lives(tickets).items()} == {
        "1": (utc("2026-06-01 12:15:36"), None),
        "3": (utc("2026-06-01 11:14:38"), utc("2026-06-01 18:05:38")),
    }
    assert listed(tickets) == [(2, "2", "no_opening"), (4, "4", "resolved_before_opened")]


def test_bpi2013() -> None:
    """Latin-1; the third row happened before the second; closing alone is no resolution."""
    tickets = read("bpi2013_vinst.csv")
    assert lives(tickets) == {
        "1-900000001": (utc("2026-10-23 13:59:42"), utc("2026-10-23 13:59:42"), None)
    }
    assert tickets.frame["state"].to_list() == ["closed"]
    assert logs(tickets)[0][1:4] == [
        ("responded", utc("2026-10-23 13:59:42")),
        ("paused", utc("2026-10-25 23:10:00")),
        ("resumed", utc("2026-10-26 15:45:48")),
    ]
    assert tickets.frame["priority"].to_list() == ["Medium"]
    assert tickets.frame["rows"].to_list() == [4]


def test_4tu() -> None:
    """Rows are mixed and out of order; "Closed" is no resolution."""
    tickets = read("helpdesk_4tu_event_log.csv")
    assert lives(tickets) == {
        "Case 2": (utc("2026-10-23 18:00:00.500"), None, None),
        "Case 1": (
            utc("2026-10-23 14:50:17"),
            utc("2026-10-23 14:51:01"),
            utc("2026-11-02 12:48:12"),
        ),
    }
    assert tickets.frame["state"].to_list() == ["closed", "open"]
    assert tickets.frame["rows"].to_list() == [2, 3]


def test_india_ops() -> None:
    """Five ways to write a time in one column; IST is India's by the profile.

    1795525200 is 2026-11-24 13:00 UTC; 1795532400000 counts milliseconds. IN-1 was resolved
    at 13:20 in India if its time is local, hours before 18:30.
    """
    tickets = read("india_ops_mixed_dump.csv")
    assert lives(tickets) == {
        "IN-2": (
            utc("2026-11-24 03:30:00"),
            utc("2026-11-24 03:40:00"),
            utc("2026-11-25 04:30:00"),
        ),
        "IN-3": (utc("2026-11-24 13:00:00"), utc("2026-11-25 03:40:00"), None),
        "IN-4": (
            utc("2026-11-24 13:00:00"),
            utc("2026-11-24 13:10:00"),
            utc("2026-11-24 15:00:00"),
        ),
    }
    assert listed(tickets) == [(1, "IN-1", "resolved_before_opened"), (5, "IN-2", "duplicate")]
    assert tickets.problems["detail"][1] == (
        "the ticket stands in row 2 already, with another value of resolved_at"
    )
    assert [tuple(reading)[1:3] for reading in tickets.readings[:3]] == [
        ("iso", 3),
        ("%d-%m-%Y %I:%M %p", 1),
        ("epoch_seconds", 1),
    ]


def test_india_ops_whose_resolutions_are_utc() -> None:
    """A zone for one column: 13:20 UTC is 18:50 in India, after the opening at 18:30."""
    tickets = read("india_ops_mixed_dump.csv", timezones={"resolved_at": "UTC"})
    assert lives(tickets)["IN-1"] == (
        utc("2026-11-24 13:00:00"),
        utc("2026-11-24 13:15:00"),
        utc("2026-11-24 13:20:00"),
    )


def test_india_ops_without_the_meaning_of_ist() -> None:
    """The abbreviation is not guessed: its row is listed, the others are read."""
    tickets = read_tickets(
        SAMPLES / "india_ops_mixed_dump.csv",
        profile="slaclock",
        columns={"opened_at": "created_at"},
        timezone="Asia/Kolkata",
    )
    assert tickets.problems.row(0)[1:4] == (
        "IN-1",
        "unknown_zone",
        (
            "created_at '2026-11-24 18:30 IST' names a zone that is not declared; "
            "abbreviations stand for several zones"
        ),
    )
