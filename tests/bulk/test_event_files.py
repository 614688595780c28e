"""The states of a log in a Parquet file."""

from __future__ import annotations

import random
from pathlib import Path
from typing import Any

import polars as pl
import pyarrow as pa
import pytest

from slaclock.bulk import clock_states, files
from slaclock.bulk.event_files import answer_log
from slaclock.bulk.files import opened_parquet
from slaclock.errors import OutputError, TextError, UnknownNameError
from tests.bulk.frames.logs import event_rows
from tests.bulk.random_logs import contract, random_log
from tests.world import at

MATRIX = contract("full_day", "retroactive", "resume")
NOW = at("2025-06-02 12:00")


@pytest.fixture
def log() -> pl.DataFrame:
    """Return the events of 60 tickets, in their order."""
    chance = random.Random(3)
    return event_rows({ticket: random_log(chance) for ticket in range(60)})


def test_parts_give_what_the_whole_gives(
    log: pl.DataFrame, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(files, "ROWS_OF_PARQUET", 7)
    log.write_parquet(tmp_path / "log.parquet")
    summary = answer_log(
        tmp_path / "log.parquet", tmp_path / "states.parquet", matrix=MATRIX, now=NOW
    )
    whole = clock_states(log, matrix=MATRIX, now=NOW)
    found = pl.read_parquet(tmp_path / "states.parquet")
    assert found.rows() == whole.rows()
    wrong = whole.filter(pl.col("sla_error").is_not_null())["ticket"].unique()
    assert (summary.rows, summary.failed) == (whole["ticket"].n_unique(), len(wrong))
    assert summary.reasons[0].startswith(f"ticket {wrong.min()}: ")


def test_an_empty_log_gives_an_empty_file(log: pl.DataFrame, tmp_path: Path) -> None:
    log.head(0).write_parquet(tmp_path / "log.parquet")
    summary = answer_log(tmp_path / "log.parquet", tmp_path / "out.parquet", matrix=MATRIX, now=NOW)
    assert summary == (0, 0, ())
    assert pl.read_parquet(tmp_path / "out.parquet").columns[:2] == ["ticket", "metric"]


@pytest.mark.parametrize(
    ("change", "arguments", "error", "message"),
    [
        (
            pl.all().reverse(),
            {},
            TextError,
            "is not sorted by ticket: 58 comes after 59",
        ),
        (pl.all(), {"ticket": "id"}, UnknownNameError, "unknown column 'id'"),
        (pl.all(), {"target": "out.csv"}, TextError, "must be a .parquet file"),
        (pl.all(), {"target": "log.parquet"}, OutputError, "is an input"),
    ],
    ids=["not sorted", "no such column", "another kind", "itself"],
)
def test_what_cannot_be_is_refused_and_nothing_left(
    log: pl.DataFrame,
    tmp_path: Path,
    change: Any,
    arguments: dict[str, str],
    error: type[Exception],
    message: str,
) -> None:
    log.select(change).write_parquet(tmp_path / "log.parquet")
    target = tmp_path / arguments.pop("target", "out.parquet")
    with pytest.raises(error) as caught:
        answer_log(tmp_path / "log.parquet", target, matrix=MATRIX, now=NOW, **arguments)
    assert message in str(caught.value)
    assert [path.name for path in tmp_path.iterdir()] == ["log.parquet"]


def test_the_reader_holds_a_small_part_of_a_file_at_a_time(tmp_path: Path) -> None:
    """A long file must not take more memory than a short one."""
    path, chance = tmp_path / "log.parquet", random.Random(5)
    numbers = {name: [chance.getrandbits(60) for _ in range(400_000)] for name in ("ticket", "at")}
    pl.DataFrame(numbers).write_parquet(path, row_group_size=20_000)
    before = pa.total_allocated_bytes()
    kept = [pa.total_allocated_bytes() - before for _ in opened_parquet(path).iter_batches(20_000)]
    assert len(kept) == 20
    assert max(kept) < path.stat().st_size / 3
