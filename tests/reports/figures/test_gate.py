"""Whether a goal is reached: never on nothing, and the same in Python as on the command line."""

from __future__ import annotations

from pathlib import Path

import pytest

from slaclock.errors import ArgumentTypeError, TextError
from slaclock.reports import make_report
from tests.reports import small

DECIDED = small.ROWS[:2]  # response: one met and one breached; so are the others


def test_missed_goal_says_how_many_were_judged(tmp_path: Path) -> None:
    outcome = small.report(tmp_path, *DECIDED, goal="95").goal_outcome()
    told = "50.0 % of 2 tickets met or breached, below the goal of 95 %"
    assert outcome is not None
    assert outcome.is_reached is False
    assert outcome.reasons == tuple(
        f"{name}: {told}" for name in ("first_response", "response", "resolution")
    )


def test_reached_goal_says_so(tmp_path: Path) -> None:
    outcome = small.report(tmp_path, *DECIDED, goal="50").goal_outcome()
    assert outcome is not None
    assert outcome.is_reached is True
    assert outcome.reasons[0] == (
        "first_response: 50.0 % of 2 tickets met or breached, reaches the goal of 50 %"
    )


def test_no_goal_has_no_outcome(tmp_path: Path) -> None:
    assert small.report(tmp_path, *DECIDED).goal_outcome() is None


@pytest.mark.parametrize("rows", [(), ("C,gold,P1,2026-03-06T16:00:00Z,,,open",)])
def test_nothing_decided_reaches_no_goal(tmp_path: Path, rows: tuple[str, ...]) -> None:
    tickets = small.tickets(tmp_path, *(rows or ("I,gold,P2,2026-03-09T09:00:00Z,,,open",)))
    made = make_report(tickets, matrix=small.matrix(), as_of=small.AS_OF, goal="1")
    outcome = made.goal_outcome()
    assert outcome is not None
    assert outcome.is_reached is False
    number = "1 ticket" if rows else "0 tickets"
    assert outcome.reasons == (f"the goal is not reached: of {number} none is met or breached",)


def test_too_few_decided_reach_no_goal(tmp_path: Path) -> None:
    made = small.report(tmp_path, small.ROWS[0], goal="100")
    enough, few = made.goal_outcome(1), made.goal_outcome(2)
    assert enough is not None
    assert enough.is_reached
    assert few is not None
    assert few == (
        False,
        tuple(
            f"{name}: 1 ticket met or breached, the goal needs 2"
            for name in ("first_response", "response", "resolution")
        ),
    )


def test_promise_without_a_verdict_yet_is_told(tmp_path: Path) -> None:
    row = "G,gold,P2,2026-03-06T09:00:00Z,2026-03-06T09:30:00Z,,open"
    outcome = small.report(tmp_path, row, goal="100").goal_outcome()
    assert outcome is not None
    assert outcome.is_reached
    assert outcome.reasons[2] == "resolution: no ticket is met or breached yet"


@pytest.mark.parametrize("goal", ["0.95", "0.99", "0", "101", "lots", "95 percent", ""])
def test_text_that_is_no_goal(tmp_path: Path, goal: str) -> None:
    with pytest.raises(TextError):
        small.report(tmp_path, *DECIDED, goal=goal)


@pytest.mark.parametrize("goal", [95, 0.95, True])
def test_goal_of_another_type(tmp_path: Path, goal: object) -> None:
    with pytest.raises(ArgumentTypeError, match="text such as '95', or a Goal"):
        small.report(tmp_path, *DECIDED, goal=goal)


@pytest.mark.parametrize("least", [0, -1, 1.5, True])
def test_least_that_is_no_number_of_tickets(tmp_path: Path, least: object) -> None:
    with pytest.raises(ArgumentTypeError, match="a whole number over 0"):
        small.report(tmp_path, *DECIDED, goal="95").goal_outcome(least)  # type: ignore[arg-type]
