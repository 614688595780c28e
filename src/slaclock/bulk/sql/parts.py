"""The parts of a query: small pieces of SQL that the text is put together from.

A part is a named `SELECT` that adds columns to the part before it. Columns that the text makes
for itself begin with `sla_`.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from copy import copy
from textwrap import indent
from typing import NamedTuple

from slaclock.bulk.sql.dialects import Dialect, Name
from slaclock.bulk.sql.layout import calendar_column, names_of, term_columns
from slaclock.errors import ArgumentTypeError
from slaclock.instants import SECOND
from slaclock.matrices.metrics import Metric

__all__ = [
    "NEVER",
    "End",
    "Part",
    "PausesTable",
    "Speech",
    "TicketsTable",
    "done_at",
    "either",
    "kept_names",
    "mark_of",
    "text_of",
]

NEVER = 9_000_000_000_000_000_000
"""The end of a pause that has not ended, in microseconds."""
ALWAYS = 8_000_000_000_000_000_000
"""Up to when a history counts where no instant of asking is given."""


class PausesTable(NamedTuple):
    """The table of pauses, and its columns.

    Attributes:
        table: One row for each pause.
        ticket: Whose pause it is; the same as `TicketsTable.id`.
        paused_at: When it begins.
        resumed_at: When it ends; null where it has not ended.
    """

    table: Name
    ticket: str
    paused_at: str
    resumed_at: str


def kept_names(keep: Sequence[str]) -> list[str]:
    """Return the columns of tickets that stay; the name of one alone is that one.

    Raises:
        ArgumentTypeError: Neither a name nor names.
    """
    if not isinstance(keep, Iterable):
        raise ArgumentTypeError("keep", keep, "names of columns")
    return [keep] if isinstance(keep, str) else list(keep)


class TicketsTable(NamedTuple):
    """The table of tickets, and its columns.

    Attributes:
        table: One row for each ticket.
        keep: Columns that are returned.
        id: The one that pauses name a ticket by; None where none are counted.
        plan: The plan.
        priority: The priority; None for the plan-wide promise alone.
        may_lack_priority: Whether something is promised to tickets without one.
        instants: Columns of instants, by what they are: `opened`, `responded`, `resolved`.
    """

    table: Name
    keep: Sequence[str]
    id: str | None
    plan: str
    priority: str | None
    may_lack_priority: bool
    instants: Mapping[str, str]


class Part(NamedTuple):
    """A named `SELECT`.

    Attributes:
        name, columns, source, joins, rest: The text, in order.
        is_kept: Whether it should be worked out before the parts that read it. A database that
            puts its text into them instead makes of the long chain of parts one that grows
            with each.
    """

    name: str
    columns: Sequence[str]
    source: str
    joins: Sequence[str] = ()
    rest: str = ""
    is_kept: bool = False

    def __str__(self) -> str:
        lines = ["SELECT", "    " + ",\n    ".join(self.columns), f"FROM {self.source}"]
        return "\n".join([*lines, *self.joins, *([self.rest] if self.rest else [])])

    def renamed(self, names: Collection[str], mark: str) -> Part:
        """Return the part with *mark* after each of *names*, wherever they stand in it."""
        words = re.compile(rf"\bsla_({'|'.join(names)})\b")

        def marked(text: str) -> str:
            return words.sub(rf"\g<0>{mark}", text)

        columns, joins = map(marked, self.columns), map(marked, self.joins)
        name, source, rest = map(marked, (self.name, self.source, self.rest))
        return Part(name, list(columns), source, list(joins), rest, self.is_kept)


class Speech:
    """A dialect, the names of the tables in it, and the metrics that are asked about."""

    def __init__(
        self,
        dialect: Dialect,
        tables: Mapping[str, Name] | None,
        metrics: Mapping[str, Metric],
        stopped: Sequence[Sequence[str]],
        differing: Collection[str] = (),
    ) -> None:
        """Hold them; raises as `Dialect.name` does.

        Args:
            dialect, tables, metrics: As they are called.
            stopped: The metrics that a pause may stop, in groups that run on one calendar.
            differing: The metrics whose bound depends on the ticket.
        """
        self.dialect, self.metrics, self.groups = dialect, metrics, stopped
        self.differing = differing
        self.stopped = [metric for group in stopped for metric in group]
        self.tables = {key: dialect.name(name) for key, name in names_of(tables).items()}

    def about(self, metrics: Sequence[str]) -> Speech:
        """Return a copy that is about some of the metrics alone."""
        other = copy(self)
        other.metrics = {name: self.metrics[name] for name in metrics}
        return other

    def own(self, metric: str, what: str) -> str:
        """Return the name of a column of the text's own for a metric."""
        return self.dialect.name(f"sla_{metric}_{what}")

    def bound(self, metric: str) -> str:
        """Return the name of the column that says whether a deadline itself is too late."""
        return self.own(metric, "bound" if metric in self.differing else "strict")

    def column(self, alias: str, name: str) -> str:
        """Return a column of a table."""
        return f"{alias}.{self.dialect.name(name)}"

    def ticket_part(self, tickets: TicketsTable) -> Part:
        """Return the tickets, with their instants in microseconds."""
        dialect = self.dialect
        columns = [f"t.{dialect.name(column)}" for column in kept_names(tickets.keep)]
        columns += [
            f"{dialect.micros(f't.{dialect.name(column)}')} AS sla_{role}"
            for role, column in tickets.instants.items()
        ]
        if tickets.id is not None:
            columns.append(f"t.{dialect.name(tickets.id)} AS sla_id")
        columns.append(f"LOWER(t.{dialect.name(tickets.plan)}) AS sla_plan")
        if tickets.priority is not None:
            priority = f"LOWER(t.{dialect.name(tickets.priority)})"
            if tickets.may_lack_priority:
                priority = f"COALESCE({priority}, '')"
            columns.append(f"{priority} AS sla_priority")
        return Part("sla_ticket", columns, f"{dialect.name(tickets.table)} AS t")

    def pauses(self, pauses: PausesTable) -> str:
        """Return SQL for the pauses `q`, in microseconds, as the source of a part."""
        dialect = self.dialect
        begins, ends = (
            dialect.micros(self.column("p", name)) for name in (pauses.paused_at, pauses.resumed_at)
        )
        columns = [
            f"{self.column('p', pauses.ticket)} AS sla_of",
            f"{begins} AS sla_from",
            f"COALESCE({ends}, {NEVER}) AS sla_to",
        ]
        return f"(\n{Part('', columns, f'{dialect.name(pauses.table)} AS p')}\n) AS q"

    def termed_part(self, tickets: TicketsTable) -> Part:
        """Return the tickets with what they are promised."""
        columns = ["o.*", f"{self.dialect.day('o.sla_opened')} AS sla_day"]
        columns.append(f"{self.column('g', 'effective_from_us')} AS sla_since_us")
        if tickets.id is not None:
            columns += [
                f"{self.column('g', calendar_column(group[0]))} AS sla_calendar{mark_of(number)}"
                for number, group in enumerate(self.groups)
            ]
        columns += [
            f"{self.column('g', column)} AS {self.dialect.name('sla_' + column)}"
            for metric in self.metrics
            for column in term_columns(metric)
        ]
        priority = self.column("g", "priority")
        same = [f"{self.column('g', 'plan')} = o.sla_plan"]
        same.append(
            f"{priority} IS NULL" if tickets.priority is None else f"{priority} = o.sla_priority"
        )
        same.append(f"o.sla_opened >= {self.column('g', 'effective_from_us')}")
        same.append(f"o.sla_opened < {self.column('g', 'effective_until_us')}")
        join = f"LEFT JOIN {self.tables['sla_terms']} AS g ON {' AND '.join(same)}"
        return Part("sla_termed", columns, "sla_ticket AS o", [join])

    def answered_part(self, *, paused: bool) -> Part:
        """Return the tickets with their deadlines, as if nothing had stopped a clock.

        Where pauses are counted, also with what the open clock shows at each deadline that
        they may move.
        """
        columns, joins = ["o.*"], []
        for number, metric in enumerate(self.metrics):
            alias = f"d{number}"
            columns.append(f"{self.due(alias, 'o.sla_opened')} AS {self.own(metric, 'due')}")
            if metric in self.differing:
                said = f"{self.column(alias, 'strict')}, o.{self.own(metric, 'strict')}"
                columns.append(f"COALESCE({said}) AS {self.bound(metric)}")
            if paused and metric in self.stopped:
                columns += self._readings(alias, metric)
            same = f"{self.column(alias, 'promise_id')} = o.{self.own(metric, 'promise')}"
            joins.append(self.step("sla_due", alias, same, "o.sla_day", "o.sla_opened"))
        return Part("sla_answered", columns, "sla_termed AS o", joins)

    def _readings(self, alias: str, metric: str) -> Iterator[str]:
        """Yield what the open clock shows at a deadline, and the run of equal days it is in."""
        raised = self.dialect.later("o.sla_opened", self.column(alias, "low_us"))
        reading = f"{raised} + {self.column(alias, 'reading_us')}"
        stops = f"o.{self.own(metric, 'stops')} = 1"
        yield f"CASE WHEN {stops} THEN {reading} END AS {self.own(metric, 'reading')}"
        yield f"{self.column(alias, 'day_run')} AS {self.own(metric, 'run')}"

    def due(self, alias: str, at: str) -> str:
        """Return SQL for what a step of `sla_due` makes of an instant."""
        low, base, shift, parts, whole = (
            self.column(alias, name) for name in ("low_us", "base_us", "shift_us", "parts", "whole")
        )
        raised = self.dialect.later(at, low)
        share = self.dialect.divided_up(f"({raised} - {base}) * {parts}", f"({whole} * {SECOND})")
        return f"{shift} + CASE WHEN {parts} = {whole} THEN {raised} ELSE {share} * {SECOND} END"

    def step(self, table: str, alias: str, same: str, day: str, at: str) -> str:
        """Return SQL that joins the step that an instant lies in."""
        starts, ends = self.column(alias, "starts_us"), self.column(alias, "ends_us")
        return (
            f"LEFT JOIN {self.tables[table]} AS {alias} ON {same} "
            f"AND {self.column(alias, 'utc_day')} = {day} AND {at} >= {starts} AND {at} < {ends}"
        )

    def shown(self, alias: str, at: str) -> str:
        """Return SQL for what the open clock shows at an instant, by its step of `sla_open`."""
        raised = self.dialect.later(at, self.column(alias, "low_us"))
        kept = self.dialect.earlier(raised, self.column(alias, "high_us"))
        return f"{kept} + {self.column(alias, 'shift_us')}"

    def opened(
        self, alias: str, calendar: str, at: str, day: str | None = None, key: str = "calendar_no"
    ) -> str:
        """Return SQL that joins the step of the open clock at an instant."""
        same = f"{self.column(alias, key)} = {calendar}"
        return self.step("sla_open", alias, same, day or self.dialect.day(at), at)


class End(NamedTuple):
    """Up to when the history of a metric counts.

    Attributes:
        metric: Its name.
        first: SQL for whether it is done and up to when, where that differs from ticket to
            ticket; else empty.
        done: SQL for whether it is done, 1 or 0.
        until: SQL for its completion, or else the instant of asking.
    """

    metric: str
    first: tuple[str, ...]
    done: str
    until: str

    @classmethod
    def of(cls, speech: Speech, metric: str, roles: tuple[str, ...], now: int | None) -> End:
        """Return the end of a metric."""
        end, asked = done_at(speech, metric, roles), ALWAYS if now is None else now
        if end is None:
            return cls(metric, (), "0", str(asked))
        done, until = speech.own(metric, "done"), speech.own(metric, "until")
        first = (
            f"CASE WHEN {end} <= {asked} THEN 1 ELSE 0 END AS {done}",
            f"CASE WHEN {end} <= {asked} THEN {end} ELSE {asked} END AS {until}",
        )
        return cls(metric, first, f"o.{done}", f"o.{until}")

    def stage(self, since: str, to: str, joined: str = "") -> str:
        """Return SQL for how far a pause has come: 1 for over, 2 for going on, null for not begun.

        Args:
            since: From when on it counts: its beginning, or the opening, or where an earlier
                one ends; null for no pause.
            to: Its end.
            joined: 1 where an earlier one goes on up to it, so that the clock stood still before.
        """
        begun = f"{since} <= {self.until}"
        if self.first:
            # A pause at the instant of asking has begun; one at the completion changes nothing.
            or_joined = f" OR {joined} = 1" if joined else ""
            at_end = f"{since} = {self.until} AND ({self.done} = 0{or_joined})"
            begun = f"{since} < {self.until} OR ({at_end})"
        return f"CASE WHEN {begun} THEN CASE WHEN {to} <= {self.until} THEN 1 ELSE 2 END END"


def done_at(speech: Speech, metric: str, roles: tuple[str, ...]) -> str | None:
    """Return SQL for when a metric was completed: the first instant that completes it."""
    columns = [f"o.sla_{role}" for role in roles if role in speech.metrics[metric].completes]
    if not columns:
        return None
    first = columns[0]
    for other in columns[1:]:
        # Not LEAST: some databases give null as soon as one of the two is null.
        first = f"CASE WHEN {other} IS NULL OR {first} <= {other} THEN {first} ELSE {other} END"
    return first


def either(cases: Iterable[tuple[str, str]], otherwise: str = "NULL") -> str:
    """Return SQL for the value of the first condition that holds."""
    whens = " ".join(f"WHEN {condition} THEN {value}" for condition, value in cases)
    return f"CASE {whens} ELSE {otherwise} END" if whens else otherwise


def mark_of(number: int) -> str:
    """Return what stands after the names of a group of metrics; nothing for the first."""
    return f"_of_{number + 1}" if number else ""


def text_of(parts: Sequence[Part], last: Part, dialect: Dialect) -> str:
    """Return the query of some parts and the last one, which gives the result."""
    named = ",\n".join(
        f"{part.name} AS {dialect.kept if part.is_kept else ''}(\n{indent(str(part), '  ')}\n)"
        for part in parts
    )
    return f"WITH {named}\n{last}" if parts else str(last)
