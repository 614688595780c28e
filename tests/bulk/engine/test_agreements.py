"""Times agreed with customers, for many tickets; each is held to the clock of that ticket."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pandas as pd
import polars as pl
import pytest

from slaclock import Clock, events
from slaclock.bulk import add_deadlines, add_verdicts, clock_states
from slaclock.errors import RowError, UnknownNameError
from slaclock.reports.reading.logs import take_logs
from slaclock.reports.report import make_report
from tests.world import at, contract

HOUR = timedelta(hours=1)
OPENED = at("2026-03-02 10:00")  # a Monday
THURSDAY = at("2026-03-05 12:00")
SLA = contract(
    priorities={"P1": {}, "P2": {}, "P3": {}},
    plans={
        "gold": {
            "calendar": "desk",
            "targets": {
                "P1": {"response": "4 h", "resolution": {"within": "8 h", "agreed": True}},
                "P2": {"response": "4 h", "resolution": {"agreed": True}},
                "P3": {"response": "4 h", "resolution": "8 h"},
            },
        }
    },
)
ROWS: dict[str, list[Any]] = {
    "priority": ["P1", "P1", "P2", "P2", "P3"],
    "opened_at": [OPENED] * 5,
    "promised_for": [THURSDAY, None, THURSDAY, None, THURSDAY],
}


def frame(**columns: list[Any]) -> pl.DataFrame:
    """Return five tickets, with more columns."""
    return pl.DataFrame({**ROWS, **columns})


class TestDeadlines:
    def test_agreed_time_replaces_the_deadline_where_the_contract_says_so(self) -> None:
        found = add_deadlines(
            frame(), plan="gold", matrix=SLA, agreed={"resolution": "promised_for"}
        )
        evening = at("2026-03-02 18:00")
        assert found["resolution_due"].to_list() == [THURSDAY, evening, THURSDAY, None, evening]
        assert found["response_due"].to_list() == [at("2026-03-02 14:00")] * 5
        assert found["sla_error"].null_count() == 5

    def test_pandas_keeps_its_kind(self) -> None:
        given = pd.DataFrame(ROWS)
        found = add_deadlines(given, plan="gold", matrix=SLA, agreed={"resolution": "promised_for"})
        assert found["resolution_due"][0] == THURSDAY

    def test_time_before_the_opening_is_a_fault_of_its_row(self) -> None:
        early = frame(promised_for=[OPENED - HOUR, None, None, None, OPENED - HOUR])
        found = add_deadlines(early, plan="gold", matrix=SLA, agreed={"resolution": "promised_for"})
        (text, *others) = found["sla_error"].to_list()
        assert "it must not be before the ticket was opened" in text
        assert others == [None] * 4
        assert found["response_due"][0] is None

    def test_naive_time_is_a_fault_of_its_row(self) -> None:
        naive = frame(promised_for=["2026-03-05T12:00", None, None, None, None])
        with pytest.raises(RowError, match="row 0: .*naive|row 0: .*offset"):
            add_deadlines(
                naive,
                plan="gold",
                matrix=SLA,
                agreed={"resolution": "promised_for"},
                errors="raise",
            )

    @pytest.mark.parametrize(
        ("agreed", "message"),
        [
            ({"resolutoin": "promised_for"}, "did you mean 'resolution'"),
            ({"resolution": "promised_fro"}, "did you mean 'promised_for'"),
        ],
    )
    def test_unknown_metric_or_column(self, agreed: dict[str, str], message: str) -> None:
        with pytest.raises(UnknownNameError, match=message):
            add_deadlines(frame(), plan="gold", matrix=SLA, agreed=agreed)


class TestVerdicts:
    @pytest.mark.parametrize("paused", [None, "paused", "lost"])
    def test_verdicts_are_those_of_clocks(self, paused: str | None) -> None:
        ends = [THURSDAY, OPENED + 9 * HOUR, THURSDAY + HOUR, OPENED + HOUR, THURSDAY]
        pauses = [[(OPENED + HOUR, OPENED + 2 * HOUR)]] * 5
        given = frame(resolved_at=ends, paused=pauses, lost=[HOUR] * 5)
        found = add_verdicts(
            given,
            plan="gold",
            matrix=SLA,
            agreed={"resolution": "promised_for"},
            resolved_at="resolved_at",
            paused=paused,
        )
        assert found["resolution_verdict"].to_list() == [
            "met",
            "met" if paused else "breached",
            "breached",
            "not_applicable",
            "breached",
        ]
        assert found["resolution_due"][0] == THURSDAY
        assert found["resolution_due"][2] == THURSDAY

    def test_what_is_not_over_needs_an_instant_of_asking(self) -> None:
        given = frame(resolved_at=pl.Series([None] * 5, dtype=pl.Datetime("us", "UTC")).to_list())
        asked: dict[str, Any] = {
            "plan": "gold",
            "matrix": SLA,
            "agreed": {"resolution": "promised_for"},
            "resolved_at": "resolved_at",
        }
        found = add_verdicts(given, **asked)
        assert found["resolution_verdict"].to_list() == [None] * 3 + ["not_applicable", None]
        assert "as_of must be" in found["sla_error"][2]
        found = add_verdicts(given, **asked, as_of=THURSDAY)
        assert found["resolution_verdict"].to_list() == [
            "running",
            "breached",
            "running",
            "not_applicable",
            "breached",
        ]


def logs() -> dict[str, list[events.Event]]:
    """Return logs of tickets for which something was agreed, and of one without."""
    return {
        "agreed": [
            events.Opened(OPENED, "gold", "P1"),
            events.Paused(OPENED + HOUR, "customer"),
            events.Agreed(OPENED + 2 * HOUR, "resolution", THURSDAY),
        ],
        "alone": [
            events.Opened(OPENED, "gold", "P2"),
            events.Agreed(OPENED + 2 * HOUR, "resolution", THURSDAY),
            events.Resolved(THURSDAY + HOUR),
        ],
        "none": [events.Opened(OPENED, "gold", "P2")],
    }


class TestStates:
    def test_states_of_logs_are_those_of_clocks(self) -> None:
        now = THURSDAY + 2 * HOUR
        found = clock_states(logs(), matrix=SLA, now=now, metrics=["resolution"])
        for row, log in zip(found.iter_rows(named=True), logs().values(), strict=True):
            state = Clock(SLA, log).at(now)["resolution"]
            assert (row["status"], row["due_at"]) == (state.status, state.due_at)
            assert row["elapsed"] == (None if state.target is None else state.elapsed)

    @pytest.mark.parametrize("as_text", [False, True])
    def test_rows_of_events_say_metric_and_time(self, as_text: bool) -> None:
        due = THURSDAY.isoformat() if as_text else THURSDAY
        rows = pl.DataFrame(
            {
                "ticket": ["a", "a"],
                "at": [OPENED, OPENED + HOUR],
                "type": ["opened", "agreed"],
                "plan": ["gold", None],
                "priority": ["P2", None],
                "metric": [None, "resolution"],
                "due_at": [None, due],
            }
        )
        found = clock_states(rows, matrix=SLA, now=OPENED + 2 * HOUR, metrics=["resolution"])
        assert found["due_at"].to_list() == [THURSDAY]
        renamed = rows.rename({"due_at": "until", "metric": "what"})
        found = clock_states(
            renamed, matrix=SLA, now=OPENED + 2 * HOUR, metric="what", due_at="until"
        )
        assert THURSDAY in found["due_at"].to_list()

    def test_agreement_without_a_time_is_a_fault_of_its_ticket(self) -> None:
        rows = pl.DataFrame(
            {
                "ticket": ["a", "a", "b"],
                "at": [OPENED, OPENED + HOUR, OPENED],
                "type": ["opened", "agreed", "opened"],
                "plan": ["gold", None, "gold"],
                "priority": ["P1", None, "P1"],
                "metric": [None, "resolution", None],
            }
        )
        found = clock_states(rows, matrix=SLA, now=OPENED + 2 * HOUR, metrics=["resolution"])
        first, second = found["sla_error"].to_list()
        assert "due_at is missing" in first
        assert second is None


class TestReport:
    def test_report_of_logs_judges_by_what_was_agreed(self) -> None:
        found = make_report(take_logs(logs()), matrix=SLA, as_of=THURSDAY + 2 * HOUR)
        resolution = found.to_dict()["metrics"]["resolution"]
        assert (resolution["met"], resolution["breached"]) == (0, 2)
        assert resolution["not_applicable"] == 1
