"""The hours of a local date, by what wins: exception, holiday, season, then the week.

Dates and local times alone: what they are as instants is worked out by
`slaclock.calendars.calendar`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import date
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, NamedTuple

from slaclock.calendars.holidays.base import (
    FixedHoliday,
    Holiday,
    HolidaySource,
    HolidayYear,
    may_open,
    sources_by_year,
    without_hours,
    year_of_sources,
)
from slaclock.calendars.hours import FULL_DAY, Hours, Week, week_content, week_text
from slaclock.errors import CoverageError

if TYPE_CHECKING:  # few calendars have them
    from slaclock.calendars.seasons import Rota, Season

__all__ = ["DateHours", "LocalHours"]

_ROUND_THE_CLOCK = (Hours(0, FULL_DAY),)


class DateHours(NamedTuple):
    """The hours of one local date, and what they come from.

    `cause` is `hours`, `weekend` (a weekday without hours), `season`, `holiday` (with hours on
    a half day), `worked weekend` or `exception`; `name` is the holiday's name or the reason of
    season or exception, and may be empty.
    """

    date: date
    hours: tuple[Hours, ...]
    cause: str
    name: str = ""


class LocalHours:
    """What a calendar says of its local dates.

    Attributes:
        week: The hours of the seven weekdays, Monday first; of a rota, those of its first week.
        rota: The weeks that follow each other in turn; None where every week is like the other.
        seasons: In the order given; no date lies in two of them.
        exceptions: The dates with hours of their own.
        sources: Where the holidays come from.
        has_names: Whether some open time has a name: of a season, or of a half day.
    """

    __slots__ = (
        "_text",
        "_years",
        "_years_of",
        "exceptions",
        "has_names",
        "rota",
        "seasons",
        "sources",
        "week",
    )

    def __init__(
        self,
        week: Week,
        sources: tuple[HolidaySource, ...],
        exceptions: Mapping[date, DateHours],
        seasons: tuple[Season, ...] = (),
        rota: Rota | None = None,
    ) -> None:
        """Hold what is known; a year of holidays is worked out when it is asked for."""
        self.week = week if rota is None else rota.weeks[0]
        self.rota, self.seasons = rota, seasons
        self.sources, self.exceptions = sources, MappingProxyType(dict(exceptions))
        self.has_names = bool(seasons) or any(map(may_open, sources))
        self._text: str | None = None
        self._years: dict[int, HolidayYear] = {}
        self._years_of = sources_by_year(sources)

    def replaced(
        self,
        *,
        sources: tuple[HolidaySource, ...] | None = None,
        seasons: tuple[Season, ...] | None = None,
    ) -> LocalHours:
        """Return the same with other holidays or seasons."""
        return LocalHours(
            self.week,
            self.sources if sources is None else sources,
            self.exceptions,
            self.seasons if seasons is None else seasons,
            self.rota,
        )

    def on(self, day: date) -> DateHours:
        """Return the hours of a local date and what they come from.

        Raises:
            CoverageError: The holidays of that year are not known.
        """
        exception = self.exceptions.get(day)
        if exception is not None:
            return exception
        holiday = self.holidays_of(day.year).checked().get(day)
        if holiday is None:
            return self._planned(day)
        cause = "holiday" if holiday.like is None else "worked weekend"
        return DateHours(day, self._hours_of(holiday, day), cause, holiday.name)

    def possible(self, day: date) -> tuple[tuple[Hours, ...], CoverageError | None]:
        """Return when a local date is open; if that is not known, when it may be, and the error."""
        exception = self.exceptions.get(day)
        if exception is not None:
            return exception.hours, None
        holidays = self.holidays_of(day.year)
        holiday = holidays.known.get(day)
        if holiday is not None:
            hours = self._hours_of(holiday, day)
            return hours, None if holiday.closes else holidays.error
        more = (part for other in holidays.possible for part in self._hours_of(other, day))
        return (*self.usual(day), *more), holidays.error

    def _hours_of(self, holiday: Holiday, day: date) -> tuple[Hours, ...]:
        """Return what is open on a holiday: a half day opens no date that is closed anyway."""
        if holiday.like is not None:
            return self._week_of(day, self._season_of(day))[holiday.like]
        return holiday.hours if holiday.hours and self.usual(day) else ()

    def usual(self, day: date) -> tuple[Hours, ...]:
        """Return the hours of a local date that is neither holiday nor exception."""
        season = self._season_of(day)
        return self._week_of(day, season)[day.weekday()]

    def without_season(self, day: date) -> tuple[Hours, ...]:
        """Return the hours that the week alone gives a local date."""
        return self._week_of(day, None)[day.weekday()]

    def holidays_of(self, year: int) -> HolidayYear:
        """Return what is known of the holidays of a year."""
        known = self._years.get(year)
        if known is None:
            sources = [*self._years_of.get(None, ()), *self._years_of.get(year, ())]
            known = year_of_sources(sources, year)
            self._years[year] = known
        return known

    def holidays_between(self, first: date, last: date) -> dict[date, Holiday]:
        """Return the holidays from *first* to *last*, both included, in order.

        Raises:
            CoverageError: The holidays of a year among them are not known.
        """
        return {
            day: holiday
            for year in range(first.year, last.year + 1)
            for day, holiday in sorted(self.holidays_of(year).checked().items())
            if first <= day <= last and holiday.like is None
        }

    def weeks(self) -> Iterator[tuple[str, Week]]:
        """Yield every week that is written down, with its place in a data file."""
        if self.rota is None:
            yield "hours", self.week
        else:
            for index, week in enumerate(self.rota.weeks):
                yield f"rota.weeks[{index}]", week
        for index, season in enumerate(self.seasons):
            yield f"seasons[{index}].hours", season.week

    def reaches_past_midnight(self) -> bool:
        """Return whether hours of one date may be open on the next."""
        days = [day for _, week in self.weeks() for day in week]
        days += [entry.hours for entry in self.exceptions.values()]
        days += [one.hours for source in self.sources for one in may_open(source)]
        return any(hours.closes > FULL_DAY for day in days for hours in day)

    def never_closes(self) -> bool:
        """Return whether it is plain that there is no closing."""
        whole = all(day == _ROUND_THE_CLOCK for _, week in self.weeks() for day in week)
        return whole and not self.sources and not self.exceptions

    def warnings(self) -> tuple[str, ...]:
        """Return what is said twice or in vain, each in a sentence."""
        plain = ((one, without_hours(one)) for one in self.sources)
        fixed = [(one, date.day) for one, date in plain if isinstance(date, FixedHoliday)]
        dates = Counter(day for _, day in fixed)
        vain = sorted(day for one, day in fixed if may_open(one) and not self.usual(day))
        repeated = sorted(day for day, count in dates.items() if count > 1)
        both = sorted(set(dates) & set(self.exceptions))
        return (
            *(f"holidays: {day} is given twice" for day in repeated),
            *(f"{day} is a holiday and an exception; the exception's hours hold" for day in both),
            *(
                f"{day} is a half day, but closed anyway; an exception would open it"
                for day in vain
            ),
        )

    def content(self) -> dict[str, Any]:
        """Return the hours of the weeks as they would stand in a data file.

        What a calendar does not use has no key, so that it is what it was before there was such
        a key.
        """
        hours = week_content(self.week) if self.rota is None else {}
        found: dict[str, Any] = {"hours": hours}
        if self.rota is not None:
            found["rota"] = self.rota.content()
        if self.seasons:
            found["seasons"] = [one.content() for one in sorted(self.seasons, key=str)]
        return found

    def __str__(self) -> str:
        if self._text is None:  # stands above every ledger
            hours = week_text(self.week) if any(self.week) or self.seasons else "exceptions only"
            text = hours if self.rota is None else f"rota {self.rota}"
            seasons = (f"; {one}: {week_text(one.week)}" for one in sorted(self.seasons, key=str))
            self._text = "".join([text, *seasons])
        return self._text

    def _planned(self, day: date) -> DateHours:
        season = self._season_of(day)
        hours = self._week_of(day, season)[day.weekday()]
        if season is not None and (hours or self.without_season(day)):
            return DateHours(day, hours, "season", season.reason)
        return DateHours(day, hours, "hours" if hours else "weekend")

    def _season_of(self, day: date) -> Season | None:
        return next((one for one in self.seasons if one.covers(day)), None)

    def _week_of(self, day: date, season: Season | None) -> Week:
        if season is not None:
            return season.week
        return self.week if self.rota is None else self.rota.week_of(day)
