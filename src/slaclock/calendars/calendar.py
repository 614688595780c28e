"""A calendar: hours by weekday in a zone, with seasons, holidays and exceptions.

Here local hours become windows. Which hours a local date has is settled by
`slaclock.calendars.local_hours`.
"""

from __future__ import annotations

import warnings
from collections.abc import Iterable, Mapping
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pydantic import ValidationError

from slaclock.calendars.base import ClosedStretch
from slaclock.calendars.combined import Combinable
from slaclock.calendars.holidays.base import Holiday, HolidaySource
from slaclock.calendars.hours import Week, week_of
from slaclock.calendars.local_days import LocalDays, span_of
from slaclock.calendars.local_hours import DateHours, LocalHours
from slaclock.calendars.spec import CalendarSpec
from slaclock.calendars.timeline import BusinessDay
from slaclock.calendars.years import Dates, Unknown
from slaclock.errors import CalendarError
from slaclock.instants import date_occurs, to_date
from slaclock.records import problems_of
from slaclock.spans import Span, intersect, subtract, unite
from slaclock.validation import pydantic_field
from slaclock.zones import get_zone

if TYPE_CHECKING:  # few calendars have any
    from slaclock.calendars.seasons import Season

__all__ = ["Calendar", "CalendarWarning", "DateHours"]

_NAMED = ("season", "holiday", "worked weekend")
"""What gives open time a name."""


class CalendarWarning(UserWarning):
    """Say that a calendar is usable but says something twice."""


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
        seasons: Tables `{"from": ..., "to": ..., "hours": ..., "reason": ...}`: hours from one
            date to another, or from one day of every year (`"11-01"`) to another. A holiday
            wins over a season, a season over *hours*.
        rota: `{"starts": date, "weeks": [hours, hours]}` in place of *hours*: weeks in turn.
        observes_holidays: Whether holidays set for a whole matrix apply here.
        folder: Where iCalendar files named in *holidays* are looked for.

    Attributes:
        timezone: The IANA name of the zone.
        week: The hours of the seven weekdays, Monday first; of a rota, those of its first week.
        local_hours: What hours a local date has, by all of these.
        seasons: In the order given.
        holiday_sources: Where the holidays come from, in the order given.
        exceptions: The dates with hours of their own, in the order given.
        observes_holidays: Whether holidays set for a whole matrix apply here.

    Raises:
        CalendarError: Anything is wrong with the data; every problem is listed.
    """

    __slots__ = (
        "_days",
        "_timezone",
        "exceptions",
        "local_hours",
        "observes_holidays",
        "seasons",
        "week",
    )

    _days: LocalDays
    _timezone: str
    local_hours: LocalHours
    week: Week
    seasons: tuple[Season, ...]
    exceptions: Mapping[date, DateHours]
    observes_holidays: bool

    def __init__(
        self,
        *,
        timezone: str,
        hours: Mapping[str, Iterable[str]] | None = None,
        holidays: Iterable[Any] = (),
        exceptions: Mapping[Any, Any] | None = None,
        seasons: Iterable[Mapping[str, Any]] = (),
        rota: Mapping[str, Any] | None = None,
        observes_holidays: bool = True,
        folder: str | Path = ".",
    ) -> None:
        """Check the data and make the calendar; nothing is compiled until it is asked."""
        data = {
            "timezone": timezone,
            "hours": hours if hours is not None else {},
            "holidays": holidays,
            "exceptions": exceptions if exceptions is not None else {},
            "seasons": seasons,
            "rota": rota,
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
        local_hours = LocalHours(
            week_of(spec.hours),
            spec.holiday_sources(folder),
            {
                day: DateHours(day, entry.hours, "exception", entry.reason)
                for day, entry in spec.exceptions.items()
            },
            tuple(entry.season() for entry in spec.seasons),
            spec.rota.rota() if spec.rota is not None else None,
        )
        self._hold(spec.timezone, local_hours, observes_holidays=spec.observes_holidays)

    @property
    def timezone(self) -> str:
        """Return the IANA name of the zone."""
        return self._timezone

    @property
    def holiday_sources(self) -> tuple[HolidaySource, ...]:
        """Return where the holidays come from, in the order given."""
        return self.local_hours.sources

    def zone_names(self) -> frozenset[str]:
        """Return the one zone."""
        return frozenset([self.timezone])

    def _hold(self, timezone: str, local_hours: LocalHours, *, observes_holidays: bool) -> None:
        zone = get_zone(timezone)
        self._set(
            _days=LocalDays(local_hours, zone),
            _timezone=timezone,
            local_hours=local_hours,
            week=local_hours.week,
            seasons=local_hours.seasons,
            exceptions=local_hours.exceptions,
            observes_holidays=observes_holidays,
        )
        self._prepare(zone)

    def _with(self, local_hours: LocalHours) -> Calendar:
        other = Calendar.__new__(Calendar)
        other._hold(self.timezone, local_hours, observes_holidays=self.observes_holidays)
        return other

    @property
    def warnings(self) -> tuple[str, ...]:
        """Return what the calendar says twice or in vain, each in a sentence."""
        return self.local_hours.warnings()

    def content(self) -> dict[str, Any]:
        """Return what the calendar is made of, as plain data in a settled order.

        Ranges of weekdays are written out and closures from files are spelt out, so that two
        calendars that mean the same have equal content. `model_validate` takes it back.
        """
        sources = {repr(source): source for source in self.holiday_sources}
        return {
            "timezone": self.timezone,
            **self.local_hours.content(),
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
        return self._with(self.local_hours.replaced(sources=(*self.holiday_sources, *sources)))

    def without_holidays(self) -> Calendar:
        """Return the calendar as if no date were a holiday; its exceptions stay."""
        return self._with(self.local_hours.replaced(sources=()))

    def with_seasons(self, *seasons: Mapping[str, Any]) -> Calendar:
        """Return a calendar that has *seasons* too, each a table as in a data file.

        Raises:
            CalendarError: One of them is wrong, or overlaps another.
        """
        data = {**self.content(), "seasons": [one.content() for one in self.seasons]}
        data["seasons"] += seasons
        added = tuple(entry.season() for entry in _checked(data).seasons)
        return self._with(self.local_hours.replaced(seasons=added))

    def hours_on(self, day: date) -> DateHours:
        """Return the hours of a local date and what they come from.

        Raises:
            CoverageError: The holidays of that year are not known.
        """
        return self.local_hours.on(to_date(day, "day"))

    def holidays_between(self, first: date, last: date) -> dict[date, Holiday]:
        """Return the holidays from *first* to *last*, both included, in order.

        Raises:
            CoverageError: The holidays of a year among them are not known.
        """
        first, last = to_date(first, "first"), to_date(last, "last")
        return self.local_hours.holidays_between(first, last)

    def closures(self, start: int, end: int) -> list[ClosedStretch]:
        """Return the closed stretches of `[start, end)`, in order, each with its cause."""
        closed = subtract([Span(start, end)], self.spans(start, end))
        return [part for span in closed for part in self._days.closed(span)]

    def open_parts(self, start: int, end: int) -> list[tuple[Span, str]]:
        """Return what is open in `[start, end)`, in order, each part with the name for it."""
        if not self.local_hours.has_names or start >= end:
            return super().open_parts(start, end)
        parts: list[tuple[Span, str]] = []
        for day in self.covering(start, end - 1).days:
            planned = self._days.on(day.date).planned
            name = planned.name if planned.cause in _NAMED else ""
            for window in intersect(day.windows, [Span(start, end)]):
                last = parts[-1] if parts else None
                if last and last[0].end == window.start and last[1] == name:
                    parts[-1] = (Span(last[0].start, window.end), name)
                else:
                    parts.append((window, name))
        return parts

    def clock_changes(self, start: int, end: int) -> list[tuple[int, str]]:
        """Return the boundaries in `[start, end]` that a clock change moved, with a note."""
        days = self._days.touching(start, end)
        return sorted({moved for day in days for moved in day.moved if start <= moved[0] <= end})

    def _compile(self, first: date, last: date) -> Dates:
        days: list[BusinessDay] = []
        unknown: list[Unknown] = []
        possible = self.local_hours.possible
        for day in map(date.fromordinal, range(first.toordinal(), last.toordinal() + 1)):
            hours, error = possible(day)
            if not hours or not date_occurs(day, self.zone):
                continue
            spans = unite(span_of(day, stretch, self.zone) for stretch in hours)
            if error is None:
                days.append(BusinessDay(day, tuple(spans)))
            else:
                unknown += [Unknown(*span, error, day) for span in spans]
        return Dates(tuple(days), tuple(unknown))

    def _reaches_past_midnight(self) -> bool:
        return self._days.overnight

    def _never_closes(self) -> bool:
        return self.local_hours.never_closes()

    def _warn(self) -> None:
        for text in self.warnings:
            warnings.warn(text, CalendarWarning, stacklevel=3)

    def __reduce__(self) -> tuple[Any, ...]:
        return (_rebuilt, (self.content(),))

    def __repr__(self) -> str:
        return f"<Calendar {self}>"

    def __str__(self) -> str:
        return f"{self.timezone} {self.local_hours}"


def _rebuilt(content: dict[str, Any]) -> Calendar:
    """Return the calendar of a pickle; what it is warned of was said when it was made."""
    return Calendar.from_spec(_checked(content), Path())


def _checked(data: Any) -> CalendarSpec:
    try:
        return CalendarSpec.model_validate(data)
    except ValidationError as error:
        raise CalendarError(problems_of(error)) from None
