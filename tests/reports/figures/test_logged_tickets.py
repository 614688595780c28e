"""Verdicts on tickets that have a log."""

from __future__ import annotations

import random
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from slaclock import Clock, Matrix, events
from slaclock.reports import Report, make_report, take_logs, take_tickets
from tests.reports import small

HOUR = 3_600_000_000


MARKS = {
    "update": {"starts": ["opened"], "completes": ["responded"], "repeats": "from_completion"},
    "beat": {"starts": ["opened"], "completes": ["responded"], "repeats": "from_deadline"},
    "ownership": {"starts": ["opened", "assigned"], "completes": ["accepted"]},
    "clarity": {"starts": ["opened"], "completes": ["accepted"], "restarts": ["clarified"]},
}


def random_log(draw: random.Random) -> list[events.Event]:
    """Return a log of a few days, in which anything may follow anything."""
    at = datetime(2026, 3, 2, 7, tzinfo=UTC) + timedelta(minutes=draw.randrange(0, 3000, 10))
    log: list[events.Event] = [events.Opened(at, "gold", draw.choice(["P1", "P2"]))]
    for _ in range(draw.randrange(0, 14)):
        at += timedelta(minutes=draw.choice([0, 10, 30, 60, 120, 300, 1000]))
        kinds: list[Callable[[datetime], events.Event]] = [
            events.Responded,
            events.Responded,
            events.CustomerReplied,
            events.CustomerReplied,
            events.Paused,
            events.Resumed,
            events.Resolved,
            events.Reopened,
            events.Accepted,
            lambda at: events.Assigned(at, team="desk"),
            lambda at: events.Happened(at, "clarified"),
            lambda at: events.PriorityChanged(at, "P1"),
            lambda at: events.PriorityChanged(at, "P2"),
        ]
        log.append(draw.choice(kinds)(at))
    return log


def contract_of_cycles(metrics: tuple[str, ...], on_change: str) -> Matrix:
    gold = small.MATRIX["plans"]["gold"]
    often = dict.fromkeys(metrics, "1 h")
    targets = {
        "P1": {"resolution": "4 h", "next_response": "1 h", **often},
        "P2": {"resolution": "1 BD", "next_response": "2 h", **dict.fromkeys(metrics, "3 h")},
    }
    return small.matrix(
        plans={"gold": {**gold, "targets": targets}},
        metrics={name: MARKS[name] for name in metrics},
        on_change=on_change,
        pauses=["resolution", "next_response"],
    )


def verdicts_of(state: Any) -> list[str]:
    """Return the verdicts of the cycles of a clock: of each cycle the last, by its beginning."""
    if state.target is None:
        return [*{cycle.started_at: cycle.verdict for cycle in state.cycles}.values()]
    earlier = [
        (cycle.started_at, cycle.verdict)
        for cycle in state.cycles
        if cycle.verdict and cycle.started_at != state.started_at
    ]
    return [*dict(earlier).values(), state.status]


class TestCycles:
    @pytest.mark.parametrize("on_change", ["retroactive", "restart", "carry_elapsed"])
    @pytest.mark.parametrize(
        "metrics", [("update",), ("beat",), ("ownership", "clarity")], ids=" ".join
    )
    def test_every_cycle_counts_as_the_clock_says(
        self, metrics: tuple[str, ...], on_change: str
    ) -> None:
        draw = random.Random(11)
        terms = contract_of_cycles(metrics, on_change)
        logs = {f"T{number}": random_log(draw) for number in range(150)}
        as_of = datetime(2026, 3, 6, 12, tzinfo=UTC)
        made = make_report(take_logs(logs), matrix=terms, as_of=as_of)
        clocks = [Clock(terms, log).at(as_of) for log in logs.values()]
        for name in (*metrics, "next_response"):
            found = [verdicts_of(clock[name]) for clock in clocks]
            every = [verdict for one in found for verdict in one]
            counts = made.counts(name)
            assert counts.met == every.count("met")
            assert counts.breached == every.count("breached")
            assert counts.running == every.count("running")
            assert counts.paused == every.count("paused")
            assert made.ticket_frame()[f"{name}_cycles_met"].to_list() == [
                one.count("met") for one in found
            ]
            assert sum(len(one) > 1 for one in found) > 10
        assert made.counts("resolution").total == len(logs)

    def test_groups_and_frames_count_cycles_too(self) -> None:
        draw = random.Random(5)
        logs = {f"T{number}": random_log(draw) for number in range(80)}
        terms = contract_of_cycles(("update",), "retroactive")
        as_of = datetime(2026, 3, 6, 12, tzinfo=UTC)
        made = make_report(take_logs(logs), matrix=terms, as_of=as_of)
        counts = made.counts("update")
        by_priority = made.frame(["metric", "priority"]).filter(pl.col("metric") == "update")
        assert by_priority["met"].sum() == counts.met
        by_both = made.frame(["metric", "period", "plan"]).filter(pl.col("metric") == "update")
        assert by_both["breached"].sum() == counts.breached
        told = made.to_dict()["metrics"]
        assert (told["update"]["of"], told["resolution"]["of"]) == ("cycles", "tickets")
        assert f"{counts.decided} cycles" in made.to_html()

    def test_export_without_a_log_has_the_cycles_that_its_times_tell(self, tmp_path: Path) -> None:
        """Answered after 30 min; from then to the resolution 3 h 30 min were silent."""
        terms = contract_of_cycles(("update",), "retroactive")
        made = small.report(tmp_path, small.ROWS[0], matrix=terms)
        assert made.counts("update")[:2] == (1, 1)

    def test_each_answer_of_a_customer_counts(self) -> None:
        """The customer wrote at 10:00 and at 13:00, and was answered after 2 h and 10 min."""
        at = datetime(2026, 3, 2, 9, tzinfo=UTC)
        log: list[events.Event] = [events.Opened(at, "gold", "P1")]
        for minutes, kind in (
            (30, events.Responded),
            (60, events.CustomerReplied),
            (180, events.Responded),
            (240, events.CustomerReplied),
            (250, events.Responded),
        ):
            log.append(kind(at + timedelta(minutes=minutes)))
        gold = small.MATRIX["plans"]["gold"]
        targets = {"P1": {"resolution": "4 h", "next_response": "1 h"}}
        terms = small.matrix(plans={"gold": {**gold, "targets": targets}})
        made = make_report(take_logs({"A": log}), matrix=terms, as_of=at + timedelta(hours=5))
        assert small.states(made, "next_response") == "A:met"
        assert made.counts("next_response")[:2] == (1, 1)
        assert "next_response: every cycle counts, 2 in 1 ticket" in made.verdicts.notes
        assert "<h3>Next response</h3>" in made.to_html()


def test_verdict_under_earlier_terms_stays_though_no_ticket_has_the_promise_now() -> None:
    """P1 promises an update in an hour, P2 none; it was sent before the priority changed."""
    at = datetime(2026, 3, 2, 9, tzinfo=UTC)
    log: list[events.Event] = [
        events.Opened(at, "gold", "P1"),
        events.Responded(at + timedelta(minutes=30)),
        events.PriorityChanged(at + timedelta(hours=1), "P2"),
        events.Agreed(at + timedelta(hours=1), "resolution", at + timedelta(hours=6)),
    ]
    gold = small.MATRIX["plans"]["gold"]
    targets = {
        "P1": {"clarity": "1 h", "resolution": "4 h"},
        "P2": {"resolution": {"within": "8 h", "agreed": True}},
    }
    clarity = {"starts": ["opened"], "completes": ["responded"]}
    terms = small.matrix(plans={"gold": {**gold, "targets": targets}}, metrics={"clarity": clarity})
    as_of = at + timedelta(hours=2)
    assert Clock(terms, log).at(as_of)["clarity"].status == "met"
    made = make_report(take_logs({"A": log}), matrix=terms, as_of=as_of)
    assert small.states(made, "clarity") == "A:met"


def test_plan_may_stand_in_the_log_alone() -> None:
    at = datetime(2026, 3, 2, 9, tzinfo=UTC)
    log = [events.Opened(at, "starter", "P1"), events.Responded(at + timedelta(hours=1))]
    made = make_report(take_logs({"A": log}), matrix="wotnot", as_of=at + timedelta(hours=5))
    assert made.frame("plan")["plan"].to_list() == ["starter"]
    assert made.verdicts.notes == ()


class TestPauses:
    """A log in which the customer is asked at 10:00 and answers an hour later."""

    def log(self, *rows: tuple[str, str]) -> Report:
        frame = pl.DataFrame(
            [
                {"case": "A", "at": f"2026-03-02T{clock}:00Z", "state": state}
                for clock, state in rows
            ]
        )
        rules = {
            "at": "at",
            "state": ["state"],
            "responded": {"is": ["work"]},
            "paused": {"is": ["wait"]},
            "resolved": {"is": ["done"]},
        }
        columns = {"id": "case"}
        taken = take_tickets(frame, columns=columns, events=rules, priority="P1")
        return make_report(taken, matrix=small.matrix(), as_of=small.AS_OF)

    def test_pause_moves_the_resolution_on_and_not_the_response(self) -> None:
        made = self.log(("09:00", "new"), ("10:00", "wait"), ("11:00", "work"), ("14:00", "done"))
        assert small.states(made, "response") == "A:breached"
        assert small.states(made, "resolution") == "A:met"
        assert made.ticket_frame()["resolution_due"][0] == datetime(2026, 3, 2, 14, tzinfo=UTC)
        assert made.verdicts.metrics["resolution"].used.tolist() == [4 * HOUR]

    def test_pause_without_an_end_stands_still(self) -> None:
        made = self.log(("09:00", "new"), ("09:30", "work"), ("10:00", "wait"))
        assert small.states(made, "resolution") == "A:paused"

    def test_pause_that_begins_after_the_deadline_changes_nothing(self) -> None:
        made = self.log(("09:00", "new"), ("09:30", "work"), ("14:00", "wait"), ("15:00", "done"))
        assert small.states(made, "resolution") == "A:breached"

    def test_story_of_the_clock_agrees(self) -> None:
        made = self.log(("09:00", "new"), ("10:00", "wait"), ("11:00", "work"), ("15:30", "done"))
        story = made.story("A")
        assert (story.status, story.due_at) == ("breached", datetime(2026, 3, 2, 14, tzinfo=UTC))
        assert story.late == 1.5 * HOUR
        assert "opened Mon 2026-03-02 09:00" in story.chart.description
