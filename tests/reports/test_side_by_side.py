"""Parts that are worked on side by side, on several threads."""

from __future__ import annotations

import threading
from collections.abc import Iterator

import pytest

from slaclock.reports.side_by_side import side_by_side, slices


class TestSideBySide:
    def test_results_come_in_the_order_of_the_parts(self) -> None:
        """The first part waits for the second: both are worked on at once, or none ends."""
        second = threading.Event()

        def work(part: int) -> int:
            if part == 1:
                second.set()
            return part * 10 if second.wait(60) else -1

        assert list(side_by_side(work, range(2), threads=2)) == [0, 10]

    def test_only_a_few_parts_are_taken_ahead(self) -> None:
        taken: list[int] = []

        def parts() -> Iterator[int]:
            for part in range(100):
                taken.append(part)
                yield part

        found = side_by_side(abs, parts(), threads=2)
        assert next(found) == 0
        assert len(taken) == 3

    def test_an_error_reaches_the_caller(self) -> None:
        def work(part: int) -> float:
            return 1 / part

        with pytest.raises(ZeroDivisionError):
            list(side_by_side(work, [1, 0], threads=2))


@pytest.mark.parametrize(
    ("size", "expected"),
    [
        (0, [slice(0, 0)]),
        (2, [slice(0, 2)]),
        (5, [slice(0, 2), slice(2, 4), slice(4, 5)]),
    ],
)
def test_slices_make_up_the_whole(size: int, expected: list[slice]) -> None:
    assert slices(size, 2) == expected
