"""SQL text: deadlines, open time and verdicts in a warehouse, with pauses or without.

The text reads a table of tickets and the tables of `slaclock.bulk.sql.tables`, and holds no
data but the names given. It knows no rule of time: it joins the answers by equality, of the
promise and of the day, and adds. What it cannot answer is null, and `sla_reason` says why.

Its named parts follow one another; each adds columns to the one before:

- `sla_ticket`: each ticket, its instants in microseconds;
- `sla_termed`: with what is promised;
- `sla_answered`: with the deadline of each metric, as if nothing had stopped its clock;
- with pauses, those of `slaclock.bulk.sql.paused`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime

from slaclock.bulk.sql.dialects import Dialect, DialectName, Name, dialect_of
from slaclock.bulk.sql.layout import (
    KEYS,
    columns_of,
    differing_bounds,
    hours_groups,
    names_of,
    stopped_metrics,
    takes_any_priority,
)
from slaclock.bulk.sql.parts import (
    Part,
    PausesTable,
    Speech,
    TicketsTable,
    done_at,
    either,
    kept_names,
    text_of,
)
from slaclock.bulk.sql.paused import paused_parts
from slaclock.files.table import Table
from slaclock.instants import to_micros
from slaclock.matrices.door import DEFAULT_MATRIX, MatrixLike, matrix_of, opening_metrics
from slaclock.matrices.metrics import Metric
from slaclock.matrices.promises import IN_TIME_SIGNS

__all__ = ["create_tables", "deadlines", "elapsed", "insert_rows", "verdicts"]

ROWS_AT_ONCE = 500
"""How many rows one INSERT holds."""
_ROLES = ("responded", "resolved")


def deadlines(
    matrix: MatrixLike = DEFAULT_MATRIX,
    *,
    dialect: DialectName = "duckdb",
    tickets: Name = "tickets",
    keep: Sequence[str] = ("id",),
    plan: str = "plan",
    priority: str | None = "priority",
    opened_at: str = "opened_at",
    tables: Mapping[str, Name] | None = None,
    pauses: Name | None = None,
    id: str = "id",  # noqa: A002 - a column is called so
    ticket: str = "ticket",
    paused_at: str = "paused_at",
    resumed_at: str = "resumed_at",
) -> str:
    """Return SQL that computes the deadlines of every ticket.

    Its columns are those of *keep*, then one such as `response_due` for each metric that
    begins when a ticket is opened, and `sla_reason`: why a deadline is null, if that is because
    there is no answer. Its rows are those of the tickets.

    Args:
        matrix: The contract or its versions, or the name or path of one. The text depends on
            its metrics, on which of them a pause stops and which of these run on a calendar of
            their own; everything else is in the tables.
        dialect: A name of `DIALECTS`, such as `duckdb`; docs/how-to/deadlines-in-a-warehouse.md
            lists them.
        tickets: The table of tickets. A sequence names a schema, or more, before the table.
        keep: Columns of tickets that are returned.
        plan: The column with the plan: an id, a title or an alias, in any case.
        priority: The column with the priority; None where tickets have none.
        opened_at: The column with the opening, a timestamp with time zone.
        tables: Names of the tables of `answer_tables`, where they are not called so.
        pauses: The table of pauses, or None to count none. A clock that stands still with time
            left has no deadline.
        id: The column of tickets that a pause names; no two tickets share one.
        ticket, paused_at, resumed_at: The columns of pauses: whose it is, when it begins, and
            when it ends; the last one is null where it has not ended.

    Raises:
        UnknownNameError: No such dialect, bundled matrix or table.
        ArgumentTypeError: A name that cannot be one.
    """
    speech = Speech(dialect_of(dialect), tables, *_metrics(matrix))
    instants = {"opened": opened_at}
    any_priority = takes_any_priority(matrix_of(matrix))
    key = id if pauses else None
    read = TicketsTable(tickets, keep, key, plan, priority, any_priority, instants)
    held = None if pauses is None else PausesTable(pauses, ticket, paused_at, resumed_at)
    parts = _parts(speech, read, held, None)
    columns = _kept(speech, keep)
    columns += [_due_column(speech, metric, pauses) for metric in speech.metrics]
    columns.append(_reason_column(speech, [], pauses))
    return text_of(parts, Part("", columns, f"{parts[-1].name} AS o"), speech.dialect)


def verdicts(
    matrix: MatrixLike = DEFAULT_MATRIX,
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
    pauses: Name | None = None,
    id: str = "id",  # noqa: A002 - a column is called so
    ticket: str = "ticket",
    paused_at: str = "paused_at",
    resumed_at: str = "resumed_at",
) -> str:
    """Return SQL that computes deadlines and what became of them.

    After each deadline it has a column such as `response_verdict`: `met`, `breached`,
    `running`, `paused` or `not_applicable`; null where a ticket is not completed and *as_of* is
    not given, and where there is no answer. The rules are those of a clock: a pause moves a
    deadline that it begins before, and no other.

    Args:
        responded_at: The column with the first response; null for none.
        resolved_at: The column with the resolution; null for none.
        as_of: The instant of asking. What comes later has not happened.
        matrix, dialect, tickets, keep, plan, priority, opened_at, tables: As for `deadlines`.
        pauses, id, ticket, paused_at, resumed_at: As for `deadlines`.

    Raises:
        InstantError, ArgumentTypeError: *as_of* is naive, out of range or no datetime, or as
            for `deadlines`.
        UnknownNameError: As for `deadlines`.
    """
    now = None if as_of is None else to_micros(as_of, "as_of")
    speech = Speech(dialect_of(dialect), tables, *_metrics(matrix))
    instants = {"opened": opened_at, "responded": responded_at, "resolved": resolved_at}
    any_priority = takes_any_priority(matrix_of(matrix))
    key = id if pauses else None
    read = TicketsTable(tickets, keep, key, plan, priority, any_priority, instants)
    held = None if pauses is None else PausesTable(pauses, ticket, paused_at, resumed_at)
    parts = _parts(speech, read, held, now)
    columns = _kept(speech, keep)
    for metric in speech.metrics:
        columns.append(_due_column(speech, metric, pauses))
        verdict = _verdict(speech, metric, pauses, now)
        columns.append(f"{verdict} AS {speech.dialect.name(f'{metric}_verdict')}")
    columns.append(_reason_column(speech, _impossible(now), pauses))
    return text_of(parts, Part("", columns, f"{parts[-1].name} AS o"), speech.dialect)


def elapsed(
    start: str,
    end: str,
    *,
    dialect: DialectName = "duckdb",
    tickets: Name = "tickets",
    keep: Sequence[str] = ("id",),
    calendar: str,
    name: str = "elapsed_us",
    tables: Mapping[str, Name] | None = None,
) -> str:
    """Return SQL that computes the open time between two instants, in microseconds.

    Negative where *end* is before *start*; null where either is null or outside the tables.
    Its last column, `sla_reason`, says which.

    Args:
        start: A column of tickets, a timestamp with time zone.
        end: The same.
        calendar: The `calendar_id` in `sla_open`: the name of a calendar in the contract.
        name: What the result is called.
        dialect, tickets, keep, tables: As for `deadlines`.

    Raises:
        UnknownNameError, ArgumentTypeError: As for `deadlines`.
    """
    speech = Speech(dialect_of(dialect), tables, {}, ())
    sides = {"a": start, "b": end}
    columns = [f"t.{speech.dialect.name(column)}" for column in kept_names(keep)]
    columns += [
        f"{speech.dialect.micros(f't.{speech.dialect.name(column)}')} AS sla_{side}"
        for side, column in sides.items()
    ]
    part = Part("sla_ticket", columns, f"{speech.dialect.name(tickets)} AS t")
    shown = {side: speech.shown(f"{side}0", f"o.sla_{side}") for side in sides}
    joins = [
        speech.opened(f"{side}0", speech.dialect.text(calendar), f"o.sla_{side}", key="calendar_id")
        for side in sides
    ]
    reason = either(
        [
            ("o.sla_a IS NULL OR o.sla_b IS NULL", "'an instant is missing'"),
            (f"{shown['b']} - ({shown['a']}) IS NULL", "'an instant lies outside the tables'"),
        ]
    )
    results = _kept(speech, keep)
    results.append(f"{shown['b']} - ({shown['a']}) AS {speech.dialect.name(name)}")
    results.append(f"{reason} AS sla_reason")
    return text_of([part], Part("", results, "sla_ticket AS o", joins), speech.dialect)


def create_tables(
    matrix: MatrixLike = DEFAULT_MATRIX,
    *,
    dialect: DialectName = "postgresql",
    tables: Mapping[str, Name] | None = None,
) -> str:
    """Return SQL that creates the tables of `answer_tables`, empty, with what makes them fast.

    Args:
        matrix: The contract; its metrics are columns.
        dialect: As for `deadlines`.
        tables: As for `deadlines`.
    """
    speech, names = dialect_of(dialect), names_of(tables)
    statements = []
    for key, columns in columns_of(matrix_of(matrix)).items():
        table = speech.name(names[key])
        listed = ", ".join(f"{speech.name(name)} {speech.types[kind]}" for name, kind in columns)
        statements.append(f"CREATE TABLE {table} ({listed})")
        if speech.has_indexes:
            keys = ", ".join(map(speech.name, KEYS[key]))
            statements.append(f"CREATE INDEX {speech.name(f'{key}_key')} ON {table} ({keys})")
    return ";\n".join(statements) + ";\n"


def insert_rows(
    found: Mapping[str, Table],
    *,
    dialect: DialectName = "postgresql",
    tables: Mapping[str, Name] | None = None,
) -> Iterator[str]:
    """Yield the statements that fill the tables of `create_tables`.

    They are for where no file can be read; CSV and Parquet are faster.

    Args:
        found: What `answer_tables` returned.
        dialect, tables: As for `deadlines`.
    """
    speech, names = dialect_of(dialect), names_of(tables)
    for key, table in found.items():
        listed = ", ".join(speech.name(column.name) for column in table.columns)
        into = f"INSERT INTO {speech.name(names[key])} ({listed}) VALUES\n"
        for start in range(0, len(table.rows), ROWS_AT_ONCE):
            rows = table.rows[start : start + ROWS_AT_ONCE]
            yield into + ",\n".join(_values(speech, row) for row in rows) + ";\n"


def _values(speech: Dialect, row: tuple[object, ...]) -> str:
    return "(" + ", ".join(_literal(speech, value) for value in row) + ")"


def _literal(speech: Dialect, value: object) -> str:
    if value is None:
        return "NULL"
    return speech.text(value) if isinstance(value, str) else str(value)


def _parts(
    speech: Speech, tickets: TicketsTable, pauses: PausesTable | None, now: int | None
) -> list[Part]:
    paused = pauses is not None and bool(speech.stopped)
    answered = speech.answered_part(paused=paused)
    parts = [speech.ticket_part(tickets), speech.termed_part(tickets), answered]
    if pauses is not None and paused:
        roles = tuple(role for role in _ROLES if role in tickets.instants)
        parts += paused_parts(speech, tickets, pauses, roles, now)
    return parts


def _kept(speech: Speech, keep: Sequence[str]) -> list[str]:
    return [f"o.{speech.dialect.name(column)}" for column in kept_names(keep)]


def _is_moved(speech: Speech, metric: str, pauses: Name | None) -> bool:
    """Return whether pauses may move a metric."""
    return pauses is not None and metric in speech.stopped


def _due(speech: Speech, metric: str, pauses: Name | None) -> str:
    """Return the column with the deadline of a metric, in microseconds."""
    return f"o.{speech.own(metric, 'moved' if _is_moved(speech, metric, pauses) else 'due')}"


def _due_column(speech: Speech, metric: str, pauses: Name | None) -> str:
    instant = speech.dialect.instant(_due(speech, metric, pauses))
    return f"{instant} AS {speech.dialect.name(f'{metric}_due')}"


def _verdict(speech: Speech, metric: str, pauses: Name | None, now: int | None) -> str:
    """Return SQL for what became of a metric; in time is what `is_in_time` says."""
    due, done = _due(speech, metric, pauses), done_at(speech, metric, _ROLES) or "NULL"
    strict = f"o.{speech.bound(metric)}"
    cases = [
        ("o.sla_since_us IS NULL", "NULL"),
        *((condition, "NULL") for condition, _ in _impossible(now)),
    ]
    cases.append((f"o.{speech.own(metric, 'strict')} IS NULL", "'not_applicable'"))
    if _is_moved(speech, metric, pauses):
        cases.append((f"o.{speech.own(metric, 'reason')} IS NOT NULL", "NULL"))
        cases.append((f"o.{speech.own(metric, 'held')} = 1", "'paused'"))
    cases.append((f"{due} IS NULL", "NULL"))
    if now is None:
        cases.append((f"{done} IS NULL", "NULL"))
    else:
        still_open = f"({done} IS NULL OR {done} > {now})"
        cases.append((f"{still_open} AND ({_in_time(str(now), due, strict)})", "'running'"))
        cases.append((still_open, "'breached'"))
    cases.append((_in_time(done, due, strict), "'met'"))
    return either(cases, "'breached'")


def _in_time(instant: str, due: str, strict: str) -> str:
    """Return SQL for whether an instant is in time for a deadline."""
    return " OR ".join(
        f"({strict} = {int(is_strict)} AND {instant} {sign} {due})"
        for is_strict, sign in IN_TIME_SIGNS.items()
    )


def _impossible(now: int | None) -> list[tuple[str, str]]:
    """Return the conditions under which a ticket cannot be judged, each with its reason."""
    cases = [(f"o.sla_{role} < o.sla_opened", f"'{role} before it was opened'") for role in _ROLES]
    if now is not None:
        cases.append((f"o.sla_opened > {now}", "'opened after the instant of asking'"))
    return cases


def _reason_column(speech: Speech, impossible: list[tuple[str, str]], pauses: Name | None) -> str:
    """Return SQL for why there is no answer: the first reason, of the ticket or of a metric."""
    cases = [
        ("o.sla_opened IS NULL", "'the opening is missing'"),
        ("o.sla_since_us IS NULL", "'the contract has no such plan and priority then'"),
        *impossible,
    ]
    for metric in speech.metrics:
        if _is_moved(speech, metric, pauses):
            own = f"o.{speech.own(metric, 'reason')}"
            cases.append((f"{own} IS NOT NULL", own))
        promised = f"o.{speech.own(metric, 'strict')} IS NOT NULL"
        missing = f"{promised} AND o.{speech.own(metric, 'due')} IS NULL"
        cases.append((missing, "'the opening lies outside the tables, or has no deadline'"))
    return f"{either(cases)} AS sla_reason"


def _metrics(
    matrix: MatrixLike,
) -> tuple[Mapping[str, Metric], list[list[str]], frozenset[str]]:
    """Return the metrics of a contract, and those that a pause may stop, by their calendar.

    The last are those whose bound depends on the ticket.
    """
    contract = matrix_of(matrix)
    stopped = stopped_metrics(contract)
    groups = [[name for name in group if name in stopped] for group in hours_groups(contract)]
    kept = [group for group in groups if group]
    return opening_metrics(contract), kept, differing_bounds(contract)
