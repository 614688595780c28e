"""Logs of updates for reports, and what the clock says of the same tickets, row by row.

The events are made here by a plain loop over the rows of a ticket, which shares nothing with
the columns of `slaclock.reports.reading.folding`.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any, NamedTuple

import polars as pl

from slaclock import Matrix, events
from slaclock.reports import Tickets, take_tickets

RULES = {
    "at": "at",
    "state": ["state"],
    "responded": {"is": ["work"]},
    "paused": {"is": ["wait *"]},
    "resolved": {"is": ["done"]},
}
MONDAY = datetime(2026, 3, 2, tzinfo=UTC)
STATES = ("new", "work", "wait customer", "wait vendor", "done", "done", "work")


class LogRow(NamedTuple):
    """One update of a ticket."""

    ticket: str
    at: datetime
    state: str
    plan: str
    priority: str


def matrix(**changes: Any) -> Matrix:
    """Return a contract with a short Friday, a night desk and every kind of target."""
    content = {
        "id": "logs",
        "business_day": "full_day",
        "at_risk": "75 %",
        "calendars": {
            "office": {
                "timezone": "Europe/Berlin",
                "hours": {"mon-thu": ["09:00-17:00"], "fri": ["09:00-13:30"]},
            },
            "night": {"timezone": "Asia/Kolkata", "hours": {"mon-sat": ["22:00-06:00"]}},
        },
        "priorities": {"P1": {}, "P2": {}},
        "plans": {
            "gold": {
                "calendar": "office",
                "first_response": "< 2 h",
                "targets": {
                    "P1": {"response": "1 h", "resolution": "< 4 h"},
                    "P2": {"response": "3 h", "resolution": "2 BD"},
                },
            },
            "silver": {
                "calendar": "night",
                "first_response": "8 h",
                "targets": {"P1": {"resolution": "1 BD"}, "P2": {"resolution": "20 h"}},
            },
        },
    }
    return Matrix.model_validate({**content, **changes})


def random_rows(seed: int, tickets: int) -> list[LogRow]:
    """Return the rows of tickets, mixed, with ties in time, reopenings and changes of terms."""
    draw = random.Random(seed)
    rows = []
    for number in range(tickets):
        at = MONDAY + timedelta(minutes=draw.randrange(0, 14 * 24 * 60, 15))
        plan, priority, state = draw.choice(("gold", "silver")), draw.choice(("P1", "P2")), "new"
        for _ in range(draw.randrange(1, 9)):
            rows.append(LogRow(f"T{number}", at, state, plan, priority))
            at += timedelta(minutes=draw.choice((0, 0, 15, 60, 240, 1440, 4000)))
            state = draw.choice(STATES)
            if draw.random() < 0.15:
                priority = draw.choice(("P1", "P2"))
            if draw.random() < 0.08:
                plan = draw.choice(("gold", "silver"))
    # Tickets are mixed; the rows of one stay in order.
    return _mixed(rows, draw)


def take(rows: Sequence[LogRow]) -> Tickets:
    """Return the tickets of rows, as a report reads them."""
    frame = pl.DataFrame(rows, schema=LogRow._fields, orient="row")
    columns = {"id": "ticket", "plan": "plan", "priority": "priority"}
    return take_tickets(frame, columns=columns, events=RULES)


def log_of(rows: Sequence[LogRow], ticket: str) -> list[events.Event]:
    """Return the events of a ticket, by hand."""
    own = sorted((row for row in rows if row.ticket == ticket), key=lambda row: row.at)
    return list(_events(own))


def _events(rows: Sequence[LogRow]) -> Iterator[events.Event]:
    first, last = rows[0], rows[0]._replace(state="nothing")
    yield events.Opened(first.at, first.plan, first.priority)
    answered = False
    for row in rows:
        at = row.at
        if row.plan != last.plan:
            yield events.PlanChanged(at, row.plan)
        if row.priority != last.priority:
            yield events.PriorityChanged(at, row.priority)
        if row.state == "work" and not answered:
            answered = True
            yield events.Responded(at)
        if row.state != last.state:
            if last.state == "done":
                yield events.Reopened(at)
            elif last.state.startswith("wait") and row.state != "done":
                yield events.Resumed(at)
            if row.state == "done":
                yield events.Resolved(at)
            elif row.state.startswith("wait"):
                yield events.Paused(at, row.state)
        last = row


def _mixed(rows: list[LogRow], draw: random.Random) -> list[LogRow]:
    by_ticket: dict[str, list[LogRow]] = {}
    for row in rows:
        by_ticket.setdefault(row.ticket, []).append(row)
    order = [row.ticket for row in rows]
    draw.shuffle(order)
    return [by_ticket[ticket].pop(0) for ticket in order]
