"""Queries without pauses, in DuckDB and SQLite: the answers of single calls, to the microsecond."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Any

import numpy as np
import polars as pl
import pytest

from slaclock import Matrix, load_matrix
from slaclock.bulk import add_verdicts, sql
from slaclock.calendars.table import Column, Table
from slaclock.errors import NaiveInstantError
from slaclock.instants import from_micros, to_micros
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
from tests.bulk.sql.databases import DATABASES, Run, answers_of, database_of, duckdb_with
from tests.bulk.sql.tickets import END, START, table
from tests.bulk.test_equal import polars_frame

HOUR = 3_600_000_000
NAT = np.iinfo(np.int64).min
DONE = {"responded_at": "responded_at", "resolved_at": "resolved_at"}


def database(dialect: str, matrix: Matrix, tickets: Table) -> Run:
    found = database_of(dialect, matrix, START, END)
    found.fill({"tickets": tickets})
    return found.run


def table_of(tickets: dict[str, Any]) -> Table:
    plans, priorities, opened = tickets.values()
    stamps = [from_micros(at, UTC) for at in opened.view(np.int64).tolist()]
    return table(list(zip(range(len(plans)), plans, priorities, stamps, strict=True)))


@pytest.mark.parametrize("dialect", DATABASES)
class TestDeadlines:
    @pytest.mark.parametrize("business_day", MEANINGS)
    def test_equals_single_calls(self, dialect: Any, business_day: str) -> None:
        matrix, tickets = contract(business_day), random_tickets(3_000, seed=17)
        expected = single_answers(tickets, matrix)
        run = database(dialect, matrix, table_of(tickets))
        rows = sorted(run(sql.deadlines(matrix, dialect=dialect)), key=lambda row: row["id"])
        assert list(rows[0]) == ["id", *(f"{metric}_due" for metric in METRICS), "sla_reason"]
        assert {row["sla_reason"] for row in rows} == {None}
        for metric in METRICS:
            found = [NAT if row[f"{metric}_due"] is None else row[f"{metric}_due"] for row in rows]
            np.testing.assert_array_equal(found, expected[metric])

    def test_bundled_matrix_and_plan_alone(self, dialect: Any) -> None:
        at = datetime(2026, 3, 6, 13, tzinfo=UTC)
        run = database(dialect, load_matrix("wotnot"), table([(1, "Starter", "CRITICAL", at)]))
        [row] = run(sql.deadlines(dialect=dialect))
        assert row["response_due"] == to_micros(datetime(2026, 3, 9, 7, tzinfo=UTC))
        [alone] = run(sql.deadlines(priority=None, dialect=dialect))
        assert alone["response_due"] is None
        assert alone["first_response_due"] == to_micros(datetime(2026, 3, 9, 11, tzinfo=UTC))

    def test_rows_without_answer_say_why(self, dialect: Any) -> None:
        at = datetime(2026, 3, 6, 13, tzinfo=UTC)
        before, after = datetime(2024, 11, 1, tzinfo=UTC), datetime(2026, 12, 2, tzinfo=UTC)
        unknown = "the contract has no such plan and priority then"
        outside = "the opening lies outside the tables, or has no deadline"
        rows = [
            (1, "gold", "P1", at, unknown),
            (2, None, "P1", at, unknown),
            (3, "lite", None, at, unknown),
            (4, "lite", "P1", None, "the opening is missing"),
            (5, "lite", "P1", before, outside),
            (6, "lite", "P3", after, outside),
            (7, "lite", "P3", at, None),
        ]
        run = database(dialect, load_matrix("wotnot"), table([row[:4] for row in rows]))
        found = {row["id"]: row for row in run(sql.deadlines(dialect=dialect))}
        assert [found[row[0]]["sla_reason"] for row in rows] == [row[4] for row in rows]
        assert [found[number]["resolution_due"] is None for number in (1, 6, 7)] == [
            True,
            True,
            False,
        ]

    def test_names_with_other_letters_are_found_in_any_case(self, dialect: Any) -> None:
        data = contract("full_day").content()
        data["plans"]["always"]["title"] = "Geschäft"
        at = datetime(2026, 3, 6, 13, tzinfo=UTC)
        names = ("geschäft", "GESCHÄFT", "Geschäft")
        rows = [(number, name, "P1", at) for number, name in enumerate(names)]
        matrix = Matrix.model_validate(data)
        tables = sql.answer_tables(matrix, at - timedelta(days=1), at + timedelta(days=1))
        run = DATABASES[dialect](matrix, {**tables, "tickets": table(rows)})
        found = run(sql.deadlines(matrix, dialect=dialect))
        assert [row["sla_reason"] for row in found] == [None] * 3


class TestVerdicts:
    @pytest.mark.parametrize("as_of", [None, datetime(2025, 9, 1, 12, 30, tzinfo=UTC)])
    @pytest.mark.parametrize("dialect", DATABASES)
    def test_equals_the_frames(self, dialect: Any, as_of: datetime | None) -> None:
        matrix = contract("full_day")
        given, expected = judged_frame(as_of)
        text = sql.verdicts(matrix, as_of=as_of, dialect=dialect, **DONE)
        found = database(dialect, matrix, given)(text)
        found.sort(key=lambda row: row["id"])
        for metric in METRICS:
            name = f"{metric}_verdict"
            assert [row[name] for row in found] == expected[name].to_list()
        wanted = {"met", "breached"} if as_of is None else {"met", "breached", "running"}
        assert {row["resolution_verdict"] for row in found} >= wanted

    def test_impossible_histories_have_no_verdict(self) -> None:
        at, day = datetime(2026, 3, 6, 13, tzinfo=UTC), datetime(2026, 3, 5, 13, tzinfo=UTC)
        rows = [(1, "lite", "P1", at, None, day), (2, "lite", "P1", at, day, at)]
        given = table(rows, "id plan priority opened_at responded_at resolved_at")
        run = database("duckdb", load_matrix("wotnot"), given)
        found = run(sql.verdicts(**DONE) + " ORDER BY id")
        assert [row["resolution_verdict"] for row in found] == [None, None]
        assert [row["sla_reason"] for row in found] == [
            "resolved before it was opened",
            "responded before it was opened",
        ]
        found = run(sql.verdicts(as_of=day, **DONE) + " ORDER BY id")
        assert found[0]["sla_reason"] == "resolved before it was opened"

    def test_instant_of_asking_needs_a_zone(self) -> None:
        with pytest.raises(NaiveInstantError):
            sql.verdicts(responded_at="a", resolved_at="b", as_of=datetime(2026, 1, 1))


@cache
def judged_frame(as_of: datetime | None) -> tuple[Table, pl.DataFrame]:
    """Return random tickets that were answered and resolved, and what a frame says of them."""
    matrix, tickets = contract("full_day"), random_tickets(3_000, seed=6)
    random = np.random.default_rng(5)
    hours = random.integers(-1, 200, 3_000)
    opened = tickets["opened_at"].view(np.int64)
    due = single_answers(tickets, matrix)["resolution"] + random.integers(-1, 2, 3_000)
    resolved = np.where(hours % 5 == 1, due, opened + hours * HOUR)
    frame = polars_frame(tickets).with_columns(
        responded_at=column(opened + hours // 9 * HOUR, hours % 3 > 0),
        resolved_at=column(resolved, hours % 5 > 0),
    )
    rows = frame.with_row_index("id").cast({pl.Datetime: pl.Datetime("us", "UTC")}).rows()
    given = table(rows, " ".join(["id", *frame.columns]))
    return given, add_verdicts(frame, matrix=matrix, as_of=as_of, **DONE)


def column(micros: Any, given: Any) -> pl.Series:
    """Return instants as a column, null where they are not given."""
    pairs = zip(micros.tolist(), given.tolist(), strict=True)
    values = [from_micros(at, UTC) if is_given else None for at, is_given in pairs]
    return pl.Series(values, dtype=pl.Datetime("us", "UTC"))


class TestElapsed:
    @pytest.mark.parametrize("name", CALENDARS)
    @pytest.mark.parametrize("dialect", DATABASES)
    def test_equals_single_calls(self, dialect: Any, name: str) -> None:
        cal, matrix = calendar(name), contract("full_day")
        spans = list(zip(*(random_instants(2_000, seed).tolist() for seed in (3, 4)), strict=True))
        rows = [(n, from_micros(a, UTC), from_micros(b, UTC)) for n, (a, b) in enumerate(spans)]
        opened = sql.open_table(cal, START, END, name)
        run = DATABASES[dialect](matrix, {"sla_open": opened, "tickets": table(rows, "id a b")})
        found = run(sql.elapsed("a", "b", calendar=name, dialect=dialect))
        expected = [cal.open_between(*span) for span in spans]
        assert [row["elapsed_us"] for row in sorted(found, key=lambda row: row["id"])] == expected

    def test_table_of_one_calendar(self) -> None:
        at, later = datetime(2026, 3, 6, 6, tzinfo=UTC), datetime(2026, 3, 6, 6, 30, tzinfo=UTC)
        tables = {
            "sla_open": sql.open_table(calendar("office"), START, END, "desk"),
            "tickets": table([(1, at, later)], "id a b"),
        }
        run = duckdb_with(contract("full_day"), tables)
        [row] = run(sql.elapsed("a", "b", calendar="desk", name="open time"))
        assert row == {"id": 1, "open time": 1_800_000_000, "sla_reason": None}

    def test_missing_and_outside_say_so(self) -> None:
        at, far = datetime(2026, 3, 6, tzinfo=UTC), datetime(2028, 3, 6, tzinfo=UTC)
        rows = [(1, at, None), (2, None, at), (3, at, far)]
        run = database("duckdb", contract("full_day"), table(rows, "id a b"))
        found = run(sql.elapsed("a", "b", calendar="office") + " ORDER BY id")
        assert [row["elapsed_us"] for row in found] == [None] * 3
        missing, outside = "an instant is missing", "an instant lies outside the tables"
        assert [row["sla_reason"] for row in found] == [missing, missing, outside]


class TestAgreedTimes:
    """SQL is not told what was agreed; it answers as a clock does while nothing is."""

    AT = datetime(2026, 3, 2, 9, tzinfo=UTC)
    TERMS = Matrix.model_validate(
        {
            "id": "care",
            "version": "1",
            "calendars": {"desk": {"timezone": "UTC", "hours": {"mon-fri": ["09:00-17:00"]}}},
            "priorities": {"P1": {}, "P2": {}},
            "plans": {
                "care": {
                    "calendar": "desk",
                    "targets": {
                        "P1": {"resolution": {"within": "16 h", "agreed": True}},
                        "P2": {"resolution": {"agreed": True}},
                    },
                }
            },
            "pauses": ["resolution"],
        }
    )

    @pytest.mark.parametrize("pauses", [None, "pauses"])
    @pytest.mark.parametrize("dialect", DATABASES)
    def test_deadline_is_the_one_while_nothing_is_agreed(
        self, dialect: Any, pauses: str | None
    ) -> None:
        """P1 is due two days on, at 17:00; P2 has no deadline, so it is not judged."""
        rows = [(1, "care", "P1", self.AT, None), (2, "care", "P2", self.AT, self.AT)]
        tables = {
            **sql.answer_tables(self.TERMS, self.AT, datetime(2026, 4, 1, tzinfo=UTC)),
            "tickets": table(rows, "id plan priority opened_at done"),
            "pauses": table([(2, self.AT, None)], "ticket paused_at resumed_at"),
        }
        text = sql.verdicts(
            self.TERMS,
            responded_at="done",
            resolved_at="done",
            dialect=dialect,
            as_of=datetime(2026, 3, 5, tzinfo=UTC),
            pauses=pauses,
        )
        found = DATABASES[dialect](self.TERMS, tables)(text + " ORDER BY id")
        due = to_micros(datetime(2026, 3, 3, 17, tzinfo=UTC))
        assert [(row["resolution_due"], row["resolution_verdict"]) for row in found] == [
            (due, "breached"),
            (None, "not_applicable"),
        ]


class TestCreateTables:
    def test_tables_take_the_rows(self, tmp_path: Any) -> None:
        import duckdb

        matrix = contract("same_time")
        connection = duckdb.connect()
        connection.execute(sql.create_tables(matrix, dialect="duckdb"))
        for name, rows in answers_of(matrix, START, END).items():
            path = tmp_path / f"{name}.csv"
            rows.to_csv(path)
            connection.execute(f"COPY {name} FROM '{path}' (HEADER)")
            found = connection.execute(f"SELECT * FROM {name}").fetchall()
            assert found == list(rows.rows)

    def test_indexes_of_postgresql(self) -> None:
        text = sql.create_tables("wotnot", tables={"sla_due": ("sla", "due")})
        assert 'CREATE INDEX "sla_due_key" ON "sla"."due" ("promise_id", "utc_day");' in text

    def test_texts_are_quoted_as_the_dialect_wants(self) -> None:
        rows = {"sla_open": Table([Column("calendar_id", "text")], [("it's \\",), (None,)])}
        [text] = sql.insert_rows(rows, dialect="postgresql")
        assert text == "INSERT INTO \"sla_open\" (\"calendar_id\") VALUES\n('it''s \\'),\n(NULL);\n"
        [text] = sql.insert_rows(rows, dialect="spark")
        assert r"('it\'s \\')" in text
