"""How the models say what is wrong: strictly, in words, with the place."""

from __future__ import annotations

from typing import Annotated, Any

import pytest
from pydantic import Field, ValidationError

from slaclock import Matrix
from slaclock.errors import MatrixError, Problem
from slaclock.records import LineText, Record, ShortText, one_line, problems_of


class Inner(Record):
    name: LineText = ""
    sizes: tuple[int, ...] = ()


class Outer(Record):
    title: str
    flag: bool = False
    parts: dict[str, Inner] = Field(default_factory=dict)
    rank: Annotated[int, Field(ge=1)] = 1


def problems(data: Any, prefix: str = "") -> list[Problem]:
    with pytest.raises(ValidationError) as caught:
        Outer.model_validate(data)
    return problems_of(caught.value, prefix)


class Named(Record):
    name: ShortText


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("", "'' is empty"),
        ("x" * 101, f"'{'x' * 69}... (103 characters) is too long; 100 characters at most"),
        ("a\nb", "'a\\nb' holds the control character U+000A; write one line of plain text"),
    ],
    ids=["empty", "long", "two lines"],
)
def test_a_name_is_short_and_one_line(name: str, message: str) -> None:
    with pytest.raises(ValidationError) as caught:
        Named.model_validate({"name": name})
    assert [found.message for found in problems_of(caught.value)] == [message]


class TestProblems:
    @pytest.mark.parametrize(
        ("data", "path", "message"),
        [
            ({}, "title", "is missing"),
            ({"title": 3}, "title", "3 is not text; put it in quotes"),
            ({"title": "", "flag": "no"}, "flag", "'no' is not true or false"),
            (
                {"title": "", "rank": "1"},
                "rank",
                "'1' is not a whole number; write 1, without quotes",
            ),
            ({"title": "", "parts": []}, "parts", "[] is not a table"),
            (
                {"title": "", "rank": 0},
                "rank",
                "0 is too small; 1 or more",
            ),
            (
                {"title": "", "parts": {"a": {"sizes": [1, "x"]}}},
                "parts.a.sizes",
                "[1, 'x'] is not a list",  # strict: a tuple of Python is wanted here
            ),
            (
                {"title": "", "parts": {"a": {"sizes": "big"}}},
                "parts.a.sizes",
                "'big' is not a list; write [\"big\"]",
            ),
            (
                {"title": "", "parts": {"a": {"sizes": 7}}},
                "parts.a.sizes",
                "7 is not a list; write [7]",
            ),
            (
                {"title": "", "parts": {"a": {"sizes": (1, "x")}}},
                "parts.a.sizes[1]",
                "'x' is not a whole number",
            ),
            (
                {"title": "", "parts": {"a": {"nam": ""}}},
                "parts.a",
                "'nam' is an unknown key; did you mean 'name'? keys: name, sizes",
            ),
            (
                {"title": "", "parts": {"a": 3}},
                "parts.a",
                "3 is not a table with the keys name, sizes",
            ),
            (
                {"title": "", "parts": {"a\nb": 3}},
                r"parts.'a\nb'",
                "3 is not a table with the keys name, sizes",
            ),
        ],
    )
    def test_place_and_words(self, data: Any, path: str, message: str) -> None:
        (found,) = problems(data)
        assert (found.path, found.message) == (path, message)

    def test_every_problem_is_listed(self) -> None:
        found = problems({"flag": 1, "rank": "x"})
        assert [problem.path for problem in found] == ["title", "flag", "rank"]

    def test_prefix_stands_before_the_place(self) -> None:
        (found,) = problems({}, "calendars.office")
        assert found.path == "calendars.office.title"

    def test_problem_at_the_top_has_no_place(self) -> None:
        (found,) = problems(3)
        assert str(found) == "3 is not a table with the keys title, flag, parts, rank"

    def test_records_are_frozen(self) -> None:
        with pytest.raises(ValidationError):
            Inner(name="a").name = "b"  # type: ignore[misc]


class TestOneLine:
    @pytest.mark.parametrize(
        ("text", "point"),
        [
            ("a\nb", "U+000A"),
            ("a\x1b[2J", "U+001B"),
            ("a\x7f", "U+007F"),
            ("a\x85b", "U+0085"),
            ("a\u2028b", "U+2028"),
            ("a\u202eb", "U+202E"),
            ("a\u2066b", "U+2066"),
        ],
    )
    def test_name_with_a_control_character_is_refused(self, text: str, point: str) -> None:
        (found,) = problems({"title": "", "parts": {"a": {"name": text}}})
        assert found.path == "parts.a.name"
        assert found.message.endswith(
            f"holds the control character {point}; write one line of plain text"
        )

    @pytest.mark.parametrize("text", ["ગોલ્ડ", "ક્\u200dષ", "Größe ≤ 5", "a b"])
    def test_name_in_any_script_is_taken(self, text: str) -> None:
        assert Inner(name=text).name == text

    def test_text_from_elsewhere_is_made_one_line(self) -> None:
        assert one_line(" a\r\n\tb \x1b[2J\u2028c ") == "a b [2J c"

    def test_names_of_a_matrix_are_lines(self) -> None:
        office = {"timezone": "UTC", "hours": {"mon": ["09:00-17:00"]}}
        data: dict[str, Any] = {
            "id": "ours",
            "title": "a\nb",
            "calendars": {"of\nfice": office},
            "priorities": {"P1": {"title": "a\nb", "aliases": ["a\nb"]}},
            "plans": {"gold": {"title": "a\nb", "calendar": "of\nfice", "channels": ["a\nb"]}},
        }
        with pytest.raises(MatrixError) as caught:
            Matrix.model_validate(data)
        assert [problem.path for problem in caught.value.problems] == [
            "title",
            r"calendars.'of\nfice'",
            "priorities.P1.title",
            "priorities.P1.aliases[0]",
            "plans.gold.title",
            "plans.gold.calendar",
            "plans.gold.channels[0]",
        ]
