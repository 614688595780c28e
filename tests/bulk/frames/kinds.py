"""Frames of every kind with the same three tickets."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import narwhals as nw
import pandas as pd
import polars as pl
import pyarrow as pa

KOLKATA = ZoneInfo("Asia/Kolkata")
FRIDAY = datetime(2026, 3, 6, 18, 30, tzinfo=KOLKATA)
ROWS: dict[str, list[Any]] = {
    "id": [7, 8, 9],
    "plan": ["starter", "LITE", "enterprise"],
    "priority": ["P1", "p2", "Critical"],
    "opened_at": [FRIDAY, FRIDAY + timedelta(days=1), FRIDAY + timedelta(microseconds=1)],
}


def arrow_table(rows: dict[str, list[Any]]) -> pa.Table:
    table = pa.table(rows)
    place = table.column_names.index("opened_at")
    zoned = table["opened_at"].cast(pa.timestamp("us", "Asia/Kolkata"))
    return table.set_column(place, "opened_at", zoned)


def polars_frame(rows: dict[str, list[Any]]) -> pl.DataFrame:
    dtype = pl.Datetime("us", "Asia/Kolkata")
    return pl.DataFrame(rows, schema_overrides={"opened_at": dtype}, strict=False)


MAKERS = {
    "polars": polars_frame,
    "polars lazy": lambda rows: polars_frame(rows).lazy(),
    "pandas": pd.DataFrame,
    "pyarrow": arrow_table,
}


def columns(frame: Any) -> dict[str, list[Any]]:
    """Return a frame of any kind as lists."""
    frame = frame.collect() if isinstance(frame, pl.LazyFrame) else frame
    given = nw.from_native(frame, eager_only=True)
    found = {name: given[name].to_list() for name in given.columns}
    return {
        name: [None if pd.isna(value) else value for value in values]
        for name, values in found.items()
    }
