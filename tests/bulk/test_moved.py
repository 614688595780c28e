"""Which deadlines of a file of tickets move."""

from __future__ import annotations

from pathlib import Path

import pytest

from slaclock import load_matrix
from slaclock.bulk.moved import Moved, MovedDeadlines, moved_deadlines
from slaclock.errors import TextError

WOTNOT = load_matrix("wotnot")
TICKETS = """plan,priority,opened_at
lite,P1,2026-01-23T18:00+05:30
lite,P1,2026-01-27T09:00+05:30
lite,P9,2026-01-27T09:00+05:30
"""


class TestMovedDeadlines:
    def test_tickets_before_a_new_holiday_move(self, tmp_path: Path) -> None:
        file = tmp_path / "tickets.csv"
        file.write_text(TICKETS, encoding="utf-8")
        found = moved_deadlines(file, WOTNOT, WOTNOT.with_holidays("IN"))
        assert found[:3] == (3, 1, 3)
        response = Moved(1, "response", "2026-01-26T16:00:00+05:30", "2026-01-27T16:00:00+05:30")
        assert response in found.listed

    def test_nothing_moves_between_equal_contracts(self, tmp_path: Path) -> None:
        file = tmp_path / "tickets.csv"
        file.write_text(TICKETS, encoding="utf-8")
        assert moved_deadlines(file, WOTNOT, "wotnot") == MovedDeadlines(3, 0, 0, ())

    def test_other_files_are_refused(self, tmp_path: Path) -> None:
        with pytest.raises(TextError, match=r"is no \.csv file"):
            moved_deadlines(tmp_path / "x.parquet", WOTNOT, WOTNOT)
