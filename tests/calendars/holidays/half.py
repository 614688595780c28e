"""Half days, and a desk that has them."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

from slaclock import Calendar

HALF = {"hours": ["09:00-13:00"]}
UTC = "UTC"


def desk(*holidays: Any, folder: Path = Path(), **changes: Any) -> Calendar:
    data = {"timezone": UTC, "hours": {"mon-fri": ["09:00-17:00"]}, "holidays": holidays}
    return Calendar.model_validate({**data, **changes}, folder=folder)


def open_on(calendar: Calendar, day: str) -> list[str]:
    return [str(hours) for hours in calendar.hours_on(date.fromisoformat(day)).hours]
