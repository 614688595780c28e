"""The questions in integers on which all others stand."""

from __future__ import annotations

from datetime import datetime

import pytest

from slaclock import Calendar
from slaclock.errors import (
    CoverageError,
)
from slaclock.instants import to_micros
from tests.world import KOLKATA

INDIA = [{"country": "IN", "subdivision": "GJ"}]

OFFICE_HOURS = {"mon-fri": ["09:00-19:00"]}


def office() -> Calendar:
    """Return a fresh calendar, with nothing compiled."""
    return Calendar(timezone="Asia/Kolkata", hours=OFFICE_HOURS)


def ist(year: int, month: int, day: int, hour: int = 0, minute: int = 0) -> datetime:
    return datetime(year, month, day, hour, minute, tzinfo=KOLKATA)


class TestIntegers:
    def test_covering_answers_for_both_ends(self) -> None:
        first, last = to_micros(ist(2020, 5, 1)), to_micros(ist(2022, 5, 1))
        line = office().covering(first, last)
        assert line.start <= first
        assert last < line.end

    def test_spans_of_no_length_are_none(self) -> None:
        assert office().spans(10, 10) == []
        assert office().spans(11, 10) == []


class TestCoverage:
    def test_a_year_that_is_not_known_raises(self) -> None:
        desk = Calendar(timezone="Asia/Kolkata", hours=OFFICE_HOURS, holidays=INDIA)
        with pytest.raises(CoverageError, match=r"^holidays of IN-GJ in 2040: "):
            desk.is_open(ist(2040, 3, 6, 10))

    def test_the_last_known_year_is_answered_to_its_end(self) -> None:
        desk = Calendar(timezone="Asia/Kolkata", hours=OFFICE_HOURS, holidays=INDIA)
        desk.elapsed(ist(2026, 1, 1), ist(2034, 6, 1))
        assert desk.add(ist(2034, 12, 28, 18), "20 h") == ist(2035, 1, 1, 18)
        with pytest.raises(CoverageError, match="in 2036"):
            desk.add(ist(2035, 12, 28, 18), "60 h")

    def test_the_first_known_year_needs_no_year_before_it(self) -> None:
        desk = Calendar(timezone="Asia/Kolkata", hours=OFFICE_HOURS, holidays=INDIA)
        assert desk.is_open(ist(2001, 1, 2, 10))

    def test_what_was_asked_before_does_not_matter(self) -> None:
        years = [{"country": "IN", "years": [2024, 2026]}]
        desk = Calendar(timezone="Asia/Kolkata", hours=OFFICE_HOURS, holidays=years)
        assert desk.is_open(ist(2024, 3, 6, 10))
        assert desk.is_open(ist(2026, 3, 6, 10))
        assert desk.is_open(ist(2024, 3, 7, 10))
        with pytest.raises(CoverageError, match="in 2025"):
            desk.elapsed(ist(2024, 3, 6), ist(2026, 3, 6))

    def test_the_year_that_is_asked_for_is_the_one_that_is_named(self) -> None:
        desk = Calendar(timezone="Asia/Kolkata", hours=OFFICE_HOURS, holidays=INDIA)
        assert desk.is_open(ist(2027, 3, 5, 10))
        with pytest.raises(CoverageError, match="in 2040"):
            desk.is_open(ist(2040, 3, 6, 10))
        with pytest.raises(CoverageError, match="in 1990"):
            desk.is_open(ist(1990, 3, 6, 10))
