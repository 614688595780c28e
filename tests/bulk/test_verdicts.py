"""Verdicts of frames: those of the clock, and by hand."""

from __future__ import annotations

import random
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest

from slaclock import Clock, MatrixHistory, events
from slaclock.bulk import add_verdicts
from slaclock.errors import ArgumentTypeError, NaiveInstantError, RowError, UnknownNameError
from slaclock.instants import EPOCH, MICROSECOND
from tests.bulk.samples import MEANINGS, METRICS, contract, random_tickets
from tests.world import contract as ours

KOLKATA = ZoneInfo("Asia/Kolkata")
HOUR = timedelta(hours=1)
FRIDAY = datetime(2026, 3, 6, 17, 0, tzinfo=KOLKATA)  # starter P1: 4 h, first response < 8 h, 1 BD
MONDAY = datetime(2026, 3, 9, 9, 0, tzinfo=KOLKATA)
RESULTS = ("due", "verdict", "late_open", "late_wall")


def frame(**columns: Any) -> pl.DataFrame:
    size = max(len(column) for column in columns.values())
    rows: dict[str, Any] = {
        "plan": ["starter"] * size,
        "priority": ["P1"] * size,
        "opened_at": [FRIDAY] * size,
    }
    return pl.DataFrame(rows | columns, strict=False)


def verdicts(given: Any, metric: str = "response", **arguments: Any) -> list[str | None]:
    found = add_verdicts(given, responded_at="responded_at", **arguments)
    assert found["sla_error"].null_count() == len(found), found["sla_error"].to_list()
    return found[f"{metric}_verdict"].to_list()


class TestByHand:
    """Four hours from Friday 17:00 in hours of 09:00-19:00 are over on Monday at 11:00."""

    def test_met_at_the_deadline_and_breached_after_it(self) -> None:
        due, tick = MONDAY + 2 * HOUR, timedelta(microseconds=1)
        given = frame(responded_at=[due - tick, due, due + tick, MONDAY + 12 * HOUR])
        assert verdicts(given) == ["met", "met", "breached", "breached"]
        found = add_verdicts(given, responded_at="responded_at")
        zero = timedelta(0)
        assert found["response_late_open"].to_list() == [zero, zero, tick, 8 * HOUR]
        assert found["response_late_wall"].to_list() == [zero, zero, tick, 10 * HOUR]
        assert found["response_due"].to_list() == [due] * 4

    def test_strict_promise_is_breached_at_the_deadline(self) -> None:
        due, tick = MONDAY + 6 * HOUR, timedelta(microseconds=1)
        given = frame(responded_at=[due - tick, due])
        assert verdicts(given, "first_response") == ["met", "breached"]

    def test_not_completed(self) -> None:
        due = MONDAY + 2 * HOUR
        given = frame(responded_at=[None, due + HOUR])
        assert verdicts(given, as_of=due) == ["running", "running"]
        assert verdicts(given, as_of=due + HOUR) == ["breached", "breached"]
        found = add_verdicts(given, responded_at="responded_at", as_of=due + HOUR / 2)
        assert found["response_late_open"].to_list() == [HOUR / 2, HOUR / 2]

    def test_not_completed_needs_an_instant_of_asking(self) -> None:
        given = frame(responded_at=[MONDAY, None], resolved_at=[None, None])
        found = add_verdicts(given, responded_at="responded_at", resolved_at="resolved_at")
        assert found["response_verdict"].to_list() == ["met", None]
        assert found["resolution_verdict"].to_list() == [None, None]
        assert found["response_due"].null_count() == 0
        assert found["response_late_open"].to_list() == [timedelta(0), None]
        assert found["sla_error"][0] == (
            "as_of must be an aware datetime, to judge a ticket that is not completed; "
            "got None (NoneType)"
        )
        with pytest.raises(RowError, match="row 1: as_of must be"):
            add_verdicts(given, responded_at="responded_at", errors="raise")

    def test_resolved_ticket_is_answered(self) -> None:
        given = frame(responded_at=[None, MONDAY], resolved_at=[MONDAY + HOUR, MONDAY + 3 * HOUR])
        found = add_verdicts(given, responded_at="responded_at", resolved_at="resolved_at")
        assert found["response_verdict"].to_list() == ["met", "met"]
        assert found["resolution_verdict"].to_list() == ["met", "met"]

    def test_nothing_promised(self) -> None:
        given = frame(responded_at=[MONDAY])
        assert verdicts(given, priority=None) == ["not_applicable"]
        found = add_verdicts(given, responded_at="responded_at", priority=None)
        assert found["response_late_open"].to_list() == [None]

    def test_only_what_can_be_judged(self) -> None:
        given = frame(responded_at=[MONDAY], resolved_at=[MONDAY])
        only_response = add_verdicts(given, responded_at="responded_at").columns
        assert [name for name in only_response if name not in given.columns] == [
            *(f"first_response_{result}" for result in RESULTS),
            *(f"response_{result}" for result in RESULTS),
            "sla_error",
        ]
        only_resolution = add_verdicts(given, resolved_at="resolved_at", prefix="x_").columns
        assert [name for name in only_resolution if name not in given.columns] == [
            *(f"x_resolution_{result}" for result in RESULTS),
            "x_sla_error",
        ]

    def test_rows_that_cannot_be(self) -> None:
        given = frame(
            responded_at=[FRIDAY - HOUR, MONDAY, MONDAY],
            plan=["starter", "gold", "starter"],
            opened_at=[FRIDAY, FRIDAY, FRIDAY + 900 * HOUR],
        )
        found = add_verdicts(given, responded_at="responded_at", as_of=MONDAY)
        assert found["response_verdict"].to_list() == [None] * 3
        assert found["response_due"].to_list() == [None] * 3
        reasons = found["sla_error"].to_list()
        assert "it must not be before opened_at" in reasons[0]
        assert "unknown plan 'gold'" in reasons[1]
        assert "it must not be before opened_at" in reasons[2]
        later = frame(responded_at=[None], opened_at=[MONDAY])
        found = add_verdicts(later, responded_at="responded_at", as_of=FRIDAY)
        assert "it is after as_of" in found["sla_error"][0]


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


class TestArguments:
    def test_something_must_be_judged(self) -> None:
        with pytest.raises(ArgumentTypeError, match="responded_at must be a column, unless"):
            add_verdicts(frame(responded_at=[MONDAY]))

    def test_missing_columns(self) -> None:
        for wrong in ({"responded_at": "answered"}, {"resolved_at": "x"}):
            with pytest.raises(UnknownNameError, match="unknown column"):
                add_verdicts(frame(responded_at=[MONDAY]), **wrong)

    def test_instant_of_asking(self) -> None:
        with pytest.raises(NaiveInstantError, match="as_of is naive"):
            verdicts(frame(responded_at=[MONDAY]), as_of=datetime(2026, 3, 9))

    def test_lazy(self) -> None:
        given = frame(responded_at=[MONDAY])
        lazy = add_verdicts(given.lazy(), responded_at="responded_at")
        assert lazy.collect().equals(add_verdicts(given, responded_at="responded_at"))


def history(rng: random.Random, opened: datetime) -> dict[str, Any]:
    """Return when a ticket was paused, responded to and resolved, in the order of time."""
    pauses = []
    at = opened
    for _ in range(rng.choice([0, 0, 1, 2, 3])):
        start = at + timedelta(hours=rng.randrange(0, 40), microseconds=rng.randrange(3))
        at = start + timedelta(hours=rng.randrange(1, 60))
        pauses.append([start, at])
    if pauses and rng.random() < 0.3:
        pauses[-1][1] = None
    done = opened + timedelta(hours=rng.randrange(0, 400), seconds=rng.randrange(3600))
    # Some are completed while the clock stands still.
    if pauses and rng.random() < 0.3:
        done = pauses[-1][0] + timedelta(minutes=rng.randrange(1, 50))
    return {
        "pauses": pauses,
        "responded": opened + timedelta(hours=rng.randrange(0, 30)) if rng.random() < 0.7 else None,
        "resolved": done if rng.random() < 0.7 else None,
    }


def log_of(plan: str, priority: str, opened: datetime, past: dict[str, Any]) -> list[events.Event]:
    log: list[events.Event] = [events.Opened(opened, plan, priority)]
    for start, end in past["pauses"]:
        log.append(events.Paused(start))
        if end is not None:
            log.append(events.Resumed(end))
    if past["responded"] is not None:
        log.append(events.Responded(past["responded"]))
    if past["resolved"] is not None:
        log.append(events.Resolved(past["resolved"]))
    return log


@pytest.mark.parametrize("business_day", MEANINGS)
def test_equals_the_clock(business_day: str) -> None:
    matrix, rng = contract(business_day), random.Random(business_day)
    tickets = random_tickets(1_000, seed=99)
    opened = [EPOCH + MICROSECOND * at for at in tickets["opened_at"].view(np.int64).tolist()]
    past = [history(rng, at) for at in opened]
    given = pd.DataFrame(
        {
            "plan": tickets["plan"],
            "priority": tickets["priority"],
            "opened_at": opened,
            "responded_at": [entry["responded"] for entry in past],
            "resolved_at": [entry["resolved"] for entry in past],
            "paused": [entry["pauses"] for entry in past],
        }
    )
    as_of = datetime(2026, 1, 5, 12, tzinfo=UTC)
    found = add_verdicts(
        given,
        responded_at="responded_at",
        resolved_at="resolved_at",
        paused="paused",
        as_of=as_of,
        matrix=matrix,
    )
    assert found["sla_error"].isna().all()
    for row, at in enumerate(opened):
        log = log_of(tickets["plan"][row], tickets["priority"][row], at, past[row])
        state = Clock(matrix, log).at(as_of)
        for metric in METRICS:
            expected = state[metric]
            cells = found.iloc[row][[f"{metric}_verdict", f"{metric}_due"]].tolist()
            due = None if pd.isna(cells[1]) else cells[1].to_pydatetime()
            assert (cells[0], due) == (expected.status, expected.due_at), (log, metric)
            if expected.target is not None:
                late = found.iloc[row][[f"{metric}_late_open", f"{metric}_late_wall"]]
                assert late.tolist() == [expected.late_by, expected.late_by_wall_time], log


def test_waiting_after_the_deadline_is_no_lateness() -> None:
    """Due on Monday at 17:00, paused from 18:00 until Tuesday 18:00, done at 19:00: two hours."""
    paused = [{"start": MONDAY + 9 * HOUR, "end": MONDAY + 33 * HOUR}]
    given = frame(resolved_at=[MONDAY + 34 * HOUR], paused=[paused])
    found = add_verdicts(given, resolved_at="resolved_at", paused="paused")
    assert found["resolution_due"].to_list() == [MONDAY + 8 * HOUR]
    assert found["resolution_late_open"].to_list() == [2 * HOUR]
    assert found["resolution_late_wall"].to_list() == [26 * HOUR]


def test_the_version_in_force_at_the_opening_judges() -> None:
    versions = [
        ours({"resolution": "8 h"}, version="1", effective_from="2026-01-01"),
        ours({"resolution": "2 h"}, version="2", effective_from="2026-03-09"),
    ]
    opened = [FRIDAY, MONDAY, MONDAY - 100 * 24 * HOUR]
    given = frame(opened_at=opened, resolved_at=[at + 24 * 4 * HOUR for at in opened])
    given = given.with_columns(
        plan=pl.lit("gold"), paused=pl.Series([[(FRIDAY, FRIDAY + HOUR)], [], []])
    )
    found = add_verdicts(
        given, resolved_at="resolved_at", paused="paused", matrix=MatrixHistory(versions)
    )
    assert found["resolution_due"].to_list() == [MONDAY + 7 * HOUR, MONDAY + 2 * HOUR, None]
    assert found["resolution_verdict"].to_list() == ["breached", "breached", None]
    assert found["sla_error"].to_list()[:2] == [None, None]
    assert found["sla_error"][2].startswith("no version of 'ours' was in force when it was opened")


def test_pause_that_ends_as_the_ticket_is_completed_is_over() -> None:
    """The close of Monday is the deadline; the pause lasts from Sunday to just after it."""
    matrix = contract("close_of_business")
    opened = datetime(2025, 3, 7, 12, tzinfo=KOLKATA)
    done = datetime(2025, 3, 10, 20, tzinfo=KOLKATA)
    pause = [datetime(2025, 3, 10, 18, tzinfo=KOLKATA), done]
    log = log_of("office", "P2", opened, {"pauses": [pause], "responded": None, "resolved": done})
    state = Clock(matrix, log).at(done)["resolution"]
    given = pd.DataFrame({"opened_at": [opened], "resolved_at": [done], "paused": [[tuple(pause)]]})
    found = add_verdicts(
        given,
        plan="office",
        priority="P2",
        resolved_at="resolved_at",
        paused="paused",
        matrix=matrix,
    )
    assert found["resolution_verdict"].tolist() == [state.status]
    assert found["resolution_due"].tolist() == [state.due_at]
