"""`slaclock demo`."""

from __future__ import annotations

import csv
from datetime import date, datetime
from importlib.resources import files

import pytest

from slaclock import load_matrix
from tests.commands import from_json, run
from tests.world import KOLKATA


class TestDemo:
    def test_shows_the_matrix_twenty_tickets_and_one_reason(self) -> None:
        ran = run("demo")
        assert (ran.code, ran.err) == (0, "")
        assert ran.out.startswith("WotNot support SLA, version 2026-11\n")
        assert "Deadlines of 20 sample tickets" in ran.out
        assert ran.out.rstrip().splitlines()[-1].endswith("30 h")

    @pytest.mark.parametrize(
        "line",
        [
            # Saturday; Monday and Tuesday 6 of 16 h, Monday 8 h, all of Monday.
            (
                "1002    Sat 24 Jan 11:05     Lite        P1        Tue 27 Jan 15:00     "
                "Mon 26 Jan 17:00     Mon 26 Jan 19:00"
            ),
            # Exactly at the opening: five whole days.
            (
                "1003    Mon 26 Jan 09:00     Lite        P2        Tue 27 Jan 15:00     "
                "Mon 26 Jan 19:00     Fri 30 Jan 19:00"
            ),
            # Exactly at the closing: as if at Wednesday's opening.
            (
                "1006    Tue 27 Jan 19:00     Starter     P3        Wed 28 Jan 17:00     "
                "Wed 28 Jan 19:00     Tue 03 Feb 19:00"
            ),
            # Saturday night, round the clock.
            (
                "1014    Sat 31 Jan 23:00     Enterprise  P1        Sun 01 Feb 00:00     "
                "Sat 31 Jan 23:30     Sun 01 Feb 03:00"
            ),
            # 20:45 on a Friday: 15 min before the end of extended hours.
            (
                "1012    Fri 30 Jan 20:45     Premium     P1        Mon 02 Feb 12:45     "
                "Mon 02 Feb 09:45     Mon 02 Feb 16:45"
            ),
        ],
    )
    def test_deadlines_worked_out_by_hand(self, line: str) -> None:
        assert line in run("demo").out.splitlines()

    def test_tickets_cover_every_plan_and_priority_and_the_edges(self) -> None:
        text = files("slaclock.cli").joinpath("demo_tickets.csv").read_text("utf-8")
        tickets = list(csv.DictReader(text.splitlines()))
        pairs = {(ticket["plan"], ticket["priority"]) for ticket in tickets}
        matrix = load_matrix("wotnot")
        assert pairs == {(plan, level) for plan in matrix.plans for level in matrix.priorities}
        opened = [datetime.fromisoformat(ticket["opened_at"]) for ticket in tickets]
        local = [at.astimezone(KOLKATA) for at in opened]
        assert any(at.weekday() > 4 for at in local)
        assert any(at.hour < 7 for at in local)
        assert {"09:00", "19:00", "21:00"} <= {f"{at:%H:%M}" for at in local}
        assert date(2026, 1, 26) in {at.date() for at in local}

    def test_json_holds_the_same(self) -> None:
        data = from_json("demo")
        assert len(data["tickets"]) == 20
        assert data["tickets"][3]["metrics"]["response"]["due_at"] == "2026-01-26T14:00:00+05:30"
        assert data["explanation"]["total_us"] == 30 * 3_600_000_000
