"""Goals for a promise that nobody is given, or said twice."""

from __future__ import annotations

from typing import Any

from tests.matrices.lint.small import found, matrix, plan

PLANS = {"gold": plan(P1="1 h / 4 h"), "lite": plan()}


def told(*goals: dict[str, Any]) -> list[str]:
    every = [{"share": "95 %", "per": "month", **goal} for goal in goals]
    return [text for text in found(matrix(PLANS, goals=every)) if "goal" in text]


def test_goal_of_a_promise_is_fine() -> None:
    assert told({"metric": "response"}, {"metric": "resolution", "plan": "gold"}) == []


def test_goal_for_what_nobody_is_promised() -> None:
    [text] = told({"metric": "response", "plan": "lite"})
    assert "is for a promise that nobody is given" in text
    assert text.startswith("goals[0]")


def test_goal_that_is_said_twice() -> None:
    [text] = told({"metric": "response"}, {"metric": "response", "share": "90 %"})
    assert "is for the same tickets as" in text
    assert text.startswith("goals[1]")
