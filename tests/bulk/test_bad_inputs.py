"""The bad inputs of the shared list that are about bulk, each under its id."""

from __future__ import annotations

import csv
import os
import signal
import subprocess
import time
from datetime import UTC, datetime
from pathlib import Path

import pandas as pd
import polars as pl
import pytest

from slaclock.bulk import add_deadlines
from slaclock.bulk.files import answer_file
from slaclock.errors import TicketFileError, UnknownNameError
from tests.cases import bad_inputs
from tests.commands import PROGRAM, environment, run

HEADER = "id,plan,priority,opened_at\n"
AT = "2026-03-06T18:30:00+05:30"
GOOD = f"starter,P1,{AT}\n"


def answer(folder: Path, text: str) -> tuple[list[dict[str, str]], str, int]:
    """Return the rows that `slaclock bulk` writes, what it says on standard error, its code."""
    (folder / "tickets.csv").write_text(text, encoding="utf-8")
    ran = run("bulk", "-m", "wotnot", folder / "tickets.csv", "--out", folder / "out.csv")
    if ran.code == 2:
        return [], ran.err, ran.code
    with (folder / "out.csv").open(encoding="utf-8", newline="") as file:
        limit = csv.field_size_limit(1 << 20)
        try:
            return list(csv.DictReader(file)), ran.err, ran.code
        finally:
            csv.field_size_limit(limit)


def one_bad_row(folder: Path) -> None:
    size, bad = 100_000, 57_321
    priorities = ["P1"] * size
    priorities[bad] = "P9"
    at = datetime(2026, 3, 6, 13, tzinfo=UTC)
    frame = pl.DataFrame(
        {
            "id": range(size),
            "plan": ["starter"] * size,
            "priority": priorities,
            "opened_at": [at] * size,
        }
    )
    found = add_deadlines(frame)
    assert found["id"].to_list() == list(range(size))
    assert found.with_row_index().filter(pl.col("sla_error").is_not_null())["index"].to_list() == [
        bad
    ]
    assert found["response_due"].null_count() == 1
    lines = "".join(f"{row},starter,{name},{AT}\n" for row, name in enumerate(priorities))
    rows, said, code = answer(folder, HEADER + lines)
    assert code == 1
    assert [row["id"] for row in rows] == list(map(str, range(size)))
    assert [row["id"] for row in rows if not row["response_due"]] == [str(bad)]
    assert (
        said == f"row {bad + 1}: unknown priority 'P9' in matrix 'wotnot'; priorities: P1, P2, P3\n"
    )


def missing_column(folder: Path) -> None:
    with pytest.raises(UnknownNameError):
        add_deadlines(pl.DataFrame({"plan": ["starter"], "priority": ["P1"]}))
    _, said, code = answer(folder, "id,plan,priority,created\n7,starter,P1,x\n")
    assert code == 2
    assert said.startswith("error: tickets.csv: no column 'opened_at' for opened_at; ")
    assert "columns: 'id', 'plan', 'priority', 'created'\n" in said
    assert not (folder / "out.csv").exists()


def mixed_offsets(folder: Path) -> None:
    times = [AT, "2026-03-06T18:30:00", "2026-03-06T13:00:00Z"]
    rows, _, code = answer(folder, HEADER + "".join(f"1,starter,P1,{at}\n" for at in times))
    assert code == 1
    assert [row["response_due"] for row in rows] == [
        "2026-03-09T12:30:00+05:30",
        "",
        "2026-03-09T07:00:00+00:00",
    ]
    assert "has no offset" in rows[1]["sla_error"]
    values = [datetime.fromisoformat(at) for at in times]
    frame = pd.DataFrame({"opened_at": pd.Series(values, dtype=object)})
    found = add_deadlines(frame, plan="starter", priority="P1")
    assert found["response_due"].isna().tolist() == [False, True, False]


def empty(folder: Path) -> None:
    assert answer(folder, HEADER) == ([], "", 0)
    assert (folder / "out.csv").read_text().startswith("id,plan,priority,opened_at,first_response")
    (folder / "out.csv").unlink()
    _, said, code = answer(folder, "")
    assert (code, said) == (
        2,
        "error: tickets.csv: is empty; not even a header is there\n",
    )
    assert not (folder / "out.csv").exists()
    with pytest.raises(TicketFileError):
        answer_file(folder / "tickets.csv", folder / "out.csv")


def ragged(folder: Path) -> None:
    text = f'{HEADER}1,{GOOD}2,x,{GOOD}3,starter\n"4,{GOOD}5,{GOOD}'
    rows, said, code = answer(folder, text)
    assert code == 1
    assert [row["id"] for row in rows] == ["1", "2", "3", "", "5"]
    assert [bool(row["response_due"]) for row in rows] == [True, False, False, False, True]
    assert [line[:6] for line in said.splitlines()] == ["line 3", "line 4", "line 5"]


def huge_field(folder: Path) -> None:
    rows, said, code = answer(folder, f"{HEADER}1,{GOOD}{'x' * 200_000},{GOOD}3,{GOOD}")
    assert code == 1
    assert [bool(row["response_due"]) for row in rows] == [True, False, True]
    assert rows[1]["sla_error"] == "has a field of 200000 characters; the limit is 131072"
    assert rows[1]["id"] == "x" * 200_000
    assert said.startswith("row 2: ")
    assert len(said) < 1024


def worker_crash(folder: Path) -> None:
    """Killed, it leaves no file of the final name; interrupted, nothing at all."""
    with (folder / "tickets.csv").open("w") as file:
        file.write(HEADER)
        file.writelines(f"{row},{GOOD}" for row in range(400_000))
    command = [
        *PROGRAM,
        "bulk",
        "-m",
        "wotnot",
        str(folder / "tickets.csv"),
        "--out",
        str(folder / "out.csv"),
    ]
    for number in (signal.SIGKILL, signal.SIGINT):
        process = subprocess.Popen(
            command, env=environment(), stdout=subprocess.PIPE, stderr=subprocess.PIPE
        )
        _wait_for_half_a_file(folder)
        process.send_signal(number)
        process.communicate(timeout=30)
        assert process.returncode != 0
        assert not (folder / "out.csv").exists()
        left = [name for name in os.listdir(folder) if name.startswith(".")]
        assert len(left) == (number == signal.SIGKILL)
        for name in left:
            (folder / name).unlink()


def _wait_for_half_a_file(folder: Path) -> None:
    until = time.monotonic() + 30
    while time.monotonic() < until:
        if any(path.stat().st_size for path in folder.glob(".slaclock-*")):
            return
        time.sleep(0.01)
    pytest.fail("nothing was written within half a minute")


CASES = {
    "bk-one-bad-row": one_bad_row,
    "bk-missing-column": missing_column,
    "bk-mixed-offsets": mixed_offsets,
    "bk-empty": empty,
    "bk-ragged": ragged,
    "bk-huge-field": huge_field,
    "bk-worker-crash": worker_crash,
}


@pytest.mark.parametrize("case", CASES.values(), ids=CASES.keys())
def test_bad_input(case: object, tmp_path: Path) -> None:
    assert callable(case)
    case(tmp_path)


def test_no_case_is_missing() -> None:
    assert set(CASES) == {case["id"] for case in bad_inputs("bulk")}
