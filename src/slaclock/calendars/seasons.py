"""Hours that change with the date: seasons, and rotas of several weeks.

A season holds from one date to another, or from one day of every year to another. A rota takes
its weeks in turn. Both speak of local dates alone, and know no zone.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, NamedTuple

from slaclock.calendars.holidays.base import parse_date
from slaclock.calendars.hours import Week, week_content, week_text
from slaclock.errors import HoursError

__all__ = ["Bound", "Rota", "Season", "Yearly", "parse_bound", "refuse_overlaps"]

_DATED, _YEARLY = re.compile(r"\d{4}."), re.compile(r"(\d{2})-(\d{2})")
_LEAP_YEAR = 2000
_DAY, _EIGHT_YEARS = timedelta(days=1), timedelta(days=8 * 366)


class Yearly(NamedTuple):
    """A day of every year."""

    month: int
    day: int

    def __str__(self) -> str:
        return f"{self.month:02}-{self.day:02}"


Bound = date | Yearly
"""Where a season begins or ends."""


def parse_bound(value: object) -> Bound:
    """Return a date, or a day of every year from text such as `11-01`.

    >>> print(parse_bound("11-01"), parse_bound("2026-02-18"))
    11-01 2026-02-18

    Raises:
        HolidayError: Neither of the two, or one that does not exist.
    """
    if isinstance(value, date) or (isinstance(value, str) and _DATED.match(value)):
        return parse_date(value)
    found = _YEARLY.fullmatch(value) if isinstance(value, str) else None
    if found is None:
        problem = 'is not a date such as 2026-11-01, nor a day of every year such as "11-01"'
        raise HoursError(value, problem)
    try:
        day = date(_LEAP_YEAR, int(found[1]), int(found[2]))
    except ValueError:
        problem = 'is no day of any year; write month and day, such as "11-01" for 1 November'
        raise HoursError(value, problem) from None
    return Yearly(day.month, day.day)


@dataclass(frozen=True, slots=True)
class Season:
    """Hours of the weekdays from a first date to a last one, both included.

    Attributes:
        first: The first date, or the first day of every year.
        last: The last one. Every year, it may lie before *first*: then the season goes on over
            new year.
        week: The hours of the seven weekdays, Monday first.
        reason: Why the hours differ.
    """

    first: Bound
    last: Bound
    week: Week
    reason: str = ""

    @classmethod
    def checked(cls, first: Bound, last: Bound, week: Week, reason: str = "") -> Season:
        """Return the season after checking that it has an end that fits its beginning.

        Raises:
            HoursError: One of the two is a date and the other is of every year, or the last
                date lies before the first.
        """
        if isinstance(first, date) != isinstance(last, date):
            problem = f"ends a season that begins on {first}; write two dates, or two like 11-01"
            raise HoursError(str(last), problem)
        if isinstance(first, date) and isinstance(last, date) and last < first:
            raise HoursError(str(last), f"ends a season before it begins, on {first}")
        return cls(first, last, week, reason)

    def covers(self, day: date) -> bool:
        """Return whether *day* lies in the season."""
        if isinstance(self.first, date):
            return self.first <= day <= self.last  # type: ignore[operator]
        place = Yearly(day.month, day.day)
        if self.first <= self.last:  # type: ignore[operator]
            return self.first <= place <= self.last  # type: ignore[operator]
        return place >= self.first or place <= self.last  # type: ignore[operator]

    def sample(self) -> Iterable[date]:
        """Return dates among which one lies in any season that overlaps this one."""
        if isinstance(self.first, date) and isinstance(self.last, date):
            # Eight years hold every day of the year: 1897 to 1903 had no 29 February.
            last = min(self.last, self.first + _EIGHT_YEARS)
            return (self.first + step * _DAY for step in range((last - self.first).days + 1))
        year = (date(_LEAP_YEAR, 1, 1) + step * _DAY for step in range(366))
        return filter(self.covers, year)

    def overlaps(self, other: Season) -> bool:
        """Return whether some date lies in both."""
        if isinstance(self.first, date) and isinstance(other.first, date):
            return self.first <= other.last and other.first <= self.last  # type: ignore[operator]
        dated, yearly = (self, other) if isinstance(self.first, date) else (other, self)
        return any(map(yearly.covers, dated.sample()))

    def content(self) -> dict[str, Any]:
        """Return the season as it would stand in a data file."""
        return {
            "from": str(self.first),
            "to": str(self.last),
            "hours": week_content(self.week),
            "reason": self.reason,
        }

    def __str__(self) -> str:
        when = f"{self.first} to {self.last}"
        return f"{self.reason} {when}" if self.reason else when


def refuse_overlaps(seasons: Iterable[Season]) -> tuple[Season, ...]:
    """Return *seasons* after checking that no date lies in two of them.

    Raises:
        HoursError: Some date does.
    """
    known: list[Season] = []
    for season in seasons:
        for other in known:
            if other.overlaps(season):
                problem = f"overlaps the season {other}; a date can lie in one season only"
                raise HoursError(str(season), problem)
        known.append(season)
    return tuple(known)


@dataclass(frozen=True, slots=True)
class Rota:
    """Weeks of hours that follow each other in turn, for ever.

    Attributes:
        starts: The first date of the first week. Each week has seven dates, from its weekday
            on; before it, the turn goes on backwards.
        weeks: The hours of each week, by weekday, Monday first.
    """

    starts: date
    weeks: tuple[Week, ...]

    def week_of(self, day: date) -> Week:
        """Return the week that *day* lies in."""
        return self.weeks[(day - self.starts).days // 7 % len(self.weeks)]

    def content(self) -> dict[str, Any]:
        """Return the rota as it would stand in a data file."""
        return {
            "starts": self.starts.isoformat(),
            "weeks": [week_content(week) for week in self.weeks],
        }

    def __str__(self) -> str:
        turns = " / ".join(map(week_text, self.weeks))
        return f"from {self.starts} in turn: {turns}"
