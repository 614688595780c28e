"""Words of the page of other terms."""

from __future__ import annotations

import pytest

from slaclock.reports.figures.cells import Cell
from slaclock.reports.figures.what_if import CellChange
from slaclock.reports.page.what_if import _moved, _moves

HOUR = 3_600_000_000


def change(shift: tuple[int, int, int] | None) -> CellChange:
    cell = Cell("gold", "P1", None)
    return CellChange("response", cell, cell, 1, {}, (0, 0), (0, 0), shift)


@pytest.mark.parametrize(
    ("shift", "words"),
    [
        (None, []),
        ((0, 0, 0), []),
        ((-HOUR, 0, 2 * HOUR), ["1 h earlier", "2 h later"]),
        ((0, HOUR, HOUR), ["not at all", "1 h later"]),
    ],
)
def test_how_deadlines_move(shift: tuple[int, int, int] | None, words: list[str]) -> None:
    assert _moves(change(shift)) == words


def test_one_move() -> None:
    assert _moved(-30 * 60 * 1_000_000) == "30 min earlier"
