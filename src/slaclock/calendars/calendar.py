"""A calendar: hours by weekday in a zone, with holidays and exceptions.

Here local hours become windows. A date's hours are those of its exception if it has one, else
none if it is a holiday, else those of its weekday.
"""

from __future__ import annotations

import warnings
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime, time, timedelta, tzinfo
from pathlib import Path
from types import MappingProxyType
from typing import Any, NamedTuple

from pydantic import ValidationError

from slaclock.calendars.base import Closure
from slaclock.calendars.combined import Combinable
from slaclock.calendars.holidays.base import (
    FixedHoliday,
    Holiday,
    HolidaySource,
    HolidayYear,
    sources_by_year,
    year_of_sources,
)
from slaclock.calendars.hours import WEEKDAYS, Hours, week_of, week_text
from slaclock.calendars.spec import CalendarSpec
from slaclock.calendars.timeline import BusinessDay
from slaclock.calendars.years import Dates, Unknown
from slaclock.clock_changes import change_note
from slaclock.errors import CalendarError, CoverageError
from slaclock.instants import date_occurs, from_micros, local_to_instant, resolve_local
from slaclock.records import problems_of
from slaclock.spans import Span, subtract, unite
from slaclock.validation import pydantic_field
from slaclock.zones import get_zone

__all__ = ["Calendar", "CalendarWarning", "DateHours"]

_DAY = timedelta(days=1)
_WHOLE_DAY = 86_400


class CalendarWarning(UserWarning):
    """Say that a calendar is usable but says something twice."""


class DateHours(NamedTuple):
    """The hours of one local date, and what they come from.

    `cause` is `hours`, `weekend` (a weekday without hours), `holiday` or `exception`; `name`
    is the holiday's name or the exception's reason, and may be empty.
    """

    date: date
    hours: tuple[Hours, ...]
    cause: str
    name: str = ""


@pydantic_field(
    lambda cls, value, _context: cls.from_spec(_checked(value), Path()),
    lambda calendar: calendar.content(),
    lambda _cls: CalendarSpec,
)
class Calendar(Combinable):
    """Know when support is open: hours by weekday in a zone, holidays, exceptions.

    Immutable; equal, hashed and pickled by content.

    >>> from datetime import datetime, timedelta
    >>> from zoneinfo import ZoneInfo
    >>> desk = Calendar(
    ...     timezone="Asia/Kolkata",
    ...     hours={"mon-fri": ["09:00-19:00"]},
    ...     holidays=["2026-01-26"],
    ...     exceptions={"2026-12-24": ["09:00-13:00"]},
    ... )
    >>> friday = datetime(2026, 1, 23, 18, 30, tzinfo=ZoneInfo("Asia/Kolkata"))
    >>> print(desk.add(friday, timedelta(hours=1)))
    2026-01-27 09:30:00+05:30

    Args:
        timezone: An IANA name, such as `Asia/Kolkata`.
        hours: Lists of `"HH:MM-HH:MM"` by weekday (`mon` ... `sun`), by range (`mon-fri`) or
            by list (`mon,wed`). A weekday not named is closed. Hours that end at or before
            they begin cross midnight and belong to the date they open on; `24:00` closes.
        holidays: Dates, or tables as in a data file (see docs/reference/file-format.md).
        exceptions: Hours by date, or `{"hours": [...], "reason": "..."}`. An exception wins
            over a holiday; `[]` closes the date.
        observes_holidays: Whether holidays set for a whole matrix apply here.
        folder: Where iCalendar files named in *holidays* are looked for.

    Attributes:
        timezone: The IANA name of the zone.
        week: The hours of the seven weekdays, Monday first.
        holiday_sources: Where the holidays come from, in the order given.
        exceptions: The dates with hours of their own, in the order given.
        observes_holidays: Whether holidays set for a whole matrix apply here.

    Raises:
        CalendarError: Anything is wrong with the data; every problem is listed.
    """

    __slots__ = (
        "_holiday_years",
        "_sources_by_year",
        "exceptions",
        "holiday_sources",
        "observes_holidays",
        "timezone",
        "week",
    )

    timezone: str
    week: tuple[tuple[Hours, ...], ...]
    holiday_sources: tuple[HolidaySource, ...]
    exceptions: Mapping[date, DateHours]
    observes_holidays: bool
    _holiday_years: dict[int, HolidayYear]
    _sources_by_year: dict[int | None, list[HolidaySource]]

    def __init__(
        self,
        *,
        timezone: str,
        hours: Mapping[str, Iterable[str]] | None = None,
        holidays: Iterable[Any] = (),
        exceptions: Mapping[Any, Any] | None = None,
        observes_holidays: bool = True,
        folder: str | Path = ".",
    ) -> None:
        """Check the data and make the calendar; nothing is compiled until it is asked."""
        data = {
            "timezone": timezone,
            "hours": hours if hours is not None else {},
            "holidays": holidays,
            "exceptions": exceptions if exceptions is not None else {},
            "observes_holidays": observes_holidays,
        }
        self._fill(_checked(data), Path(folder))
        self._warn()

    @classmethod
    def model_validate(cls, data: Any, *, folder: str | Path = ".") -> Calendar:
        """Return the calendar of a dictionary as it stands in a data file.

        Raises:
            CalendarError: Anything is wrong with the data; every problem is listed.
        """
        calendar = cls.from_spec(_checked(data), Path(folder))
        calendar._warn()
        return calendar

    @classmethod
    def from_spec(cls, spec: CalendarSpec, folder: Path) -> Calendar:
        """Return the calendar of a checked spec; iCalendar files are read from *folder*."""
        calendar = cls.__new__(cls)
        calendar._fill(spec, folder)
        return calendar

    def _fill(self, spec: CalendarSpec, folder: Path) -> None:
        self._set(
            timezone=spec.timezone,
            holiday_sources=spec.holiday_sources(folder),
            observes_holidays=spec.observes_holidays,
            week=week_of(spec.hours),
            exceptions=MappingProxyType(
                {
                    day: DateHours(day, entry.hours, "exception", entry.reason)
                    for day, entry in spec.exceptions.items()
                }
            ),
        )
        self._finish(get_zone(spec.timezone))

    def _finish(self, zone: tzinfo) -> None:
        self._prepare(zone)
        self._set(_holiday_years={}, _sources_by_year=sources_by_year(self.holiday_sources))

    @property
    def warnings(self) -> tuple[str, ...]:
        """Return what the calendar says twice: repeated holidays, holidays with an exception."""
        dates = Counter(
            source.day for source in self.holiday_sources if isinstance(source, FixedHoliday)
        )
        repeated = sorted(day for day, count in dates.items() if count > 1)
        both = sorted(set(dates) & set(self.exceptions))
        return (
            *(f"holidays: {day} is given twice" for day in repeated),
            *(f"{day} is a holiday and an exception; the exception's hours hold" for day in both),
        )

    def content(self) -> dict[str, Any]:
        """Return what the calendar is made of, as plain data in a settled order.

        Ranges of weekdays are written out and closures from files are spelt out, so that two
        calendars that mean the same have equal content. `model_validate` takes it back.
        """
        sources = {repr(source): source for source in self.holiday_sources}
        return {
            "timezone": self.timezone,
            "hours": {
                name: [str(hours) for hours in day]
                for name, day in zip(WEEKDAYS, self.week, strict=True)
                if day
            },
            "holidays": [sources[key].content() for key in sorted(sources)],
            "exceptions": {
                day.isoformat(): {
                    "hours": [str(part) for part in entry.hours],
                    "reason": entry.name,
                }
                for day, entry in sorted(self.exceptions.items())
            },
            "observes_holidays": self.observes_holidays,
        }

    def with_holidays(self, *sources: HolidaySource) -> Calendar:
        """Return a calendar that observes *sources* too."""
        other = Calendar.__new__(Calendar)
        other._set(
            timezone=self.timezone,
            holiday_sources=(*self.holiday_sources, *sources),
            observes_holidays=self.observes_holidays,
            week=self.week,
            exceptions=self.exceptions,
        )
        other._finish(self.zone)
        return other

    def hours_on(self, day: date) -> DateHours:
        """Return the hours of a local date and what they come from.

        Raises:
            CoverageError: The holidays of that year are not known.
        """
        exception = self.exceptions.get(day)
        if exception is not None:
            return exception
        holiday = self._holidays_of(day.year).checked().get(day)
        if holiday is not None:
            return DateHours(day, (), "holiday", holiday.name)
        hours = self.week[day.weekday()]
        return DateHours(day, hours, "hours" if hours else "weekend")

    def holidays_between(self, first: date, last: date) -> dict[date, Holiday]:
        """Return the holidays from *first* to *last*, both included, in order.

        Raises:
            CoverageError: The holidays of a year among them are not known.
        """
        return {
            day: holiday
            for year in range(first.year, last.year + 1)
            for day, holiday in sorted(self._holidays_of(year).checked().items())
            if first <= day <= last
        }

    def closures(self, start: int, end: int) -> list[Closure]:
        """Return the closed stretches of `[start, end)`, in order, each with its cause."""
        whole = [Span(start, end)] if start < end else []
        merged: list[Closure] = []
        for span in subtract(whole, self.spans(start, end)):
            for part in self._by_date(span):
                last = merged[-1] if merged else None
                if last and last.end == part.start and last[2:] == part[2:]:
                    merged[-1] = last._replace(end=part.end)
                else:
                    merged.append(part)
        return merged

    def clock_changes(self, start: int, end: int) -> list[tuple[int, str]]:
        """Return the boundaries in `[start, end]` that a clock change moved, with a note."""
        found: list[tuple[int, str]] = []
        for day in self._dates(start, end):
            for hours in self.hours_on(day).hours:
                for what, seconds in (("opening", hours.opens), ("closing", hours.closes)):
                    local = _local(day, seconds)
                    resolved = resolve_local(local, self.zone)
                    if resolved.kind != "ordinary" and start <= resolved.instant <= end:
                        note = change_note(what, local, resolved.kind, self.zone, resolved.instant)
                        found.append((resolved.instant, note))
        return sorted(set(found))

    def _compile(self, first: date, last: date) -> Dates:
        days: list[BusinessDay] = []
        unknown: list[Unknown] = []
        for day in map(date.fromordinal, range(first.toordinal(), last.toordinal() + 1)):
            hours, error = self._possible_hours(day)
            if not hours or not date_occurs(day, self.zone):
                continue
            spans = unite(self._span(day, stretch) for stretch in hours)
            if error is None:
                days.append(BusinessDay(day, tuple(spans)))
            else:
                unknown += [Unknown(*span, error) for span in spans]
        return Dates(tuple(days), tuple(unknown))

    def _possible_hours(self, day: date) -> tuple[tuple[Hours, ...], CoverageError | None]:
        """Return when a local date is open; or may be, and the error that says what is missing."""
        exception = self.exceptions.get(day)
        if exception is not None:
            return exception.hours, None
        holidays = self._holidays_of(day.year)
        if day in holidays.known:
            return (), None
        return self.week[day.weekday()], holidays.error

    def _span(self, day: date, hours: Hours) -> Span:
        return Span(
            local_to_instant(_local(day, hours.opens), self.zone),
            local_to_instant(_local(day, hours.closes), self.zone),
        )

    def _holidays_of(self, year: int) -> HolidayYear:
        known = self._holiday_years.get(year)
        if known is None:
            sources = [*self._sources_by_year.get(None, ()), *self._sources_by_year.get(year, ())]
            known = year_of_sources(sources, year)
            self._holiday_years[year] = known
        return known

    def _reaches_past_midnight(self) -> bool:
        exceptions = (entry.hours for entry in self.exceptions.values())
        return any(hours.closes > _WHOLE_DAY for day in (*self.week, *exceptions) for hours in day)

    def _never_closes(self) -> bool:
        round_the_clock = (Hours(0, _WHOLE_DAY),)
        whole = all(day == round_the_clock for day in self.week)
        return whole and not self.holiday_sources and not self.exceptions

    def _dates(self, start: int, end: int) -> Iterator[date]:
        """Yield the local dates of `[start, end]`, and the one before if its night may reach in."""
        day = from_micros(start, self.zone).date()
        if self._reaches_past_midnight():
            day -= _DAY
        last = from_micros(end, self.zone).date()
        while day <= last:
            yield day
            day += _DAY

    def _by_date(self, span: Span) -> Iterator[Closure]:
        """Yield a closed stretch cut at local midnights, each part with its cause."""
        for day in self._dates(*span):
            midnight, next_midnight = self.midnight(day), self.midnight(day + _DAY)
            start, end = max(span.start, midnight), min(span.end, next_midnight)
            if start < end:
                yield Closure(start, end, *self._cause(day, start))

    def _cause(self, day: date, start: int) -> tuple[str, str]:
        planned = self.hours_on(day)
        if not planned.hours:
            return planned.cause, planned.name
        spans = [self._span(day, hours) for hours in planned.hours]
        begun = any(opening <= start for opening, _ in spans)
        if planned.cause == "exception" and begun:
            return "exception", planned.name
        if begun and any(opening > start for opening, _ in spans):
            return "break", ""
        return ("day" if not begun and self._night_reaches_into(day) else "night"), ""

    def _night_reaches_into(self, day: date) -> bool:
        if not self._reaches_past_midnight():
            return False
        return any(hours.closes > _WHOLE_DAY for hours in self.hours_on(day - _DAY).hours)

    def _warn(self) -> None:
        for text in self.warnings:
            warnings.warn(text, CalendarWarning, stacklevel=3)

    def __reduce__(self) -> tuple[Any, ...]:
        return (_rebuilt, (self.content(),))

    def __repr__(self) -> str:
        return f"Calendar.model_validate({self.content()!r})"

    def __str__(self) -> str:
        return f"{self.timezone} {week_text(self.week)}"


def _rebuilt(content: dict[str, Any]) -> Calendar:
    """Return the calendar of a pickle; what it is warned of was said when it was made."""
    return Calendar.from_spec(_checked(content), Path())


def _checked(data: Any) -> CalendarSpec:
    try:
        return CalendarSpec.model_validate(data)
    except ValidationError as error:
        raise CalendarError(problems_of(error)) from None


def _local(day: date, seconds: int) -> datetime:
    return datetime.combine(day, time()) + timedelta(seconds=seconds)
