"""Fields of pydantic models that a calendar is written with: zones, weekdays, hours."""

from __future__ import annotations

from typing import Annotated

from pydantic import AfterValidator, Field

from slaclock.calendars.hours import (
    WEEKDAYS,
    Hours,
    in_order,
    parse_hours,
    parse_weekdays,
    week_of,
)
from slaclock.records import ReadBy
from slaclock.zones import get_zone

__all__ = ["HOURS_PATTERN", "DayHours", "HoursText", "WeekHours", "WeekdaysKey", "ZoneName"]

HOURS_PATTERN = r"^[0-9]{2}:[0-9]{2}(:[0-9]{2})?-[0-9]{2}:[0-9]{2}(:[0-9]{2})?$"
_DAY = "|".join("".join(f"[{char.upper()}{char}]" for char in day) for day in WEEKDAYS)
_DAYS_PATTERN = rf"^\s*({_DAY})[A-Za-z]*(\s*[-,]\s*({_DAY})[A-Za-z]*)*\s*$"
"""A loose pattern for weekday keys in any case, for which JSON Schema has no flag."""


def _zone_name(value: object) -> str:
    return get_zone(value).key


def _weekdays_key(value: object) -> str:
    parse_weekdays(value)
    return str(value)


def _each_weekday_once(hours: dict[str, tuple[Hours, ...]]) -> dict[str, tuple[Hours, ...]]:
    week_of(hours)
    return hours


ZoneName = Annotated[
    str,
    ReadBy(_zone_name, {"type": "string", "examples": ["Asia/Kolkata", "Europe/Paris", "UTC"]}),
]
HoursText = Annotated[
    Hours,
    ReadBy(parse_hours, {"type": "string", "pattern": HOURS_PATTERN, "examples": ["09:00-17:00"]}),
]
DayHours = Annotated[tuple[HoursText, ...], Field(strict=False), AfterValidator(in_order)]
WeekdaysKey = Annotated[
    str,
    ReadBy(_weekdays_key, {"type": "string", "pattern": _DAYS_PATTERN}),
]
WeekHours = Annotated[
    dict[WeekdaysKey, DayHours],
    AfterValidator(_each_weekday_once),
    Field(json_schema_extra={"additionalProperties": False}),
]
