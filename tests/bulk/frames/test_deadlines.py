"""Deadlines of a frame: what is not asked in `tests/bulk/test_frames.py`."""

from __future__ import annotations

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
