"""Contracts over time in bulk: the version in force when each ticket was opened holds for it."""

from __future__ import annotations

from datetime import UTC, timedelta
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from slaclock import MatrixHistory, compute_deadline
from slaclock.bulk import add_deadlines
from slaclock.bulk.files import Columns, answer_file
from slaclock.errors import HistoryError, RowError, UnknownNameError
from tests.world import KOLKATA, at, contract_data

OLD = contract_data({"resolution": "8 h"}, version="1", effective_from="2026-01-01")
NEW = contract_data({"resolution": "2 h"}, version="2", effective_from="2026-03-09")
NEW["plans"]["silver"] = NEW["plans"]["gold"]
# In the last version the plan is in another zone, so that it begins at another instant.
LAST = contract_data({"resolution": "1 h"}, version="3", effective_from="2026-04-06")
LAST["calendars"]["desk"] = {"timezone": "America/New_York", "hours": {"mon-fri": ["09:00-17:00"]}}
OPENED = [
    at("2025-12-31 23:59"),
    at("2026-01-01 00:00"),
    at("2026-03-08 23:59"),
    at("2026-03-09 00:00"),
    at("2026-04-06 00:00"),
    at("2026-04-06 09:29"),
    at("2026-04-06 09:30"),
]


@pytest.fixture
def history() -> MatrixHistory:
    from slaclock import Matrix

    return MatrixHistory([Matrix.model_validate(data) for data in (OLD, NEW, LAST)])


def tickets(plan: str = "gold") -> pl.DataFrame:
    """Return a ticket for each opening."""
    frame = pl.DataFrame({"plan": [plan] * len(OPENED), "opened_at": OPENED})
    return frame.with_columns(pl.col("opened_at").dt.convert_time_zone("Asia/Kolkata"))


def expected(history: MatrixHistory, plan: str = "gold") -> list[Any]:
    """Return the deadlines of single calls; None where there is no version."""
    found = []
    for opened in OPENED:
        try:
            found.append(compute_deadline(plan, "P1", opened, matrix=history)["resolution"].due_at)
        except (HistoryError, UnknownNameError):
            found.append(None)
    return found


def test_frames_give_the_answers_of_single_calls(history: MatrixHistory) -> None:
    found = add_deadlines(tickets(), priority="P1", matrix=history)
    due = found["resolution_due"].to_list()
    assert due == expected(history)
    assert due[2:4] == [at("2026-03-09 17:00"), at("2026-03-09 11:00")]
    # Version 2 ends at midnight in Kolkata; version 3 begins at midnight in New York.
    assert due[4:] == [None, None, at("2026-04-06 19:30")]
    reasons = found["sla_error"].to_list()
    assert [reason is None for reason in reasons] == [False, True, True, True, False, False, True]
    assert reasons[0].startswith("no version of 'ours' was in force when it was opened; versions: ")


def test_a_plan_that_only_some_versions_have(history: MatrixHistory) -> None:
    found = add_deadlines(tickets("silver"), priority="P1", matrix=history)
    assert found["resolution_due"].to_list() == expected(history, "silver")
    assert [reason is None for reason in found["sla_error"]] == [
        due is not None for due in found["resolution_due"]
    ]


def test_one_plan_for_all_rows(history: MatrixHistory) -> None:
    given = tickets().drop("plan")
    found = add_deadlines(given, plan="gold", priority="P1", matrix=history)
    assert found["resolution_due"].to_list() == expected(history)
    with pytest.raises(UnknownNameError, match="unknown column or plan 'golden'"):
        add_deadlines(given, plan="golden", priority="P1", matrix=history)


def test_a_lazy_frame_streams(history: MatrixHistory, tmp_path: Path) -> None:
    tickets().write_parquet(tmp_path / "tickets.parquet")
    lazy = pl.scan_parquet(tmp_path / "tickets.parquet")
    add_deadlines(lazy, priority="P1", matrix=history).sink_parquet(tmp_path / "due.parquet")
    found = pl.read_parquet(tmp_path / "due.parquet")
    assert found["resolution_due"].to_list() == expected(history)


def test_a_lazy_frame_raises_with_the_number_in_the_whole_frame(history: MatrixHistory) -> None:
    lazy = pl.concat([tickets()[1:4]] * 3 + [tickets()]).lazy()
    with pytest.raises(Exception, match="row 9: no version") as caught:
        add_deadlines(lazy, priority="P1", matrix=history, errors="raise").collect()
    assert isinstance(caught.value, RowError) or "RowError" in str(caught.value)


@pytest.mark.parametrize("kind", ["csv", "parquet"])
def test_files(kind: str, history: MatrixHistory, tmp_path: Path) -> None:
    source, target = tmp_path / f"tickets.{kind}", tmp_path / f"due.{kind}"
    if kind == "csv":
        texts = [opened.isoformat() for opened in OPENED]
        pl.DataFrame({"plan": ["gold"] * len(texts), "opened_at": texts}).write_csv(source)
    else:
        tickets().write_parquet(source)
    summary = answer_file(
        source, target, columns=Columns("plan", "P1", "opened_at"), matrix=history, tz=KOLKATA
    )
    assert (summary.rows, summary.failed) == (7, 3)
    assert "no version of 'ours' was in force" in summary.reasons[0]
    found = pl.read_csv(target, try_parse_dates=True) if kind == "csv" else pl.read_parquet(target)
    due = [value and value.astimezone(UTC) for value in found["resolution_due"]]
    assert due == [value and value.astimezone(UTC) for value in expected(history)]
    assert due[1] - OPENED[1] > timedelta(hours=8)
