"""Promises that name a date, on calendars whose parts lie in different zones."""

from __future__ import annotations

from tests.matrices.lint.small import OFFICE, found, matrix, plan

PARIS = {"timezone": "Europe/Paris", "hours": {"mon-fri": ["09:00-17:00"]}}
MUMBAI = {"timezone": "Asia/Kolkata", "hours": {"mon-fri": ["19:00-22:00"]}}
BOTH = {"any_of": ["office", "other"]}


def told(business_day: str, other: dict[str, object]) -> list[str]:
    calendars = {"office": OFFICE, "other": other, "both": BOTH}
    sla = matrix(
        {"gold": plan("both", P1="1 h / 2 BD")}, calendars=calendars, business_day=business_day
    )
    return [text for text in found(sla) if "different zones" in text]


def test_date_of_two_zones_is_found_and_says_whose_dates_count() -> None:
    [text] = told("same_time", PARIS)
    assert "names a date" in text
    assert "dates and times are those of the first part, Asia/Kolkata" in text


def test_open_time_or_one_zone_is_fine() -> None:
    assert told("full_day", PARIS) == []
    assert told("same_time", MUMBAI) == []
