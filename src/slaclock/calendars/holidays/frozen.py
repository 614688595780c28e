"""Holidays written out: every date with its name, and which list in which version said so.

A contract that is frozen needs no package for its holidays, and a newer list changes nothing of
it. Years that were not written out are not known, and a question that needs one is an error.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Annotated, Any

from pydantic import BeforeValidator, Field

from slaclock.calendars.holidays.base import (
    FixedHoliday,
    HalfDays,
    Holiday,
    HolidaySource,
    without_hours,
)
from slaclock.calendars.holidays.countries import holidays_version
from slaclock.calendars.holidays.entries import CheckedEntry, DateText, Year
from slaclock.calendars.holidays.recurrences import Recurrence
from slaclock.calendars.hours import WEEKDAYS, parse_weekdays
from slaclock.errors import CoverageError, HolidayError
from slaclock.messages import listed, shown
from slaclock.records import LineText, Record, as_list

__all__ = ["FrozenEntry", "FrozenHolidays", "Origin", "frozen_source"]

MOST_DATES = 5_000
_LONGEST_ORIGIN = 2_000
_PACKAGE = re.compile(r"holidays (\S+)")

Origin = tuple[tuple[str, Any], ...]
"""The entry whose dates were written out, as pairs, with lists as tuples."""


@dataclass(frozen=True, slots=True)
class FrozenHolidays:
    """The holidays of some years, as a list gave them once.

    Attributes:
        title: What they are the holidays of, such as `IN-GJ`.
        origin: The entry that asked the list.
        by: The list and its version, such as `holidays 0.104`.
        years: The years written out, in order.
        dates: What each date is, in order of date.
    """

    title: str
    origin: Origin
    by: str
    years: tuple[int, ...]
    dates: tuple[tuple[date, Holiday], ...]

    def in_year(self, year: int) -> Mapping[date, Holiday]:
        """Return the holidays of *year*.

        Raises:
            CoverageError: That year was not written out.
        """
        if year not in self.years:
            known = listed(map(str, self.years))
            raise CoverageError(self.title, year, f"not among the years frozen: {known}")
        return {day: holiday for day, holiday in self.dates if day.year == year}

    def may_open(self) -> Holiday | None:
        """Return what a worked weekend is; None if they are not worked here."""
        worked = dict(self.origin).get("worked_weekends")
        return _worked(str(worked)) if worked else None

    @property
    def package_version(self) -> str | None:
        """Return the version of the `holidays` package; None if the dates are not of it."""
        found = _PACKAGE.fullmatch(self.by)
        return found and found[1]

    def content(self) -> dict[str, Any]:
        """Return the dates, and where they come from."""
        return {
            "frozen": self.title,
            "from": {key: as_list(value) for key, value in self.origin},
            "by": self.by,
            "years": list(self.years),
            "dates": {day.isoformat(): _row(holiday) for day, holiday in self.dates},
        }

    def __str__(self) -> str:
        return self.title


def frozen_source(source: HolidaySource, years: Iterable[int]) -> HolidaySource:
    """Return a source with the dates of *source* in some years written out.

    A single date stays as it is, and so does what is frozen already.

    Raises:
        CoverageError: *source* does not know one of the years.
    """
    plain = without_hours(source)
    if isinstance(plain, FixedHoliday):
        return source
    wanted = tuple(sorted(set(years)))
    found = {day: one for year in wanted for day, one in plain.in_year(year).items()}
    if isinstance(plain, FrozenHolidays):
        title, origin, by = plain.title, plain.origin, plain.by
    else:
        title, origin, by = _title(plain), _origin(plain.content()), _list_of(plain)
    frozen = FrozenHolidays(title, origin, by, wanted, tuple(sorted(found.items())))
    return HalfDays(frozen, source.hours) if isinstance(source, HalfDays) else frozen


def _title(source: HolidaySource) -> str:
    if isinstance(source, Recurrence):
        return source.name or source.rule
    return str(source)


def _list_of(source: HolidaySource) -> str:
    if isinstance(source, Recurrence):
        from importlib.metadata import version  # slow to load

        return f"python-dateutil {version('python-dateutil')}"
    return f"holidays {holidays_version()}"


def _origin(content: Mapping[str, Any]) -> Origin:
    """Return an entry as pairs, without what goes without saying."""
    said = {key: value for key, value in content.items() if value not in ("", [], (), None, True)}
    return tuple(
        (key, tuple(value) if isinstance(value, list | tuple) else value)
        for key, value in said.items()
    )


def _worked(weekday: str) -> Holiday:
    return Holiday("worked weekend", like=WEEKDAYS.index(weekday))


def _row(holiday: Holiday) -> str | dict[str, Any]:
    if holiday.like is not None:
        return {"name": holiday.name, "like": WEEKDAYS[holiday.like]}
    return {"name": holiday.name, "estimated": True} if holiday.estimated else holiday.name


class _Row(Record):
    """What one date is, where that is more than a name."""

    name: LineText = ""
    estimated: bool = False
    like: LineText | None = Field(None, description="The weekday whose hours hold on that date.")

    def holiday(self) -> Holiday:
        """Return the holiday."""
        like = None if self.like is None else parse_weekdays(self.like)[0]
        return Holiday(self.name, self.estimated, like=like)


def _named(value: object) -> object:
    return {"name": value} if isinstance(value, str) else value


_RowValue = Annotated[_Row, BeforeValidator(_named, json_schema_input_type=str | _Row)]


class FrozenEntry(CheckedEntry):
    """Holidays written out by `slaclock freeze`, with the list that said so."""

    key = "frozen"
    frozen: LineText = Field(description="What they are the holidays of.")
    origin: dict[str, Any] = Field(alias="from", description="The entry that asked the list.")
    by: LineText = Field(description="The list and its version, such as `holidays 0.104`.")
    years: Annotated[tuple[Year, ...], Field(strict=False, min_length=1)]
    dates: Annotated[dict[DateText, _RowValue], Field(max_length=MOST_DATES)]

    def closures(self, folder: Path) -> tuple[HolidaySource, ...]:
        """Return the dates as a source."""
        stray = next((day for day in self.dates if day.year not in self.years), None)
        if stray is not None:
            raise HolidayError(str(stray), "lies in none of the years given; add its year to them")
        return (
            FrozenHolidays(
                self.frozen,
                _checked_origin(self.origin),
                self.by,
                tuple(sorted(set(self.years))),
                tuple((day, row.holiday()) for day, row in sorted(self.dates.items())),
            ),
        )


def _checked_origin(entry: Mapping[str, Any]) -> Origin:
    """Return the entry of a list as pairs, after checking that it is plain and short.

    The names in it are not looked up: that would need the list.
    """
    for key, value in entry.items():
        parts = value if isinstance(value, list | tuple) else [value]
        if not all(isinstance(part, str | int) for part in parts):
            problem = f"has {shown(value)} under {key!r}; write text, a number or a list of these"
            raise HolidayError(key, problem)
    if len(repr(entry)) > _LONGEST_ORIGIN:
        raise HolidayError("from", f"is longer than {_LONGEST_ORIGIN} characters; shorten it")
    worked = entry.get("worked_weekends")
    if worked and worked not in WEEKDAYS:
        raise HolidayError(worked, f"is no weekday; write one of {listed(WEEKDAYS)}")
    return _origin(entry)
