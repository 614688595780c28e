"""What an unknown file may be, and the profile that is written for it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from slaclock.reports import GROUP_ROLES, load_profile, propose_profile, read_tickets
from slaclock.reports.reading.mapping import MissingColumnError
from tests.commands import run
from tests.reports.reading.files import ids

DESK = """Nr;Urgency;Opened;Fixed;State
7;High;24.11.2026 10:00;25.11.2026 10:00;Closed
8;Low;24.11.2026 11:00;-;On hold
"""
LOG = """case,when,activity
A,2026-11-24T10:00:00Z,New
A,2026-11-24T11:00:00Z,Waiting for customer
A,2026-11-24T12:00:00Z,Resolved
B,2026-11-24T10:00:00Z,New
B,2026-11-24T12:00:00Z,Resolved
"""


def file(folder: Path, content: str) -> Path:
    path = folder / "desk.csv"
    path.write_text(content, encoding="utf-8")
    return path


class TestTickets:
    def test_each_role_has_its_reason(self, tmp_path: Path) -> None:
        assert propose_profile(file(tmp_path, DESK)).lines() == [
            "looks like one row for each ticket",
            "id: 'Nr' (by its name)",
            "opened_at: 'Opened' (by its name; it holds times)",
            "responded_at: no column looks like it",
            "resolved_at: 'Fixed' (by its name; it holds times)",
            "priority: 'Urgency' (by its name)",
            "status: 'State' (by its name)",
            "plan: no column names one; name one for all with --plan",
            "the times name no zone: whose clocks are they? --tz ZONE",
            "statuses: 'Closed' (1), 'On hold' (1)",
        ]

    def test_profile_reads_the_file(self, tmp_path: Path) -> None:
        path = file(tmp_path, DESK)
        profile = tmp_path / "desk.toml"
        profile.write_text(propose_profile(path).to_toml(), encoding="utf-8")
        found = read_tickets(path, profile=profile, timezone="Europe/Berlin")
        assert ids(found) == ["7", "8"]
        assert found.frame["state"].to_list() == ["closed", "waiting"]
        assert load_profile(profile).columns["resolved_at"] == ("Fixed",)

    def test_whose_tickets_they_are(self, tmp_path: Path) -> None:
        text = (
            "id,created,Assignment group,Assigned to,Account Name,Contact type,Request type\n"
            "1,2026-11-24T10:00:00Z,Desk,Tom,Lima,Mail,Question\n"
        )
        picks = propose_profile(file(tmp_path, text)).picks
        found = {role: picks[role].column for role in GROUP_ROLES}
        assert found == {
            "team": "Assignment group",
            "agent": "Assigned to",
            "customer": "Account Name",
            "channel": "Contact type",
            "type": "Request type",
        }

    def test_letters_of_other_scripts_stay_readable(self, tmp_path: Path) -> None:
        path = file(tmp_path, "Nr;Gruppe;Eröffnet;Bearbeiter\n7;Süd;24.11.2026 10:00;Åsa\n")
        profile = propose_profile(path).to_toml()
        assert 'opened_at = "Eröffnet"  # by its name; it holds times\n' in profile
        assert 'team = "Gruppe"  # by its name\nagent = "Bearbeiter"  # by its name\n' in profile

    def test_lengths_of_time_are_no_times(self, tmp_path: Path) -> None:
        text = "id,created,first response\n1,2026-11-24T10:00:00Z,4.5\n2,2026-11-24T10:00:00Z,2 h\n"
        assert set(propose_profile(file(tmp_path, text)).picks) == {"id", "opened_at"}

    def test_date_and_time_of_day(self, tmp_path: Path) -> None:
        text = "caseNumber,incidentDate,incidentTime\n1,11/24/2026,10:00 AM\n"
        pick = propose_profile(file(tmp_path, text)).picks["opened_at"]
        assert pick == ("incidentDate + incidentTime", "a date and a time of day")

    def test_order_that_no_value_shows(self, tmp_path: Path) -> None:
        draft = propose_profile(file(tmp_path, "id,created\n1,04/05/2026 10:00\n"))
        assert "'04/05/2026 10:00': day or month first? --dates" in draft.lines()
        assert '# dates = "day-first"  # or "month-first": 04/05/2026 10:00' in draft.to_toml()

    def test_names_cannot_break_the_profile(self, tmp_path: Path) -> None:
        text = 'id,"crea""ted\nat",status\n1,2026-11-24T10:00:00Z,"a\n[x]"\n'
        profile = tmp_path / "desk.toml"
        profile.write_text(propose_profile(file(tmp_path, text)).to_toml(), encoding="utf-8")
        assert load_profile(profile).columns["opened_at"] == ('crea"ted\nat',)


class TestLogs:
    def test_log_is_recognised(self, tmp_path: Path) -> None:
        path = file(tmp_path, LOG)
        draft = propose_profile(path)
        assert draft.lines()[0] == "looks like a log, with a row for each update"
        profile = tmp_path / "log.toml"
        profile.write_text(draft.to_toml(), encoding="utf-8")
        found = read_tickets(path, profile=profile)
        assert ids(found) == ["A", "B"]
        assert found.frame["resolved_at"].null_count() == 0


class TestFirstRun:
    def test_all_is_told_at_once(self, tmp_path: Path) -> None:
        with pytest.raises(MissingColumnError) as caught:
            read_tickets(file(tmp_path, DESK))
        assert "--map id='Nr' --map opened_at='Opened'" in str(caught.value)
        assert caught.value.more[0] == "looks like one row for each ticket"
        assert caught.value.more[-1].startswith("to edit this as a profile: slaclock map FILE")

    def test_on_the_command_line(self, tmp_path: Path) -> None:
        ran = run("report", file(tmp_path, DESK), "-m", "wotnot", "--plan", "lite")
        assert ran.code == 2
        assert "  opened_at: 'Opened' (by its name; it holds times)\n" in ran.err

    def test_command_writes_a_profile(self, tmp_path: Path) -> None:
        ran = run("map", file(tmp_path, DESK))
        assert (ran.code, ran.err) == (0, "")
        assert 'opened_at = "Opened"  # by its name; it holds times\n' in ran.out
        told = json.loads(run("map", file(tmp_path, DESK), "--json").out)
        assert told["columns"]["id"] == {"column": "Nr", "why": "by its name"}
