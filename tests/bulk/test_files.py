"""Files of tickets: every row comes back, and the new file is whole or not there."""

from __future__ import annotations

import csv
import os
from datetime import UTC, datetime
from pathlib import Path

import polars as pl
import pytest

from slaclock.bulk.files import Columns, answer_file
from slaclock.errors import OutputError, TextError, TicketFileError
from slaclock.zones import get_zone

HEADER = "id,plan,priority,opened_at\n"
ADDED = ["first_response_due", "response_due", "resolution_due", "sla_error"]
FRIDAY = "2026-03-06T18:30:00+05:30"


class TestCsv:
    """Read as `slaclock.reports.row_deadlines` reads it; its tests say how."""

    def rows(self, path: Path) -> list[dict[str, str]]:
        with path.open(encoding="utf-8", newline="") as file:
            return list(csv.DictReader(file))

    def test_columns_or_one_name_for_all(self, tmp_path: Path) -> None:
        path, out = tmp_path / "tickets.csv", tmp_path / "out.csv"
        path.write_text(f"created\n{FRIDAY}\n")
        assert answer_file(path, out, columns=Columns("starter", "P1", "created")) == (1, 0, ())
        assert self.rows(out)[0]["response_due"] == "2026-03-09T12:30:00+05:30"
        answer_file(path, out, columns=Columns("starter", None, "created"))
        assert self.rows(out)[0]["response_due"] == ""

    def test_zone_of_local_times_and_results(self, tmp_path: Path) -> None:
        path, out = tmp_path / "tickets.csv", tmp_path / "out.csv"
        path.write_text(f"{HEADER}7,starter,P1,2026-03-06 18:30\n8,gold,P1,{FRIDAY}\n")
        found = answer_file(path, out, tz=get_zone("Asia/Kolkata"))
        assert self.rows(out)[0]["response_due"] == "2026-03-09T12:30:00+05:30"
        assert found[:2] == (2, 1)
        assert found.reasons[0].startswith("row 2: unknown plan 'gold' in matrix 'wotnot'")

    def test_files_that_cannot_be(self, tmp_path: Path) -> None:
        path = tmp_path / "tickets.csv"
        path.write_text(HEADER)
        with pytest.raises(OutputError, match="is an input; writing would destroy it"):
            answer_file(path, path)
        with pytest.raises(TextError, match="must be a .csv file"):
            answer_file(path, tmp_path / "out.parquet")
        with pytest.raises(TextError, match="must be a .csv file"):
            answer_file(tmp_path / "tickets.txt", tmp_path / "out.txt")
        with pytest.raises(TicketFileError, match="none.csv: cannot be read: No such file"):
            answer_file(tmp_path / "none.csv", tmp_path / "out.csv")
        assert os.listdir(tmp_path) == ["tickets.csv"]


class TestParquet:
    def test_types_are_kept(self, tmp_path: Path) -> None:
        at = datetime(2026, 3, 6, 13, tzinfo=UTC)
        given = pl.DataFrame(
            {
                "id": [7, 8],
                "plan": ["starter", "gold"],
                "priority": ["P1", "P1"],
                "opened_at": pl.Series([at, at]).dt.convert_time_zone("Asia/Kolkata"),
            }
        )
        given.write_parquet(tmp_path / "tickets.parquet")
        summary = answer_file(tmp_path / "tickets.parquet", tmp_path / "out.parquet")
        assert summary.rows, summary.failed == (2, 1)
        assert summary.reasons[0].startswith("row 1: unknown plan 'gold'")
        found = pl.read_parquet(tmp_path / "out.parquet")
        assert found.select(given.columns).equals(given)
        assert found.schema["response_due"] == pl.Datetime("us", "Asia/Kolkata")
        assert found["response_due"].to_list() == [datetime(2026, 3, 9, 7, tzinfo=UTC), None]

    def test_no_rows(self, tmp_path: Path) -> None:
        dtype = pl.Datetime("us", "UTC")
        schema = {"plan": pl.String, "priority": pl.String, "opened_at": dtype}
        pl.DataFrame(schema=schema).write_parquet(tmp_path / "tickets.parquet")
        summary = answer_file(tmp_path / "tickets.parquet", tmp_path / "out.parquet")
        assert summary == (0, 0, ())
        assert pl.read_parquet(tmp_path / "out.parquet").columns == [*schema, *ADDED]

    def test_broken_file_is_named(self, tmp_path: Path) -> None:
        (tmp_path / "tickets.parquet").write_bytes(b"PAR1 nonsense")
        with pytest.raises(TicketFileError, match="tickets.parquet: cannot be read: "):
            answer_file(tmp_path / "tickets.parquet", tmp_path / "out.parquet")
        with pytest.raises(TicketFileError, match="none.parquet: cannot be read: "):
            answer_file(tmp_path / "none.parquet", tmp_path / "out.parquet")
        assert os.listdir(tmp_path) == ["tickets.parquet"]
