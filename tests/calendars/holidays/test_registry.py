"""The register of holiday sources: one line each, and all that follows from it."""

from __future__ import annotations

import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest
from pydantic import TypeAdapter

from slaclock import Calendar
from slaclock.calendars.holidays.base import FixedHoliday, HolidaySource
from slaclock.calendars.holidays.entries import HolidayEntry, NamedHoliday
from slaclock.calendars.holidays.registry import SOURCES, HolidayEntries
from slaclock.errors import CalendarError

PROGRAM = """
from datetime import date
from slaclock.calendars.holidays import registry
from tests.calendars.holidays.test_registry import Birthday
registry.SOURCES = (*registry.SOURCES, Birthday)
from slaclock import Calendar
c = Calendar(
    timezone="UTC",
    hours={"mon-fri": ["09:00-17:00"]},
    holidays=[{"birthday": "2026-03-02", "hours": ["09:00-10:00"]}],
)
print(*c.hours_on(date(2026, 3, 2)).hours)
"""


class Birthday(HolidayEntry):
    """A kind of entry that slaclock does not have."""

    key = "birthday"
    birthday: str

    def closures(self, folder: Path) -> tuple[HolidaySource, ...]:
        """Return the birthday as a source."""
        return (FixedHoliday(date.fromisoformat(self.birthday), "Birthday"),)


def test_keys_differ_and_are_those_of_their_models() -> None:
    assert [kind.key for kind in SOURCES] == ["date", "country", "market", "rrule", "ics", "frozen"]
    assert all(kind.key in kind.known_keys(None) for kind in SOURCES)


def test_schema_holds_a_bare_date_and_each_kind() -> None:
    fields: TypeAdapter[tuple[object, ...]] = TypeAdapter(HolidayEntries)
    day, named = fields.validate_python(["2026-01-26", {"date": "2026-05-01"}])
    assert (day, named) == (date(2026, 1, 26), NamedHoliday(date=date(2026, 5, 1)))
    assert len(fields.json_schema()["items"]["oneOf"]) == 7


def test_table_without_any_key_is_refused_with_all_of_them() -> None:
    with pytest.raises(CalendarError) as caught:
        Calendar(timezone="UTC", hours={"mon": ["09:00-10:00"]}, holidays=[{"name": "Easter"}])
    assert str(caught.value) == (
        "holidays[0]: {'name': 'Easter'} is not a holiday; "
        "a table needs one of the keys date, country, market, rrule, ics, frozen"
    )


def test_new_source_needs_its_module_and_one_line() -> None:

    found = subprocess.run(
        [sys.executable, "-c", PROGRAM], capture_output=True, text=True, check=False
    )
    assert (found.stdout, found.stderr) == ("09:00-10:00\n", "")


@pytest.mark.parametrize("key", ["from", "start", "to", "end", "until", "dates"])
def test_closure_of_several_days_is_told_how_to_be_written(key: str) -> None:
    with pytest.raises(CalendarError) as caught:
        Calendar(timezone="UTC", hours={"mon-fri": ["09:00-17:00"]}, holidays=[{key: "2026-12-24"}])
    assert str(caught.value) == (
        f"holidays[0]: {{'{key}': '2026-12-24'}} is not a holiday; a table needs one of the keys "
        "date, country, market, rrule, ics, frozen; for dates in a row write { rrule = "
        '"FREQ=DAILY;COUNT=9", start = 2026-12-24, name = "..." }, or a season without hours'
    )


def test_other_tables_are_not_told_about_several_days() -> None:
    with pytest.raises(CalendarError) as caught:
        Calendar(timezone="UTC", hours={"mon-fri": ["09:00-17:00"]}, holidays=[{"day": "x"}])
    assert "dates in a row" not in str(caught.value)
