"""The matrix: plans, priorities and targets, ready to be asked.

A matrix is made from a checked spec; how terms are found in it is in `slaclock.matrices.terms`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from pydantic import ValidationError

from slaclock._lazy import late
from slaclock.calendars.calendar import Calendar
from slaclock.calendars.holidays.base import HolidaySource
from slaclock.calendars.spec import sources_of
from slaclock.errors import ArgumentTypeError, CalendarError, MatrixError, Problem
from slaclock.frozen import FrozenTable, fingerprint_of
from slaclock.matrices.calendars import (
    all_calendars,
    observing,
    parts_of,
    single_calendars,
    written,
)
from slaclock.matrices.deadline import Deadline, deadline_under
from slaclock.matrices.inheritance import merged_plans
from slaclock.matrices.metrics import Metric, metric_table
from slaclock.matrices.references import reference_problems
from slaclock.matrices.repetition import points_of
from slaclock.matrices.spec import ASIDE, EscalationSpec, MatrixSpec, metrics_in
from slaclock.matrices.terms import Contract, EscalationLevel, Plan, Priority, Target, Terms
from slaclock.matrices.terms import Terms as Row  # the name that terms had before
from slaclock.matrices.ticket_types import descriptions_of
from slaclock.matrices.trusted import trusted
from slaclock.records import kind_of, problems_of
from slaclock.validation import pydantic_field

if TYPE_CHECKING:  # few files have rules, and few ask for tables
    from slaclock.files.table import Table
    from slaclock.matrices.choosing import Choice, Rule

__all__ = ["EscalationLevel", "Matrix", "Plan", "Priority", "Row", "Target", "Terms"]

_MADE = {"metrics", "calendars", "holidays", "priorities", "plans", "escalation", "choose"}
_MADE |= {"ranked", "examples"}
"""Parts of the spec of which a matrix makes something of its own."""
_ADDED_LATER = {"examples", "choose", "goals", "counted_from", "metrics", "ranked", "silence", "x"}
"""Parts left out of the content where they are empty, so that old fingerprints stay."""


@pydantic_field(
    lambda cls, value, _context: cls.model_validate(value),
    lambda matrix: matrix.content(),
    lambda _cls: MatrixSpec,
)
class Matrix(Contract):
    """A contract: calendars, priorities, plans and their targets.

    Made by `load_matrix`, or by `Matrix.model_validate` from the same data. Immutable; equal,
    hashed and pickled by content.

    Attributes:
        id, title, version, source: As in the data file.
        effective_from: First date in force, or None.
        effective_until: First date no longer in force, or None.
        known_from: Date on which this version was filed, or None for effective_from.
        business_day: What a business day is, or None where nothing counts in them.
        counted_from: From which date days are counted, `start` or `opened`, or None.
        ticket_types: Kinds of ticket, in the order of the file.
        ticket_descriptions: What each is for, by kind; empty text where the file does not say.
        calendars, priorities, plans: By id, in the order of the file.
        single_calendars: Those of the calendars that have hours of their own.
        escalation: In the order of the file.
        metrics: What is timed, by name; the table that everything goes through.
        pauses: The metrics that a pause stops, by name.
        on_change, on_reopen: What a change of terms and a reopening do to a clock.
        at_risk: Share of a target, in percent, from which it is at risk; None for never.
        ranked: Whether plans and priorities stand in an order of rank.
        silence: Findings of `slaclock check` that are meant, each with a reason.
        x: The keys of your own.
        examples: Tickets with what is due when, as agreed; only `slaclock check` runs them.
        goals: Which share of the tickets of a period is to be met, in the order of the file.
        rules: What chooses a plan by the fields of a ticket, in the order of the file.
        choice: Of the matrix of one ticket, what was chosen for it; else None.
        file: The name of the file it was read from, or None.
    """

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
            problem = Problem("", data, f"expected a table at the top, got {kind_of(data)}")
            raise MatrixError([problem], file)
        try:
            spec = MatrixSpec.model_validate(data, context=metrics_in(data))
        except ValidationError as error:
            from slaclock.matrices.wrong_keys import placed  # for errors alone

            raise MatrixError(placed(problems_of(error), data), file) from None
        problems = list(reference_problems(spec))
        if problems:
            raise MatrixError(problems, file)
        return cls._from_spec(spec, file, Path(folder))

    @classmethod
    def of_bundled(cls, data: Mapping[str, Any], file: str) -> Matrix:
        """Return the matrix of a file that comes with slaclock, which is known to be right."""
        return cls._from_spec(trusted(MatrixSpec, data), file, Path())

    @classmethod
    def _from_spec(cls, spec: MatrixSpec, file: str | None, folder: Path) -> Matrix:
        shared: tuple[HolidaySource, ...] = ()
        problems: list[Problem] = []
        try:
            shared = sources_of(spec.holidays, folder)
        except CalendarError as error:
            problems.extend(error.problems)
        single = single_calendars(spec.calendars, folder, problems)
        if problems:
            raise MatrixError(problems, file)
        matrix = cls.__new__(cls)
        matrix._fill(spec, file, observing(single, shared))
        return matrix

    def _fill(self, spec: MatrixSpec, file: str | None, single: dict[str, Calendar]) -> None:
        plan_specs = merged_plans(spec)
        plans = {name: Plan.of(name, entry) for name, entry in plan_specs.items()}
        priorities = {
            name: Priority(name, entry.title or name, entry.meaning, entry.aliases)
            for name, entry in spec.priorities.items()
        }
        as_written = {
            name: getattr(spec, name) for name in MatrixSpec.model_fields if name not in _MADE
        }
        self._set(**as_written)
        self._set(
            title=spec.title or spec.id,
            calendars=MappingProxyType(all_calendars(spec.calendars, single)),
            single_calendars=MappingProxyType(single),
            priorities=MappingProxyType(priorities),
            plans=MappingProxyType(plans),
            rules=_rules(spec),
            choice=None,
            escalation=tuple(_level(entry) for entry in spec.escalation),
            ticket_types=tuple(spec.ticket_types),
            ticket_descriptions=descriptions_of(spec.ticket_types),
            metrics=_metrics(spec),
            file=file,
            _spec=spec,
            _plan_specs=plan_specs,
            _plan_ids=_names(plans),
            _priority_ids=_names(priorities),
            _rows={},
            _fingerprint="",
            _is_default=False,
        )

    def compute_deadline(
        self,
        plan: str | None,
        priority: str | None,
        opened_at: datetime,
        *,
        fields: Mapping[str, Any] | None = None,
    ) -> Deadline:
        """Return by when a ticket must be answered and resolved under this matrix.

        The question of `slaclock.compute_deadline`, with the same arguments and errors.

        >>> from datetime import UTC, datetime
        >>> from slaclock import load_matrix
        >>> sla = load_matrix("wotnot")
        >>> deadline = sla.compute_deadline("lite", "P1", datetime(2026, 3, 2, 4, tzinfo=UTC))
        >>> print(deadline.response_due)
        2026-03-02 12:00:00+00:00
        """
        if fields is None:
            return deadline_under(self.row(plan, priority), opened_at)  # type: ignore[arg-type]
        return deadline_under(self.terms_by_fields(fields, plan, priority), opened_at)

    def choose(
        self,
        fields: Mapping[str, Any],
        plan: str | None = None,
        priority: str | None = None,
        *,
        takes_others: bool = False,
    ) -> Choice:
        """Return the plan, the priority and the calendars of a ticket, by its fields.

        Args:
            fields: Fields of the ticket: text, whole numbers, true or false, compared in any
                case; None for none. They may hold its plan and priority too.
            plan: Id, title or alias of its plan, if it has one. It stays, unless a rule asks
                for that plan and gives another.
            priority: Id, title or alias of its priority, if it has one; it stays likewise.
            takes_others: Whether a field that no rule asks for is passed over, unless its name
                is nearly one that a rule asks for and the ticket lacks.

        Raises:
            ChoiceError: No rule gives a plan, and the ticket has none.
            UnknownNameError: A field that no rule asks for; no such plan or priority.
            ArgumentTypeError: *fields* is no mapping, or a value of it of another type.
        """
        from slaclock.matrices.choosing import choice_of  # few files have rules

        if not isinstance(fields, Mapping):
            raise ArgumentTypeError("fields", fields, "a mapping from fields to their values")
        plan, priority = plan or fields.get("plan"), priority or fields.get("priority")
        given = {
            "plan": None if plan is None else self.plan(plan).id,
            "priority": None if priority is None else self.priority(priority).id,
        }
        return choice_of(self.rules, fields, given, self.id, takes_others=takes_others)

    def under(self, choice: Choice) -> Matrix:
        """Return the matrix as it holds for a ticket: with the calendars that stand in for others.

        It says of itself what was chosen (`choice`); its content is still the whole contract.
        """
        swapped = all_calendars(self._spec.calendars, self.single_calendars, choice.calendars)
        other = Matrix.__new__(Matrix)
        other._set(**vars(self))
        other._set(_rows={}, choice=choice, calendars=MappingProxyType(swapped))
        return other

    def terms_by_fields(
        self, fields: Mapping[str, Any], plan: str | None = None, priority: str | None = None
    ) -> Terms:
        """Return what is promised to a ticket, by its fields; see `choose` for the arguments.

        Raises:
            NoTargetError: The plan promises nothing for that priority.
            SlaClockError: As for `choose`.
        """
        choice = self.choose(fields, plan, priority)
        return self.under(choice).row(choice.plan, choice.priority)

    def targets_table(self) -> Table:
        """Return what is promised as a table for a database or a data frame.

        One row for each metric of each row of the matrix, under every name that the plan and
        the priority go by, in lower case. Columns: `plan`, `priority` (null for the plan-wide
        promise alone), `metric`, `calendar_id`, `target` (as text), `open_us` or
        `business_days` and `business_day` (what one is), `is_strict`, `plan_id`, `priority_id`.
        """
        from slaclock.matrices.targets import targets_table  # few ask

        return targets_table(self)

    def answer_tables(self, start: datetime, end: datetime) -> dict[str, Table]:
        """Return the answers of the contract as tables, for `slaclock.bulk.sql`.

        See `slaclock.bulk.sql.answer_tables`, which this calls; it needs the extra `bulk`.
        """
        tables: dict[str, Table] = late("slaclock.bulk.sql:answer_tables")(self, start, end)
        return tables

    def with_holidays(
        self,
        country: str,
        *,
        subdivision: str | None = None,
        categories: Iterable[str] = (),
        years: Iterable[int] = (),
        allow_estimated: bool = True,
        worked_weekends: str | bool | None = None,
        hours: Iterable[str] | None = None,
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
            worked_weekends: The weekday whose hours weekend days have that are worked, or False.
            hours: What is open on these dates, such as `["09:00-13:00"]`; half days need it.

        Raises:
            HolidayError: A name that the `holidays` package does not list; half days, no *hours*.
            HoursError: Hours that are none.
        """
        from slaclock.calendars.holidays.countries import country_source  # slow to load

        said = {"allow_estimated": allow_estimated, "worked_weekends": worked_weekends}
        source = country_source(country, subdivision, categories, years, hours=hours, **said)
        other = Matrix.__new__(Matrix)
        other._fill(self._spec, self.file, observing(dict(self.single_calendars), (source,)))
        return other

    def content(self) -> dict[str, Any]:
        """Return what the matrix is made of, as plain data that `model_validate` takes back."""
        plain = self._spec.model_dump(mode="json", exclude={"calendars", "holidays"})
        plain = {key: value for key, value in plain.items() if value or key not in _ADDED_LATER}
        # Holidays of the whole matrix stand in the calendars that observe them.
        calendars = written(self._spec.calendars, self.single_calendars)
        return {**plain, "calendars": calendars}

    def is_part(self, calendar: str) -> bool:
        """Return whether another calendar of the matrix is made of the one of that name."""
        return any(calendar in parts_of(entry) for entry in self._spec.calendars.values())

    def fingerprint(self) -> str:
        """Return a hash of the content: equal matrices have equal ones, on every machine.

        What is only for `slaclock check` does not count, nor do keys of your own.
        """
        if not self._fingerprint:
            agreed = {key: value for key, value in self.content().items() if key not in ASIDE}
            self._set(_fingerprint=fingerprint_of(agreed))
        return self._fingerprint

    def as_default(self) -> Matrix:
        """Return the same matrix as one that nobody asked for; its errors say so."""
        other = Matrix.__new__(Matrix)
        other._set(**vars(self))
        other._set(_rows={}, _is_default=True)
        return other

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Matrix):
            return NotImplemented
        return self._identity() == other._identity()

    def __hash__(self) -> int:
        return hash(self._identity())

    def __reduce__(self) -> tuple[Any, ...]:
        return (_rebuilt, (self.content(), self.file, self.choice))

    def _identity(self) -> tuple[str, Mapping[str, str]]:
        """Return what makes it equal: its content, and which calendars stand in for others."""
        return self.fingerprint(), FrozenTable() if self.choice is None else self.choice.calendars

    def _repr_html_(self) -> str:
        return str(late("slaclock.notebook:matrix_html")(self))

    def __repr__(self) -> str:
        return f"<Matrix {self.id!r} version {self.version!r}, {self.fingerprint()[:12]}>"


def _rebuilt(content: dict[str, Any], file: str | None, choice: Choice | None = None) -> Matrix:
    matrix = Matrix.model_validate(content, file=file)
    return matrix if choice is None else matrix.under(choice)


def _rules(spec: MatrixSpec) -> tuple[Rule, ...]:
    if not spec.choose:
        return ()
    from slaclock.matrices.choosing import rules_of  # few files have rules

    return rules_of(spec.choose)


def _metrics(spec: MatrixSpec) -> Mapping[str, Metric]:
    """Return the table of metrics, in which each says whether a pause stops it."""
    return metric_table(
        metric._replace(pauses=name in spec.pauses) if metric.pauses is None else metric
        for name, metric in spec.metric_table.items()
    )


def _level(entry: EscalationSpec) -> EscalationLevel:
    said = {**vars(entry), "contact": entry.contact or entry.role}
    return EscalationLevel(**said, points=points_of(entry.at, entry.every, entry.upto))


def _names(entries: Mapping[str, Plan] | Mapping[str, Priority]) -> dict[str, str]:
    """Return ids by every folded name: id, title and aliases."""
    return {
        name.casefold(): entry.id
        for entry in entries.values()
        for name in (entry.id, entry.title, *entry.aliases)
    }
