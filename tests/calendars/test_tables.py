"""Tables of windows and business days, worked out by hand."""

from __future__ import annotations

import sys
from datetime import date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import duckdb
import polars as pl
import pyarrow as pa
import pytest

from slaclock import Calendar, load_matrix
from slaclock.errors import (
    CoverageError,
    InstantRangeError,
    MissingExtraError,
    NaiveInstantError,
)

KOLKATA = ZoneInfo("Asia/Kolkata")
HOUR = 3_600_000_000


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


class TestWindowsTable:
    def test_windows_with_the_open_time_before_and_the_causes(self, desk: Calendar) -> None:
        found = desk.windows_table(kolkata(23), kolkata(28, 10))
        assert found.rows == (
            (kolkata(23, 9), kolkata(23, 13), 0, date(2026, 1, 23), "night"),
            (kolkata(23, 14), kolkata(23, 19), 4 * HOUR, date(2026, 1, 23), "break"),
            (
                kolkata(27, 10),
                kolkata(27, 11),
                9 * HOUR,
                date(2026, 1, 27),
                "night; weekend; Republic Day",
            ),
            (
                kolkata(28, 9),
                kolkata(28, 10),
                10 * HOUR,
                date(2026, 1, 28),
                'exception "Stocktaking"; night',
            ),
            (kolkata(28, 10), kolkata(28, 10), None, None, None),
        )

    def test_first_window_is_cut_at_the_start(self, desk: Calendar) -> None:
        rows = desk.windows_table(kolkata(23, 10), kolkata(24)).to_rows()
        assert rows[0]["opens_at"] == kolkata(23, 10)
        assert [row["open_us_before"] for row in rows] == [0, 3 * HOUR, None]

    def test_nothing_open_leaves_the_sentinel(self, desk: Calendar) -> None:
        found = desk.windows_table(kolkata(24), kolkata(25))
        assert found.rows == ((kolkata(25), kolkata(25), None, None, "weekend"),)

    def test_combined_calendar(self, desk: Calendar) -> None:
        lunch = Calendar(timezone="Asia/Kolkata", hours={"mon-fri": ["13:00-14:00"]})
        rows = (desk | lunch).windows_table(kolkata(23), kolkata(24)).to_rows()
        assert [row["opens_at"] for row in rows] == [kolkata(23, 9), kolkata(24)]

    def test_what_is_refused(self, desk: Calendar) -> None:
        with pytest.raises(InstantRangeError, match="it must be after start"):
            desk.windows_table(kolkata(23), kolkata(23))
        with pytest.raises(NaiveInstantError):
            desk.windows_table(datetime(2026, 1, 1), kolkata(23))
        holidays = [{"country": "IN", "years": [2025]}]
        other = Calendar(timezone="UTC", hours={"mon": ["09:00-10:00"]}, holidays=holidays)
        with pytest.raises(CoverageError):
            other.windows_table(kolkata(23), kolkata(24))


class TestBusinessDaysTable:
    def test_days_that_are_open(self, desk: Calendar) -> None:
        found = desk.business_days_table(kolkata(23, 15), kolkata(28, 10))
        # Five hours of Friday lie before the start; Wednesday goes on after the end.
        assert found.rows == (
            (0, date(2026, 1, 23), kolkata(23, 9), kolkata(23, 19), -5 * HOUR, 9 * 3600),
            (1, date(2026, 1, 27), kolkata(27, 10), kolkata(27, 11), 4 * HOUR, 3600),
            (2, date(2026, 1, 28), kolkata(28, 9), kolkata(28, 19), 5 * HOUR, 9 * 3600),
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


class TestTargetsTable:
    def test_every_name_of_a_row(self) -> None:
        rows = load_matrix("wotnot").targets_table().to_rows()
        chosen = [row for row in rows if row["plan"] == "starter" and row["metric"] == "resolution"]
        assert {row["priority"] for row in chosen if row["priority_id"] == "P1"} >= {
            "p1",
            "critical",
        }
        first = next(row for row in chosen if row["priority"] == "p1")
        assert first == {
            "plan": "starter",
            "priority": "p1",
            "metric": "resolution",
            "calendar_id": "business",
            "target": "1 BD",
            "open_us": None,
            "business_days": 1,
            "business_day": "full_day",
            "is_strict": False,
            "plan_id": "starter",
            "priority_id": "P1",
        }

    def test_promise_of_the_plan_alone(self) -> None:
        rows = load_matrix("wotnot").targets_table().to_rows()
        [row] = [row for row in rows if row["plan"] == "lite" and row["priority"] is None]
        assert (row["metric"], row["open_us"], row["is_strict"]) == (
            "first_response",
            16 * HOUR,
            True,
        )
