"""PostgreSQL, on a server of its own on this machine (`make postgres`)."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import Any

import numpy as np
import pytest

from slaclock import Matrix
from slaclock.bulk import sql
from slaclock.calendars.table import Column, Table
from slaclock.instants import from_micros, to_micros
from tests.bulk.samples import (
    MEANINGS,
    METRICS,
    calendar,
    contract,
    random_instants,
    random_tickets,
    single_answers,
)
from tests.bulk.sql import cases
from tests.bulk.sql.test_query import NAT, table_of
from tests.bulk.sql.tickets import END, START, table

SERVER = os.environ.get("SLACLOCK_POSTGRESQL")
SIZE = int(os.environ.get("SLACLOCK_POSTGRESQL_ROWS", "1000000"))
pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(SERVER is None, reason="no server was started; make postgres"),
]
TYPES = {"integer": "BIGINT", "text": "TEXT", "instant": "TIMESTAMPTZ"}


@pytest.fixture
def cursor() -> Iterator[Any]:
    import psycopg

    with psycopg.connect(SERVER) as connection, connection.cursor() as cursor:
        # Not UTC on purpose: it must not matter.
        cursor.execute("CREATE SCHEMA own; SET search_path = own; SET TimeZone = 'Asia/Kathmandu'")
        yield cursor
        connection.rollback()


def fill(cursor: Any, matrix: Matrix, answers: Mapping[str, Table], **tables: Table) -> None:
    """Make and fill the tables of a contract, and some others."""
    cursor.execute(sql.create_tables(matrix))
    for name, rows in tables.items():
        columns = ", ".join(f"{column.name} {TYPES[column.kind]}" for column in rows.columns)
        cursor.execute(f"CREATE TABLE {name} ({columns})")
    for name, rows in {**answers, **tables}.items():
        with cursor.copy(f"COPY {name} FROM STDIN (FORMAT csv, HEADER)") as stream:
            stream.write(rows.to_csv())
    cursor.execute("ANALYZE")


def run(cursor: Any, text: str) -> list[dict[str, Any]]:
    """Return the rows of a query, with instants in microseconds."""
    cursor.execute(text)
    names = [column.name for column in cursor.description]
    return [
        {
            name: to_micros(value) if isinstance(value, datetime) else value
            for name, value in zip(names, row, strict=True)
        }
        for row in cursor.fetchall()
    ]


@pytest.mark.parametrize("business_day", MEANINGS)
def test_deadlines_equal_single_calls(cursor: Any, business_day: str) -> None:
    matrix = contract(business_day)
    tickets = random_tickets(SIZE // len(MEANINGS), seed=41)
    fill(cursor, matrix, sql.answer_tables(matrix, START, END), tickets=table_of(tickets))
    expected = single_answers(tickets, matrix)
    rows = run(cursor, sql.deadlines(matrix, dialect="postgresql") + " ORDER BY id")
    assert len(rows) == len(tickets["plan"])
    for metric in METRICS:
        found = [NAT if row[f"{metric}_due"] is None else row[f"{metric}_due"] for row in rows]
        np.testing.assert_array_equal(found, expected[metric], metric)


@pytest.mark.parametrize("as_of", [cases.NOW, None], ids=["asked in April", "asked at no time"])
@pytest.mark.parametrize("business_day", MEANINGS)
def test_pauses_equal_the_clock(cursor: Any, business_day: str, as_of: datetime | None) -> None:
    matrix = cases.paused_contract(business_day)
    tickets = cases.random_tickets(matrix, 2_000, seed=7)
    answers = sql.answer_tables(matrix, cases.START, cases.END)
    fill(cursor, matrix, answers, **cases.tables_of(tickets))
    found = cases.check(lambda text: run(cursor, text), matrix, tickets, "postgresql", as_of)
    assert found["answered"] > found["not answered"]


def test_elapsed_equals_single_calls(cursor: Any) -> None:
    cal, matrix = calendar("nights"), contract("full_day")
    spans = list(zip(*(random_instants(5_000, seed).tolist() for seed in (3, 4)), strict=True))
    rows = [(n, from_micros(a, UTC), from_micros(b, UTC)) for n, (a, b) in enumerate(spans)]
    columns = (Column("id", "integer"), Column("a", "instant"), Column("b", "instant"))
    answers = sql.answer_tables(matrix, START, END)
    fill(cursor, matrix, answers, spans=Table(columns, rows), tickets=table([]))
    text = sql.elapsed("a", "b", dialect="postgresql", tickets="spans", calendar="nights")
    found = [row["elapsed_us"] for row in run(cursor, text + " ORDER BY id")]
    assert found == [cal.open_between(*span) for span in spans]
