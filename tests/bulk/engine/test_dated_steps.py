"""The steps in which the time of one day is moved into the hours of another."""

from __future__ import annotations

import numpy as np

from slaclock.bulk.engine.dated_steps import clamped, standing
from slaclock.bulk.engine.steps import Steps
from slaclock.spans import Span


def answers(steps: Steps, *at: int) -> list[int]:
    x = np.array(at, np.int64)
    return steps.values(np.searchsorted(steps.starts, x, side="right") - 1, x).tolist()


class TestStanding:
    def test_gives_one_instant_up_to_the_end_of_the_window(self) -> None:
        steps = Steps.of([standing(10, Span(0, 30), 77)])

        assert answers(steps, 10, 29) == [77, 77]


class TestClamped:
    def test_time_is_moved_into_the_hours_of_the_later_day(self) -> None:
        # The window [0, 100); the day 1000 later is open in [1020, 1040) and [1060, 1080).
        steps = clamped(Span(0, 100), 1000, Span(0, 100), (Span(1020, 1040), Span(1060, 1080)))

        found = answers(Steps.of(list(steps)), 0, 20, 30, 40, 50, 60, 70, 80, 99)

        assert found == [1020, 1020, 1030, 1040, 1040, 1060, 1070, 1080, 1080]

    def test_only_the_part_asked_for_has_steps(self) -> None:
        steps = list(clamped(Span(30, 50), 1000, Span(0, 100), (Span(1020, 1040),)))

        assert [step.start for step in steps] == [30, 40]
