"""A bundle: what is in it, and that the check accepts it and nothing else."""

from __future__ import annotations

import random
from datetime import UTC, datetime, timedelta

import pytest

from slaclock import Clock, Matrix, events, load_matrix, verify
from slaclock.bundles import bundle, bundle_text, seal_of
from slaclock.errors import ArgumentTypeError
from slaclock.events import Event
from slaclock.files.canonical_json import canonical_json

WOTNOT = load_matrix("wotnot").with_holidays("IN", subdivision="GJ")
START = datetime(2026, 10, 1, tzinfo=UTC)


def log(draw: random.Random, matrix: Matrix) -> list[Event]:
    """Return the events of a ticket, drawn at random."""
    at = START + timedelta(minutes=draw.randrange(30 * 24 * 60))
    plan = draw.choice(list(matrix.plans))
    cells = [terms for terms in matrix.rows() if terms.plan.id == plan]
    priority = draw.choice([cell.priority.id for cell in cells if cell.priority])
    found: list[Event] = [events.Opened(at, plan=plan, priority=priority)]
    kinds = (events.Paused, events.Resumed, events.Responded, events.Resolved, events.Reopened)
    for _ in range(draw.randrange(7)):
        at += timedelta(minutes=draw.choice([0, 30, 60 * draw.randrange(60)]))
        found.append(draw.choice(kinds)(at))
    return found


class TestBundle:
    def test_is_the_same_every_time_and_in_every_zone(self) -> None:
        ticket = log(random.Random(5), WOTNOT)
        now = ticket[-1].at + timedelta(days=3)
        other = now.astimezone(tz=datetime.now().astimezone().tzinfo)
        assert bundle_text(Clock(WOTNOT, ticket), now) == bundle_text(Clock(WOTNOT, ticket), other)

    def test_seal_is_the_last_hash(self) -> None:
        ticket = log(random.Random(6), WOTNOT)
        found = bundle(Clock(WOTNOT, ticket), ticket[-1].at)
        assert seal_of(found) == found["chain"][-1]["sha256"]
        assert verify.check(canonical_json(found), seal_of(found)) == seal_of(found)

    def test_what_is_no_clock(self) -> None:
        with pytest.raises(ArgumentTypeError, match="a Clock"):
            bundle("ticket", START)  # type: ignore[arg-type]
