"""The tickets that the page names."""

from __future__ import annotations

from pathlib import Path

import pytest

from slaclock.errors import UnknownNameError
from slaclock.reports import Report
from slaclock.reports.page.lists import missed_values, open_values, story_values
from slaclock.reports.page.sheet import Sheet
from tests.reports import small


class TestLists:
    def test_overdue_stands_before_what_falls_due_next(self, tmp_path: Path) -> None:
        row = "J,gold,P1,2026-03-02T09:00:00Z,,,open"
        lists = open_values(Sheet(small.report(tmp_path, *small.ROWS, row)))
        assert [entry["title"] for entry in lists] == [
            "Overdue and still open, the latest first",
            "Due next",
        ]
        assert lists[0]["rows"][0]["ticket_id"] == "J"

    def test_late_by_less_than_a_second_is_no_zero(self, made: Report) -> None:
        """D used up its eight hours at a closing, and no open time came after."""
        missed = missed_values(Sheet(made))
        assert missed is not None
        late = {(row["ticket_id"], row["metric"]): row["left"] for row in missed["rows"]}
        assert late["D", "Resolution"] == "under 1 s"
        assert late["B", "Resolution"] == "4 h"

    def test_nothing_missed_is_no_list(self, tmp_path: Path) -> None:
        assert missed_values(Sheet(small.report(tmp_path, small.ROWS[0]))) is None


class TestStories:
    def test_what_was_asked_for_stands_apart_from_what_was_missed(self, tmp_path: Path) -> None:
        found = story_values(Sheet(small.report(tmp_path, stories=["A"])))
        assert [story["ticket_id"] for story in found["asked_stories"]] == ["A"]
        assert "A" not in [story["ticket_id"] for story in found["stories"]]
        page = small.report(tmp_path, stories=["A"]).to_html()
        assert page.index("Tickets asked for") < page.index("A: Resolution")
        assert page.index("A: Resolution") < page.index("Tickets missed by most")

    def test_ticket_without_a_resolution_promised_is_told_by_what_is(self, tmp_path: Path) -> None:
        found = story_values(Sheet(small.report(tmp_path, stories=["G"])))
        assert [story["metric"] for story in found["asked_stories"]] == ["First response"]

    def test_unknown_ticket_is_refused_when_the_report_is_made(self, tmp_path: Path) -> None:
        with pytest.raises(UnknownNameError, match="unknown ticket '99'"):
            small.report(tmp_path, stories=["99"])
