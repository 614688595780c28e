"""Shares and goals as they are shown."""

from __future__ import annotations

from pathlib import Path

import pytest

from slaclock.errors import TextError
from slaclock.reports.figures.shares import Goal, parse_goal, percent_text
from tests.reports import small


class TestShares:
    @pytest.mark.parametrize(
        ("part", "whole", "text"),
        [
            (0, 0, "n/a"),
            (0, 7, "0 %"),
            (7, 7, "100 %"),
            (9999, 10000, "99.9 %"),
            (99999, 100000, "99.9 %"),
            (9496, 10000, "94.9 %"),
            (9500, 10000, "95.0 %"),
            (1, 3, "33.3 %"),
            (2, 3, "66.6 %"),
            (1, 2000, "< 0.1 %"),
            (1, 1000, "0.1 %"),
        ],
    )
    def test_share_is_cut_off_and_never_crosses_a_threshold(
        self, part: int, whole: int, text: str
    ) -> None:
        assert percent_text(part, whole) == text

    @pytest.mark.parametrize(
        ("goal", "decimals"), [("95", 0), ("95 %", 0), ("99.95", 2), ("99.50%", 1)]
    )
    def test_goal_is_exact(self, goal: str, decimals: int) -> None:
        assert parse_goal(goal).decimals == decimals

    def test_goal_in_words(self) -> None:
        assert [str(Goal(9995, 100)), str(Goal(95, 1))] == ["99.95 %", "95 %"]

    @pytest.mark.parametrize("text", ["0", "101", "-5", "95,5", "all", ""])
    def test_bad_goal_is_refused(self, text: str) -> None:
        with pytest.raises(TextError, match="is not a goal"):
            parse_goal(text)

    def test_share_shows_as_many_digits_as_the_goal(self, tmp_path: Path) -> None:
        assert small.report(tmp_path, goal="99.95").decimals == 2
