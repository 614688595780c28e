"""The figures of a report, worked out by hand in `small.py`, and the forms it takes."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import polars as pl
import pytest

from slaclock.errors import NaiveInstantError
from slaclock.reports import Report, make_report, take_tickets
from slaclock.reports.errors import TicketFileError
from slaclock.reports.figures.verdicts import STATES
from tests.reports import small

HOUR = 3_600_000_000


def states(made: Report, metric: str) -> str:
    """Return the state of each ticket by its first letters: `met breached running ...`."""
    ids = made.verdicts.frame["ticket_id"]
    found = made.verdicts.metrics[metric].states
    return " ".join(f"{name}:{STATES[state]}" for name, state in zip(ids, found, strict=True))


class TestVerdicts:
    def test_first_response(self, made: Report) -> None:
        assert states(made, "first_response") == (
            "A:met B:breached C:running D:met E:unreadable F:unreadable G:met H:breached"
        )

    def test_response(self, made: Report) -> None:
        assert states(made, "response") == (
            "A:met B:breached C:running D:met E:unreadable F:unreadable G:not_applicable H:breached"
        )

    def test_resolution(self, made: Report) -> None:
        assert states(made, "resolution") == (
            "A:met B:breached C:running D:breached E:unreadable F:unreadable "
            "G:not_applicable H:paused"
        )

    def test_open_time_used_and_promised(self, made: Report) -> None:
        found = made.verdicts.metrics["resolution"]
        assert (found.used[:4] // HOUR).tolist() == [4, 8, 0, 8]
        assert (found.target[:4] // HOUR).tolist() == [4, 4, 4, 8]

    def test_lateness_in_open_and_in_wall_time(self, made: Report) -> None:
        found = made.verdicts.metrics["resolution"]
        assert (found.late_open[[1, 3]] // HOUR).tolist() == [4, 0]
        assert (found.late_wall[[1, 3]] // HOUR).tolist() == [20, 15]

    def test_ticket_opened_later_is_counted_apart(self, made: Report) -> None:
        assert made.verdicts.later == 1
        assert "I" not in made.verdicts.frame["ticket_id"]

    def test_reason_is_given_for_what_cannot_be_judged(self, made: Report) -> None:
        assert made.verdicts.reasons == {
            "unknown priority 'P9' in matrix 'desk'; priorities: P1, P2": 1
        }

    def test_what_happened_after_the_instant_of_asking_has_not_happened(
        self, tmp_path: Path
    ) -> None:
        asked = datetime(2026, 3, 2, 12, tzinfo=UTC)
        made = small.report(tmp_path, *small.ROWS[:1], as_of=asked)
        assert states(made, "response") == "A:met"
        assert states(made, "resolution") == "A:running"

    def test_resolution_answers_too(self, tmp_path: Path) -> None:
        row = "A,gold,P1,2026-03-02T09:00:00Z,,2026-03-02T09:30:00Z,done"
        assert states(small.report(tmp_path, row), "response") == "A:met"

    def test_only_plan_of_the_matrix_is_taken_and_noted(self, tmp_path: Path) -> None:
        made = small.report(tmp_path, small.ROWS[0].replace("gold", ""))
        assert states(made, "response") == "A:met"
        assert "the matrix has one plan, gold; it is taken for every ticket" in made.verdicts.notes

    def test_tickets_without_a_plan_are_refused_where_there_are_several(
        self, tmp_path: Path
    ) -> None:
        with pytest.raises(TicketFileError) as caught:
            small.report(tmp_path, small.ROWS[0].replace("gold", ""), matrix="wotnot")
        assert str(caught.value) == (
            "tickets.csv: the tickets have no plan; give one with --plan, or --map plan=COLUMN; "
            "plans: lite, starter, premium, enterprise"
        )

    def test_matrix_that_knows_no_priority_of_the_file_is_refused(self, tmp_path: Path) -> None:
        with pytest.raises(TicketFileError) as caught:
            small.report(tmp_path, small.ROWS[4])
        assert str(caught.value) == (
            "tickets.csv: the matrix knows no priority of the file: 'P9'; it has P1, P2; say "
            "what they mean, for example '--value priority:P9=P1'"
        )

    def test_instant_of_asking_needs_a_zone(self, tmp_path: Path) -> None:
        with pytest.raises(NaiveInstantError):
            small.report(tmp_path, as_of=datetime(2026, 3, 6))


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
        assert states(made, "response") == "A:breached"
        assert states(made, "resolution") == "A:met"
        assert made.ticket_frame()["resolution_due"][0] == datetime(2026, 3, 2, 14, tzinfo=UTC)
        assert made.verdicts.metrics["resolution"].used.tolist() == [4 * HOUR]

    def test_pause_without_an_end_stands_still(self) -> None:
        made = self.log(("09:00", "new"), ("09:30", "work"), ("10:00", "wait"))
        assert states(made, "resolution") == "A:paused"

    def test_pause_that_begins_after_the_deadline_changes_nothing(self) -> None:
        made = self.log(("09:00", "new"), ("09:30", "work"), ("14:00", "wait"), ("15:00", "done"))
        assert states(made, "resolution") == "A:breached"

    def test_story_of_the_clock_agrees(self) -> None:
        made = self.log(("09:00", "new"), ("10:00", "wait"), ("11:00", "work"), ("15:30", "done"))
        story = made.story("A")
        assert (story.status, story.due_at) == ("breached", datetime(2026, 3, 2, 14, tzinfo=UTC))
        assert story.late == 1.5 * HOUR
        assert "opened Mon 2026-03-02 09:00" in story.chart.description


class TestForms:
    def test_zone_of_the_page_may_be_another(self, tmp_path: Path) -> None:
        made = small.report(tmp_path, zone="Asia/Kolkata")
        assert made.as_of.utcoffset() == timedelta(hours=5, minutes=30)
        assert "Outlined" not in made.to_html()
