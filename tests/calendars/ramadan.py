"""A desk with other hours in Ramadan."""

from __future__ import annotations

import warnings
from typing import Any

from slaclock import Calendar

RAMADAN = {
    "from": "2026-02-18",
    "to": "2026-03-19",
    "hours": {"sun-thu": ["09:00-15:00"]},
    "reason": "Ramadan",
}
DESK: dict[str, Any] = {
    "timezone": "Asia/Riyadh",
    "hours": {"sun-thu": ["09:00-18:00"], "sat": ["10:00-14:00"]},
    "seasons": [RAMADAN],
    "holidays": [{"date": "2026-02-22", "name": "Founding Day"}],
    "exceptions": {"2026-02-23": ["11:00-12:00"], "2026-02-22": ["08:00-09:00"]},
}


def calendar(**changes: Any) -> Calendar:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return Calendar.model_validate({**DESK, **changes})


PLAIN = {"timezone": "Asia/Kolkata", "hours": {"mon-fri": ["09:00-19:00"]}}
