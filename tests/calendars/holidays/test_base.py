"""Holidays by themselves: dates, and what two entries of one date say."""

from __future__ import annotations

import warnings
from datetime import date, datetime
from typing import Any

import pytest

from slaclock.calendars.holidays import (
    FixedHoliday,
    Holiday,
    parse_date,
)
from slaclock.errors import HolidayError
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
            ("2026-02-29", "'2026-02-29' is not a date: February 2026 has 28 days"),
            ("2026-04-31", "'2026-04-31' is not a date: April 2026 has 30 days"),
            ("2026-12-32", "'2026-12-32' is not a date: December 2026 has 31 days"),
            ("2026-13-01", "'2026-13-01' is not a date: month must be in 1..12"),
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
