"""What the values of events can be."""

from __future__ import annotations

from typing import Any

import pytest

from slaclock.errors import ArgumentTypeError, InstantTextError
from slaclock.event_values import check_text, instant_of_text, is_list
from tests.world import at


@pytest.mark.parametrize(("value", "optional"), [("", False), ("x", True), (None, True)])
def test_text_passes(value: object, optional: bool) -> None:
    check_text("reason", value, optional=optional)


@pytest.mark.parametrize(
    ("value", "message"),
    [(None, "reason must be text"), (1, "text"), ("a\0b", "text without null characters")],
)
def test_other_than_text_is_refused(value: object, message: str) -> None:
    with pytest.raises(ArgumentTypeError, match=message):
        check_text("reason", value)


@pytest.mark.parametrize(
    ("value", "can_be"),
    [
        ([], True),
        ((), True),
        (iter([]), True),
        ("log", False),
        ({}, False),
        (b"", False),
        (1, False),
    ],
)
def test_what_a_log_can_be(value: Any, can_be: bool) -> None:
    assert is_list(value) is can_be


def test_instant_of_text() -> None:
    assert instant_of_text("2026-03-06T18:30:00+05:30") == at("2026-03-06 18:30")
    with pytest.raises(InstantTextError):
        instant_of_text("soon")
    with pytest.raises(ArgumentTypeError, match="due_at must be ISO 8601 text"):
        instant_of_text(5, "due_at")
