"""The verdicts of a file as columns: some of them, when tickets ended, the main calendar."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from slaclock.reports import Report
from slaclock.reports.figures.verdicts import STATES, MetricVerdicts, main_calendar
from tests.reports import small
from tests.reports.figures.test_lives import log_report


class TestWhere:
    def test_some_of_the_tickets(self, made: Report) -> None:
        chosen = made.verdicts.frame["ticket_id"].is_in(["B", "D"]).to_numpy()
        found = made.verdicts.where(chosen, "half of them")
        assert len(found) == 2
        assert found.frame["ticket_id"].to_list() == ["B", "D"]
        states = found.metrics["resolution"].states
        assert [STATES[state] for state in states] == ["breached", "breached"]
        assert [found.cells[place].priority for place in found.places] == ["P1", "P2"]
        assert found.notes[-1] == "half of them"

    def test_without_a_share_that_is_risky_there_is_none(self, made: Report) -> None:
        none = MetricVerdicts.of_nothing()
        assert none.where(np.zeros(0, np.bool_)).at_risk is None
        risky = made.verdicts.metrics["response"].where(np.ones(8, np.bool_)).at_risk
        assert risky is not None
        assert risky.tolist() == [False, False, True, *[False] * 5]


class TestEnds:
    def test_resolved_by_the_instant_of_asking(self, made: Report) -> None:
        assert (made.verdicts.ended > 0).tolist() == [True, True, False, True, *[False] * 4]

    def test_closed_without_a_time(self, made: Report) -> None:
        """F is closed, says its status, and nobody says when."""
        ids = made.verdicts.frame["ticket_id"].to_numpy()
        assert ids[made.verdicts.ends_unknown].tolist() == ["F"]

    def test_log_says_when_a_ticket_was_closed(self) -> None:
        made = log_report(("09:00", "new"), ("12:00", "cancelled"))
        twelve = made.verdicts.opened[0] + 3 * 3_600_000_000
        assert made.verdicts.ended.tolist() == [twelve]
        assert not made.verdicts.ends_unknown.any()


def test_main_calendar_is_that_of_most_tickets(tmp_path: Path) -> None:
    night = {"timezone": "Etc/UTC", "hours": {"mon-fri": ["17:00-21:00"]}}
    plan = small.MATRIX["plans"]["gold"]
    terms = small.matrix(
        calendars={**small.MATRIX["calendars"], "night": night},
        plans={"gold": plan, "late": {**plan, "calendar": "night"}},
    )
    rows = [small.ROWS[0], *(row.replace("gold", "late") for row in small.ROWS[1:4])]
    made = small.report(tmp_path, *rows, matrix=terms)
    assert main_calendar(made.verdicts)[0] == "night"
