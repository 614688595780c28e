"""Small charts on the same axes."""

from __future__ import annotations

import re

from slaclock.reports.figures.attainment import Counts
from slaclock.reports.figures.shares import parse_goal
from slaclock.reports.page.drawing import PALETTE
from slaclock.reports.page.multiples import small_chart

GOOD, BAD, NONE = (Counts(*pair, 0, 0, 0, 0) for pair in ((10, 0), (8, 2), (0, 0)))


def lines(svg: str) -> int:
    """Return how many lines join two periods."""
    return len(re.findall(r"<line [^>]*stroke-opacity", svg))


class TestSmallChart:
    def test_no_line_crosses_a_period_without_tickets(self) -> None:
        labels = ["1", "2", "3", "4"]
        assert lines(small_chart("A", [GOOD, BAD, GOOD, BAD], labels, None, 50).svg) == 3
        gap = small_chart("A", [GOOD, NONE, GOOD, BAD], labels, None, 50).svg
        assert (lines(gap), gap.count("<circle")) == (1, 3)

    def test_below_the_goal_is_another_colour(self) -> None:
        svg = small_chart("A", [GOOD, BAD], ["1", "2"], parse_goal("90"), 50).svg
        assert svg.count(f'fill="{PALETTE["breached"]}"') == 1
        assert svg.count(f'fill="{PALETTE["met"]}"') == 1

    def test_description_has_the_figures_and_their_samples(self) -> None:
        told = small_chart("A", [GOOD, NONE, BAD], ["1", "2", "3"], None, 50).description
        assert told == "A: 1 100 % of 10; 3 80.0 % of 10."

    def test_nothing_decided_is_said(self) -> None:
        assert small_chart("A", [NONE], ["1"], None, 0).description == "A: nothing decided."
