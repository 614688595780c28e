"""Targets put together from others: a start by other hours, a choice by hours, the earlier."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from slaclock import Clock, Deadline, Matrix, events
from slaclock.errors import MatrixError
from slaclock.matrices.lint import lint
from tests.world import DESK, at, contract

CALENDARS = {
    "desk": DESK,
    "always": {"timezone": "Asia/Kolkata", "hours": {"mon-sun": ["00:00-24:00"]}},
    "morning": {"timezone": "Asia/Kolkata", "hours": {"mon-sun": ["00:00-12:00"]}},
}
ROUND_THE_CLOCK = {"within": "4 h", "calendar": "always", "starts_in": "desk"}
BY_HOURS = [
    {"within": "30 min", "calendar": "always", "opened_in": "desk"},
    {"within": "2 h", "opened_in": "morning"},
    {"within": "3 h", "calendar": "always"},
]
EARLIER = {"first_of": ["6 h", {"within": "24 h", "calendar": "always"}]}


def promise(target: Any, **changes: Any) -> Matrix:
    return contract({"resolution": target}, **{"calendars": CALENDARS, **changes})


def due_of(matrix: Matrix, opened: str) -> Any:
    return matrix.compute_deadline("gold", "P1", at(f"2026-{opened}")).resolution_due


def state_of(matrix: Matrix, now: str, opened: str, *more: events.Event) -> Any:
    log = [events.Opened(at(f"2026-{opened}"), plan="gold", priority="P1"), *more]
    return Clock(matrix, log).at(at(f"2026-{now}"))["resolution"]


class TestDeadline:
    """6 March 2026 is a Friday; the desk is open from 9 to 7, Monday to Friday."""

    @pytest.mark.parametrize(
        ("target", "opened", "due"),
        [
            (ROUND_THE_CLOCK, "03-06 10:00", "03-06 14:00"),
            (ROUND_THE_CLOCK, "03-06 18:00", "03-06 22:00"),  # it runs on after closing
            (ROUND_THE_CLOCK, "03-06 19:00", "03-09 13:00"),  # Monday 9:00 and four hours
            (ROUND_THE_CLOCK, "03-07 10:00", "03-09 13:00"),
            (BY_HOURS, "03-06 18:59", "03-06 19:29"),
            (BY_HOURS, "03-06 19:00", "03-06 22:00"),
            (BY_HOURS, "03-07 11:59", "03-09 11:00"),  # Saturday morning, on the desk's hours
            (BY_HOURS, "03-07 12:00", "03-07 15:00"),
            (EARLIER, "03-06 10:00", "03-06 16:00"),
            (EARLIER, "03-06 18:00", "03-07 18:00"),  # six hours of the desk would be Monday 14:00
            (EARLIER, "03-05 18:00", "03-06 14:00"),
        ],
    )
    def test_single_ticket(self, target: Any, opened: str, due: str) -> None:
        matrix = promise(target)
        assert due_of(matrix, opened) == at(f"2026-{due}")
        assert Matrix.model_validate(matrix.content()) == matrix

    def test_where_the_clock_starts_and_what_it_runs_on(self) -> None:
        matrix = promise(ROUND_THE_CLOCK)
        deadline = matrix.compute_deadline("gold", "P1", at("2026-03-07 10:00"))
        entry = deadline["resolution"]
        assert entry.starts_at == deadline.starts_at == at("2026-03-09 09:00")
        assert entry.calendar is matrix.calendars["always"]
        assert str(entry.target) == "4 h from desk"
        ledger = entry.explain()
        assert (
            ledger.facts[2] == f"the clock starts by the hours of desk: {matrix.calendars['desk']}"
        )
        assert [(row.what, row.reason, row.credited) for row in ledger.rows[:-1]] == [
            ("waiting", "it starts by the hours of desk", timedelta(0)),
            ("counted", "", timedelta(hours=4)),
        ]
        assert Deadline.from_dict(deadline.to_dict(), matrix=matrix) == deadline

    def test_list_says_which_of_it_was_chosen(self) -> None:
        matrix = promise(BY_HOURS)
        deadline = matrix.compute_deadline("gold", "P1", at("2026-03-07 11:00"))
        entry = deadline["resolution"]
        assert str(entry.target) == "30 min in desk; else 2 h in morning; else 3 h"
        assert entry.calendar is matrix.calendars["desk"]
        assert entry.explain().title == "gold, P1: resolution 2 h in morning"

    def test_the_earlier_is_the_one_that_is_explained(self) -> None:
        matrix = promise(EARLIER)
        deadline = matrix.compute_deadline("gold", "P1", at("2026-03-06 18:00"))
        assert str(deadline["resolution"].target) == "6 h or 24 h, the earlier"
        assert deadline.explain().title == "gold, P1: resolution 24 h"

    def test_check_finds_no_calendar_unused(self) -> None:
        for target in (ROUND_THE_CLOCK, BY_HOURS, EARLIER):
            unused = {one.path for one in lint(promise(target)) if one.code == "unused-calendar"}
            assert "calendars.desk" not in unused
            assert "calendars.always" not in unused


class TestClock:
    """Pauses stop the resolution; 7 March 2026 is a Saturday."""

    def test_nothing_counts_before_the_start(self) -> None:
        matrix = promise(ROUND_THE_CLOCK)
        assert state_of(matrix, "03-08 10:00", "03-07 10:00").elapsed == timedelta(0)
        state = state_of(matrix, "03-09 10:00", "03-07 10:00")
        assert (state.elapsed, state.remaining) == (timedelta(hours=1), timedelta(hours=3))
        assert [row.what for row in state.explain().rows] == ["opened", "waiting", "counted"]

    def test_pause_before_the_start_takes_nothing(self) -> None:
        pause = events.Paused(at("2026-03-07 12:00")), events.Resumed(at("2026-03-08 12:00"))
        state = state_of(promise(ROUND_THE_CLOCK), "03-09 10:00", "03-07 10:00", *pause)
        assert state.due_at == at("2026-03-09 13:00")
        assert state.elapsed == timedelta(hours=1)

    def test_pause_over_the_start_counts_from_the_start(self) -> None:
        pause = events.Paused(at("2026-03-08 12:00")), events.Resumed(at("2026-03-09 10:00"))
        matrix = promise(ROUND_THE_CLOCK)
        assert state_of(matrix, "03-09 12:00", "03-07 10:00", *pause).due_at == at(
            "2026-03-09 14:00"
        )
        held = state_of(matrix, "03-08 13:00", "03-07 10:00", pause[0])
        assert (held.status, held.due_at) == ("paused", None)
        assert held.due_if_resumed == at("2026-03-09 13:00")
        assert held.remaining == timedelta(hours=4)

    def test_list_is_chosen_where_the_metric_starts(self) -> None:
        pause = events.Paused(at("2026-03-07 11:30")), events.Resumed(at("2026-03-09 09:30"))
        state = state_of(promise(BY_HOURS), "03-09 10:00", "03-07 11:00", *pause)
        assert str(state.target) == "2 h in morning"
        assert state.due_at == at("2026-03-09 11:30")

    def test_pause_moves_each_and_the_earlier_counts(self) -> None:
        """Round the clock it was Saturday 18:00; paused for two days it is Monday 18:00."""
        pause = events.Paused(at("2026-03-06 18:30")), events.Resumed(at("2026-03-08 18:30"))
        matrix = promise(EARLIER)
        assert state_of(matrix, "03-06 18:10", "03-06 18:00").due_at == at("2026-03-07 18:00")
        state = state_of(matrix, "03-08 19:00", "03-06 18:00", *pause)
        # The desk lost half an hour of Friday, so its six hours end on Monday 14:30.
        assert state.due_at == at("2026-03-09 14:30")
        assert str(state.target) == "6 h"
        held = state_of(matrix, "03-08 18:30", "03-06 18:00", pause[0])
        assert held.due_if_resumed == at("2026-03-09 14:30")

    def test_change_of_priority_chooses_anew_by_the_opening(self) -> None:
        data = promise(BY_HOURS).content()
        data["priorities"]["P2"] = {}
        data["plans"]["gold"]["targets"]["P2"] = {
            "resolution": [{"within": "1 h", "opened_in": "desk"}, "5 h"]
        }
        log = [
            events.Opened(at("2026-03-06 18:50"), plan="gold", priority="P1"),
            events.PriorityChanged(at("2026-03-06 19:10"), "P2"),
        ]
        state = Clock(Matrix.model_validate(data), log).at(at("2026-03-06 19:20"))["resolution"]
        assert state.due_at == at("2026-03-09 09:50")


class TestRefused:
    @pytest.mark.parametrize(
        ("target", "message"),
        [
            ([], "'the list' needs two targets at least; write one without the brackets"),
            (["4 h"], "'the list' needs two targets at least; write one without the brackets"),
            (
                ["4 h", "8 h"],
                (
                    "'[0]' has no opened_in, so that nothing after it is ever chosen; only the "
                    "last one of a list has none"
                ),
            ),
            (
                [{"within": "4 h", "opened_in": "desk"}, {"within": "8 h", "opened_in": "always"}],
                "'always' is the last one, for whatever no other is for, and so has no opened_in",
            ),
            (
                {"first_of": ["4 h", "< 8 h"]},
                "'4 h, < 8 h' are strict (<) in part; make all of them so, or none",
            ),
            (
                {"within": "4 h", "opened_in": "desk"},
                (
                    "'desk' chooses from a list, but this target stands alone; add the one for "
                    "other times"
                ),
            ),
            ({"first_of": ["4 h"]}, "'first_of' needs two targets at least"),
            (
                {"first_of": ["4 h", "8 h"], "calendar": "desk"},
                "'calendar' stands beside first_of; say it in each of the targets there",
            ),
            (
                {"first_of": [{"within": "4 h", "opened_in": "desk"}, "8 h"]},
                "'opened_in' stands inside first_of; choose by opened_in outside of it",
            ),
            (
                {"within": "1 BD", "by": "12:00", "counted_from": "opened", "starts_in": "desk"},
                "'opened' is the date of the event, but starts_in = 'desk' moves it",
            ),
            (
                [{"within": "4 h", "opened_in": "dsk"}, "8 h"],
                "unknown calendar 'dsk'; did you mean 'desk'? there are: desk, always, morning",
            ),
            (
                [{"within": "4 h", "opened_in": "desk"}, {"by": "12:00"}],
                'is missing; write how much, such as within = "4 h", or "0 BD" for the same day',
            ),
        ],
    )
    def test_what_cannot_be_meant(self, target: Any, message: str) -> None:
        with pytest.raises(MatrixError) as caught:
            promise(target)
        [problem] = caught.value.problems
        assert problem.path.startswith("plans.gold.targets.P1.resolution")
        assert problem.message == message

    def test_place_of_an_entry_is_told(self) -> None:
        with pytest.raises(MatrixError) as caught:
            promise([{"within": "4 d", "opened_in": "desk"}, "8 h"])
        [problem] = caught.value.problems
        assert problem.path == "plans.gold.targets.P1.resolution[0].within"
