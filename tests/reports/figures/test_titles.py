"""What metrics, plans and priorities are called."""

from __future__ import annotations

import pytest

from slaclock import Matrix
from slaclock.reports.figures.cells import Cell
from slaclock.reports.figures.titles import metric_title, plan_title, priority_title
from tests.reports import small


def matrix() -> Matrix:
    changes = {
        "priorities": {"P1": {"title": "Critical"}, "P2": {}},
        "plans": {"gold": {**small.MATRIX["plans"]["gold"], "title": "Gold support"}},
    }
    return small.matrix(**changes)


@pytest.mark.parametrize(
    ("priority", "title"), [("P1", "Critical (P1)"), ("P2", "P2"), (None, "none")]
)
def test_priority_has_its_id_behind_the_title(priority: str | None, title: str) -> None:
    cell = Cell("gold", priority or "", matrix().row("gold", priority))
    assert priority_title(cell) == title
    assert plan_title(cell) == "Gold support"


def test_what_the_matrix_does_not_know_keeps_its_name() -> None:
    cell = Cell("silver", "P9", None)
    assert (plan_title(cell), priority_title(cell)) == ("silver", "P9")
    assert priority_title(Cell("silver", "", None)) == "none"


def test_metric() -> None:
    assert metric_title(matrix(), "first_response") == "First response"
    assert metric_title(matrix(), "time_to_own") == "Time to own"
