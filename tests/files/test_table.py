"""A table: as rows, CSV, Arrow and Parquet."""

from __future__ import annotations

import sys
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import duckdb
import polars as pl
import pyarrow as pa
import pytest

from slaclock import Calendar
from slaclock.errors import (
    MissingExtraError,
)

KOLKATA = ZoneInfo("Asia/Kolkata")


def kolkata(day: int, hour: int = 0) -> datetime:
    """Return an instant of January 2026; the 23rd is a Friday, the 26th Republic Day."""
    return datetime(2026, 1, day, hour, tzinfo=KOLKATA)


@pytest.fixture
def desk() -> Calendar:
    return Calendar(
        timezone="Asia/Kolkata",
        hours={"mon-fri": ["09:00-13:00", "14:00-19:00"]},
        holidays=[{"date": "2026-01-26", "name": "Republic Day"}],
        exceptions={"2026-01-27": {"hours": ["10:00-11:00"], "reason": "Stocktaking"}},
    )


class TestTable:
    def test_csv(self, desk: Calendar, tmp_path: Path) -> None:
        table = desk.windows_table(kolkata(23), kolkata(24))
        text = table.to_csv(tmp_path / "windows.csv")
        assert text == (
            "opens_at,closes_at,open_us_before,business_date,closed_before\n"
            "2026-01-23T03:30:00+00:00,2026-01-23T07:30:00+00:00,0,2026-01-23,night\n"
            "2026-01-23T08:30:00+00:00,2026-01-23T13:30:00+00:00,14400000000,2026-01-23,break\n"
            "2026-01-23T18:30:00+00:00,2026-01-23T18:30:00+00:00,,,night\n"
        )
        assert (tmp_path / "windows.csv").read_bytes() == text.encode()
        assert table.to_csv() == text

    def test_arrow_for_whoever_takes_it(self, desk: Calendar, tmp_path: Path) -> None:
        windows = desk.windows_table(kolkata(23), kolkata(24))
        instant = pl.Datetime("us", "UTC")
        expected = pl.DataFrame(
            windows.to_rows(), schema_overrides={"opens_at": instant, "closes_at": instant}
        )
        windows.to_parquet(tmp_path / "windows.parquet")
        for found in (
            pl.DataFrame(windows),
            pl.DataFrame(pa.table(windows)),
            pl.read_parquet(tmp_path / "windows.parquet"),
        ):
            assert found.equals(expected)
        assert duckdb.sql("SELECT count(*) FROM windows").fetchall() == [(3,)]

    def test_repr_and_length(self, desk: Calendar) -> None:
        table = desk.business_days_table(kolkata(23), kolkata(24))
        assert len(table) == 1
        assert repr(table).startswith("<Table of 1 rows: day_number, business_date,")

    def test_without_pyarrow(self, desk: Calendar, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setitem(sys.modules, "pyarrow", None)
        table = desk.windows_table(kolkata(23), kolkata(24))
        with pytest.raises(MissingExtraError, match=r"pip install 'slaclock\[spark\]'"):
            table.to_arrow()
