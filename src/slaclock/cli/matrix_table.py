"""A matrix as a table of text, laid out like published terms: plans as columns."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from slaclock.cli.contract_facts import (
    aliases,
    calendar_facts,
    choices,
    clock_facts,
    dates_in_force,
    goals,
    level_scope,
    own_keys,
    silenced,
    target_facts,
)
from slaclock.cli.output import heading, printable, table
from slaclock.matrices.model import EscalationLevel, Matrix
from slaclock.matrices.plan_columns import metrics_by_priority, plan_columns

__all__ = ["matrix_text"]


def matrix_text(matrix: Matrix) -> str:
    """Return the whole matrix: the plans, what the priorities mean, the calendars, the levels."""
    parts = [
        heading(f"{matrix.title}, version {matrix.version}" if matrix.version else matrix.title),
        table(plan_columns(matrix)),
        _lines([*_priorities(matrix), *aliases(matrix)]),
        _lines(dates_in_force(matrix)),
        _lines(target_facts(matrix)),
        _lines(clock_facts(matrix)),
        _lines(_calendars(matrix)),
        _lines(choices(matrix)),
        _lines(_levels(matrix)),
        _lines(goals(matrix)),
        _lines(_ticket_types(matrix)),
        _lines(silenced(matrix)),
        _lines(own_keys(matrix)),
    ]
    return "\n\n".join(part for part in parts if part)


def _lines(texts: Iterable[str]) -> str:
    return "\n".join(printable(text, keep_lines=False) for text in texts)


def _priorities(matrix: Matrix) -> Iterator[str]:
    titles = [metric.title.lower() for metric in metrics_by_priority(matrix)]
    if titles:
        yield f"by priority: {' / '.join(titles)}"
    for priority in matrix.priorities.values():
        if priority.meaning:
            yield f"{priority.id}: {printable(priority.meaning, keep_lines=False)}"
    if matrix.business_day is not None:
        yield f"1 BD: {matrix.business_day}"


def _calendars(matrix: Matrix) -> Iterator[str]:
    for name, calendar in matrix.calendars.items():
        yield f"calendar {name}: {calendar}"
        own = matrix.single_calendars.get(name)
        yield from calendar_facts(own) if own is not None else ()


def _levels(matrix: Matrix) -> Iterator[str]:
    for level in matrix.escalation:
        role = f" ({level.role})" if level.role not in (None, level.contact) else ""
        note = f": {printable(level.note, keep_lines=False)}" if level.note else ""
        when = f"{_moment(level)}{level_scope(level)}"
        yield f"escalation level {level.level}: {level.contact}{role}{when}{note}"


def _moment(level: EscalationLevel) -> str:
    if level.at is None:
        return ""
    again = f", then every {level.every} up to +{level.upto}" if level.every is not None else ""
    return f", at {level.at}{again}"


def _ticket_types(matrix: Matrix) -> Iterator[str]:
    if matrix.ticket_types:
        yield f"ticket types: {'; '.join(matrix.ticket_types)}"
    for name, description in matrix.ticket_descriptions.items():
        if description:
            yield f"{name}: {printable(description, keep_lines=False)}"
