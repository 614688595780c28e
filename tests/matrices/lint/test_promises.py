"""Findings about what is promised, on matrices small enough to see it by eye."""

from __future__ import annotations

from typing import Any

import pytest

from slaclock import load_matrix
from slaclock.matrices.lint import lint
from tests.matrices.lint.small import LONG_DAYS, OFFICE, codes, found, matrix, plan


class TestShippedMatrix:
    def test_published_terms_have_one_late_response_and_six_contradictions(self) -> None:
        """As in docs/explanation/published-terms.md, "There are two promises of a response"."""
        beyond = "goes beyond the plan's first_response"
        assert found(load_matrix("wotnot")) == [
            "plans.lite.targets.P1: first_response < 16 h is longer than resolution 1 BD (10 h)",
            f"plans.starter.targets.P2: response 8 h {beyond} < 8 h",
            f"plans.starter.targets.P3: response 1 BD (10 h) {beyond} < 8 h",
            f"plans.premium.targets.P2: response 4 h {beyond} < 4 h",
            f"plans.premium.targets.P3: response 8 h {beyond} < 4 h",
            f"plans.enterprise.targets.P2: response 1 h {beyond} < 1 h",
            f"plans.enterprise.targets.P3: response 4 h {beyond} < 1 h",
        ]


class TestPriorities:
    def test_higher_priority_with_a_longer_promise_is_held_to_the_shortest(self) -> None:
        plans = {"gold": plan(P1="4 h / 8 h", P2="2 h / 8 h", P3="1 h / 9 h")}
        assert found(matrix(plans, "P1 P2 P3")) == [
            "plans.gold.targets.P1: response 4 h is longer than the 1 h of P3, a lower priority",
            "plans.gold.targets.P2: response 2 h is longer than the 1 h of P3, a lower priority",
        ]

    def test_equal_promises_are_fine_and_the_shortest_is_named(self) -> None:
        plans = {"gold": plan(P1="4 h / 8 h", P2="1 h / 8 h", P3="2 h / 8 h")}
        assert found(matrix(plans, "P1 P2 P3")) == [
            "plans.gold.targets.P1: response 4 h is longer than the 1 h of P2, a lower priority"
        ]

    def test_order_of_priorities_counts_and_not_that_of_the_rows(self) -> None:
        plans = {"gold": plan(P2="2 h / 8 h", P1="1 h / 4 h")}
        assert lint(matrix(plans, "P1 P2")) == ()


class TestPlans:
    def test_dearer_plan_with_a_longer_promise(self) -> None:
        plans = {
            "lite": plan(first_response="3 h", P1="3 h / 8 h"),
            "plus": plan(first_response="2 h", P1="2 h / 8 h"),
            "gold": plan(first_response="4 h", P1="4 h / 8 h"),
        }
        assert found(matrix(plans)) == [
            "plans.gold: first_response 4 h is longer than the 2 h of plus, a cheaper plan",
            "plans.gold.targets.P1: response 4 h is longer than the 2 h of plus, a cheaper plan",
        ]

    def test_business_days_of_two_calendars_are_compared_by_their_number(self) -> None:
        plans = {"lite": plan(P1="1 h / 2 BD"), "gold": plan("long", P1="1 h / 2 BD")}
        assert lint(matrix(plans, calendars={"office": OFFICE, "long": LONG_DAYS})) == ()


class TestContradictions:
    @pytest.mark.parametrize(
        ("wide", "response", "is_found"),
        [
            ("< 4 h", "4 h", True),
            ("< 4 h", "< 4 h", False),
            ("4 h", "4 h", False),
            ("4 h", "5 h", True),
            ("< 4 h", "3 h", False),
            ("< 8 h", "1 BD", True),
            ("< 1 BD", "1 BD", True),
        ],
    )
    def test_response_beyond_the_plan_wide_one(
        self, wide: str, response: str, is_found: bool
    ) -> None:
        sla = matrix({"gold": plan(first_response=wide, P1=f"{response} / 3 BD")})
        assert codes(sla) == (["first-response-contradiction"] if is_found else [])


class TestMissingCells:
    def test_plan_without_a_row(self) -> None:
        assert found(matrix({"gold": plan(P1="1 h / 4 h")}, "P1 P2")) == [
            "plans.gold.targets: promises nothing for priority P2"
        ]

    def test_row_without_a_metric_that_others_have(self) -> None:
        plans = {"lite": plan(P1="1 h / 4 h"), "gold": plan()}
        plans["gold"]["targets"]["P1"] = {"response": "1 h"}
        assert found(matrix(plans)) == ["plans.gold.targets.P1: promises no resolution"]

    def test_metric_that_no_row_has_is_no_gap(self) -> None:
        plans = {"lite": plan(), "gold": plan()}
        for entry in plans.values():
            entry["targets"]["P1"] = {"resolution": "4 h"}
        assert found(matrix(plans)) == []

    def test_plan_without_any_row(self) -> None:
        assert found(matrix({"gold": plan(first_response="1 h")})) == [
            "plans.gold.targets: promises nothing for priority P1"
        ]


class TestRanked:
    @pytest.mark.parametrize(
        ("ranked", "left"),
        [
            (True, {"plan-order", "priority-order"}),
            ({"plans": False}, {"priority-order"}),
            ({"priorities": False}, {"plan-order"}),
            (False, set()),
        ],
    )
    def test_kinds_have_no_order_to_break(self, ranked: object, left: set[str]) -> None:
        silver, gold = (
            plan(P1="8 h / 20 h", P2="4 h / 20 h"),
            plan(P1="9 h / 20 h", P2="5 h / 20 h"),
        )
        sla = matrix({"silver": silver, "gold": gold}, "P1 P2", ranked=ranked)
        assert {code for code in codes(sla) if code.endswith("-order")} == left


class TestTimesThatAreAgreed:
    """A promise without an amount is one all the same."""

    CELLS = {
        "P1": {"response": "1 h", "resolution": "4 h"},
        "P2": {"response": "2 h", "resolution": {"agreed": True}},
    }

    def found(self, *levels: dict[str, Any]) -> list[str]:
        plans = {"gold": {"calendar": "office", "targets": self.CELLS}}
        entries = [{"level": 1, "contact": "Desk", "at": "-1 h", **level} for level in levels]
        return codes(matrix(plans, "P1 P2", escalation=entries))

    def test_row_that_has_it_lacks_no_metric(self) -> None:
        assert self.found() == []

    def test_level_for_it_is_for_somebody(self) -> None:
        only = {"gold": {"calendar": "office", "targets": {"P1": {"resolution": {"agreed": True}}}}}
        for level in ({}, {"metric": "resolution"}, {"plan": "gold", "metric": "resolution"}):
            entries = [{"level": 1, "contact": "Desk", "at": "-1 h", **level}]
            assert codes(matrix(only, escalation=entries)) == []

    def test_level_for_another_metric_is_for_nobody(self) -> None:
        assert self.found({"metric": "next_response"}) == ["level-out-of-reach"]


class TestMissingCellsOfKinds:
    """What is missing is what a row like it promises; kinds are like themselves alone."""

    KINDS = {
        "silver": {"calendar": "office", "targets": {"fault": {"response": "4 h"}}},
        "gold": {
            "calendar": "office",
            "targets": {
                "fault": {"response": "2 h", "resolution": "8 h"},
                "question": {"response": "8 h"},
            },
        },
    }

    @pytest.mark.parametrize(
        ("ranked", "places"),
        [
            (None, ["silver.targets", "silver.targets.fault", "gold.targets.question"]),
            ({"priorities": False}, ["silver.targets", "silver.targets.fault"]),
            ({"plans": False}, ["silver.targets", "gold.targets.question"]),
            (False, []),
        ],
        ids=["ranks", "kinds of tickets", "kinds of plans", "kinds of both"],
    )
    def test_rows_of_another_kind_are_not_compared(self, ranked: object, places: list[str]) -> None:
        more = {} if ranked is None else {"ranked": ranked}
        findings = lint(matrix(self.KINDS, "fault question", **more))
        missing = [one.path for one in findings if one.code == "missing-cell"]
        assert missing == [f"plans.{place}" for place in places]
