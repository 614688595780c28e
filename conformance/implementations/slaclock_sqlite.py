"""slaclock's SQL in SQLite."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Mapping
from contextlib import closing
from typing import Any

from conformance.implementations.sql_cases import Sql, as_instant
from conformance.protocol import serve
from slaclock import Matrix, __version__
from slaclock.bulk import sql
from slaclock.calendars.table import Table
from slaclock.errors import SlaClockError


def run(
    matrix: Matrix, answers: Mapping[str, Table], statements: Iterable[str], query: str
) -> list[dict[str, Any]]:
    create = sql.create_tables(matrix, dialect="sqlite")
    with closing(sqlite3.connect(":memory:")) as connection:
        connection.executescript(create)
        for statement in (*sql.insert_rows(answers, dialect="sqlite"), *statements):
            connection.execute(statement)
        found = connection.execute(query)
        names = [column[0] for column in found.description]
        return [dict(zip(names, map(as_instant, row), strict=True)) for row in found]


if __name__ == "__main__":
    name = f"slaclock, SQL in SQLite {sqlite3.sqlite_version}"
    serve(name, __version__, Sql("sqlite", run).answer, SlaClockError)
