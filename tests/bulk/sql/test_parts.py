"""Names of one's own in SQL, and names that are wrong."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from slaclock.bulk import sql
from slaclock.errors import ArgumentTypeError, UnknownNameError
from tests.bulk.samples import (
    contract,
)
from tests.bulk.sql.databases import answers_of
from tests.bulk.sql.tickets import END, START, table


class TestNames:
    def test_names_of_ones_own(self) -> None:
        import duckdb

        matrix = contract("same_time")
        connection = duckdb.connect()
        connection.execute('CREATE SCHEMA "my ""own"""')
        names = {name: ('my "own"', f"{name}; --") for name in answers_of(matrix, START, END)}
        connection.execute(sql.create_tables(matrix, dialect="duckdb", tables=names))
        for name, rows in answers_of(matrix, START, END).items():
            connection.register(name, rows.to_arrow())
            connection.execute(f'INSERT INTO "my ""own"""."{name}; --" SELECT * FROM {name}')
        at = datetime(2026, 3, 6, 6, tzinfo=UTC)
        connection.register("given", table([(1, "office", "P1", at)]).to_arrow())
        connection.execute(
            'CREATE TABLE "my ""own"""."tickets" AS SELECT id AS "the id", plan AS "Plan ""x""", '
            "priority AS level, opened_at AS created FROM given"
        )
        text = sql.deadlines(
            matrix,
            tickets=('my "own"', "tickets"),
            keep=["the id", "level"],
            plan='Plan "x"',
            priority="level",
            opened_at="created",
            tables=names,
        )
        [row] = connection.sql(text).to_arrow_table().to_pylist()
        assert (row["the id"], row["level"]) == (1, "P1")
        assert row["response_due"] == datetime(2026, 3, 6, 6, 30, tzinfo=UTC)

    def test_wrong_names(self) -> None:
        with pytest.raises(UnknownNameError, match="unknown dialect 'oracle'"):
            sql.deadlines(dialect="oracle")  # type: ignore[arg-type]
        with pytest.raises(
            UnknownNameError, match="unknown table 'sla_du'; did you mean 'sla_due'"
        ):
            sql.deadlines(tables={"sla_du": "w"})
        for wrong in ("", "a\0b", (), ("a", "")):
            with pytest.raises(ArgumentTypeError, match="a name in SQL must be text"):
                sql.deadlines(tickets=wrong)
