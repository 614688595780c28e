"""The states of a fleet: every kind of frame, and a mapping of logs."""

from __future__ import annotations

import logging
import random
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest

from slaclock import Clock, MatrixHistory, events
from slaclock.bulk import clock_states, next_changes
from slaclock.errors import ArgumentTypeError, RowError, SlaClockError, UnknownNameError
from slaclock.instants import from_micros
from tests.bulk.random_logs import contract as random_contract
from tests.bulk.random_logs import random_log
from tests.world import KOLKATA, at, contract

SLA = contract({"response": "4 h", "resolution": "8 h"}, at_risk="50 %")
LOGS: dict[Any, list[events.Event]] = {
    "a": [
        events.Opened(at("2026-03-06 10:00"), "gold", "P1"),
        events.Responded(at("2026-03-06 11:00")),
        events.Paused(at("2026-03-06 12:00"), "customer"),
    ],
    "b": [
        events.Opened(at("2026-03-06 09:00"), "gold", "P1"),
        events.Resolved(at("2026-03-06 18:30")),
    ],
    "c": [events.Opened(at("2026-03-06 09:00"), "silver", "P1")],
}
NOW = at("2026-03-06 18:00")


def event_rows(logs: dict[Any, list[events.Event]], zone: str = "Asia/Kolkata") -> pl.DataFrame:
    """Return the events of logs as rows, shuffled by ticket."""
    rows = [
        {
            "ticket": ticket,
            "at": event.at.astimezone(UTC),
            "type": event.type,
            **{name: getattr(event, name, None) for name in ("plan", "priority", "reason", "name")},
        }
        for ticket, log in logs.items()
        for event in log
    ]
    frame = pl.DataFrame(rows, infer_schema_length=None)
    return frame.with_columns(pl.col("at").dt.convert_time_zone(zone))


KINDS = {
    "polars": lambda frame: frame,
    "pandas": lambda frame: frame.to_pandas(),
    "pyarrow": lambda frame: frame.to_arrow(),
}


def cells(frame: Any) -> dict[str, list[Any]]:
    """Return the columns of a frame of any kind as lists; what is missing as None."""
    if isinstance(frame, pl.DataFrame | pa.Table):
        frame = frame if isinstance(frame, pa.Table) else frame.to_arrow()
        return dict(frame.to_pydict())
    return {
        name: [None if pd.isna(value) else value for value in frame[name].tolist()]
        for name in frame.columns
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


class TestClockStates:
    def test_a_mapping_gives_the_same_as_rows(self) -> None:
        rows = clock_states(event_rows(LOGS), matrix=SLA, now=NOW)
        of_logs = clock_states(LOGS, matrix=SLA, now=NOW)
        plain = clock_states(
            {ticket: [event.to_dict() for event in log] for ticket, log in LOGS.items()},
            matrix=SLA,
            now=NOW,
        )
        assert cells(of_logs) == cells(plain) == cells(rows)

    def test_now_may_be_a_column(self) -> None:
        frame = event_rows(LOGS).with_columns(
            pl.when(pl.col("ticket") == "a")
            .then(at("2026-03-06 11:30"))
            .when(pl.col("ticket") == "b")
            .then(at("2026-03-06 12:59"))
            .dt.convert_time_zone("UTC")
            .alias("asked")
        )
        states = cells(clock_states(frame, matrix=SLA, now="asked"))
        assert states["status"][1:3] == ["met", "running"]
        assert states["status"][5:7] == ["running", "running"]
        assert states["sla_error"][8] == (
            "now must be an aware datetime, not a missing value; got None (NoneType)"
        )

    def test_columns_may_have_other_names_and_one_plan_may_be_for_all(self) -> None:
        frame = event_rows({"a": LOGS["a"]}).drop("plan")
        frame = frame.rename({"ticket": "id", "at": "when", "type": "what", "reason": "why"})
        states = clock_states(
            frame,
            matrix=SLA,
            now=NOW,
            ticket="id",
            at="when",
            type="what",
            reason="why",
            plan="gold",
            metrics=["resolution"],
        )
        assert states["status"].to_list() == ["paused"]
        assert states["pause_reason"].to_list() == ["customer"]

    def test_local_times_are_read_in_a_named_zone(self) -> None:
        frame = event_rows(LOGS).with_columns(pl.col("at").dt.replace_time_zone(None))
        local = clock_states(frame, matrix=SLA, now=NOW, tz="Asia/Kolkata")
        assert (
            local["due_at"].to_list() == clock_states(LOGS, matrix=SLA, now=NOW)["due_at"].to_list()
        )
        without = clock_states(frame, matrix=SLA, now=NOW)
        assert all("has no zone" in text or "naive" in text for text in without["sla_error"])

    def test_how_many_were_given_to_the_clock_is_told(self, caplog: Any) -> None:
        with caplog.at_level(logging.INFO, logger="slaclock.bulk"):
            clock_states(LOGS, matrix=SLA, now=NOW)
        assert caplog.messages == ["1 of 3 tickets were given to Clock"]

    def test_errors_are_raised_with_the_number_of_the_ticket(self) -> None:
        with pytest.raises(RowError, match="row 2: .*unknown plan 'silver'"):
            clock_states(LOGS, matrix=SLA, now=NOW, errors="raise")

    @pytest.mark.parametrize(
        ("changes", "error", "message"),
        [
            (
                {"ticket": "tickt"},
                UnknownNameError,
                "unknown column 'tickt'; did you mean 'ticket'",
            ),
            ({"reason": "why"}, UnknownNameError, "unknown column 'why'"),
            ({"metrics": ["respond"]}, UnknownNameError, "unknown metric 'respond'"),
            ({"matrix": 7}, ArgumentTypeError, "matrix must be a Matrix, a MatrixHistory"),
            ({"now": datetime(2026, 3, 6)}, SlaClockError, "now is naive"),
            ({"errors": "skip"}, ArgumentTypeError, "errors must be 'null' or 'raise'"),
            ({"log": 7}, ArgumentTypeError, "frame must be a pandas, polars or pyarrow"),
            (
                {"log": {"a": []}, "now": "asked"},
                ArgumentTypeError,
                "now must be an aware datetime",
            ),
        ],
        ids=lambda value: str(value)[:30] if isinstance(value, dict) else "",
    )
    def test_bad_arguments_are_refused(
        self, changes: dict[str, Any], error: type[Exception], message: str
    ) -> None:
        given = {"log": event_rows(LOGS), "matrix": SLA, "now": NOW, **changes}
        with pytest.raises(error) as caught:
            clock_states(given.pop("log"), **given)
        assert message in str(caught.value)

    def test_no_tickets_give_no_rows(self) -> None:
        assert len(clock_states(event_rows(LOGS).head(0), matrix=SLA, now=NOW)) == 0

    def test_a_lazy_frame_comes_back_lazy(self) -> None:
        states = clock_states(event_rows(LOGS).lazy(), matrix=SLA, now=NOW)
        assert isinstance(states, pl.LazyFrame)
        assert cells(states.collect()) == cells(clock_states(LOGS, matrix=SLA, now=NOW))


class TestHistory:
    old = contract({"resolution": "8 h"}, version="1", effective_from="2026-01-01")
    new = contract({"resolution": "2 h"}, version="2", effective_from="2026-03-06")

    def test_the_version_in_force_at_the_opening_holds(self) -> None:
        history = MatrixHistory([self.old, self.new])
        logs = {
            place: [events.Opened(at(text), "gold", "P1")]
            for place, text in enumerate(["2025-12-31 23:59", "2026-03-05 23:59", "2026-03-06"])
        }
        states = clock_states(logs, matrix=history, now=at("2026-03-06 12:00"))
        due = states.filter(pl.col("metric") == "resolution")["due_at"].to_list()
        assert due == [None, at("2026-03-06 17:00"), at("2026-03-06 11:00")]
        assert states["sla_error"][0].startswith("no version of 'ours' was in force at 2025-12-31")


def test_random_logs_of_a_history_have_the_states_of_the_clock() -> None:
    kinds = (("full_day", "restart"), ("same_time", "carry_elapsed"), ("7 h 30 min", "retroactive"))
    history = MatrixHistory(
        dated(random_contract(meaning, change, "resume", place), f"2025-0{place + 3}-15")
        for place, (meaning, change) in enumerate(kinds)
    )
    chance = random.Random(7)
    logs = {ticket: random_log(chance) for ticket in range(120)}
    now = from_micros(max(log[-1].instant for log in logs.values() if log) + 10**12, KOLKATA)
    states = clock_states(logs, matrix=history, now=now)
    found = zip(states["ticket"], states["metric"], states["status"], states["due_at"], strict=True)
    told = {(ticket, metric): (status, due) for ticket, metric, status, due in found}
    expected: dict[tuple[int, str], tuple[Any, Any]] = {}
    for ticket, log in logs.items():
        try:
            state = Clock(history, log).at(now)
            entries: dict[str, tuple[Any, Any]] = {
                metric: (one.status, one.due_at) for metric, one in state.items()
            }
        except SlaClockError:
            entries = dict.fromkeys(history.versions[0].matrix.metrics, (None, None))
        expected |= {(ticket, metric): entry for metric, entry in entries.items()}
    assert told == expected
    assert np.mean([status is None for status, _ in told.values()]) < 0.5


def dated(matrix: Any, start: str) -> Any:
    """Return a version of a contract that is in force from a date on."""
    data = {**matrix.content(), "effective_from": start, "version": start}
    return type(matrix).model_validate(data)


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
