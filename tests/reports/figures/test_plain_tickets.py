"""Verdicts on tickets that are a row each, worked out by hand in `small.py`."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

from slaclock.reports import Report
from tests.reports import small

HOUR = 3_600_000_000


class TestVerdicts:
    def test_first_response(self, made: Report) -> None:
        assert small.states(made, "first_response") == (
            "A:met B:breached C:running D:met E:unreadable F:unreadable G:met H:breached"
        )

    def test_response(self, made: Report) -> None:
        assert small.states(made, "response") == (
            "A:met B:breached C:running D:met E:unreadable F:unreadable G:not_applicable H:breached"
        )

    def test_resolution(self, made: Report) -> None:
        assert small.states(made, "resolution") == (
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

    def test_what_happened_after_the_instant_of_asking_has_not_happened(
        self, tmp_path: Path
    ) -> None:
        asked = datetime(2026, 3, 2, 12, tzinfo=UTC)
        made = small.report(tmp_path, *small.ROWS[:1], as_of=asked)
        assert small.states(made, "response") == "A:met"
        assert small.states(made, "resolution") == "A:running"

    def test_resolution_answers_too(self, tmp_path: Path) -> None:
        row = "A,gold,P1,2026-03-02T09:00:00Z,,2026-03-02T09:30:00Z,done"
        assert small.states(small.report(tmp_path, row), "response") == "A:met"
