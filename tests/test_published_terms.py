"""The published terms: every deadline of the hand-worked tables in `published_terms.md`.

Part one of that page works out amounts on a calendar, part two puts them together into
tickets. Both are data here, so page and test cannot drift apart: part one is held against
the oracle, part two against part one and against `compute_deadline`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path
from typing import NamedTuple
from zoneinfo import ZoneInfo

import pytest

from slaclock import Matrix, compute_deadline, load_matrix
from slaclock.errors import SlaClockError
from tests.oracle import OracleCalendar

PAGE = Path(__file__).with_name("published_terms.md").read_text(encoding="utf-8")
IST = ZoneInfo("Asia/Kolkata")
MOMENT = timedelta(microseconds=1)
HOLIDAY = " (holiday)"
METRICS = ("first_response", "response", "resolution")


class Working(NamedTuple):
    """One line of part one: an amount worked out on a calendar."""

    calendar: str
    amount: str
    opened: str
    due: str


class Ticket(NamedTuple):
    """One line of part two: a ticket, and its deadlines by metric."""

    plan: str
    priority: str | None
    calendar: str
    amounts: dict[str, str]
    opened: str
    starts: str
    due: dict[str, str]


# --- reading the page ----------------------------------------------------------------------


def tables(part: str) -> Iterator[tuple[str, list[dict[str, str]]]]:
    """Yield the heading of each table of a part, and its rows by column."""
    text = re.split(r"^## ", PAGE, flags=re.MULTILINE)
    (body,) = (section for section in text if section.startswith(part))
    for section in re.split(r"^### ", body, flags=re.MULTILINE)[1:]:
        heading, _, below = section.partition("\n")
        rows = [line.strip("|").split("|") for line in below.splitlines() if line.startswith("|")]
        columns, _, *lines = [[cell.strip() for cell in row] for row in rows]
        yield heading, [dict(zip(columns, line, strict=True)) for line in lines]


def workings() -> list[Working]:
    """Return part one, line by line."""
    found = []
    for heading, rows in tables("Part one"):
        calendar, amount = heading.split(": ")
        found += [Working(calendar, amount, row["opened"], row["due"]) for row in rows]
    return found


def tickets() -> list[Ticket]:
    """Return part two, line by line."""
    found = []
    for heading, rows in tables("Part two"):
        who, what = heading.split(": ")
        plan, _, priority = who.partition(" ")
        calendar, *amounts = what.split(", ")
        by_metric = dict(zip(METRICS, amounts, strict=False))
        found += [
            Ticket(
                plan,
                None if priority == "without a priority" else priority,
                calendar,
                by_metric,
                row["opened"],
                row["starts"],
                {metric: row[metric] for metric in by_metric},
            )
            for row in rows
        ]
    return found


def instant(text: str) -> datetime:
    """Return the instant of a cell such as "Wed 4 Mar 11:00"; a wrong weekday is an error."""
    at = datetime.strptime(f"2026 {text.removesuffix(HOLIDAY)}", "%Y %a %d %b %H:%M")
    assert text.startswith(f"{at:%a} "), f"{text} is a {at:%A}"
    return at.replace(tzinfo=IST)


@cache
def matrix(observed: str) -> Matrix:
    """Return the shipped matrix, with the holidays of Gujarat or without."""
    plain = load_matrix("wotnot")
    return plain.with_holidays("IN", subdivision="GJ") if observed == HOLIDAY else plain


def matrix_for(opened: str) -> Matrix:
    """Return the matrix that an "opened" cell asks for."""
    return matrix(HOLIDAY if opened.endswith(HOLIDAY) else "")


# --- part one ------------------------------------------------------------------------------

HOURS = {
    "business": {"mon-fri": ["09:00-19:00"]},
    "extended": {"mon-fri": ["09:00-21:00"]},
    "always": {"mon-sun": ["00:00-24:00"]},
}
UNITS = {"min": timedelta(minutes=1), "h": timedelta(hours=1)}


@pytest.mark.parametrize("working", workings(), ids="-".join)
def test_working_agrees_with_the_oracle(working: Working) -> None:
    observed = working.opened.endswith(HOLIDAY) and working.calendar != "always"
    calendar = OracleCalendar(
        {
            "timezone": "Asia/Kolkata",
            "hours": HOURS[working.calendar],
            "holidays": ["2026-01-26"] if observed else [],
        }
    )
    number, unit = working.amount.split()
    opened = instant(working.opened)
    if unit == "BD":
        due = calendar.full_day(opened, int(number))
    else:
        due = calendar.add(opened, int(number) * UNITS[unit])
    assert due == instant(working.due)


# --- part two ------------------------------------------------------------------------------


def ticket_id(ticket: Ticket) -> str:
    """Return the name under which pytest shows a ticket."""
    return f"{ticket.plan}-{ticket.priority}-{ticket.opened}"


def with_metrics() -> list[tuple[Ticket, str]]:
    """Return every deadline of part two: a ticket and one of its metrics."""
    return [(ticket, metric) for ticket in tickets() for metric in ticket.due]


every_deadline = pytest.mark.parametrize(
    ("ticket", "metric"),
    with_metrics(),
    ids=[f"{ticket_id(ticket)}-{metric}" for ticket, metric in with_metrics()],
)


@every_deadline
def test_deadline_is_the_one_worked_out_by_hand(ticket: Ticket, metric: str) -> None:
    opened = instant(ticket.opened)
    deadline = compute_deadline(
        ticket.plan, ticket.priority, opened, matrix=matrix_for(ticket.opened)
    )
    assert deadline[metric].due_at == instant(ticket.due[metric])
    assert getattr(deadline, f"{metric}_due") == instant(ticket.due[metric])
    assert deadline[metric].due_at.tzinfo is IST


@every_deadline
def test_deadline_stands_in_part_one(ticket: Ticket, metric: str) -> None:
    amount = ticket.amounts[metric]
    assert Working(ticket.calendar, amount, ticket.opened, ticket.due[metric]) in workings()


@every_deadline
def test_verdict_turns_at_the_deadline(ticket: Ticket, metric: str) -> None:
    """A first response is promised in less than its amount; the others in up to theirs."""
    deadline = compute_deadline(
        ticket.plan, ticket.priority, instant(ticket.opened), matrix=matrix_for(ticket.opened)
    )
    due = instant(ticket.due[metric])
    verdicts = [deadline.met(metric, at) for at in (due - MOMENT, due, due + MOMENT)]
    assert verdicts == [True, metric != "first_response", False]


@pytest.mark.parametrize("ticket", tickets(), ids=ticket_id)
def test_clock_starts_when_support_is_open(ticket: Ticket) -> None:
    deadline = compute_deadline(
        ticket.plan,
        ticket.priority,
        instant(ticket.opened),
        matrix=matrix_for(ticket.opened),
    )
    assert deadline.starts_at == instant(ticket.starts)
    assert {deadline[metric].starts_at for metric in ticket.due} == {instant(ticket.starts)}


@pytest.mark.parametrize("plan", ["lite", "starter", "premium", "enterprise"])
def test_ticket_without_a_priority_has_the_promise_of_its_plan_alone(plan: str) -> None:
    deadline = compute_deadline(plan, None, instant("Wed 4 Mar 11:00"))
    assert (deadline.response_due, deadline.resolution_due) == (None, None)
    with pytest.raises(SlaClockError):
        deadline["resolution"]


# --- the page is whole ---------------------------------------------------------------------


def test_page_has_every_plan_priority_and_metric() -> None:
    cells = {(ticket.plan, ticket.priority, metric) for ticket, metric in with_metrics()}
    plans, priorities = ("lite", "starter", "premium", "enterprise"), ("P1", "P2", "P3")
    everything = {(plan, priority, m) for plan in plans for priority in priorities for m in METRICS}
    assert everything <= cells


def test_page_opens_every_priority_in_every_situation() -> None:
    situations = {(ticket.plan, ticket.priority): set() for ticket in tickets() if ticket.priority}
    for ticket in tickets():
        if ticket.priority:
            situations[ticket.plan, ticket.priority].add(ticket.opened)
    everywhere = {
        "Wed 4 Mar 11:00",
        "Wed 4 Mar 07:15",
        "Wed 4 Mar 21:40",
        "Fri 6 Mar 18:00",
        "Sat 7 Mar 12:00",
        "Thu 5 Mar 09:00",
        "Thu 5 Mar 19:00",
        "Mon 26 Jan 10:00",
        "Mon 26 Jan 10:00 (holiday)",
    }
    assert all(everywhere <= opened for opened in situations.values())
