"""What a matrix promises, as a table for a database: one row for each name, row and metric."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from slaclock.files.table import Column, Table
from slaclock.matrices.terms import Contract, Plan, Priority, Target, Terms

__all__ = ["targets_table"]

_COLUMNS = (
    Column("plan", "text"),
    Column("priority", "text"),
    Column("metric", "text"),
    Column("calendar_id", "text"),
    Column("target", "text"),
    Column("open_us", "integer"),
    Column("business_days", "integer"),
    Column("business_day", "text"),
    Column("is_strict", "boolean"),
    Column("plan_id", "text"),
    Column("priority_id", "text"),
)


def targets_table(matrix: Contract) -> Table:
    """Return the targets of a matrix as a table; see `Matrix.targets_table`."""
    rows = [
        entry
        for plan in matrix.plans.values()
        for row in _rows(matrix, plan)
        for target in row.targets
        for entry in _entries(row, target)
    ]
    return Table(_COLUMNS, rows)


def _rows(matrix: Contract, plan: Plan) -> Iterator[Terms]:
    """Yield the plan-wide promise, then the row of each priority."""
    yield matrix.row(plan.id, None)
    for row in matrix.rows():
        if row.plan == plan and row.priority is not None:
            yield row


def _entries(row: Terms, target: Target) -> Iterator[tuple[Any, ...]]:
    open_us, days, meaning = _amount(target)
    priority = row.priority
    for plan_name in _names(row.plan):
        for priority_name in _names(priority) if priority is not None else [None]:
            yield (
                plan_name,
                priority_name,
                target.metric,
                target.calendar_id,
                str(target),
                open_us,
                days,
                meaning,
                target.strict,
                row.plan.id,
                priority.id if priority is not None else None,
            )


def _amount(target: Target) -> tuple[int | None, int | None, str | None]:
    """Return open microseconds, or business days and what they are; nothing for other days."""
    if target.promise.meaning is None:
        return target.promise.micros, None, None
    days, meaning = target.amount.business_days, target.business_day
    return None, days or None, None if meaning is None else str(meaning)


def _names(entry: Plan | Priority) -> list[str]:
    """Return the id, the title and the aliases, each once, in lower case."""
    return list(dict.fromkeys(name.lower() for name in (entry.id, entry.title, *entry.aliases)))
