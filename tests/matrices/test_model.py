"""The matrix: its parts, how names are found, and what must agree between its parts."""

from __future__ import annotations

import copy
import pickle
from datetime import date
from typing import Any

import pytest

from slaclock import Matrix, load_matrix
from slaclock.durations import Amount
from slaclock.errors import (
    ArgumentTypeError,
    HolidayError,
    NoTargetError,
    UnknownNameError,
)
from tests.matrices.small import DATA, changed

REPUBLIC_DAY = date(2026, 1, 26)


@pytest.fixture
def ours() -> Matrix:
    return Matrix.model_validate(DATA)


class TestParts:
    def test_plan(self, ours: Matrix) -> None:
        gold = ours.plan("gold")
        assert (gold.id, gold.title, gold.aliases) == ("gold", "Gold", ("vip",))
        assert (gold.calendar, gold.channels) == ("office", ("email", "phone"))
        assert gold.availability == "Mon-Fri"

    def test_title_is_the_id_where_none_is_given(self, ours: Matrix) -> None:
        assert ours.title == "ours"
        assert ours.plan("lite").title == "lite"
        assert ours.priority("P2").title == "P2"

    def test_escalation(self, ours: Matrix) -> None:
        first, second = ours.escalation
        assert (first.level, first.contact) == (1, "Desk")
        assert (first.at, first.metric, first.plan, first.notify) == (None, None, None, None)
        assert str(second.at) == "50 %"
        assert (second.metric, second.plan, second.notify) == ("resolution", "gold", "office")

    def test_defaults_of_a_clock(self, ours: Matrix) -> None:
        assert ours.pauses == ("resolution",)
        assert (ours.on_change, ours.on_reopen) == ("retroactive", "resume")
        assert ours.at_risk == 80
        assert load_matrix("wotnot").at_risk is None

    def test_parts_cannot_be_changed(self, ours: Matrix) -> None:
        with pytest.raises(TypeError):
            ours.plans["gold"] = ours.plans["lite"]  # type: ignore[index]
        with pytest.raises(AttributeError):
            ours.title = "theirs"

    def test_published_terms(self) -> None:
        """Each cell is held to the published table by tests/test_published_terms.py."""
        matrix = load_matrix("wotnot")
        assert [plan.title for plan in matrix.plans.values()] == [
            "Lite",
            "Starter",
            "Premium",
            "Enterprise",
        ]
        assert [level.contact for level in matrix.escalation] == [
            "Support specialist",
            "Support manager",
            "CTO",
            "CEO",
        ]
        assert len(matrix.ticket_types) == 4


class TestNames:
    @pytest.mark.parametrize("name", ["gold", "GOLD", "Gold", "vip", "VIP"])
    def test_plan_by_id_title_or_alias_in_any_case(self, name: str, ours: Matrix) -> None:
        assert ours.row(name).plan.id == "gold"

    @pytest.mark.parametrize("name", ["P1", "p1", "critical", "URGENT", "sev 1"])
    def test_priority_by_id_title_or_alias_in_any_case(self, name: str, ours: Matrix) -> None:
        row = ours.row("gold", name)
        assert row.priority is not None
        assert row.priority.id == "P1"

    @pytest.mark.parametrize(
        ("plan", "priority", "message"),
        [
            (
                "glod",
                None,
                "unknown plan 'glod' in matrix 'ours'; did you mean 'gold'? plans: gold, lite",
            ),
            (
                " gold",
                None,
                "unknown plan ' gold' in matrix 'ours'; did you mean 'gold'? plans: gold, lite",
            ),
            ("gold", "P9", "unknown priority 'P9' in matrix 'ours'; priorities: P1, P2"),
            ("gold", "", "unknown priority '' in matrix 'ours'; priorities: P1, P2"),
        ],
    )
    def test_unknown_name(
        self, plan: str, priority: str | None, message: str, ours: Matrix
    ) -> None:
        with pytest.raises(UnknownNameError) as caught:
            ours.row(plan, priority)
        assert str(caught.value) == message

    def test_name_whose_hash_fails(self, ours: Matrix) -> None:
        class Unhashed:
            def __hash__(self) -> int:
                raise ValueError

        with pytest.raises(ArgumentTypeError, match="plan must be the name of a plan"):
            ours.row(Unhashed(), None)  # type: ignore[arg-type]

    @pytest.mark.parametrize(
        ("plan", "priority", "message"),
        [
            (1, "P1", "plan must be the name of a plan; got 1 (int)"),
            ("gold", 1, "priority must be the name of a priority; got 1 (int)"),
            (["gold"], None, "plan must be the name of a plan; got ['gold'] (list)"),
            (None, None, "plan must be the name of a plan; got None (NoneType)"),
        ],
    )
    def test_name_that_is_no_text(
        self, plan: Any, priority: Any, message: str, ours: Matrix
    ) -> None:
        with pytest.raises(ArgumentTypeError) as caught:
            ours.row(plan, priority)
        assert str(caught.value) == message


class TestRow:
    def test_targets_in_the_order_of_the_metrics(self, ours: Matrix) -> None:
        row = ours.row("gold", "P1")
        assert [(target.metric, str(target)) for target in row.targets] == [
            ("first_response", "< 2 h"),
            ("response", "1 h"),
            ("resolution", "8 h"),
            ("next_response", "4 h"),
        ]
        assert [target.strict for target in row.targets] == [True, False, False, False]
        assert (row.calendar_id, row.calendar) == ("always", ours.calendars["always"])
        assert row.matrix is ours

    def test_plan_wide_promise_runs_on_the_calendar_of_the_plan(self, ours: Matrix) -> None:
        row = ours.row("gold")
        assert row.priority is None
        assert (row.calendar_id, [target.metric for target in row.targets]) == (
            "office",
            ["first_response"],
        )

    def test_business_days_carry_their_meaning(self, ours: Matrix) -> None:
        assert ours.row("gold", "P2").target("resolution").business_day == "full_day"
        assert ours.row("gold", "P1").target("resolution").business_day is None
        eight = Matrix.model_validate(changed("business_day", "8 h"))
        assert eight.row("gold", "P2").target("resolution").business_day == Amount(seconds=28_800)

    def test_same_row_is_found_once(self, ours: Matrix) -> None:
        assert ours.row("gold", "P1") is ours.row("gold", "P1")

    def test_plan_without_the_priority(self, ours: Matrix) -> None:
        with pytest.raises(NoTargetError) as caught:
            ours.row("lite", "P1")
        assert (
            str(caught.value)
            == "plan 'lite' in matrix 'ours' has no targets for priority 'P1'; it has: none"
        )

    def test_metric_that_is_not_promised(self, ours: Matrix) -> None:
        with pytest.raises(UnknownNameError) as caught:
            ours.row("gold", "P2").target("response")
        assert str(caught.value) == (
            "unknown metric 'response'; did you mean 'first_response'? "
            "metrics: first_response, resolution"
        )

    def test_rows_in_the_order_of_the_file(self, ours: Matrix) -> None:
        found = [(row.plan.id, row.priority.id) for row in ours.rows() if row.priority]
        assert found == [("gold", "P1"), ("gold", "P2")]


class TestHolidays:
    def test_shared_holidays_reach_the_calendars_that_observe_them(self) -> None:
        sla = Matrix.model_validate({**DATA, "holidays": ["2026-01-26"]})
        assert sla.calendars["office"].hours_on(REPUBLIC_DAY).cause == "holiday"
        assert sla.calendars["always"].hours_on(REPUBLIC_DAY).cause == "hours"

    def test_holidays_of_a_country_are_switched_on(self, ours: Matrix) -> None:
        observed = ours.with_holidays("IN", subdivision="Gujarat", years=[2026])
        assert observed.calendars["office"].hours_on(REPUBLIC_DAY).name == "Republic Day"
        assert observed.calendars["always"].hours_on(REPUBLIC_DAY).cause == "hours"
        assert ours.calendars["office"].hours_on(REPUBLIC_DAY).cause == "hours"
        assert observed != ours
        assert observed == ours.with_holidays("IN", subdivision="GJ", years=[2026])
        assert observed.file == ours.file

    def test_unknown_country(self, ours: Matrix) -> None:
        with pytest.raises(HolidayError, match="'XX' is an unknown country"):
            ours.with_holidays("XX")

    def test_switched_on_by_data_or_by_call_is_the_same(self, ours: Matrix) -> None:
        by_data = Matrix.model_validate({**DATA, "holidays": [{"country": "IN"}]})
        assert by_data == ours.with_holidays("IN")


class TestIdentity:
    def test_equal_by_content(self, ours: Matrix) -> None:
        again = Matrix.model_validate(copy.deepcopy(DATA), file="elsewhere.toml")
        assert again == ours
        assert hash(again) == hash(ours)
        assert again.fingerprint() == ours.fingerprint()
        assert ours != Matrix.model_validate(changed("plans gold targets P1 response", "2 h"))
        assert ours != "ours"

    def test_ways_to_write_the_same_hours_are_equal(self) -> None:
        by_day = changed("calendars office hours", {"mon,tue,wed,thu,fri": ["09:00-19:00"]})
        assert Matrix.model_validate(by_day) == Matrix.model_validate(DATA)

    def test_content_is_taken_back(self, ours: Matrix) -> None:
        assert Matrix.model_validate(ours.content()) == ours

    def test_content_is_a_copy(self, ours: Matrix) -> None:
        ours.content()["plans"]["gold"]["title"] = "changed"
        assert ours.content()["plans"]["gold"]["title"] == "Gold"

    def test_pickle_and_copy(self, ours: Matrix) -> None:
        ours.row("gold", "P1").calendar.open_between(0, 10**15)
        thawed = pickle.loads(pickle.dumps(ours))
        assert thawed == ours
        assert copy.deepcopy(ours) == ours

    def test_fingerprint_is_the_same_on_every_machine(self, ours: Matrix) -> None:
        assert len(ours.fingerprint()) == 64
        assert repr(ours) == f"<Matrix 'ours' version '', {ours.fingerprint()[:12]}>"


def test_matrix_that_is_called_says_how_one_is_made() -> None:
    with pytest.raises(TypeError, match=r"^a Matrix is made by load_matrix\(\.\.\.\) or Matrix\."):
        Matrix()
