"""How many promises were kept, worked out by hand in `small.py`."""

from __future__ import annotations

import pytest

from slaclock.errors import UnknownNameError
from slaclock.reports import Report
from slaclock.reports.figures.shares import parse_goal

HOUR = 3_600_000_000


class TestAttainment:
    def test_denominators_are_kept_apart(self, made: Report) -> None:
        assert made.counts("resolution") == (1, 2, 1, 1, 1, 2)
        assert made.counts("resolution").decided == 3
        assert made.counts("resolution").total == 8
        assert made.counts("resolution").text() == "33.3 %"
        assert made.counts("first_response").text() == "60.0 %"

    def test_by_plan_priority_and_period(self, made: Report) -> None:
        assert made.counts("response", priority="P1") == (1, 1, 1, 0, 0, 0)
        assert made.counts("response", plan="gold", priority="P2") == (1, 1, 0, 0, 0, 1)
        assert made.counts(priority="") == (1, 0, 0, 0, 2, 0)
        assert made.counts("response", period=0) == made.counts("response")

    def test_alias_and_id_are_one_cell(self, made: Report) -> None:
        cells = [(cell.plan, cell.priority) for cell in made.attainment.cells]
        assert cells == [("gold", "P1"), ("gold", "P2"), ("gold", ""), ("gold", "P9")]

    def test_frame_gives_the_same_for_those_who_draw_their_own(self, made: Report) -> None:
        frame = made.frame(("metric", "priority"))
        row = frame.filter(metric="resolution", priority="P1").row(0, named=True)
        assert (row["met"], row["breached"], row["running"]) == (1, 1, 1)
        assert (row["decided"], row["attainment"]) == (2, 0.5)
        assert frame.filter(metric="response", priority="P9")["attainment"].to_list() == [None]

    def test_frame_by_what_there_is_not_is_refused(self, made: Report) -> None:
        with pytest.raises(UnknownNameError, match="did you mean 'priority'"):
            made.frame(("prority",))

    def test_percentiles_are_those_of_a_ticket(self, made: Report) -> None:
        """Resolutions took 4, 8 and 8 h; the median of three is the second."""
        use = made.attainment.use["resolution", -1]
        assert use.percentiles == (8 * HOUR, 8 * HOUR, 8 * HOUR)
        assert use.completed == 3

    def test_target_used_up_to_the_last_second_stands_below_it(self, made: Report) -> None:
        use = made.attainment.use["resolution", -1]
        assert [place for place, number in enumerate(use.met) if number] == [9]
        assert [place for place, number in enumerate(use.breached) if number] == [10, 20]

    def test_lateness(self, made: Report) -> None:
        late = made.attainment.lateness["resolution", -1]
        assert late == (2, 0, 4 * HOUR, 15 * HOUR, 20 * HOUR)

    def test_hours_of_the_week(self, made: Report) -> None:
        """B was due at 13:00 on Monday and D at 17:00, which ends the hour from 16:00."""
        hours = made.attainment.hours
        assert [hour for hour, number in enumerate(hours.breached["resolution"]) if number] == [
            12,
            16,
        ]
        assert hours.opened[9] == 4
        assert hours.opened[4 * 24 + 16] == 1

    def test_goal_is_reached_exactly_or_not(self, made: Report) -> None:
        goal = parse_goal("60")
        assert made.counts("first_response").reaches(goal) is True
        assert made.counts("first_response").reaches(parse_goal("60.01")) is False
        assert made.counts(priority="P9").reaches(goal) is None
