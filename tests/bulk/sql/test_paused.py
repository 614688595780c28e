"""Pauses in SQL, in DuckDB and SQLite: what a clock says, or null and the reason."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest

from tests.bulk.samples import MEANINGS
from tests.bulk.sql.cases import (
    NOW,
    check,
    database,
    paused_contract,
    random_tickets,
)
from tests.bulk.sql.databases import DATABASES


@pytest.mark.parametrize("as_of", [NOW, None], ids=["asked in April", "asked at no time"])
@pytest.mark.parametrize("business_day", MEANINGS)
@pytest.mark.parametrize("dialect", DATABASES)
def test_equals_the_clock(dialect: Any, business_day: str, as_of: datetime | None) -> None:
    matrix = paused_contract(business_day)
    tickets = random_tickets(matrix, 600, seed=len(business_day))
    run = database(dialect, matrix, tickets)
    counts = check(run, matrix, tickets, dialect, as_of)
    assert counts["answered"] > counts["not answered"]
