"""The goals of a contract over the tickets of a report: counted, shown, and stopped at."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from slaclock.reports import Report
from slaclock.reports.figures.shares import share_text
from tests.reports import small

# Response, by the rows of `small`: P1 one met and one breached, P2 the same; all in March.
APRIL = "J,gold,P1,2026-02-02T09:00:00Z,2026-02-02T09:30:00Z,2026-02-02T10:00:00Z,done"


def made(folder: Path, *goals: dict[str, Any], rows: tuple[str, ...] = (), **more: Any) -> Report:
    """Return the report under a contract with some goals, each for the response."""
    entries = [{"metric": "response", **goal} for goal in goals]
    given = rows or (*small.ROWS, APRIL)
    return small.report(folder, *given, matrix=small.matrix(goals=entries), **more)


def told(report: Report) -> list[tuple[str, int, int, str, bool]]:
    """Return what the first goal comes to, period by period."""
    return [
        (one.label, one.met, one.decided, one.outcome, one.is_over)
        for one in report.goals[0].periods
    ]


class TestResults:
    def test_goal_is_counted_over_all_tickets_that_are_decided(self, tmp_path: Path) -> None:
        assert told(made(tmp_path, {"share": "60 %"})) == [("", 3, 5, "reached", True)]
        assert told(made(tmp_path, {"share": "61 %"})) == [("", 3, 5, "missed", True)]

    def test_period_by_period_and_the_last_one_is_not_over(self, tmp_path: Path) -> None:
        report = made(tmp_path, {"share": "75 %", "per": "month"})
        assert told(report) == [
            ("2026-02", 1, 1, "reached", True),
            ("2026-03", 2, 4, "missed", False),
        ]
        assert not report.goals[0].is_reached

    def test_only_the_tickets_of_a_plan_and_of_priorities(self, tmp_path: Path) -> None:
        assert told(made(tmp_path, {"share": "50 %", "priority": "P2"})) == [
            ("", 1, 2, "reached", True)
        ]
        both = {"share": "50 %", "priority": ["P1", "P2"], "plan": "gold"}
        assert told(made(tmp_path, both)) == [("", 3, 5, "reached", True)]

    def test_few_tickets_have_a_rule_of_their_own(self, tmp_path: Path) -> None:
        few = {"share": "95 %", "small": {"below": 6, "late": 2}}
        assert told(made(tmp_path, few)) == [("", 3, 5, "reached", True)]
        many = {"share": "95 %", "small": {"below": 5, "late": 2}}
        assert told(made(tmp_path, many)) == [("", 3, 5, "missed", True)]

    def test_tickets_count_in_the_period_in_which_they_were_resolved_if_asked(
        self, tmp_path: Path
    ) -> None:
        report = made(tmp_path, {"share": "75 %", "per": "day"}, count_by="resolved")
        # A on 2 March; B and D on 3 March; H is not resolved.
        assert told(report) == [
            ("2026-02-02", 1, 1, "reached", True),
            ("2026-03-02", 1, 1, "reached", True),
            ("2026-03-03", 1, 2, "missed", True),
        ]

    def test_nothing_decided_is_not_reached(self, tmp_path: Path) -> None:
        report = made(tmp_path, {"share": "1 %"}, rows=(small.ROWS[2],))
        assert told(report) == []
        assert not report.goals[0].is_reached
        assert report.goals[0].sentence() == (
            "goal 1 % of response: not reached, no ticket is met or breached"
        )

    def test_metric_that_the_file_says_nothing_of_is_not_reached(self, tmp_path: Path) -> None:
        entries = [{"metric": "next_response", "share": "1 %"}]
        report = small.report(tmp_path, matrix=small.matrix(goals=entries))
        assert not report.goals[0].is_reached

    def test_share_is_cut_off_with_the_digits_of_the_goal(self, tmp_path: Path) -> None:
        (result,) = made(tmp_path, {"share": "99.99 %"}).goals
        [period] = result.periods[:1]
        assert share_text(result.goal.share, period.met, period.decided) == "60.00 %"

    def test_contract_without_goals_has_none(self, tmp_path: Path) -> None:
        assert small.report(tmp_path).goals == ()


class TestSentence:
    @pytest.mark.parametrize(
        ("goal", "sentence"),
        [
            ({"share": "60 %"}, "goal 60 % of response: reached, 60.0 % of 5 tickets"),
            ({"share": "61 %"}, "goal 61 % of response: missed, 60.0 % of 5 tickets"),
            (
                {"share": "75 %", "per": "month", "title": "Quick answers"},
                "goal Quick answers: missed, 2026-03 so far: 50.0 % of 4 tickets",
            ),
            (
                {"share": "50 %", "per": "month"},
                "goal 50 % of response per month: reached in 2 months",
            ),
        ],
    )
    def test_goal_in_one_sentence(
        self, tmp_path: Path, goal: dict[str, Any], sentence: str
    ) -> None:
        assert made(tmp_path, goal).goals[0].sentence() == sentence

    def test_many_missed_periods_are_counted(self, tmp_path: Path) -> None:
        rows = tuple(
            f"T{day},gold,P1,2026-02-{day:02}T09:00:00Z,2026-02-{day:02}T12:00:00Z,,open"
            for day in (2, 3, 4, 5, 6)
        )
        (result,) = made(tmp_path, {"share": "90 %", "per": "day"}, rows=rows).goals
        assert result.sentence().endswith("2026-02-04: 0 % of 1 ticket; and 2 more")


class TestForms:
    def test_plain_data(self, tmp_path: Path) -> None:
        few = {"below": 2, "late": 0}
        report = made(tmp_path, {"share": "75 %", "per": "month", "plan": "gold", "small": few})
        (plain,) = report.to_dict()["goals"]
        assert plain.pop("periods")[1] == {
            "period": "2026-03",
            "met": 2,
            "decided": 4,
            "attainment": "50.0 %",
            "outcome": "missed",
            "is_over": False,
        }
        assert plain == {
            "title": "75 % of response on gold per month (0 late of fewer than 2)",
            "metric": "response",
            "plans": ["gold"],
            "priorities": [],
            "share": "75 %",
            "per": "month",
            "small": few,
            "reached": False,
        }

    def test_frame_has_a_row_for_each_period(self, tmp_path: Path) -> None:
        frame = made(tmp_path, {"share": "75 %", "per": "month"}).goal_frame()
        assert frame.columns == [
            *("goal", "metric", "per", "period", "met", "decided", "outcome", "is_over")
        ]
        assert frame["outcome"].to_list() == ["reached", "missed"]
        assert frame["period"].to_list() == ["2026-02", "2026-03"]

    def test_frame_says_that_nothing_is_decided(self, tmp_path: Path) -> None:
        frame = made(tmp_path, {"share": "1 %"}, rows=(small.ROWS[2],)).goal_frame()
        assert frame.rows() == [
            ("1 % of response", "response", None, None, 0, 0, "undecided", True)
        ]

    def test_page_has_a_section(self, tmp_path: Path) -> None:
        goals = ({"share": "75 %", "per": "month", "title": "<Quick>"}, {"share": "60 %"})
        page = made(tmp_path, *goals).to_html()
        assert '<a href="#goals">Goals</a>' in page
        assert "&lt;Quick&gt;" in page
        assert "Missed in 1 of 2" in page
        assert "2026-03, so far" in page
        plain = small.report(tmp_path).to_html()
        assert "Goals of the contract" not in plain

    def test_page_without_a_decided_ticket_says_so(self, tmp_path: Path) -> None:
        page = made(tmp_path, {"share": "1 %"}, rows=(small.ROWS[8],)).to_html()
        assert "Not reached: nothing is decided" in page


class TestGate:
    def test_goals_of_the_contract_need_no_other(self, tmp_path: Path) -> None:
        reached, missed = made(tmp_path, {"share": "60 %"}), made(tmp_path, {"share": "61 %"})
        assert (reached.goal_outcome(), missed.goal_outcome()) == (
            (True, ("goal 60 % of response: reached, 60.0 % of 5 tickets",)),
            (False, ("goal 61 % of response: missed, 60.0 % of 5 tickets",)),
        )

    def test_one_that_is_missed_is_enough(self, tmp_path: Path) -> None:
        outcome = made(tmp_path, {"share": "60 %"}, {"share": "61 %"}).goal_outcome()
        assert outcome is not None
        assert not outcome.is_reached

    @pytest.mark.parametrize(("goal", "reached"), [("50", True), ("95", False)])
    def test_goal_that_is_asked_for_counts_beside_them(
        self, tmp_path: Path, goal: str, reached: bool
    ) -> None:
        outcome = made(tmp_path, {"share": "60 %"}, goal=goal).goal_outcome()
        assert outcome is not None
        assert outcome.is_reached is reached
        assert outcome.reasons[-1].startswith("goal 60 % of response: reached")
        missed = made(tmp_path, {"share": "61 %"}, goal="1").goal_outcome()
        assert missed is not None
        assert missed.is_reached is False

    def test_nothing_decided_opens_no_gate(self, tmp_path: Path) -> None:
        outcome = made(tmp_path, {"share": "1 %"}, rows=(small.ROWS[2],)).goal_outcome()
        assert outcome is not None
        assert not outcome.is_reached
