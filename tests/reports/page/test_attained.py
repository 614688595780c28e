"""Cards and cells."""

from __future__ import annotations

from pathlib import Path

from slaclock.reports import Report
from slaclock.reports.page.attained import card_values, cell_values
from slaclock.reports.page.sheet import Sheet
from tests.reports import small


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
