"""The account of a cycle."""

from __future__ import annotations

from datetime import datetime, timedelta
from itertools import pairwise
from typing import Any

import pytest

from slaclock.events import (
    Paused,
    Resolved,
    Resumed,
)
from tests.clock.cases import KOLKATA, OFFICE, ask, ist, matrix, opened

HOUR = timedelta(hours=1)
MICROSECOND = timedelta(microseconds=1)
ZERO = timedelta(0)


class TestExplain:
    def test_account_shows_pauses_closed_time_and_the_deadline(self) -> None:
        log = [
            opened(ist(6, 16)),
            Paused(ist(6, 18), "asked for\nthe logs"),
            Resumed(ist(9, 10)),
            Resolved(ist(9, 13)),
        ]
        state = ask(matrix(), ist(10, 9), *log)["resolution"]
        ledger = state.explain()
        assert ledger.title == "gold, P1: resolution 4 h"
        assert ledger.facts == (
            "calendar office: Asia/Kolkata mon-fri 09:00-19:00",
            "times in Asia/Kolkata",
            "breached, 1 h over; due at 2026-03-09 12:00:00+05:30",
        )
        assert [(row.start, row.end, row.described(), row.total) for row in ledger.rows] == [
            (ist(6, 16), ist(6, 16), "opened", ZERO),
            (ist(6, 16), ist(6, 18), "counted", 2 * HOUR),
            (ist(6, 18), ist(6, 18), "paused: asked for the logs", 2 * HOUR),
            (ist(6, 18), ist(6, 19), "paused: asked for the logs", 2 * HOUR),
            (ist(6, 19), ist(7), "closed: night", 2 * HOUR),
            (ist(7), ist(9), "closed: weekend", 2 * HOUR),
            (ist(9), ist(9, 9), "closed: night", 2 * HOUR),
            (ist(9, 9), ist(9, 10), "paused: asked for the logs", 2 * HOUR),
            (ist(9, 10), ist(9, 10), "resumed", 2 * HOUR),
            (ist(9, 10), ist(9, 12), "counted", 4 * HOUR),
            (ist(9, 12), ist(9, 12), "due: met up to and including it", 4 * HOUR),
            (ist(9, 12), ist(9, 13), "counted", 5 * HOUR),
            (ist(9, 13), ist(9, 13), "resolved", 5 * HOUR),
        ]

    def test_account_of_a_paused_clock_says_that_it_has_no_deadline(self) -> None:
        state = ask(matrix(), ist(2, 12), opened(ist(2, 9)), Paused(ist(2, 10)))["resolution"]
        ledger = state.explain()
        assert ledger.facts[-1] == "paused, 3 h left; no deadline while paused"
        assert ledger.total == state.elapsed == HOUR
        assert [(row.what, row.start, row.end) for row in ledger.rows][-1] == (
            "paused",
            ist(2, 10),
            ist(2, 12),
        )

    def test_clock_at_its_deadline_has_nothing_left_and_is_not_over(self) -> None:
        facts = ask(matrix(), ist(2, 10, 54, 53), opened(ist(2, 9)))["resolution"].explain().facts
        assert facts[-1].startswith("running, 2 h 5 min 7 s left; due at")
        facts = ask(matrix(), ist(2, 13), opened(ist(2, 9)))["resolution"].explain().facts
        assert facts[-1] == "running, 0 s left; due at 2026-03-02 13:00:00+05:30"
        late = ist(2, 13) + MICROSECOND
        facts = ask(matrix(), late, opened(ist(2, 9)))["resolution"].explain().facts
        assert facts[-1] == "breached, 0.000001 s over; due at 2026-03-02 13:00:00+05:30"

    def test_what_happens_at_the_deadline_stands_before_it(self) -> None:
        state = ask(matrix(), ist(3, 9), opened(ist(2, 9)), Resolved(ist(2, 13)))["resolution"]
        assert [row.what for row in state.explain().rows] == [
            "opened",
            "counted",
            "resolved",
            "due",
        ]

    def test_account_at_the_opening_has_nothing_counted(self) -> None:
        state = ask(matrix(), ist(2, 9), opened(ist(2, 9)))["resolution"]
        assert [row.what for row in state.explain().rows] == ["opened"]
        assert state.explain().total == ZERO

    def test_account_of_business_days_says_what_one_is(self) -> None:
        terms = matrix({"P1": {"resolution": "1 BD"}}, hours=OFFICE)
        ledger = ask(terms, ist(2, 12), opened(ist(2, 9)))["resolution"].explain()
        assert "1 BD: a full support day of open time" in ledger.facts
        assert ledger.rows[0].start.tzinfo is KOLKATA

    @pytest.mark.parametrize(
        ("resumed", "held"),
        [
            (ist(8, 16), []),
            (ist(9, 10), [(ist(9, 9), ist(9, 10), "paused")]),
        ],
        ids=["before the hours", "after they begin"],
    )
    def test_pause_while_it_waits_for_the_hours_is_told_from_those_on(
        self, resumed: datetime, held: list[Any]
    ) -> None:
        """Opened and paused on Sunday 8 March; the clock starts by the hours of the office."""
        target: Any = {"within": "4 h", "calendar": "always", "starts_in": "office"}
        log = [opened(ist(8, 12)), Paused(ist(8, 14)), Resumed(resumed)]
        terms = matrix({"P1": {"resolution": target}})
        rows = ask(terms, ist(9, 12), *log)["resolution"].explain().rows
        told = [(row.start, row.end, row.what) for row in rows if row.start != row.end]
        marks = sorted({ist(8, 12), ist(8, 14), *({resumed} if not held else ()), ist(9, 9)})
        assert told == [
            *((start, end, "waiting") for start, end in pairwise(marks)),
            *held,
            (max(resumed, ist(9, 9)), ist(9, 12), "counted"),
        ]
