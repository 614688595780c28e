"""A frame with an event a row: how its columns are read."""

from __future__ import annotations

from datetime import timedelta, timezone

import polars as pl

from slaclock.bulk import clock_states
from tests.bulk.frames.logs import LOGS, NOW, SLA, event_rows


def test_offset_without_a_name_is_answered_in_utc() -> None:
    now = NOW.astimezone(timezone(timedelta(hours=5, minutes=30)))
    frame = clock_states(LOGS, matrix=SLA, now=now)
    assert frame["due_at"].dtype == pl.Datetime("us", "UTC")
    assert frame["due_at"].to_list() == clock_states(LOGS, matrix=SLA, now=NOW)["due_at"].to_list()


def test_column_of_reasons_that_is_no_text_is_read_for_pauses_alone() -> None:
    frame = event_rows({"b": LOGS["b"]}).with_columns(reason=pl.col("at"))
    found = clock_states(frame, matrix=SLA, now=NOW)
    assert found["sla_error"].to_list() == [None] * len(found)
    paused = event_rows({"a": LOGS["a"]}).with_columns(reason=pl.col("at"))
    assert "reason must be text" in clock_states(paused, matrix=SLA, now=NOW)["sla_error"][0]
