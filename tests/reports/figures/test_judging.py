"""What a report says of a ticket with a log is what the clock says of it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import product
from pathlib import Path
from typing import Any

import pytest

from slaclock import Clock, Matrix, MatrixHistory, load_matrix
from slaclock.errors import NaiveInstantError
from slaclock.reports import Report, make_report, read_tickets
from tests.reports import logs, small

FAULTS = Path(__file__).parent.parent / "faults"
MODES = list(
    product(
        ("retroactive", "carry_elapsed", "restart"),
        ("resume", "restart", "ignore"),
        ("full_day", "same_time", "close_of_business", "8 h"),
    )
)


def report(
    log: str, as_of: str, terms: str = "m.toml", profile: str = "log.toml", **changes: Any
) -> dict[str, Any]:
    """Return the only ticket of a log, with its verdicts."""
    tickets = read_tickets(FAULTS / log, profile=FAULTS / profile, priority="P1", **changes)
    asked = datetime.fromisoformat(as_of).replace(tzinfo=UTC)
    made = make_report(tickets, matrix=load_matrix(FAULTS / terms), as_of=asked)
    (found,) = made.ticket_frame().to_dicts()
    return found


class TestCut:
    @pytest.mark.parametrize("log", ["asof_reopened_later.csv", "asof_same_log_in_may.csv"])
    def test_rows_after_the_instant_of_asking_have_not_happened(self, log: str) -> None:
        found = report(log, "2026-05-10")
        assert (found["response_verdict"], found["resolution_verdict"]) == ("met", "met")
        assert found["resolution_used_seconds"] == 3600
        assert found["resolved_at"] == datetime(2026, 5, 4, 10, tzinfo=UTC)
        assert found["responded_at"] is None

    def test_they_count_once_they_have_happened(self) -> None:
        """Reopened for half an hour, without the 16 days between."""
        found = report("asof_reopened_later.csv", "2026-06-01")
        assert found["resolution_used_seconds"] == 5400
        assert found["resolved_at"] == datetime(2026, 5, 20, 9, 30, tzinfo=UTC)


class TestRules:
    def test_waiting_after_the_deadline_is_no_lateness(self) -> None:
        found = report("pause_after_breach.csv", "2026-06-01")
        assert found["resolution_verdict"] == "breached"
        assert found["resolution_used_seconds"] == 5 * 3600
        assert found["resolution_late_open_seconds"] == 3 * 3600

    def test_rows_of_one_instant_count_in_the_order_given(self) -> None:
        found = report("same_minute.csv", "2026-06-01")
        assert found["resolution_verdict"] == "breached"
        assert found["resolved_at"] is None

    @pytest.mark.parametrize(
        ("terms", "verdict", "used"), [("m.toml", "breached", 4), ("m_ignore.toml", "met", 1)]
    )
    def test_reopening_counts_as_the_contract_says(
        self, terms: str, verdict: str, used: int
    ) -> None:
        found = report("reopened.csv", "2026-06-01", terms)
        assert found["resolution_verdict"] == verdict
        assert found["resolution_used_seconds"] == used * 3600

    def test_row_about_another_field_ends_no_pause(self) -> None:
        found = report("field_history.csv", "2026-06-01", profile="field_history.toml")
        assert found["resolution_verdict"] == "met"
        assert found["resolution_used_seconds"] == 1800


class TestEqualToTheClock:
    @pytest.mark.parametrize(("on_change", "on_reopen", "meaning"), MODES)
    def test_verdict_time_used_and_lateness(
        self, on_change: str, on_reopen: str, meaning: str
    ) -> None:
        """On every ticket of a random log, whole and cut in its middle."""
        terms = logs.matrix(on_change=on_change, on_reopen=on_reopen, business_day=meaning)
        rows = logs.random_rows(MODES.index((on_change, on_reopen, meaning)), 40)
        tickets = logs.take(rows)
        for days in (7, 12, 60):
            asked = logs.MONDAY + timedelta(days=days, hours=11)
            self.check(make_report(tickets, matrix=terms, as_of=asked), rows, asked, terms)

    def check(self, made: Report, rows: list[logs.LogRow], asked: datetime, terms: Matrix) -> None:
        found = made.ticket_frame()
        opened = {row.ticket for row in rows if row.at <= asked}
        first = {row.ticket: min(r.at for r in rows if r.ticket == row.ticket) for row in rows}
        assert set(found["ticket_id"]) == {name for name in opened if first[name] <= asked}
        for ticket in found.to_dicts():
            name = ticket["ticket_id"]
            states = Clock(terms, logs.log_of(rows, name)).at(asked)
            for metric in ("first_response", "response", "resolution"):
                state = states[metric]
                said = ticket[f"{metric}_verdict"], ticket[f"{metric}_due"]
                assert said == (state.status, state.due_at), (name, metric)
                if state.target is not None:
                    used = timedelta(seconds=ticket[f"{metric}_used_seconds"])
                    late = timedelta(seconds=ticket[f"{metric}_late_open_seconds"])
                    wall = timedelta(seconds=ticket[f"{metric}_late_wall_seconds"])
                    told = (state.elapsed, state.late_by, state.late_by_wall_time)
                    assert (used, late, wall) == told, (name, metric)

    def test_story_is_that_of_the_same_log(self) -> None:
        rows = logs.random_rows(3, 20)
        terms, asked = logs.matrix(), logs.MONDAY + timedelta(days=40)
        made = make_report(logs.take(rows), matrix=terms, as_of=asked)
        for name in ("T1", "T2", "T3"):
            state = Clock(terms, logs.log_of(rows, name)).at(asked)["resolution"]
            story = made.story(name)
            assert (story.status, story.due_at) == (state.status, state.due_at)


class TestHistory:
    """Two hours until 3 March, and one from then on."""

    def terms(self) -> MatrixHistory:
        old = small.matrix(effective_from="2026-03-01", effective_until="2026-03-03")
        plans = {"gold": {**small.MATRIX["plans"]["gold"], "first_response": "1 h"}}
        return MatrixHistory([old, small.matrix(effective_from="2026-03-03", plans=plans)])

    def test_each_ticket_is_under_the_version_it_was_opened_under(self, tmp_path: Path) -> None:
        rows = [
            f"{name},gold,P1,2026-03-{day}T09:00:00Z,2026-03-{day}T10:30:00Z,,open"
            for name, day in (("A", "02"), ("B", "03"))
        ]
        made = small.report(tmp_path, *rows, matrix=self.terms())
        assert made.ticket_frame()["first_response_verdict"].to_list() == ["met", "breached"]

    def test_ticket_that_no_version_covers_says_so(self, tmp_path: Path) -> None:
        rows = [
            f"{name},gold,P1,2026-{day}T09:00:00Z,,,open"
            for name, day in (("A", "02-02"), ("B", "03-03"))
        ]
        made = small.report(tmp_path, *rows, matrix=self.terms())
        assert made.ticket_frame()["response_verdict"].to_list() == ["unreadable", "breached"]
        assert made.verdicts.reasons == {
            "no version of the contract was in force when the ticket was opened": 1
        }


def test_resolution_answers_where_no_resolution_is_promised(tmp_path: Path) -> None:
    """Response 2 h: resolved an hour after the opening without any response."""
    plans = {"gold": {"calendar": "office", "targets": {"P2": {"response": "2 h"}}}}
    row = "A,gold,P2,2026-03-02T09:00:00Z,,2026-03-02T10:00:00Z,"
    made = small.report(tmp_path, row, matrix=small.matrix(plans=plans))
    (found,) = made.ticket_frame().to_dicts()
    assert list(made.verdicts.metrics) == ["response"]
    assert (found["response_verdict"], found["response_used_seconds"]) == ("met", 3600)


class TestTickets:
    def test_ticket_opened_later_is_counted_apart(self, made: Report) -> None:
        assert made.verdicts.later == 1
        assert "I" not in made.verdicts.frame["ticket_id"]

    def test_reason_is_given_for_what_cannot_be_judged(self, made: Report) -> None:
        assert made.verdicts.reasons == {
            "unknown priority 'P9' in matrix 'desk'; priorities: P1, P2": 1
        }

    def test_instant_of_asking_needs_a_zone(self, tmp_path: Path) -> None:
        with pytest.raises(NaiveInstantError):
            small.report(tmp_path, as_of=datetime(2026, 3, 6))
