"""The profiles that come with slaclock, each on a small export of its kind."""

from __future__ import annotations

from datetime import UTC, datetime
from importlib.resources import files
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from slaclock.errors import ProfileError, SlaClockError, UnknownNameError
from slaclock.reports import read_tickets
from slaclock.reports.reading.profiles import (
    GROUP_ROLES,
    Profile,
    StateRule,
    bundled_profiles,
    load_profile,
    recognise,
)
from slaclock.reports.reading.tickets import other_name
from tests.reports.reading.files import checked, ids
from tests.reports.reading.rows import read

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


WHOSE = {
    "zendesk-csv": ("Support, Tom Reed, Lima Ltd, Mail, Question", ""),
    "zendesk-explore": ("Support, Tom Reed, Lima Ltd, -, Question", ""),
    "zendesk-api": ("55, 7001, 91, email, question", ""),
    "jira-api": ("-, Tom Reed, -, -, Incident", ""),
    "servicenow": ("Service Desk, Tom Reed, Lima Ltd, email, hardware", ""),
    "servicenow-list": ("Service Desk, Tom Reed, Lima Ltd, Email, Hardware", ""),
    "hubspot": ("-, Tom Reed, -, Email, -", "vendor_due"),
    "intercom": ("5, 11, -, email, -", ""),
    "zoho-desk": ("Support, Tom Reed, -, Email, Question", "vendor_due"),
    "github": ("-, tom-reed, Ana Lima, lima, -, Bug", ""),
    "glpi": ("-, Tom Reed, Ana Lima, -, -", "vendor_due"),
    "osticket": ("Support, Tom Reed, Ana Lima, Email, Hardware", "vendor_due"),
    "zammad": ("Support, tom@desk.example, Lima Ltd, email, -", ""),
    "salesforce": ("-, Tom Reed, Lima Ltd, Email, -", ""),
    "salesforce-api": ("-, Tom Reed, Lima Ltd, Email, Problem", ""),
    "helpscout": ("85, tom@desk.example, ana@lima.example, email, email", ""),
}
"""Team, agent, customer, channel and type of the first ticket; and what is due at 14:00."""


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

    def test_whose_ticket_it_is_and_the_deadline_of_the_desk(
        self, name: str, sample: Sample
    ) -> None:
        found = read_tickets(SAMPLES / sample.file, timezone=sample.zone).frame
        whose, due = WHOSE[name]
        names = [other_name(role) for role in GROUP_ROLES]
        first = [found[own][0] if own in found.columns else None for own in names]
        assert ", ".join(value or "-" for value in first) == whose
        if due:
            assert found[other_name(due)].to_list() == [utc(14), None]


@pytest.mark.parametrize("name", PROFILES)
def test_profile_says_where_its_columns_come_from(name: str) -> None:
    text = files("slaclock.reports.reading").joinpath("profiles", f"{name}.toml").read_text()
    assert "\n# Columns: " in text.partition("title =")[0]


class TestLoading:
    @pytest.mark.parametrize("name", bundled_profiles())
    def test_bundled_profile_is_valid_and_recognised_by_its_own_columns(self, name: str) -> None:
        profile = load_profile(name)
        assert not profile.recognised_by or recognise(profile.recognised_by)[0] == name

    def test_no_export_is_taken_for_another(self) -> None:
        marks = [load_profile(name).recognised_by for name in bundled_profiles()]
        assert all(len(recognise(columns)) == 1 for columns in marks if columns)

    def test_profile_of_a_file(self, tmp_path: Path) -> None:
        path = tmp_path / "ours.toml"
        path.write_text('title = "Ours"\n[columns]\nid = "Nr"\nopened_at = "Auf"\n')
        tickets = read(tmp_path, "Nr,Auf", "7,2026-03-02T09:00:00Z", profile=str(path))
        assert tickets.profile.title == "Ours"
        assert not tickets.recognised

    @pytest.mark.parametrize(
        ("text", "reason"),
        [
            ("titel = 'x'", "'titel' is an unknown key; did you mean 'title'"),
            ("title = 'x'\ntimezone = 'IST'", "IST is India, Israel and Ireland"),
            ("title = 'x'\ntime_formats = ['%H:%M']", "is not a format of times"),
            ("title = 'x'\n[columns]\nid = 7", "is not the name of a column"),
            ("title = 'x'\n[columns]\nnumber = 'x'", "columns.number"),
            ("title = ", "TOML cannot be read"),
        ],
    )
    def test_bad_profile_is_refused_with_its_place(
        self, tmp_path: Path, text: str, reason: str
    ) -> None:
        path = tmp_path / "ours.toml"
        path.write_text(text)
        with pytest.raises(ProfileError) as caught:
            load_profile(path)
        assert reason in str(caught.value)
        assert str(caught.value).startswith("profile ours.toml: ")

    def test_unknown_name_is_refused(self) -> None:
        with pytest.raises(UnknownNameError, match="did you mean 'freshdesk'"):
            load_profile("freshdsk")

    @pytest.mark.parametrize(
        ("rule", "matching", "other"),
        [
            ({"is": ["Awaiting *"]}, "awaiting user info", "Active"),
            ({"is_not": ["New"]}, "Active", "NEW"),
            ({}, None, "anything"),
        ],
    )
    def test_rule_about_states(self, rule: Any, matching: str | None, other: str) -> None:
        found = StateRule.model_validate(rule)
        assert matching is None or found.matches(matching)
        assert not found.matches(other)


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        (
            {"columns": {"opend_at": "x"}},
            "'opend_at' is no role; did you mean 'opened_at'? roles: id, plan, pri",
        ),
        (
            {"values": {"plann": {"x": "y"}}},
            "values.plann: 'plann' is no role; did you",
        ),
        ({"timezones": {"due": "UTC"}}, "roles: opened_at, responded_at, resolved_at, at"),
        (
            {"dates": "dayfirst"},
            "dates: 'dayfirst' is none of the words for it; write 'day-first' or 'month-first'",
        ),
    ],
)
def test_unknown_roles_and_words_are_told_in_plain_words(
    changes: dict[str, Any], words: str
) -> None:
    with pytest.raises(ProfileError) as caught:
        Profile(title="x").changed(changes)
    assert words in str(caught.value)


def test_many_mistakes_are_told_in_few_words(tmp_path: Path) -> None:
    columns = "".join(f'role{number} = "column"\n' for number in range(40))
    (tmp_path / "ours.toml").write_text(f'title = "Ours"\n[columns]\n{columns}')
    with pytest.raises(ProfileError) as caught:
        load_profile(tmp_path / "ours.toml")
    assert len(caught.value.problems) == 40
    assert len(str(caught.value)) < 1_000
    assert "'role0' is no role" in str(caught.value)
    assert str(caught.value).endswith(" more")


def test_long_header_is_not_proposed_in_full(tmp_path: Path) -> None:
    (tmp_path / "t.csv").write_text("2026-13-45" * 400 + "\n1\n")
    with pytest.raises(SlaClockError) as caught:
        read_tickets(tmp_path / "t.csv")
    assert len(str(caught.value)) < 1_000
