"""Whether the parts of a matrix fit each other: names that refer to nothing, and such.

The form of each part has been checked by then, by the models of `slaclock.matrices.spec`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from slaclock.durations import Amount
from slaclock.errors import Problem
from slaclock.matrices.inheritance import extension_problems
from slaclock.matrices.metric_spec import metric_problems
from slaclock.matrices.repetition import repetition_problems
from slaclock.matrices.spec import (
    EscalationSpec,
    MatrixSpec,
    PlanSpec,
    PrioritySpec,
    TargetsSpec,
)
from slaclock.messages import did_you_mean, listed, shown

__all__ = ["reference_problems"]


def reference_problems(spec: MatrixSpec) -> Iterable[Problem]:
    """Yield what is wrong between the parts of a matrix, each with its place."""
    metrics = spec.metric_table
    for name, written in spec.metrics.items():
        yield from metric_problems(
            name, written, {*PlanSpec.model_fields, *TargetsSpec.model_fields}
        )
    yield from _name_clashes("plans", spec.plans)
    yield from _name_clashes("priorities", spec.priorities)
    yield from extension_problems(spec.plans)
    for plan_id, plan in spec.plans.items():
        yield from _plan_problems(spec, f"plans.{plan_id}", plan)
    for index, entry in enumerate(spec.escalation):
        place = f"escalation[{index}]"
        yield from _reference(f"{place}.metric", "metric", entry.metric, metrics)
        yield from _reference(f"{place}.plan", "plan", entry.plan, spec.plans)
        yield from _reference(f"{place}.notify", "calendar", entry.notify, spec.calendars)
        yield from _day_problems(spec, f"{place}.at", entry.at, entry.at and entry.at.amount)
        yield from _level_problems(spec, place, entry)
    for index, metric in enumerate(spec.pauses):
        yield from _reference(f"pauses[{index}]", "metric", metric, metrics)
    until = spec.effective_until
    if until is not None and spec.effective_from is not None and until <= spec.effective_from:
        message = f"{until} is not after effective_from, {spec.effective_from}"
        yield Problem("effective_until", until, message)


def _level_problems(spec: MatrixSpec, place: str, entry: EscalationSpec) -> Iterable[Problem]:
    if entry.contact is None and entry.role is None:
        yield Problem(f"{place}.contact", None, "is missing; write a contact or a role")
    yield from _day_problems(spec, f"{place}.every", entry.every, entry.every)
    for key, message in repetition_problems(entry.at, entry.every, entry.upto):
        value = str(getattr(entry, key))
        yield Problem(f"{place}.{key}", value, f"{value!r} {message}")


def _plan_problems(spec: MatrixSpec, place: str, plan: PlanSpec) -> Iterable[Problem]:
    yield from _reference(f"{place}.calendar", "calendar", plan.calendar, spec.calendars)
    limits = {f"{place}.{metric}": limit for metric, limit in plan.limits.items()}
    for priority, targets in plan.targets.items():
        row = f"{place}.targets.{priority}"
        yield from _reference(row, "priority", priority, spec.priorities)
        yield from _reference(f"{row}.calendar", "calendar", targets.calendar, spec.calendars)
        limits |= {f"{row}.{metric}": limit for metric, limit in targets.limits.items()}
    for path, limit in limits.items():
        yield from _day_problems(spec, path, limit, limit.amount)


def _day_problems(
    spec: MatrixSpec, path: str, value: object, amount: Amount | None
) -> Iterable[Problem]:
    if amount is not None and amount.business_days and spec.business_day is None:
        message = (
            f"{str(value)!r} counts in business days, but the matrix does not say what one "
            'is; add business_day = "full_day", "same_time", "close_of_business" or "8 h"'
        )
        yield Problem(path, str(value), message)


def _reference(
    path: str, kind: str, name: str | None, known: Mapping[str, Any]
) -> Iterable[Problem]:
    if name is not None and name not in known:
        message = f"unknown {kind} {shown(name)}; {did_you_mean(name, known)}"
        yield Problem(path, name, f"{message}there are: {listed(known)}")


def _name_clashes(
    path: str, entries: Mapping[str, PlanSpec] | Mapping[str, PrioritySpec]
) -> Iterable[Problem]:
    owners: dict[str, str] = {}
    for key, entry in entries.items():
        for name in dict.fromkeys(word.casefold() for word in (key, entry.title, *entry.aliases)):
            if name and owners.setdefault(name, key) != key:
                message = f"{shown(name)} is a name of {owners[name]!r} too; names must differ"
                yield Problem(f"{path}.{key}", name, message)
