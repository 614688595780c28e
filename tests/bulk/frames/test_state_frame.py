"""The frame that states come back as: a row for each ticket and metric, of every kind."""

from __future__ import annotations

from datetime import timedelta

import pytest

from slaclock.bulk import clock_states, next_changes
from slaclock.errors import RowError
from tests.bulk.frames.logs import LOGS, NOW, SLA, cells, event_rows
from tests.world import at

KINDS = {
    "polars": lambda frame: frame,
    "pandas": lambda frame: frame.to_pandas(),
    "pyarrow": lambda frame: frame.to_arrow(),
}


@pytest.mark.parametrize("kind", KINDS)
class TestClockStatesOfAFrame:
    def test_every_ticket_and_metric_has_a_row(self, kind: str) -> None:
        states = cells(clock_states(KINDS[kind](event_rows(LOGS)), matrix=SLA, now=NOW))
        assert states["ticket"] == ["a"] * 4 + ["b"] * 4 + ["c"] * 4
        assert states["metric"][:4] == ["first_response", "response", "resolution", "next_response"]
        no = "not_applicable"
        assert states["status"] == [
            *(no, "met", "paused", no),
            *(no, "breached", "breached", no),
            *(None, None, None, None),
        ]
        assert states["state"] == ["paused"] * 4 + ["open"] * 4 + [None] * 4
        assert states["pause_reason"] == ["customer"] * 4 + [None] * 8
        assert states["plan"] == ["gold"] * 8 + [None] * 4
        assert states["percent"][:8] == [None, 25, 25, None, None, 225, 112, None]
        assert states["was_breached"][4:8] == [False, True, True, False]

    def test_instants_and_lengths_are_those_of_the_clock(self, kind: str) -> None:
        states = cells(clock_states(KINDS[kind](event_rows(LOGS)), matrix=SLA, now=NOW))
        assert states["due_at"][1:3] == [at("2026-03-06 14:00"), None]
        assert states["due_if_resumed"][2] == at("2026-03-09 14:00")
        assert states["due_at"][1].utcoffset() == timedelta(hours=5, minutes=30)
        assert states["completed_at"][1] == at("2026-03-06 11:00")
        assert states["elapsed"][2] == timedelta(hours=2)
        assert states["remaining"][2] == timedelta(hours=6)
        assert states["late_by"][6] == timedelta(hours=1)
        assert states["late_by_wall_time"][6] == timedelta(hours=1)
        assert states["next_change"] == [None] * 12

    def test_a_ticket_without_an_answer_says_why(self, kind: str) -> None:
        states = cells(clock_states(KINDS[kind](event_rows(LOGS)), matrix=SLA, now=NOW))
        assert states["sla_error"][:8] == [None] * 8
        assert "unknown plan 'silver' in matrix 'ours'" in states["sla_error"][8]

    def test_next_changes_are_sorted(self, kind: str) -> None:
        frame = KINDS[kind](event_rows(LOGS))
        found = cells(next_changes(frame, matrix=SLA, now=at("2026-03-06 11:00")))
        assert found == {
            "ticket": ["b", "a"],
            "next_change": [
                at("2026-03-06 13:00"),  # half of the resolution: at risk
                at("2026-03-06 14:00"),
            ],
        }

    def test_next_changes_take_columns_of_other_names(self, kind: str) -> None:
        names = {"ticket": "id", "at": "when", "type": "what", "plan": "tier", "priority": "p"}
        frame = KINDS[kind](event_rows(LOGS).rename(names))
        found = cells(next_changes(frame, matrix=SLA, now=at("2026-03-06 11:00"), **names))
        assert found["ticket"] == ["b", "a"]

    def test_next_changes_may_raise_for_a_ticket_without_an_answer(self, kind: str) -> None:
        frame = KINDS[kind](event_rows(LOGS))
        with pytest.raises(RowError, match="unknown plan 'silver'"):
            next_changes(frame, matrix=SLA, now=NOW, errors="raise")
