"""How a data file writes hours that change with the date: seasons, rotas and exceptions.

What they mean is in `slaclock.calendars.seasons`; most calendars have none.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Annotated

from pydantic import AfterValidator, BeforeValidator, Field, model_validator

from slaclock.calendars.fields import HOURS_PATTERN, DayHours, WeekHours
from slaclock.calendars.holidays.date_fields import DateText
from slaclock.calendars.hours import week_of
from slaclock.calendars.seasons import Rota, Season, Yearly, parse_bound, refuse_overlaps
from slaclock.records import LineText, ReadBy, Record

__all__ = ["ExceptionEntries", "RotaEntry", "RotaValue", "SeasonEntries", "SeasonEntry"]

MOST_SEASONS = 100
BoundText = Annotated[
    date | Yearly,
    ReadBy(
        parse_bound,
        {"type": "string", "pattern": "^([0-9]{4}-)?[0-9]{2}-[0-9]{2}$", "examples": ["11-01"]},
    ),
]


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
ExceptionEntries = dict[DateText, ExceptionValue]
"""The exceptions of a calendar, by date."""


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


def _apart(entries: tuple[SeasonEntry, ...]) -> tuple[SeasonEntry, ...]:
    refuse_overlaps(entry.season() for entry in entries)
    return entries


SeasonEntries = Annotated[
    tuple[SeasonEntry, ...],
    Field(strict=False, max_length=MOST_SEASONS),
    AfterValidator(_apart),
]
"""The seasons of a calendar; no date lies in two of them."""
RotaValue = RotaEntry | None
"""The rota of a calendar, if it has one."""
