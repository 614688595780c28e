"""What a target lacks is taken from its cell, its plan and the matrix."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from slaclock import Clock, Deadline, Matrix, events
from slaclock.errors import MatrixError
from slaclock.matrices.lint import lint
from tests.world import DESK, at, contract, contract_data

ALWAYS = {"timezone": "Asia/Kolkata", "hours": {"mon-sun": ["00:00-24:00"]}}
CALENDARS = {"desk": DESK, "always": ALWAYS}


def two_calendars(targets: dict[str, Any], **changes: Any) -> Matrix:
    return contract(targets, **{"calendars": CALENDARS, **changes})


class TestFallingBack:
    """2 March 2026 is a Monday. A target asks its cell, then its plan, then the matrix."""

    def data(self, **levels: str) -> dict[str, Any]:
        """Return a contract that says what a business day is on some levels."""
        data = contract_data({"resolution": {"within": "1 BD"}}, business_day=None)
        plan = data["plans"]["gold"]
        cell = plan["targets"]["P1"]
        places = {"matrix": data, "plan": plan, "cell": cell, "target": cell["resolution"]}
        for level, meaning in levels.items():
            places[level]["business_day"] = meaning
        return data

    @pytest.mark.parametrize(
        ("levels", "due"),
        [
            ({"matrix": "4 h"}, "2026-03-02 14:00"),
            ({"matrix": "4 h", "plan": "close_of_business"}, "2026-03-03 19:00"),
            ({"plan": "close_of_business"}, "2026-03-03 19:00"),
            ({"plan": "close_of_business", "cell": "same_time"}, "2026-03-03 10:00"),
            ({"cell": "same_time"}, "2026-03-03 10:00"),
            ({"cell": "same_time", "target": "2 h"}, "2026-03-02 12:00"),
            ({"target": "2 h"}, "2026-03-02 12:00"),
        ],
        ids=lambda value: "+".join(value) if isinstance(value, dict) else None,
    )
    def test_business_day(self, levels: dict[str, str], due: str) -> None:
        matrix = Matrix.model_validate(self.data(**levels))
        assert matrix.compute_deadline("gold", "P1", at("2026-03-02 10:00")).resolution_due == at(
            due
        )

    def test_business_day_that_nobody_says_is_missed(self) -> None:
        with pytest.raises(MatrixError, match="counts in business days, but the matrix does not"):
            Matrix.model_validate(self.data())

    def test_plan_that_extends_takes_the_meaning_too(self) -> None:
        data = self.data(plan="close_of_business")
        data["plans"]["acme"] = {"extends": "gold", "targets": {"P1": {"response": "1 BD"}}}
        matrix = Matrix.model_validate(data)
        assert matrix.row("acme", "P1").target("response").business_day == "close_of_business"

    def test_calendar(self) -> None:
        targets = {"response": {"within": "4 h", "calendar": "always"}, "resolution": "8 h"}
        terms = two_calendars(targets).row("gold", "P1")
        assert [(target.metric, target.calendar_id) for target in terms.targets] == [
            ("response", "always"),
            ("resolution", "desk"),
        ]
        assert terms.calendar_id == "desk"
        assert list(terms.calendars) == ["desk", "always"]
        assert terms.hours_of("next_response") == "desk"

    def test_plan_wide_promise_names_one_too(self) -> None:
        data = contract_data({"response": "4 h", "calendar": "desk"}, calendars=CALENDARS)
        data["plans"]["gold"]["first_response"] = {"within": "1 h", "calendar": "always"}
        matrix = Matrix.model_validate(data)
        for priority in (None, "P1"):
            assert matrix.row("gold", priority).target("first_response").calendar_id == "always"

    def test_contract_without_tables_keeps_its_fingerprint(self) -> None:
        """It was written down before targets could be tables."""
        before = "be3f386fb1a5ca5fc2c1c25d0143e5c7b71f2a44ee6808ae9424c71463cd7521"
        assert contract().fingerprint() == before


class TestTwoCalendarsInOneCell:
    """7 March 2026 is a Saturday: the desk opens on Monday 9 March at 09:00."""

    MATRIX = two_calendars(
        {
            "response": {"within": "30 min", "calendar": "always"},
            "resolution": "4 h",
        }
    )
    SATURDAY = at("2026-03-07 12:00")

    def test_each_metric_has_its_start_and_its_deadline(self) -> None:
        deadline = self.MATRIX.compute_deadline("gold", "P1", self.SATURDAY)
        assert deadline.starts_at == self.SATURDAY
        assert deadline["response"].starts_at == self.SATURDAY
        assert deadline["response"].due_at == at("2026-03-07 12:30")
        assert deadline["resolution"].starts_at == at("2026-03-09 09:00")
        assert deadline["resolution"].due_at == at("2026-03-09 13:00")

    def test_account_and_facts_name_the_calendar_of_the_metric(self) -> None:
        deadline = self.MATRIX.compute_deadline("gold", "P1", self.SATURDAY)
        calendars = self.MATRIX.calendars
        assert deadline["response"].calendar is calendars["always"]
        assert deadline.explain("response").facts[0] == f"calendar always: {calendars['always']}"
        assert deadline.explain("resolution").facts[0] == f"calendar desk: {calendars['desk']}"
        data = deadline.to_dict()
        assert data["metrics"]["response"]["calendar"] == "always"
        assert data["metrics"]["resolution"]["starts_at"] == "2026-03-09T09:00:00+05:30"
        assert data["provenance"]["calendars"] == {
            name: calendar.fingerprint() for name, calendar in calendars.items()
        }
        assert Deadline.from_dict(data, matrix=self.MATRIX) == deadline

    def test_clock_runs_each_metric_on_its_own_hours(self) -> None:
        log = [
            events.Opened(self.SATURDAY, plan="gold", priority="P1"),
            events.Responded(at("2026-03-07 12:45")),
        ]
        state = Clock(self.MATRIX, log).at(at("2026-03-09 10:30"))
        assert state["response"].status == "breached"
        assert state["response"].late_by == timedelta(minutes=15)
        assert state["response"].calendar is self.MATRIX.calendars["always"]
        assert state["resolution"].elapsed == timedelta(minutes=90)
        assert [state[name].cycles[0].calendar for name in ("response", "resolution")] == [
            "always",
            "desk",
        ]
        assert "calendar desk:" in state["resolution"].explain().facts[0]

    def test_table_for_a_database_names_the_calendar_of_the_metric(self) -> None:
        table = self.MATRIX.targets_table()
        names = [column.name for column in table.columns]
        place, metric = names.index("calendar_id"), names.index("metric")
        assert {(row[metric], row[place]) for row in table.rows} == {
            ("response", "always"),
            ("resolution", "desk"),
        }

    def test_check_does_not_call_its_calendar_unused(self) -> None:
        assert [finding for finding in lint(self.MATRIX) if finding.kind == "unused-calendar"] == []
