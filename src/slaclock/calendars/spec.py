"""What a calendar is written as: the pydantic models of its part of a data file.

They check the form and give every error its key path; what the text means is worked out by
`slaclock.calendars.hours`, `holidays`, `recurrences` and `ics`.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Annotated, Any

from pydantic import (
    AfterValidator,
    BeforeValidator,
    Discriminator,
    Field,
    PlainSerializer,
    PlainValidator,
    Tag,
    WithJsonSchema,
    field_validator,
    model_validator,
)

from slaclock.calendars.holidays.base import FixedHoliday, HolidaySource, parse_date
from slaclock.calendars.holidays.countries import CountryHolidays
from slaclock.calendars.holidays.ics import read_closures
from slaclock.calendars.holidays.recurrences import Recurrence
from slaclock.calendars.hours import (
    WEEKDAYS,
    Hours,
    in_order,
    parse_hours,
    parse_weekdays,
    week_of,
)
from slaclock.calendars.seasons import Rota, Season, Yearly, parse_bound, refuse_overlaps
from slaclock.errors import CalendarError, HolidayError, HoursError, Problem
from slaclock.records import LineText, Record
from slaclock.zones import get_zone

__all__ = ["CalendarSpec", "HolidayEntries"]

MOST_SEASONS = 100
HOURS_PATTERN = r"^[0-9]{2}:[0-9]{2}(:[0-9]{2})?-[0-9]{2}:[0-9]{2}(:[0-9]{2})?$"


def _zone_name(value: object) -> str:
    return get_zone(value).key


def _weekdays_key(value: object) -> str:
    parse_weekdays(value)
    return str(value)


def _each_weekday_once(hours: dict[str, tuple[Hours, ...]]) -> dict[str, tuple[Hours, ...]]:
    week_of(hours)
    return hours


def _weekdays_pattern() -> str:
    """Return a loose pattern for weekday keys in any case, for which JSON Schema has no flag."""
    days = "|".join("".join(f"[{char.upper()}{char}]" for char in day) for day in WEEKDAYS)
    return rf"^\s*({days})[A-Za-z]*(\s*[-,]\s*({days})[A-Za-z]*)*\s*$"


ZoneName = Annotated[
    str,
    PlainValidator(_zone_name),
    WithJsonSchema({"type": "string", "examples": ["Asia/Kolkata", "Europe/Paris", "UTC"]}),
]
HoursText = Annotated[
    Hours,
    PlainValidator(parse_hours),
    WithJsonSchema({"type": "string", "pattern": HOURS_PATTERN, "examples": ["09:00-17:00"]}),
]
DayHours = Annotated[tuple[HoursText, ...], Field(strict=False), AfterValidator(in_order)]
WeekdaysKey = Annotated[
    str,
    PlainValidator(_weekdays_key),
    WithJsonSchema({"type": "string", "pattern": _weekdays_pattern()}),
]
WeekHours = Annotated[
    dict[WeekdaysKey, DayHours],
    AfterValidator(_each_weekday_once),
    Field(json_schema_extra={"additionalProperties": False}),
]
DateText = Annotated[
    date,
    PlainValidator(parse_date),
    PlainSerializer(str),
    WithJsonSchema({"type": "string", "format": "date"}),
]
BoundText = Annotated[
    date | Yearly,
    PlainValidator(parse_bound),
    WithJsonSchema(
        {"type": "string", "pattern": "^([0-9]{4}-)?[0-9]{2}-[0-9]{2}$", "examples": ["11-01"]}
    ),
]
Year = Annotated[int, Field(ge=1, le=9998)]


class NamedDate(Record):
    """One date that is a holiday, with its name."""

    date: DateText
    name: LineText = ""

    def sources(self, folder: Path) -> tuple[HolidaySource, ...]:
        """Return the date as a source."""
        return (FixedHoliday(self.date, self.name),)


class CountryEntry(Record):
    """The holidays of a country or of a part of it, by the `holidays` package."""

    country: Any = Field(json_schema_extra={"type": "string", "pattern": "^[A-Z]{2}$"})
    subdivision: Any = Field("", json_schema_extra={"type": ["string", "null"]})
    categories: Annotated[tuple[str, ...], Field(strict=False)] = ()
    years: Annotated[tuple[Year, ...], Field(strict=False)] = ()
    allow_estimated: bool = True

    @model_validator(mode="after")
    def _check_names(self) -> CountryEntry:
        self.sources(Path())
        return self

    def sources(self, folder: Path) -> tuple[HolidaySource, ...]:
        """Return the country's holidays as a source."""
        subdivision = None if self.subdivision in ("", None) else self.subdivision
        checked = CountryHolidays.checked(
            self.country,
            subdivision,
            self.categories,
            self.years,
            allow_estimated=self.allow_estimated,
        )
        return (checked,)


class RuleEntry(Record):
    """Dates that a recurrence rule (RFC 5545) names, from a first date on."""

    rrule: str
    start: DateText
    name: LineText = ""
    excluded: Annotated[tuple[DateText, ...], Field(strict=False)] = ()
    days: Annotated[int, Field(ge=1, le=366)] = 1

    @model_validator(mode="after")
    def _check_rule(self) -> RuleEntry:
        self.sources(Path())
        return self

    def sources(self, folder: Path) -> tuple[HolidaySource, ...]:
        """Return the rule as a source."""
        checked = Recurrence.checked(self.rrule, self.start, self.name, self.excluded, self.days)
        return (checked,)


class FileEntry(Record):
    """All-day closures from an iCalendar file, named relative to the data file."""

    ics: str

    def sources(self, folder: Path) -> tuple[HolidaySource, ...]:
        """Return the file's closures as sources."""
        return read_closures(folder / self.ics)


_ENTRIES = {"date": "<date>", "country": "<country>", "rrule": "<rule>", "ics": "<file>"}


def _refuse_other_tables(value: object) -> object:
    # Not in `_entry_kind`: what is raised there loses its place.
    if isinstance(value, Mapping) and not any(key in value for key in _ENTRIES):
        problem = "is not a holiday; a table needs one of the keys date, country, rrule, ics"
        raise HolidayError(dict(value), problem)
    return value


def _entry_kind(value: object) -> str:
    if isinstance(value, Mapping):
        return next(tag for key, tag in _ENTRIES.items() if key in value)
    return "<day>"


HolidayEntry = Annotated[
    Annotated[DateText, Tag("<day>")]
    | Annotated[NamedDate, Tag("<date>")]
    | Annotated[CountryEntry, Tag("<country>")]
    | Annotated[RuleEntry, Tag("<rule>")]
    | Annotated[FileEntry, Tag("<file>")],
    Discriminator(_entry_kind),
    BeforeValidator(_refuse_other_tables),
]
HolidayEntries = Annotated[tuple[HolidayEntry, ...], Field(strict=False)]


class ExceptionEntry(Record):
    """The hours of one date, and why they differ."""

    hours: DayHours
    reason: LineText = ""


def _exception(value: object) -> object:
    return value if isinstance(value, Mapping) else {"hours": value}


ExceptionValue = Annotated[
    ExceptionEntry,
    BeforeValidator(
        _exception,
        json_schema_input_type=list[Annotated[str, Field(pattern=HOURS_PATTERN)]] | ExceptionEntry,
    ),
]


class SeasonEntry(Record):
    """Hours by weekday from one date to another, and why they differ."""

    first: BoundText = Field(alias="from")
    last: BoundText = Field(alias="to")
    hours: WeekHours
    reason: LineText = ""

    @model_validator(mode="after")
    def _check_bounds(self) -> SeasonEntry:
        self.season()
        return self

    def season(self) -> Season:
        """Return the season."""
        return Season.checked(self.first, self.last, week_of(self.hours), self.reason)


class RotaEntry(Record):
    """Weeks of hours that follow each other in turn."""

    starts: DateText
    weeks: Annotated[tuple[WeekHours, ...], Field(strict=False, min_length=1, max_length=104)]

    def rota(self) -> Rota:
        """Return the rota."""
        return Rota(self.starts, tuple(map(week_of, self.weeks)))


class CalendarSpec(Record):
    """When support is open: a zone, hours by weekday, holidays and exceptions."""

    timezone: ZoneName
    hours: WeekHours = Field(default_factory=dict)
    rota: RotaEntry | None = None
    seasons: Annotated[tuple[SeasonEntry, ...], Field(strict=False, max_length=MOST_SEASONS)] = ()
    holidays: HolidayEntries = ()
    exceptions: dict[DateText, ExceptionValue] = Field(default_factory=dict)
    observes_holidays: bool = Field(
        default=True,
        description="Whether holidays set for the whole matrix apply to this calendar.",
    )

    @field_validator("seasons", mode="after")
    @classmethod
    def _check_seasons(cls, entries: tuple[SeasonEntry, ...]) -> tuple[SeasonEntry, ...]:
        refuse_overlaps(entry.season() for entry in entries)
        return entries

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
    if problems:
        raise CalendarError(problems)
    return tuple(found)
