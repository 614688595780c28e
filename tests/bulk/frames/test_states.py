"""The states of a fleet: every kind of frame, and a mapping of logs."""

from __future__ import annotations

import logging
import random
from datetime import datetime
from typing import Any

import numpy as np
import polars as pl
import pytest

from slaclock import Clock, MatrixHistory, events
from slaclock.bulk import clock_states
from slaclock.errors import ArgumentTypeError, RowError, SlaClockError, UnknownNameError
from slaclock.instants import from_micros
from tests.bulk.frames.logs import LOGS, NOW, SLA, cells, event_rows
from tests.bulk.random_logs import contract as random_contract
from tests.bulk.random_logs import random_log
from tests.world import KOLKATA, at, contract


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
