"""Verdicts on tickets that have a log."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import polars as pl

from slaclock import events
from slaclock.reports import Report, make_report, take_logs, take_tickets
from tests.reports import small

HOUR = 3_600_000_000


class TestCycles:
    def test_earlier_cycle_that_was_missed_is_told(self) -> None:
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
        note = (
            "next_response: 1 ticket had missed it before, in an earlier cycle or under earlier "
            "terms; what stands at the last counts"
        )
        assert note in made.verdicts.notes
        assert "<h3>Next response</h3>" in made.to_html()


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
