"""Steps by themselves: their answers, what is cut out of them, and the table that finds them."""

from __future__ import annotations

import numpy as np
import pytest

from slaclock.bulk.engine.steps import CHUNK, NAT, Step, Steps, StepTable, Workspace

SECOND = 1_000_000
# Moves along from 10 on; stands still at 120 from 50 on; has no answer from 90 on.
THREE = Steps.of([Step(10, 10, 7), Step(50, 100, 20), Step.without_answer(90)])


def answers(steps: Steps, start: int, end: int, *at: int) -> list[int]:
    x = np.array(at, np.int64)
    out = np.empty(len(x), np.int64)
    StepTable(steps, start, end).apply(x, out, Workspace())
    return out.tolist()


class TestSteps:
    def test_answers_move_along_stand_still_or_are_missing(self) -> None:
        step, x = np.array([0, 0, 1, 1, 2]), np.array([10, 49, 50, 89, 95])

        assert THREE.values(step, x).tolist() == [17, 56, 120, 120, NAT]

    def test_share_of_a_day_is_rounded_up_to_a_whole_second(self) -> None:
        # Two thirds of what lies after 0: of 1 s, two thirds; of 1.5 s, exactly one; then more.
        share = Steps.of([Step(0, 0, 5, base=0, parts=2, whole=3)])
        x = np.array([0, 1 * SECOND, SECOND * 3 // 2, SECOND * 3 // 2 + 1])

        found = share.values(np.zeros(4, np.int64), x).tolist()

        assert found == [5, SECOND + 5, SECOND + 5, 2 * SECOND + 5]

    def test_part_begins_where_it_is_asked_for(self) -> None:
        part = THREE.within(60, 95)

        assert part.starts.tolist() == [60, 90]
        assert part.lows.tolist() == [100, 90]

    def test_part_that_ends_where_a_step_begins_is_without_it(self) -> None:
        assert THREE.within(10, 50).starts.tolist() == [10]

    def test_edges_cut_steps_and_leave_their_answers(self) -> None:
        cut = THREE.cut(np.array([5, 10, 30, 50, 70]))

        assert cut.starts.tolist() == [10, 30, 50, 70, 90]
        assert cut.shifts.tolist() == [7, 7, 20, 20, 0]

    def test_step_without_an_answer_is_not_plain(self) -> None:
        assert THREE.is_answered.tolist() == [True, True, False]
        assert THREE.is_plain.tolist() == [True, True, False]


class TestStepTable:
    @pytest.mark.parametrize(
        ("at", "answer"),
        [(9, NAT), (10, 17), (49, 56), (50, 120), (89, 120), (90, NAT), (99, NAT), (100, NAT)],
    )
    def test_each_instant_finds_its_step(self, at: int, answer: int) -> None:
        assert answers(THREE, 10, 100, at) == [answer]

    def test_steps_closer_than_any_bucket_are_told_apart(self) -> None:
        # Over so long a stretch one bucket is wider than the three steps together.
        end = 1 << 50
        close = Steps.of([Step(0, 0, 0), Step(5, 5, 1), Step(6, 6, 2), Step(7, 7, 3)])

        assert answers(close, 0, end, 4, 5, 6, 7, end - 1) == [4, 6, 8, 10, end + 2]

    def test_whole_chunk_is_answered(self) -> None:
        x = tuple(range(CHUNK))

        assert answers(Steps.of([Step(0, 0, 3)]), 0, CHUNK, *x) == [at + 3 for at in x]
