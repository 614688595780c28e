"""A report says of every ticket with a log what `Clock` says of it, on random logs.

`tests.bulk.random_logs` makes them: 2 to 12 events, ties, pauses after the deadline,
reopenings, other priorities and plans, replies of customers, under every meaning of a business
day with every `on_change` and `on_reopen`.
"""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from datetime import UTC
from typing import Any

import pytest

from slaclock import Matrix, events
from slaclock.bulk.engine.steps import NAT
from slaclock.errors import TicketFileError
from slaclock.instants import from_micros
from slaclock.reports import Report, make_report, take_logs
from slaclock.reports.figures.verdicts import STATES
from tests.bulk.random_logs import clock_says, contracts, random_log, random_now

CONTRACTS = contracts()
AT_ONCE = 50
"""How many tickets a report has; each report has an instant of its own."""
FIELDS = ("due", "used", "late_open", "late_wall")
UNREADABLE = {"status": "unreadable", **dict.fromkeys(FIELDS)}
NOTHING = {"status": "not_applicable", **dict.fromkeys(FIELDS)}


def expected_of(matrix: Matrix, log: Sequence[events.Event], now: int) -> dict[str, Any]:
    """Return what `Clock` says of a log at an instant.

    Of a log that cannot be from some later event on, what it says of the events until then:
    to a report, what comes later has not happened.
    """
    whole = clock_says(matrix, list(log), now)
    if "error" not in whole:
        return whole
    return clock_says(matrix, [event for event in log if event.instant <= now], now)


def told_of(report: Report, place: int, metric: str) -> dict[str, Any]:
    """Return what a report says of a metric of a ticket, in the words of `clock_says`."""
    found = report.verdicts.metrics.get(metric)
    if found is None:
        return NOTHING
    values = {field: int(getattr(found, field)[place]) for field in FIELDS}
    lengths = {field: None if value == NAT else value for field, value in values.items()}
    return {"status": STATES[found.states[place]], **lengths}


def differences(matrix: Matrix, chance: random.Random) -> tuple[list[str], int]:
    """Return what a report and `Clock` say differently, and on how many tickets they were asked."""
    logs = {f"T{number}": random_log(chance) for number in range(AT_ONCE)}
    now = random_now(chance, chance.choice(list(logs.values())))
    try:
        report = make_report(take_logs(logs), matrix=matrix, as_of=from_micros(now, UTC))
    except TicketFileError:
        return _unfounded(matrix, logs, now), 0
    found = []
    ids = report.verdicts.frame["ticket_id"].to_list()
    for place, ticket in enumerate(ids):
        expected = expected_of(matrix, logs[ticket], now)
        told = {metric: told_of(report, place, metric) for metric in matrix.metrics}
        if "error" in expected:
            same = all(told[metric] == UNREADABLE for metric in report.verdicts.metrics)
        else:
            same = told == {
                metric: {name: expected[metric][name] for name in NOTHING} for metric in told
            }
        if not same:
            found.append(f"{logs[ticket]}\nat {now}\n{expected}\n{told}")
    refused = report.tickets.problems["ticket_id"].to_list()
    assert len(ids) + report.verdicts.later + len(refused) == AT_ONCE
    found += [
        f"{logs[ticket]}\nis refused"
        for ticket in refused
        if "error" not in clock_says(matrix, logs[ticket], now)
    ]
    return found, len(ids)


def _unfounded(matrix: Matrix, logs: Mapping[str, list[events.Event]], now: int) -> list[str]:
    """Return the logs for which a report was refused though `Clock` has an answer."""
    return [
        f"{log}\nat {now}"
        for log in logs.values()
        if log[0].instant <= now and "error" not in clock_says(matrix, log, now)
    ]


def check(place: int, least: int, seed: int) -> int:
    """Hold reports to the clock until *least* tickets were compared; return how many were."""
    chance, compared = random.Random(seed), 0
    while compared < least:
        found, size = differences(CONTRACTS[place], chance)
        assert found == []
        compared += size
    return compared


@pytest.mark.parametrize("place", range(len(CONTRACTS)), ids=lambda place: f"contract{place}")
def test_report_says_what_the_clock_says(place: int) -> None:
    assert check(place, 30, 3000 + place) >= 30


@pytest.mark.slow
@pytest.mark.parametrize("place", range(len(CONTRACTS)), ids=lambda place: f"contract{place}")
def test_a_hundred_thousand_tickets_have_the_verdicts_of_the_clock(place: int) -> None:
    least = 100_000 // len(CONTRACTS) + 1
    assert check(place, least, 7000 + place) >= least
