"""The questions in integers on which all others stand."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from slaclock import Calendar
from slaclock.errors import CoverageError, NeverOpenError
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


class TestHundredYears:
    """What is 36,525 days away is found; a microsecond more is too far."""

    NOW = datetime(2026, 1, 2, tzinfo=UTC)
    FAR = datetime(2126, 1, 3, tzinfo=UTC)
    TICK = timedelta(microseconds=1)

    def rare(self, *days: str) -> Calendar:
        return Calendar(timezone="UTC", exceptions={key: ["00:00-01:00"] for key in days})

    def test_next_opening(self) -> None:
        desk = self.rare("2126-01-03")
        assert desk.next_open(self.NOW) == self.FAR
        with pytest.raises(NeverOpenError):
            desk.next_open(self.NOW - self.TICK)

    def test_amount_forward(self) -> None:
        desk = self.rare("2126-01-03")
        hour = timedelta(hours=1)
        assert desk.add(self.NOW + hour, hour) == self.FAR + hour
        with pytest.raises(NeverOpenError):
            desk.add(self.NOW + hour - self.TICK, hour)

    def test_amount_back(self) -> None:
        desk = self.rare("2026-01-02")
        hour = timedelta(hours=1)
        assert desk.subtract(self.FAR, hour) == self.NOW
        with pytest.raises(NeverOpenError):
            desk.subtract(self.FAR + self.TICK, hour)

    def test_business_day_forward_and_back(self) -> None:
        desk = self.rare("2026-01-02", "2126-01-03")
        assert desk.add_business_days(self.NOW, 1, business_day="same_time") == self.FAR
        far_end = self.FAR + timedelta(hours=1)
        found = desk.subtract_business_days(far_end, 1, business_day="close_of_business")
        assert found == self.NOW + timedelta(hours=1)


class TestRoundTheClock:
    """Every date is open from midnight to midnight; 10 March 2026 is a Tuesday."""

    DESK = Calendar(timezone="Asia/Kolkata", hours={"mon-sun": ["00:00-24:00"]})

    def test_midnight_belongs_to_the_day_before_when_counted_back(self) -> None:
        for meaning in ("full_day", "same_time", "close_of_business"):
            found = self.DESK.subtract_business_days(ist(2026, 3, 10), 1, business_day=meaning)
            assert found == ist(2026, 3, 9)

    def test_midnight_belongs_to_the_day_after_when_counted_on(self) -> None:
        found = self.DESK.add_business_days(ist(2026, 3, 10), 1, business_day="close_of_business")
        assert found == ist(2026, 3, 12)

    def test_it_is_open_on_each_date_and_an_office_is_not(self) -> None:
        for day in range(1, 32):
            at = date(2026, 3, day)
            assert self.DESK.is_open_on(at)
            assert office().is_open_on(at) is (at.weekday() < 5)

    def test_only_hours_past_midnight_reach_into_the_next_date(self) -> None:
        assert not self.DESK.local_hours.reaches_past_midnight()
        night = Calendar(timezone="UTC", hours={"mon": ["22:00-00:01"]})
        assert night.local_hours.reaches_past_midnight()
