"""Holidays written out: what their entries in a data file must say."""

from __future__ import annotations

from typing import Any

import pytest

from slaclock import Calendar
from slaclock.calendars.holidays import FrozenHolidays
from slaclock.errors import CalendarError

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
            ({"years": [2027]}, "'2026-10-01' lies in none of the years given"),
            ({"from": {"country": {"a": 1}}}, "has {'a': 1} under 'country'"),
            ({"from": {"country": "x" * 3000}}, "is longer than 2000 characters"),
            ({"from": {"worked_weekends": "funday"}}, "'funday' is no weekday"),
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
