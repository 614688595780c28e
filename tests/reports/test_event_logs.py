"""The states of the tickets of a log in a file of any kind."""

from __future__ import annotations

import random
from pathlib import Path

import polars as pl
import pytest

from slaclock.bulk import clock_states
from slaclock.errors import TicketFileError
from slaclock.reports import answer_events
from tests.bulk.frames.logs import event_rows
from tests.bulk.random_logs import contract, random_log
from tests.world import at

MATRIX = contract("full_day", "retroactive", "resume")
NOW = at("2025-06-02 12:00")
INSTANTS = ("due_at", "due_if_resumed", "started_at", "completed_at", "next_change")


@pytest.fixture
def log() -> pl.DataFrame:
    """Return the events of 40 tickets, in their order."""
    chance = random.Random(4)
    return event_rows({ticket: random_log(chance) for ticket in range(40)})


@pytest.mark.parametrize("kind", ["csv", "jsonl", "parquet"])
def test_a_file_gives_what_the_frame_gives(kind: str, log: pl.DataFrame, tmp_path: Path) -> None:
    path, whole = tmp_path / f"log.{kind}", clock_states(log, matrix=MATRIX, now=NOW)
    texts = log.with_columns(pl.col("at").dt.strftime("%Y-%m-%dT%H:%M:%S%.f%:z"))
    if kind == "csv":
        texts.write_csv(path)
    elif kind == "jsonl":
        texts.write_ndjson(path)
    else:
        log.write_parquet(path)
    summary = answer_events(path, tmp_path / "states.parquet", matrix=MATRIX, now=NOW)
    found = pl.read_parquet(tmp_path / "states.parquet")
    assert found["ticket"].cast(pl.Int64).to_list() == whole["ticket"].to_list()
    # A reason shows instants in the zone of the log, and texts are in UTC.
    other = ("ticket", "sla_error", *INSTANTS)
    same = [name for name in whole.columns if name not in other]
    assert found.select(same).rows() == whole.select(same).rows()
    assert found["sla_error"].is_null().to_list() == whole["sla_error"].is_null().to_list()
    in_utc = [pl.col(name).dt.timestamp("us") for name in INSTANTS]
    assert found.select(in_utc).rows() == whole.select(in_utc).rows()
    failed = whole.filter(pl.col("sla_error").is_not_null())["ticket"].n_unique()
    assert (summary.rows, summary.failed) == (40, failed)


def test_lengths_of_time_are_whole_numbers_in_text(log: pl.DataFrame, tmp_path: Path) -> None:
    log.write_parquet(tmp_path / "log.parquet")
    answer_events(tmp_path / "log.parquet", tmp_path / "states.csv", matrix=MATRIX, now=NOW)
    found = pl.read_csv(tmp_path / "states.csv")
    whole = clock_states(log, matrix=MATRIX, now=NOW)
    assert found["elapsed_us"].to_list() == whole["elapsed"].dt.total_microseconds().to_list()
    assert {"elapsed", "remaining", "late_by"}.isdisjoint(found.columns)


def test_a_row_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    path = tmp_path / "log.csv"
    path.write_text("ticket,at,type\n1,2026-03-06T10:30Z,opened\n1,2026-03-06T11:30Z\n")
    with pytest.raises(TicketFileError, match="row 2"):
        answer_events(path, tmp_path / "states.csv", matrix=MATRIX, now=NOW)
    assert not (tmp_path / "states.csv").exists()
