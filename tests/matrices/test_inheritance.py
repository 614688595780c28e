"""Plans that extend another: what they take, what stays theirs, and what is refused."""

from __future__ import annotations

import pickle
from typing import Any

import pytest

from slaclock import Matrix
from slaclock.errors import MatrixError
from tests.world import DESK, contract_data

GOLD: dict[str, Any] = {
    "title": "Gold",
    "aliases": ["vip"],
    "calendar": "desk",
    "channels": ["email"],
    "availability": "Mon-Fri",
    "first_response": "< 2 h",
    "targets": {
        "P1": {"calendar": "always", "response": "1 h", "resolution": "8 h"},
        "P2": {"response": "4 h"},
    },
}
ALWAYS = {"timezone": "Asia/Kolkata", "hours": {"mon-sun": ["00:00-24:00"]}}


def data(**plans: Any) -> dict[str, Any]:
    return contract_data(
        calendars={"desk": DESK, "always": ALWAYS},
        priorities={"P1": {}, "P2": {}, "P3": {}},
        plans={"gold": GOLD, **plans},
    )


def matrix(**plans: Any) -> Matrix:
    return Matrix.model_validate(data(**plans))


def problems(**plans: Any) -> list[str]:
    with pytest.raises(MatrixError) as caught:
        matrix(**plans)
    return [str(problem) for problem in caught.value.problems]


def promised(contract: Matrix, plan: str, priority: str | None = None) -> dict[str, str]:
    return {target.metric: str(target) for target in contract.row(plan, priority).targets}


class TestMergedPlans:
    def test_a_plan_that_says_nothing_takes_everything_but_names(self) -> None:
        ours = matrix(acme={"extends": "gold"})
        acme = ours.plan("acme")
        assert (acme.title, acme.aliases, acme.extends) == ("acme", (), "gold")
        assert (acme.calendar, acme.channels, acme.availability) == ("desk", ("email",), "Mon-Fri")
        assert promised(ours, "acme") == {"first_response": "< 2 h"}
        assert promised(ours, "acme", "P1") == promised(ours, "gold", "P1")
        assert ours.row("acme", "P1").calendar_id == "always"
        assert ours.plan("vip").id == "gold"

    def test_what_it_says_wins(self) -> None:
        ours = matrix(
            acme={
                "title": "Acme",
                "extends": "gold",
                "calendar": "always",
                "channels": [],
                "first_response": "1 h",
            }
        )
        acme = ours.plan("acme")
        assert (acme.title, acme.calendar, acme.channels) == ("Acme", "always", ())
        assert promised(ours, "acme") == {"first_response": "1 h"}
        assert ours.row("acme", "P2").calendar_id == "always"

    def test_targets_are_joined_by_priority_and_metric(self) -> None:
        ours = matrix(
            acme={
                "extends": "gold",
                "targets": {
                    "P1": {"response": "15 min", "next_response": "30 min"},
                    "P3": {"resolution": "2 BD"},
                },
            }
        )
        assert promised(ours, "acme", "P1") == {
            "first_response": "< 2 h",
            "response": "15 min",
            "resolution": "8 h",
            "next_response": "30 min",
        }
        assert ours.row("acme", "P1").calendar_id == "always"
        assert promised(ours, "acme", "P2")["response"] == "4 h"
        assert promised(ours, "acme", "P3")["resolution"] == "2 BD"
        assert [row.priority.id for row in ours.rows() if row.plan.id == "acme"] == [  # type: ignore[union-attr]
            "P1",
            "P2",
            "P3",
        ]
        assert promised(ours, "gold", "P1")["response"] == "1 h"

    def test_a_cell_may_change_its_calendar_alone(self) -> None:
        ours = matrix(acme={"extends": "gold", "targets": {"P1": {"calendar": "desk"}}})
        assert ours.row("acme", "P1").calendar_id == "desk"
        assert promised(ours, "acme", "P1") == promised(ours, "gold", "P1")

    def test_a_chain_takes_from_the_nearest_first(self) -> None:
        ours = matrix(
            acme_eu={"extends": "acme", "targets": {"P2": {"resolution": "1 BD"}}},
            acme={
                "extends": "gold",
                "availability": "24x7",
                "targets": {"P2": {"response": "1 h"}},
            },
        )
        plan = ours.plan("acme_eu")
        assert (plan.extends, plan.availability, plan.calendar) == ("acme", "24x7", "desk")
        assert promised(ours, "acme_eu", "P2") == {
            "first_response": "< 2 h",
            "response": "1 h",
            "resolution": "1 BD",
        }

    def test_null_is_not_said(self) -> None:
        ours = matrix(acme={"extends": "gold", "calendar": None, "first_response": None})
        assert ours.plan("acme").calendar == "desk"
        assert promised(ours, "acme") == {"first_response": "< 2 h"}


class TestContent:
    def test_content_says_what_the_file_says(self) -> None:
        acme = {"extends": "gold", "targets": {"P1": {"response": "15 min"}}}
        written = matrix(acme=acme).content()["plans"]["acme"]
        said = {key: value for key, value in written["targets"]["P1"].items() if value is not None}
        assert (written["extends"], said) == ("gold", {"response": "15 min"})
        assert sorted(written) == ["extends", "targets"]

    def test_content_of_a_plan_that_extends_none_has_no_new_key(self) -> None:
        assert "extends" not in matrix().content()["plans"]["gold"]

    def test_pickles_and_reads_back_as_the_same_contract(self) -> None:
        ours = matrix(acme={"extends": "gold", "channels": [], "targets": {"P2": {}}})
        for other in (Matrix.model_validate(ours.content()), pickle.loads(pickle.dumps(ours))):
            assert other == ours
            assert other.plan("acme") == ours.plan("acme")
            assert promised(other, "acme", "P1") == promised(ours, "acme", "P1")

    def test_a_change_of_the_plan_it_extends_is_another_contract(self) -> None:
        ours = matrix(acme={"extends": "gold"})
        other = matrix(acme={"extends": "gold", "first_response": "< 2 h"})
        assert ours != other


class TestExtensionProblems:
    def test_unknown_plan(self) -> None:
        assert problems(acme={"extends": "glod"}) == [
            "plans.acme.extends: unknown plan 'glod'; did you mean 'gold'? there are: gold, acme"
        ]

    def test_a_plan_cannot_extend_itself(self) -> None:
        (found,) = problems(acme={"extends": "acme"})
        assert found.startswith("plans.acme.extends: goes round in a circle: acme -> acme; let")

    def test_every_plan_of_a_circle_is_named_and_none_that_leads_to_it(self) -> None:
        found = problems(a={"extends": "b"}, b={"extends": "c"}, c={"extends": "b"})
        assert found == [
            "plans.b.extends: goes round in a circle: b -> c -> b; let one of them extend no plan",
            "plans.c.extends: goes round in a circle: c -> b -> c; let one of them extend no plan",
        ]

    def test_calendar_is_needed_where_a_chain_ends(self) -> None:
        assert problems(base={}, acme={"extends": "base"}) == ["plans.base.calendar: is missing"]

    def test_what_it_says_itself_is_checked_at_its_place(self) -> None:
        assert problems(acme={"extends": "gold", "targets": {"P9": {}}}) == [
            "plans.acme.targets.P9: unknown priority 'P9'; there are: P1, P2, P3"
        ]
