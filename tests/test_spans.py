"""Sums and differences of spans, small enough to read off."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from slaclock.spans import Span, intersect, subtract, unite

lists = st.lists(st.builds(Span, st.integers(0, 30), st.integers(0, 30)), max_size=6)


def points(spans: list[Span]) -> set[int]:
    return {point for start, end in spans for point in range(start, end)}


class TestUnite:
    @pytest.mark.parametrize(
        ("spans", "united"),
        [
            pytest.param([(5, 9), (1, 3)], [(1, 3), (5, 9)], id="sorts"),
            pytest.param([(1, 3), (3, 5)], [(1, 5)], id="touching"),
            pytest.param([(1, 4), (2, 6)], [(1, 6)], id="overlapping"),
            pytest.param([(1, 9), (2, 3)], [(1, 9)], id="one inside the other"),
            pytest.param([(4, 4), (6, 5)], [], id="empty and reversed"),
        ],
    )
    def test_gives_ordered_disjoint_spans(
        self, spans: list[tuple[int, int]], united: list[tuple[int, int]]
    ) -> None:
        assert unite(Span(*span) for span in spans) == united


class TestSubtract:
    @pytest.mark.parametrize(
        ("spans", "removed", "left"),
        [
            pytest.param([(0, 10)], [], [(0, 10)], id="nothing removed"),
            pytest.param([(0, 10)], [(3, 5)], [(0, 3), (5, 10)], id="a hole"),
            pytest.param([(0, 10)], [(0, 10)], [], id="all"),
            pytest.param([(2, 10)], [(0, 4), (8, 20)], [(4, 8)], id="both ends"),
            pytest.param([(0, 5), (5, 9)], [(4, 6)], [(0, 4), (6, 9)], id="over two spans"),
            pytest.param([(6, 9)], [(0, 1), (2, 3)], [(6, 9)], id="all before"),
        ],
    )
    def test_gives_what_lies_outside(
        self,
        spans: list[tuple[int, int]],
        removed: list[tuple[int, int]],
        left: list[tuple[int, int]],
    ) -> None:
        found = subtract([Span(*span) for span in spans], [Span(*span) for span in removed])
        assert found == left


class TestLaws:
    @given(lists, lists)
    def test_spans_are_sets_of_points(self, first: list[Span], second: list[Span]) -> None:
        a, b = unite(first), unite(second)
        assert points(a) == points(first)
        assert points(subtract(a, b)) == points(a) - points(b)
        assert points(intersect(a, b)) == points(a) & points(b)

    @given(lists)
    def test_united_spans_are_apart(self, spans: list[Span]) -> None:
        united = unite(spans)
        edges = [edge for span in united for edge in span]
        assert edges == sorted(set(edges))
