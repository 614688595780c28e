"""Goals of a contract: their form, and when so many of so many reach one."""

from __future__ import annotations

from typing import Any

import pytest

from slaclock import Matrix
from slaclock.errors import MatrixError
from slaclock.matrices.goals import GoalSpec
from tests.world import contract, contract_data

UNKNOWN_METRIC = (
    "unknown metric 'respose'; did you mean 'response'? there are: first_response, response, "
    "resolution, next_response"
)


def goal(**keys: Any) -> GoalSpec:
    """Return a goal of a contract, for the response."""
    return contract(goals=[{"metric": "response", **keys}]).goals[0]


class TestForm:
    def test_goal_says_itself_in_words(self) -> None:
        assert str(goal(share="98 %")) == "98 % of response"
        whole = goal(
            share="99.5 %",
            priority=["P1"],
            plan="gold",
            per="quarter",
            small={"below": 40, "late": 2},
        )
        assert str(whole) == (
            "99.5 % of response of P1 on gold per quarter (2 late of fewer than 40)"
        )

    def test_contract_is_written_as_it_was_read(self) -> None:
        entry = {
            "metric": "response",
            "priority": "P1",
            "share": "90 %",
            "small": {"below": 40, "late": 2},
        }
        sla = contract(goals=[entry])
        assert Matrix.model_validate(sla.content()) == sla
        assert sla.content()["goals"][0]["priority"] == "P1"

    def test_goals_are_part_of_what_was_agreed(self) -> None:
        plain = contract()
        assert "goals" not in plain.content()
        assert contract(goals=[{"metric": "response", "share": "90 %"}]) != plain

    @pytest.mark.parametrize(
        ("entry", "path", "message"),
        [
            ({"share": "90 %"}, "goals[0].metric", "is missing"),
            (
                {"metric": "response"},
                "goals[0].share",
                'is missing; write the share to be met, such as share = "95 %"',
            ),
            (
                {"metric": "response", "share": 90},
                "goals[0].share",
                '90 is not a share; write text with a percent sign, such as "98 %"',
            ),
            (
                {"metric": "response", "share": "101 %"},
                "goals[0].share",
                "'101 %' is not a goal; write a percentage from 1 to 100, such as 95",
            ),
            (
                {"metric": "response", "share": "90 %", "plan": []},
                "goals[0].plan",
                "[] is neither a name nor a list of names",
            ),
            (
                {"metric": "response", "share": "90 %", "plan": [7]},
                "goals[0].plan",
                "7 is not a name; put it in quotes",
            ),
            (
                {"metric": "respose", "share": "90 %"},
                "goals[0].metric",
                UNKNOWN_METRIC,
            ),
            (
                {"metric": "response", "share": "90 %", "plan": "silver"},
                "goals[0].plan",
                "unknown plan 'silver'; there are: gold",
            ),
            (
                {"metric": "response", "share": "90 %", "priority": ["P1", "P2"]},
                "goals[0].priority",
                "unknown priority 'P2'; there are: P1",
            ),
            (
                {"metric": "response", "share": "90 %", "small": {"below": 40}},
                "goals[0].small.late",
                "is missing",
            ),
        ],
    )
    def test_what_cannot_be(self, entry: dict[str, Any], path: str, message: str) -> None:
        with pytest.raises(MatrixError) as caught:
            Matrix.model_validate(contract_data(goals=[entry]))
        (problem,) = caught.value.problems
        assert (problem.path, problem.message) == (path, message)


def test_share_as_a_number_for_drawings() -> None:
    assert float(goal(share="99.5 %").share) == 99.5


class TestIsReached:
    """The figures of two published contracts, worked out by hand."""

    @pytest.mark.parametrize(
        ("share", "met", "decided", "reached"),
        [
            ("80 %", 8, 10, True),
            ("80 %", 7, 10, False),
            ("90 %", 9, 10, True),
            ("99.95 %", 1999, 2000, True),
            ("99.95 %", 1998, 1999, False),
            ("100 %", 0, 0, None),
        ],
    )
    def test_share(self, share: str, met: int, decided: int, reached: bool | None) -> None:
        assert goal(share=share).is_reached(met, decided) is reached

    @pytest.mark.parametrize(
        ("met", "decided", "reached"),
        [
            (37, 39, True),  # two late of fewer than forty
            (36, 39, False),
            (38, 40, True),  # two of forty late: 95 %
            (38, 41, False),  # three of 41 late: 92.7 %
            (0, 2, True),
            (0, 0, None),
        ],
    )
    def test_few_tickets(self, met: int, decided: int, reached: bool | None) -> None:
        framework = goal(share="95 %", per="month", small={"below": 40, "late": 2})
        assert framework.is_reached(met, decided) is reached
