"""What a source of holidays is, and what several of them say about a year.

A source answers for one year at a time, and its answer is frozen. Countries live in
`slaclock.calendars.holidays.countries`, rules in `recurrences`, files in `ics`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any, NamedTuple, Protocol

from slaclock.calendars.hours import Hours
from slaclock.date_words import MONTHS
from slaclock.errors import CoverageError, HolidayError
from slaclock.frozen import Value
from slaclock.likely import likely_date

__all__ = [
    "FixedHoliday",
    "HalfDays",
    "Holiday",
    "HolidaySource",
    "HolidayYear",
    "may_open",
    "parse_date",
    "sources_by_year",
    "without_hours",
    "year_of_sources",
]

_ISO_DATE = r"[0-9]{4}-[0-9]{2}-[0-9]{2}"


class Holiday(NamedTuple):
    """What a date is that is not as others are.

    Attributes:
        name: Its names.
        estimated: Whether its date is only an estimate.
        hours: What is open all the same, on a half day; nothing on a holiday.
        like: For a weekend day that is worked: the weekday, from 0, whose hours it has.
    """

    name: str
    estimated: bool = False
    hours: tuple[Hours, ...] = ()
    like: int | None = None

    @property
    def closes(self) -> bool:
        """Return whether it closes its date altogether."""
        return not self.hours and self.like is None


class HolidaySource(Protocol):
    """Whatever can say which dates of a year are holidays."""

    def in_year(self, year: int) -> Mapping[date, Holiday]:
        """Return the holidays of *year*; may raise `CoverageError`."""

    def content(self) -> dict[str, Any]:
        """Return what the source is made of, as it would stand in a data file."""


class FixedHoliday(Value):
    """One date, with or without a name."""

    day: date
    name: str = ""

    def in_year(self, year: int) -> Mapping[date, Holiday]:
        """Return the date if it lies in *year*."""
        return {self.day: Holiday(self.name)} if self.day.year == year else {}

    def content(self) -> dict[str, Any]:
        """Return the date and its name."""
        return {"date": self.day.isoformat(), "name": self.name}


class HalfDays(Value):
    """The dates of another source, on which something is open.

    Attributes:
        source: Whose dates they are.
        hours: What is open on them; weekends that *source* says are worked are left as they are.
    """

    source: HolidaySource
    hours: tuple[Hours, ...]

    def in_year(self, year: int) -> Mapping[date, Holiday]:
        """Return the half days of *year*; raises as the source does."""
        return {
            day: holiday._replace(hours=self.hours) if holiday.like is None else holiday
            for day, holiday in self.source.in_year(year).items()
        }

    def content(self) -> dict[str, Any]:
        """Return the content of the source with the hours."""
        return {**self.source.content(), "hours": [str(part) for part in self.hours]}

    def __str__(self) -> str:
        return str(self.source)


def without_hours(source: HolidaySource) -> HolidaySource:
    """Return the source of the dates, whatever is open on them."""
    return source.source if isinstance(source, HalfDays) else source


def may_open(source: HolidaySource) -> list[Holiday]:
    """Return what *source* may open a date with, other than the hours of its weekday."""
    has_hours = isinstance(source, HalfDays) and source.hours
    half = [Holiday("", hours=source.hours)] if has_hours else []  # type: ignore[attr-defined]
    worked = getattr(without_hours(source), "may_open", lambda: None)()
    return [*half, *([worked] if worked is not None else [])]


class HolidayYear(NamedTuple):
    """The holidays of a year: those that are known, and why there may be more.

    Attributes:
        known: By date.
        error: That of the first source that does not know the year; None if all do.
        possible: What sources that do not know the year may open a date with.
    """

    known: Mapping[date, Holiday]
    error: CoverageError | None = None
    possible: tuple[Holiday, ...] = ()

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
        plain = without_hours(source)
        year = plain.day.year if isinstance(plain, FixedHoliday) else None
        years.setdefault(year, []).append(source)
    return years


def year_of_sources(sources: Iterable[HolidaySource], year: int) -> HolidayYear:
    """Return what *sources* say about a year; names of a shared date are joined."""
    found: list[Mapping[date, Holiday]] = []
    missing: list[CoverageError] = []
    possible: list[Holiday] = []
    for source in sources:
        try:
            found.append(source.in_year(year))
        except CoverageError as error:
            missing.append(error.with_traceback(None))
            possible += may_open(source)
    return HolidayYear(_merged(found), missing[0] if missing else None, tuple(possible))


def _merged(years: Iterable[Mapping[date, Holiday]]) -> dict[date, Holiday]:
    """Return holidays of several sources as one; names of a shared date are joined."""
    merged: dict[date, Holiday] = {}
    for found in years:
        for day, holiday in found.items():
            before = merged.get(day)
            merged[day] = holiday if before is None else _both(before, holiday)
    return merged


def _both(one: Holiday, other: Holiday) -> Holiday:
    """Return what a date is that is two things: the one that has less open wins.

    A closure beats a half day, and that a weekend that is worked; of two half days, the hours
    that both have are open.
    """
    ranks = [_rank(one), _rank(other)]
    if ranks[0] == ranks[1]:
        joined = _joined(one, other)
        common = _common(one.hours, other.hours)
        return joined._replace(hours=common, like=one.like)
    return one if ranks[0] < ranks[1] else other


def _rank(holiday: Holiday) -> int:
    return 0 if holiday.closes else 1 if holiday.like is None else 2


def _joined(one: Holiday, other: Holiday) -> Holiday:
    if not one.name:
        return other
    if not other.name or other.name in one.name:
        return one
    return Holiday(f"{one.name}; {other.name}", one.estimated and other.estimated)


def _common(one: tuple[Hours, ...], other: tuple[Hours, ...]) -> tuple[Hours, ...]:
    shared = (Hours(max(a.opens, b.opens), min(a.closes, b.closes)) for a in one for b in other)
    return tuple(sorted(hours for hours in shared if hours.opens < hours.closes))


def _country(value: object) -> str:
    """Return how to name the holidays of a country, where the text may be meant as one."""
    if isinstance(value, str) and value.isalpha():
        return ', or the holidays of a country like { country = "DE" }'
    return ""


def parse_date(value: object) -> date:
    """Return the date of an ISO text such as `2026-01-26`, or a date as it is.

    Raises:
        HolidayError: Anything else, and dates that do not exist.
    """
    if isinstance(value, date) and not isinstance(value, datetime):
        return value
    if not isinstance(value, str) or not re.fullmatch(_ISO_DATE, value):
        hint = likely_date(value) or _yearly(value) or _country(value)
        raise HolidayError(value, f"is not a date; write it like 2026-01-26{hint}")
    try:
        return date.fromisoformat(value)
    except ValueError as error:
        raise HolidayError(value, f"is not a date: {_why_no_date(value, error)}") from None


def _yearly(value: object) -> str:
    """Return how a date of every year is written, if *value* is one."""
    if not isinstance(value, str) or not re.fullmatch(r"[0-9]{2}-[0-9]{2}", value):
        return ""
    return '; for a date of every year write { rrule = "FREQ=YEARLY", start = 2026-01-26 }'


def _why_no_date(text: str, error: ValueError) -> str:
    year, month, day = (int(part) for part in text.split("-"))
    if not (year >= 1 and 1 <= month <= 12 and day):
        return str(error)
    following = date(year + month // 12, month % 12 + 1, 1)
    length = (following - date(year, month, 1)).days
    return f"{MONTHS[month - 1]} {year} has {length} days"
