"""Plans that extend another: `extends = "gold"` takes from there what a plan does not say itself.

A data file keeps what it says; here are the plans as they come out. Names are never taken over:
a title or an alias is one plan's alone. What a plan says of a priority is joined to what the
plan before it says of that priority, metric by metric, so that

    [plans.acme]
    extends = "gold"
    targets.P1.response = "15 min"

changes one promise and keeps the rest.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from slaclock.errors import Problem
from slaclock.matrices.spec import MatrixSpec, PlanSpec, TargetsSpec
from slaclock.messages import did_you_mean, listed, shown

__all__ = ["extension_problems", "merged_plans"]

_OWN = frozenset({"title", "aliases", "extends"})
"""Keys of a plan that no other plan takes over."""


def merged_plans(spec: MatrixSpec) -> Mapping[str, PlanSpec]:
    """Return the plans by id, each with what it takes from those that it extends.

    Args:
        spec: A spec of which `extension_problems` has found nothing.
    """
    plans = spec.plans
    if all(plan.extends is None for plan in plans.values()):
        return plans
    return {name: _merged([plans[step] for step in _chain(plans, name)]) for name in plans}


def extension_problems(plans: Mapping[str, PlanSpec]) -> Iterator[Problem]:
    """Yield what is wrong with the chains of plans: unknown names, circles, no calendar."""
    for name, plan in plans.items():
        place, other = f"plans.{name}.extends", plan.extends
        if other is None:
            if plan.calendar is None:
                yield Problem(f"plans.{name}.calendar", None, "is missing")
        elif other not in plans:
            message = f"unknown plan {shown(other)}; {did_you_mean(other, plans)}"
            yield Problem(place, other, f"{message}there are: {listed(plans)}")
        else:
            chain = list(_chain(plans, name))
            if plans[chain[-1]].extends == name:
                way = " -> ".join([*chain, name])
                message = f"goes round in a circle: {way}; let one of them extend no plan"
                yield Problem(place, other, message)


def _chain(plans: Mapping[str, PlanSpec], name: str) -> Iterator[str]:
    """Yield a plan, the one it extends, and so on; a circle ends before its second round."""
    seen: set[str] = set()
    step: str | None = name
    while step is not None and step in plans and step not in seen:
        yield step
        seen.add(step)
        step = plans[step].extends


def _merged(chain: Iterable[PlanSpec]) -> PlanSpec:
    plan, *others = chain
    for other in others:
        taken = {**_said(other), **_said(plan)}
        kept = {key: value for key, value in taken.items() if key not in _OWN}
        plan = plan.model_copy(update={**kept, "targets": _joined(plan.targets, other.targets)})
    return plan


def _joined(
    own: Mapping[str, TargetsSpec], others: Mapping[str, TargetsSpec]
) -> dict[str, TargetsSpec]:
    """Return the targets by priority: those taken over first, in their order."""
    both = {
        priority: targets.model_copy(update=_said(own[priority])) if priority in own else targets
        for priority, targets in others.items()
    }
    return {**both, **{priority: own[priority] for priority in own if priority not in others}}


def _said(table: PlanSpec | TargetsSpec) -> dict[str, object]:
    """Return the keys that a table gives, with their values; null is the same as not given."""
    extra = table.__pydantic_extra__
    given = {name: getattr(table, name) for name in table.model_fields_set - set(extra)}
    return {key: value for key, value in {**given, **extra}.items() if value is not None}
