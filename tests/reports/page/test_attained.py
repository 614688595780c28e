"""Cards and cells."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

from slaclock.reports import Report, make_report
from slaclock.reports.page.attained import card_values, cell_values
from slaclock.reports.page.sheet import Sheet
from tests.reports import logs, small


class TestCards:
    def test_order_is_that_of_the_matrix_whatever_is_below_the_goal(self, made: Report) -> None:
        cards = card_values(Sheet(made))
        assert [(card["name"], card["below"]) for card in cards] == [
            ("First response", False),
            ("Response", True),
            ("Resolution", True),
        ]

    def test_nothing_decided(self, tmp_path: Path) -> None:
        card = card_values(Sheet(small.report(tmp_path, small.ROWS[2], goal="60")))[0]
        assert (card["share"], card["verdict"]) == ("n/a", "Nothing is decided yet")


class TestCells:
    def test_promise_of_a_plan_that_a_ticket_has_left(self) -> None:
        """It was answered under gold; silver, where it is now, promises no response."""
        start = logs.MONDAY.replace(hour=9)
        rows = [
            logs.LogRow("T", start, "new", "gold", "P1"),
            logs.LogRow("T", start + timedelta(minutes=30), "work", "gold", "P1"),
            logs.LogRow("T", start + timedelta(hours=1), "work", "silver", "P1"),
        ]
        terms = logs.matrix(on_change="carry_elapsed")
        made = make_report(logs.take(rows), matrix=terms, as_of=start + timedelta(3))
        targets = {cell["metric"]: cell["target"] for cell in cell_values(Sheet(made))["cells"]}
        assert targets == {"First response": "8 h", "Response": "–", "Resolution": "1 BD"}

    def test_lowest_first_with_sample_sizes(self, made: Report) -> None:
        found = cell_values(Sheet(made))
        first = found["cells"][0]
        assert (first["priority"], first["metric"], first["share"], first["decided"]) == (
            "P2",
            "Resolution",
            "0 %",
            "1",
        )
        assert found["more_cells"] == []
