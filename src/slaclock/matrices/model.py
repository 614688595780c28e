"""The matrix: plans, priorities and targets, ready to be asked.

A matrix is made from a checked spec. Names are matched in any case by id, title or alias, and
a row, once looked up, is kept, so that the next ticket costs one dictionary look-up.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from types import MappingProxyType
from typing import Any, Literal, NamedTuple

from pydantic import ValidationError

from slaclock.calendars.business_days import Meaning
from slaclock.calendars.calendar import Calendar
from slaclock.calendars.holidays import CountryHolidays, HolidaySource
from slaclock.calendars.spec import sources_of
from slaclock.calendars.table import Table
from slaclock.durations import Amount, Limit, Offset
from slaclock.errors import (
    ArgumentTypeError,
    CalendarError,
    MatrixError,
    NoTargetError,
    Problem,
    UnknownNameError,
    did_you_mean,
    listed,
    shown,
)
from slaclock.frozen import Frozen, fingerprint_of
from slaclock.matrices.spec import (
    METRICS,
    EscalationSpec,
    MatrixSpec,
    Metric,
    PlanSpec,
    PrioritySpec,
)
from slaclock.matrices.targets import targets_table
from slaclock.records import problems_of

__all__ = ["EscalationLevel", "Matrix", "Plan", "Priority", "Row", "Target"]


class Target(NamedTuple):
    """A promise: an amount of open time or business days for a metric.

    Attributes:
        metric: `first_response`, `response`, `resolution` or `next_response`.
        amount: Open time or business days.
        strict: Whether the promise is `<`: breached at the instant the amount is used up.
        business_day: What a business day is, where the amount counts in them; else None.
        open_time: The amount as a `timedelta`, where it is open time; else None.
    """

    metric: Metric
    amount: Amount
    strict: bool
    business_day: Meaning | None
    open_time: timedelta | None

    def __str__(self) -> str:
        return str(Limit(self.amount, self.strict))


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
    metric: Metric | None
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


class Matrix(Frozen):
    """A contract: calendars, priorities, plans and their targets.

    Made by `load_matrix`, or by `Matrix.model_validate` from the same data. Immutable; equal,
    hashed and pickled by content.

    Attributes:
        id, title, version, source: As in the data file.
        effective_from: First date in force, or None.
        effective_until: First date no longer in force, or None.
        known_from: Date on which this version was filed, or None for effective_from.
        business_day: What a business day is, or None where nothing counts in them.
        ticket_types: Kinds of ticket, in the order of the file.
        calendars, priorities, plans: By id, in the order of the file.
        escalation: In the order of the file.
        pauses: The metrics that a pause stops.
        on_change, on_reopen: What a change of terms and a reopening do to a clock.
        at_risk: Share of a target, in percent, from which it is at risk; None for never.
        file: The name of the file it was read from, or None.
    """

    __slots__ = (
        "_content",
        "_fingerprint",
        "_plan_ids",
        "_priority_ids",
        "_rows",
        "_spec",
        "at_risk",
        "business_day",
        "calendars",
        "effective_from",
        "effective_until",
        "escalation",
        "file",
        "id",
        "known_from",
        "on_change",
        "on_reopen",
        "pauses",
        "plans",
        "priorities",
        "source",
        "ticket_types",
        "title",
        "version",
    )

    id: str
    title: str
    version: str
    source: str
    effective_from: date | None
    effective_until: date | None
    known_from: date | None
    business_day: Meaning | None
    ticket_types: tuple[str, ...]
    calendars: Mapping[str, Calendar]
    priorities: Mapping[str, Priority]
    plans: Mapping[str, Plan]
    escalation: tuple[EscalationLevel, ...]
    pauses: tuple[Metric, ...]
    on_change: Literal["retroactive", "carry_elapsed", "restart"]
    on_reopen: Literal["resume", "restart", "ignore"]
    at_risk: int | None
    file: str | None
    _spec: MatrixSpec
    _plan_ids: dict[str, str]
    _priority_ids: dict[str, str]
    _rows: dict[tuple[str, str | None], Row]
    _content: dict[str, Any]
    _fingerprint: str

    @classmethod
    def model_validate(
        cls, data: Any, *, file: str | None = None, folder: str | Path = "."
    ) -> Matrix:
        """Return the matrix of a dictionary as it stands in a data file.

        Args:
            data: The content of a data file.
            file: Its name, for errors.
            folder: Where iCalendar files that it names are looked for.

        Raises:
            MatrixError: Anything is wrong with the data; every problem is listed.
        """
        if not isinstance(data, Mapping):
            kind = "list" if isinstance(data, list) else type(data).__name__
            problem = Problem("", data, f"expected a table at the top, got a {kind}")
            raise MatrixError([problem], file)
        try:
            spec = MatrixSpec.model_validate(data)
        except ValidationError as error:
            raise MatrixError(problems_of(error), file) from None
        problems = list(_problems(spec))
        if problems:
            raise MatrixError(problems, file)
        return cls._from_spec(spec, file, Path(folder))

    @classmethod
    def _from_spec(cls, spec: MatrixSpec, file: str | None, folder: Path) -> Matrix:
        calendars: dict[str, Calendar] = {}
        shared: tuple[HolidaySource, ...] = ()
        problems: list[Problem] = []
        try:
            shared = sources_of(spec.holidays, folder)
        except CalendarError as error:
            problems.extend(error.problems)
        for name, entry in spec.calendars.items():
            try:
                calendars[name] = Calendar.from_spec(entry, folder)
            except CalendarError as error:
                place = f"calendars.{name}."
                problems += [found._replace(path=place + found.path) for found in error.problems]
        if problems:
            raise MatrixError(problems, file)
        matrix = cls.__new__(cls)
        matrix._fill(spec, file, _observing(calendars, shared))
        return matrix

    def _fill(self, spec: MatrixSpec, file: str | None, calendars: dict[str, Calendar]) -> None:
        plans = {name: _plan(name, entry) for name, entry in spec.plans.items()}
        priorities = {name: _priority(name, entry) for name, entry in spec.priorities.items()}
        content = _content(spec, calendars)
        self._set(
            id=spec.id,
            title=spec.title or spec.id,
            version=spec.version,
            source=spec.source,
            effective_from=spec.effective_from,
            effective_until=spec.effective_until,
            known_from=spec.known_from,
            business_day=spec.business_day,
            ticket_types=spec.ticket_types,
            calendars=MappingProxyType(calendars),
            priorities=MappingProxyType(priorities),
            plans=MappingProxyType(plans),
            escalation=tuple(_level(entry) for entry in spec.escalation),
            pauses=spec.pauses,
            on_change=spec.on_change,
            on_reopen=spec.on_reopen,
            at_risk=spec.at_risk,
            file=file,
            _spec=spec,
            _plan_ids=_names(plans),
            _priority_ids=_names(priorities),
            _rows={},
            _content=content,
            _fingerprint="",
        )

    def row(self, plan: str, priority: str | None = None) -> Row:
        """Return what is promised for a plan and a priority.

        Args:
            plan: Id, title or alias of a plan, in any case.
            priority: The same of a priority; None for the plan-wide promise alone.

        Raises:
            UnknownNameError: No such plan or priority.
            NoTargetError: The plan has nothing for that priority.
            ArgumentTypeError: A name that is not text.
        """
        try:
            return self._rows[plan, priority]
        except (KeyError, TypeError):
            row = self._find_row(plan, priority)
            self._rows[plan, priority] = row
            return row

    def plan(self, name: str) -> Plan:
        """Return the plan of an id, title or alias, in any case.

        Raises:
            UnknownNameError: No such plan.
            ArgumentTypeError: Not text.
        """
        return self.plans[_find("plan", name, self._plan_ids, self.plans)]

    def priority(self, name: str) -> Priority:
        """Return the priority of an id, title or alias, in any case.

        Raises:
            UnknownNameError: No such priority.
            ArgumentTypeError: Not text.
        """
        return self.priorities[_find("priority", name, self._priority_ids, self.priorities)]

    def rows(self) -> Iterable[Row]:
        """Yield every row that has targets, plans first, in the order of the file."""
        for plan in self.plans:
            for priority in self._spec.plans[plan].targets:
                yield self.row(plan, priority)

    def targets_table(self) -> Table:
        """Return what is promised as a table for a database or a data frame.

        One row for each metric of each row of the matrix, under every name that the plan and
        the priority go by, in lower case. Columns: `plan`, `priority` (null for the plan-wide
        promise alone), `metric`, `calendar_id`, `target` (as text), `open_us` or
        `business_days` and `business_day` (what one is), `is_strict`, `plan_id`, `priority_id`.
        """
        return targets_table(self)

    def with_holidays(
        self,
        country: str,
        *,
        subdivision: str | None = None,
        categories: Iterable[str] = (),
        years: Iterable[int] = (),
        allow_estimated: bool = True,
    ) -> Matrix:
        """Return a matrix whose calendars observe a country's holidays too.

        Calendars that say `observes_holidays = false`, such as one that is open round the
        clock, stay as they are.

        >>> from slaclock import load_matrix
        >>> sla = load_matrix("wotnot").with_holidays("IN", subdivision="GJ")

        Args:
            country: ISO 3166-1 alpha-2 code.
            subdivision: Code or name of a state or province.
            categories: Categories of the `holidays` package; none for its default.
            years: The years to answer for; none for all that the package covers.
            allow_estimated: Whether years with estimated dates are answered for.

        Raises:
            HolidayError: A name that the `holidays` package does not list.
        """
        source = CountryHolidays.checked(
            country, subdivision, categories, years, allow_estimated=allow_estimated
        )
        other = Matrix.__new__(Matrix)
        other._fill(self._spec, self.file, _observing(dict(self.calendars), (source,)))
        return other

    def content(self) -> dict[str, Any]:
        """Return what the matrix is made of, as plain data that `model_validate` takes back."""
        return json.loads(json.dumps(self._content))  # type: ignore[no-any-return]

    def fingerprint(self) -> str:
        """Return a hash of the content: equal matrices have equal ones, on every machine."""
        if not self._fingerprint:
            self._set(_fingerprint=fingerprint_of(self._content))
        return self._fingerprint

    def _find_row(self, plan: str, priority: str | None) -> Row:
        column = self.plan(plan)
        spec = self._spec.plans[column.id]
        limits: dict[str, Limit | None] = {"first_response": spec.first_response}
        calendar_id = column.calendar
        level = self.priority(priority) if priority is not None else None
        if level is not None:
            cell = spec.targets.get(level.id)
            if cell is None:
                raise NoTargetError(column.id, level.id, spec.targets)
            limits |= {metric: getattr(cell, metric) for metric in METRICS[1:]}
            calendar_id = cell.calendar or calendar_id
        targets = tuple(self._targets(limits))
        return Row(
            plan=column,
            priority=level,
            calendar_id=calendar_id,
            calendar=self.calendars[calendar_id],
            targets=targets,
            from_opening=tuple(target for target in targets if target.metric != "next_response"),
            matrix=self,
        )

    def _targets(self, limits: Mapping[str, Limit | None]) -> Iterable[Target]:
        for metric in METRICS:
            limit = limits.get(metric)
            if limit is not None:
                yield _target(metric, limit, self.business_day)

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Matrix):
            return NotImplemented
        return self.fingerprint() == other.fingerprint()

    def __hash__(self) -> int:
        return hash(self.fingerprint())

    def __reduce__(self) -> tuple[Any, ...]:
        return (_rebuilt, (self.content(), self.file))

    def __repr__(self) -> str:
        return f"<Matrix {self.id!r} version {self.version!r}, {self.fingerprint()[:12]}>"


def _rebuilt(content: dict[str, Any], file: str | None) -> Matrix:
    return Matrix.model_validate(content, file=file)


def _plan(name: str, entry: PlanSpec) -> Plan:
    return Plan(
        name, entry.title or name, entry.aliases, entry.calendar, entry.channels, entry.availability
    )


def _target(metric: Metric, limit: Limit, business_day: Meaning | None) -> Target:
    amount, strict = limit
    if amount.business_days:
        return Target(metric, amount, strict, business_day, None)
    return Target(metric, amount, strict, None, timedelta(seconds=amount.seconds))


def _priority(name: str, entry: PrioritySpec) -> Priority:
    return Priority(name, entry.title or name, entry.meaning, entry.aliases)


def _level(entry: EscalationSpec) -> EscalationLevel:
    return EscalationLevel(
        entry.level, entry.contact, entry.at, entry.metric, entry.plan, entry.notify
    )


def _observing(
    calendars: dict[str, Calendar], sources: tuple[HolidaySource, ...]
) -> dict[str, Calendar]:
    if not sources:
        return calendars
    return {
        name: calendar.with_holidays(*sources) if calendar.observes_holidays else calendar
        for name, calendar in calendars.items()
    }


def _names(entries: Mapping[str, Plan] | Mapping[str, Priority]) -> dict[str, str]:
    """Return ids by every folded name: id, title and aliases."""
    return {
        name.casefold(): entry.id
        for entry in entries.values()
        for name in (entry.id, entry.title, *entry.aliases)
    }


def _find(kind: str, name: str, ids: Mapping[str, str], known: Iterable[str]) -> str:
    if not isinstance(name, str):
        raise ArgumentTypeError(kind, name, f"the name of a {kind}")
    found = ids.get(name.casefold())
    if found is None:
        raise UnknownNameError(kind, name, known)
    return found


def _problems(spec: MatrixSpec) -> Iterable[Problem]:
    """Yield what is wrong between the parts of a matrix: names that refer to nothing, and such."""
    yield from _name_clashes("plans", spec.plans)
    yield from _name_clashes("priorities", spec.priorities)
    for plan_id, plan in spec.plans.items():
        yield from _plan_problems(spec, f"plans.{plan_id}", plan)
    for index, entry in enumerate(spec.escalation):
        place = f"escalation[{index}]"
        yield from _reference(f"{place}.plan", "plan", entry.plan, spec.plans)
        yield from _reference(f"{place}.notify", "calendar", entry.notify, spec.calendars)
        yield from _day_problems(spec, f"{place}.at", entry.at, entry.at and entry.at.amount)
    until = spec.effective_until
    if until is not None and spec.effective_from is not None and until <= spec.effective_from:
        message = f"{until} is not after effective_from, {spec.effective_from}"
        yield Problem("effective_until", until, message)


def _plan_problems(spec: MatrixSpec, place: str, plan: PlanSpec) -> Iterable[Problem]:
    yield from _reference(f"{place}.calendar", "calendar", plan.calendar, spec.calendars)
    limits = {f"{place}.first_response": plan.first_response}
    for priority, targets in plan.targets.items():
        row = f"{place}.targets.{priority}"
        yield from _reference(row, "priority", priority, spec.priorities)
        yield from _reference(f"{row}.calendar", "calendar", targets.calendar, spec.calendars)
        limits |= {f"{row}.{metric}": getattr(targets, metric) for metric in METRICS[1:]}
    for path, limit in limits.items():
        yield from _day_problems(spec, path, limit, limit and limit.amount)


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


def _content(spec: MatrixSpec, calendars: Mapping[str, Calendar]) -> dict[str, Any]:
    """Return the matrix as plain data, with shared holidays written into the calendars."""
    return {
        "id": spec.id,
        "title": spec.title,
        "version": spec.version,
        "effective_from": _text(spec.effective_from),
        "effective_until": _text(spec.effective_until),
        "known_from": _text(spec.known_from),
        "source": spec.source,
        "business_day": _text(spec.business_day),
        "ticket_types": list(spec.ticket_types),
        "calendars": {name: calendar.content() for name, calendar in calendars.items()},
        "priorities": {name: _priority_content(entry) for name, entry in spec.priorities.items()},
        "plans": {name: _plan_content(entry) for name, entry in spec.plans.items()},
        "escalation": [_escalation_content(entry) for entry in spec.escalation],
        "pauses": list(spec.pauses),
        "on_change": spec.on_change,
        "on_reopen": spec.on_reopen,
        "at_risk": f"{spec.at_risk} %" if spec.at_risk is not None else None,
    }


def _plan_content(plan: PlanSpec) -> dict[str, Any]:
    return {
        "title": plan.title,
        "aliases": list(plan.aliases),
        "calendar": plan.calendar,
        "channels": list(plan.channels),
        "availability": plan.availability,
        "first_response": _text(plan.first_response),
        "targets": {
            priority: {
                "calendar": targets.calendar,
                **{metric: _text(getattr(targets, metric)) for metric in METRICS[1:]},
            }
            for priority, targets in plan.targets.items()
        },
    }


def _priority_content(priority: PrioritySpec) -> dict[str, Any]:
    return {
        "title": priority.title,
        "meaning": priority.meaning,
        "aliases": list(priority.aliases),
    }


def _escalation_content(entry: EscalationSpec) -> dict[str, Any]:
    return {
        "level": entry.level,
        "contact": entry.contact,
        "at": _text(entry.at),
        "metric": entry.metric,
        "plan": entry.plan,
        "notify": entry.notify,
    }


def _text(value: object) -> str | None:
    return None if value is None else str(value)
