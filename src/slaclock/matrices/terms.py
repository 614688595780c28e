"""What a matrix promises, as values, and the look-ups that find it.

The glossary calls a priority a row of the matrix and a plan a column. What stands where the
two meet are the terms of a ticket: its calendar, and a target for each metric. `Contract` is
the part of a matrix that finds them; `slaclock.matrices.model` adds how a matrix is made.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

from slaclock.calendars.business_days import Meaning
from slaclock.calendars.calendar import Calendar
from slaclock.calendars.combined import Combinable
from slaclock.calendars.named_dates import CountedFrom
from slaclock.durations import Amount, Offset
from slaclock.errors import ArgumentTypeError, NoTargetError, UnknownNameError
from slaclock.frozen import Frozen, Value
from slaclock.matrices.metrics import Metric
from slaclock.matrices.promises import Target
from slaclock.matrices.slips import swapped
from slaclock.matrices.spec import (
    ANY_PRIORITY,
    MatrixSpec,
    PlanSpec,
    TargetsSpec,
)
from slaclock.matrices.target_making import Said, target_of
from slaclock.on_demand import Unread

if TYPE_CHECKING:  # few files have them; see `slaclock.on_demand`
    from slaclock.matrices.choosing import Choice, Rule
    from slaclock.matrices.example_spec import ExampleSpec
    from slaclock.matrices.goals import GoalSpec
    from slaclock.matrices.ranked import RankedSpec
    from slaclock.matrices.silence import Silence

__all__ = [
    "DEFAULT_MATRIX",
    "Contract",
    "EscalationLevel",
    "Plan",
    "Priority",
    "Target",
    "Terms",
    "choice_facts",
    "title_of",
]


class _Default(str):
    """The name of the matrix that serves where none is given.

    It equals the name as a caller writes it, but is not the same object: so the door can tell
    whether a matrix was given at all, and errors can say so.
    """

    __slots__ = ()


DEFAULT_MATRIX = _Default("wotnot")
"""The default of every argument `matrix`."""


class Priority(Value):
    """A row of the matrix."""

    id: str
    title: str
    meaning: str
    aliases: tuple[str, ...]


class Plan(Value):
    """A column of the matrix, without its targets; see `Matrix.row` for those.

    What it takes from a plan that it extends is filled in.
    """

    id: str
    title: str
    aliases: tuple[str, ...]
    calendar: str
    channels: tuple[str, ...]
    availability: str
    extends: str | None = None

    @classmethod
    def of(cls, name: str, spec: PlanSpec) -> Plan:
        """Return the plan of that name in a data file, with what it extends filled in."""
        return cls(
            id=name,
            title=spec.title or name,
            aliases=spec.aliases,
            calendar=spec.calendar or "",  # the one that it extends has given one
            channels=spec.channels,
            availability=spec.availability,
            extends=spec.extends,
        )


class EscalationLevel(Value):
    """A level of escalation: who, and at which point of a target, if that is fixed.

    Attributes:
        level: From 1 up.
        contact: Who is told; the role, where the file names nobody.
        at: A share of the target or a distance from its deadline; None where the terms state
            none.
        metric: The metric it is for, or None for every metric.
        plan: The plan it is for, or None for every plan.
        notify: The calendar in whose open time the contact is notified, or None for at once.
        role: What the terms call who is told; None where they only name a contact.
        every: How far its repetitions lie apart, or None.
        upto: How far after the deadline the last of them can lie, or None.
        note: What is to be done; may be empty.
        points: The points of a target at which it is reached: `at`, and its repetitions.
    """

    level: int
    contact: str
    at: Offset | None
    metric: str | None
    plan: str | None
    notify: str | None
    role: str | None = None
    every: Amount | None = None
    upto: Amount | None = None
    note: str = ""
    points: tuple[Offset, ...] = ()


class Terms(NamedTuple):
    """What a matrix promises to a ticket of one plan and priority.

    Attributes:
        plan: The plan.
        priority: The priority; None for tickets without one.
        calendar_id: The name of the calendar in the matrix.
        calendar: That calendar: what a metric runs on whose target names no other.
        targets: In the order of the table of metrics.
        from_opening: Those of them whose clock starts when the ticket is opened.
        matrix: The matrix they come from.
        as_agreed: Targets without a deadline until one is agreed with the customer.
    """

    plan: Plan
    priority: Priority | None
    calendar_id: str
    calendar: Combinable
    targets: tuple[Target, ...]
    from_opening: tuple[Target, ...]
    matrix: Contract
    as_agreed: tuple[Target, ...] = ()

    def target(self, metric: str) -> Target:
        """Return the target of a metric.

        Raises:
            UnknownNameError: No such metric, or none promised in these terms.
        """
        found = self.promised(metric)
        if found is None:
            raise UnknownNameError("metric", metric, [target.metric for target in self.targets])
        return found

    def promised(self, metric: str) -> Target | None:
        """Return the target of a metric; None if these terms promise none."""
        for target in self.targets:
            if target.metric == metric:
                return target
        return None

    @property
    def every_target(self) -> tuple[Target, ...]:
        """Return all targets, also those without a deadline until one is agreed."""
        return (*self.targets, *self.as_agreed)

    def agreeable(self, metric: str) -> Target | None:
        """Return the target of a metric, one without a deadline too; None if there is none."""
        return next((target for target in self.every_target if target.metric == metric), None)

    def single_targets(self, metric: str) -> tuple[Target, ...]:
        """Return the target of a metric, or those that it chooses from; none if none."""
        target = self.promised(metric)
        if target is None:
            return ()
        return target.parts if target.is_choice else (target,)

    def hours_of(self, metric: str) -> str:
        """Return the name of the calendar that a metric runs on, promised or not."""
        target = self.agreeable(metric)
        return self.calendar_id if target is None else target.calendar_id

    @property
    def calendars(self) -> Mapping[str, Combinable]:
        """Return the calendars that its metrics go by, by name, the cell's own one first."""
        hours = (one for target in self.every_target for one in target.hours)
        others = {one.id: one.calendar for one in hours}
        return {self.calendar_id: self.calendar, **others}


class Contract(Frozen):
    """A matrix as far as it finds terms; see `slaclock.matrices.model.Matrix`, which it is.

    Attributes are those of the data file, as its spec has read them; plans, priorities,
    calendars and levels of escalation are made from it.
    """

    id: str
    title: str
    version: str
    source: str
    effective_from: date | None
    effective_until: date | None
    known_from: date | None
    business_day: Meaning | None
    counted_from: CountedFrom | None
    ticket_types: tuple[str, ...]
    ticket_descriptions: Mapping[str, str]
    calendars: Mapping[str, Combinable]
    single_calendars: Mapping[str, Calendar]
    priorities: Mapping[str, Priority]
    plans: Mapping[str, Plan]
    escalation: tuple[EscalationLevel, ...]
    metrics: Mapping[str, Metric]
    pauses: tuple[str, ...]
    on_change: Literal["retroactive", "carry_elapsed", "restart"]
    on_reopen: Literal["resume", "restart", "ignore", "count_all"]
    at_risk: int | None
    rules: tuple[Rule, ...]
    choice: Choice | None
    goals: tuple[GoalSpec, ...]
    silence: tuple[Silence, ...]
    x: Mapping[str, Any]
    file: str | None
    _spec: MatrixSpec
    _plan_specs: Mapping[str, PlanSpec]
    _plan_ids: dict[str, str]
    _priority_ids: dict[str, str]
    _rows: dict[tuple[str, str | None], Terms]
    _is_default: bool

    def __init__(self) -> None:
        """Refuse: a contract is read, and not put together."""
        raise TypeError("a Matrix is made by load_matrix(...) or Matrix.model_validate({...})")

    @property
    def ranked(self) -> RankedSpec:
        """Return whether plans and priorities stand in an order of rank."""
        from slaclock.matrices.ranked import RankedSpec  # only a check asks

        return self._spec.ranked or RankedSpec()

    @property
    def examples(self) -> tuple[ExampleSpec, ...]:
        """Return the tickets with what is due when, as agreed."""
        found: Any = self._spec.examples
        examples: tuple[ExampleSpec, ...] = found.value if isinstance(found, Unread) else found
        return examples

    def row(self, plan: str, priority: str | None = None) -> Terms:
        """Return what is promised for a plan and a priority.

        Terms, once found, are kept: for the next ticket it is one look-up in a dictionary.

        Args:
            plan: Id, title or alias of a plan, in any case.
            priority: Id, title or alias of a priority; None for a ticket without one, which has
                the plan-wide promise, and what the plan promises to any priority.

        Raises:
            UnknownNameError: No such plan or priority.
            NoTargetError: The plan has nothing for that priority.
            ArgumentTypeError: A name that is not text.
        """
        try:
            return self._rows[plan, priority]
        except Exception:  # noqa: BLE001 - not asked before, or a foreign object without a hash
            terms = self._find_terms(plan, priority)
            self._rows[plan, priority] = terms
            return terms

    def plan(self, name: str) -> Plan:
        """Return the plan of an id, title or alias, in any case.

        Raises:
            UnknownNameError: No such plan.
            ArgumentTypeError: Not text.
        """
        return self.plans[self._find("plan", name, self._plan_ids, self.plans)]

    def priority(self, name: str) -> Priority:
        """Return the priority of an id, title or alias, in any case.

        Raises:
            UnknownNameError: No such priority.
            ArgumentTypeError: Not text.
        """
        return self.priorities[self._find("priority", name, self._priority_ids, self.priorities)]

    def rows(self) -> Iterable[Terms]:
        """Yield the terms of every plan and priority that has any, in the order of the file.

        What a plan promises under `"*"` comes after what it promises by name: for each
        priority that it does not name, then for tickets without one.
        """
        for plan in self.plans:
            named = self._plan_specs[plan].targets
            yield from (self.row(plan, name) for name in named if name != ANY_PRIORITY)
            if ANY_PRIORITY in named:
                yield from (self.row(plan, name) for name in self.priorities if name not in named)
                yield self.row(plan)

    def may_pause(self, metric: str) -> bool:
        """Return whether a pause may stop a metric, under any terms."""
        rows = (*map(self.row, self.plans), *self.rows())
        own = (part.pauses for row in rows for part in row.single_targets(metric))
        return bool(self.metrics[metric].pauses) or any(own)

    def takes_any_priority(self, plan: str) -> bool:
        """Return whether a plan, by its id, promises something to tickets without a priority."""
        return ANY_PRIORITY in self._plan_specs[plan].targets

    def path_of(self, terms: Terms) -> str:
        """Return the key path of what is promised to tickets of a plan and priority."""
        priority = None if terms.priority is None else terms.priority.id
        key = self._plan_specs[terms.plan.id].cell_key(priority)
        place = f"plans.{terms.plan.id}"
        return place if key is None else f"{place}.targets.{key}"

    def fingerprint(self) -> str:
        """Return a hash of the content: equal matrices have equal ones, on every machine."""
        raise NotImplementedError

    def under(self, choice: Choice) -> Contract:
        """Return the matrix as it holds for a ticket of which something was chosen."""
        raise NotImplementedError

    def _find_terms(self, plan: str, priority: str | None) -> Terms:
        column = self.plan(plan)
        spec = self._plan_specs[column.id]
        level = self.priority(priority) if priority is not None else None
        key = spec.cell_key(level.id if level is not None else None)
        if level is not None and key is None:
            raise NoTargetError(column.id, level.id, spec.targets, self.id, self._is_default)
        cell = TargetsSpec() if key is None else spec.targets[key]
        limits, calendar_id = {**spec.limits, **cell.limits}, cell.calendar or column.calendar
        said = Said(
            calendar_id,
            cell.business_day or spec.business_day or self.business_day,
            cell.counted_from or spec.counted_from or self.counted_from,
        )
        found = {
            metric: target_of(name, limits[name], said, self.calendars)
            for name, metric in self.metrics.items()
            if name in limits
        }
        targets = {metric: target for metric, target in found.items() if target.has_due}
        return Terms(
            plan=column,
            priority=level,
            calendar_id=calendar_id,
            calendar=self.calendars[calendar_id],
            targets=tuple(targets.values()),
            from_opening=tuple(target for metric, target in targets.items() if metric.from_opening),
            matrix=self,
            as_agreed=tuple(target for target in found.values() if not target.has_due),
        )

    def _find(self, kind: str, name: str, ids: Mapping[str, str], known: Iterable[str]) -> str:
        if not isinstance(name, str):
            raise ArgumentTypeError(kind, name, f"the name of a {kind}")
        found = ids.get(name.casefold())
        if found is None:
            is_plan = kind == "plan"
            others = self._priority_ids if is_plan else self._plan_ids
            why = swapped(name, "priority" if is_plan else "plan", others)
            raise UnknownNameError(kind, name, known, self.id, self._is_default, why)
        return found


def choice_facts(terms: Terms) -> tuple[str, ...]:
    """Return why a ticket has its plan, priority and calendars, where rules chose them."""
    choice = terms.matrix.choice
    return () if choice is None else tuple(f"chosen by {reason}" for reason in choice.reasons)


def title_of(terms: Terms) -> str:
    """Return plan and priority in words: `Starter, P1 Critical`."""
    if terms.priority is None:
        return terms.plan.title
    identifier, title = terms.priority.id, terms.priority.title
    if title.casefold().replace(" ", "-") == identifier.casefold():
        return f"{terms.plan.title}, {title}"
    return f"{terms.plan.title}, {identifier} {title}"
