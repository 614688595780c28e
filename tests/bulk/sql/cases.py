"""Tickets with pauses for the SQL, and what a clock says of each: the law that SQL is held to.

Instants are whole half hours, so that they often meet: openings and closings, pauses that touch
or overlap, completions, the deadlines themselves and the instant of asking.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from functools import cache
from typing import Any, NamedTuple

import numpy as np

from slaclock import Clock, Matrix, events
from slaclock.bulk import sql
from slaclock.calendars.table import Column, Table
from slaclock.instants import EPOCH, MICROSECOND, from_micros, to_micros
from tests.bulk.samples import CALENDARS
from tests.bulk.sql.databases import Run, database_of

HALF_HOUR = 1_800_000_000
START, END = datetime(2025, 3, 1, tzinfo=UTC), datetime(2025, 5, 1, tzinfo=UTC)
NOW = datetime(2025, 4, 3, 9, 30, tzinfo=UTC)
LATER = datetime(2026, 1, 1, tzinfo=UTC)
METRICS = ("first_response", "response", "resolution")
STOPPED = ("response", "resolution")
DONE = {"responded_at": "responded_at", "resolved_at": "resolved_at"}
EVEN = {
    "timezone": "Asia/Kolkata",
    "hours": {"mon-fri": ["09:00-17:00"]},
    "holidays": ["2025-03-14"],
}
TICKET_COLUMNS = (
    Column("id", "integer"),
    Column("plan", "text"),
    Column("priority", "text"),
    Column("opened_at", "instant"),
    Column("responded_at", "instant"),
    Column("resolved_at", "instant"),
)
PAUSE_COLUMNS = (
    Column("ticket", "integer"),
    Column("paused_at", "instant"),
    Column("resumed_at", "instant"),
)


class Ticket(NamedTuple):
    """A ticket, in microseconds, with its pauses as they are written down."""

    id: int
    plan: str
    priority: str
    opened: int
    responded: int | None
    resolved: int | None
    pauses: tuple[tuple[int, int | None], ...]


class Answer(NamedTuple):
    """What a clock says of a metric: its status, and its deadline in microseconds."""

    status: str
    due: int | None


@cache
def paused_contract(business_day: str) -> Matrix:
    """Return a matrix in which pauses stop two metrics, over days that are equal and not."""
    return Matrix.model_validate(
        {
            "id": "paused",
            "version": "1",
            "business_day": business_day,
            "pauses": list(STOPPED),
            "calendars": {"even": EVEN, **CALENDARS},
            "priorities": {name: {} for name in ("P1", "P2", "P3", "P4", "P5", "P6")},
            "plans": {
                name: {
                    "calendar": name,
                    "first_response": "< 90 min",
                    "targets": {
                        "P1": {"response": "1 h", "resolution": "4 h"},
                        "P2": {"response": "< 4 h", "resolution": "1 BD"},
                        "P3": {"response": "1 BD", "resolution": "< 3 BD"},
                        "P4": {
                            "response": {"within": "2 h", "calendar": "always", "strict": True},
                            "resolution": {"within": "2 BD", "calendar": "even"},
                        },
                        "P5": {
                            "response": {"within": "0 BD", "by": "< 17:00", "calendar": "even"},
                            "resolution": {"within": "1 BD", "by": "12:00", "cutoff": "10:30"},
                        },
                        "P6": {
                            "response": [{"within": "1 h", "opened_in": "office"}, "3 h"],
                            "resolution": {
                                "first_of": ["1 BD", {"within": "9 h", "calendar": "even"}]
                            },
                        },
                    },
                }
                for name in ("even", *CALENDARS)
            },
        }
    )


def random_tickets(matrix: Matrix, size: int, seed: int) -> list[Ticket]:
    """Return tickets with none to four pauses each, some of them without an end."""
    random = np.random.default_rng(seed)
    first, last = (to_micros(at) // HALF_HOUR for at in (START, END))
    found = []
    for number in range(size):
        opened = int(random.integers(first + 48, last - 48 * 14))

        def instant(most: int, opened: int = opened) -> int:
            return (opened + int(random.integers(-2, most))) * HALF_HOUR

        pauses = tuple(
            (
                start,
                start + int(random.integers(0, 60)) * HALF_HOUR if random.random() < 0.9 else None,
            )
            for start in (instant(120) for _ in range(random.integers(0, 5)))
        )
        found.append(
            Ticket(
                number,
                str(random.choice([*matrix.plans])),
                str(random.choice([*matrix.priorities])),
                opened * HALF_HOUR,
                max(instant(120), opened * HALF_HOUR) if random.random() < 0.7 else None,
                max(instant(400), opened * HALF_HOUR) if random.random() < 0.7 else None,
                pauses,
            )
        )
    return found


def tables_of(tickets: Iterable[Ticket]) -> dict[str, Table]:
    """Return the tickets and their pauses as tables for a database."""
    given = list(tickets)
    rows = [
        (entry.id, entry.plan.upper(), entry.priority, *map(stamp, entry[3:6])) for entry in given
    ]
    pauses = [(entry.id, stamp(a), stamp(b)) for entry in given for a, b in entry.pauses]
    return {"tickets": Table(TICKET_COLUMNS, rows), "pauses": Table(PAUSE_COLUMNS, pauses)}


def stamp(micros: int | None) -> datetime | None:
    return None if micros is None else from_micros(micros, UTC)


def united(ticket: Ticket) -> list[tuple[int, int | None]]:
    """Return the pauses from the opening on, those that overlap made one; by half hours.

    Two that only touch stay two: between them the clock ran, if for no time.
    """
    far = to_micros(LATER)
    spans = sorted((max(a, ticket.opened), far if b is None else b) for a, b in ticket.pauses)
    found: list[list[int]] = []
    for start, end in spans:
        if end <= start:
            continue
        if found and start < found[-1][1]:
            found[-1][1] = max(found[-1][1], end)
        else:
            found.append([start, end])
    return [(start, None if end == far else end) for start, end in found]


def clock_answers(matrix: Matrix, ticket: Ticket, now: datetime) -> dict[str, Answer]:
    """Return what `Clock` says of a ticket."""
    at = lambda micros: EPOCH + MICROSECOND * micros  # noqa: E731
    log: list[tuple[int, int, events.Event]] = []
    for start, end in united(ticket):
        log.append((start, 1, events.Paused(at(start))))
        if end is not None:
            log.append((end, 0, events.Resumed(at(end))))
    if ticket.responded is not None:
        log.append((ticket.responded, 2, events.Responded(at(ticket.responded))))
    if ticket.resolved is not None:
        log.append((ticket.resolved, 3, events.Resolved(at(ticket.resolved))))
    log.sort(key=lambda entry: entry[:2])
    opened = events.Opened(at(ticket.opened), plan=ticket.plan, priority=ticket.priority)
    state = Clock(matrix, [opened, *(entry[2] for entry in log)]).at(now)
    return {
        metric: Answer(
            state[metric].status,
            None if state[metric].due_at is None else to_micros(state[metric].due_at),
        )
        for metric in METRICS
    }


def must_answer(matrix: Matrix, ticket: Ticket, metric: str) -> bool:
    """Return whether SQL has to know the deadline of a metric."""
    target = matrix.row(ticket.plan, ticket.priority).target(metric)
    if metric not in STOPPED or not ticket.pauses or target.promise.meaning is None:
        return True
    names_date = target.promise.names_date or bool(target.parts)
    return not names_date and target.calendar_id == "even"


def check(
    run: Callable[[str], list[dict[str, Any]]],
    matrix: Matrix,
    tickets: list[Ticket],
    dialect: Any,
    as_of: datetime | None,
) -> dict[str, int]:
    """Hold verdicts and deadlines with pauses to the clock; return how many were answered.

    Args:
        run: Runs a query on a database that holds the tables; instants in microseconds.
        matrix: The contract.
        tickets: The tickets in the database.
        dialect: Its dialect.
        as_of: The instant of asking, or None for the history as it is known.
    """
    text = sql.verdicts(matrix, dialect=dialect, pauses="pauses", as_of=as_of, **DONE)
    rows = {row["id"]: row for row in run(text)}
    assert len(rows) == len(tickets)
    counts = {"answered": 0, "not answered": 0}
    for ticket in tickets:
        row = rows[ticket.id]
        if as_of is not None and ticket.opened > to_micros(as_of):
            assert row["sla_reason"] == "opened after the instant of asking"
            continue
        expected = clock_answers(matrix, ticket, as_of or LATER)
        for metric in METRICS:
            due, verdict = row[f"{metric}_due"], row[f"{metric}_verdict"]
            found = Answer(verdict, due)
            if as_of is None and verdict is None and due is not None:
                found = Answer(expected[metric].status, due)
            if found == expected[metric] or (as_of is None and due == expected[metric].due is None):
                counts["answered"] += 1
                continue
            assert (due, verdict) == (None, None), (ticket, metric, row, expected[metric])
            assert row["sla_reason"] is not None, (ticket, metric, expected[metric])
            assert not must_answer(matrix, ticket, metric), (ticket, metric, expected[metric])
            counts["not answered"] += 1
    return counts


def database(dialect: str, matrix: Matrix, tickets: list[Ticket]) -> Run:
    found = database_of(dialect, matrix, START, END)
    found.fill(tables_of(tickets))
    return found.run
