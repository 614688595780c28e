"""Fields of pydantic models that hold a date or a year."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from pydantic import Field

from slaclock.calendars.holidays.base import parse_date
from slaclock.records import ReadBy

__all__ = ["DateText", "Year"]

DateText = Annotated[
    date,
    ReadBy(parse_date, {"type": "string", "format": "date"}),
]
Year = Annotated[int, Field(ge=1, le=9998)]
