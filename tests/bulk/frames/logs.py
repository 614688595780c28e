"""Logs of a few tickets, as rows of a frame."""

from __future__ import annotations

from datetime import UTC
from typing import Any

import pandas as pd
import polars as pl
import pyarrow as pa

from slaclock import events
from tests.world import at, contract

SLA = contract({"response": "4 h", "resolution": "8 h"}, at_risk="50 %")
LOGS: dict[Any, list[events.Event]] = {
    "a": [
        events.Opened(at("2026-03-06 10:00"), "gold", "P1"),
        events.Responded(at("2026-03-06 11:00")),
        events.Paused(at("2026-03-06 12:00"), "customer"),
    ],
    "b": [
        events.Opened(at("2026-03-06 09:00"), "gold", "P1"),
        events.Resolved(at("2026-03-06 18:30")),
    ],
    "c": [events.Opened(at("2026-03-06 09:00"), "silver", "P1")],
}
NOW = at("2026-03-06 18:00")


def event_rows(logs: dict[Any, list[events.Event]], zone: str = "Asia/Kolkata") -> pl.DataFrame:
    """Return the events of logs as rows, shuffled by ticket."""
    rows = [
        {
            "ticket": ticket,
            "at": event.at.astimezone(UTC),
            "type": event.type,
            **{name: getattr(event, name, None) for name in ("plan", "priority", "reason", "name")},
        }
        for ticket, log in logs.items()
        for event in log
    ]
    frame = pl.DataFrame(rows, infer_schema_length=None)
    return frame.with_columns(pl.col("at").dt.convert_time_zone(zone))


def cells(frame: Any) -> dict[str, list[Any]]:
    """Return the columns of a frame of any kind as lists; what is missing as None."""
    if isinstance(frame, pl.DataFrame | pa.Table):
        frame = frame if isinstance(frame, pa.Table) else frame.to_arrow()
        return dict(frame.to_pydict())
    return {
        name: [None if pd.isna(value) else value for value in frame[name].tolist()]
        for name in frame.columns
    }
