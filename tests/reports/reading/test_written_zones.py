"""Instants as text, each with the offset that its row was given."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import polars as pl

from slaclock.reports.reading.time_columns import TimeColumn
from slaclock.reports.reading.written_zones import texts_in_zones

AT = datetime(2026, 3, 6, 13, 0, tzinfo=UTC)
COLUMN = TimeColumn(
    "f.csv", "at", ZoneInfo("Europe/Paris"), zone_names={"IST": "Asia/Kolkata"}, nulls=(), words=()
)


def texts(*said: str | None, zone: str | None = None) -> list[str | None]:
    instants = pl.Series([AT] * len(said), dtype=pl.Datetime("us", "UTC"))
    zones = pl.Series(said, dtype=pl.String)
    return texts_in_zones(instants, zones, COLUMN, zone).to_list()


def test_each_row_has_its_own_offset() -> None:
    assert texts("+05:30", "-03:30", "IST", None) == [
        "2026-03-06T18:30:00+05:30",
        "2026-03-06T09:30:00-03:30",
        "2026-03-06T18:30:00+05:30",
        "2026-03-06T14:00:00+01:00",
    ]


def test_one_zone_for_all_if_that_is_asked_for() -> None:
    assert texts("+05:30", None, zone="UTC") == ["2026-03-06T13:00:00+00:00"] * 2


def test_no_instant_is_no_text() -> None:
    instants = pl.Series([None], dtype=pl.Datetime("us", "UTC"))
    assert texts_in_zones(instants, None, COLUMN, None).to_list() == [None]
