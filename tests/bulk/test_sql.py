"""SQL in DuckDB: the answers of single calls, to the microsecond."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import duckdb
import numpy as np
import polars as pl
import pytest

from slaclock import Calendar, Matrix, load_matrix
from slaclock.bulk import add_verdicts, sql
from slaclock.errors import ArgumentTypeError, NaiveInstantError, UnknownNameError
from tests.bulk.samples import (
    CALENDARS,
    MEANINGS,
    METRICS,
    calendar,
    contract,
    random_instants,
    random_tickets,
    single_answers,
)
from tests.bulk.test_equal import micros, polars_frame

START, END = datetime(2024, 12, 1, tzinfo=UTC), datetime(2026, 12, 1, tzinfo=UTC)
NAT = np.iinfo(np.int64).min


def database(matrix: Matrix, tickets: pl.DataFrame) -> duckdb.DuckDBPyConnection:
    connection = duckdb.connect()
    connection.execute("SET TimeZone = 'UTC'")
    for name, table in sql.sql_tables(matrix, START, END).items():
        connection.register(name, table.to_arrow())
    connection.register("tickets", tickets.with_row_index("id").to_arrow())
    return connection


def answers(connection: duckdb.DuckDBPyConnection, text: str) -> pl.DataFrame:
    return connection.sql(text).pl().sort("id")


class TestDeadlines:
    @pytest.mark.parametrize(
        "size",
        [
            pytest.param(12_500, id="50 thousand"),
            pytest.param(250_000, id="a million", marks=pytest.mark.slow),
        ],
    )
    @pytest.mark.parametrize("business_day", MEANINGS)
    def test_equals_single_calls(self, size: int, business_day: str) -> None:
        matrix = contract(business_day)
        tickets = random_tickets(size, seed=17)
        expected = single_answers(tickets, matrix)
        found = answers(database(matrix, polars_frame(tickets)), sql.deadlines(matrix))
        assert found.columns == ["id", "first_response_due", "response_due", "resolution_due"]
        assert len(found) == size
        for metric in METRICS:
            np.testing.assert_array_equal(micros(found[f"{metric}_due"]), expected[metric])

    def test_bundled_matrix_and_plan_alone(self) -> None:
        matrix = load_matrix("wotnot")
        at = datetime(2026, 3, 6, 13, tzinfo=UTC)
        tickets = pl.DataFrame({"plan": ["Starter"], "priority": ["CRITICAL"], "opened_at": [at]})
        connection = database(matrix, tickets)
        due = datetime(2026, 3, 9, 7, tzinfo=UTC)
        assert answers(connection, sql.deadlines())["response_due"].to_list() == [due]
        alone = answers(connection, sql.deadlines(priority=None))
        assert alone["response_due"].to_list() == [None]
        assert alone["first_response_due"].to_list() == [datetime(2026, 3, 9, 11, tzinfo=UTC)]

    def test_rows_without_answer_are_null(self) -> None:
        at = datetime(2026, 3, 6, 13, tzinfo=UTC)
        far = [at, at, None, datetime(2024, 11, 1, tzinfo=UTC), datetime(2026, 11, 30, tzinfo=UTC)]
        tickets = pl.DataFrame(
            {
                "plan": ["gold", None, "lite", "lite", "lite"],
                "priority": ["P1", "P1", "P1", "P1", "P3"],
                "opened_at": [*far],
            }
        )
        found = answers(database(load_matrix("wotnot"), tickets), sql.deadlines())
        assert len(found) == 5
        assert found["resolution_due"].null_count() == 5

    def test_names_of_ones_own(self) -> None:
        matrix = contract("full_day")
        connection = database(matrix, polars_frame(random_tickets(10)))
        connection.execute('CREATE SCHEMA "my ""own"""')
        for name in ("windows", "targets", "business_days"):
            connection.execute(f'CREATE TABLE "my ""own"""."{name}; --" AS SELECT * FROM {name}')
        connection.execute(
            'CREATE TABLE "my ""own"""."tickets" AS SELECT id AS "the id", plan AS "Plan ""x""", '
            "priority AS level, opened_at AS created FROM tickets"
        )
        text = sql.deadlines(
            matrix,
            tickets=('my "own"', "tickets"),
            keep=["the id", "level"],
            plan='Plan "x"',
            priority="level",
            opened_at="created",
            tables={
                name: ('my "own"', f"{name}; --")
                for name in ("windows", "targets", "business_days")
            },
        )
        found = connection.sql(text).pl().sort("the id")
        expected = answers(connection, sql.deadlines(matrix))
        assert found["resolution_due"].to_list() == expected["resolution_due"].to_list()

    def test_wrong_names(self) -> None:
        with pytest.raises(UnknownNameError, match="unknown dialect 'oracle'"):
            sql.deadlines(dialect="oracle")  # type: ignore[arg-type]
        with pytest.raises(
            UnknownNameError, match="unknown table 'window'; did you mean 'windows'"
        ):
            sql.deadlines(tables={"window": "w"})
        for wrong in ("", "a\0b", (), ("a", "")):
            with pytest.raises(ArgumentTypeError, match="a name in SQL must be text"):
                sql.deadlines(tickets=wrong)


class TestVerdicts:
    @pytest.mark.parametrize("as_of", [None, datetime(2025, 9, 1, 12, 30, tzinfo=UTC)])
    def test_equals_the_frames(self, as_of: datetime | None) -> None:
        matrix = contract("full_day")
        rng = np.random.default_rng(5)
        tickets = polars_frame(random_tickets(3_000, seed=6))
        due = pl.DataFrame(
            {"due": single_answers(random_tickets(3_000, seed=6), matrix)["resolution"]}
        )
        hours = pl.Series(rng.integers(-1, 200, len(tickets)))
        exact = pl.col("due").cast(pl.Datetime("us")).dt.replace_time_zone("UTC")
        exact = exact.dt.convert_time_zone("Asia/Tokyo") + pl.duration(
            microseconds=pl.Series(rng.integers(-1, 2, len(tickets)))
        )
        tickets = tickets.with_columns(
            due.select(
                resolved_at=pl.when(hours % 5 == 0)
                .then(None)
                .when(hours % 5 == 1)
                .then(exact)
                .otherwise(tickets["opened_at"] + pl.duration(hours=hours))
            ).to_series(),
            pl.when(hours % 3 == 0)
            .then(None)
            .otherwise(pl.col("opened_at") + pl.duration(hours=hours // 9, minutes=20))
            .alias("responded_at"),
        )
        columns = {"responded_at": "responded_at", "resolved_at": "resolved_at"}
        found = answers(database(matrix, tickets), sql.verdicts(matrix, as_of=as_of, **columns))
        expected = add_verdicts(tickets, matrix=matrix, as_of=as_of, **columns)
        for metric in METRICS:
            name = f"{metric}_verdict"
            assert found[name].to_list() == expected[name].to_list()
        assert set(found["resolution_verdict"].unique()) >= {"met", "breached"}

    def test_instant_of_asking_needs_a_zone(self) -> None:
        with pytest.raises(NaiveInstantError):
            sql.verdicts(responded_at="a", resolved_at="b", as_of=datetime(2026, 1, 1))


class TestElapsed:
    @pytest.mark.parametrize("name", CALENDARS)
    def test_equals_single_calls(self, name: str) -> None:
        cal = calendar(name)
        start, end = random_instants(2_000, 3), random_instants(2_000, 4)
        zoned = pl.col("a", "b").cast(pl.Datetime("us")).dt.replace_time_zone("UTC")
        tickets = pl.DataFrame({"a": start, "b": end}).with_columns(zoned)
        connection = database(contract("full_day"), tickets)
        expected = list(map(cal.open_between, start.tolist(), end.tolist()))
        connection.register("one", cal.windows_table(START, END).to_arrow())
        for arguments in ({"windows": "one"}, {"calendar": name}):
            found = answers(connection, sql.elapsed("a", "b", **arguments))  # type: ignore[arg-type]
            assert found["elapsed_us"].to_list() == expected

    def test_missing_and_outside(self) -> None:
        at = datetime(2026, 3, 6, tzinfo=UTC)
        tickets = pl.DataFrame({"a": [at, None, at], "b": [None, at, END]})
        connection = database(contract("full_day"), tickets)
        found = answers(connection, sql.elapsed("a", "b", calendar="office", name="open time"))
        assert found["open time"].to_list() == [None, None, None]

    def test_calendar_name_is_quoted(self) -> None:
        for dialect in ("duckdb", "postgresql"):
            assert "'it''s'" in sql.elapsed("a", "b", calendar="it's", dialect=dialect)
        assert r"'it\'s \\'" in sql.elapsed("a", "b", calendar="it's \\", dialect="spark")


class TestCreateTables:
    def test_tables_take_the_rows(self, tmp_path: Any) -> None:
        for business_day in MEANINGS:
            matrix = contract(business_day)
            connection = duckdb.connect()
            connection.execute(sql.create_tables(matrix, dialect="duckdb"))
            for name, table in sql.sql_tables(matrix, START, END).items():
                path = tmp_path / f"{name}.csv"
                table.to_csv(path)
                connection.execute(f"COPY {name} FROM '{path}' (HEADER)")
                count = connection.execute(f"SELECT count(*) FROM {name}").fetchone()
                assert count == (len(table),)

    def test_indexes_of_postgresql(self) -> None:
        text = sql.create_tables("wotnot", tables={"windows": ("sla", "windows")})
        assert 'CREATE INDEX ON "sla"."windows" ("calendar_id", "open_us_before");' in text


class TestTables:
    def test_windows_of_a_day(self) -> None:
        cal = Calendar(timezone="UTC", hours={"mon-fri": ["09:00-17:00"]})
        start = datetime(2026, 3, 6, 10, tzinfo=UTC)
        rows = cal.windows_table(start, start + timedelta(days=3)).to_rows()
        assert [row["open_us_before"] for row in rows] == [0, 7 * 3_600_000_000, None]
        assert rows[0]["opens_at"] == start
        assert rows[-1]["opens_at"] == rows[-1]["closes_at"] == start + timedelta(days=3)
