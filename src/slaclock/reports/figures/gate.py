"""Whether a goal is reached: the answer that a scheduled run stops at.

A gate does not open by itself: where nothing is met or breached, no goal is reached.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from slaclock.errors import ArgumentTypeError
from slaclock.reports.figures.attainment import Counts
from slaclock.reports.figures.shares import Goal
from slaclock.reports.figures.summary import ReportFigures
from slaclock.reports.words import counted

__all__ = ["GoalOutcome", "goal_outcome"]


class GoalOutcome(NamedTuple):
    """Whether a goal is reached, and by what.

    Attributes:
        is_reached: Whether every promise reaches it.
        reasons: In sentences: what each promise comes to, or why nothing can be said.
    """

    is_reached: bool
    reasons: tuple[str, ...]


def goal_outcome(summary: ReportFigures, least: int = 1) -> GoalOutcome | None:
    """Return whether the goals of a report are reached; None where it has none.

    These are the one it was asked for, and those of the contract.

    Args:
        summary: The figures.
        least: How many tickets of a promise have to be met or breached before its share counts.
            With 1, a promise that nothing is known of is passed over if another one is decided.

    Raises:
        ArgumentTypeError: *least* is no whole number over 0.
    """
    given: object = least  # of any type, whatever the annotation says
    if not isinstance(given, int) or isinstance(given, bool) or given < 1:
        raise ArgumentTypeError("least", least, "a whole number over 0")
    goal = summary.goal
    own = _own_goals(summary)
    if goal is None:
        return own
    asked = _asked_goal(summary, goal, least)
    if own is None:
        return asked
    return GoalOutcome(asked.is_reached and own.is_reached, (*asked.reasons, *own.reasons))


def _own_goals(summary: ReportFigures) -> GoalOutcome | None:
    """Return what the goals of the contract come to; None where it has none."""
    if not summary.goals:
        return None
    is_reached = all(result.is_reached for result in summary.goals)
    return GoalOutcome(is_reached, tuple(result.sentence() for result in summary.goals))


def _asked_goal(summary: ReportFigures, goal: Goal, least: int) -> GoalOutcome:
    counts = {name: summary.counts(name) for name in summary.attainment.metrics}
    if not any(count.decided for count in counts.values()):
        judged = counted(len(summary.verdicts), "ticket")
        return GoalOutcome(
            is_reached=False,
            reasons=(f"the goal is not reached: of {judged} none is met or breached",),
        )
    few = [name for name, count in counts.items() if least > 1 and count.decided < least]
    missed = [name for name, count in counts.items() if count.reaches(goal) is False]
    return GoalOutcome(not few and not missed, tuple(_told(counts, goal, least, summary.decimals)))


def _told(counts: dict[str, Counts], goal: Goal, least: int, decimals: int) -> Iterator[str]:
    for name, count in counts.items():
        tickets = counted(count.decided, "ticket")
        if not count.decided and least == 1:
            yield f"{name}: no ticket is met or breached yet"
        elif count.decided < least:
            yield f"{name}: {tickets} met or breached, the goal needs {least:,}"
        else:
            word = "reaches" if count.reaches(goal) else "below"
            share = count.text(decimals)
            yield f"{name}: {share} of {tickets} met or breached, {word} the goal of {goal}"
