"""A matrix laid out like published terms: plans as columns, priorities as rows."""

from __future__ import annotations

from itertools import repeat

from slaclock.matrices.metrics import Metric
from slaclock.matrices.terms import Contract, Plan, Priority, Terms

__all__ = ["metrics_by_priority", "plan_columns"]

_NOTHING = "-"


def plan_columns(matrix: Contract) -> list[tuple[str, ...]]:
    """Return what is promised as rows of text, the first with the titles of the plans."""
    plans = list(matrix.plans.values())
    promised = {(row.plan.id, row.priority): row for row in matrix.rows()}
    rows: list[tuple[str, ...]] = [("", *(plan.title for plan in plans))]
    facts = {
        "extends": [plan.extends or "" for plan in plans],
        "support channel": [", ".join(plan.channels) for plan in plans],
        "availability": [plan.availability for plan in plans],
        "calendar": [plan.calendar for plan in plans],
    }
    wide = {plan.id: matrix.row(plan.id) for plan in plans}
    for metric in matrix.metrics.values():
        told = [_target(wide[plan.id], metric) for plan in plans]
        if metric.scope in ("plan", "any"):
            facts[metric.title.lower()] = told
    # What no plan says is no row.
    told_of = {name: cells for name, cells in facts.items() if {*cells} - {"", _NOTHING}}
    rows += [(name, *(cell or _NOTHING for cell in cells)) for name, cells in told_of.items()]
    lacking = [None] if any(priority is None for _, priority in promised) else []
    for priority in (*matrix.priorities.values(), *lacking):
        found = [promised.get((plan.id, priority)) for plan in plans]
        cells = map(_cell, plans, found, repeat(metrics_by_priority(matrix)))
        rows.append((_title(priority), *cells))
    return rows


def _title(priority: Priority | None) -> str:
    if priority is None:
        return "no priority"
    is_same = priority.title.casefold() == priority.id.casefold()
    return priority.title if is_same else f"{priority.id} {priority.title}"


def metrics_by_priority(matrix: Contract) -> list[Metric]:
    """Return the metrics of which the matrix promises something by priority.

    One that holds for whole plans is none of them, unless a priority has its own promise of it.
    """
    rows = [(row, matrix.row(row.plan.id)) for row in matrix.rows()]

    def is_own(metric: Metric, row: Terms, wide: Terms) -> bool:
        if metric.scope == "cell":
            return row.agreeable(metric.name) is not None
        return metric.scope == "any" and _target(row, metric) != _target(wide, metric)

    every = matrix.metrics.values()
    return [metric for metric in every if any(is_own(metric, *both) for both in rows)]


def _cell(plan: Plan, row: Terms | None, metrics: list[Metric]) -> str:
    """Return what a row promises, and its calendar where that is another one."""
    if row is None:
        return _NOTHING
    texts = [_target(row, metric) for metric in metrics]
    other = f"{row.calendar_id}: " if row.calendar_id != plan.calendar else ""
    return f"{other}{' / '.join(texts) or _NOTHING}"


def _target(row: Terms, metric: Metric) -> str:
    """Return what is promised for a metric, and its calendar where that is not the row's."""
    target = row.agreeable(metric.name)
    if target is None:
        return _NOTHING
    agreed = ", or as agreed" if target.may_be_agreed and target.has_due else ""
    other = f" ({target.calendar_id})" if target.calendar_id != row.calendar_id else ""
    return f"{target}{agreed}{other}"
