"""Findings about cut-offs: a time of day that is one by itself, where nothing says so."""

from __future__ import annotations

from collections.abc import Iterator

from slaclock.calendars.calendar import Calendar
from slaclock.calendars.combined import Combinable
from slaclock.durations import NOTHING
from slaclock.matrices.lint.findings import Found, Subject, finding
from slaclock.matrices.spec import PlanSpec, TargetsSpec
from slaclock.matrices.target_spec import TargetList, TargetSpec

__all__ = ["deadlines_before_midnight"]

_DAY = 86_400


def deadlines_before_midnight(subject: Subject) -> Iterator[Found]:
    """Find deadlines by 23:59, which leave out the last minute of the day."""
    for name, plan in subject.matrix._spec.plans.items():
        for path, spec, _, _ in _targets(f"plans.{name}", plan):
            for part in spec.parts or (spec,):
                by = part.by if isinstance(part, TargetSpec) else None
                if by is not None and str(by.time) in ("23:59", "23:59:59"):
                    yield Found(path, _midnight_message(str(by.time)))


@finding("cutoff-unsaid")
def unsaid_cutoffs(subject: Subject) -> Iterator[Found]:
    """Find days to a time of day, without a cut-off, in hours that go on after that time.

    The time is the cut-off then. Some read a contract so, and others mean the date alone; the
    answers are a day apart.
    """
    matrix = subject.matrix
    for name, plan in matrix._spec.plans.items():
        for path, spec, calendar, starts in _targets(f"plans.{name}", plan):
            hours = matrix.calendars[calendar or matrix.plans[name].calendar]
            counted_from = starts or matrix.counted_from
            for part in spec.parts or (spec,):
                if isinstance(part, TargetSpec):
                    own = matrix.calendars[part.calendar] if part.calendar else hours
                    is_opened = (part.counted_from or counted_from) == "opened"
                    if _may_surprise(part, own, is_opened=is_opened):
                        yield Found(path, _message(part))


def _targets(
    path: str, plan: PlanSpec
) -> Iterator[tuple[str, TargetSpec | TargetList, str | None, str | None]]:
    """Yield the targets of a plan, each with its place, its calendar, and what it counts from."""
    rows: list[tuple[str, PlanSpec | TargetsSpec]] = [(path, plan)]
    rows += [(f"{path}.targets.{priority}", cell) for priority, cell in plan.targets.items()]
    for place, row in rows:
        for metric, spec in row.limits.items():
            starts = row.counted_from or plan.counted_from
            yield f"{place}.{metric}", spec, row.calendar, starts


def _may_surprise(spec: TargetSpec, hours: Combinable, *, is_opened: bool) -> bool:
    if spec.by is None or spec.cutoff is not None or spec.limit.amount == NOTHING:
        return False
    last = spec.by.time.seconds
    if last == _DAY:
        return False
    if is_opened or not isinstance(hours, Calendar):
        return True
    return any(part.closes > last for day in hours.week for part in day)


def _midnight_message(time: str) -> str:
    return (
        f'by = "{time}" leaves out what follows {time}; write by = "24:00", and strict = true if '
        "midnight itself is too late"
    )


def _message(spec: TargetSpec) -> str:
    assert spec.by is not None
    time = spec.by.time
    return (
        f"{spec.limit} by {time} says no cutoff, so what comes in after {time} counts as come in "
        f'on the next date, and is due a day later; write cutoff = "24:00" if it should not, or '
        f'cutoff = "{spec.last_time}" if that is meant'
    )
