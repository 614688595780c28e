"""What the missed have in common, counted by hand."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

from slaclock import events
from slaclock.reports import Report, make_report, take_logs
from tests.reports import small
from tests.reports.figures.test_lives import FULL, log_report

# P1: four hours of 09:00 to 17:00; 7 March 2026 is a Saturday.
ROWS = (
    "A,gold,P1,2026-02-02T09:00:00Z,2026-02-02T09:30:00Z,2026-02-02T10:00:00Z,done",
    "B,gold,P1,2026-02-07T12:00:00Z,2026-02-09T12:00:00Z,2026-02-09T17:00:00Z,done",
    "C,gold,P1,2026-02-02T18:00:00Z,2026-02-03T09:10:00Z,2026-02-03T12:00:00Z,done",
    "D,gold,P1,2026-02-02T09:00:00Z,2026-02-02T09:10:00Z,2026-02-03T12:00:00Z,done",
)


def found(made: Report) -> dict[tuple[str, str], tuple[int, ...]]:
    return {(cause.metric, cause.mark): cause[2:] for cause in made.causes}


class TestCauses:
    def test_out_of_hours_and_a_long_wait(self, tmp_path: Path) -> None:
        """B and D missed the resolution; B was opened on a Saturday, answered after 3 of 4 h."""
        marks = found(small.report(tmp_path, *ROWS))
        assert marks["resolution", "opened outside the support hours"] == (1, 1, 2, 2)
        long_wait = "half of the time had gone before the first answer"
        assert marks["resolution", long_wait] == (1, 0, 2, 2)
        assert marks["response", "opened outside the support hours"] == (1, 1, 1, 3)
        assert ("response", long_wait) not in marks

    def test_logs_know_of_reopenings_and_pauses(self) -> None:
        made = log_report(*FULL, more=(("09:00", "new"), ("10:00", "done")))
        marks = found(made)
        assert marks["resolution", "reopened"] == (1, 0, 1, 1)
        assert marks["resolution", "paused"] == (1, 0, 1, 1)

    def test_priority_that_changed(self) -> None:
        """A missed it after it was raised to P1; B was never changed, and was in time."""
        at = datetime(2026, 3, 2, 9, tzinfo=UTC)
        logs = {
            "A": [
                events.Opened(at, "gold", "P2"),
                events.PriorityChanged(at + timedelta(hours=3), "P1"),
                events.Resolved(at + timedelta(hours=6)),
            ],
            "B": [events.Opened(at, "gold", "P1"), events.Resolved(at + timedelta(hours=1))],
        }
        as_of = at + timedelta(days=2)
        made = make_report(take_logs(logs), matrix=small.matrix(), as_of=as_of)
        assert found(made)["resolution", "priority changed"] == (1, 0, 1, 1)

    def test_promise_that_was_never_missed_has_none(self, tmp_path: Path) -> None:
        assert small.report(tmp_path, ROWS[0]).causes == ()

    def test_page_and_data(self, tmp_path: Path) -> None:
        made = small.report(tmp_path, *ROWS)
        assert "What the missed have in common" in made.to_html()
        assert made.to_dict()["causes"][0] == {
            "metric": "first_response",
            "mark": "opened outside the support hours",
            "missed": 1,
            "met": 1,
            "of_missed": 1,
            "of_met": 3,
        }
