"""What is still open, worked out by hand in `small.py`."""

from __future__ import annotations

from pathlib import Path

from slaclock.reports import Report
from tests.reports import small

HOUR = 3_600_000_000


class TestBacklog:
    def test_open_promises_by_how_soon_they_fall_due(self, made: Report) -> None:
        """C was opened on Friday at 16:00; its answer is due at 17:00, the rest on Monday."""
        response, resolution = made.backlog[1:]
        assert (response.overdue, response.within, response.later) == (0, (1, 0, 0), 0)
        assert (resolution.paused, resolution.later, resolution.total) == (1, 1, 2)

    def test_risk_is_what_the_matrix_says_it_is(self, made: Report) -> None:
        """C has used 30 min: half of 1 h, a quarter of < 2 h, an eighth of 4 h."""
        assert [entry.at_risk for entry in made.backlog] == [0, 1, 0]

    def test_no_risk_where_the_matrix_names_none(self, tmp_path: Path) -> None:
        made = small.report(tmp_path, matrix=small.matrix(at_risk=None))
        assert [entry.at_risk for entry in made.backlog] == [None, None, None]

    def test_next_due_and_worst(self, made: Report) -> None:
        assert [(entry.ticket_id, entry.metric) for entry in made.next_due(2)] == [
            ("C", "response"),
            ("C", "first_response"),
        ]
        worst = made.worst(1)[0]
        assert (worst.ticket_id, worst.metric, worst.left) == ("B", "resolution", -4 * HOUR)
        assert made.worst(still_open=True) == ()

    def test_overdue_and_open(self, tmp_path: Path) -> None:
        made = small.report(tmp_path, "A,gold,P1,2026-03-02T09:00:00Z,2026-03-02T09:30:00Z,,open")
        assert made.backlog[2].overdue == 1
        assert made.worst(still_open=True)[0].completed is None
