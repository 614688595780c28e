"""A matrix as a table of text, laid out like published terms: plans as columns."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import repeat

from slaclock.cli.contract_facts import (
    calendar_facts,
    choices,
    clock_facts,
    dates_in_force,
    goals,
    level_scope,
    silenced,
)
from slaclock.cli.output import heading, printable, table
from slaclock.matrices.metrics import Metric
from slaclock.matrices.model import EscalationLevel, Matrix, Plan, Priority, Row

__all__ = ["matrix_text"]

_NOTHING = "-"


def matrix_text(matrix: Matrix) -> str:
    """Return the whole matrix: the plans, what the priorities mean, the calendars, the levels."""
    parts = [
        heading(_titled(matrix.title, matrix.version)),
        table(_rows(matrix)),
        _lines(_priorities(matrix)),
        _lines(dates_in_force(matrix)),
        _lines(clock_facts(matrix)),
        _lines(_calendars(matrix)),
        _lines(choices(matrix)),
        _lines(_levels(matrix)),
        _lines(goals(matrix)),
        _lines(_ticket_types(matrix)),
        _lines(silenced(matrix)),
    ]
    return "\n\n".join(part for part in parts if part)


def _lines(texts: Iterable[str]) -> str:
    return "\n".join(printable(text, keep_lines=False) for text in texts)


def _titled(title: str, version: str) -> str:
    return f"{title}, version {version}" if version else title


def _rows(matrix: Matrix) -> list[tuple[str, ...]]:
    plans = list(matrix.plans.values())
    promised = {(row.plan.id, row.priority): row for row in matrix.rows()}
    rows: list[tuple[str, ...]] = [("", *(plan.title for plan in plans))]
    facts = {
        "extends": [plan.extends or "" for plan in plans],
        "support channel": [", ".join(plan.channels) for plan in plans],
        "availability": [plan.availability for plan in plans],
        "calendar": [plan.calendar for plan in plans],
    }
    if not any(facts["extends"]):
        del facts["extends"]
    for metric in matrix.metrics.values():
        if metric.scope == "plan":
            facts[metric.title.lower()] = [_target(matrix.row(plan.id), metric) for plan in plans]
    rows += [(name, *(cell or _NOTHING for cell in cells)) for name, cells in facts.items()]
    lacking = [None] if any(priority is None for _, priority in promised) else []
    for priority in (*matrix.priorities.values(), *lacking):
        found = [promised.get((plan.id, priority)) for plan in plans]
        cells = map(_cell, plans, found, repeat(_by_priority(matrix)))
        rows.append((_title(priority), *cells))
    return rows


def _title(priority: Priority | None) -> str:
    if priority is None:
        return "no priority"
    return priority.id if priority.title == priority.id else f"{priority.id} {priority.title}"


def _by_priority(matrix: Matrix) -> list[Metric]:
    """Return the metrics of which the matrix promises something by priority."""
    names = {target.metric for row in matrix.rows() for target in row.every_target}
    every = matrix.metrics.values()
    return [metric for metric in every if metric.scope == "cell" and metric.name in names]


def _cell(plan: Plan, row: Row | None, metrics: list[Metric]) -> str:
    """Return what a row promises, and its calendar where that is another one."""
    if row is None:
        return _NOTHING
    texts = [_target(row, metric) for metric in metrics]
    other = f" ({row.calendar_id})" if row.calendar_id != plan.calendar else ""
    return f"{' / '.join(texts) or _NOTHING}{other}"


def _target(row: Row, metric: Metric) -> str:
    """Return what is promised for a metric, and its calendar where that is not the row's."""
    target = row.agreeable(metric.name)
    if target is None:
        return _NOTHING
    agreed = ", or as agreed" if target.may_be_agreed and target.has_due else ""
    other = f" ({target.calendar_id})" if target.calendar_id != row.calendar_id else ""
    return f"{target}{agreed}{other}"


def _priorities(matrix: Matrix) -> Iterator[str]:
    titles = [metric.title.lower() for metric in _by_priority(matrix)]
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
