"""Tickets that are paused several times, in DuckDB and SQLite."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from slaclock.bulk import sql
from slaclock.instants import to_micros
from tests.bulk.sql.cases import (
    NOW,
    Ticket,
    check,
    clock_answers,
    database,
    paused_contract,
)
from tests.bulk.sql.databases import DATABASES

HOUR = 3_600_000_000


@pytest.mark.parametrize("dialect", DATABASES)
def test_completed_where_one_of_several_pauses_ends(dialect: Any) -> None:
    """It is resolved as the first pause ends, in which the second began: the clock stands still."""
    matrix, opened = paused_contract("same_time"), to_micros(datetime(2025, 4, 8, 12, tzinfo=UTC))
    ends = opened + 30 * HOUR
    pauses = (
        (opened + HOUR, ends),
        (opened + 7 * HOUR, ends + HOUR),
        (opened + 50 * HOUR, opened + 68 * HOUR),
        (opened + 53 * HOUR, opened + 54 * HOUR),
    )
    ticket = Ticket(1, "always", "P1", opened, None, ends, pauses)
    run = database(dialect, matrix, [ticket])
    assert clock_answers(matrix, ticket, NOW + timedelta(days=9))["response"] == ("met", ends)
    assert check(run, matrix, [ticket], dialect, NOW + timedelta(days=9))["answered"] == 3


@pytest.mark.parametrize("dialect", DATABASES)
@pytest.mark.parametrize("pause", [(5, 4), (None, 4)], ids=["turned round", "no beginning"])
def test_pause_that_cannot_be_has_a_reason(dialect: Any, pause: tuple[Any, Any]) -> None:
    matrix, opened = paused_contract("same_time"), to_micros(datetime(2025, 4, 8, 12, tzinfo=UTC))
    wrong = tuple(None if hours is None else opened + hours * HOUR for hours in pause)
    ticket = Ticket(1, "always", "P1", opened, None, None, ((opened, opened + HOUR), wrong))
    text = sql.deadlines(matrix, dialect=dialect, pauses="pauses")
    [row] = database(dialect, matrix, [ticket])(text)
    assert row["first_response_due"] == opened + 3 * HOUR // 2
    assert (row["response_due"], row["resolution_due"]) == (None, None)
    assert row["sla_reason"] == "a pause ends before it begins, or has no beginning"
