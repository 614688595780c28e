"""Findings about goals: for a promise that nobody is given, or said twice."""

from __future__ import annotations

from collections.abc import Iterator

from slaclock.matrices.goals import GoalSpec
from slaclock.matrices.lint.findings import Found, Subject, finding
from slaclock.matrices.model import Matrix

__all__: list[str] = []


@finding("goal-out-of-reach")
def goals_of_nothing(subject: Subject) -> Iterator[Found]:
    """Find goals for a promise that no ticket of theirs is given."""
    for index, goal in enumerate(subject.matrix.goals):
        if not _is_promised(subject.matrix, goal):
            yield Found(f"goals[{index}]", f"{goal} is for a promise that nobody is given")


@finding("goal-said-twice")
def goals_said_twice(subject: Subject) -> Iterator[Found]:
    """Find goals for the same tickets and periods as one before."""
    seen: dict[tuple[object, ...], GoalSpec] = {}
    for index, goal in enumerate(subject.matrix.goals):
        key = (goal.metric, _set(goal.plan), _set(goal.priority), goal.per)
        first = seen.setdefault(key, goal)
        if first is not goal:
            yield Found(f"goals[{index}]", f"{goal} is for the same tickets as {first}")


def _is_promised(matrix: Matrix, goal: GoalSpec) -> bool:
    return any(
        terms.agreeable(goal.metric) is not None
        for terms in (*matrix.rows(), *map(matrix.row, matrix.plans))
        if goal.plan is None or terms.plan.id in goal.plan
        if goal.priority is None or (terms.priority and terms.priority.id in goal.priority)
    )


def _set(names: tuple[str, ...] | None) -> frozenset[str] | None:
    return None if names is None else frozenset(names)
