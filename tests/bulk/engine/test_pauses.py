"""Pauses of many tickets: what overlaps is one, what touches is not."""

from __future__ import annotations

import numpy as np
import pytest

from slaclock.bulk.engine.pauses import Spans, united
from slaclock.bulk.engine.steps import NAT

Rows = list[tuple[int, int, int]]


def rows_of(pauses: Rows, *opened: int) -> Rows:
    columns = np.array(pauses, np.int64).reshape(-1, 3).T
    found = united(Spans(*columns), np.array(opened, np.int64))
    return [tuple(row) for row in np.stack(found).T.tolist()]


class TestUnited:
    @pytest.mark.parametrize(
        ("pauses", "expected"),
        [
            pytest.param([], [], id="none"),
            pytest.param([(0, 5, 9), (0, 1, 3)], [(0, 1, 3), (0, 5, 9)], id="put in order"),
            pytest.param([(0, 1, 5), (0, 4, 9)], [(0, 1, 9)], id="overlap"),
            pytest.param([(0, 1, 9), (0, 2, 3), (0, 8, 10)], [(0, 1, 10)], id="one inside"),
            pytest.param([(0, 1, 5), (0, 5, 9)], [(0, 1, 5), (0, 5, 9)], id="touch"),
            pytest.param([(0, 3, 3), (0, 5, 4)], [], id="without a length"),
            pytest.param([(0, -4, 2)], [(0, 0, 2)], id="begins before the opening"),
            pytest.param([(0, -4, -1)], [], id="over before the opening"),
            pytest.param([(0, 1, NAT), (0, 5, 9)], [(0, 1, NAT)], id="not over"),
            pytest.param([(0, NAT, 9)], [], id="without a beginning"),
            pytest.param(
                [(1, 1, 4), (0, 2, 9), (1, 3, 5)], [(0, 2, 9), (1, 1, 5)], id="two tickets"
            ),
        ],
    )
    def test_pauses_come_out_in_order_and_disjoint(self, pauses: Rows, expected: Rows) -> None:
        assert rows_of(pauses, 0, 0) == expected
