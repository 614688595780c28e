"""Terms: what a plan promises to any priority, and to tickets without one."""

from __future__ import annotations

from datetime import UTC
from typing import Any

import polars as pl
import pytest

from slaclock import Clock, Matrix, events
from slaclock.bulk import add_deadlines, sql
from slaclock.calendars.table import Column, Table
from slaclock.cli.matrix_table import matrix_text
from slaclock.errors import MatrixError, NoTargetError, UnknownNameError
from slaclock.instants import to_micros
from slaclock.matrices.lint import lint
from tests.bulk.sql.databases import DATABASES
from tests.world import at, contract_data

COLUMNS = (
    Column("id", "integer"),
    Column("plan", "text"),
    Column("priority", "text"),
    Column("opened_at", "instant"),
)
MONDAY = at("2026-03-02 10:00")
"""A Monday; the desk is open from 9 to 7."""


def any_priority(**changes: Any) -> Matrix:
    """Return a contract in which P1 is named, and every other priority is not."""
    data = contract_data(priorities={"P1": {}, "P2": {}, "P3": {}}, **changes)
    data["plans"]["gold"]["first_response"] = "30 min"
    data["plans"]["gold"]["targets"] = {"P1": {"response": "1 h"}, "*": {"response": "4 h"}}
    data["plans"]["strict"] = {"calendar": "desk", "targets": {"P1": {"response": "2 h"}}}
    return Matrix.model_validate(data)


class TestAnyPriority:
    @pytest.mark.parametrize(
        ("priority", "due"),
        [
            ("P1", "2026-03-02 11:00"),
            ("P2", "2026-03-02 14:00"),
            ("p3", "2026-03-02 14:00"),
            (None, "2026-03-02 14:00"),
        ],
    )
    def test_holds_for_what_is_not_named(self, priority: str | None, due: str) -> None:
        deadline = any_priority().compute_deadline("gold", priority, MONDAY)
        assert deadline.response_due == at(due)
        assert deadline.first_response_due == at("2026-03-02 10:30")

    def test_names_must_be_known_all_the_same(self) -> None:
        with pytest.raises(UnknownNameError, match="P4"):
            any_priority().row("gold", "P4")

    def test_plan_without_it_promises_nothing_to_others(self) -> None:
        with pytest.raises(NoTargetError):
            any_priority().row("strict", "P2")
        assert any_priority().row("strict").targets == ()

    def test_rows_and_their_places_come_after_what_is_named(self) -> None:
        matrix = any_priority()
        rows = [row for row in matrix.rows() if row.plan.id == "gold"]
        assert [(row.priority and row.priority.id, matrix.path_of(row)) for row in rows] == [
            ("P1", "plans.gold.targets.P1"),
            ("P2", "plans.gold.targets.*"),
            ("P3", "plans.gold.targets.*"),
            (None, "plans.gold.targets.*"),
        ]

    def test_plan_that_extends_takes_it_over(self) -> None:
        data = any_priority().content()
        data["plans"]["acme"] = {"extends": "gold", "targets": {"*": {"resolution": "8 h"}}}
        row = Matrix.model_validate(data).row("acme", "P2")
        assert [str(target) for target in row.targets] == ["30 min", "4 h", "8 h"]

    def test_clock_of_a_ticket_whose_priority_is_set_later(self) -> None:
        log = [
            events.Opened(MONDAY, plan="gold"),
            events.PriorityChanged(at("2026-03-02 10:20"), "P1"),
        ]
        clock = Clock(any_priority(), log)
        assert clock.at(at("2026-03-02 10:10"))["response"].due_at == at("2026-03-02 14:00")
        assert clock.at(at("2026-03-02 10:20"))["response"].due_at == at("2026-03-02 11:00")

    def test_frames_and_sql_take_a_missing_priority(self) -> None:
        matrix = any_priority()
        rows = [("gold", "P1"), ("gold", None), ("gold", "p3"), ("strict", None), ("gold", "P9")]
        frame = pl.DataFrame(
            {
                "id": range(len(rows)),
                "plan": [plan for plan, _ in rows],
                "priority": [priority for _, priority in rows],
                "opened_at": [MONDAY] * len(rows),
            }
        )
        found = add_deadlines(frame, matrix=matrix)
        expected = [at(f"2026-03-02 {hour}:00") for hour in (11, 14, 14)]
        assert found["response_due"].to_list()[:3] == expected
        assert found["sla_error"].to_list() == [
            None,
            None,
            None,
            "priority must be the name of a priority; got None (NoneType)",
            "unknown priority 'P9' in matrix 'ours'; priorities: P1, P2, P3",
        ]

    @pytest.mark.parametrize("dialect", DATABASES)
    def test_sql_takes_a_missing_priority(self, dialect: Any) -> None:
        matrix = any_priority()
        tables = sql.answer_tables(matrix, at("2026-01-01"), at("2027-01-01"))
        rows = [(0, "gold", None), (1, "strict", None), (2, "gold", "P2")]
        tickets = Table(COLUMNS, [(*row, MONDAY.astimezone(UTC)) for row in rows])
        run = DATABASES[dialect](matrix, {**tables, "tickets": tickets})
        found = {row["id"]: row for row in run(sql.deadlines(matrix, dialect=dialect))}
        due = to_micros(at("2026-03-02 14:00"))
        assert [found[number]["response_due"] for number in range(3)] == [due, None, due]
        assert found[0]["sla_reason"] is None
        assert found[1]["sla_reason"] == "the contract has no such plan and priority then"

    def test_table_for_people_has_a_row_for_no_priority(self) -> None:
        lines = [line.split() for line in matrix_text(any_priority()).splitlines()]
        assert ["P2", "4", "h", "-"] in lines
        assert ["no", "priority", "4", "h", "-"] in lines

    def test_check_tells_what_stands_there_once(self) -> None:
        data = any_priority().content()
        data["plans"]["gold"]["targets"]["P1"]["resolution"] = "8 h"
        found = [entry for entry in lint(Matrix.model_validate(data)) if entry.path.endswith("*")]
        assert [(entry.code, entry.message) for entry in found] == [
            (
                "first-response-contradiction",
                "response 4 h goes beyond the plan's first_response 30 min",
            ),
            ("missing-cell", "promises no resolution"),
        ]


class TestNoPriorities:
    """A contract need not have any priorities, if a plan is for every ticket."""

    def data(self) -> dict[str, Any]:
        data = contract_data()
        del data["priorities"]
        data["plans"]["gold"]["targets"] = {"*": {"resolution": "8 h"}}
        return data

    def test_only_tickets_without_one_are_asked_about(self) -> None:
        matrix = Matrix.model_validate(self.data())
        assert dict(matrix.priorities) == {}
        deadline = matrix.compute_deadline("gold", None, MONDAY)
        assert deadline.resolution_due == at("2026-03-02 18:00")
        with pytest.raises(UnknownNameError):
            matrix.row("gold", "P1")
        assert Matrix.model_validate(matrix.content()) == matrix

    def test_without_targets_for_any_they_are_missed(self) -> None:
        data = self.data()
        data["plans"]["gold"]["targets"] = {}
        with pytest.raises(MatrixError) as caught:
            Matrix.model_validate(data)
        [problem] = caught.value.problems
        assert problem.path == "priorities"
        assert problem.message == (
            'is missing; without it, a plan needs targets for "*", which is every ticket'
        )

    @pytest.mark.parametrize("entry", [{"aliases": ["*"]}, {"title": "*"}])
    def test_star_is_no_name(self, entry: dict[str, Any]) -> None:
        with pytest.raises(MatrixError, match="is every priority, and cannot be the name of one"):
            Matrix.model_validate(contract_data(priorities={"P1": entry}))
