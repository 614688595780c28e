"""How long the holidays of a contract are known, which are estimates, and what a list now says.

For whoever keeps a contract: nothing here changes an answer.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import NamedTuple

from slaclock.calendars.calendar import Calendar
from slaclock.calendars.holidays import (
    FixedHoliday,
    FrozenHolidays,
    HalfDays,
    Holiday,
    HolidaySource,
    without_hours,
)
from slaclock.calendars.holidays.base import year_of_sources
from slaclock.errors import CoverageError
from slaclock.matrices.model import Matrix

__all__ = ["Coverage", "Estimate", "ListChange", "coverage", "estimates", "list_changes"]

YEARS_AHEAD = 50
ESTIMATES_AHEAD = timedelta(days=730)


class Coverage(NamedTuple):
    """Until when the holidays of a calendar are known.

    Attributes:
        calendar: Its name in the contract.
        holidays: The list that ends first, such as `IN-GJ`.
        known_until: The last date known; None if that of the date of asking is not.
        reason: Why no more is known.
    """

    calendar: str
    holidays: str
    known_until: date | None
    reason: str


class Estimate(NamedTuple):
    """A holiday ahead whose date is only an estimate."""

    calendar: str
    date: date
    name: str


class ListChange(NamedTuple):
    """A date of which the list in use says something else than when it was frozen.

    Attributes:
        holidays: What it is the holiday of, such as `IN-GJ`.
        date: The date.
        frozen: Its name in the contract; None if it is none there.
        now: Its name in the list in use; None if it is none there.
    """

    holidays: str
    date: date
    frozen: str | None
    now: str | None


def coverage(matrix: Matrix, today: date) -> tuple[Coverage, ...]:
    """Return until when holidays are known, for each calendar where that ends within 50 years."""
    found = (_coverage_of(name, one, today) for name, one in _listed(matrix))
    return tuple(one for one in found if one is not None)


def estimates(matrix: Matrix, today: date) -> tuple[Estimate, ...]:
    """Return the holidays of the two years from *today* whose dates are only estimates."""
    until = today + ESTIMATES_AHEAD
    return tuple(
        Estimate(name, day, holiday.name)
        for name, calendar in _listed(matrix)
        for year in range(today.year, until.year + 1)
        for day, holiday in sorted(year_of_sources(calendar.holiday_sources, year).known.items())
        if holiday.estimated and today <= day <= until
    )


def list_changes(matrix: Matrix) -> tuple[ListChange, ...]:
    """Return the dates at which the list in use differs from frozen holidays.

    Raises:
        SlaClockError: A list in use does not have such an entry, or not those years.
    """
    frozen: dict[HolidaySource, None] = {}
    for _, calendar in _listed(matrix):
        plain = (one for one in calendar.holiday_sources)
        frozen |= dict.fromkeys(
            one for one in plain if isinstance(without_hours(one), FrozenHolidays)
        )
    return tuple(change for source in frozen for change in _changes(source))


def _listed(matrix: Matrix) -> Iterator[tuple[str, Calendar]]:
    """Yield the calendars that take holidays from a list, by name."""
    for name, calendar in matrix.single_calendars.items():
        plain = map(without_hours, calendar.holiday_sources)
        if not all(isinstance(source, FixedHoliday) for source in plain):
            yield name, calendar


def _coverage_of(name: str, calendar: Calendar, today: date) -> Coverage | None:
    for year in range(today.year, today.year + YEARS_AHEAD):
        error = year_of_sources(calendar.holiday_sources, year).error
        if error is not None:
            last = None if year == today.year else date(year - 1, 12, 31)
            return Coverage(name, error.holidays, last, error.problem)
    return None


def _changes(source: HolidaySource) -> Iterator[ListChange]:
    frozen = without_hours(source)
    assert isinstance(frozen, FrozenHolidays)
    now = _now(source, frozen)
    for year in frozen.years:
        before, after = frozen.in_year(year), _in_year(now, year)
        for day in sorted({*before, *after}):
            if before.get(day) != after.get(day):
                names = (_name(before.get(day)), _name(after.get(day)))
                yield ListChange(frozen.title, day, *names)


def _now(source: HolidaySource, frozen: FrozenHolidays) -> HolidaySource:
    entry = dict(frozen.origin)
    if isinstance(source, HalfDays):
        entry["hours"] = [str(part) for part in source.hours]
    # A calendar of no further use, which reads the entry.
    read = Calendar(timezone="UTC", hours={"mon": ["00:00-24:00"]}, holidays=[entry])
    return without_hours(read.holiday_sources[0])


def _in_year(source: HolidaySource, year: int) -> dict[date, Holiday]:
    try:
        return dict(source.in_year(year))
    except CoverageError as error:
        raise CoverageError(error.holidays, year, f"{error.problem}, but they are frozen") from None


def _name(holiday: Holiday | None) -> str | None:
    return None if holiday is None else holiday.name
