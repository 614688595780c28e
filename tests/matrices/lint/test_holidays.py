"""Findings about holidays."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from slaclock import Matrix
from slaclock.matrices.lint import lint
from tests.matrices.lint.small import OFFICE, found, matrix, plan, with_calendar

TODAY = date(2026, 3, 2)


def found_in(**calendar: Any) -> list[str]:
    return found(with_calendar(**calendar))


class TestSaidTwice:
    def test_what_is_said_twice(self) -> None:
        twice = {
            "holidays": ["2026-01-26", "2026-01-26", "2026-12-24"],
            "exceptions": {"2026-12-24": ["09:00-13:00"]},
        }
        assert found_in(**twice) == [
            "calendars.office: holidays: 2026-01-26 is given twice",
            (
                "calendars.office: 2026-12-24 is a holiday and an exception; "
                "the exception's hours hold"
            ),
        ]


class TestCountries:
    def test_state_whose_list_stands_in_another_category(self) -> None:
        assert found_in(holidays=[{"country": "IN", "subdivision": "TS"}]) == [
            (
                "calendars.office.holidays: IN-TS keeps holidays in the category 'government', "
                'which is not asked for; add categories = ["public", "government"]'
            )
        ]

    @pytest.mark.parametrize(
        "entry",
        [
            {"country": "IN", "subdivision": "GJ"},
            {"country": "NL"},
            {"country": "IN", "subdivision": "TS", "categories": ["government", "public"]},
        ],
    )
    def test_country_that_is_asked_for_whole(self, entry: dict[str, Any]) -> None:
        assert found_in(holidays=[entry]) == []

    def test_national_list_where_states_differ(self) -> None:
        """All 16 states of Germany, and Augsburg, have days of their own in that list."""
        assert found_in(holidays=[{"country": "DE"}]) == [
            (
                "calendars.office.holidays: DE is the national list, and 17 of its states or parts "
                'have holidays of their own; add a subdivision, such as "BB"'
            )
        ]

    def test_country_for_the_whole_contract_is_said_once(self) -> None:
        calendars = {"office": OFFICE, "desk": OFFICE}
        plans = {"lite": plan(P1="2 h / 4 h"), "gold": plan("desk", P1="1 h / 4 h")}
        assert found(matrix(plans, calendars=calendars, holidays=[{"country": "US"}])) == [
            (
                "calendars.office.holidays: US is the national list, and 57 of its states or parts "
                'have holidays of their own; add a subdivision, such as "AK"'
            )
        ]


class TestEnd:
    def ends(self, *holidays: Any, **more: Any) -> list[str]:
        sla = with_calendar(holidays=holidays)
        if more:
            sla = Matrix.model_validate({**sla.content(), **more})
        return [str(one) for one in lint(sla, today=TODAY) if one.code == "holidays-end"]

    def test_list_of_dates_that_ends_this_year(self) -> None:
        assert self.ends("2026-01-26", "2026-12-25") == [
            (
                "calendars.office.holidays: the last holiday in the list is 2026-12-25, less than "
                "a year ahead; add the dates that follow"
            )
        ]

    def test_years_that_are_given_end(self) -> None:
        assert self.ends({"country": "NL", "years": [2025, 2026]}) == [
            (
                "calendars.office.holidays: the holidays end within a year: holidays of NL in 2027"
                ": not among the years given: 2025, 2026"
            )
        ]

    @pytest.mark.parametrize(
        "holidays",
        [
            pytest.param([], id="none are observed"),
            pytest.param(["2026-12-25", "2027-03-02"], id="a year ahead"),
            pytest.param([{"country": "NL"}], id="a country"),
            pytest.param([{"country": "NL"}, "2026-05-01"], id="a country and a date"),
            pytest.param([{"rrule": "FREQ=YEARLY", "start": "2020-12-24"}], id="a rule"),
        ],
    )
    def test_holidays_that_go_on(self, holidays: list[Any]) -> None:
        assert self.ends(*holidays) == []

    def test_contract_that_ends_before(self) -> None:
        assert self.ends("2026-12-25", effective_until="2026-07-01") == []
        assert len(self.ends("2026-12-25", effective_until="2027-01-01")) == 1

    def test_without_a_date_of_asking_it_is_left_out(self) -> None:
        assert lint(with_calendar(holidays=["2020-01-01"])) == ()


@pytest.mark.parametrize(("worked", "is_closed"), [("mon", False), ("sat", True), ("fri", False)])
def test_worked_weekends_with_the_hours_of_a_closed_weekday(worked: str, is_closed: bool) -> None:
    entry = {"country": "CN", "worked_weekends": worked}
    sla = with_calendar(hours={"mon-fri": ["09:00-18:00"]}, holidays=[entry])
    message = (
        "calendars.office.holidays: CN gives weekend days that are worked the hours of sat, "
        'which is closed; name a weekday with hours, such as worked_weekends = "mon"'
    )
    assert found(sla) == [message] * is_closed
