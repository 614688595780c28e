"""Deadlines of a frame: what is not asked in `tests/bulk/test_frames.py`."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import polars as pl

from slaclock.bulk import add_deadlines
from tests.world import at, contract


class TestOwnMetrics:
    def test_metric_of_the_contract_has_its_column(self) -> None:
        """Half an hour of Monday's, and a resolution that the contract promises nothing for."""
        sla = contract(
            {"workaround": "30 min"},
            metrics={"workaround": {"starts": ["opened"], "completes": ["workaround"]}},
        )
        frame = pl.DataFrame({"opened_at": [at("2026-03-02 10:00")]})
        found = add_deadlines(frame, plan="gold", priority="P1", matrix=sla)
        assert found["workaround_due"][0] == at("2026-03-02 10:30")
        assert found["resolution_due"][0] is None


def test_local_times_of_an_offset_without_a_name_are_answered_in_utc() -> None:
    opened = pl.Series("opened_at", [datetime(2026, 3, 6, 18)], pl.Datetime("us"))
    frame = pl.DataFrame({"plan": ["lite"], "priority": ["P1"], "opened_at": opened})
    found = add_deadlines(frame, tz=timezone(timedelta(hours=5, minutes=30)))
    assert found["response_due"].dtype == pl.Datetime("us", "UTC")
    assert found["response_due"][0] == datetime(2026, 3, 9, 10, 30, tzinfo=UTC)
