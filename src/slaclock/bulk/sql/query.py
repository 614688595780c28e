"""SQL text for DuckDB, PostgreSQL and Spark: deadlines, open time and verdicts in a warehouse.

The text reads a table of tickets and the tables of `sql_tables`, and holds no data but the
names given. Its arithmetic is in whole microseconds; a deadline is null where a single call
would raise, and where it lies beyond the end of the tables. Pauses are not part of it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import TypeAlias

from slaclock.bulk.sql.dialects import Dialect, DialectName, Lookup, dialect_of
from slaclock.bulk.sql.tables import TABLES, meaning_of, sql_tables
from slaclock.errors import UnknownNameError
from slaclock.instants import SECOND, to_micros
from slaclock.matrices.loader import load_matrix
from slaclock.matrices.model import Matrix

__all__ = ["create_tables", "deadlines", "elapsed", "sql_tables", "verdicts"]

Name: TypeAlias = str | Sequence[str]
METRICS = ("first_response", "response", "resolution")
_LENGTH = "(unix_micros(x.`closes_at`) - unix_micros(x.`opens_at`))"
_AT = Lookup("windows", "opens_at", is_instant=True)
_BACK = Lookup("windows", "open_us_before", is_strict=True, length=_LENGTH)
_DAY = Lookup("business_days", "open_us_before", length=f"x.`open_seconds` * {SECOND}")
_TIME = Lookup("day_times", "open_us_before", length="(x.`open_us_through` - x.`open_us_before`)")
_DUE = Lookup("day_dues", "time_us", equals=("calendar_id", "day_number"))


def deadlines(
    matrix: Matrix | str = "wotnot",
    *,
    dialect: DialectName = "duckdb",
    tickets: Name = "tickets",
    keep: Sequence[str] = ("id",),
    plan: str = "plan",
    priority: str | None = "priority",
    opened_at: str = "opened_at",
    tables: Mapping[str, Name] | None = None,
) -> str:
    """Return SQL that computes the deadlines of every ticket.

    Its columns are those of *keep*, then `first_response_due`, `response_due` and
    `resolution_due`; its rows are those of the tickets.

    Args:
        matrix: The contract, or the name of a bundled one. The text depends on what a business
            day is in it; everything else is in the tables.
        dialect: `duckdb`, `postgresql` or `spark`.
        tickets: The table of tickets. A sequence names a schema, or more, before the table.
        keep: Columns of tickets that are returned.
        plan: The column with the plan: an id, a title or an alias, in any case.
        priority: The same for the priority; None for the plan-wide promise alone.
        opened_at: The column with the opening, a timestamp with time zone.
        tables: Names of the tables of `sql_tables`, where they are not called so.

    Raises:
        UnknownNameError: No such dialect, bundled matrix or table.
        ArgumentTypeError: A name that cannot be one.
    """
    query = _Query(_matrix(matrix), dialect_of(dialect), tables)
    query.open(tickets, keep, {"opened_at": opened_at}, plan, priority)
    query.find_dues()
    return query.text([*keep, *(f"{metric}_due" for metric in METRICS)])


def verdicts(
    matrix: Matrix | str = "wotnot",
    *,
    responded_at: str,
    resolved_at: str,
    as_of: datetime | None = None,
    dialect: DialectName = "duckdb",
    tickets: Name = "tickets",
    keep: Sequence[str] = ("id",),
    plan: str = "plan",
    priority: str | None = "priority",
    opened_at: str = "opened_at",
    tables: Mapping[str, Name] | None = None,
) -> str:
    """Return SQL that computes deadlines and what became of them.

    After each deadline it has a column such as `response_verdict`: `met`, `breached`,
    `running` or `not_applicable`; null where a ticket is not completed and *as_of* is not
    given, and where there is no answer. The rules are those of `add_verdicts`, without pauses.

    Args:
        responded_at: The column with the first response; null for none.
        resolved_at: The column with the resolution; null for none.
        as_of: The instant of asking.
        matrix, dialect, tickets, keep, plan, priority, opened_at, tables: As for `deadlines`.

    Raises:
        InstantError, ArgumentTypeError: *as_of* is naive, out of range or no datetime, or as
            for `deadlines`.
        UnknownNameError: As for `deadlines`.
    """
    if as_of is not None:
        to_micros(as_of, "as_of")
    query = _Query(_matrix(matrix), dialect_of(dialect), tables)
    instants = {"opened_at": opened_at, "responded_at": responded_at, "resolved_at": resolved_at}
    query.open(tickets, keep, instants, plan, priority)
    query.find_dues()
    query.judge(None if as_of is None else query.dialect.literal(as_of))
    results = [f"{metric}_{result}" for metric in METRICS for result in ("due", "verdict")]
    return query.text([*keep, *results])


def elapsed(
    start: str,
    end: str,
    *,
    dialect: DialectName = "duckdb",
    tickets: Name = "tickets",
    keep: Sequence[str] = ("id",),
    windows: Name = "windows",
    calendar: str | None = None,
    name: str = "elapsed_us",
) -> str:
    """Return SQL that computes the open time between two instants, in microseconds.

    Negative where *end* is before *start*; null where either is null or outside the table.

    Args:
        start: A column of tickets, a timestamp with time zone.
        end: The same.
        dialect, tickets, keep: As for `deadlines`.
        windows: The table of `Calendar.windows_table`, or that of `sql_tables`.
        calendar: The calendar to take from the latter; None for the former.
        name: What the result is called.

    Raises:
        UnknownNameError, ArgumentTypeError: As for `deadlines`.
    """
    speech, table = dialect_of(dialect), dialect_of(dialect).name(windows)
    equals = {} if calendar is None else {"calendar_id": speech.text(calendar)}
    lookup = _AT._replace(equals=tuple(equals))
    query = speech.prepared(lookup, table)
    source = "sla_at" if query else table
    ends = {alias: f"t.{speech.name(column)}" for alias, column in (("a", start), ("b", end))}
    before, after = (_reading(speech, at, alias) for alias, at in ends.items())
    kept = [f"t.{speech.name(column)}" for column in keep]
    columns = ", ".join([*kept, f"{after} - {before} AS {speech.name(name)}"])
    joins = [speech.join(lookup, source, alias, at, equals) for alias, at in ends.items()]
    body = "\n".join([f"SELECT {columns}", f"FROM {speech.name(tickets)} AS t", *joins])
    return f"WITH {source} AS (\n  {query}\n)\n{body}" if query else body


def create_tables(
    matrix: Matrix | str = "wotnot",
    *,
    dialect: DialectName = "postgresql",
    tables: Mapping[str, Name] | None = None,
) -> str:
    """Return SQL that creates the tables of `sql_tables`, empty, with what makes them fast.

    Args:
        matrix: The contract; it decides which tables there are.
        dialect: As for `deadlines`.
        tables: As for `deadlines`.
    """
    speech, names = dialect_of(dialect), _names(tables)
    wanted = sql_tables(_matrix(matrix), _ANY_DAY, _NEXT_DAY)
    statements = []
    for key, table in wanted.items():
        columns = ", ".join(
            f"{speech.name(column.name)} {_TYPES[column.kind]}" for column in table.columns
        )
        statements.append(f"CREATE TABLE {speech.name(names[key])} ({columns})")
        if dialect == "postgresql":
            for index in _INDEXES.get(key, ()):
                listed = ", ".join(map(speech.name, index))
                statements.append(f"CREATE INDEX ON {speech.name(names[key])} ({listed})")
    return ";\n".join(statements) + ";\n"


class _Query:
    """A query that is built up one named part after the other."""

    def __init__(self, matrix: Matrix, dialect: Dialect, tables: Mapping[str, Name] | None) -> None:
        self.meaning, self.dialect = meaning_of(matrix), dialect
        self.tables = {key: dialect.name(name) for key, name in _names(tables).items()}
        self.parts: list[str] = []
        self.columns: list[str] = []
        self.last = ""
        self._prepare()

    def _prepare(self) -> None:
        wanted = {
            None: (_AT, _BACK),
            "full_day": (_AT, _BACK, _DAY),
            "close_of_business": (_AT, _BACK, _DAY),
            "same_time": (_AT, _BACK, _TIME, _DUE),
        }
        self.sources: dict[Lookup, str] = {}
        for number, lookup in enumerate(wanted[self.meaning]):
            table = self.tables[lookup.table]
            query = self.dialect.prepared(lookup, table)
            if query:
                self.parts.append(f"sla_lookup_{number} AS (\n  {query}\n)")
            self.sources[lookup] = f"sla_lookup_{number}" if query else table

    def open(
        self,
        tickets: Name,
        keep: Sequence[str],
        instants: Mapping[str, str],
        plan: str,
        priority: str | None,
    ) -> None:
        """Find the terms of each ticket, and what the open clock shows when it is opened."""
        name = self.dialect.name
        self._add_terms()
        at = f"t.{name(instants['opened_at'])}"
        same_priority = (
            "g.sla_priority IS NULL"
            if priority is None
            else f"g.sla_priority = LOWER(t.{name(priority)})"
        )
        terms = [
            f"{metric}_{what}"
            for metric in METRICS
            for what in ("promised", "us", "days", "strict")
        ]
        chosen = [f"t.{name(column)}" for column in keep]
        chosen += [f"t.{name(column)} AS sla_{role}" for role, column in instants.items()]
        chosen += ["g.sla_calendar", *(f"g.sla_{term}" for term in terms)]
        chosen.append(f"{_reading(self.dialect, at, 'f')} AS sla_reading")
        self._add(
            "sla_opened",
            chosen,
            f"{name(tickets)} AS t",
            f"LEFT JOIN sla_terms AS g ON g.sla_plan = LOWER(t.{name(plan)}) AND {same_priority}",
            self._join(_AT, "f", at, {"calendar_id": "g.sla_calendar"}),
        )
        self.columns = [
            *(name(column) for column in keep),
            *(f"sla_{role}" for role in instants),
            "sla_calendar",
            *(f"sla_{term}" for term in terms),
            "sla_reading",
        ]

    def find_dues(self) -> None:
        """Find the deadline of each metric."""
        if self.meaning in ("full_day", "close_of_business"):
            self._find_day()
        elif self.meaning == "same_time":
            self._find_time()
        for metric in METRICS:
            self._find_due(metric)

    def judge(self, as_of: str | None) -> None:
        """Find the verdict on each metric."""
        for metric in METRICS:
            verdict = self._verdict(metric, as_of)
            self._extend(f"sla_judged_{metric}", {f"{metric}_verdict": verdict})

    def text(self, columns: Sequence[str]) -> str:
        """Return the whole query with *columns* as its result."""
        chosen = ", ".join(map(self.dialect.name, columns))
        return "WITH " + ",\n".join(self.parts) + f"\nSELECT {chosen}\nFROM {self.last}"

    def _add_terms(self) -> None:
        name = self.dialect.name
        parts = ("metric", "open_us", "business_days", "is_strict")
        metric_is, us, days, strict = (name(part) for part in parts)
        columns = [f"{name('plan')} AS sla_plan", f"{name('priority')} AS sla_priority"]
        columns.append(f"{name('calendar_id')} AS sla_calendar")
        for metric in METRICS:
            for value, what in (
                ("1", "promised"),
                (us, "us"),
                (days, "days"),
                (f"CASE WHEN {strict} THEN 1 ELSE 0 END", "strict"),
            ):
                case = f"CASE WHEN {metric_is} = '{metric}' THEN {value} END"
                columns.append(f"MAX({case}) AS sla_{metric}_{what}")
        group = ", ".join(name(column) for column in ("plan", "priority", "calendar_id"))
        self._add("sla_terms", columns, self.tables["targets"], f"GROUP BY {group}")

    def _find_day(self) -> None:
        """Find the business day in which the clock starts, and how much of it has gone by."""
        seconds, before = (self.dialect.name(part) for part in ("open_seconds", "open_us_before"))
        gone = f"o.sla_reading - d.{before}"
        known = f"{gone} < d.{seconds} * {SECOND}"
        self._extend(
            "sla_in_day",
            {
                "sla_day": f"CASE WHEN {known} THEN d.{self.dialect.name('day_number')} END",
                "sla_gone": gone,
                "sla_day_seconds": f"d.{seconds}",
            },
            self._join(_DAY, "d", "o.sla_reading", {"calendar_id": "o.sla_calendar"}),
        )

    def _find_time(self) -> None:
        """Find the business day in which the clock starts, and the time of day."""
        before, through, number, time = (
            self.dialect.name(part)
            for part in ("open_us_before", "open_us_through", "day_number", "time_us")
        )
        known = f"o.sla_reading < d.{through}"
        self._extend(
            "sla_in_day",
            {
                "sla_day": f"CASE WHEN {known} THEN d.{number} END",
                "sla_time": f"d.{time} + o.sla_reading - d.{before}",
            },
            self._join(_TIME, "d", "o.sla_reading", {"calendar_id": "o.sla_calendar"}),
        )

    def _find_due(self, metric: str) -> None:
        target, dated, joins = self._target(metric)
        more = {f"sla_{metric}_target": target}
        if dated:
            more[f"sla_{metric}_dated"] = dated
        self._extend(f"sla_to_{metric}", more, *joins)
        at = f"o.sla_{metric}_target"
        opens, closes = (self._micros("w", column) for column in ("opens_at", "closes_at"))
        due = f"{opens} + {at} - w.{self.dialect.name('open_us_before')}"
        known = f"CASE WHEN {due} <= {closes} THEN {self.dialect.instant(due)} END"
        if dated:
            known = f"COALESCE(o.sla_{metric}_dated, {known})"
        back = self._join(_BACK, "w", at, {"calendar_id": "o.sla_calendar"})
        self._extend(f"sla_of_{metric}", {f"{metric}_due": known}, back)

    def _target(self, metric: str) -> tuple[str, str, list[str]]:
        """Return SQL for the reading that is due, for the instant if it is dated, and joins."""
        name = self.dialect.name
        days = f"o.sla_{metric}_days"
        target = f"o.sla_reading + o.sla_{metric}_us"
        later = {"calendar_id": "o.sla_calendar", "day_number": f"o.sla_day + {days}"}
        if self.meaning is None:
            return target, "", []
        if self.meaning == "same_time":
            moved = f"o.sla_time - l.{name('time_us')}"
            moved = f"CASE WHEN l.{name('is_moving')} THEN {moved} ELSE 0 END"
            due = self.dialect.instant(f"{self._micros('l', 'due_at')} + {moved}")
            dated = f"CASE WHEN {days} IS NOT NULL THEN {due} END"
            return target, dated, [self._join(_DUE, "l", "o.sla_time", later)]
        equal = " AND ".join(f"l.{name(column)} = {value}" for column, value in later.items())
        joins = [f"LEFT JOIN {self.tables['business_days']} AS l ON {equal}"]
        if self.meaning == "close_of_business":
            return target, f"CASE WHEN {days} IS NOT NULL THEN l.{name('closes_at')} END", joins
        # The share of the first day that has gone by, taken of the last one; where the two
        # differ in length, rounded up to a whole second.
        length = f"l.{name('open_seconds')}"
        part = f"o.sla_gone * {length} + o.sla_day_seconds * {SECOND} - 1"
        seconds = self.dialect.divided(part, f"o.sla_day_seconds * {SECOND}")
        share = (
            f"CASE WHEN {length} = o.sla_day_seconds THEN o.sla_gone ELSE {seconds} * {SECOND} END"
        )
        return f"COALESCE({target}, l.{name('open_us_before')} + {share})", "", joins

    def _verdict(self, metric: str, as_of: str | None) -> str:
        due, strict = f"o.{self.dialect.name(f'{metric}_due')}", f"o.sla_{metric}_strict = 1"
        done = "o.sla_resolved_at"
        if metric != "resolution":
            done = "LEAST(o.sla_responded_at, o.sla_resolved_at)"
        early = " OR ".join(
            f"o.sla_{role} < o.sla_opened_at" for role in ("responded_at", "resolved_at")
        )
        cases = [f"o.sla_calendar IS NULL OR {early} THEN NULL"]
        cases.append(f"o.sla_{metric}_promised IS NULL THEN 'not_applicable'")
        cases.append(f"{due} IS NULL THEN NULL")
        if as_of is None:
            cases.append(f"{done} IS NULL THEN NULL")
        else:
            cases.insert(1, f"o.sla_opened_at > {as_of} THEN NULL")
            open_still = f"({done} IS NULL OR {done} > {as_of})"
            late = f"({as_of} > {due} OR ({as_of} = {due} AND {strict}))"
            cases.append(f"{open_still} AND {late} THEN 'breached'")
            cases.append(f"{open_still} THEN 'running'")
        cases.append(f"{done} < {due} OR ({done} = {due} AND NOT ({strict})) THEN 'met'")
        return f"CASE {' '.join(f'WHEN {case}' for case in cases)} ELSE 'breached' END"

    def _micros(self, alias: str, column: str) -> str:
        return self.dialect.micros(f"{alias}.{self.dialect.name(column)}")

    def _join(self, lookup: Lookup, alias: str, value: str, equals: Mapping[str, str]) -> str:
        return self.dialect.join(lookup, self.sources[lookup], alias, value, equals)

    def _extend(self, name: str, more: Mapping[str, str], *joins: str) -> None:
        """Add a part with the columns of the last one and some more."""
        chosen = [f"o.{column}" for column in self.columns]
        chosen += [f"{value} AS {self.dialect.name(column)}" for column, value in more.items()]
        self._add(name, chosen, f"{self.last} AS o", *joins)
        self.columns = [*self.columns, *map(self.dialect.name, more)]

    def _add(self, name: str, columns: Sequence[str], source: str, *rest: str) -> None:
        listed = ",\n    ".join(columns)
        lines = [f"SELECT\n    {listed}", f"FROM {source}", *rest]
        self.parts.append(f"{name} AS (\n  " + "\n  ".join(lines) + "\n)")
        self.last = name


_ANY_DAY, _NEXT_DAY = datetime(2026, 1, 1, tzinfo=UTC), datetime(2026, 1, 2, tzinfo=UTC)
_TYPES = {
    "instant": "TIMESTAMPTZ",
    "integer": "BIGINT",
    "date": "DATE",
    "text": "TEXT",
    "boolean": "BOOLEAN",
}
_INDEXES = {
    "windows": (("calendar_id", "opens_at"), ("calendar_id", "open_us_before")),
    "business_days": (("calendar_id", "open_us_before"), ("calendar_id", "day_number")),
    "day_times": (("calendar_id", "open_us_before"),),
    "day_dues": (("calendar_id", "day_number", "time_us"),),
}


def _reading(dialect: Dialect, at: str, alias: str) -> str:
    """Return SQL for what the open clock shows at an instant, by the window found for it."""
    opens, closes = (
        dialect.micros(f"{alias}.{dialect.name(column)}") for column in ("opens_at", "closes_at")
    )
    before = f"{alias}.{dialect.name('open_us_before')}"
    return f"({before} + LEAST({dialect.micros(at)}, {closes}) - {opens})"


def _names(tables: Mapping[str, Name] | None) -> dict[str, Name]:
    given = dict(tables or {})
    for key in given:
        if key not in TABLES:
            raise UnknownNameError("table", key, TABLES)
    return {key: given.get(key, key) for key in TABLES}


def _matrix(matrix: Matrix | str) -> Matrix:
    return matrix if isinstance(matrix, Matrix) else load_matrix(matrix)
