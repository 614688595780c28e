"""Holidays by themselves: dates, and what two entries of one date say."""

from __future__ import annotations

import warnings
from datetime import date, datetime
from typing import Any, NamedTuple

import pytest

from slaclock.calendars.holidays import (
    CountryHolidays,
    FixedHoliday,
    HalfDays,
    Holiday,
    parse_date,
)
from slaclock.calendars.holidays.base import may_open, sources_by_year, year_of_sources
from slaclock.calendars.hours import Hours
from slaclock.errors import CoverageError, HolidayError
from tests.calendars.holidays.half import HALF, desk

REPUBLIC_DAY = date(2026, 1, 26)


class TestFixedHoliday:
    def test_date_belongs_to_its_year_alone(self) -> None:
        holiday = FixedHoliday(REPUBLIC_DAY, "Republic Day")
        assert holiday.in_year(2026) == {REPUBLIC_DAY: Holiday("Republic Day")}
        assert holiday.in_year(2027) == {}
        assert holiday.content() == {"date": "2026-01-26", "name": "Republic Day"}


class TestParseDate:
    def test_text_and_date(self) -> None:
        assert parse_date("2026-01-26") == REPUBLIC_DAY
        assert parse_date(REPUBLIC_DAY) == REPUBLIC_DAY

    @pytest.mark.parametrize(
        ("value", "message"),
        [
            ("26-01-2026", "'26-01-2026' is not a date; write it like 2026-01-26"),
            ("20260126", "'20260126' is not a date; write it like 2026-01-26"),
            (20_260_126, "20260126 is not a date; write it like 2026-01-26"),
            (
                "DE",
                (
                    "'DE' is not a date; write it like 2026-01-26, or the holidays of a country "
                    'like { country = "DE" }'
                ),
            ),
            (
                "12-24",
                (
                    "'12-24' is not a date; write it like 2026-01-26; for a date of every year "
                    'write { rrule = "FREQ=YEARLY", start = 2026-01-26 }'
                ),
            ),
            (
                "26-01-26",
                (
                    "'26-01-26' is not a date; write it like 2026-01-26; its year has two digits: "
                    "write all four, first"
                ),
            ),
            ("2026-02-30", "'2026-02-30' is not a date: February 2026 has 28 days"),
            ("2028-02-30", "'2028-02-30' is not a date: February 2028 has 29 days"),
            ("0001-02-29", "'0001-02-29' is not a date: February 1 has 28 days"),
            ("2026-00-31", "'2026-00-31' is not a date: month must be in 1..12"),
            ("2026-02-29", "'2026-02-29' is not a date: February 2026 has 28 days"),
            ("2026-04-31", "'2026-04-31' is not a date: April 2026 has 30 days"),
            ("2026-12-32", "'2026-12-32' is not a date: December 2026 has 31 days"),
            ("2026-01-32", "'2026-01-32' is not a date: January 2026 has 31 days"),
            ("2026-13-01", "'2026-13-01' is not a date: month must be in 1..12"),
            ("2026-13-31", "'2026-13-31' is not a date: month must be in 1..12"),
            ("0000-01-30", "'0000-01-30' is not a date: year 0 is out of range"),
            ("2026-01-00", "'2026-01-00' is not a date: day is out of range for month"),
        ],
    )
    def test_refusal_says_why(self, value: Any, message: str) -> None:
        with pytest.raises(HolidayError) as caught:
            parse_date(value)
        assert str(caught.value) == message

    def test_datetime_is_no_date(self) -> None:
        with pytest.raises(HolidayError, match="is not a date"):
            parse_date(datetime(2026, 1, 26))


class TestTwoEntriesOnOneDate:
    def test_closure_beats_half_day_in_either_order(self) -> None:
        entries = [{"date": "2026-12-24", **HALF}, {"date": "2026-12-24", "name": "Closed"}]
        for pair in (entries, entries[::-1]):
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                calendar = desk(*pair)
            found = calendar.hours_on(date(2026, 12, 24))
            assert (found.hours, found.name) == ((), "Closed")

    def test_of_two_half_days_the_common_hours_are_open(self) -> None:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            calendar = desk(
                {"date": "2026-12-24", "hours": ["08:00-12:00"], "name": "One"},
                {"date": "2026-12-24", **HALF, "name": "Other"},
            )
        found = calendar.hours_on(date(2026, 12, 24))
        assert ([str(part) for part in found.hours], found.name) == (["09:00-12:00"], "One; Other")


XMAS_EVE = date(2026, 12, 24)
MORNING, AFTERNOON = (Hours(8 * 3600, 12 * 3600),), (Hours(12 * 3600, 16 * 3600),)


class Said(NamedTuple):
    """A source that says one thing of Christmas Eve; in other years than 2026 it knows nothing."""

    holiday: Holiday

    def in_year(self, year: int) -> dict[date, Holiday]:
        if year != 2026:
            raise CoverageError("Eve", year, f"{self.holiday.name} is not known")
        return {XMAS_EVE: self.holiday}

    def may_open(self) -> Holiday | None:
        return self.holiday if self.holiday.like is not None else None

    def content(self) -> dict[str, Any]:
        return {}


def eve(*said: Holiday) -> Holiday:
    """Return what 24 December 2026 is, by sources that say these things in this order."""
    return year_of_sources(map(Said, said), 2026).checked()[XMAS_EVE]


class TestOneDateOfSeveralSources:
    CLOSED, WORKED = Holiday("Closed"), Holiday("Worked", like=0)
    EARLY, LATE = Holiday("Early", hours=MORNING), Holiday("Late", hours=AFTERNOON)

    def test_the_one_with_less_open_wins_in_either_order(self) -> None:
        ranked = [self.CLOSED, self.EARLY, self.WORKED]
        for place, wins in enumerate(ranked):
            for loses in ranked[place + 1 :]:
                assert eve(wins, loses) == wins
                assert eve(loses, wins) == wins

    def test_half_days_that_only_adjoin_leave_nothing_open(self) -> None:
        found = eve(self.EARLY, self.LATE)
        assert (found.name, found.hours) == ("Early; Late", ())

    def test_two_worked_weekends_keep_the_weekday_of_the_first(self) -> None:
        assert eve(self.WORKED, Holiday("Other", like=3)).like == 0

    @pytest.mark.parametrize(
        ("names", "joined"),
        [
            (("Eve", "Rest"), "Eve; Rest"),
            (("Eve", "Eve"), "Eve"),
            (("Christmas Eve", "Eve"), "Christmas Eve"),
            (("", "Eve"), "Eve"),
            (("Eve", ""), "Eve"),
            (("", ""), ""),
        ],
    )
    def test_each_name_once(self, names: tuple[str, str], joined: str) -> None:
        assert eve(*map(Holiday, names)).name == joined

    @pytest.mark.parametrize(
        ("one", "other", "both"),
        [(True, True, True), (True, False, False), (False, True, False), (False, False, False)],
    )
    def test_an_estimate_is_one_where_nobody_knows(
        self, one: bool, other: bool, both: bool
    ) -> None:
        assert eve(Holiday("A", one), Holiday("B", other)).estimated is both


class TestYearThatIsNotKnown:
    def test_first_error_and_everything_that_may_open(self) -> None:
        worked = Holiday("Worked", like=0)
        half = HalfDays(Said(worked), MORNING)
        found = year_of_sources([Said(Holiday("Closed")), half, Said(worked)], 2027)
        assert found.known == {}
        assert found.possible == (Holiday("", hours=MORNING), worked, worked)
        with pytest.raises(CoverageError) as caught:
            found.checked()
        assert str(caught.value) == "holidays of Eve in 2027: Closed is not known"

    def test_hours_of_a_list_leave_a_weekend_that_is_worked(self) -> None:
        worked, closed = Holiday("Worked", like=0), Holiday("Closed")
        assert HalfDays(Said(worked), MORNING).in_year(2026) == {XMAS_EVE: worked}
        assert HalfDays(Said(closed), MORNING).in_year(2026) == {
            XMAS_EVE: Holiday("Closed", hours=MORNING)
        }
        assert str(HalfDays(CountryHolidays.checked("IN", "GJ"), MORNING)) == "IN-GJ"

    def test_what_a_source_may_open(self) -> None:
        fixed = FixedHoliday(XMAS_EVE)
        assert may_open(fixed) == []
        assert may_open(HalfDays(fixed, ())) == []
        assert may_open(HalfDays(fixed, MORNING)) == [Holiday("", hours=MORNING)]
        assert may_open(Said(Holiday("Closed"))) == []


def test_single_dates_are_kept_by_year_and_others_are_asked_of_any() -> None:
    fixed, said = FixedHoliday(XMAS_EVE), Said(Holiday("Closed"))
    half = HalfDays(FixedHoliday(date(2027, 1, 2)), MORNING)
    found = sources_by_year([fixed, said, half, fixed])
    assert found == {2026: [fixed, fixed], None: [said], 2027: [half]}
