"""The profiles that come with slaclock, each on a small export of its kind."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

import pytest

from slaclock.reports import read_tickets
from tests.reports.reading.files import checked, ids

SAMPLES = Path(__file__).parent.parent.parent / "desk-samples"


class Sample(NamedTuple):
    """A file of two tickets: 10:00 to 12:00 on 24 November 2026, and 11:30, not over yet."""

    file: str
    ids: tuple[str, str]
    state: str
    responded: bool = False
    zone: str | None = "UTC"
    priority: str | None = "High"


PROFILES = {
    "zendesk-csv": Sample("zendesk_account_export.csv", ("1001", "1002"), "waiting"),
    "zendesk-explore": Sample("zendesk_explore.csv", ("1001", "1002"), "open"),
    "zendesk-api": Sample(
        "zendesk_incremental.json", ("1001", "1002"), "waiting", zone=None, priority="high"
    ),
    "jira-api": Sample("jira_search.json", ("OPS-1", "OPS-2"), "waiting", zone=None),
    "servicenow": Sample(
        "servicenow_incidents.csv", ("INC0010001", "INC0010002"), "waiting", priority="2 - High"
    ),
    "servicenow-list": Sample(
        "servicenow_incident_list.csv", ("INC0010001", "INC0010002"), "open", priority="2 - High"
    ),
    "hubspot": Sample("hubspot_tickets.csv", ("9001", "9002"), "waiting", responded=True),
    "intercom": Sample(
        "intercom_conversations.json",
        ("77001", "77002"),
        "waiting",
        responded=True,
        zone=None,
        priority="priority",
    ),
    "zoho-desk": Sample("zoho_desk_tickets.csv", ("101", "102"), "waiting"),
    "github": Sample("github_issues.json", ("7", "8"), "open", zone=None, priority=None),
    "glpi": Sample("glpi_tickets.csv", ("2 001", "2 002"), "waiting"),
    "osticket": Sample("osticket_export.csv", ("482113", "482114"), "open"),
    "zammad": Sample(
        "zammad_tickets.json",
        ("20001", "20002"),
        "waiting",
        responded=True,
        zone=None,
        priority="3 high",
    ),
    "salesforce": Sample("salesforce_case_report.csv", ("00001026", "00001027"), "waiting"),
    "salesforce-api": Sample("salesforce_cases.csv", ("00001026", "00001027"), "open", zone=None),
    "helpscout": Sample(
        "helpscout_conversations.json", ("349", "350"), "open", zone=None, priority=None
    ),
}


def utc(hour: int, minute: int = 0) -> datetime:
    return datetime(2026, 11, 24, hour, minute, tzinfo=UTC)


@pytest.mark.parametrize(("name", "sample"), PROFILES.items(), ids=PROFILES)
class TestProfiles:
    def test_export_is_recognised_and_read(self, name: str, sample: Sample) -> None:
        found = checked(read_tickets(SAMPLES / sample.file, timezone=sample.zone))
        assert found.recognised
        assert (
            found.profile
            == read_tickets(SAMPLES / sample.file, profile=name, timezone=sample.zone).profile
        )
        assert ids(found) == list(sample.ids)
        assert found.frame["opened_at"].to_list() == [utc(10), utc(11, 30)]
        assert found.frame["resolved_at"].to_list() == [utc(12), None]
        assert found.frame["state"].to_list() == ["closed", sample.state]
        assert found.frame["priority"][0] == sample.priority

    def test_first_answer_is_there_or_said_not_to_be(self, name: str, sample: Sample) -> None:
        found = read_tickets(SAMPLES / sample.file, timezone=sample.zone)
        assert ("responded_at" in found.profile.without) != sample.responded
        answered = [utc(10, 25), None] if sample.responded else [None, None]
        assert found.frame["responded_at"].to_list() == answered
