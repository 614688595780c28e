"""Holidays written out: what their entries in a data file must say."""

from __future__ import annotations

from datetime import date
from importlib.metadata import version
from typing import Any

import pytest

from slaclock import Calendar
from slaclock.calendars.holidays import (
    CountryHolidays,
    FixedHoliday,
    FrozenHolidays,
    HalfDays,
    Holiday,
)
from slaclock.calendars.holidays.frozen import frozen_source
from slaclock.calendars.holidays.recurrences import Recurrence
from slaclock.calendars.hours import Hours
from slaclock.errors import CalendarError, CoverageError

ENTRY: dict[str, Any] = {
    "frozen": "CN",
    "from": {"country": "CN", "worked_weekends": "mon"},
    "by": "holidays 0.80",
    "years": [2026],
    "dates": {
        "2026-10-01": "National Day",
        "2026-10-10": {"name": "worked weekend", "like": "mon"},
        "2026-12-31": {"name": "Guess", "estimated": True},
    },
}


def calendar(**changes: Any) -> Calendar:
    """Return a calendar with frozen holidays."""
    entry = {**ENTRY, **changes}
    return Calendar(timezone="UTC", hours={"mon-fri": ["09:00-17:00"]}, holidays=[entry])


class TestFrozenEntry:
    def test_content_is_what_was_given(self) -> None:
        assert calendar().content()["holidays"] == [ENTRY]

    def test_version_is_that_of_the_package_alone(self) -> None:
        (source,) = calendar().holiday_sources
        assert isinstance(source, FrozenHolidays)
        assert source.package_version == "0.80"
        (other,) = calendar(by="our own list").holiday_sources
        assert isinstance(other, FrozenHolidays)
        assert other.package_version is None

    def test_equal_calendars_are_equal(self) -> None:
        assert calendar() == calendar()
        assert calendar() != calendar(by="holidays 0.81")

    @pytest.mark.parametrize(
        ("changes", "message"),
        [
            ({"years": []}, "holidays[0].years"),
            (
                {"years": [2027]},
                "'2026-10-01' lies in none of the years given; add its year to them",
            ),
            (
                {"from": {"country": {"a": 1}}},
                "'country' has {'a': 1} under 'country'; write text, a number or a list of these",
            ),
            (
                {"from": {"country": "x" * 3000}},
                "'from' is longer than 2000 characters; shorten it",
            ),
            (
                {"from": {"worked_weekends": "funday"}},
                "'funday' is no weekday; write one of mon, tue, wed, thu, fri, sat, sun",
            ),
            ({"dates": {"2026-02-30": "x"}}, "February 2026 has 28 days"),
            ({"dates": {"2026-10-01": 7}}, "is not a table with the keys name, estimated, like"),
            ({"dates": {"2026-10-01": {"like": "funday"}}}, "funday"),
            ({"dates": {"2026-10-01": "a\nb"}}, "U+000A"),
            ({"by": 7}, "7 is not text"),
        ],
    )
    def test_what_is_refused(self, changes: dict[str, Any], message: str) -> None:
        with pytest.raises(CalendarError) as caught:
            calendar(**changes)
        assert message in str(caught.value)

    def test_longest_entry_and_a_list_in_it(self) -> None:
        said: dict[str, Any] = {"country": "CN", "categories": ["optional", "public"]}
        assert calendar(**{"from": said}).content()["holidays"][0]["from"] == said
        longest = {**said, "subdivision": "x" * 1926}
        assert len(repr(longest)) == 2000
        assert calendar(**{"from": longest}).content()["holidays"][0]["from"] == longest
        longest["subdivision"] += "x"
        with pytest.raises(CalendarError, match="is longer than 2000 characters"):
            calendar(**{"from": longest})
        with pytest.raises(CalendarError, match="'categories' has "):
            calendar(**{"from": {"categories": ["public", {"a": 1}]}})

    def test_a_worked_weekend_that_may_come(self) -> None:
        """What a year that is not written out may open, and what it is called."""
        (source,) = calendar().holiday_sources
        assert isinstance(source, FrozenHolidays)
        assert source.may_open() == Holiday("worked weekend", like=0)
        assert str(source) == "CN"
        (other,) = calendar(**{"from": {"country": "CN"}}).holiday_sources
        assert isinstance(other, FrozenHolidays)
        assert other.may_open() is None

    def test_years_and_dates_come_in_order(self) -> None:
        dates = {"2027-01-01": "New Year", "2026-10-01": "National Day"}
        (source,) = calendar(years=[2027, 2026, 2027], dates=dates).holiday_sources
        assert isinstance(source, FrozenHolidays)
        assert source.years == (2026, 2027)
        assert [day.year for day, _ in source.dates] == [2026, 2027]
        assert source.in_year(2027) == {date(2027, 1, 1): Holiday("New Year")}
        with pytest.raises(CoverageError) as caught:
            source.in_year(2028)
        assert str(caught.value) == (
            "holidays of CN in 2028: not among the years frozen: 2026, 2027"
        )


class TestFrozenSource:
    def test_rule_names_itself_and_the_library(self) -> None:
        rule = Recurrence.checked("FREQ=YEARLY", date(2026, 5, 1), "May Day")
        frozen = frozen_source(rule, [2027, 2026])
        assert isinstance(frozen, FrozenHolidays)
        assert (frozen.title, frozen.years) == ("May Day", (2026, 2027))
        assert frozen.by == f"python-dateutil {version('python-dateutil')}"
        assert [str(day) for day, _ in frozen.dates] == ["2026-05-01", "2027-05-01"]
        assert frozen.origin == (
            ("rrule", "FREQ=YEARLY"),
            ("start", "2026-05-01"),
            ("name", "May Day"),
        )
        assert frozen_source(frozen, [2026, 2027]) == frozen

    def test_rule_without_a_name_is_called_by_its_text(self) -> None:
        frozen = frozen_source(Recurrence.checked("FREQ=YEARLY", date(2026, 5, 1)), [2026])
        assert str(frozen) == "FREQ=YEARLY"

    def test_country_names_itself_and_the_package(self) -> None:
        source = CountryHolidays.checked("IN", "GJ", ["public"], allow_estimated=False)
        frozen = frozen_source(source, [2026])
        assert isinstance(frozen, FrozenHolidays)
        assert (frozen.title, frozen.by) == ("IN-GJ", f"holidays {version('holidays')}")
        assert frozen.package_version == version("holidays")
        assert frozen.origin == (
            ("country", "IN"),
            ("subdivision", "GJ"),
            ("categories", ("public",)),
            ("allow_estimated", False),
        )
        plain = frozen_source(CountryHolidays.checked("IN"), [2026])
        assert isinstance(plain, FrozenHolidays)
        assert plain.origin == (("country", "IN"),)

    def test_single_date_stays_as_it_is(self) -> None:
        fixed = FixedHoliday(date(2026, 5, 1))
        assert frozen_source(fixed, [2026]) is fixed

    def test_half_days_keep_their_hours(self) -> None:
        hours = (Hours(9 * 3600, 13 * 3600),)
        rule = Recurrence.checked("FREQ=YEARLY", date(2026, 12, 24))
        frozen = frozen_source(HalfDays(rule, hours), [2026])
        assert isinstance(frozen, HalfDays)
        assert isinstance(frozen.source, FrozenHolidays)
        assert frozen.hours == hours
