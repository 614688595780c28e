"""What a matrix promises, as values: plans, priorities, targets, levels of escalation.

They are plain and frozen; `slaclock.matrices.model` makes them from a checked spec.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from slaclock.calendars.calendar import Calendar
from slaclock.durations import Offset
from slaclock.errors import UnknownNameError
from slaclock.matrices.promises import Target
from slaclock.matrices.spec import EscalationSpec, PlanSpec, PrioritySpec

if TYPE_CHECKING:
    from slaclock.matrices.model import Matrix

__all__ = [
    "EscalationLevel",
    "Plan",
    "Priority",
    "Row",
    "Target",
    "level_of",
    "plan_of",
    "priority_of",
]


@dataclass(frozen=True, slots=True)
class Priority:
    """A row of the matrix."""

    id: str
    title: str
    meaning: str
    aliases: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Plan:
    """A column of the matrix, without its targets; see `Matrix.row` for those."""

    id: str
    title: str
    aliases: tuple[str, ...]
    calendar: str
    channels: tuple[str, ...]
    availability: str


@dataclass(frozen=True, slots=True)
class EscalationLevel:
    """A level of escalation: who, and at which moment of a target, if that is fixed.

    Attributes:
        level: From 1 up.
        contact: A role.
        at: The moment of the target, or None where the terms state none.
        metric: The metric it is for, or None for every metric.
        plan: The plan it is for, or None for every plan.
        notify: The calendar in whose open time the contact is notified, or None for at once.
    """

    level: int
    contact: str
    at: Offset | None
    metric: str | None
    plan: str | None
    notify: str | None


class Row(NamedTuple):
    """What a matrix promises to a ticket of one plan and priority.

    Attributes:
        plan: The plan.
        priority: The priority; None for the plan-wide promise alone.
        calendar_id: The name of the calendar in the matrix.
        calendar: The calendar that all metrics of the ticket run on.
        targets: In the order `first_response`, `response`, `resolution`, `next_response`.
        from_opening: Those of them whose clock starts at the opening: all but the last.
        matrix: The matrix they come from.
    """

    plan: Plan
    priority: Priority | None
    calendar_id: str
    calendar: Calendar
    targets: tuple[Target, ...]
    from_opening: tuple[Target, ...]
    matrix: Matrix

    def target(self, metric: str) -> Target:
        """Return the target of a metric.

        Raises:
            UnknownNameError: No such metric, or none promised in this row.
        """
        for target in self.targets:
            if target.metric == metric:
                return target
        raise UnknownNameError("metric", metric, [target.metric for target in self.targets])


def plan_of(name: str, entry: PlanSpec) -> Plan:
    """Return the plan of a checked entry."""
    return Plan(
        name, entry.title or name, entry.aliases, entry.calendar, entry.channels, entry.availability
    )


def priority_of(name: str, entry: PrioritySpec) -> Priority:
    """Return the priority of a checked entry."""
    return Priority(name, entry.title or name, entry.meaning, entry.aliases)


def level_of(entry: EscalationSpec) -> EscalationLevel:
    """Return the level of escalation of a checked entry."""
    return EscalationLevel(
        entry.level, entry.contact, entry.at, entry.metric, entry.plan, entry.notify
    )
