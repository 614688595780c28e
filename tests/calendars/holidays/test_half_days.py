"""Half days: hours on any holiday entry, and the categories that need them."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from holidays.registry import EntityLoader

from slaclock import Matrix
from slaclock.calendars.holidays import HalfDays
from slaclock.calendars.holidays.countries import CountryHolidays, country_class
from slaclock.calendars.holidays.half_days import HALF_DAY, MIXED, opened_at
from slaclock.errors import CalendarError, HolidayError, HoursError
from tests.calendars.holidays.half import HALF, UTC, desk, open_on
from tests.world import contract


class TestUnknownYears:
    """A year that is not known may be open at the hours of a half day too."""

    def test_hours_beside_those_of_the_week_are_not_known_either(self) -> None:
        calendar = desk(
            {"country": "IS", "categories": ["half_day"], "years": [2026], "hours": ["06:00-08:00"]}
        )
        friday = datetime(2026, 12, 31, 16, tzinfo=calendar.zone)
        with pytest.raises(LookupError, match="2027"):
            calendar.next_open(friday + timedelta(hours=14, minutes=30))


class TestCategories:
    @pytest.mark.parametrize(
        "entry",
        [
            {"country": "IS", "categories": ["half_day"]},
            {"country": "IS", "categories": ["public", "half_day"]},
            {"market": "NYSE", "categories": ["half_day"]},
            {"country": "SE", "categories": ["bank"]},
        ],
        ids=str,
    )
    def test_half_days_without_hours_are_refused(self, entry: dict[str, Any]) -> None:
        with pytest.raises(CalendarError) as caught:
            desk(entry)
        half = "bank" if entry.get("country") == "SE" else "half_day"
        assert str(caught.value) == (
            f"holidays[0]: '{half}' is a category with half days, which would be closed all day; "
            'give the entry hours = ["09:00-13:00"], or hours = [] if nothing is open on them'
        )

    @pytest.mark.parametrize(
        "entry",
        [
            {"country": "IS", "categories": ["public", "half_day"], **HALF},
            {"country": "SE", "categories": ["bank"], **HALF},
        ],
        ids=str,
    )
    def test_hours_for_closures_and_half_days_together_are_refused(
        self, entry: dict[str, Any]
    ) -> None:
        with pytest.raises(CalendarError, match="give the half days an entry of their own"):
            desk(entry)

    def test_public_holidays_may_be_half_days(self) -> None:
        calendar = desk({"country": "US", **HALF})
        assert open_on(calendar, "2026-01-01") == ["09:00-13:00"]

    def test_list_of_mixed_categories_is_that_of_the_package(self) -> None:
        marks = ("(from ", "afternoon)", "half-day")
        found = set()
        for code in EntityLoader.get_country_codes(include_aliases=False):
            entity = country_class(code)
            for category in {*entity.supported_categories} - {"public", HALF_DAY}:
                language = "en_US" if "en_US" in entity.supported_languages else None
                years = entity(years=(2020, 2026), categories=category, language=language)
                names = [name.casefold() for name in years.values()]
                if any(mark in name for name in names for mark in marks):
                    found.add((code, category))
        assert found <= MIXED
        assert found >= {("SE", "bank"), ("SE", "optional"), ("LU", "bank"), ("AD", "government")}


class TestWithHolidays:
    """24 December 2026 is a Thursday, and a half day of the United States' list."""

    SLA = contract(calendars={"desk": {"timezone": UTC, "hours": {"mon-fri": ["09:00-17:00"]}}})

    def test_half_days_without_hours_are_refused(self) -> None:
        for categories in (["half_day"], ["public", "half_day"]):
            with pytest.raises(HolidayError, match="'half_day' is a category with half days"):
                self.SLA.with_holidays("GR", categories=categories)
        with pytest.raises(HolidayError, match="'bank' is a category with half days"):
            self.SLA.with_holidays("SE", categories=["bank"])

    def test_half_days_have_the_hours_given(self) -> None:
        observed = self.SLA.with_holidays("GR", categories=["half_day"], hours=["09:00-12:00"])
        assert open_on(observed.single_calendars["desk"], "2026-12-24") == ["09:00-12:00"]
        assert open_on(observed.single_calendars["desk"], "2026-12-23") == ["09:00-17:00"]
        assert Matrix.model_validate(observed.content()) == observed

    def test_half_days_may_be_said_to_be_closed(self) -> None:
        observed = self.SLA.with_holidays("GR", categories=["half_day"], hours=[])
        assert open_on(observed.single_calendars["desk"], "2026-12-24") == []

    def test_hours_beside_closures_of_the_same_list_are_refused(self) -> None:
        with pytest.raises(HolidayError, match="holds half days beside closures"):
            self.SLA.with_holidays("GR", categories=["public", "half_day"], hours=["09:00-12:00"])

    @pytest.mark.parametrize("hours", [["9-12"], ["09:00-12:00", "11:00-13:00"]])
    def test_hours_that_are_none(self, hours: list[str]) -> None:
        with pytest.raises(HoursError):
            self.SLA.with_holidays("GR", categories=["half_day"], hours=hours)

    def test_worked_weekends(self) -> None:
        # Saturday 10 October 2026 is worked in China.
        observed = self.SLA.with_holidays("CN", worked_weekends="mon")
        assert open_on(observed.single_calendars["desk"], "2026-10-10") == ["09:00-17:00"]
        assert open_on(self.SLA.with_holidays("CN").single_calendars["desk"], "2026-10-10") == []


class TestOpenedAt:
    def test_without_hours_the_source_stays_as_it_is(self) -> None:
        source = CountryHolidays.checked("DE")
        assert opened_at(source, "DE", (), None) is source

    def test_hours_are_kept_in_order(self) -> None:
        source = CountryHolidays.checked("DE")
        found = opened_at(source, "DE", (), ["14:00-16:00", "09:00-12:00"])
        assert isinstance(found, HalfDays)
        assert found.source is source
        assert [str(part) for part in found.hours] == ["09:00-12:00", "14:00-16:00"]

    @pytest.mark.parametrize(
        ("categories", "hours", "message"),
        [
            (
                ["public", "half_day"],
                None,
                (
                    "'half_day' is a category with half days, which would be closed all day; give "
                    'the entry hours = ["09:00-13:00"], or hours = [] if nothing is open on them'
                ),
            ),
            (
                ["bank"],
                ["09:00-13:00"],
                (
                    "'bank' holds half days beside closures, and hours would be those of all of "
                    "them; give the half days an entry of their own"
                ),
            ),
            (
                ["half_day", "public"],
                ["09:00-13:00"],
                (
                    "'half_day, public' holds half days beside closures, and hours would be those "
                    "of all of them; give the half days an entry of their own"
                ),
            ),
        ],
    )
    def test_refusals_in_full(
        self, categories: list[str], hours: list[str] | None, message: str
    ) -> None:
        """The list of Swedish banks mixes half days with whole ones."""
        with pytest.raises(HolidayError) as caught:
            opened_at(CountryHolidays.checked("SE"), "SE", categories, hours)
        assert str(caught.value) == message

    def test_nothing_open_on_half_days(self) -> None:
        source = CountryHolidays.checked("SE", categories=["bank"])
        assert opened_at(source, "SE", ["bank"], []) == HalfDays(source, ())
