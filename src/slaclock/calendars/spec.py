"""What a calendar is written as: the pydantic models of its part of a data file.

They check the form and give every error its key path; what the text means is worked out by
`slaclock.calendars.hours`, `holidays`, `recurrences` and `ics`.
"""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Annotated, Any

from pydantic import Field, model_validator

from slaclock.calendars.fields import WeekHours, ZoneName
from slaclock.calendars.holidays.base import FixedHoliday, HolidaySource, without_hours
from slaclock.calendars.holidays.date_fields import DateText
from slaclock.errors import CalendarError, HolidayError, HoursError, Problem
from slaclock.on_demand import OnDemand
from slaclock.records import Record

__all__ = ["CalendarSpec", "DateText", "HolidayList", "sources_of"]

HolidayList = Annotated[
    tuple[Any, ...], OnDemand("slaclock.calendars.holidays.registry:HolidayEntries")
]

MOST_RECURRING = 400
"""How many rules and lists of holidays a calendar may have."""
MOST_A_YEAR = 4_000
"""How many dates its rules may name in a year, all together."""
_LIGHTEST = 10 * MOST_A_YEAR // MOST_RECURRING
"""What a rule or list weighs at least, in dates of ten years: so one sum holds both bounds."""


class CalendarSpec(Record):
    """When support is open: a zone, hours by weekday, holidays and exceptions."""

    timezone: ZoneName
    hours: WeekHours = Field(default_factory=dict)
    rota: Annotated[Any, OnDemand("slaclock.calendars.season_spec:RotaValue")] = None
    seasons: Annotated[
        tuple[Any, ...], OnDemand("slaclock.calendars.season_spec:SeasonEntries")
    ] = ()
    holidays: HolidayList = ()
    exceptions: Annotated[Any, OnDemand("slaclock.calendars.season_spec:ExceptionEntries")] = Field(
        default_factory=dict
    )
    observes_holidays: bool = Field(
        default=True,
        description="Whether holidays set for the whole matrix apply to this calendar.",
    )

    @model_validator(mode="after")
    def _one_kind_of_week(self) -> CalendarSpec:
        if self.rota is not None and self.hours:
            problem = "has both hours and a rota; a rota stands in place of hours, leave one out"
            raise HoursError("calendar", problem)
        return self

    @model_validator(mode="after")
    def _opens_at_all(self) -> CalendarSpec:
        weeks = [self.hours, *(entry.hours for entry in self.seasons)]
        weeks += self.rota.weeks if self.rota is not None else ()
        days = [day for week in weeks for day in week.values()]
        if not any([*days, *(entry.hours for entry in self.exceptions.values())]):
            problem = "never opens: it has no hours and no exceptions with hours; add some"
            raise HolidayError("calendar", problem)
        return self

    def holiday_sources(self, folder: Path) -> tuple[HolidaySource, ...]:
        """Return the holidays' sources; *folder* is where files are looked for."""
        return sources_of(self.holidays, folder)


def sources_of(entries: tuple[Any, ...], folder: Path) -> tuple[HolidaySource, ...]:
    """Return the sources of checked holiday entries, in order.

    Raises:
        CalendarError: Files that entries name cannot be read; all of them are listed.
    """
    found: list[HolidaySource] = []
    problems: list[Problem] = []
    for index, entry in enumerate(entries):
        try:
            found += [FixedHoliday(entry)] if isinstance(entry, date) else entry.sources(folder)
        except HolidayError as error:
            problems.append(Problem(f"holidays[{index}]", error.value, str(error)))
    if not problems and sum(map(_weight, found)) > MOST_RECURRING * _LIGHTEST:
        problem = f"are more than {MOST_RECURRING} rules and lists, or rules of over {MOST_A_YEAR}"
        told = Problem("holidays", len(found), f"{problem} dates a year; leave some out")
        problems.append(told)
    if problems:
        raise CalendarError(problems)
    return tuple(found)


def _weight(source: HolidaySource) -> int:
    """Return how dear a source is that is asked for every year; nothing for a single date."""
    plain = without_hours(source)
    if isinstance(plain, FixedHoliday):
        return 0
    dates_of_rule = getattr(plain, "dates_of_ten_years", None)
    return _LIGHTEST if dates_of_rule is None else max(dates_of_rule(), _LIGHTEST)
