"""The command about a log of many tickets."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from tests.commands import run

LOG = """\
ticket,at,type,plan,priority,reason
7,2026-03-06T10:30:00+05:30,opened,starter,P1,
8,2026-03-06T10:30:00+05:30,opened,gold,P1,
7,2026-03-06T11:30:00+05:30,responded,,,
7,2026-03-06T12:30:00+05:30,paused,,,customer
"""
NOW = ("--now", "2026-03-06T13:30:00+05:30", "-m", "wotnot")


@pytest.fixture
def log(tmp_path: Path) -> Path:
    path = tmp_path / "log.csv"
    path.write_text(LOG)
    return path


def rows(path: Path, ticket: Any) -> dict[str, dict[str, Any]]:
    """Return what is said of a ticket, by metric."""
    kinds: dict[str, Callable[[Path], pl.DataFrame]] = {
        ".csv": pl.read_csv,
        ".json": pl.read_json,
        ".parquet": pl.read_parquet,
    }
    found = kinds[path.suffix](path).to_dicts()
    return {row["metric"]: row for row in found if row["ticket"] == ticket}


def test_a_row_for_each_ticket_and_metric(log: Path, tmp_path: Path) -> None:
    out = tmp_path / "states.csv"
    code, text, errors = run("states", log, *NOW, "--out", out)
    assert (code, text) == (1, f"{out}: 2 tickets, 1 without an answer\n")
    assert errors.startswith("ticket 8: events[0] (opened at ")
    found = rows(out, 7)
    assert found["response"]["status"] == "met"
    assert found["resolution"]["status"] == "paused"
    # An hour and an hour went by before the pause, of the ten hours of a business day.
    assert found["resolution"]["elapsed_us"] == 2 * 3_600_000_000
    assert found["resolution"]["percent"] == 20
    # At 13:30 in Kolkata, eight hours are left: until 19:00, and on Monday until 11:30.
    assert found["resolution"]["due_if_resumed"].startswith("2026-03-09T06:00:00")
    assert found["resolution"]["pause_reason"] == "customer"


def test_other_names_one_plan_for_all_and_one_metric(tmp_path: Path) -> None:
    (tmp_path / "log.csv").write_text("id,when,what\n1,2026-03-06 10:30,opened\n")
    out = tmp_path / "states.json"
    names: list[str | Path] = [
        option
        for name in ("ticket=id", "at=when", "type=what", "plan=starter", "priority=P1")
        for option in ("--column", name)
    ]
    code, text, _ = run(
        "states",
        tmp_path / "log.csv",
        *("--now", "2026-03-06T13:30", "--tz", "Asia/Kolkata", "-m", "wotnot"),
        *("--metric", "response", *names, "--out"),
        out,
        "--json",
    )
    assert code == 0
    assert json.loads(text) == {"rows": 1, "failed": 0, "reasons": [], "out": str(out)}
    [(metric, row)] = rows(out, "1").items()
    assert (metric, row["status"]) == ("response", "running")
    assert row["due_at"].startswith("2026-03-06T14:30:00")


def test_parquet_to_parquet_is_the_same(log: Path, tmp_path: Path) -> None:
    source, out = tmp_path / "log.parquet", tmp_path / "states.parquet"
    pl.read_csv(log).sort("ticket", maintain_order=True).write_parquet(source)
    assert run("states", source, *NOW, "--out", out)[0] == 1
    assert rows(out, 7)["resolution"]["percent"] == 20


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("--column", "when=at"), "'when=at' must be NAME=COLUMN, each name once; names: ticket,"),
        (("--column", "at=when"), "unknown column 'when'"),
        (("--metric", "respones"), "unknown metric 'respones'"),
        (("--out", "states.xlsx"), "states.xlsx' must end in one of .csv, .tsv, .json"),
    ],
    ids=["no such name", "no such column", "no such metric", "another kind"],
)
def test_what_cannot_be(
    log: Path, tmp_path: Path, arguments: tuple[str, str], message: str
) -> None:
    out = ("--out", tmp_path / arguments[1]) if arguments[0] == "--out" else arguments
    given = out if arguments[0] == "--out" else (*arguments, "--out", tmp_path / "states.csv")
    code, _, errors = run("states", log, *NOW, *given)
    assert code == 2
    assert message in errors
    assert [path.name for path in tmp_path.iterdir()] == ["log.csv"]


def test_a_row_that_cannot_be_read_is_no_event_less(log: Path, tmp_path: Path) -> None:
    log.write_text(LOG + "7,2026-03-06T12:45:00+05:30\n")
    code, _, errors = run("states", log, *NOW, "--out", tmp_path / "states.csv")
    assert code == 2
    assert "log.csv" in errors
    assert "row 5" in errors
