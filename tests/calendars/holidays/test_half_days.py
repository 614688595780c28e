"""Half days: hours on any holiday entry, and the categories that need them."""

from __future__ import annotations

import pickle
import warnings
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from holidays.registry import EntityLoader

from slaclock import Calendar, Matrix
from slaclock.calendars.calendar import CalendarWarning
from slaclock.calendars.holidays.countries import country_class
from slaclock.calendars.holidays.half_days import HALF_DAY, MIXED
from slaclock.errors import CalendarError, HolidayError, HoursError
from slaclock.instants import to_micros
from slaclock.ledger import stretches
from tests.world import contract

ICS = """BEGIN:VCALENDAR
VERSION:2.0
PRODID:-//Example//Closures//EN
BEGIN:VEVENT
UID:1@example.com
DTSTAMP:20260101T000000Z
DTSTART;VALUE=DATE:20261224
SUMMARY:Christmas Eve
END:VEVENT
END:VCALENDAR
"""
HALF = {"hours": ["09:00-13:00"]}
UTC = "UTC"


def desk(*holidays: Any, folder: Path = Path(), **changes: Any) -> Calendar:
    data = {"timezone": UTC, "hours": {"mon-fri": ["09:00-17:00"]}, "holidays": holidays}
    return Calendar.model_validate({**data, **changes}, folder=folder)


def open_on(calendar: Calendar, day: str) -> list[str]:
    return [str(hours) for hours in calendar.hours_on(date.fromisoformat(day)).hours]


class TestEntries:
    # 24 December 2026 is a Thursday.
    @pytest.mark.parametrize(
        "entry",
        [
            {"date": "2026-12-24"},
            {"rrule": "FREQ=YEARLY", "start": "2025-12-24"},
            {"country": "IS", "categories": ["half_day"]},
            {"ics": "closures.ics"},
        ],
        ids=lambda entry: next(iter(entry)),
    )
    def test_any_entry_takes_hours(self, entry: dict[str, Any], tmp_path: Path) -> None:
        (tmp_path / "closures.ics").write_text(ICS)
        calendar = desk({**entry, **HALF}, folder=tmp_path)
        assert open_on(calendar, "2026-12-24") == ["09:00-13:00"]
        assert open_on(calendar, "2026-12-23") == ["09:00-17:00"]
        again = Calendar.model_validate(calendar.content())
        assert again == calendar == pickle.loads(pickle.dumps(calendar))
        assert open_on(again, "2026-12-24") == ["09:00-13:00"]

    def test_work_stops_at_the_end_of_the_half_day(self) -> None:
        calendar = desk({"date": "2026-12-24", "name": "Christmas Eve", **HALF})
        thursday = datetime(2026, 12, 24, 12, tzinfo=calendar.zone)
        assert calendar.add(thursday, timedelta(hours=2)) == datetime(
            2026, 12, 25, 10, tzinfo=calendar.zone
        )

    def test_ledger_names_it(self) -> None:
        calendar = desk({"date": "2026-12-24", "name": "Christmas Eve", **HALF})
        start = to_micros(datetime(2026, 12, 24, 9, tzinfo=calendar.zone))
        end = to_micros(datetime(2026, 12, 25, 10, tzinfo=calendar.zone))
        assert [part[2:] for part in stretches(calendar, start, end)] == [
            ("counted", "Christmas Eve"),
            ("closed", "Christmas Eve"),
            ("closed", "night"),
            ("counted", ""),
        ]

    def test_no_hours_close_the_date(self) -> None:
        calendar = desk({"country": "IS", "categories": ["half_day"], "hours": []})
        assert open_on(calendar, "2026-12-24") == []

    def test_exception_wins(self) -> None:
        with pytest.warns(CalendarWarning):
            calendar = desk(
                {"date": "2026-12-24", **HALF}, exceptions={"2026-12-24": ["10:00-11:00"]}
            )
        assert open_on(calendar, "2026-12-24") == ["10:00-11:00"]

    def test_half_day_opens_no_weekend_and_says_so(self) -> None:
        # 26 December 2026 is a Saturday.
        with pytest.warns(CalendarWarning, match="2026-12-26 is a half day, but closed anyway"):
            calendar = desk({"date": "2026-12-26", **HALF})
        assert open_on(calendar, "2026-12-26") == []

    def test_night_of_a_half_day_reaches_into_the_next_date(self) -> None:
        calendar = desk({"date": "2026-12-24", "hours": ["22:00-02:00"]})
        assert calendar.is_open(datetime(2026, 12, 25, 1, tzinfo=calendar.zone))


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
