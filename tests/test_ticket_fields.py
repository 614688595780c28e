"""Fields of a ticket: what they can be, and how they are compared."""

from __future__ import annotations

from typing import Any

import pytest

from slaclock.errors import ArgumentTypeError
from slaclock.ticket_fields import checked_fields, field_text


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("Straße", "strasse"),
        (3.0, "3"),
        (False, "false"),
        (float("nan"), None),
        ("  ", None),
        (None, None),
    ],
)
def test_value_is_compared_as_text_in_any_case(value: object, text: str | None) -> None:
    assert field_text(value) == text


@pytest.mark.parametrize("value", [1.5, b"x", []])
def test_value_that_is_no_field(value: object) -> None:
    with pytest.raises(TypeError):
        field_text(value)


def test_fields_without_a_value_are_left_out_and_the_others_are_in_order() -> None:
    assert list(checked_fields({"b": 1, "a": "x", "c": None}).items()) == [("a", "x"), ("b", 1)]


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ([("a", 1)], "fields must be a mapping from names of fields to their values"),
        ({1: "a"}, "fields must be a mapping from names of fields to their values"),
        ({"a": 1.5}, "fields['a'] must be text, a whole number, true or false"),
    ],
)
def test_fields_that_are_none(fields: Any, message: str) -> None:
    with pytest.raises(ArgumentTypeError) as caught:
        checked_fields(fields)
    assert str(caught.value).startswith(message)
