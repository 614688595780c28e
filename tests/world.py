"""The world most tests share: a zone, instants in it, and a small contract."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from slaclock import Matrix

KOLKATA = ZoneInfo("Asia/Kolkata")
DESK = {"timezone": "Asia/Kolkata", "hours": {"mon-fri": ["09:00-19:00"]}}


def at(text: str, zone: ZoneInfo = KOLKATA) -> datetime:
    """Return the instant at which clocks in *zone* show *text*.

    >>> print(at("2026-03-06 18:30"), at("2026-03-06").isoformat())
    2026-03-06 18:30:00+05:30 2026-03-06T00:00:00+05:30
    """
    return datetime.fromisoformat(text).replace(tzinfo=zone)


def contract_data(targets: dict[str, Any] | None = None, **changes: Any) -> dict[str, Any]:
    """Return a contract as plain data: one plan `gold`, one priority `P1`, hours 9 to 7 in India.

    Args:
        targets: What P1 is promised; default: response in 4 h, resolution in 1 BD.
        changes: Keys of the whole contract, in place of those here.
    """
    promised = {"response": "4 h", "resolution": "1 BD"} if targets is None else targets
    plain: dict[str, Any] = {
        "id": "ours",
        "business_day": "full_day",
        "calendars": {"desk": DESK},
        "priorities": {"P1": {}},
        "plans": {"gold": {"calendar": "desk", "targets": {"P1": promised}}},
    }
    return {**plain, **changes}


def contract(targets: dict[str, Any] | None = None, **changes: Any) -> Matrix:
    """Return the contract of `contract_data`."""
    return Matrix.model_validate(contract_data(targets, **changes))
