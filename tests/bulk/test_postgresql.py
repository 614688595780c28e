"""PostgreSQL, on a server of its own on this machine (`make postgres`)."""

from __future__ import annotations

import os
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import numpy as np
import polars as pl
import pytest

from slaclock import Matrix
from slaclock.bulk import add_verdicts, sql
from slaclock.calendars.table import Column, Table
from tests.bulk.samples import (
    MEANINGS,
    METRICS,
    calendar,
    contract,
    random_instants,
    random_tickets,
    single_answers,
)
from tests.bulk.test_equal import polars_frame
from tests.bulk.test_sql import END, START

SERVER = os.environ.get("SLACLOCK_POSTGRESQL")
SIZE = int(os.environ.get("SLACLOCK_POSTGRESQL_ROWS", "1000000"))
pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(SERVER is None, reason="no server was started; make postgres"),
]
NAT = np.iinfo(np.int64).min
TICKETS = (
    "id BIGINT, plan TEXT, priority TEXT, opened_at TIMESTAMPTZ, "
    "responded_at TIMESTAMPTZ, resolved_at TIMESTAMPTZ"
)


@pytest.fixture
def cursor() -> Iterator[Any]:
    import psycopg

    with psycopg.connect(SERVER) as connection, connection.cursor() as cursor:
        # Not UTC on purpose: it must not matter.
        cursor.execute("CREATE SCHEMA own; SET search_path = own; SET TimeZone = 'Asia/Kathmandu'")
        yield cursor
        connection.rollback()


def fill(cursor: Any, matrix: Matrix, tickets: pl.DataFrame) -> None:
    cursor.execute(sql.create_tables(matrix))
    cursor.execute(f"CREATE TABLE tickets ({TICKETS})")
    for name, table in sql.sql_tables(matrix, START, END).items():
        copy(cursor, name, table.to_csv())
    copy(cursor, f"tickets ({', '.join(tickets.columns)})", csv_of(tickets))
    cursor.execute("ANALYZE")


def csv_of(tickets: pl.DataFrame) -> str:
    zoned = pl.col(pl.Datetime).dt.strftime("%Y-%m-%dT%H:%M:%S%.6f%z")
    return tickets.with_columns(zoned).write_csv()


def copy(cursor: Any, table: str, text: str) -> None:
    with cursor.copy(f"COPY {table} FROM STDIN (FORMAT csv, HEADER)") as stream:
        stream.write(text)


def micros(values: list[datetime | None]) -> np.ndarray:
    naive = [
        None if value is None else value.astimezone(UTC).replace(tzinfo=None) for value in values
    ]
    return np.array(naive, "datetime64[us]").view(np.int64)


@pytest.mark.parametrize("business_day", MEANINGS)
def test_deadlines_equal_single_calls(cursor: Any, business_day: str) -> None:
    matrix = contract(business_day)
    tickets = random_tickets(SIZE // len(MEANINGS), seed=41)
    fill(cursor, matrix, polars_frame(tickets).with_row_index("id"))
    expected = single_answers(tickets, matrix)
    cursor.execute(sql.deadlines(matrix, dialect="postgresql") + " ORDER BY id")
    rows = cursor.fetchall()
    assert len(rows) == len(tickets["plan"])
    for metric, column in zip(METRICS, list(zip(*rows, strict=True))[1:], strict=True):
        np.testing.assert_array_equal(micros(list(column)), expected[metric], metric)


def test_verdicts_equal_the_frames(cursor: Any) -> None:
    matrix, size = contract("same_time"), 5_000
    hours = pl.Series(np.random.default_rng(1).integers(-1, 200, size))
    tickets = polars_frame(random_tickets(size, seed=42)).with_row_index("id")
    tickets = tickets.with_columns(
        responded_at=pl.when(hours % 3 > 0).then(
            pl.col("opened_at") + pl.duration(hours=hours // 9)
        ),
        resolved_at=pl.when(hours % 5 > 0).then(pl.col("opened_at") + pl.duration(hours=hours)),
    )
    fill(cursor, matrix, tickets)
    done = {"responded_at": "responded_at", "resolved_at": "resolved_at"}
    as_of = datetime(2025, 9, 1, 12, 30, tzinfo=UTC)
    cursor.execute(sql.verdicts(matrix, dialect="postgresql", as_of=as_of, **done) + " ORDER BY id")
    rows = list(zip(*cursor.fetchall(), strict=True))
    expected = add_verdicts(tickets, matrix=matrix, as_of=as_of, **done)
    for place, metric in enumerate(METRICS):
        assert list(rows[2 + 2 * place]) == expected[f"{metric}_verdict"].to_list()


def test_elapsed_equals_single_calls(cursor: Any) -> None:
    cal = calendar("nights")
    start, end = random_instants(5_000, 3), random_instants(5_000, 4)
    columns = (Column("id", "integer"), Column("a", "instant"), Column("b", "instant"))
    stamps = [column.view("datetime64[us]").tolist() for column in (start, end)]
    rows = [
        (row, *(at.replace(tzinfo=UTC) for at in pair))
        for row, pair in enumerate(zip(*stamps, strict=True))
    ]
    fill(cursor, contract("full_day"), polars_frame(random_tickets(1)).with_row_index("id"))
    cursor.execute("CREATE TABLE spans (id BIGINT, a TIMESTAMPTZ, b TIMESTAMPTZ)")
    copy(cursor, "spans", Table(columns, rows).to_csv())
    text = sql.elapsed("a", "b", dialect="postgresql", tickets="spans", calendar="nights")
    cursor.execute(text + " ORDER BY id")
    found = [row[1] for row in cursor.fetchall()]
    assert found == list(map(cal.open_between, start.tolist(), end.tolist()))
