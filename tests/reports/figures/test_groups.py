"""The figures by team, worked out by hand from `small.py`."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import polars as pl
import pytest

from slaclock.errors import UnknownNameError
from slaclock.reports import make_report, take_tickets
from tests.reports import logs, small


class TestGroupings:
    def test_largest_first_and_those_without_a_value_last(self, tmp_path: Path) -> None:
        """D has no team; of B and C, C has one ticket by then, for I was opened later."""
        (found,) = small.with_teams(tmp_path, by="team").groupings
        assert found.name == "team"
        assert [(group.value, group.tickets) for group in found.groups] == [
            ("A", 4),
            ("B", 2),
            ("C", 1),
            (None, 1),
        ]

    def test_counts_of_a_group(self, tmp_path: Path) -> None:
        (found,) = small.with_teams(tmp_path, by="team").groupings
        assert found.groups[0].counts["first_response"] == (2, 0, 1, 0, 0, 1)
        assert found.groups[0].counts["resolution"] == (1, 0, 1, 0, 1, 1)
        assert found.groups[3].counts["resolution"] == (0, 1, 0, 0, 0, 0)

    def test_over_time(self, tmp_path: Path) -> None:
        """B was opened on Monday 2 March, and so was E, which is unreadable."""
        (found,) = small.with_teams(tmp_path, by="team", period="day").groupings
        days = found.groups[1].over_time["resolution"]
        assert [sum(counts) for counts in days] == [2, 0, 0, 0, 0]
        assert days[0] == (0, 1, 0, 0, 0, 1)

    def test_small_groups_are_all_there(self, tmp_path: Path) -> None:
        (found,) = small.with_teams(tmp_path, by="status").groupings
        assert {group.value: group.tickets for group in found.groups} == {
            "done": 3,
            "open": 3,
            "closed": 1,
            "pending": 1,
        }

    def test_column_that_there_is_not_is_refused(self, tmp_path: Path) -> None:
        with pytest.raises(UnknownNameError, match="unknown grouping 'teams'; did you mean"):
            small.with_teams(tmp_path, by="teams")


class TestFrameBy:
    def test_one_name_is_no_list_of_letters(self, tmp_path: Path) -> None:
        frame = small.with_teams(tmp_path).frame("team")
        assert frame.filter(team="B").select("met", "breached").row(0) == (0, 3)

    def test_with_metric_and_plan_and_period(self, tmp_path: Path) -> None:
        frame = small.with_teams(tmp_path).frame(("metric", "plan", "priority", "period", "Team"))
        row = frame.filter(metric="resolution", Team="A", priority="P1").row(0, named=True)
        assert (row["plan"], row["period"]) == ("gold", "2026-03")
        assert (row["met"], row["running"], row["decided"], row["attainment"]) == (1, 1, 1, 1.0)

    def test_sums_are_those_of_the_whole(self, tmp_path: Path) -> None:
        made = small.with_teams(tmp_path)
        by_team = made.frame(["team"]).select(pl.exclude("team", "attainment")).sum()
        assert by_team.row(0)[:6] == made.counts()

    def test_unknown_name_is_refused(self, tmp_path: Path) -> None:
        with pytest.raises(UnknownNameError, match="unknown grouping 'agent'"):
            small.with_teams(tmp_path).frame(["metric", "agent"])


class TestLogs:
    def test_team_is_what_the_log_says_at_the_instant_of_asking(self) -> None:
        frame = pl.DataFrame(
            [
                ("T", "2026-03-02T09:00Z", "new", "first line"),
                ("T", "2026-03-02T10:00Z", "work", "second line"),
                ("T", "2026-03-02T11:00Z", "work", None),
                ("T", "2026-03-04T10:00Z", "done", "third line"),
            ],
            schema=["ticket", "at", "state", "group"],
            orient="row",
        )
        taken = take_tickets(
            frame,
            columns={"id": "ticket", "team": "group"},
            events=logs.RULES,
            plan="gold",
            priority="P1",
        )
        for asked, team in ((3, "second line"), (5, "third line")):
            as_of = datetime(2026, 3, asked, tzinfo=UTC)
            made = make_report(taken, matrix=logs.matrix(), as_of=as_of, by="team")
            assert [group.value for group in made.groupings[0].groups] == [team]
