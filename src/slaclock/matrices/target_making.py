"""What a target is, from what it says itself and what its cell, its plan and the matrix say."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from slaclock.calendars.business_days import Meaning
from slaclock.calendars.combined import Combinable
from slaclock.calendars.named_dates import CountedFrom
from slaclock.matrices.pausing import reasons_of, whole_days_of
from slaclock.matrices.promises import NamedCalendar, Target
from slaclock.matrices.target_spec import TargetList, TargetSpec

__all__ = ["Said", "target_of"]


class Said(NamedTuple):
    """What a cell, its plan and the matrix say together, for targets that do not say it."""

    calendar_id: str
    business_day: Meaning | None
    counted_from: CountedFrom | None


def target_of(
    metric: str,
    spec: TargetSpec | TargetList,
    said: Said,
    calendars: Mapping[str, Combinable],
) -> Target:
    """Return the target of a metric.

    Args:
        metric: The metric.
        spec: What the target says itself.
        said: What holds where it says nothing.
        calendars: Those of the contract, by name.
    """
    if spec.parts:
        from slaclock.matrices.compound import choice_of, first_of  # few files have them

        parts = [target_of(metric, part, said, calendars) for part in spec.parts]
        if isinstance(spec, TargetList):
            return choice_of(parts)
        return _marked(first_of(parts), spec, calendars)
    assert isinstance(spec, TargetSpec)
    calendar_id = spec.calendar or said.calendar_id
    if not spec.has_amount:
        from slaclock.matrices.agreed import as_agreed  # few files have them

        return as_agreed(metric, spec.limit, calendar_id, calendars[calendar_id])
    target = Target.of(
        metric,
        spec.limit,
        spec.business_day or said.business_day,
        calendar_id,
        calendars[calendar_id],
        by=None if spec.by is None else spec.by.time,
        cutoff=spec.last_time,
        counted_from=spec.counted_from or said.counted_from,
        lands_on=_hours(spec.lands_on, calendars),
    )
    return _marked(_started(target, spec, calendars), spec, calendars)


def _started(target: Target, spec: TargetSpec, calendars: Mapping[str, Combinable]) -> Target:
    hours = _hours(spec.starts_in, calendars)
    if hours is None:
        return target
    from slaclock.matrices.compound import starting_in  # few files have such targets

    return starting_in(target, hours)


def _marked(target: Target, spec: TargetSpec, calendars: Mapping[str, Combinable]) -> Target:
    """Return a target with what its table says of when it is chosen and what stops it."""
    if spec.opened_in is not None:
        target = target._replace(opened_in=_hours(spec.opened_in, calendars))
    if spec.agreed:
        target = target._replace(may_be_agreed=True)
    if spec.pauses is None:
        return target
    whole_days = whole_days_of(spec.pauses)
    reasons = reasons_of(spec.pauses)
    parts = tuple(part._replace(pauses=reasons, whole_days=whole_days) for part in target.parts)
    return target._replace(pauses=reasons, whole_days=whole_days, parts=parts)


def _hours(name: str | None, calendars: Mapping[str, Combinable]) -> NamedCalendar | None:
    return None if name is None else NamedCalendar(name, calendars[name])
