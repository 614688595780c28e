"""What a state tells beside status and deadline: the ticket itself, a sort key, words."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from slaclock import Clock
from slaclock.events import (
    CustomerReplied,
    Paused,
    PriorityChanged,
    Reopened,
    Resolved,
    Responded,
    Resumed,
)
from tests.clock.cases import ask, ist, matrix, opened

FOUR_HOURS = matrix({"P1": {"resolution": "4 h"}})
LEVELS = [
    {"level": 1, "contact": "Lead", "at": "50 %"},
    {"level": 2, "contact": "Manager", "at": "100 %"},
]


class TestTicket:
    LOG = (
        opened(ist(2, 9)),
        Paused(ist(2, 10), reason="customer"),
        Resumed(ist(2, 11)),
        Paused(ist(2, 12)),
        Resolved(ist(2, 13)),
        Reopened(ist(2, 14)),
    )

    @pytest.mark.parametrize(
        ("now", "is_paused", "is_resolved", "reason"),
        [
            (ist(2, 9), False, False, None),
            (ist(2, 10), True, False, "customer"),
            (ist(2, 11), False, False, None),
            (ist(2, 12), True, False, None),
            (ist(2, 13), False, True, None),
            (ist(2, 14), False, False, None),
        ],
    )
    def test_state_says_whether_the_ticket_is_paused_or_resolved(
        self, now: datetime, is_paused: bool, is_resolved: bool, reason: str | None
    ) -> None:
        state = ask(FOUR_HOURS, now, *self.LOG)
        assert (state.is_paused, state.is_resolved) == (is_paused, is_resolved)
        assert state.pause_reason == reason

    def test_pause_is_seen_beside_a_breach(self) -> None:
        state = ask(FOUR_HOURS, ist(2, 18), opened(ist(2, 9)), Paused(ist(2, 17), reason="parts"))
        assert state["resolution"].status == "breached"
        assert (state.is_paused, state.pause_reason) == (True, "parts")

    def test_pause_that_stops_no_metric_is_a_pause_of_the_ticket(self) -> None:
        contract = matrix({"P1": {"response": "4 h"}}, pauses=["resolution"])
        state = ask(contract, ist(2, 12), opened(ist(2, 9)), Paused(ist(2, 10)))
        assert (state.is_paused, state["response"].status) == (True, "running")

    def test_next_change_is_that_of_the_clock(self) -> None:
        clock = Clock(FOUR_HOURS, self.LOG)
        for now, expected in [(ist(2, 9), ist(2, 13)), (ist(2, 10), None)]:
            change = None if expected is None else expected + timedelta(microseconds=1)
            assert clock.at(now).next_change == clock.next_change(now) == change


class TestDueIfResumed:
    @pytest.mark.parametrize(
        ("target", "due"),
        [("4 h", ist(3, 9)), ("1 BD", ist(3, 15)), ("< 4 h", ist(3, 9))],
    )
    def test_paused_metric_is_due_as_if_it_went_on_now(self, target: str, due: datetime) -> None:
        """An hour was used before the pause; now it is 16:00, and 19:00 is closing time."""
        contract = matrix({"P1": {"resolution": target}})
        state = ask(contract, ist(2, 16), opened(ist(2, 9)), Paused(ist(2, 10)))["resolution"]
        assert state.due_at is None
        assert state.due_if_resumed == (ist(2, 19) if "4 h" in target else due)

    def test_it_moves_on_while_the_pause_lasts(self) -> None:
        log = [opened(ist(2, 9)), Paused(ist(2, 10))]
        dues = [
            ask(FOUR_HOURS, now, *log)["resolution"].due_if_resumed
            for now in (ist(2, 10), ist(2, 12), ist(2, 18), ist(2, 22))
        ]
        assert dues == [ist(2, 13), ist(2, 15), ist(3, 11), ist(3, 12)]

    def test_it_is_the_deadline_of_a_metric_that_has_one(self) -> None:
        log = [opened(ist(2, 9)), Paused(ist(2, 14)), Resolved(ist(2, 15))]
        for now in (ist(2, 10), ist(2, 14, 30), ist(2, 16)):
            state = ask(FOUR_HOURS, now, *log)["resolution"]
            assert state.due_if_resumed == state.due_at == ist(2, 13)

    def test_it_is_what_the_deadline_becomes_if_it_is_resumed_then(self) -> None:
        for meaning in ("full_day", "same_time", "close_of_business", "7 h"):
            contract = matrix({"P1": {"resolution": "2 BD"}}, business_day=meaning)
            log = [opened(ist(2, 11)), Paused(ist(2, 12)), Resumed(ist(5, 15))]
            before = ask(contract, ist(5, 15), *log[:2])["resolution"]
            after = ask(contract, ist(5, 15), *log)["resolution"]
            assert before.due_at is None
            assert before.due_if_resumed == after.due_at

    def test_nothing_promised_has_none(self) -> None:
        assert ask(FOUR_HOURS, ist(2, 10), opened(ist(2, 9)))["response"].due_if_resumed is None


class TestHighestLevel:
    CONTRACT = matrix(
        {"P1": {"response": "1 h", "resolution": "8 h"}, "P2": {"resolution": "40 h"}},
        escalation=LEVELS,
    )

    @pytest.mark.parametrize(
        ("now", "level"),
        [(ist(2, 9, 29), None), (ist(2, 9, 30), 1), (ist(2, 10), 2), (ist(2, 14), 2)],
    )
    def test_it_is_the_highest_of_any_metric(self, now: datetime, level: int | None) -> None:
        assert ask(self.CONTRACT, now, opened(ist(2, 9))).highest_level == level

    def test_completed_metric_has_none(self) -> None:
        log = [opened(ist(2, 9)), Responded(ist(2, 11)), Resolved(ist(2, 18))]
        assert ask(self.CONTRACT, ist(2, 12), *log).highest_level is None
        assert ask(self.CONTRACT, ist(2, 14), *log).highest_level == 1
        assert ask(self.CONTRACT, ist(2, 19), *log).highest_level is None

    def test_level_that_a_change_takes_back_does_not_count(self) -> None:
        log = [opened(ist(2, 9)), PriorityChanged(ist(2, 11), "P2")]
        assert ask(self.CONTRACT, ist(2, 12), *log).highest_level is None

    def test_without_levels_there_is_none(self) -> None:
        assert ask(FOUR_HOURS, ist(9, 9), opened(ist(2, 9))).highest_level is None


class TestTimeLeft:
    @pytest.mark.parametrize(
        ("now", "text"),
        [
            (ist(2, 10, 55), "2 h 5 min left"),
            (ist(2, 10, 55, 0, 1), "2 h 4 min left"),
            (ist(2, 12, 59, 20), "40 s left"),
            (ist(2, 13), "0 s left"),
            (ist(2, 13, 15, 59), "15 min over"),
        ],
    )
    def test_state_says_what_is_left_in_words(self, now: datetime, text: str) -> None:
        assert ask(FOUR_HOURS, now, opened(ist(2, 9)))["resolution"].time_left == text

    def test_nothing_promised_has_no_words(self) -> None:
        assert ask(FOUR_HOURS, ist(2, 10), opened(ist(2, 9)))["response"].time_left == ""


class TestSkew:
    """Two machines whose clocks differ by a few milliseconds."""

    CLOCK = Clock(FOUR_HOURS, [opened(ist(2, 9)), CustomerReplied(ist(2, 9))])
    EARLY = ist(2, 9) - timedelta(milliseconds=3)

    def test_instant_a_little_before_the_opening_means_the_opening(self) -> None:
        state = self.CLOCK.at(self.EARLY, skew=timedelta(seconds=1))
        assert state["resolution"].elapsed == timedelta(0)
        assert state["resolution"].due_at == ist(2, 13)
        assert state.now == self.EARLY
        skew = timedelta(milliseconds=3)
        assert self.CLOCK.next_change(self.EARLY, skew=skew) is not None
        assert self.CLOCK.escalations(self.EARLY, skew=skew) == ()

    def test_skew_does_not_move_an_instant_after_the_opening(self) -> None:
        now = ist(2, 9, 0, 1)
        state = self.CLOCK.at(now, skew=timedelta(hours=1))
        assert state["resolution"].elapsed == timedelta(seconds=1)
