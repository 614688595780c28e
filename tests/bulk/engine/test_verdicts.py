"""Verdicts over columns are those of the clock, on random histories."""

from __future__ import annotations

import random
from datetime import UTC, datetime, timedelta
from typing import Any

import numpy as np
import pandas as pd
import pytest

from slaclock import Clock, events
from slaclock.bulk import add_verdicts
from slaclock.instants import EPOCH, MICROSECOND
from tests.bulk.judged import HOUR, KOLKATA, MONDAY, frame
from tests.bulk.samples import MEANINGS, METRICS, contract, random_tickets


def history(rng: random.Random, opened: datetime) -> dict[str, Any]:
    """Return when a ticket was paused, responded to and resolved, in the order of time."""
    pauses = []
    at = opened
    for _ in range(rng.choice([0, 0, 1, 2, 3])):
        start = at + timedelta(hours=rng.randrange(0, 40), microseconds=rng.randrange(3))
        at = start + timedelta(hours=rng.randrange(1, 60))
        pauses.append([start, at])
    if pauses and rng.random() < 0.3:
        pauses[-1][1] = None
    done = opened + timedelta(hours=rng.randrange(0, 400), seconds=rng.randrange(3600))
    # Some are completed while the clock stands still.
    if pauses and rng.random() < 0.3:
        done = pauses[-1][0] + timedelta(minutes=rng.randrange(1, 50))
    return {
        "pauses": pauses,
        "responded": opened + timedelta(hours=rng.randrange(0, 30)) if rng.random() < 0.7 else None,
        "resolved": done if rng.random() < 0.7 else None,
    }


def log_of(plan: str, priority: str, opened: datetime, past: dict[str, Any]) -> list[events.Event]:
    log: list[events.Event] = [events.Opened(opened, plan, priority)]
    for start, end in past["pauses"]:
        log.append(events.Paused(start))
        if end is not None:
            log.append(events.Resumed(end))
    if past["responded"] is not None:
        log.append(events.Responded(past["responded"]))
    if past["resolved"] is not None:
        log.append(events.Resolved(past["resolved"]))
    return log


@pytest.mark.parametrize("business_day", MEANINGS)
def test_equals_the_clock(business_day: str) -> None:
    matrix, rng = contract(business_day), random.Random(business_day)
    tickets = random_tickets(1_000, seed=99)
    opened = [EPOCH + MICROSECOND * at for at in tickets["opened_at"].view(np.int64).tolist()]
    past = [history(rng, at) for at in opened]
    given = pd.DataFrame(
        {
            "plan": tickets["plan"],
            "priority": tickets["priority"],
            "opened_at": opened,
            "responded_at": [entry["responded"] for entry in past],
            "resolved_at": [entry["resolved"] for entry in past],
            "paused": [entry["pauses"] for entry in past],
        }
    )
    as_of = datetime(2026, 1, 5, 12, tzinfo=UTC)
    found = add_verdicts(
        given,
        responded_at="responded_at",
        resolved_at="resolved_at",
        paused="paused",
        as_of=as_of,
        matrix=matrix,
    )
    assert found["sla_error"].isna().all()
    for row, at in enumerate(opened):
        log = log_of(tickets["plan"][row], tickets["priority"][row], at, past[row])
        state = Clock(matrix, log).at(as_of)
        for metric in METRICS:
            expected = state[metric]
            cells = found.iloc[row][[f"{metric}_verdict", f"{metric}_due"]].tolist()
            due = None if pd.isna(cells[1]) else cells[1].to_pydatetime()
            assert (cells[0], due) == (expected.status, expected.due_at), (log, metric)
            if expected.target is not None:
                late = found.iloc[row][[f"{metric}_late_open", f"{metric}_late_wall"]]
                assert late.tolist() == [expected.late_by, expected.late_by_wall_time], log


def test_waiting_after_the_deadline_is_no_lateness() -> None:
    """Due on Monday at 17:00, paused from 18:00 until Tuesday 18:00, done at 19:00: two hours."""
    paused = [{"start": MONDAY + 9 * HOUR, "end": MONDAY + 33 * HOUR}]
    given = frame(resolved_at=[MONDAY + 34 * HOUR], paused=[paused])
    found = add_verdicts(given, resolved_at="resolved_at", paused="paused")
    assert found["resolution_due"].to_list() == [MONDAY + 8 * HOUR]
    assert found["resolution_late_open"].to_list() == [2 * HOUR]
    assert found["resolution_late_wall"].to_list() == [26 * HOUR]


def test_pause_that_ends_as_the_ticket_is_completed_is_over() -> None:
    """The close of Monday is the deadline; the pause lasts from Sunday to just after it."""
    matrix = contract("close_of_business")
    opened = datetime(2025, 3, 7, 12, tzinfo=KOLKATA)
    done = datetime(2025, 3, 10, 20, tzinfo=KOLKATA)
    pause = [datetime(2025, 3, 10, 18, tzinfo=KOLKATA), done]
    log = log_of("office", "P2", opened, {"pauses": [pause], "responded": None, "resolved": done})
    state = Clock(matrix, log).at(done)["resolution"]
    given = pd.DataFrame({"opened_at": [opened], "resolved_at": [done], "paused": [[tuple(pause)]]})
    found = add_verdicts(
        given,
        plan="office",
        priority="P2",
        resolved_at="resolved_at",
        paused="paused",
        matrix=matrix,
    )
    assert found["resolution_verdict"].tolist() == [state.status]
    assert found["resolution_due"].tolist() == [state.due_at]
