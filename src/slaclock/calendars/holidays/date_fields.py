"""Fields of pydantic models that hold a date or a year."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from pydantic import Field, PlainSerializer, PlainValidator, WithJsonSchema

from slaclock.calendars.holidays.base import parse_date

__all__ = ["DateText", "Year"]

DateText = Annotated[
    date,
    PlainValidator(parse_date),
    PlainSerializer(str),
    WithJsonSchema({"type": "string", "format": "date"}),
]
Year = Annotated[int, Field(ge=1, le=9998)]
