"""The clock of a ticket: statuses, pauses, responses, shares, and what changes next."""

from __future__ import annotations

import json
import pickle
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from slaclock import Clock, Matrix, load_matrix
from slaclock.clock import ClockState
from slaclock.errors import (
    ArgumentTypeError,
    EventError,
    InstantRangeError,
    NaiveInstantError,
    NeverOpenError,
    UnknownNameError,
)
from slaclock.events import (
    CustomerReplied,
    Event,
    Opened,
    Paused,
    PlanChanged,
    Reopened,
    Resolved,
    Responded,
    Resumed,
)
from tests.clock.cases import KOLKATA, OFFICE, SHORT_FRIDAY, ask, ist, matrix, opened

HOUR = timedelta(hours=1)
MICROSECOND = timedelta(microseconds=1)
ZERO = timedelta(0)


class TestLog:
    def test_events_are_sorted_and_ties_stay_as_given(self) -> None:
        log = [Resumed(ist(2, 11)), opened(ist(2, 9)), Resolved(ist(2, 11)), Paused(ist(2, 10))]
        clock = Clock(matrix(), log)
        assert [event.type for event in clock.events] == ["opened", "paused", "resumed", "resolved"]

    def test_log_may_be_any_iterable(self) -> None:
        assert len(Clock(matrix(), iter([opened(ist(2, 9))])).events) == 1

    def test_saved_log_gives_the_same_clock(self) -> None:
        clock = Clock(matrix(), [opened(ist(2, 9)), Paused(ist(2, 10), "waiting")])
        again = Clock.from_dicts(json.loads(json.dumps(clock.to_dicts())), matrix=matrix())
        assert again.events == clock.events
        assert again.at(ist(3, 9)).to_dict() == clock.at(ist(3, 9)).to_dict()

    def test_clock_pickles_by_its_log_and_matrix(self) -> None:
        clock = Clock(matrix(), [Resolved(ist(2, 12)), opened(ist(2, 9))])
        again = pickle.loads(pickle.dumps(clock))
        assert (again.matrix, again.events) == (clock.matrix, clock.events)
        assert again.at(ist(3, 9)).to_dict() == clock.at(ist(3, 9)).to_dict()

    def test_ticket_opened_twice_is_refused(self) -> None:
        with pytest.raises(EventError) as caught:
            Clock(matrix(), [opened(ist(3, 9)), opened(ist(2, 9))])
        assert str(caught.value) == (
            "events[0] (opened at 2026-03-03T09:00:00+05:30, plan 'gold', priority 'P1'): opened "
            "twice, by events[1] (opened at 2026-03-02T09:00:00+05:30, plan 'gold', priority 'P1') "
            "too; keep one of them, or write 'reopened'"
        )

    def test_event_given_before_the_opening_of_the_same_instant_is_refused(self) -> None:
        with pytest.raises(EventError, match="or put opened first if they are the same"):
            Clock(matrix(), [Resolved(ist(2, 9)), opened(ist(2, 9))])

    @pytest.mark.parametrize(
        ("log", "message"),
        [
            ([opened(ist(2, 9)), "resolved"], "events[1] must be an event, such as"),
            ([Event(ist(2, 9))], "events[0] must be an event, such as"),
            ({"type": "opened"}, "events must be a list of events, such as"),
            (None, "events must be a list of events, such as"),
        ],
    )
    def test_what_is_no_list_of_events_is_refused(self, log: Any, message: str) -> None:
        with pytest.raises(ArgumentTypeError) as caught:
            Clock(matrix(), log)
        assert str(caught.value).startswith(message)

    def test_log_that_was_never_opened_names_no_event(self) -> None:
        with pytest.raises(EventError) as caught:
            Clock(matrix(), [Resolved(ist(2, 9))])
        assert (caught.value.index, caught.value.event) == (None, "")

    def test_unknown_plan_is_refused_by_its_event(self) -> None:
        with pytest.raises(EventError) as caught:
            Clock(matrix(), [Opened(ist(2, 9), "glod", "P1")])
        assert str(caught.value) == (
            "events[0] (opened at 2026-03-02T09:00:00+05:30, plan 'glod', priority 'P1'): "
            "unknown plan 'glod' in matrix 'ours'; did you mean 'gold'? plans: gold (plan 'glod')"
        )

    def test_matrix_may_be_the_name_of_a_bundled_one(self) -> None:
        clock = Clock("wotnot", [Opened(ist(2, 9), "Starter", "critical")])
        assert clock.matrix is load_matrix("wotnot")
        assert clock.at(ist(2, 9))["response"].due_at == ist(2, 13)

    def test_matrix_of_another_type_is_refused(self) -> None:
        with pytest.raises(ArgumentTypeError) as caught:
            Clock(7, [opened(ist(2, 9))])  # type: ignore[arg-type]
        assert str(caught.value) == (
            "matrix must be a Matrix, a MatrixHistory, the name of a bundled matrix or a path; "
            "got 7 (int)"
        )

    def test_clock_is_immutable_and_shows_itself(self) -> None:
        clock = Clock(matrix(), [opened(ist(2, 9))])
        with pytest.raises(AttributeError, match="Clock is immutable"):
            clock.matrix = matrix()  # type: ignore[misc]
        assert repr(clock).startswith("<Clock of a ticket opened 2026-03-02 09:00:00+05:30, 1 ev")


class TestNow:
    def test_results_are_in_the_zone_of_now(self) -> None:
        state = ask(matrix(), datetime(2026, 3, 2, 4, 30, tzinfo=UTC), opened(ist(2, 9)))
        assert state["resolution"].due_at == ist(2, 13)
        assert state["resolution"].due_at.tzinfo is UTC
        assert state.opened_at.tzinfo is UTC

    def test_events_at_now_count_and_later_ones_do_not(self) -> None:
        log = [opened(ist(2, 9)), Resolved(ist(2, 12))]
        assert ask(matrix(), ist(2, 12), *log)["resolution"].status == "met"
        just_before = ist(2, 12) - MICROSECOND
        assert ask(matrix(), just_before, *log)["resolution"].status == "running"

    def test_now_before_the_opening_is_refused(self) -> None:
        with pytest.raises(InstantRangeError) as caught:
            ask(matrix(), ist(2, 8), opened(ist(2, 9)))
        assert str(caught.value) == (
            "now is out of range: 2026-03-02T08:00:00+05:30; "
            "the ticket was opened at 2026-03-02T09:00:00+05:30"
        )

    def test_naive_now_is_refused(self) -> None:
        clock = Clock(matrix(), [opened(ist(2, 9))])
        for question in (clock.at, clock.next_change, clock.escalations):
            with pytest.raises(NaiveInstantError, match="now is naive"):
                question(datetime(2026, 3, 2, 12))

    def test_calendar_that_opens_too_little_is_an_error(self) -> None:
        terms = Matrix.model_validate(
            {
                "id": "fair",
                "calendars": {
                    "stand": {
                        "timezone": "Asia/Kolkata",
                        "hours": {},
                        "exceptions": {"2026-03-02": ["09:00-11:00"]},
                    }
                },
                "priorities": {"P1": {}},
                "plans": {"gold": {"calendar": "stand", "targets": {"P1": {"resolution": "4 h"}}}},
            }
        )
        with pytest.raises(NeverOpenError):
            ask(terms, ist(2, 10), opened(ist(2, 9)))


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


class TestPauses:
    def test_only_the_resolution_pauses_unless_the_matrix_says_more(self) -> None:
        log = [opened(ist(2, 9)), Paused(ist(2, 9, 30))]
        state = ask(matrix(), ist(2, 11), *log)
        assert state["resolution"].status == "paused"
        assert state["response"].status == "breached"
        both = matrix(pauses=["response", "resolution"])
        assert ask(both, ist(2, 11), *log)["response"].status == "paused"

    def test_no_metric_pauses_if_the_matrix_says_none(self) -> None:
        state = ask(matrix(pauses=[]), ist(2, 11), opened(ist(2, 9)), Paused(ist(2, 9, 30)))
        assert state["resolution"].status == "running"
        assert state.notes == ()

    def test_pause_counts_only_where_it_overlaps_open_time(self) -> None:
        # From Friday 18:00 to Monday 10:00: two open hours of sixty-four.
        log = [opened(ist(6, 17)), Paused(ist(6, 18)), Resumed(ist(9, 10))]
        state = ask(matrix(), ist(9, 11), *log)["resolution"]
        assert (state.due_at, state.elapsed, state.remaining) == (ist(9, 13), 2 * HOUR, 2 * HOUR)

    def test_several_pauses_add_up(self) -> None:
        log = [opened(ist(2, 9))]
        for hour in (10, 12, 14):
            log += [Paused(ist(2, hour)), Resumed(ist(2, hour + 1))]
        state = ask(matrix(), ist(2, 15), *log)["resolution"]
        assert (state.due_at, state.elapsed) == (ist(2, 16), 3 * HOUR)
        early = ask(matrix(), ist(2, 12, 30), *log)["resolution"]
        assert (early.due_at, early.elapsed, early.remaining) == (None, 2 * HOUR, 2 * HOUR)

    def test_pause_after_the_deadline_changes_nothing(self) -> None:
        log = [opened(ist(2, 9)), Paused(ist(2, 14)), Resumed(ist(2, 15))]
        for now in (ist(2, 14, 30), ist(2, 16)):
            state = ask(matrix(), now, *log)["resolution"]
            assert (state.status, state.due_at) == ("breached", ist(2, 13))

    def test_pause_stops_the_late_time_too(self) -> None:
        log = [opened(ist(2, 9)), Paused(ist(2, 14)), Resumed(ist(2, 15))]
        state = ask(matrix(), ist(2, 16), *log)["resolution"]
        assert (state.late_by, state.late_by_wall_time) == (2 * HOUR, 3 * HOUR)

    def test_resolved_while_paused_is_due_as_if_resumed_then(self) -> None:
        log = [opened(ist(2, 9)), Paused(ist(2, 10)), Resolved(ist(2, 14))]
        state = ask(matrix(), ist(3, 9), *log)["resolution"]
        assert (state.status, state.due_at) == ("met", ist(2, 17))
        assert (state.elapsed, state.remaining) == (HOUR, 3 * HOUR)


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


class TestResponses:
    def test_first_response_of_anybody_ends_both_promises(self) -> None:
        terms = matrix(first_response="< 2 h")
        log = [opened(ist(2, 9)), Responded(ist(2, 9, 30)), Responded(ist(2, 18))]
        state = ask(terms, ist(3, 9), *log)
        for metric in ("first_response", "response"):
            assert (state[metric].status, state[metric].completed_at) == ("met", ist(2, 9, 30))
        assert state["resolution"].status == "breached"
        assert state.notes == ()

    def test_resolution_without_a_response_ends_the_response_metrics(self) -> None:
        terms = matrix(first_response="< 2 h")
        state = ask(terms, ist(3, 9), opened(ist(2, 9)), Resolved(ist(2, 10, 30)))
        assert [state[metric].status for metric in state] == [
            "met",
            "breached",
            "met",
            "not_applicable",
        ]

    def test_resumption_leaves_a_response_given_during_the_pause(self) -> None:
        terms = matrix(pauses=["response", "resolution"])
        log = [
            opened(ist(2, 9)),
            Paused(ist(2, 9, 30)),
            Responded(ist(2, 10)),
            Resumed(ist(2, 11)),
        ]
        state = ask(terms, ist(2, 18), *log)["response"]
        assert (state.status, state.completed_at) == ("met", ist(2, 10))

    def test_reopening_leaves_the_response_as_it_was(self) -> None:
        log = [opened(ist(2, 9)), Resolved(ist(2, 9, 30)), Reopened(ist(2, 12))]
        state = ask(matrix(), ist(2, 18), *log)["response"]
        assert (state.status, state.completed_at) == ("met", ist(2, 9, 30))


class TestNextResponse:
    TERMS = matrix({"P1": {"next_response": "2 h"}}, pauses=["next_response"])

    def state(self, now: datetime, *log: Event) -> Any:
        return ask(self.TERMS, now, opened(ist(2, 9)), *log)["next_response"]

    def test_it_begins_with_a_message_of_the_customer(self) -> None:
        log = [CustomerReplied(ist(2, 10))]
        assert self.state(ist(2, 9, 30), *log).status == "not_applicable"
        running = self.state(ist(2, 11), *log)
        assert (running.status, running.due_at) == ("running", ist(2, 12))

    def test_oldest_message_without_an_answer_counts(self) -> None:
        log = [CustomerReplied(ist(2, 10)), CustomerReplied(ist(2, 11))]
        assert self.state(ist(2, 11), *log).due_at == ist(2, 12)

    def test_answer_ends_it_and_the_next_message_begins_another(self) -> None:
        log = [
            CustomerReplied(ist(2, 10)),
            Responded(ist(2, 11)),
            CustomerReplied(ist(2, 14)),
            Responded(ist(2, 17)),
        ]
        assert self.state(ist(2, 13), *log).status == "met"
        assert self.state(ist(2, 15), *log).due_at == ist(2, 16)
        state = self.state(ist(2, 18), *log)
        assert state.status == "breached"
        verdicts = [(cycle.started_at, cycle.ended_at, cycle.verdict) for cycle in state.cycles]
        assert verdicts == [
            (ist(2, 10), ist(2, 11), "met"),
            (ist(2, 14), ist(2, 17), "breached"),
        ]
        assert state.total_elapsed == 4 * HOUR
        assert state.first.ended_by == "responded"

    def test_resolution_answers_it(self) -> None:
        log = [CustomerReplied(ist(2, 10)), Resolved(ist(2, 11))]
        assert self.state(ist(2, 18), *log).status == "met"

    def test_message_to_a_resolved_ticket_counts_from_its_reopening(self) -> None:
        log = [Resolved(ist(2, 10)), CustomerReplied(ist(2, 11))]
        waiting = ask(self.TERMS, ist(2, 12), opened(ist(2, 9)), *log)
        assert waiting["next_response"].status == "not_applicable"
        assert waiting.notes[0].index == 2
        assert waiting.notes[0].text.endswith(
            "the ticket is resolved; the message counts if it is reopened"
        )
        state = self.state(ist(2, 15), *log, Reopened(ist(2, 14)))
        assert (state.started_at, state.due_at) == (ist(2, 14), ist(2, 16))
        again = self.state(ist(2, 15), *log, Reopened(ist(2, 14)), Resolved(ist(2, 14)))
        assert again.status == "met"

    def test_message_that_was_counted_once_is_not_counted_again(self) -> None:
        log = [
            Resolved(ist(2, 10)),
            CustomerReplied(ist(2, 11)),
            Reopened(ist(2, 12)),
            Resolved(ist(2, 13)),
            Reopened(ist(2, 14)),
        ]
        state = self.state(ist(2, 15), *log)
        assert (state.status, state.completed_at) == ("met", ist(2, 13))

    def test_message_during_a_pause_that_does_not_stop_it_runs_at_once(self) -> None:
        terms = matrix({"P1": {"next_response": "2 h"}})
        log = [opened(ist(2, 9)), Paused(ist(2, 10)), CustomerReplied(ist(2, 11))]
        assert ask(terms, ist(2, 12), *log)["next_response"].due_at == ist(2, 13)

    def test_account_begins_with_the_message(self) -> None:
        log = [CustomerReplied(ist(2, 10)), Responded(ist(2, 11)), CustomerReplied(ist(2, 14))]
        rows = self.state(ist(2, 15), *log).explain().rows
        assert [(row.start, row.what) for row in rows] == [
            (ist(2, 14), "customer_replied"),
            (ist(2, 14), "counted"),
        ]

    def test_message_during_a_pause_waits_for_its_end(self) -> None:
        log = [Paused(ist(2, 10)), CustomerReplied(ist(2, 11)), Resumed(ist(2, 14))]
        assert self.state(ist(2, 12), *log).status == "paused"
        assert self.state(ist(2, 15), *log).due_at == ist(2, 16)


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
        terms = matrix({"P1": {"resolution": "1 BD"}}, business_day="same_time", at_risk="100 %")
        clock = Clock(terms, [opened(ist(7, 12))])
        assert clock.next_change(ist(7, 12)) == ist(9, 19)
        state = clock.at(ist(9, 19))["resolution"]
        assert (state.status, state.percent, state.at_risk) == ("running", 100, True)
        assert clock.next_change(ist(9, 19)) == ist(10, 9) + MICROSECOND

    def test_nothing_is_at_risk_if_the_matrix_names_no_share(self) -> None:
        assert not ask(matrix(), ist(2, 13), opened(ist(2, 9)))["resolution"].at_risk


class TestNextChange:
    def test_at_risk_then_breach_then_nothing(self) -> None:
        terms = matrix({"P1": {"resolution": "4 h"}}, at_risk="80 %")
        clock = Clock(terms, [opened(ist(2, 9))])
        at_risk, breach = ist(2, 12, 12), ist(2, 13) + MICROSECOND
        assert clock.next_change(ist(2, 9)) == at_risk
        assert clock.next_change(at_risk) == breach
        assert clock.next_change(breach) is None

    def test_strict_target_changes_at_its_deadline(self) -> None:
        clock = Clock(matrix({"P1": {"resolution": "< 4 h"}}), [opened(ist(2, 9))])
        assert clock.next_change(ist(2, 9)) == ist(2, 13)

    def test_at_risk_that_is_never_seen_is_no_change(self) -> None:
        terms = matrix({"P1": {"resolution": "< 4 h"}}, at_risk="100 %")
        clock = Clock(terms, [opened(ist(2, 9))])
        assert clock.next_change(ist(2, 9)) == ist(2, 13)
        assert clock.next_change(ist(2, 13)) is None

    def test_earliest_of_all_metrics_counts(self) -> None:
        clock = Clock(matrix(), [opened(ist(2, 9))])
        assert clock.next_change(ist(2, 9)) == ist(2, 10) + MICROSECOND
        assert clock.next_change(ist(2, 11)) == ist(2, 13) + MICROSECOND

    def test_nothing_changes_by_itself_while_paused_or_after_completion(self) -> None:
        terms = matrix({"P1": {"resolution": "4 h"}})
        assert Clock(terms, [opened(ist(2, 9)), Paused(ist(2, 10))]).next_change(ist(2, 11)) is None
        done = Clock(terms, [opened(ist(2, 9)), Resolved(ist(2, 10))])
        assert done.next_change(ist(2, 11)) is None

    def test_events_after_now_do_not_count(self) -> None:
        terms = matrix({"P1": {"resolution": "4 h"}})
        clock = Clock(terms, [opened(ist(2, 9)), Resolved(ist(2, 10))])
        assert clock.next_change(ist(2, 9)) == ist(2, 13) + MICROSECOND

    def test_answer_is_in_the_zone_of_now(self) -> None:
        clock = Clock(matrix(), [opened(ist(2, 9))])
        change = clock.next_change(datetime(2026, 3, 2, 4, tzinfo=UTC))
        assert change is not None
        assert change.tzinfo is UTC


class TestState:
    def state(self) -> ClockState:
        log = [opened(ist(2, 9)), Paused(ist(2, 10)), Paused(ist(2, 11)), Resumed(ist(2, 18))]
        return ask(matrix(), ist(2, 12), *log)

    def test_it_is_a_mapping_of_all_metrics(self) -> None:
        state = self.state()
        assert list(state) == ["first_response", "response", "resolution", "next_response"]
        assert len(state) == 4
        assert "resolution" in state
        assert "resolved" not in state
        with pytest.raises(UnknownNameError, match="unknown metric 'resolved'; did you mean"):
            state["resolved"]

    def test_it_tells_the_terms(self) -> None:
        state = self.state()
        assert (state.row.plan.id, state.now, state.opened_at) == ("gold", ist(2, 12), ist(2, 9))
        assert state["resolution"].calendar is state.row.calendar
        assert state.provenance["matrix"]["version"] == "7"

    def test_notes_are_those_so_far(self) -> None:
        log = [opened(ist(2, 9)), Resumed(ist(2, 10)), Reopened(ist(2, 11))]
        clock = Clock(matrix(), log)
        assert [len(clock.at(ist(2, hour)).notes) for hour in (9, 10, 11)] == [0, 1, 2]
        assert clock.at(ist(2, 11)).notes[1].at == ist(2, 11)

    @pytest.mark.parametrize(
        ("log", "text"),
        [
            (
                [Resolved(ist(2, 10)), Resolved(ist(2, 11))],
                "the ticket is resolved already; the first time counts",
            ),
            (
                [Resolved(ist(2, 10)), Paused(ist(2, 11))],
                "the ticket is resolved; there is no clock to pause",
            ),
            (
                [Resolved(ist(2, 10)), Resumed(ist(2, 11))],
                "the ticket is resolved; there is nothing to resume",
            ),
            ([Reopened(ist(2, 11))], "the ticket is not resolved; there is nothing to reopen"),
            ([PlanChanged(ist(2, 11), "GOLD")], "the plan is gold already"),
        ],
    )
    def test_event_that_changes_nothing_is_noted(self, log: list[Event], text: str) -> None:
        state = ask(matrix(), ist(2, 12), opened(ist(2, 9)), *log)
        assert [note.text.partition("): ")[2] for note in state.notes] == [text]
        assert [note.index for note in state.notes] == [len(log)]
        assert str(state.notes[0]) == state.notes[0].text

    def test_it_becomes_plain_data(self) -> None:
        data = json.loads(json.dumps(self.state().to_dict()))
        assert data["now"] == "2026-03-02T12:00:00+05:30"
        assert (data["plan"], data["priority"]) == ("gold", "P1")
        assert data["notes"] == [str(note) for note in self.state().notes]
        assert data["metrics"]["resolution"] == {
            "status": "paused",
            "target": "4 h",
            "due_at": None,
            "completed_at": None,
            "elapsed_us": 3_600_000_000,
            "total_elapsed_us": 3_600_000_000,
            "remaining_us": 3 * 3_600_000_000,
            "late_by_us": 0,
            "late_by_wall_time_us": 0,
            "percent": 25,
            "at_risk": False,
            "was_breached": False,
            "cycles": [
                {
                    "metric": "resolution",
                    "plan": "gold",
                    "priority": "P1",
                    "matrix": "ours",
                    "version": "7",
                    "calendar": "office",
                    "target": "4 h",
                    "started_at": "2026-03-02T09:00:00+05:30",
                    "ended_at": None,
                    "ended_by": None,
                    "due_at": None,
                    "elapsed_us": 3_600_000_000,
                    "verdict": None,
                }
            ],
        }
        assert data["metrics"]["first_response"]["remaining_us"] is None

    def test_completed_metric_becomes_plain_data(self) -> None:
        state = ask(matrix(), ist(3, 9), opened(ist(2, 9)), Resolved(ist(2, 14)))
        data = state["resolution"].to_dict()
        cycle = data.pop("cycles")[0]
        assert json.dumps(data) == json.dumps(
            {
                "status": "breached",
                "target": "4 h",
                "due_at": "2026-03-02T13:00:00+05:30",
                "completed_at": "2026-03-02T14:00:00+05:30",
                "elapsed_us": 18_000_000_000,
                "total_elapsed_us": 18_000_000_000,
                "remaining_us": -3_600_000_000,
                "late_by_us": 3_600_000_000,
                "late_by_wall_time_us": 3_600_000_000,
                "percent": 125,
                "at_risk": False,
                "was_breached": True,
            }
        )
        assert json.dumps(
            [cycle[key] for key in ("ended_at", "ended_by", "due_at", "elapsed_us")]
        ) == json.dumps(
            [
                "2026-03-02T14:00:00+05:30",
                "resolved",
                "2026-03-02T13:00:00+05:30",
                18_000_000_000,
            ]
        )

    def test_plain_data_tells_what_the_answer_rests_on(self) -> None:
        data = self.state().to_dict()
        assert data["opened_at"] == "2026-03-02T09:00:00+05:30"
        assert data["provenance"] == self.state().provenance
        assert data["metrics"]["first_response"]["target"] is None

    def test_cycles_are_in_the_zone_of_now(self) -> None:
        log = [opened(ist(2, 9)), Resolved(ist(2, 10)), Reopened(ist(2, 11)), Resolved(ist(2, 12))]
        state = ask(matrix(), ist(3, 9), *log)["resolution"]
        for cycle in state.cycles:
            zones = {at.tzinfo for at in (cycle.started_at, cycle.ended_at, cycle.due_at) if at}
            assert zones == {KOLKATA}
        assert state.cycles[-1].due_at == state.due_at

    def test_ticket_without_a_priority_becomes_plain_data_too(self) -> None:
        state = ask(matrix(first_response="1 h"), ist(2, 9), opened(ist(2, 9), None))
        assert state.to_dict()["priority"] is None
        assert state["first_response"].cycles[0].priority is None

    def test_it_is_immutable_and_shows_itself(self) -> None:
        state = self.state()
        with pytest.raises(AttributeError, match="no setter"):
            state.now = ist(3)  # type: ignore[misc]
        with pytest.raises(AttributeError, match="no setter"):
            state["resolution"].status = "met"  # type: ignore[misc]
        assert repr(state["response"]) == "<response breached, due 2026-03-02 10:00:00+05:30>"
        assert repr(state["resolution"]) == "<resolution paused>"
        assert repr(state) == (
            "<ClockState at 2026-03-02 12:00:00+05:30: <first_response not_applicable>, "
            "<response breached, due 2026-03-02 10:00:00+05:30>, <resolution paused>, "
            "<next_response not_applicable>>"
        )


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
