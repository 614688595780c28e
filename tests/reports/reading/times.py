"""A column of times, for the tests of reading."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import polars as pl

from slaclock.reports.reading.time_formats import parse_format
from slaclock.reports.reading.times import ReadTimes, TimeColumn, read_times


def read(*values: Any, **declared: Any) -> ReadTimes:
    if formats := declared.pop("formats", ()):
        declared["formats"] = [parse_format(name) for name in formats]
    return read_times(pl.Series("at", values), TimeColumn("file.csv", "at", **declared))


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)
