"""Pauses in SQL, in DuckDB and SQLite: what a clock says, or null and the reason."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest

from slaclock.bulk import sql
from tests.bulk.samples import MEANINGS
from tests.bulk.sql.cases import (
    END,
    NOW,
    START,
    check,
    paused_contract,
    random_tickets,
    tables_of,
)
from tests.bulk.sql.databases import DATABASES


@pytest.mark.parametrize("as_of", [NOW, None], ids=["asked in April", "asked at no time"])
@pytest.mark.parametrize("business_day", MEANINGS)
@pytest.mark.parametrize("dialect", DATABASES)
def test_equals_the_clock(dialect: Any, business_day: str, as_of: datetime | None) -> None:
    matrix = paused_contract(business_day)
    tickets = random_tickets(matrix, 600, seed=len(business_day))
    tables = {**sql.answer_tables(matrix, START, END), **tables_of(tickets)}
    run = DATABASES[dialect](matrix, tables)
    counts = check(run, matrix, tickets, dialect, as_of)
    assert counts["answered"] > counts["not answered"]
