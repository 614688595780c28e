"""Tickets as columns: terms, groups, and years that nobody knows the holidays of."""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pandas as pd
import polars as pl
import pytest

from slaclock import Matrix
from slaclock.bulk import add_deadlines, add_verdicts
from slaclock.bulk.engine import terms as tickets
from slaclock.errors import CoverageError, NoTargetError, RowError
from tests.bulk.samples import contract, random_tickets
from tests.bulk.test_equal import polars_frame

KOLKATA = ZoneInfo("Asia/Kolkata")
CONTRACT = {
    "id": "ours",
    "version": "1",
    "calendars": {
        "desk": {
            "timezone": "Asia/Kolkata",
            "hours": {"mon-fri": ["09:00-19:00"]},
            "holidays": [{"country": "IN", "years": [2025]}],
        }
    },
    "priorities": {"P1": {}, "P2": {}},
    "plans": {
        "gold": {
            "calendar": "desk",
            "targets": {"P1": {"response": "1 h", "resolution": "2 BD"}},
        }
    },
}


def matrix(business_day: str = "full_day") -> Matrix:
    return Matrix.model_validate({**CONTRACT, "business_day": business_day})


def frame(*opened_at: datetime, **columns: object) -> pd.DataFrame:
    rows = {"opened_at": list(opened_at), **columns}
    return pd.DataFrame({"plan": "gold", "priority": "P1", **rows})


def test_row_of_which_one_deadline_is_unknown_has_none() -> None:
    """Two business days from Tuesday, 30 December 2025, end in a year without holidays."""
    given = frame(
        datetime(2025, 12, 29, 9, tzinfo=KOLKATA), datetime(2025, 12, 30, 12, tzinfo=KOLKATA)
    )
    found = add_deadlines(given, matrix=matrix())
    assert found["response_due"].isna().tolist() == [False, True]
    assert found["resolution_due"].isna().tolist() == [False, True]
    assert "holidays of IN in 2026: not among the years given" in found["sla_error"][1]
    with pytest.raises(RowError) as caught:
        add_deadlines(given, matrix=matrix(), errors="raise")
    assert isinstance(caught.value.error, CoverageError)


def test_priority_without_targets() -> None:
    at = datetime(2025, 6, 2, 9, tzinfo=KOLKATA)
    found = add_deadlines(frame(at).assign(priority="P2"), matrix=matrix())
    assert "no targets for priority 'P2'" in found["sla_error"][0]
    with pytest.raises(NoTargetError):
        add_deadlines(frame(at), priority="P2", plan="gold", matrix=matrix())


@pytest.mark.parametrize("business_day", ["full_day", "same_time", "8 h"])
def test_pause_that_moves_a_deadline_into_an_unknown_year(business_day: str) -> None:
    opened = datetime(2025, 12, 26, 9, tzinfo=KOLKATA)
    pause = (opened + timedelta(hours=1), datetime(2025, 12, 31, 9, tzinfo=KOLKATA))
    given = frame(opened, opened, resolved_at=[pause[1]] * 2, paused=[[pause], []])
    for paused in ([[pause], []], [timedelta(hours=50), timedelta(0)]):
        found = add_verdicts(
            given.assign(paused=paused),
            resolved_at="resolved_at",
            paused="paused",
            matrix=matrix(business_day),
        )
        assert found["resolution_verdict"].isna().tolist() == [True, False]
        assert "2026" in found["sla_error"][0]


def test_very_many_names(monkeypatch: pytest.MonkeyPatch) -> None:
    """Beyond some number of pairs of names they are sorted instead of counted."""
    given = polars_frame(random_tickets(2_000))
    expected = add_deadlines(given, matrix=contract("same_time"))
    monkeypatch.setattr(tickets, "MOST_PAIRS", 1)
    assert add_deadlines(given, matrix=contract("same_time")).equals(expected)


def test_more_rows_than_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    given = polars_frame(random_tickets(2_000)).with_columns(
        plan=pl.when(pl.int_range(pl.len()) % 97 == 3).then(pl.lit("x")).otherwise("plan")
    )
    expected = add_deadlines(given, matrix=contract("same_time"))
    monkeypatch.setattr(tickets, "ROWS_AT_ONCE", 300)
    found = add_deadlines(given, matrix=contract("same_time"))
    assert found.equals(expected)
    assert found["sla_error"].is_not_null().sum() == len(range(3, 2_000, 97))
