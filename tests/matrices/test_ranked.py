"""Whether plans and priorities are ranks: said for both, or for each."""

from __future__ import annotations

from typing import Any

import pytest

from slaclock.errors import MatrixError
from tests.world import contract


class TestRanked:
    @pytest.mark.parametrize(
        ("value", "plans", "priorities"),
        [
            (False, False, False),
            (True, True, True),
            ({"plans": False}, False, True),
            ({"priorities": False}, True, False),
        ],
    )
    def test_one_answer_or_one_for_each(self, value: Any, plans: bool, priorities: bool) -> None:
        ours = contract(ranked=value)
        assert (ours.ranked.plans, ours.ranked.priorities) == (plans, priorities)
        assert contract(ranked=ours.content()["ranked"]) == ours

    def test_they_are_unless_the_file_says_otherwise(self) -> None:
        assert (contract().ranked.plans, contract().ranked.priorities) == (True, True)
        assert "ranked" not in contract().content()

    def test_anything_else_is_refused(self) -> None:
        with pytest.raises(MatrixError) as caught:
            contract(ranked="no")
        assert "ranked: 'no' is not a table with the keys plans, priorities" in str(caught.value)
