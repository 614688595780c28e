"""Deadlines and open time of frames: what is not asked in `test_answering.py`."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import polars as pl
import pytest

from slaclock import Calendar
from slaclock.bulk import add_deadlines, deadline, elapsed
from slaclock.errors import (
    AmountError,
)
from tests.bulk.frames.kinds import FRIDAY, MAKERS, ROWS, columns, polars_frame
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


class TestDeadlineAndElapsed:
    cal = Calendar(timezone="Asia/Kolkata", hours={"mon-fri": ["09:00-19:00"]})

    @pytest.mark.parametrize("make", MAKERS.values(), ids=MAKERS.keys())
    def test_without_a_matrix(self, make: Any) -> None:
        frame = deadline(make(ROWS), "opened_at", "2 h", self.cal, name="due")
        cells = columns(elapsed(frame, "opened_at", "due", self.cal, prefix="open_"))
        assert cells["due"] == [self.cal.add(at, "2 h") for at in ROWS["opened_at"]]
        assert cells["open_elapsed"] == [timedelta(hours=2)] * 3
        assert cells["open_sla_error"] == [None] * 3

    def test_business_days(self) -> None:
        frame = polars_frame(ROWS)
        found = deadline(frame, "opened_at", "1 BD", self.cal, business_day="close_of_business")
        expected = [
            self.cal.add_business_days(at, 1, business_day="close_of_business")
            for at in ROWS["opened_at"]
        ]
        assert found["due_at"].to_list() == expected
        with pytest.raises(AmountError, match="say what one is"):
            deadline(frame, "opened_at", "1 BD", self.cal)

    def test_reasons(self) -> None:
        rows = {"a": [FRIDAY, None, FRIDAY], "b": [None, FRIDAY, FRIDAY - timedelta(hours=1)]}
        found = elapsed(pl.DataFrame(rows), "a", "b", self.cal)
        assert found["elapsed"].to_list() == [None, None, timedelta(hours=-1)]
        assert [reason and reason[:9] for reason in found["sla_error"]] == [
            "b must be",
            "a must be",
            None,
        ]
