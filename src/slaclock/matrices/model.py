"""The matrix: plans, priorities and targets, ready to be asked.

A matrix is made from a checked spec. Names are matched in any case by id, title or alias, and
a row, once looked up, is kept, so that the next ticket costs one dictionary look-up.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from pathlib import Path
from types import MappingProxyType
from typing import Any, Literal

from pydantic import ValidationError

from slaclock.calendars.business_days import Meaning
from slaclock.calendars.calendar import Calendar
from slaclock.calendars.holidays import CountryHolidays, HolidaySource
from slaclock.calendars.spec import sources_of
from slaclock.calendars.table import Table
from slaclock.errors import (
    ArgumentTypeError,
    CalendarError,
    MatrixError,
    NoTargetError,
    Problem,
    UnknownNameError,
)
from slaclock.frozen import Frozen, fingerprint_of
from slaclock.matrices.metrics import BUILT_IN, Metric, metric_table
from slaclock.matrices.promises import Target
from slaclock.matrices.references import reference_problems
from slaclock.matrices.spec import MatrixSpec
from slaclock.matrices.targets import targets_table
from slaclock.matrices.terms import (
    EscalationLevel,
    Plan,
    Priority,
    Row,
    level_of,
    plan_of,
    priority_of,
)
from slaclock.records import problems_of

__all__ = ["EscalationLevel", "Matrix", "Plan", "Priority", "Row", "Target"]


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
        metrics: What is timed, by name; the table that everything goes through.
        pauses: The metrics that a pause stops, by name.
        on_change, on_reopen: What a change of terms and a reopening do to a clock.
        at_risk: Share of a target, in percent, from which it is at risk; None for never.
        file: The name of the file it was read from, or None.
    """

    __slots__ = (
        "_fingerprint",
        "_is_default",
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
        "metrics",
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
    metrics: Mapping[str, Metric]
    pauses: tuple[str, ...]
    on_change: Literal["retroactive", "carry_elapsed", "restart"]
    on_reopen: Literal["resume", "restart", "ignore"]
    at_risk: int | None
    file: str | None
    _spec: MatrixSpec
    _plan_ids: dict[str, str]
    _priority_ids: dict[str, str]
    _rows: dict[tuple[str, str | None], Row]
    _fingerprint: str
    _is_default: bool

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
        problems = list(reference_problems(spec))
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
        plans = {name: plan_of(name, entry) for name, entry in spec.plans.items()}
        priorities = {name: priority_of(name, entry) for name, entry in spec.priorities.items()}
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
            escalation=tuple(level_of(entry) for entry in spec.escalation),
            metrics=_metrics(spec),
            pauses=spec.pauses,
            on_change=spec.on_change,
            on_reopen=spec.on_reopen,
            at_risk=spec.at_risk,
            file=file,
            _spec=spec,
            _plan_ids=_names(plans),
            _priority_ids=_names(priorities),
            _rows={},
            _fingerprint="",
            _is_default=False,
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
        return self.plans[self._find("plan", name, self._plan_ids, self.plans)]

    def priority(self, name: str) -> Priority:
        """Return the priority of an id, title or alias, in any case.

        Raises:
            UnknownNameError: No such priority.
            ArgumentTypeError: Not text.
        """
        return self.priorities[self._find("priority", name, self._priority_ids, self.priorities)]

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
        plain = self._spec.model_dump(mode="json", exclude={"calendars", "holidays"})
        # Holidays of the whole matrix stand in the calendars that observe them.
        calendars = {name: calendar.content() for name, calendar in self.calendars.items()}
        return {**plain, "calendars": calendars}

    def fingerprint(self) -> str:
        """Return a hash of the content: equal matrices have equal ones, on every machine."""
        if not self._fingerprint:
            self._set(_fingerprint=fingerprint_of(self.content()))
        return self._fingerprint

    def _find_row(self, plan: str, priority: str | None) -> Row:
        column = self.plan(plan)
        spec = self._spec.plans[column.id]
        limits, calendar_id = spec.limits, column.calendar
        level = self.priority(priority) if priority is not None else None
        if level is not None:
            cell = spec.targets.get(level.id)
            if cell is None:
                raise NoTargetError(column.id, level.id, spec.targets, self.id, self._is_default)
            limits, calendar_id = {**limits, **cell.limits}, cell.calendar or calendar_id
        targets = tuple(
            Target.of(name, limits[name], self.business_day)
            for name in self.metrics
            if name in limits
        )
        return Row(
            plan=column,
            priority=level,
            calendar_id=calendar_id,
            calendar=self.calendars[calendar_id],
            targets=targets,
            from_opening=tuple(
                target for target in targets if self.metrics[target.metric].from_opening
            ),
            matrix=self,
        )

    def _find(self, kind: str, name: str, ids: Mapping[str, str], known: Iterable[str]) -> str:
        if not isinstance(name, str):
            raise ArgumentTypeError(kind, name, f"the name of a {kind}")
        found = ids.get(name.casefold())
        if found is None:
            raise UnknownNameError(kind, name, known, self.id, self._is_default)
        return found

    def as_default(self) -> Matrix:
        """Return the same matrix as one that nobody asked for; its errors say so."""
        other = Matrix.__new__(Matrix)
        other._set(**{name: getattr(self, name) for name in self.__slots__})
        other._set(_rows={}, _is_default=True)
        return other

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


def _metrics(spec: MatrixSpec) -> Mapping[str, Metric]:
    """Return the table of metrics, in which each says whether a pause stops it."""
    return metric_table(
        metric._replace(pauses=name in spec.pauses) if metric.pauses is None else metric
        for name, metric in BUILT_IN.items()
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
