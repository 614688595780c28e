"""The drawings: what they show and what they say to those who cannot see them."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from itertools import pairwise

import numpy as np
import pytest

from slaclock.reports.figures.attainment import Counts, Use
from slaclock.reports.figures.periods import Periods, periods_of
from slaclock.reports.figures.shares import parse_goal
from slaclock.reports.page.charts import (
    Axes,
    attainment_chart,
    floor_of,
    flow_chart,
    hours_chart,
    most_used,
    stock_chart,
    use_chart,
    width_of,
)
from slaclock.reports.page.drawing import PALETTE, figure_svg

GOOD, BAD, NONE = (Counts(*pair, 0, 0, 0, 0) for pair in ((10, 0), (8, 2), (0, 0)))
AXES = Axes(floor=50, most=10, goal=parse_goal("90"), width=340)


def months(count: int) -> Periods:
    ends = [datetime(2026, month, 1, tzinfo=UTC) for month in (1, count)]
    return periods_of(np.array([int(at.timestamp()) * 1_000_000 for at in ends]), UTC, "month")


class TestAttainmentChart:
    def test_no_line_crosses_a_month_without_tickets(self) -> None:
        """The line is one path: a move to each of its pieces, a line to each other point."""
        chart = attainment_chart("Response", months(5), [GOOD, BAD, NONE, GOOD, GOOD], AXES)
        assert chart is not None
        paths = re.findall(r'd="(M[^"]*)" stroke="' + PALETTE["met"], chart.svg)
        (line,) = [path for path in paths if "A" not in path]
        assert (line.count("M"), line.count("L")) == (2, 2)

    def test_below_the_goal_is_another_colour(self) -> None:
        chart = attainment_chart("Response", months(2), [GOOD, BAD], AXES)
        assert chart is not None
        assert chart.svg.count(f'fill="{PALETTE["met"]}"') == 1
        assert chart.svg.count(f'fill="{PALETTE["breached"]}"') == 1

    def test_bars_show_how_many_are_decided(self) -> None:
        chart = attainment_chart("Response", months(3), [GOOD, NONE, BAD], AXES)
        assert chart is not None
        assert chart.svg.count(f'fill="{PALETTE["window"]}"') == 3

    def test_description_has_ends_samples_and_goal(self) -> None:
        chart = attainment_chart("First response", months(3), [NONE, GOOD, BAD], AXES)
        assert chart is not None
        assert chart.description == (
            "Share of first response promises met by month, goal 90 %: 100 % of 10 in 2026-02, "
            "80.0 % of 10 in 2026-03."
        )

    def test_nothing_decided_is_no_chart(self) -> None:
        assert attainment_chart("Response", months(2), [NONE, NONE], AXES) is None

    def test_labels_do_not_overlap(self) -> None:
        """A label of seven letters is about 45 wide."""
        chart = attainment_chart("Response", months(12), [GOOD] * 12, AXES)
        assert chart is not None
        places = re.findall(r'translate\(([0-9.]+),[0-9.]+\)"[^>]*>2026-', chart.svg)
        assert len(places) >= 3
        assert all(float(two) - float(one) > 45 for one, two in pairwise(places))


class TestUseChart:
    USE = Use(4, (1, 2, 3), (0, 2, 1), (0, 0, 1))

    def test_axis_of_all_ends_where_the_highest_does(self) -> None:
        """Of four, two used about the same tenth: met and breached of one tenth stand together."""
        assert most_used([self.USE, Use(10, (1, 1, 1), (3,), (0,))]) == 50.0
        assert most_used([]) == 100.0

    def test_description(self) -> None:
        chart = use_chart("First response", self.USE, 50.0, 340)
        assert chart is not None
        assert chart.description == (
            "Share of the first response target used by 4 completed promises: 3 met, 1 breached."
        )

    def test_nothing_completed_is_no_chart(self) -> None:
        assert use_chart("Response", Use(0, None, (), ()), 50.0, 340) is None


class TestVolume:
    def test_in_and_out(self) -> None:
        chart = flow_chart(["2026-01", "2026-02"], [5, 7], [4, 6], 460)
        assert chart.description == ("Tickets from 2026-01 to 2026-02: 12 in, at most 7; 10 out.")
        assert PALETTE["paused"] in chart.svg

    def test_out_that_nobody_knows_is_not_drawn(self) -> None:
        chart = flow_chart(["2026-01", "2026-02"], [5, 7], [], 460)
        assert chart.description == "Tickets from 2026-01 to 2026-02: 12 in, at most 7."
        assert PALETTE["paused"] not in chart.svg

    def test_open_at_the_end(self) -> None:
        chart = stock_chart(["2026-01", "2026-02", "2026-03"], [1, 9, 3], 460)
        assert chart.description == (
            "Tickets open at the end of each period: 1 in 2026-01, 3 in 2026-03, at most 9."
        )


class TestHoursChart:
    def test_description_names_the_peak(self) -> None:
        counts = [0] * 168
        counts[24 + 9], counts[30] = 7, 2
        chart = hours_chart("Tickets opened", counts, [(0, 9.0, 17.0)], "met", 340)
        assert chart.description == (
            "Tickets opened by hour of the week: 9 in all; most, 7, on Tue from 09:00."
        )

    def test_nothing_is_said(self) -> None:
        chart = hours_chart("Missed", [0] * 168, [], "breached", 340)
        assert chart.description == "Missed by hour of the week: 0 in all; none."


def test_ids_of_drawings_on_one_page_differ() -> None:
    chart = hours_chart("Missed", [1] * 168, [], "breached", 340)
    one, two = (set(re.findall(r'id="([^"]+)"', figure_svg(chart, n))) for n in (1, 2))
    assert one
    assert not one & two


def test_four_charts_stand_two_by_two() -> None:
    widths = [width_of(charts) for charts in (0, 1, 2, 3, 4, 5)]
    assert widths[4] == widths[2]
    assert widths[5] == widths[3]
    assert widths[1] > widths[2] > widths[3]


@pytest.mark.parametrize(
    ("counts", "goal", "floor"),
    [
        ([GOOD], None, 90),
        ([GOOD, BAD], None, 80),
        ([GOOD], "75", 50),
        ([NONE], None, 0),
        ([Counts(1, 9, 0, 0, 0, 0), GOOD], None, 0),
    ],
)
def test_floor(counts: list[Counts], goal: str | None, floor: int) -> None:
    assert floor_of(counts, parse_goal(goal) if goal else None) == floor
