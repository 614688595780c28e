"""The command about a whole file of tickets."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path

import polars as pl

from tests.commands import run

HEADER = "id,plan,priority,opened_at\n"
FRIDAY = "2026-03-06T18:30:00+05:30"


def write(folder: Path, text: str | bytes, name: str = "tickets.csv") -> Path:
    path = folder / name
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    return path


class TestBulk:
    def test_all_answered(self, tmp_path: Path) -> None:
        path, target = write(tmp_path, f"{HEADER}7,starter,P1,{FRIDAY}\n"), tmp_path / "out.csv"
        ran = run("bulk", "-m", "wotnot", path, "--out", target)
        told = f"{target}: 1 row, 0 without an answer\nread opened_at as iso: 1 value\n"
        assert ran == (0, told, "")

    def test_some_not_answered(self, tmp_path: Path) -> None:
        lines = "".join(f"{number},gold,P1,{FRIDAY}\n" for number in range(7))
        path, target = write(tmp_path, HEADER + lines), tmp_path / "out.csv"
        ran = run("bulk", "-m", "wotnot", path, "--out", target, "--tz", "Asia/Kolkata")
        assert ran.code == 1
        assert ran.out.startswith(f"{target}: 7 rows, 7 without an answer\n")
        assert ran.err.splitlines()[0].startswith(
            "row 1: unknown plan 'gold' in matrix 'wotnot'; plans: lite"
        )
        assert ran.err.splitlines()[-1] == "and 2 more"
        ran = run("bulk", "-m", "wotnot", path, "--out", target, "--json", "--priority", "-")
        assert json.loads(ran.out)["failed"] == 7

    def test_options_of_reading(self, tmp_path: Path) -> None:
        path = write(tmp_path, "When|Urgency\n04/05/2026 10:00 IST|high\n")
        target = tmp_path / "out.jsonl"
        ran = run(
            *("bulk", path, "-m", "wotnot", "--out", target, "--opened-at", "When"),
            *("--map", "priority=Urgency", "--value", "priority:high=P1", "--plan", "starter"),
            *("--zone", "IST=Asia/Kolkata", "--dates", "day-first"),
        )
        assert ran.code == 0, ran.err
        assert json.loads(target.read_text())["response_due"] == "2026-05-04T14:00:00+05:30"

    def test_parquet_is_answered_part_by_part(self, tmp_path: Path) -> None:
        at = datetime(2026, 3, 6, 13, tzinfo=UTC)
        path, target = tmp_path / "t.parquet", tmp_path / "out.parquet"
        pl.DataFrame({"made": [at], "plan": ["starter"]}).write_parquet(path)
        ran = run(
            *("bulk", path, "-m", "wotnot", "-o", target),
            *("--opened-at", "made", "--priority", "P1"),
        )
        assert ran == (0, f"{target}: 1 row, 0 without an answer\n", "")
        due = pl.read_parquet(target)["response_due"].to_list()
        assert due == [datetime(2026, 3, 9, 7, tzinfo=UTC)]

    def test_error_names_the_file(self, tmp_path: Path) -> None:
        for name, content in (("tickets.csv", b""), ("t.parquet", b"PAR1"), ("t.xlsx", b"PK\3\4")):
            path = write(tmp_path, content, name)
            ran = run(
                "bulk",
                "-m",
                "wotnot",
                path,
                "--out",
                tmp_path / f"out{path.suffix.replace('xlsx', 'csv')}",
            )
            assert ran.code == 2
            assert ran.err.startswith(f"error: {name}: ")
            assert len(ran.err.splitlines()) == 1
