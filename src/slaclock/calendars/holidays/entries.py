"""What every kind of holiday entry in a data file has in common.

An entry is a pydantic model: it checks the form of its part of the file and makes sources of
it. Each kind stands in the module of its source; `slaclock.calendars.holidays.registry` lists
them all.
"""

from __future__ import annotations

from abc import abstractmethod
from pathlib import Path
from typing import ClassVar, Self

from pydantic import Field, model_validator

from slaclock.calendars.fields import DayHours
from slaclock.calendars.holidays.base import FixedHoliday, HalfDays, HolidaySource
from slaclock.calendars.holidays.date_fields import DateText, Year
from slaclock.records import LineText, Record

__all__ = ["CheckedEntry", "DateText", "HolidayEntry", "NamedHoliday", "Year"]


class HolidayEntry(Record):
    """Say which dates are holidays, and what is open on them.

    Attributes:
        key: The key that a table of this kind has and no other.
        hours: What is open on these dates all the same; None for nothing.
    """

    key: ClassVar[str]
    hours: DayHours | None = Field(
        default=None, description="A half day: what is open on these dates all the same."
    )

    def sources(self, folder: Path) -> tuple[HolidaySource, ...]:
        """Return the entry's sources; *folder* is where files are looked for."""
        closures = self.closures(folder)
        if self.hours is None:
            return closures
        return tuple(HalfDays(source, self.hours) for source in closures)

    @abstractmethod
    def closures(self, folder: Path) -> tuple[HolidaySource, ...]:
        """Return the sources of the dates, without regard to *hours*."""


class CheckedEntry(HolidayEntry):
    """An entry whose names are looked up as it is read, so that a wrong one is told there."""

    @model_validator(mode="after")
    def _check_names(self) -> Self:
        self.sources(Path())
        return self


class NamedHoliday(HolidayEntry):
    """One date that is a holiday, with its name."""

    key = "date"
    date: DateText
    name: LineText = ""

    def closures(self, folder: Path) -> tuple[HolidaySource, ...]:
        """Return the date as a source."""
        return (FixedHoliday(self.date, self.name),)
