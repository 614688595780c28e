"""The command that shows what slaclock does, on twenty sample tickets that come with it."""

from __future__ import annotations

import csv
from datetime import datetime
from importlib.resources import files
from typing import NamedTuple

from slaclock.cli.matrix_table import matrix_text
from slaclock.cli.options import JsonOption
from slaclock.cli.output import Answer, as_json, heading, table, weekday
from slaclock.date_words import MONTHS
from slaclock.deadlines import Deadline, compute_deadline
from slaclock.instants import parse_instant
from slaclock.matrices.loader import load_matrix
from slaclock.matrices.metrics import FROM_OPENING
from slaclock.matrices.model import Matrix
from slaclock.zones import get_zone

__all__ = ["demo"]

_MATRIX = "wotnot"
_ZONE = "Asia/Kolkata"


class _Ticket(NamedTuple):
    id: str
    subject: str
    deadline: Deadline


def demo(*, json: JsonOption = False) -> Answer:
    """Show a matrix, the deadlines of sample tickets, and why."""
    matrix = load_matrix(_MATRIX)
    tickets = _tickets(matrix)
    ledger = tickets[0].deadline.explain()
    if json:
        data = {
            "matrix": matrix.content(),
            "tickets": [
                {"ticket": ticket.id, "subject": ticket.subject, **ticket.deadline.to_dict()}
                for ticket in tickets
            ],
            "explanation": ledger.to_dict(),
        }
        return Answer(as_json(data))
    parts = (
        matrix_text(matrix),
        heading(f"Deadlines of {len(tickets)} sample tickets, opened in 2026; times in {_ZONE}"),
        table(_rows(tickets)),
        heading(f"Why ticket {tickets[0].id} is due when it is"),
        ledger.to_text(),
    )
    return Answer("\n\n".join(parts))


def _tickets(matrix: Matrix) -> list[_Ticket]:
    text = files("slaclock.cli").joinpath("demo_tickets.csv").read_text(encoding="utf-8")
    return [
        _Ticket(
            line["ticket"],
            line["subject"],
            compute_deadline(
                line["plan"],
                line["priority"],
                parse_instant(line["opened_at"]).astimezone(get_zone(_ZONE)),
                matrix=matrix,
            ),
        )
        for line in csv.DictReader(text.splitlines())
    ]


def _rows(tickets: list[_Ticket]) -> list[tuple[str, ...]]:
    names = (
        "ticket",
        "opened",
        "plan",
        "priority",
        *(metric.replace("_", " ") for metric in FROM_OPENING),
    )
    rows = [names]
    for ticket in tickets:
        row, deadline = ticket.deadline.row, ticket.deadline
        priority = row.priority.id if row.priority is not None else ""
        dues = [_short(deadline[metric].due_at) for metric in FROM_OPENING]
        rows.append((ticket.id, _short(deadline.opened_at), row.plan.title, priority, *dues))
    return rows


def _short(at: datetime) -> str:
    """Return an instant without its year and offset, which the heading gives."""
    clock = f"{at:%H:%M:%S}" if at.second else f"{at:%H:%M}"
    return f"{weekday(at)} {at:%d} {MONTHS[at.month - 1][:3]} {clock}"
