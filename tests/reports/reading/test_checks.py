"""What no row shows alone: tickets that stand in several rows."""

from __future__ import annotations

from pathlib import Path

import polars as pl

from tests.reports.reading.files import DAY, LATER, listed, read

HEADER = "ticket_id,opened_at,resolved_at,status\n"


class TestDuplicates:
    ROWS = f"1,{DAY},,\n2,{DAY},,\n1,{DAY},{LATER},\n"

    def test_first_row_counts(self, tmp_path: Path) -> None:
        found = read(tmp_path, HEADER + self.ROWS)
        assert found.frame["resolved_at"].to_list() == [None, None]
        assert listed(found) == [
            (
                3,
                "duplicate",
                "the ticket stands in row 1 already, with another value of resolved_at",
            )
        ]
        assert found.notes == (
            (
                "1 row of tickets that stand in several rows; the first row of each counts; "
                "--duplicates last takes the last"
            ),
        )

    def test_last_row_counts(self, tmp_path: Path) -> None:
        found = read(tmp_path, HEADER + self.ROWS, duplicates="last")
        assert found.frame.filter(pl.col("resolved_at").is_not_null())["ticket_id"].to_list() == [
            "1"
        ]
        assert [(row, kind) for row, kind, _ in listed(found)] == [(1, "duplicate")]
