"""Holidays: where they come from, and which dates of a year they close."""

from slaclock.calendars.holidays.base import FixedHoliday, Holiday, HolidaySource, parse_date
from slaclock.calendars.holidays.countries import (
    CountryHolidays,
    _building,
    country_class,
    holidays_version,
)

__all__ = [
    "CountryHolidays",
    "FixedHoliday",
    "Holiday",
    "HolidaySource",
    "_building",
    "country_class",
    "holidays_version",
    "parse_date",
]
