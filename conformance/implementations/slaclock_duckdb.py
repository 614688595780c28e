"""slaclock's SQL in DuckDB."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import duckdb

from conformance.implementations.sql_cases import Sql
from conformance.protocol import serve
from slaclock import Matrix, __version__
from slaclock.calendars.table import Table
from slaclock.errors import SlaClockError


def run(
    _: Matrix, answers: Mapping[str, Table], statements: Iterable[str], query: str
) -> list[dict[str, Any]]:
    with duckdb.connect() as connection:
        connection.execute("SET TimeZone = 'UTC'")
        for name, table in answers.items():
            connection.register(name, table.to_arrow())
        for statement in statements:
            connection.execute(statement)
        return connection.sql(query).to_arrow_table().to_pylist()


if __name__ == "__main__":
    name = f"slaclock, SQL in DuckDB {duckdb.__version__}"
    serve(name, __version__, Sql("duckdb", run).answer, SlaClockError)
