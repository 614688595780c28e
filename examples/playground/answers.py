"""What the playground asks of slaclock; it runs in the browser, and anywhere else.

Each function takes text and returns what JSON can hold, with an `error` where slaclock refused.
"""

from __future__ import annotations

import tempfile
import warnings
from functools import lru_cache
from pathlib import Path
from typing import Any

import drawing

from slaclock import Deadline, Matrix, SlaClockError, load_matrix
from slaclock.instants import parse_instant
from slaclock.ledger import Ledger
from slaclock.matrices.lint import check_matrix
from slaclock.matrices.loader import key_lines
from slaclock.matrices.terms import title_of
from slaclock.zones import get_zone

MOST_DAYS = 14


def contract(text: str) -> dict[str, Any]:
    """Return the plans and priorities of a contract, and what its check finds."""
    try:
        matrix, findings = _read(text)
    except SlaClockError as error:
        return {"error": str(error)}
    return {
        "title": matrix.title,
        "plans": [_plan(matrix, name) for name in matrix.plans],
        "findings": findings,
    }


def answer(text: str, plan: str, priority: str, opened: str) -> dict[str, Any]:
    """Return by when a ticket is due, and why: a table, and a week and a ledger for each metric.

    Args:
        text: The contract.
        plan: One of its plans.
        priority: One of its priorities, or nothing for what is promised to all.
        opened: A local time in the zone of the plan, such as 2026-03-06T18:00.
    """
    try:
        matrix, _ = _read(text)
        terms = matrix.row(plan, priority or None)
        zone = get_zone(terms.calendar.timezone)
        at = parse_instant(opened, zone)
        deadline = matrix.compute_deadline(plan, priority or None, at)
        return {
            "zone": terms.calendar.timezone,
            "deadlines": deadline._repr_html_(),
            "metrics": [_metric(deadline, name) for name, _ in deadline.items()],
        }
    except SlaClockError as error:
        return {"error": str(error)}


@lru_cache(maxsize=4)
def _read(text: str) -> tuple[Matrix, list[str]]:
    """Return a contract and its findings, by way of a file: messages name one, and its lines."""
    kind = "json" if text.lstrip().startswith("{") else "toml"
    with tempfile.TemporaryDirectory() as folder, warnings.catch_warnings():
        warnings.simplefilter("ignore")  # the check finds the same, and more
        path = Path(folder) / f"contract.{kind}"
        path.write_text(text, encoding="utf-8")
        matrix = load_matrix(path)
        findings = check_matrix(matrix, lines=key_lines(path)).findings
    return matrix, [
        f"line {found.line}: {found}" if found.line else str(found) for found in findings
    ]


def _plan(matrix: Matrix, name: str) -> dict[str, Any]:
    """Return a plan, and the priorities that it has something for."""
    title = matrix.plans[name].title
    every = {"": "none"}
    for terms in matrix.rows():
        if terms.plan.id == name and terms.priority:
            every[terms.priority.id] = title_of(terms).removeprefix(f"{title}, ")
    return {"id": name, "title": title, "priorities": every}


def _metric(deadline: Deadline, name: str) -> dict[str, Any]:
    entry = deadline[name]
    ledger = entry.explain()
    title = deadline.row.matrix.metrics[name].title
    return {
        "name": title,
        "due": entry.due_at.isoformat(),
        "week": _week(deadline, name, ledger),
        "ledger": ledger.to_html(),
    }


def _week(deadline: Deadline, name: str, ledger: Ledger) -> str:
    """Return the week from the day on which the ticket came in, or more up to what is due."""
    entry = deadline[name]
    zone = get_zone(entry.calendar.timezone)
    opened, due = deadline.opened_at.astimezone(zone), entry.due_at.astimezone(zone)
    number = min(MOST_DAYS, max(7, (due.date() - opened.date()).days + 1))
    counted = [
        (row.start.astimezone(zone), row.end.astimezone(zone))
        for row in ledger.rows
        if row.what == "counted"
    ]
    title = f"{number} days from {opened:%A, %d %B %Y}: open hours, and what counts"
    marks = [(opened, "opened"), (due, "due")]
    return drawing.days(entry.calendar, opened.date(), number, counted, [], marks, title)
