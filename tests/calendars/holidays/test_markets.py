"""Exchanges and central banks: looked up, covered and named as countries are."""

from __future__ import annotations

from datetime import date

import pytest

from slaclock import Calendar, load_matrix
from slaclock.calendars.holidays.markets import MarketHolidays
from slaclock.errors import CoverageError, HolidayError
from tests.calendars.holidays.half import desk
from tests.world import at, contract


class TestInYear:
    @pytest.mark.parametrize(
        ("market", "day", "name"),
        [
            ("NYSE", date(2026, 4, 3), "Good Friday"),
            ("XNYS", date(2026, 6, 19), "Juneteenth National Independence Day"),
            ("ECB", date(2026, 5, 1), "Labour Day"),
        ],
    )
    def test_holiday_of_the_market(self, market: str, day: date, name: str) -> None:
        assert MarketHolidays.checked(market).in_year(2026)[day].name == name

    def test_target_is_open_on_other_days_of_germany(self) -> None:
        assert date(2026, 10, 3) not in MarketHolidays.checked("ECB").in_year(2026)

    def test_year_that_is_not_covered_is_an_error(self) -> None:
        with pytest.raises(CoverageError) as caught:
            MarketHolidays.checked("ECB").in_year(1990)
        assert str(caught.value) == (
            "holidays of ECB in 1990: the holidays package covers 1999 to 2100"
        )

    def test_year_that_is_not_given_is_an_error(self) -> None:
        with pytest.raises(CoverageError) as caught:
            MarketHolidays.checked("NYSE", years=[2028, 2026, 2026]).in_year(2027)
        assert str(caught.value) == (
            "holidays of NYSE in 2027: not among the years given: 2026, 2028"
        )

    def test_estimates_may_be_refused(self) -> None:
        """Singapore's exchange rests at Eid al-Fitr, which the moon decides."""
        found = MarketHolidays.checked("SGX").in_year(2030)
        assert any(holiday.estimated for holiday in found.values())
        with pytest.raises(CoverageError) as caught:
            MarketHolidays.checked("SGX", allow_estimated=False).in_year(2030)
        assert str(caught.value).startswith(
            "holidays of SGX in 2030: dates are estimates and allow_estimated is false: "
        )

    def test_content_and_text(self) -> None:
        market = MarketHolidays.checked("NYSE", ["public"], [2026], allow_estimated=False)
        assert str(market) == "NYSE"
        assert market.content() == {
            "market": "NYSE",
            "categories": ["public"],
            "years": [2026],
            "allow_estimated": False,
        }


class TestChecked:
    @pytest.mark.parametrize(
        ("market", "near"),
        [
            ("TARGET", "ECB"),
            ("nyse", "NYSE"),
            ("target2", "ECB"),
            (" t 2 ", "ECB"),
            ("Xetra", "XETR"),
            ("New York Stock Exchange", "NYSE"),
            ("European Central Bank", "ECB"),
            ("Nasdaq", "NASDAQ"),
            ("Euronext", "ENX"),
            ("NY Stock Exchange", "NYSE"),
            ("Saudi Exchange", "XSAU"),
        ],
    )
    def test_name_that_people_write_is_proposed_and_not_taken(self, market: str, near: str) -> None:
        with pytest.raises(HolidayError, match=f"did you mean '{near}'\\?"):
            MarketHolidays.checked(market)

    @pytest.mark.parametrize("market", ["IN", "", 5, None, False, ["NYSE"]], ids=repr)
    def test_anything_else_is_refused(self, market: object) -> None:
        with pytest.raises(HolidayError) as caught:
            MarketHolidays.checked(market)
        assert str(caught.value).startswith(f"{market!r} is an unknown market; markets: ASX, ")
        assert ", ECB, " in str(caught.value)

    def test_slip_of_the_pen(self) -> None:
        with pytest.raises(HolidayError) as caught:
            MarketHolidays.checked("NYSEE")
        assert str(caught.value).startswith(
            "'NYSEE' is an unknown market; did you mean 'NYSE'? markets: ASX, "
        )

    def test_category_that_it_does_not_have_is_refused(self) -> None:
        with pytest.raises(HolidayError) as caught:
            MarketHolidays.checked("NYSE", ["bank"])
        assert str(caught.value) == (
            "'bank' is an unknown category of NYSE; categories: half_day, public"
        )


def test_calendar_of_a_market_comes_back_from_its_content() -> None:
    calendar = Calendar(
        timezone="America/New_York",
        hours={"mon-fri": ["09:30-16:00"]},
        holidays=[
            {"market": "NYSE"},
            {"market": "NYSE", "categories": ["half_day"], "hours": ["09:30-13:00"]},
        ],
    )
    assert Calendar.model_validate(calendar.content()) == calendar
    # 27 November 2026 is the Friday after Thanksgiving.
    days = [calendar.hours_on(date(2026, 11, day)).hours for day in (26, 27, 30)]
    assert [[str(part) for part in day] for day in days] == [
        [],
        ["09:30-13:00"],
        ["09:30-16:00"],
    ]


def test_each_key_of_an_entry_reaches_the_source() -> None:
    entry = {
        "market": "NYSE",
        "categories": ["public"],
        "years": [2026],
        "allow_estimated": False,
    }
    assert desk(entry).content()["holidays"] == [entry]


def test_provenance_names_the_package() -> None:
    desk = {
        "timezone": "UTC",
        "hours": {"mon-fri": ["09:00-17:00"]},
        "holidays": [{"market": "ECB"}],
    }
    answer = contract(calendars={"desk": desk}).compute_deadline(
        "gold", "P1", at("2026-03-02 10:00")
    )
    assert "holidays" in answer.provenance
    assert (
        "holidays"
        not in load_matrix("wotnot")
        .compute_deadline("lite", "P1", at("2026-03-02 10:00"))
        .provenance
    )
