"""What the tests of the clock share: a contract, and events on real dates in Kolkata."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from slaclock import Clock, Matrix
from slaclock.clock import ClockState
from slaclock.events import Event, Opened

KOLKATA = ZoneInfo("Asia/Kolkata")
OFFICE = {"mon-fri": ["09:00-19:00"]}
SHORT_FRIDAY = {"mon-thu": ["09:00-19:00"], "fri": ["09:00-13:00"]}


def ist(day: int, hour: int = 0, minute: int = 0, second: int = 0, micros: int = 0) -> datetime:
    """Return an instant of March 2026, in which the 2nd is a Monday."""
    return datetime(2026, 3, day, hour, minute, second, micros, tzinfo=KOLKATA)


def matrix(
    targets: dict[str, dict[str, str]] | None = None,
    *,
    hours: dict[str, list[str]] = OFFICE,
    first_response: str | None = None,
    **changes: Any,
) -> Matrix:
    """Return a contract with one plan, `gold`, and a target of 4 h unless others are given."""
    targets = targets or {"P1": {"response": "1 h", "resolution": "4 h"}}
    return Matrix.model_validate(
        {
            "id": "ours",
            "version": "7",
            "business_day": "full_day",
            "calendars": {
                "office": {"timezone": "Asia/Kolkata", "hours": hours},
                "always": {"timezone": "Asia/Kolkata", "hours": {"mon-sun": ["00:00-24:00"]}},
            },
            "priorities": {priority: {} for priority in targets},
            "plans": {
                "gold": {
                    "calendar": "office",
                    "first_response": first_response,
                    "targets": targets,
                }
            },
            **changes,
        }
    )


def opened(at: datetime, priority: str | None = "P1") -> Opened:
    return Opened(at, "gold", priority)


def ask(terms: Matrix, now: datetime, *log: Event) -> ClockState:
    return Clock(terms, log).at(now)
