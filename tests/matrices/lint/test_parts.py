"""Parts of a target that can never hold."""

from __future__ import annotations

from typing import Any

import pytest

from tests.matrices.lint.small import OFFICE, found, matrix

ALWAYS = {"timezone": "Asia/Kolkata", "hours": {"mon-sun": ["00:00-24:00"]}}
CLOSED_ONCE = {**ALWAYS, "holidays": ["2026-12-25"], "observes_holidays": False}
HOURS = {"office": OFFICE, "always": ALWAYS, "closed_once": CLOSED_ONCE}


def told(resolution: Any) -> list[str]:
    """Return the findings about parts, in a contract with one promise."""
    cell = {"P1": {"resolution": resolution}}
    sla = matrix({"gold": {"calendar": "office", "targets": cell}}, calendars=HOURS)
    return [text for text in found(sla) if "never" in text]


@pytest.mark.parametrize(
    ("resolution", "message"),
    [
        (
            [{"within": "4 h", "opened_in": "always"}, {"within": "8 h"}],
            "8 h is never chosen: always is open at any time",
        ),
        (
            [
                {"within": "4 h", "opened_in": "office"},
                {"within": "6 h", "opened_in": "office"},
                {"within": "8 h"},
            ],
            "6 h in office is never chosen: an entry before it is for office too",
        ),
        ({"first_of": ["4 h", "8 h"]}, "8 h is never first: 4 h on office is shorter"),
        ({"first_of": ["2 BD", "1 BD"]}, "2 BD is never first: 1 BD on office is shorter"),
        (
            [
                {"first_of": ["4 h", "8 h"], "opened_in": "office"},
                {"within": "8 h"},
            ],
            "8 h is never first: 4 h on office is shorter",
        ),
    ],
)
def test_part_that_never_holds_is_found(resolution: Any, message: str) -> None:
    assert told(resolution) == [f"plans.gold.targets.P1.resolution: {message}"]


@pytest.mark.parametrize(
    "resolution",
    [
        [{"within": "4 h", "opened_in": "office"}, {"within": "8 h"}],
        [{"within": "4 h", "opened_in": "closed_once"}, {"within": "8 h"}],
        {"first_of": ["4 h", {"within": "8 h", "calendar": "always"}]},
        {"first_of": ["1 BD", "12 h"]},
        {"first_of": ["4 h", {"within": "8 h", "starts_in": "always"}]},
        {"first_of": ["4 h", {"within": "1 BD", "by": "12:00"}]},
    ],
)
def test_part_that_may_hold_is_not(resolution: Any) -> None:
    assert told(resolution) == []
