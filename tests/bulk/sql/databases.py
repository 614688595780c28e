"""Databases that run in a process of the tests: DuckDB and SQLite."""

from __future__ import annotations

import sqlite3
from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping
from datetime import datetime
from functools import cache, partial
from typing import Any
from weakref import finalize

import duckdb

from slaclock import Matrix, MatrixHistory
from slaclock.bulk import sql
from slaclock.calendars.table import Table
from slaclock.instants import to_micros

Run = Callable[[str], list[dict[str, Any]]]
"""Runs a query and returns its rows, with instants in microseconds."""


class Database(ABC):
    """A database with the tables of a contract, to which tables of tickets are added in turn."""

    @abstractmethod
    def fill(self, tables: Mapping[str, Table]) -> None:
        """Make tables, in place of those of the same names."""

    @abstractmethod
    def run(self, query: str) -> list[dict[str, Any]]:
        """Run a query and return its rows, with instants in microseconds."""


class DuckDB(Database):
    def __init__(self, matrix: Matrix | MatrixHistory, answers: Mapping[str, Table]) -> None:
        self.connection = duckdb.connect()
        # Not UTC on purpose: it must not matter.
        self.connection.execute("SET TimeZone = 'America/New_York'")
        self.fill(answers)

    def fill(self, tables: Mapping[str, Table]) -> None:
        for name, table in tables.items():
            self.connection.register(name, table.to_arrow())

    def run(self, query: str) -> list[dict[str, Any]]:
        rows = self.connection.sql(query).to_arrow_table().to_pylist()
        return [{key: plain(value) for key, value in row.items()} for row in rows]


class SQLite(Database):
    """Its tables of a contract are made and filled by the statements of the library."""

    def __init__(self, matrix: Matrix | MatrixHistory, answers: Mapping[str, Table]) -> None:
        self.connection = sqlite3.connect(":memory:")
        self.connection.row_factory = sqlite3.Row
        self.connection.executescript(sql.create_tables(matrix, dialect="sqlite"))
        for statement in sql.insert_rows(answers, dialect="sqlite"):
            self.connection.execute(statement)
        # Python 3.13 warns of a connection that nobody closes.
        finalize(self, self.connection.close)

    def fill(self, tables: Mapping[str, Table]) -> None:
        for name, table in tables.items():
            columns = ", ".join(column.name for column in table.columns)
            self.connection.execute(f"DROP TABLE IF EXISTS {name}")
            self.connection.execute(f"CREATE TABLE {name} ({columns})")
            marks = ", ".join("?" for _ in table.columns)
            rows = [[text(value) for value in row] for row in table.rows]
            self.connection.executemany(f"INSERT INTO {name} VALUES ({marks})", rows)

    def run(self, query: str) -> list[dict[str, Any]]:
        return [
            {key: plain(row[key]) for key in row.keys()}  # noqa: SIM118 - a Row is no mapping
            for row in self.connection.execute(query)
        ]


KINDS: dict[str, Callable[[Matrix | MatrixHistory, Mapping[str, Table]], Database]] = {
    "duckdb": DuckDB,
    "sqlite": SQLite,
}


@cache
def answers_of(matrix: Matrix, start: datetime, end: datetime) -> dict[str, Table]:
    """Return the tables of a contract, which take seconds to make."""
    return sql.answer_tables(matrix, start, end)


@cache
def database_of(dialect: str, matrix: Matrix, start: datetime, end: datetime) -> Database:
    """Return a database with the tables of a contract, which take seconds to fill."""
    return KINDS[dialect](matrix, answers_of(matrix, start, end))


def database_with(dialect: str, matrix: Matrix | MatrixHistory, tables: Mapping[str, Table]) -> Run:
    """Return what runs queries on *tables*."""
    answers = {name: table for name, table in tables.items() if name.startswith("sla_")}
    made = KINDS[dialect](matrix, answers)
    made.fill({name: table for name, table in tables.items() if name not in answers})
    return made.run


duckdb_with = partial(database_with, "duckdb")
sqlite_with = partial(database_with, "sqlite")


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
