"""How far a cycle has got: statuses, business days with pauses, shares of the target."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest

from slaclock import Clock
from slaclock.errors import (
    UnknownNameError,
)
from slaclock.events import (
    Paused,
    PriorityChanged,
    Resolved,
    Resumed,
)
from tests.clock.cases import SHORT_FRIDAY, ask, ist, matrix, opened

HOUR = timedelta(hours=1)
MICROSECOND = timedelta(microseconds=1)
ZERO = timedelta(0)


class TestStatus:
    @pytest.mark.parametrize(
        ("target", "now", "status"),
        [
            ("4 h", ist(2, 13), "running"),
            ("4 h", ist(2, 13) + MICROSECOND, "breached"),
            ("< 4 h", ist(2, 13) - MICROSECOND, "running"),
            ("< 4 h", ist(2, 13), "breached"),
        ],
    )
    def test_running_clock_is_breached_past_its_deadline_or_at_a_strict_one(
        self, target: str, now: datetime, status: str
    ) -> None:
        terms = matrix({"P1": {"resolution": target}})
        assert ask(terms, now, opened(ist(2, 9)))["resolution"].status == status

    @pytest.mark.parametrize(
        ("target", "done", "status"),
        [
            ("4 h", ist(2, 13), "met"),
            ("4 h", ist(2, 13) + MICROSECOND, "breached"),
            ("< 4 h", ist(2, 13) - MICROSECOND, "met"),
            ("< 4 h", ist(2, 13), "breached"),
        ],
    )
    def test_completed_clock_is_judged_by_its_completion(
        self, target: str, done: datetime, status: str
    ) -> None:
        terms = matrix({"P1": {"resolution": target}})
        log = [opened(ist(2, 9)), Resolved(done)]
        assert ask(terms, ist(9, 9), *log)["resolution"].status == status

    def test_metric_without_a_promise_is_not_applicable(self) -> None:
        state = ask(matrix(), ist(2, 12), opened(ist(2, 9)))["first_response"]
        assert state.status == "not_applicable"
        assert (state.due_at, state.remaining, state.percent, state.target) == (None,) * 4
        assert (state.started_at, state.completed_at, state.calendar) == (None,) * 3
        assert (state.elapsed, state.late_by, state.late_by_wall_time) == (ZERO, ZERO, ZERO)
        assert (state.at_risk, state.cycles, state.first) == (False, (), None)
        with pytest.raises(UnknownNameError, match="unknown metric 'first_response'"):
            state.explain()

    def test_late_is_told_in_open_time_and_on_the_wall(self) -> None:
        # 4 h from Friday 6 March 15:00 end at the closing; asked on Saturday, then on Monday.
        log = [opened(ist(6, 15))]
        saturday = ask(matrix(), ist(7, 19), *log)["resolution"]
        assert saturday.status == "breached"
        assert (saturday.late_by, saturday.late_by_wall_time) == (ZERO, 24 * HOUR)
        assert (saturday.percent, saturday.remaining) == (100, ZERO)
        monday = ask(matrix(), ist(9, 10), *log)["resolution"]
        assert (monday.late_by, monday.late_by_wall_time) == (HOUR, 63 * HOUR)
        assert (monday.percent, monday.remaining) == (125, -HOUR)

    def test_late_stands_still_after_the_completion(self) -> None:
        log = [opened(ist(2, 9)), Resolved(ist(2, 14))]
        state = ask(matrix(), ist(30, 9), *log)["resolution"]
        assert (state.late_by, state.late_by_wall_time) == (HOUR, HOUR)
        assert state.elapsed == 5 * HOUR
        assert (state.started_at, state.completed_at) == (ist(2, 9), ist(2, 14))

    def test_clock_starts_counting_with_the_next_window(self) -> None:
        state = ask(matrix(), ist(9, 10), opened(ist(7, 12)))["resolution"]  # a Saturday
        assert (state.due_at, state.elapsed) == (ist(9, 13), HOUR)


class TestPausedExactlyAtTheDeadline:
    LOG = (opened(ist(2, 9)), Paused(ist(2, 13)))

    def test_it_is_paused_and_not_late(self) -> None:
        state = ask(matrix(), ist(2, 15), *self.LOG)["resolution"]
        assert (state.status, state.due_at, state.remaining) == ("paused", ist(2, 13), ZERO)

    def test_resolved_during_the_pause_it_is_met(self) -> None:
        state = ask(matrix(), ist(2, 17), *self.LOG, Resolved(ist(2, 16)))["resolution"]
        assert (state.status, state.due_at) == ("met", ist(2, 16))

    def test_nothing_changes_by_itself(self) -> None:
        clock = Clock(matrix({"P1": {"resolution": "4 h"}}), self.LOG)
        assert clock.next_change(ist(2, 13)) is None

    @pytest.mark.parametrize("meaning", ["full_day", "same_time", "8 h"])
    def test_business_days_are_judged_alike(self, meaning: str) -> None:
        # Opened on Saturday, 1 BD ends on Monday at 19:00, Tuesday at 9:00 or Monday at 17:00.
        terms = matrix({"P1": {"resolution": "1 BD"}}, business_day=meaning)
        due = ask(terms, ist(7, 12), opened(ist(7, 12)))["resolution"].due_at
        log = [opened(ist(7, 12)), Paused(due)]
        paused = ask(terms, ist(10, 20), *log)["resolution"]
        assert (paused.status, paused.due_at) == ("paused", due)
        resumed = ask(terms, ist(11, 12), *log, Resumed(ist(10, 20)))["resolution"]
        assert (resumed.status, resumed.due_at) == ("breached", due)
        resolved = ask(terms, ist(11, 12), *log, Resolved(ist(10, 20)))["resolution"]
        assert (resolved.status, resolved.due_at) == ("met", ist(10, 20))
        assert resolved.remaining == ZERO

    def test_resumed_it_is_late(self) -> None:
        state = ask(matrix(), ist(2, 16), *self.LOG, Resumed(ist(2, 16)))["resolution"]
        assert (state.status, state.due_at) == ("breached", ist(2, 13))

    def test_strict_target_is_breached_already(self) -> None:
        terms = matrix({"P1": {"resolution": "< 4 h"}})
        assert ask(terms, ist(2, 15), *self.LOG)["resolution"].status == "breached"
        resolved = ask(terms, ist(2, 17), *self.LOG, Resolved(ist(2, 16)))["resolution"]
        assert (resolved.status, resolved.due_at) == ("breached", ist(2, 13))
        assert (resolved.remaining, resolved.elapsed) == (ZERO, 4 * HOUR)


class TestBusinessDays:
    """Opened on Monday 2 March at 13:00 to be resolved in 1 BD, and paused from 15:00 to 17:00."""

    LOG = (opened(ist(2, 13)), Paused(ist(2, 15)), Resumed(ist(2, 17)))

    @pytest.mark.parametrize(
        ("meaning", "due"),
        [
            ("full_day", ist(3, 15)),
            ("same_time", ist(3, 15)),
            ("close_of_business", ist(4, 11)),
            ("8 h", ist(3, 13)),
        ],
    )
    def test_pause_moves_the_deadline_by_the_open_time_lost(
        self, meaning: str, due: datetime
    ) -> None:
        terms = matrix({"P1": {"resolution": "1 BD"}}, business_day=meaning)
        state = ask(terms, ist(2, 18), *self.LOG)["resolution"]
        assert (state.status, state.due_at, state.elapsed) == ("running", due, 3 * HOUR)
        assert state.remaining == terms.calendars["office"].elapsed(ist(2, 18), due)

    @pytest.mark.parametrize(
        ("meaning", "remaining", "percent"),
        [
            ("full_day", 7 * HOUR, 30),
            ("same_time", 7 * HOUR, 30),
            ("close_of_business", 13 * HOUR, 18),
            ("8 h", 5 * HOUR, 37),
        ],
    )
    def test_pause_that_is_still_to_come_takes_nothing_away(
        self, meaning: str, remaining: timedelta, percent: int
    ) -> None:
        """Monday from 13 to 15 and from 17 to 18 has counted; the next pause is on Tuesday."""
        terms = matrix({"P1": {"resolution": "1 BD"}}, business_day=meaning)
        later = [Paused(ist(3, 9, 30)), Resumed(ist(3, 12))]
        state = ask(terms, ist(2, 18), *self.LOG, *later)["resolution"]
        assert (state.remaining, state.percent) == (remaining, percent)

    @pytest.mark.parametrize(
        ("meaning", "remaining", "percent"),
        [
            ("full_day", 8 * HOUR, 20),
            ("same_time", 8 * HOUR, 20),
            ("close_of_business", 14 * HOUR, 12),
            ("8 h", 6 * HOUR, 25),
        ],
    )
    def test_paused_clock_tells_what_is_left_as_if_resumed_now(
        self, meaning: str, remaining: timedelta, percent: int
    ) -> None:
        terms = matrix({"P1": {"resolution": "1 BD"}}, business_day=meaning)
        state = ask(terms, ist(2, 16), *self.LOG)["resolution"]
        assert (state.status, state.due_at) == ("paused", None)
        assert (state.remaining, state.percent) == (remaining, percent)

    @pytest.mark.parametrize(
        ("meaning", "due", "remaining"),
        [
            ("full_day", ist(3, 15), 8 * HOUR),
            ("same_time", ist(3, 15), 8 * HOUR),
            ("close_of_business", ist(4, 11), 14 * HOUR),
            ("8 h", ist(3, 13), 6 * HOUR),
        ],
    )
    def test_clock_stopped_during_a_pause_is_due_as_if_resumed_then(
        self, meaning: str, due: datetime, remaining: timedelta
    ) -> None:
        terms = matrix({"P1": {"resolution": "1 BD"}}, business_day=meaning)
        state = ask(terms, ist(9, 9), *self.LOG[:2], Resolved(ist(2, 17)))["resolution"]
        assert (state.status, state.due_at) == ("met", due)
        assert (state.remaining, state.elapsed) == (remaining, 2 * HOUR)

    @pytest.mark.parametrize("meaning", ["full_day", "same_time", "close_of_business", "8 h"])
    def test_resolution_after_a_pause_is_judged_by_the_moved_deadline(self, meaning: str) -> None:
        terms = matrix({"P1": {"resolution": "1 BD"}}, business_day=meaning)
        due = ask(terms, ist(2, 17), *self.LOG)["resolution"].due_at
        assert due is not None
        for done, status in [(due, "met"), (due + MICROSECOND, "breached")]:
            state = ask(terms, ist(9, 9), *self.LOG, Resolved(done))["resolution"]
            assert (state.status, state.due_at, state.completed_at) == (status, due, done)

    def test_full_days_of_different_length_count_by_their_shares(self) -> None:
        # Thursday 5 March 13:00 to 17:00 is 40 % of a day; on Friday from 10:00 on, 60 % of
        # four hours are left to go.
        terms = matrix({"P1": {"resolution": "1 BD"}}, hours=SHORT_FRIDAY)
        log = [opened(ist(5, 13)), Paused(ist(5, 17)), Resumed(ist(6, 10))]
        state = ask(terms, ist(6, 11), *log)["resolution"]
        assert state.due_at == ist(6, 12, 24)
        assert (state.elapsed, state.percent) == (5 * HOUR, 65)
        paused = ask(terms, ist(5, 18), *log)["resolution"]
        assert paused.remaining == HOUR + timedelta(hours=2)  # to the closing, and half of Friday

    def test_share_of_a_full_day_that_is_no_whole_second_is_rounded_up_once(self) -> None:
        # A third of Monday's three hours, paused twice, then two thirds of Tuesday's seven.
        hours = {"mon": ["09:00-12:00"], "tue": ["09:00-16:00"]}
        terms = matrix({"P1": {"resolution": "1 BD"}}, hours=hours)
        log = [
            opened(ist(2, 9)),
            Paused(ist(2, 9, 20)),
            Resumed(ist(2, 9, 40)),
            Paused(ist(2, 10, 20)),
            Resumed(ist(3, 9)),
        ]
        state = ask(terms, ist(3, 10), *log)["resolution"]
        assert state.due_at == ist(3, 13, 40)
        odd = [*log[:3], Paused(ist(2, 10, 20, 1)), log[4]]
        # One second more on Monday is 7/3 of one on Tuesday, so 2 s earlier, and no fraction.
        assert ask(terms, ist(3, 10), *odd)["resolution"].due_at == ist(3, 13, 39, 58)

    def test_dated_deadline_at_an_opening_stays_there_without_a_loss(self) -> None:
        # Saturday 7 March starts on Monday 09:00; a day later that is an opening.
        terms = matrix({"P1": {"resolution": "1 BD"}}, business_day="same_time")
        log = [opened(ist(7, 12)), Paused(ist(8, 9)), Resumed(ist(8, 12))]
        state = ask(terms, ist(9, 20), *log)["resolution"]
        assert (state.status, state.due_at) == ("running", ist(10, 9))
        assert (state.percent, state.remaining) == (100, ZERO)
        lost = [log[0], Paused(ist(9, 10)), Resumed(ist(9, 12))]
        assert ask(terms, ist(9, 20), *lost)["resolution"].due_at == ist(10, 11)

    def test_dated_deadline_has_no_instant_while_paused_in_closed_time_before_it(self) -> None:
        terms = matrix({"P1": {"resolution": "1 BD"}}, business_day="same_time")
        log = [opened(ist(7, 12)), Paused(ist(9, 20))]
        assert ask(terms, ist(9, 21), *log)["resolution"].due_at is None
        state = ask(terms, ist(10, 12), *log, Resolved(ist(10, 11)))["resolution"]
        assert (state.status, state.due_at) == ("met", ist(10, 11))

    def test_dated_deadline_of_a_pause_at_it_is_the_resolution(self) -> None:
        terms = matrix({"P1": {"resolution": "1 BD"}}, business_day="close_of_business")
        log = [opened(ist(2, 12)), Paused(ist(3, 19)), Resolved(ist(4, 20))]
        state = ask(terms, ist(5, 12), *log)["resolution"]
        assert (state.status, state.due_at) == ("met", ist(4, 20))


class TestEarlierOfSeveral:
    def test_pause_can_make_the_other_one_the_earlier(self) -> None:
        """Due at 19:00, and 21:00 round the clock; paused at 16:00, with 3 h and 5 h left."""
        targets: Any = {"first_of": ["4 h", {"within": "6 h", "calendar": "always"}]}
        terms = matrix({"P1": {"resolution": targets}})
        log = [opened(ist(2, 15)), Paused(ist(2, 16))]
        assert ask(terms, ist(2, 15), *log)["resolution"].due_at == ist(2, 19)
        paused = ask(terms, ist(2, 18), *log)["resolution"]
        assert (paused.due_at, paused.due_if_resumed) == (None, ist(2, 23))
        resumed = ask(terms, ist(2, 18), *log, Resumed(ist(2, 18)))["resolution"]
        assert resumed.due_at == ist(2, 23)

    def test_each_counts_by_its_own_hours_where_hours_are_kept(self) -> None:
        """Opened at closing time: 4 h are Tuesday at 13:00, 14 h round the clock are at 9:00."""
        targets: Any = {"first_of": ["4 h", {"within": "14 h", "calendar": "always"}]}
        terms = matrix({"P1": {"resolution": targets}}, on_change="carry_elapsed")
        assert ask(terms, ist(2, 20), opened(ist(2, 19)))["resolution"].due_at == ist(3, 9)


class TestShares:
    def test_percent_is_rounded_down_until_the_target_is_used_up(self) -> None:
        terms = matrix({"P1": {"resolution": "4 h"}})
        for now, percent in [
            (ist(2, 9), 0),
            (ist(2, 9, 2, 23), 0),
            (ist(2, 9, 2, 24), 1),
            (ist(2, 13) - MICROSECOND, 99),
            (ist(2, 13), 100),
            (ist(2, 13, 2, 23), 100),
            (ist(2, 17), 200),
        ]:
            assert ask(terms, now, opened(ist(2, 9)))["resolution"].percent == percent, now

    def test_time_is_left_until_a_deadline_that_was_rounded_up(self) -> None:
        """A second of Monday's three hours is 7/3 s of Tuesday's seven: due at 9:00:03."""
        hours = {"mon": ["09:00-12:00"], "tue": ["09:00-16:00"]}
        terms = matrix({"P1": {"resolution": "1 BD"}}, hours=hours)
        for now, status, percent in [
            (ist(3, 9, 0, 2, 500_000), "running", 99),
            (ist(3, 9, 0, 3), "running", 100),
            (ist(3, 9, 0, 3, 1), "breached", 100),
        ]:
            state = ask(terms, now, opened(ist(2, 9, 0, 1)))["resolution"]
            assert (state.status, state.percent) == (status, percent), now

    def test_at_risk_begins_with_the_share_the_matrix_names(self) -> None:
        terms = matrix(at_risk="80 %")
        threshold = ist(2, 12, 12)  # 80 % of 4 h from 09:00
        for now, at_risk in [
            (threshold - MICROSECOND, False),
            (threshold, True),
            (ist(2, 13), True),
            (ist(2, 13) + MICROSECOND, False),
        ]:
            assert ask(terms, now, opened(ist(2, 9)))["resolution"].at_risk is at_risk, now

    def test_paused_ticket_may_be_at_risk_and_a_completed_one_is_not(self) -> None:
        terms = matrix(at_risk="80 %")
        paused = [opened(ist(2, 9)), Paused(ist(2, 12, 30))]
        assert ask(terms, ist(2, 18), *paused)["resolution"].at_risk
        resolved = [*paused, Resolved(ist(2, 12, 40))]
        assert not ask(terms, ist(2, 18), *resolved)["resolution"].at_risk

    def test_dated_target_is_used_up_at_the_closing_before_a_deadline_at_an_opening(self) -> None:
        # Opened on Saturday 7 March, started on Monday at 9, due on Tuesday at 9.
        terms = matrix({"P1": {"resolution": "1 BD"}}, business_day="same_time", at_risk="99 %")
        clock = Clock(terms, [opened(ist(7, 12))])
        assert clock.next_change(ist(7, 12)) == ist(9, 18, 54)
        state = clock.at(ist(9, 19))["resolution"]
        assert (state.status, state.percent, state.at_risk) == ("running", 100, True)
        assert clock.next_change(ist(9, 18, 54)) == ist(10, 9) + MICROSECOND

    def test_date_that_is_due_before_anything_could_count_is_used_up(self) -> None:
        """From Saturday to Sunday noon no office hour counts, and that was the deadline."""
        terms = matrix(
            {"P1": {"resolution": "8 h"}, "P2": {"calendar": "always", "resolution": "1 BD"}},
            business_day="same_time",
            on_change="carry_elapsed",
        )
        log = [opened(ist(7, 12), "P1"), PriorityChanged(ist(8, 20), "P2")]
        state = ask(terms, ist(8, 21), *log)["resolution"]
        assert (state.status, state.due_at) == ("breached", ist(8, 12))
        assert (state.percent, state.elapsed) == (100, HOUR)

    def test_nothing_is_at_risk_if_the_matrix_names_no_share(self) -> None:
        assert not ask(matrix(), ist(2, 13), opened(ist(2, 9)))["resolution"].at_risk
