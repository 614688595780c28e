"""Rules that choose, as they are written: names that there are not, and odd values."""

from __future__ import annotations

from typing import Any

import pytest

from slaclock.errors import (
    MatrixError,
)
from tests.matrices.chosen import matrix


def problems(*rules: dict[str, Any]) -> list[str]:
    with pytest.raises(MatrixError) as caught:
        matrix(list(rules))
    return [str(problem) for problem in caught.value.problems]


class TestProblems:
    def test_names_that_there_are_not(self) -> None:
        assert problems(
            {"when": {"a": 1}, "plan": "glod"},
            {"priority": "P9"},
            {"calendars": {"dsk": "desk", "desk": "pun"}},
            {"when": {"plan": ["gold", "siver"]}, "plan": "gold"},
        ) == [
            "choose[0].plan: unknown plan 'glod'; did you mean 'gold'? there are: gold, basic",
            "choose[1].priority: unknown priority 'P9'; there are: P1, P2",
            (
                "choose[2].calendars: unknown calendar 'dsk'; did you mean 'desk'? "
                "there are: desk, pune"
            ),
            (
                "choose[2].calendars.desk: unknown calendar 'pun'; did you mean 'pune'? "
                "there are: desk, pune"
            ),
            "choose[3].when.plan: unknown plan 'siver'; there are: gold, basic",
        ]

    def test_rule_that_gives_nothing(self) -> None:
        assert problems({"when": {"a": "b"}}) == [
            "choose[0]: gives nothing; write a plan, a priority or calendars"
        ]

    @pytest.mark.parametrize(
        ("wanted", "message"),
        [
            (
                1.5,
                "1.5 is nothing that a field can equal; write text, a whole number, true or false",
            ),
            (
                ["a", ""],
                "'' is nothing that a field can equal; write text, a whole number, true or false",
            ),
            ([], "[] is an empty list, which nothing equals; name a value"),
            (
                {"not": "a"},
                (
                    "{'not': 'a'} is nothing that a field can equal; write text, a whole number, "
                    "true or false"
                ),
            ),
        ],
    )
    def test_what_no_field_equals(self, wanted: Any, message: str) -> None:
        assert problems({"when": {"a": wanted}, "plan": "gold"}) == [f"choose[0].when.a: {message}"]
