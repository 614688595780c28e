"""Spark, in a session of its own on this machine; needs pyspark and Java (`make spark`)."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
import pytest

from slaclock import Matrix, MatrixHistory
from slaclock.bulk import sql
from slaclock.errors import ArgumentTypeError, UnknownNameError
from slaclock.instants import to_micros
from tests.bulk.samples import MEANINGS, METRICS, contract, random_tickets, single_answers
from tests.bulk.sql import cases
from tests.bulk.sql.tickets import END, START
from tests.bulk.test_equal import micros, polars_frame
from tests.bulk.test_history import LAST, NEW, OLD, OPENED, expected
from tests.world import at, contract_data

pyspark = pytest.importorskip("pyspark", reason="pyspark is not installed; make spark")
pytestmark = [
    pytest.mark.slow,
    pytest.mark.filterwarnings("ignore:PySpark does not yet fully support pandas"),
]
SIZE = int(os.environ.get("SLACLOCK_SPARK_ROWS", "1000000"))


@pytest.fixture(scope="module")
def spark() -> Iterator[Any]:
    from pyspark.sql import SparkSession

    os.environ["PYSPARK_PYTHON"] = sys.executable
    session = (
        SparkSession.builder.master("local[2]")
        .config("spark.driver.bindAddress", "127.0.0.1")
        .config("spark.driver.host", "127.0.0.1")
        .config("spark.driver.memory", "4g")
        .config("spark.ui.enabled", "false")
        .config("spark.sql.shuffle.partitions", "4")
        # Not UTC on purpose: it must not matter.
        .config("spark.sql.session.timeZone", "America/New_York")
        .getOrCreate()
    )
    yield session
    session.stop()


@pytest.fixture(scope="module", params=MEANINGS)
def case(request: pytest.FixtureRequest) -> tuple[Any, pl.DataFrame, dict[str, Any]]:
    """A quarter of the tickets under each meaning of a business day, with their answers."""
    matrix = contract(request.param)
    tickets = random_tickets(SIZE // len(MEANINGS), seed=31)
    return matrix, polars_frame(tickets).with_row_index("id"), single_answers(tickets, matrix)


def check(frame: Any, folder: Path, expected: dict[str, Any]) -> None:
    frame.write.parquet(str(folder / "found"))
    found = pl.read_parquet(folder / "found" / "*.parquet").sort("id")
    assert len(found) == len(expected["resolution"])
    for metric in METRICS:
        np.testing.assert_array_equal(micros(found[f"{metric}_due"]), expected[metric], metric)


def test_frames_equal_single_calls(spark: Any, case: Any, tmp_path: Path) -> None:
    from slaclock.bulk.spark import add_deadlines

    matrix, tickets, expected = case
    tickets.write_parquet(tmp_path / "tickets.parquet")
    given = spark.read.parquet(str(tmp_path / "tickets.parquet"))
    found = add_deadlines(given, matrix=matrix)
    assert found.columns == [*given.columns, *(f"{metric}_due" for metric in METRICS), "sla_error"]
    check(found, tmp_path, expected)


def test_sql_equals_single_calls(spark: Any, case: Any, tmp_path: Path) -> None:
    matrix, tickets, expected = case
    tables = {**sql.answer_tables(matrix, START, END), "tickets": tickets.to_arrow()}
    for name, table in tables.items():
        path = str(tmp_path / f"{name}.parquet")
        pl.DataFrame(table).write_parquet(path)
        spark.read.parquet(path).createOrReplaceTempView(name)
    check(spark.sql(sql.deadlines(matrix, dialect="spark")), tmp_path, expected)


@pytest.mark.parametrize("as_of", [cases.NOW, None], ids=["asked in April", "asked at no time"])
@pytest.mark.parametrize("business_day", MEANINGS)
def test_sql_pauses_equal_the_clock(
    spark: Any, business_day: str, as_of: datetime | None, tmp_path: Path
) -> None:
    matrix = cases.paused_contract(business_day)
    tickets = cases.random_tickets(matrix, 1_000, seed=8)
    answers = sql.answer_tables(matrix, cases.START, cases.END)
    for name, table in {**answers, **cases.tables_of(tickets)}.items():
        table.to_parquet(tmp_path / f"{name}.parquet")
        spark.read.parquet(str(tmp_path / f"{name}.parquet")).createOrReplaceTempView(name)

    def run(text: str) -> list[dict[str, Any]]:
        # Through a file: Spark shows instants to Python in the zone of the machine.
        spark.sql(text).write.mode("overwrite").parquet(str(tmp_path / "found"))
        found = pl.read_parquet(tmp_path / "found" / "*.parquet")
        return found.with_columns(pl.col(pl.Datetime).dt.timestamp("us")).to_dicts()

    counts = cases.check(run, matrix, tickets, "spark", as_of)
    assert counts["answered"] > counts["not answered"]


def test_sql_elapsed_runs(spark: Any, tmp_path: Path) -> None:
    at = datetime(2025, 3, 3, 6, tzinfo=UTC)
    columns = "id long, opened_at timestamp, resolved_at timestamp"
    spark.createDataFrame([(1, at, None)], columns).createOrReplaceTempView("tickets")
    for name, table in sql.answer_tables(contract("full_day"), START, END).items():
        table.to_parquet(tmp_path / f"{name}.parquet")
        spark.read.parquet(str(tmp_path / f"{name}.parquet")).createOrReplaceTempView(name)
    text = sql.elapsed("opened_at", "resolved_at", dialect="spark", calendar="office")
    [row] = spark.sql(text).collect()
    assert (row.elapsed_us, row.sla_reason) == (None, "an instant is missing")


@pytest.mark.parametrize("way", ["frames", "sql"])
def test_contracts_over_time_equal_single_calls(spark: Any, way: str, tmp_path: Path) -> None:
    """The version in force at each opening holds, also where the next begins in another zone."""
    history = MatrixHistory([Matrix.model_validate(data) for data in (OLD, NEW, LAST)])
    tickets = [(number, "gold", "P1", opened) for number, opened in enumerate(OPENED)]
    columns = "id long, plan string, priority string, opened_at timestamp"
    given = spark.createDataFrame(tickets, columns)
    if way == "frames":
        from slaclock.bulk.spark import add_deadlines

        found = add_deadlines(given, matrix=history)
        reason = found.filter("id = 0").collect()[0].sla_error
        assert reason.startswith("no version of 'ours' was in force when it was opened")
    else:
        given.createOrReplaceTempView("tickets")
        years = at("2025-12-01 00:00"), at("2026-06-01 00:00")
        for name, table in sql.answer_tables(history, *years).items():
            table.to_parquet(tmp_path / f"{name}.parquet")
            spark.read.parquet(str(tmp_path / f"{name}.parquet")).createOrReplaceTempView(name)
        found = spark.sql(sql.deadlines(history, dialect="spark"))
    found.write.parquet(str(tmp_path / "found"))
    rows = pl.read_parquet(tmp_path / "found" / "*.parquet").sort("id")
    due = [None if due is None else to_micros(due) for due in expected(history)]
    assert rows["resolution_due"].dt.timestamp("us").to_list() == due


def test_rules_choose_the_plan_as_in_frames(spark: Any) -> None:
    from slaclock.bulk.spark import add_deadlines

    data = contract_data({"resolution": "8 h"})
    data["plans"]["quick"] = {**data["plans"]["gold"], "targets": {"P1": {"resolution": "1 h"}}}
    data["choose"] = [
        {"when": {"organisation": ["acme"]}, "plan": "quick", "priority": "P1"},
        {"when": {}, "plan": "gold", "priority": "P1"},
    ]
    opened = at("2026-03-09 09:00")
    columns = "Customer string, opened_at timestamp"
    given = spark.createDataFrame([("acme", opened), ("hooli", opened)], columns)
    matrix = Matrix.model_validate(data)
    rows = add_deadlines(given, matrix=matrix, fields={"organisation": "Customer"}).collect()
    due = [to_micros(row.resolution_due.astimezone(UTC)) for row in rows]
    assert due == [to_micros(at("2026-03-09 10:00")), to_micros(at("2026-03-09 17:00"))]
    with pytest.raises(UnknownNameError, match="unknown field 'organization'"):
        add_deadlines(given, matrix=matrix, fields={"organization": "Customer"})


def test_rows_without_answer_and_constants(spark: Any) -> None:
    from slaclock.bulk.spark import add_deadlines

    at = datetime(2026, 3, 6, 13, tzinfo=UTC)
    frame = spark.createDataFrame(
        [("P1", at), ("P9", at), (None, at)], "priority string, opened_at timestamp"
    )
    rows = add_deadlines(frame, plan="starter").collect()
    assert [row.response_due is None for row in rows] == [False, True, True]
    assert rows[0].response_due.timestamp() == datetime(2026, 3, 9, 7, tzinfo=UTC).timestamp()
    assert "unknown priority 'P9'" in rows[1].sla_error
    with pytest.raises(UnknownNameError, match="unknown column or plan 'gold' in matrix 'wotnot'"):
        add_deadlines(frame, plan="gold")
    with pytest.raises(UnknownNameError, match="unknown column 'opened'"):
        add_deadlines(frame, plan="starter", opened_at="opened")
    with pytest.raises(ArgumentTypeError, match="priority must be a column of timestamps"):
        add_deadlines(frame, plan="starter", opened_at="priority")
    with pytest.raises(ArgumentTypeError, match="'sla_error'"):
        add_deadlines(frame.withColumnRenamed("priority", "sla_error"), plan="lite", priority=None)
