"""The cases that SQL can be asked, for each database that runs in this process.

SQL gives deadlines and open time. Of what happens to a ticket it knows pauses alone.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from conformance.implementations.vector_contract import contract_of
from conformance.protocol import Cannot, Case, instant, utc
from slaclock import Matrix
from slaclock.bulk import sql
from slaclock.bulk.sql.dialects import DialectName
from slaclock.calendars.table import Table

Run = Callable[[Matrix, Mapping[str, Table], Iterable[str], str], list[dict[str, Any]]]
"""Fills an empty database with the answers of a contract and by statements, then returns the
rows of a query."""
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
BEFORE, AFTER = timedelta(days=2), timedelta(days=400)
TICKETS = ("id", "plan", "priority", "opened_at")
SPANS = ("id", "start_at", "end_at")
PAUSES = ("ticket", "paused_at", "resumed_at")


class Sql:
    """SQL of one dialect, run by one database."""

    def __init__(self, dialect: DialectName, run: Run) -> None:
        self.dialect: DialectName = dialect
        self.run = run

    def answer(self, case: Case) -> Any:
        match case["op"]:
            case "add":
                return self.add(case)
            case "elapsed":
                return self.elapsed(case)
            case "contract":
                return self.contract(case)
            case op:
                raise Cannot(f"SQL has no {op}")

    def add(self, case: Case) -> Any:
        seconds = case["seconds"]
        if seconds != int(seconds) or not seconds:
            raise Cannot("a target of no time, or of parts of a second")
        matrix = contract_of(case["calendar"], [seconds], ("resolution",))
        at = utc(case["at"])
        row = self.dues(matrix, ["plan", str(seconds), at], [])
        return row["resolution_due"]

    def elapsed(self, case: Case) -> Any:
        matrix = contract_of(case["calendar"], [1], ("resolution",))
        start, end = utc(case["start"]), utc(case["end"])
        filled = self.filled("tickets", SPANS, [[1, start, end]])
        query = sql.elapsed("start_at", "end_at", dialect=self.dialect, calendar="hours")
        row = self.asked(matrix, sorted([start, end]), filled, query)
        return timedelta(microseconds=row["elapsed_us"])

    def contract(self, case: Case) -> Any:
        opened, *events = case["log"]
        if any(event["type"] not in {"paused", "resumed"} for event in events):
            raise Cannot("SQL knows no events but pauses")
        if "fields" in opened or "status" in case["ask"]:
            raise Cannot("SQL chooses no plan, and gives no status")
        ticket = [opened["plan"], opened.get("priority"), utc(opened["at"])]
        row = self.dues(Matrix.model_validate(case["contract"]), ticket, list(pauses_of(events)))
        return {"due": {key[:-4]: row[key] for key in row if key.endswith("_due")}}

    def dues(self, matrix: Matrix, ticket: list[Any], pauses: list[list[Any]]) -> dict[str, Any]:
        """Return the deadlines of one ticket, by the names of their columns."""
        filled = self.filled("tickets", TICKETS, [[1, *ticket]])
        filled += self.filled("pauses", PAUSES, [[1, *pause] for pause in pauses])
        query = sql.deadlines(
            matrix,
            dialect=self.dialect,
            priority=None if ticket[1] is None else "priority",
            pauses="pauses" if pauses else None,
        )
        return self.asked(matrix, [ticket[2], ticket[2]], filled, query)

    def asked(
        self, matrix: Matrix, span: Sequence[datetime], filled: Iterable[str], query: str
    ) -> dict[str, Any]:
        """Return the one row of a query, over the answers of a contract."""
        first, last = span[0] - BEFORE, span[1] + AFTER
        if first < EPOCH:
            raise Cannot("the tables begin in 1970")
        answers = sql.answer_tables(matrix, first, last)
        [row] = self.run(matrix, answers, filled, query)
        if row["sla_reason"]:
            raise Cannot(str(row["sla_reason"]))
        return row

    def filled(self, name: str, columns: Sequence[str], rows: list[list[Any]]) -> list[str]:
        """Return the statements that create a table of tickets or pauses, with its rows."""
        kinds = [f"{one} {self.kind_of(one)}" for one in columns]
        values = [f"INSERT INTO {name} VALUES ({', '.join(map(literal, row))})" for row in rows]
        return [f"CREATE TABLE {name} ({', '.join(kinds)})", *values]

    def kind_of(self, column: str) -> str:
        if column in {"id", "ticket"}:
            return "integer"
        return "timestamptz" if column.endswith("_at") and self.dialect == "duckdb" else "text"


def pauses_of(events: list[Case]) -> Iterator[list[Any]]:
    """Yield each pause of a history as its beginning and its end, None while it lasts."""
    begun: datetime | None = None
    for event in events:
        if event["type"] == "paused":
            begun = begun or utc(event["at"])
        elif begun:
            yield [begun, utc(event["at"])]
            begun = None
    if begun:
        yield [begun, None]


def literal(value: Any) -> str:
    if value is None:
        return "NULL"
    if isinstance(value, int):
        return str(value)
    text = value.isoformat(" ") if isinstance(value, datetime) else value
    return "'" + text.replace("'", "''") + "'"


def as_instant(value: Any) -> Any:
    """Return text of an instant as one, and everything else as it is."""
    return instant(value) if isinstance(value, str) and value.endswith("+00:00") else value
