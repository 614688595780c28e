"""Pauses of tickets in a column of a frame: what they move, and what is refused."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pandas as pd
import pyarrow as pa
import pytest

from slaclock.bulk import add_verdicts
from slaclock.errors import ArgumentTypeError
from tests.bulk.judged import FRIDAY, HOUR, MONDAY, frame, verdicts


class TestPauses:
    """One business day from Friday 17:00, two hours before the close: Monday 17:00."""

    def judge(self, **columns: Any) -> dict[str, list[Any]]:
        given = frame(**columns)
        as_of = MONDAY + 48 * HOUR
        found = add_verdicts(given, resolved_at="resolved_at", paused="paused", as_of=as_of)
        return {name.removeprefix("resolution_"): found[name].to_list() for name in found.columns}

    def test_pause_moves_by_the_open_time_lost(self) -> None:
        due = MONDAY + 8 * HOUR
        overnight = {"start": FRIDAY + HOUR, "end": MONDAY + HOUR}
        found = self.judge(
            resolved_at=[due + 2 * HOUR, due + 2 * HOUR + timedelta(microseconds=1), due + HOUR],
            paused=[[overnight], [overnight], []],
        )
        assert found["due"] == [due + 2 * HOUR, due + 2 * HOUR, due]
        assert found["verdict"] == ["met", "breached", "breached"]
        # Just after 19:00 on Monday it is closed again: late, but by no open time yet.
        assert found["late_open"] == [timedelta(0), timedelta(0), HOUR]
        assert found["late_wall"] == [timedelta(0), timedelta(microseconds=1), HOUR]

    def test_pause_after_the_deadline_does_not_help(self) -> None:
        due = MONDAY + 8 * HOUR
        late = {"start": due + HOUR, "end": due + 20 * HOUR}
        found = self.judge(resolved_at=[due + 24 * HOUR], paused=[[late]])
        assert found["due"] == [due]
        assert found["verdict"] == ["breached"]

    def test_clock_that_stands_still(self) -> None:
        found = self.judge(resolved_at=[None], paused=[[{"start": FRIDAY + HOUR, "end": None}]])
        assert found["verdict"] == ["paused"]
        assert found["due"] == [None]
        assert found["late_wall"] == [timedelta(0)]

    def test_length_of_open_time(self) -> None:
        found = self.judge(resolved_at=[MONDAY + 9 * HOUR] * 3, paused=[HOUR, None, HOUR / 2])
        due = MONDAY + 8 * HOUR
        assert found["due"] == [due + HOUR, due, due + HOUR / 2]
        assert found["verdict"] == ["met", "breached", "breached"]

    def test_pauses_do_not_stop_a_response(self) -> None:
        given = frame(responded_at=[MONDAY + 3 * HOUR], paused=[[{"start": FRIDAY, "end": MONDAY}]])
        assert verdicts(given, paused="paused") == ["breached"]

    def test_lists_of_pandas_and_pyarrow(self) -> None:
        rows = {
            "plan": ["starter"] * 3,
            "priority": ["P1"] * 3,
            "opened_at": [FRIDAY] * 3,
            "resolved_at": [MONDAY + 9 * HOUR] * 3,
        }
        pairs = [[(FRIDAY, FRIDAY + HOUR)], None, []]
        structs = [[{"start": FRIDAY, "end": FRIDAY + HOUR}], None, []]
        for given in (
            pd.DataFrame({**rows, "paused": pairs}),
            pa.table({**rows, "paused": structs}),
        ):
            found = add_verdicts(given, resolved_at="resolved_at", paused="paused")
            judged = pa.table(found)["resolution_verdict"].to_pylist()
            assert judged == ["met", "breached", "breached"]

    @pytest.mark.parametrize(
        ("paused", "reason"),
        [
            ([(FRIDAY, FRIDAY - HOUR)], "it is before the start"),
            ([(FRIDAY.replace(tzinfo=None), FRIDAY)], "the start in paused is naive"),
            ([(FRIDAY,)], "paused must be a list of pauses, each a start and an end"),
            ("all day", "paused must be a list of pauses, each a start and an end"),
            ([FRIDAY, FRIDAY + HOUR], "paused must be a list of pauses, each a start and an end"),
        ],
    )
    def test_pauses_that_cannot_be(self, paused: Any, reason: str) -> None:
        given = pd.DataFrame(
            {
                "plan": ["starter"],
                "priority": ["P1"],
                "opened_at": [FRIDAY],
                "resolved_at": [MONDAY],
                "paused": pd.Series([paused], dtype=object),
            }
        )
        found = add_verdicts(given, resolved_at="resolved_at", paused="paused")
        assert reason in found["sla_error"][0]
        assert found["resolution_verdict"].isna().all()

    def test_negative_length(self) -> None:
        found = self.judge(resolved_at=[MONDAY], paused=[-HOUR])
        assert "is negative" in found["sla_error"][0]

    def test_column_that_holds_no_pauses(self) -> None:
        with pytest.raises(ArgumentTypeError, match="paused must be a column of durations"):
            self.judge(resolved_at=[MONDAY], paused=[17])
