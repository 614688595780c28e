"""Files of tickets: every row comes back, and the new file is whole or not there."""

from __future__ import annotations

import csv
import json
import os
import stat
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from slaclock import compute_deadline
from slaclock.bulk import files
from slaclock.bulk.files import ROWS_AT_ONCE, Columns, answer_file
from slaclock.errors import ArgumentTypeError, OutputError, TextError, UnknownNameError
from slaclock.zones import get_zone
from tests.commands import run

HEADER = "id,plan,priority,opened_at\n"
ADDED = ["first_response_due", "response_due", "resolution_due", "sla_error"]
FRIDAY = "2026-03-06T18:30:00+05:30"


def write(folder: Path, text: str | bytes, name: str = "tickets.csv") -> Path:
    path = folder / name
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    return path


def answered(path: Path, **arguments: Any) -> tuple[list[dict[str, str]], files.Summary]:
    target = path.with_name("out.csv")
    summary = answer_file(path, target, **arguments)
    with target.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) == summary.rows
    assert not list(path.parent.glob(".*"))
    return rows, summary


class TestCsv:
    def test_deadlines_of_every_row(self, tmp_path: Path) -> None:
        path = write(tmp_path, f'{HEADER}7,starter,P1,{FRIDAY}\n"8, b",LITE,critical,{FRIDAY}\n')
        rows, summary = answered(path)
        assert summary == (2, 0, ())
        assert list(rows[0]) == ["id", "plan", "priority", "opened_at", *ADDED]
        due = compute_deadline("starter", "P1", datetime.fromisoformat(FRIDAY))
        assert datetime.fromisoformat(rows[0]["response_due"]) == due.response_due
        assert rows[0]["response_due"] == "2026-03-09T07:00:00+00:00"
        assert rows[1]["id"] == "8, b"

    def test_zone_of_local_times_and_results(self, tmp_path: Path) -> None:
        path = write(tmp_path, f"{HEADER}7,starter,P1,2026-03-06 18:30\n")
        rows, _ = answered(path, tz=get_zone("Asia/Kolkata"))
        assert rows[0]["response_due"] == "2026-03-09T12:30:00+05:30"

    def test_one_plan_and_priority_for_all(self, tmp_path: Path) -> None:
        path = write(tmp_path, f"created\n{FRIDAY}\n")
        rows, _ = answered(path, columns=Columns("starter", "P1", "created"))
        assert rows[0]["response_due"] == "2026-03-09T07:00:00+00:00"
        rows, _ = answered(path, columns=Columns("starter", None, "created"))
        assert rows[0]["response_due"] == ""
        assert rows[0]["first_response_due"] == "2026-03-09T11:00:00+00:00"

    def test_more_than_a_batch(self, tmp_path: Path) -> None:
        size = ROWS_AT_ONCE + 3
        lines = [f"{number},starter,P1,{FRIDAY}\n" for number in range(size)]
        rows, summary = answered(write(tmp_path, HEADER + "".join(lines)))
        assert summary == (size, 0, ())
        assert [row["id"] for row in rows] == list(map(str, range(size)))

    def test_marks_line_ends_and_line_breaks_in_quotes(self, tmp_path: Path) -> None:
        text = f'\ufeff{HEADER.strip()}\r\n"7\nseven",starter,P1,{FRIDAY}\r\n\r\n8,lite,P1,{FRIDAY}'
        rows, summary = answered(write(tmp_path, text))
        assert [row["id"] for row in rows] == ["7\nseven", "8"]
        assert summary.failed == 0

    def test_broken_rows_do_not_shift_the_others(self, tmp_path: Path) -> None:
        good = f"starter,P1,{FRIDAY}\n"
        lines = [
            f"1,{good}",
            f"2,more,{good}",
            "3,starter\n",
            f'"4,{good}',
            f'5"",{good}',
            f'"6" x,{good}',
            f"7,{good}",
        ]
        latin = f"8é,{good}".encode("latin-1")
        raw = (HEADER + "".join(lines)).encode() + latin + f"9,{good}".encode()
        rows, summary = answered(write(tmp_path, raw))
        assert [bool(row["response_due"]) for row in rows] == [
            True, False, False, False, True, False, True, False, True
        ]  # fmt: skip
        assert [row["sla_error"].split(":")[0] for row in rows if row["sla_error"]] == [
            "line 3 has 5 fields, the header has 4",
            "line 4 has 2 fields, the header has 4",
            "line 5 has a quote that is not closed, or text beside a quoted field",
            "line 7 has a quote that is not closed, or text beside a quoted field",
            "line 9 is not UTF-8",
        ]
        assert summary.failed == 5
        assert summary.reasons[0] == "line 3 has 5 fields, the header has 4"

    def test_refused_before_any_work(self, tmp_path: Path) -> None:
        row = f"7,starter,P1,{FRIDAY}\n"
        cases: list[tuple[str, dict[str, Any], type[Exception], str]] = [
            ("", {}, TextError, "'tickets.csv' is empty"),
            (f'"{HEADER}', {}, TextError, "has no usable header"),
            ("id,id\n", {}, TextError, "has two columns of the name 'id'"),
            (f"{HEADER.strip()},sla_error\n", {}, ArgumentTypeError, "'sla_error'"),
            (HEADER + row, {"columns": Columns("pln", None, "opened_at")}, UnknownNameError, "pln"),
            (HEADER + row, {"columns": Columns("plan", "P9", "opened_at")}, UnknownNameError, "P9"),
        ]
        for text, arguments, kind, words in cases:
            path = write(tmp_path, text)
            with pytest.raises(kind, match=words):
                answer_file(path, tmp_path / "out.csv", **arguments)
            assert os.listdir(tmp_path) == ["tickets.csv"]

    def test_files_that_cannot_be(self, tmp_path: Path) -> None:
        path = write(tmp_path, HEADER)
        with pytest.raises(OutputError, match="is an input; writing would destroy it"):
            answer_file(path, path)
        with pytest.raises(TextError, match="must be a .csv file"):
            answer_file(path, tmp_path / "out.parquet")
        with pytest.raises(TextError, match="must be a .csv file"):
            answer_file(write(tmp_path, "", "tickets.txt"), tmp_path / "out.txt")
        with pytest.raises(FileNotFoundError):
            answer_file(tmp_path / "none.csv", tmp_path / "out.csv")
        assert not list(tmp_path.glob(".*"))

    def test_old_file_stays_until_the_new_one_is_whole(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        path, target = write(tmp_path, f"{HEADER}7,starter,P1,{FRIDAY}\n"), tmp_path / "out.csv"
        target.write_text("old")
        target.chmod(0o640)

        def interrupt(*_: object) -> None:
            raise KeyboardInterrupt

        with monkeypatch.context() as patch:
            patch.setattr(files, "due_by_terms", interrupt)
            with pytest.raises(KeyboardInterrupt):
                answer_file(path, target)
        assert target.read_text() == "old"
        assert sorted(os.listdir(tmp_path)) == ["out.csv", "tickets.csv"]
        answer_file(path, target)
        assert target.read_text() != "old"
        assert stat.S_IMODE(target.stat().st_mode) == 0o640


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


class TestCommand:
    def test_all_answered(self, tmp_path: Path) -> None:
        path, target = write(tmp_path, f"{HEADER}7,starter,P1,{FRIDAY}\n"), tmp_path / "out.csv"
        ran = run("bulk", "-m", "wotnot", path, "--out", target)
        assert ran == (0, f"{target}: 1 tickets, 0 without an answer\n", "")

    def test_some_not_answered(self, tmp_path: Path) -> None:
        lines = "".join(f"{number},gold,P1,{FRIDAY}\n" for number in range(7))
        path, target = write(tmp_path, HEADER + lines), tmp_path / "out.csv"
        ran = run("bulk", "-m", "wotnot", path, "--out", target, "--tz", "Asia/Kolkata")
        assert ran.code == 1
        assert ran.out == f"{target}: 7 tickets, 7 without an answer\n"
        assert ran.err.splitlines()[0].startswith(
            "line 2: unknown plan 'gold' in matrix 'wotnot'; plans: lite"
        )
        assert ran.err.splitlines()[-1] == "and 2 more"
        ran = run("bulk", "-m", "wotnot", path, "--out", target, "--json", "--priority", "-")
        assert json.loads(ran.out)["failed"] == 7

    def test_error(self, tmp_path: Path) -> None:
        ran = run("bulk", "-m", "wotnot", write(tmp_path, ""), "--out", tmp_path / "out.csv")
        assert ran.code == 2
        assert ran.err == "error: 'tickets.csv' is empty; its first line must name the columns\n"
