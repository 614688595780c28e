"""What a source of holidays is, and what several of them say about a year.

A source answers for one year at a time, and its answer is frozen. Countries live in
`slaclock.calendars.holidays.countries`, rules in `recurrences`, files in `ics`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, NamedTuple, Protocol

from slaclock.date_words import MONTHS
from slaclock.errors import CoverageError, HolidayError

__all__ = [
    "FixedHoliday",
    "Holiday",
    "HolidaySource",
    "HolidayYear",
    "parse_date",
    "sources_by_year",
    "year_of_sources",
]

_ISO_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")


class Holiday(NamedTuple):
    """Why a date is closed: its names, and whether its date is only an estimate."""

    name: str
    estimated: bool = False


class HolidaySource(Protocol):
    """Whatever can say which dates of a year are holidays."""

    def in_year(self, year: int) -> Mapping[date, Holiday]:
        """Return the holidays of *year*; may raise `CoverageError`."""

    def content(self) -> dict[str, Any]:
        """Return what the source is made of, as it would stand in a data file."""


@dataclass(frozen=True, slots=True)
class FixedHoliday:
    """One date, with or without a name."""

    day: date
    name: str = ""

    def in_year(self, year: int) -> Mapping[date, Holiday]:
        """Return the date if it lies in *year*."""
        return {self.day: Holiday(self.name)} if self.day.year == year else {}

    def content(self) -> dict[str, Any]:
        """Return the date and its name."""
        return {"date": self.day.isoformat(), "name": self.name}


class HolidayYear(NamedTuple):
    """The holidays of a year: those that are known, and why there may be more.

    `error` is that of the first source that does not know the year; None if all do.
    """

    known: Mapping[date, Holiday]
    error: CoverageError | None = None

    def checked(self) -> Mapping[date, Holiday]:
        """Return the holidays.

        Raises:
            CoverageError: Not all of them are known.
        """
        if self.error is not None:
            raise CoverageError(*self.error.args)
        return self.known


def sources_by_year(sources: Iterable[HolidaySource]) -> dict[int | None, list[HolidaySource]]:
    """Return the sources of each year; under None those that may speak of any year."""
    years: dict[int | None, list[HolidaySource]] = {}
    for source in sources:
        year = source.day.year if isinstance(source, FixedHoliday) else None
        years.setdefault(year, []).append(source)
    return years


def year_of_sources(sources: Iterable[HolidaySource], year: int) -> HolidayYear:
    """Return what *sources* say about a year; names of a shared date are joined."""
    found: list[Mapping[date, Holiday]] = []
    missing: list[CoverageError] = []
    for source in sources:
        try:
            found.append(source.in_year(year))
        except CoverageError as error:
            missing.append(error.with_traceback(None))
    return HolidayYear(_merged(found), missing[0] if missing else None)


def _merged(years: Iterable[Mapping[date, Holiday]]) -> dict[date, Holiday]:
    """Return holidays of several sources as one; names of a shared date are joined."""
    merged: dict[date, Holiday] = {}
    for found in years:
        for day, holiday in found.items():
            before = merged.get(day)
            if before is None or not before.name:
                merged[day] = holiday
            elif holiday.name and holiday.name not in before.name:
                both = f"{before.name}; {holiday.name}"
                merged[day] = Holiday(both, before.estimated and holiday.estimated)
    return merged


def parse_date(value: object) -> date:
    """Return the date of an ISO text such as `2026-01-26`, or a date as it is.

    Raises:
        HolidayError: Anything else, and dates that do not exist.
    """
    if isinstance(value, date) and not isinstance(value, datetime):
        return value
    if not isinstance(value, str) or not _ISO_DATE.fullmatch(value):
        raise HolidayError(value, "is not a date; write it like 2026-01-26")
    try:
        return date.fromisoformat(value)
    except ValueError as error:
        raise HolidayError(value, f"is not a date: {_why_no_date(value, error)}") from None


def _why_no_date(text: str, error: ValueError) -> str:
    year, month, day = (int(part) for part in text.split("-"))
    if not (year >= 1 and 1 <= month <= 12 and day > 28):
        return str(error)
    following = date(year + month // 12, month % 12 + 1, 1)
    length = (following - date(year, month, 1)).days
    return f"{MONTHS[month - 1]} {year} has {length} days"
