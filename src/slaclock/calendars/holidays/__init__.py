"""Holidays: where they come from, and which dates of a year they close."""

from slaclock.calendars.holidays.base import (
    FixedHoliday,
    HalfDays,
    Holiday,
    HolidaySource,
    parse_date,
    without_hours,
)
from slaclock.calendars.holidays.countries import (
    CountryHolidays,
    _building,
    country_class,
    holidays_version,
    worked_weekends_undecided,
)
from slaclock.calendars.holidays.frozen import FrozenHolidays, frozen_source
from slaclock.calendars.holidays.markets import MarketHolidays

__all__ = [
    "CountryHolidays",
    "FixedHoliday",
    "FrozenHolidays",
    "HalfDays",
    "Holiday",
    "HolidaySource",
    "MarketHolidays",
    "_building",
    "country_class",
    "frozen_source",
    "holidays_version",
    "parse_date",
    "without_hours",
    "worked_weekends_undecided",
]
