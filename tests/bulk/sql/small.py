"""A contract of which every row of its tables can be read off."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from slaclock import Matrix, MatrixHistory
from slaclock.bulk import sql

START, END = datetime(2026, 3, 2, tzinfo=UTC), datetime(2026, 3, 9, tzinfo=UTC)
DATA: dict[str, Any] = {
    "id": "desk",
    "version": "1",
    "business_day": "full_day",
    "pauses": ["resolution"],
    "calendars": {
        "desk": {"timezone": "UTC", "hours": {"mon-thu": ["09:00-17:00"], "fri": ["09:00-13:00"]}},
        "same": {"timezone": "UTC", "hours": {"mon-thu": ["09:00-17:00"], "fri": ["09:00-13:00"]}},
    },
    "priorities": {"P1": {"title": "Urgent", "aliases": ["1"]}},
    "plans": {
        "gold": {
            "title": "Gold",
            "calendar": "desk",
            "first_response": "< 2 h",
            "targets": {"P1": {"response": "2 h", "resolution": "1 BD"}},
        },
        "silver": {"calendar": "same", "targets": {"P1": {"resolution": "1 BD"}}},
    },
}


def matrix(**changes: Any) -> Matrix:
    return Matrix.model_validate({**DATA, **changes})


def rows(name: str, given: Matrix | MatrixHistory | None = None) -> list[dict[str, Any]]:
    return sql.answer_tables(given or matrix(), START, END)[name].to_rows()
