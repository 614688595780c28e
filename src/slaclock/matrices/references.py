"""Whether the parts of a matrix fit each other: names that refer to nothing, and such.

The form of each part has been checked by then, by the models of `slaclock.matrices.spec`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from slaclock.calendars.business_days import Meaning
from slaclock.errors import Problem
from slaclock.matrices.calendars import calendar_problems
from slaclock.matrices.inheritance import extension_problems, merged_plans
from slaclock.matrices.repetition import repetition_problems
from slaclock.matrices.spec import (
    ANY_PRIORITY,
    EscalationSpec,
    MatrixSpec,
    PlanSpec,
    PrioritySpec,
    TargetList,
    TargetSpec,
    TargetsSpec,
)
from slaclock.matrices.target_checks import (
    day_problems,
    missing_day_once,
    reference_problem,
    target_problems,
)
from slaclock.messages import shown

__all__ = ["reference_problems"]


def reference_problems(spec: MatrixSpec) -> Iterable[Problem]:
    """Yield what is wrong between the parts of a matrix, each with its place."""
    return missing_day_once(_reference_problems(spec))


def _reference_problems(spec: MatrixSpec) -> Iterable[Problem]:
    metrics = spec.metric_table
    yield from _metric_problems(spec)
    yield from _name_clashes("plans", spec.plans)
    yield from _name_clashes("priorities", spec.priorities)
    yield from _priority_problems(spec)
    yield from calendar_problems(spec.calendars)
    chains = list(extension_problems(spec.plans))
    yield from chains
    whole = spec.plans if chains else merged_plans(spec)
    for plan_id, plan in spec.plans.items():
        yield from _plan_problems(spec, f"plans.{plan_id}", plan, whole[plan_id])
    for index, entry in enumerate(spec.escalation):
        place = f"escalation[{index}]"
        yield from reference_problem(f"{place}.metric", "metric", entry.metric, metrics)
        yield from reference_problem(f"{place}.plan", "plan", entry.plan, spec.plans)
        yield from reference_problem(f"{place}.notify", "calendar", entry.notify, spec.calendars)
        if spec.business_day is None:
            yield from day_problems(f"{place}.at", entry.at, entry.at and entry.at.amount)
        yield from _level_problems(spec, place, entry)
    yield from _choose_problems(spec)
    yield from _goal_problems(spec)
    for index, metric in enumerate(spec.pauses):
        yield from reference_problem(f"pauses[{index}]", "metric", metric, metrics)
    until = spec.effective_until
    if until is not None and spec.effective_from is not None and until <= spec.effective_from:
        message = f"{until} is not after effective_from, {spec.effective_from}"
        yield Problem("effective_until", until, message)


def _metric_problems(spec: MatrixSpec) -> Iterable[Problem]:
    if not spec.metrics:
        return
    from slaclock.matrices.metric_spec import metric_problems  # needed by few files

    keys = {*PlanSpec.model_fields, *TargetsSpec.model_fields}
    for name, written in spec.metrics.items():
        yield from metric_problems(name, written, keys)


def _choose_problems(spec: MatrixSpec) -> Iterable[Problem]:
    if not spec.choose:
        return
    from slaclock.matrices.choices import choose_problems  # needed by few files

    yield from choose_problems(spec.choose, spec.plans, spec.priorities, spec.calendars)


def _goal_problems(spec: MatrixSpec) -> Iterable[Problem]:
    if not spec.goals:
        return
    from slaclock.matrices.goals import goal_problems  # needed by few files

    yield from goal_problems(spec.goals, spec.metric_table, spec.plans, spec.priorities)


def _priority_problems(spec: MatrixSpec) -> Iterable[Problem]:
    takes_any = any(ANY_PRIORITY in plan.targets for plan in spec.plans.values())
    if not spec.priorities and not takes_any:
        message = 'is missing; without it, a plan needs targets for "*", which is every ticket'
        yield Problem("priorities", None, message)
    for name, entry in spec.priorities.items():
        if ANY_PRIORITY in (name, entry.title, *entry.aliases):
            message = f"{shown(ANY_PRIORITY)} is every priority, and cannot be the name of one"
            yield Problem(f"priorities.{name}", ANY_PRIORITY, message)


def _level_problems(spec: MatrixSpec, place: str, entry: EscalationSpec) -> Iterable[Problem]:
    if entry.contact is None and entry.role is None:
        yield Problem(f"{place}.contact", None, "is missing; write a contact or a role")
    if entry.every is None and entry.upto is None:
        return
    if spec.business_day is None:
        yield from day_problems(f"{place}.every", entry.every, entry.every)
    for key, message in repetition_problems(entry.at, entry.every, entry.upto):
        value = str(getattr(entry, key))
        yield Problem(f"{place}.{key}", value, f"{value!r} {message}")


def _plan_problems(
    spec: MatrixSpec, place: str, plan: PlanSpec, whole: PlanSpec
) -> Iterable[Problem]:
    """Yield what is wrong with a plan; *whole* is the same with what it takes from another."""
    yield from reference_problem(f"{place}.calendar", "calendar", plan.calendar, spec.calendars)
    yield from _limit_problems(spec, place, plan.limits, whole.business_day)
    for priority, targets in plan.targets.items():
        row = f"{place}.targets.{priority}"
        if priority != ANY_PRIORITY and priority not in spec.priorities:
            from slaclock.matrices.wrong_keys import priority_hint  # for errors alone

            [problem] = reference_problem(row, "priority", priority, spec.priorities)
            hint = priority_hint(priority, spec.priorities)
            yield problem._replace(message=f"{problem.message}{hint}")
        if targets.calendar is not None:
            yield from reference_problem(
                f"{row}.calendar", "calendar", targets.calendar, spec.calendars
            )
        meaning = whole.targets[priority].business_day or whole.business_day
        yield from _limit_problems(spec, row, targets.limits, meaning)


def _limit_problems(
    spec: MatrixSpec,
    place: str,
    limits: Mapping[str, TargetSpec | TargetList],
    meaning: Meaning | None,
) -> Iterable[Problem]:
    """Yield what is wrong with the targets of a plan or a cell, which says what a day is."""
    own = meaning or spec.business_day
    for metric, target in limits.items():
        if own is None or not isinstance(target, TargetSpec) or not target.is_plain:
            yield from target_problems(f"{place}.{metric}", target, spec.calendars, own)


def _name_clashes(
    path: str, entries: Mapping[str, PlanSpec] | Mapping[str, PrioritySpec]
) -> Iterable[Problem]:
    owners: dict[str, str] = {}
    for key, entry in entries.items():
        for name in {word.casefold(): key for word in (key, entry.title, *entry.aliases)}:
            if name and owners.setdefault(name, key) != key:
                message = f"{shown(name)} is a name of {owners[name]!r} too; names must differ"
                yield Problem(f"{path}.{key}", name, message)
