"""Databases that run in a process of the tests: DuckDB and SQLite."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any
from weakref import finalize

import duckdb

from slaclock import Matrix, MatrixHistory
from slaclock.bulk import sql
from slaclock.calendars.table import Table
from slaclock.instants import to_micros

Run = Callable[[str], list[dict[str, Any]]]
"""Runs a query and returns its rows, with instants in microseconds."""


def duckdb_with(matrix: Matrix | MatrixHistory, tables: Mapping[str, Table]) -> Run:
    """Return what runs queries on *tables* in DuckDB."""
    connection = duckdb.connect()
    # Not UTC on purpose: it must not matter.
    connection.execute("SET TimeZone = 'America/New_York'")
    for name, table in tables.items():
        connection.register(name, table.to_arrow())

    def run(text: str) -> list[dict[str, Any]]:
        rows = connection.sql(text).to_arrow_table().to_pylist()
        return [{key: plain(value) for key, value in row.items()} for row in rows]

    return run


def sqlite_with(matrix: Matrix | MatrixHistory, tables: Mapping[str, Table]) -> Run:
    """Return what runs queries on *tables* in SQLite, filled by the statements of the library."""
    connection = sqlite3.connect(":memory:")
    connection.row_factory = sqlite3.Row
    connection.executescript(sql.create_tables(matrix, dialect="sqlite"))
    answers = {name: table for name, table in tables.items() if name.startswith("sla_")}
    for statement in sql.insert_rows(answers, dialect="sqlite"):
        connection.execute(statement)
    for name, table in tables.items():
        if name in answers:
            continue
        columns = ", ".join(column.name for column in table.columns)
        connection.execute(f"CREATE TABLE {name} ({columns})")
        marks = ", ".join("?" for _ in table.columns)
        rows = [[text(value) for value in row] for row in table.rows]
        connection.executemany(f"INSERT INTO {name} VALUES ({marks})", rows)

    def run(query: str) -> list[dict[str, Any]]:
        return [
            {key: plain(row[key]) for key in row.keys()}  # noqa: SIM118 - a Row is no mapping
            for row in connection.execute(query)
        ]

    # Python 3.13 warns of a connection that nobody closes.
    finalize(run, connection.close)
    return run


def text(value: Any) -> Any:
    """Return an instant as SQLite holds it: as text, in UTC."""
    return value.isoformat(" ") if isinstance(value, datetime) else value


def plain(value: Any) -> Any:
    """Return an instant in microseconds, and everything else as it is."""
    if isinstance(value, str) and value.endswith("+00:00"):
        value = datetime.fromisoformat(value)
    return to_micros(value) if isinstance(value, datetime) else value


DATABASES: dict[str, Callable[[Matrix | MatrixHistory, Mapping[str, Table]], Run]] = {
    "duckdb": duckdb_with,
    "sqlite": sqlite_with,
}
