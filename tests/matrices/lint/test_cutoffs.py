"""Times of day that are a cut-off by themselves, and deadlines a minute before midnight."""

from __future__ import annotations

from typing import Any

import pytest

from tests.matrices.lint.small import OFFICE, found, matrix

ALWAYS = {"timezone": "Asia/Kolkata", "hours": {"mon-sun": ["00:00-24:00"]}}
NIGHTS = {"timezone": "Asia/Kolkata", "hours": {"mon-fri": ["22:00-06:00"]}}
HOURS = {
    "office": OFFICE,  # to 19:00
    "always": ALWAYS,
    "nights": NIGHTS,
    "both": {"any_of": ["office", "nights"]},
}


def told(resolution: Any, code: str = "no cutoff", **more: Any) -> list[str]:
    """Return the findings about times of day, in a contract with one promise."""
    cell = {"P1": {"resolution": resolution, **more}}
    plans = {"gold": {"calendar": "office", "targets": cell}}
    sla = matrix(plans, calendars=HOURS, counted_from="start")
    return [text for text in found(sla) if code in text]


def test_finding_says_what_happens_and_what_to_write() -> None:
    (text,) = told({"within": "1 BD", "by": "< 13:00"})
    assert text == (
        "plans.gold.targets.P1.resolution: < 1 BD by 13:00 says no cutoff, so what comes in after "
        "13:00 counts as come in on the next date, and is due a day later; write "
        'cutoff = "24:00" if it should not, or cutoff = "< 13:00" if that is meant'
    )


@pytest.mark.parametrize(
    "target",
    [
        {"within": "1 BD", "by": "18:59"},
        {"within": "2 calendar days", "by": "12:00"},
        {"within": "1 BD", "by": "23:00", "calendar": "always"},
        {"within": "1 BD", "by": "23:00", "calendar": "nights"},
        {"within": "1 BD", "by": "23:00", "calendar": "both"},
        {"within": "1 BD", "by": "20:00", "counted_from": "opened"},
        {"first_of": ["8 h", {"within": "1 BD", "by": "12:00"}]},
        [
            {"within": "1 BD", "by": "12:00", "opened_in": "office"},
            {"within": "1 BD", "by": "12:00", "cutoff": "24:00"},
        ],
    ],
)
def test_time_in_hours_that_go_on_is_asked_about(target: Any) -> None:
    assert len(told(target)) == 1


@pytest.mark.parametrize(
    "target",
    [
        {"within": "1 BD", "by": "12:00", "cutoff": "12:00"},
        {"within": "1 BD", "by": "24:00", "counted_from": "opened"},
        {"within": "1 BD", "by": "19:00"},
        {"within": "0 BD", "by": "12:00"},
        {"within": "8 h"},
        {"agreed": True},
    ],
)
def test_time_that_cannot_surprise_is_not(target: Any) -> None:
    assert told(target) == []


def test_cell_that_counts_from_the_event_is_asked_about() -> None:
    target = {"within": "1 BD", "by": "20:00"}
    assert told(target) == []
    assert len(told(target, counted_from="opened")) == 1


@pytest.mark.parametrize("by", ["23:59", "< 23:59", "23:59:59"])
def test_deadline_a_minute_before_midnight(by: str) -> None:
    (text,) = told({"within": "0 BD", "by": by}, code="leaves out")
    time = by.removeprefix("< ")
    assert text == (
        f'plans.gold.targets.P1.resolution: by = "{time}" leaves out what follows {time}; write '
        'by = "24:00", and strict = true if midnight itself is too late'
    )
