"""Tickets on the plan starter, for verdicts that can be read off its hours."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import polars as pl

from slaclock.bulk import add_verdicts

KOLKATA = ZoneInfo("Asia/Kolkata")
HOUR = timedelta(hours=1)
FRIDAY = datetime(2026, 3, 6, 17, 0, tzinfo=KOLKATA)  # starter P1: 4 h, first response < 8 h, 1 BD
MONDAY = datetime(2026, 3, 9, 9, 0, tzinfo=KOLKATA)


def frame(**columns: Any) -> pl.DataFrame:
    size = max(len(column) for column in columns.values())
    rows: dict[str, Any] = {
        "plan": ["starter"] * size,
        "priority": ["P1"] * size,
        "opened_at": [FRIDAY] * size,
    }
    return pl.DataFrame(rows | columns, strict=False)


def verdicts(given: Any, metric: str = "response", **arguments: Any) -> list[str | None]:
    found = add_verdicts(given, responded_at="responded_at", **arguments)
    assert found["sla_error"].null_count() == len(found), found["sla_error"].to_list()
    return found[f"{metric}_verdict"].to_list()
