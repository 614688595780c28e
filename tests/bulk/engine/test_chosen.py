"""Tickets whose plan their fields choose: columns answer as one deadline or one clock does."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from slaclock import Clock, Matrix, compute_deadline
from slaclock.bulk import add_deadlines, add_verdicts, clock_states
from slaclock.errors import RowError, SlaClockError, UnknownNameError
from slaclock.events import Event, Opened, Paused, PlanChanged, PriorityChanged, Resolved, Resumed
from tests.matrices.chosen import matrix
from tests.matrices.test_choosing import OURS

START = datetime(2026, 3, 2, 3, 0, tzinfo=UTC)
METRICS = ("first_response", "response", "resolution")


def frame(*rows: dict[str, Any]) -> pl.DataFrame:
    names = dict.fromkeys(name for row in rows for name in row)
    columns = {name: [row.get(name) for row in rows] for name in names}
    return pl.DataFrame({"opened_at": [START] * len(rows), **columns}, strict=False)


ALL = {"organisation": "acme", "channel": "phone", "impact": "1", "urgency": "2", "site": "pune"}


class TestAddDeadlines:
    def test_columns_choose_where_no_column_says_the_plan(self) -> None:
        found = add_deadlines(
            frame(ALL, {**ALL, "site": None}, {**ALL, "impact": "3", "channel": "email"}),
            matrix=OURS,
        )
        for row, due in zip(found.rows(named=True), found["response_due"], strict=True):
            fields = {name: row[name] for name in ALL}
            expected = compute_deadline(None, None, START, matrix=OURS, fields=fields)
            assert (row["sla_error"], due) == (None, expected.response_due)
        assert found["response_due"].n_unique() == 3

    def test_row_for_which_no_rule_fits_says_so(self) -> None:
        found = add_deadlines(frame({**ALL, "organisation": "hooli"}, ALL), matrix=OURS)
        assert found["sla_error"][0].startswith("no rule of matrix 'ours' chooses a plan")
        assert found["response_due"].is_null().to_list() == [True, False]
        with pytest.raises(RowError):
            add_deadlines(frame({**ALL, "organisation": "hooli"}), matrix=OURS, errors="raise")

    def test_column_of_the_plan_is_taken_as_it_is(self) -> None:
        found = add_deadlines(frame({"plan": "gold", "priority": "P1"}), matrix=OURS)
        expected = compute_deadline("gold", "P1", START, matrix=OURS)
        assert found["response_due"].to_list() == [expected.response_due]

    def test_what_a_row_gives_stays_and_what_it_lacks_is_chosen(self) -> None:
        rows = frame({**ALL, "plan": "basic"}, {**ALL, "plan": None})
        found = add_deadlines(rows, matrix=OURS, fields={})
        plans = ["basic", None]
        assert found["response_due"].to_list() == [
            compute_deadline(plan, None, START, matrix=OURS, fields=ALL).response_due
            for plan in plans
        ]

    def test_columns_of_other_names_and_columns_that_are_not_there(self) -> None:
        rows = frame(ALL).rename({"organisation": "Customer"}).drop("site")
        fields = {"organisation": "Customer", "site": None}
        found = add_deadlines(rows, matrix=OURS, fields=fields)
        without = {name: value for name, value in ALL.items() if name != "site"}
        expected = compute_deadline(None, None, START, matrix=OURS, fields=without)
        assert found["response_due"].to_list() == [expected.response_due]

    def test_column_that_is_missing(self) -> None:
        with pytest.raises(UnknownNameError, match="unknown column 'site'"):
            add_deadlines(frame(ALL).drop("site"), matrix=OURS)

    def test_field_that_no_rule_asks_for(self) -> None:
        with pytest.raises(UnknownNameError, match=r"unknown field 'sight' .* did you mean 'site'"):
            add_deadlines(frame(ALL), matrix=OURS, fields={"sight": "site"})

    def test_numbers_with_gaps(self) -> None:
        rows = pl.DataFrame(
            {
                "opened_at": [START] * 2,
                "organisation": ["acme"] * 2,
                "channel": ["email"] * 2,
                "impact": [1.0, None],
                "urgency": [1, 1],
                "site": [None, None],
            }
        )
        found = add_deadlines(rows, matrix=OURS)
        assert found["response_due"].to_list() == [START + timedelta(minutes=90), None]

    def test_verdicts(self) -> None:
        rows = frame(ALL).with_columns(resolved_at=START + timedelta(hours=2))
        found = add_verdicts(rows, matrix=OURS, resolved_at="resolved_at")
        assert found["resolution_verdict"].to_list() == ["met"]


TEXTS = {
    "organisation": ["acme", "globex", "hooli", None],
    "channel": ["phone", "EMAIL", None],
    "impact": ["1", "2", "4", None],
    "site": ["pune", "Delhi", None],
}


@st.composite
def contracts(draw: st.DrawFn) -> Matrix:
    """Draw a contract of plans that extend each other, and rules."""
    names = ["gold", "basic", "third", "fourth"][: draw(st.integers(2, 4))]
    amounts = st.sampled_from(["30 min", "2 h", "< 4 h", "1 BD", "2 BD"])
    plans: dict[str, Any] = {}
    for index, name in enumerate(names):
        cells = draw(
            st.dictionaries(
                st.sampled_from(["P1", "P2"]),
                st.dictionaries(st.sampled_from(["response", "resolution"]), amounts),
            )
        )
        plan: dict[str, Any] = {"targets": cells}
        if index and draw(st.booleans()):
            plan["extends"] = draw(st.sampled_from(names[:index]))
        if "extends" not in plan or draw(st.booleans()):
            plan["calendar"] = draw(st.sampled_from(["desk", "pune"]))
        plans[name] = plan
    return matrix(draw(st.lists(rules(names), min_size=1, max_size=6)), plans=plans)


def rules(plans: list[str]) -> st.SearchStrategy[dict[str, Any]]:
    when = st.fixed_dictionaries(
        {},
        optional={
            "organisation": st.sampled_from(["Acme", ["acme", "globex"]]),
            "channel": st.sampled_from(["phone", ["email"]]),
            "impact": st.sampled_from([1, [1, 2]]),
            "site": st.just("pune"),
            "plan": st.sampled_from(plans),
        },
    )
    gives = st.fixed_dictionaries(
        {},
        optional={
            "plan": st.sampled_from(plans),
            "priority": st.sampled_from(["P1", "P2"]),
            "calendars": st.sampled_from([{"desk": "pune"}, {"desk": "pune", "pune": "desk"}]),
        },
    ).filter(bool)
    return st.builds(lambda asked, given: {"when": asked, **given}, when, gives)


def answered(ask: Callable[..., Any]) -> tuple[Any, str | None]:
    """Return an answer, or why there is none."""
    try:
        return ask(), None
    except SlaClockError as error:
        return None, str(error)


tickets = st.fixed_dictionaries({name: st.sampled_from(values) for name, values in TEXTS.items()})


class TestEqual:
    @settings(max_examples=60, suppress_health_check=[HealthCheck.too_slow], deadline=None)
    @given(contracts(), st.lists(tickets, min_size=1, max_size=8))
    def test_frames_are_one_deadline_after_the_other(
        self, ours: Matrix, rows: list[dict[str, Any]]
    ) -> None:
        found = add_deadlines(frame(*rows), matrix=ours)
        asked = {name for rule in ours.rules for name in rule.when}
        for row, answer in zip(rows, found.rows(named=True), strict=True):
            fields = {name: value for name, value in row.items() if name in asked}
            expected, reason = answered(
                lambda fields=fields: compute_deadline(
                    None, None, START, matrix=ours, fields=fields
                )
            )
            assert answer["sla_error"] == reason
            if expected is None:
                continue
            for metric in METRICS:
                due = expected[metric].due_at if metric in expected else None
                assert answer[f"{metric}_due"] == due

    @settings(max_examples=60, suppress_health_check=[HealthCheck.too_slow], deadline=None)
    @given(contracts(), st.data())
    def test_logs_are_one_clock_after_the_other(self, ours: Matrix, data: st.DataObject) -> None:
        logs: dict[int, list[Event]] = {}
        plans = list(ours.plans)
        for ticket in range(data.draw(st.integers(1, 6))):
            fields = data.draw(st.none() | tickets)
            plan = data.draw(st.sampled_from(plans if fields is None else [None, *plans]))
            opened = Opened(START, plan, data.draw(st.sampled_from([None, "P1"])), fields)
            later = st.sampled_from(
                [
                    Paused(START + timedelta(hours=1)),
                    Resumed(START + timedelta(hours=5)),
                    PriorityChanged(START + timedelta(hours=6), "P2"),
                    PlanChanged(START + timedelta(hours=7), plans[-1]),
                    Resolved(START + timedelta(hours=30)),
                ]
            )
            logs[ticket] = [opened, *data.draw(st.lists(later, max_size=4, unique=True))]
        now = START + timedelta(hours=data.draw(st.integers(0, 60)))
        found = clock_states(logs, matrix=ours, now=now)
        for answer in found.rows(named=True):
            log = logs[answer["ticket"]]
            state, reason = answered(lambda log=log: Clock(ours, log).at(now))
            assert answer["sla_error"] == reason
            if state is None:
                continue
            metric = state[answer["metric"]]
            assert answer["status"] == metric.status
            assert answer["due_at"] == metric.due_at
            assert answer["plan"] == state.row.plan.id
