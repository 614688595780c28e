"""A contract small enough to see by eye what is in it."""

from __future__ import annotations

import copy
from typing import Any

OFFICE = {"timezone": "Asia/Kolkata", "hours": {"mon-fri": ["09:00-19:00"]}}
ALWAYS = {
    "timezone": "Asia/Kolkata",
    "hours": {"mon-sun": ["00:00-24:00"]},
    "observes_holidays": False,
}
DATA: dict[str, Any] = {
    "id": "ours",
    "business_day": "full_day",
    "calendars": {"office": OFFICE, "always": ALWAYS},
    "priorities": {
        "P1": {"title": "Critical", "meaning": "Down", "aliases": ["urgent", "Sev 1"]},
        "P2": {},
    },
    "plans": {
        "gold": {
            "title": "Gold",
            "aliases": ["vip"],
            "calendar": "office",
            "channels": ["email", "phone"],
            "availability": "Mon-Fri",
            "first_response": "< 2 h",
            "targets": {
                "P1": {
                    "calendar": "always",
                    "response": "1 h",
                    "resolution": "<= 8 h",
                    "next_response": "4 h",
                },
                "P2": {"resolution": "2 BD"},
            },
        },
        "lite": {"calendar": "office"},
    },
    "escalation": [
        {"level": 1, "contact": "Desk"},
        {
            "level": 2,
            "contact": "Manager",
            "at": "50 %",
            "metric": "resolution",
            "plan": "gold",
            "notify": "office",
        },
    ],
    "at_risk": "80 %",
}


def changed(path: str, value: Any) -> dict[str, Any]:
    """Return the data with another value at a path of keys, such as "plans gold calendar"."""
    data = copy.deepcopy(DATA)
    place: Any = data
    *way, last = path.split()
    for key in way:
        place = place[int(key) if key.isdigit() else key]
    place[last] = value
    return data
