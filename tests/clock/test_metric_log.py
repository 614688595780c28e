"""The clock of a ticket whose terms change, or that is reopened: what counts, what is on record."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest

from slaclock import Clock, Matrix, load_matrix
from slaclock.errors import EventError
from slaclock.events import (
    CustomerReplied,
    Event,
    Opened,
    Paused,
    PlanChanged,
    PriorityChanged,
    Reopened,
    Resolved,
    Responded,
    Resumed,
)
from tests.clock.cases import ask, ist, matrix, opened

HOUR = timedelta(hours=1)
ZERO = timedelta(0)
TARGETS = {
    "P1": {"response": "1 h", "resolution": "4 h"},
    "P2": {"response": "2 h", "resolution": "8 h"},
    "P3": {"response": "2 h"},
}
AROUND_THE_CLOCK = {
    "P1": {"calendar": "always", "resolution": "4 h"},
    "P2": {"resolution": "8 h"},
    "P3": {"resolution": "1 BD"},
}


def on_record(state: Any) -> list[tuple[str | None, datetime | None, str | None, str]]:
    return [
        (cycle.verdict, cycle.ended_at, cycle.ended_by, str(cycle.target)) for cycle in state.cycles
    ]


class TestRetroactive:
    TERMS = matrix(TARGETS)

    def test_new_target_counts_from_the_opening(self) -> None:
        log = [opened(ist(2, 9), "P2"), PriorityChanged(ist(2, 11), "P1")]
        state = ask(self.TERMS, ist(2, 12), *log)["resolution"]
        assert (state.due_at, state.elapsed, state.status) == (ist(2, 13), 3 * HOUR, "running")
        assert on_record(state) == [(None, None, None, "4 h")]

    def test_pauses_are_kept(self) -> None:
        log = [
            opened(ist(2, 9), "P2"),
            Paused(ist(2, 10)),
            PriorityChanged(ist(2, 11), "P1"),
            Resumed(ist(2, 12)),
        ]
        assert ask(self.TERMS, ist(2, 13), *log)["resolution"].due_at == ist(2, 15)

    def test_breach_that_a_change_makes_void_stays_on_record(self) -> None:
        log = [opened(ist(2, 9), "P1"), PriorityChanged(ist(2, 14), "P2")]
        state = ask(self.TERMS, ist(2, 15), *log)["resolution"]
        assert (state.status, state.due_at) == ("running", ist(2, 17))
        assert on_record(state) == [
            ("breached", ist(2, 14), "priority_changed", "4 h"),
            (None, None, None, "8 h"),
        ]
        first = state.cycles[0]
        assert (first.due_at, first.elapsed, first.priority) == (ist(2, 13), 5 * HOUR, "P1")
        assert (first.matrix, first.version, first.plan) == ("ours", "7", "gold")
        assert state.was_breached
        assert state.total_elapsed == 6 * HOUR
        assert state.first is None

    def test_verdict_stays_with_the_target_it_was_reached_under(self) -> None:
        log = [
            opened(ist(2, 9), "P2"),
            Responded(ist(2, 10, 30)),
            PriorityChanged(ist(2, 11), "P1"),
        ]
        state = ask(self.TERMS, ist(2, 18), *log)["response"]
        assert (state.status, str(state.target), state.due_at) == ("met", "2 h", ist(2, 11))

    def test_other_calendar_is_used_from_the_opening(self) -> None:
        # Opened on Saturday 7 March: round the clock as P1, in office hours as P2.
        terms = matrix(AROUND_THE_CLOCK)
        log = [opened(ist(7, 12), "P1"), PriorityChanged(ist(7, 14), "P2")]
        before = ask(terms, ist(7, 13), *log)["resolution"]
        assert (before.due_at, before.elapsed) == (ist(7, 16), HOUR)
        after = ask(terms, ist(7, 15), *log)["resolution"]
        assert (after.due_at, after.elapsed) == (ist(9, 17), ZERO)

    def test_published_enterprise_plan_goes_from_24x7_to_extended_hours(self) -> None:
        log = [
            Opened(ist(7, 12), "enterprise", "P1"),
            PriorityChanged(ist(7, 14), "P2"),
        ]
        state = ask(load_matrix("wotnot"), ist(7, 15), *log)
        assert state["resolution"].due_at == ist(9, 21)
        assert state["response"].due_at == ist(9, 10)
        assert state["response"].cycles[0].verdict == "breached"  # 30 min on 24x7

    def test_priority_without_a_target_is_not_applicable_until_it_has_one(self) -> None:
        log = [
            opened(ist(2, 9), "P1"),
            PriorityChanged(ist(2, 10), "P3"),
            PriorityChanged(ist(2, 11), "P2"),
        ]
        assert ask(self.TERMS, ist(2, 10), *log)["resolution"].status == "not_applicable"
        state = ask(self.TERMS, ist(2, 12), *log)["resolution"]
        assert (state.status, state.due_at) == ("running", ist(2, 17))
        assert on_record(state) == [(None, None, None, "8 h")]

    def test_past_breach_is_on_record_of_a_metric_that_is_not_applicable_now(self) -> None:
        log = [opened(ist(2, 9), "P1"), PriorityChanged(ist(2, 14), "P3")]
        state = ask(self.TERMS, ist(2, 15), *log)["resolution"]
        assert state.status == "not_applicable"
        assert on_record(state) == [("breached", ist(2, 14), "priority_changed", "4 h")]

    def test_record_skips_terms_that_promised_nothing(self) -> None:
        log = [
            opened(ist(2, 9), "P3"),
            PriorityChanged(ist(2, 10), "P1"),
            PriorityChanged(ist(2, 14), "P2"),
        ]
        state = ask(self.TERMS, ist(2, 15), *log)["resolution"]
        assert [cycle.verdict for cycle in state.cycles] == ["breached", None]

    def test_one_clock_answers_before_and_after_a_change_of_calendar(self) -> None:
        terms = matrix(AROUND_THE_CLOCK)
        log = [
            opened(ist(6, 17), "P1"),
            Paused(ist(6, 20)),
            Resumed(ist(6, 21)),
            PriorityChanged(ist(6, 22), "P2"),
        ]
        clock = Clock(terms, log)
        for _ in range(2):
            before, after = (clock.at(ist(*at))["resolution"] for at in [(6, 21), (6, 22)])
            assert (before.elapsed, before.due_at) == (3 * HOUR, ist(6, 22))
            assert (after.elapsed, after.due_at) == (2 * HOUR, ist(9, 15))

    def test_one_clock_answers_before_and_after_a_change_of_a_dated_target(self) -> None:
        targets = {"P1": {"resolution": "1 BD"}, "P2": {"resolution": "2 BD"}}
        log = [
            opened(ist(2, 13), "P1"),
            Paused(ist(2, 15)),
            Resumed(ist(2, 17)),
            PriorityChanged(ist(2, 18), "P2"),
        ]
        clock = Clock(matrix(targets, business_day="same_time"), log)
        for _ in range(2):
            dues = [clock.at(ist(2, hour))["resolution"].due_at for hour in (17, 18)]
            assert dues == [ist(3, 15), ist(4, 15)]

    def test_priority_may_be_named_later(self) -> None:
        terms = matrix(TARGETS, first_response="< 3 h")
        log = [opened(ist(2, 9), None), PriorityChanged(ist(2, 10), "P1")]
        before = ask(terms, ist(2, 9, 30), *log)
        assert (before["first_response"].status, before["response"].status) == (
            "running",
            "not_applicable",
        )
        after = ask(terms, ist(2, 11), *log)
        assert after["resolution"].due_at == ist(2, 13)
        assert after["first_response"].due_at == ist(2, 12)
        why = [row.reason for row in after["resolution"].explain().rows if row.reason]
        assert why == ["no priority to P1"]

    def test_same_priority_by_another_name_changes_nothing(self) -> None:
        log = [opened(ist(2, 9), "P1"), PriorityChanged(ist(2, 10), "p1")]
        state = ask(self.TERMS, ist(2, 11), *log)
        assert [(note.index, note.text.rpartition(": ")[2]) for note in state.notes] == [
            (1, "the priority is P1 already")
        ]


class TestCarryElapsed:
    TERMS = matrix(AROUND_THE_CLOCK, on_change="carry_elapsed", pauses=["resolution"])

    def test_elapsed_time_is_kept_and_the_rest_runs_on_the_new_calendar(self) -> None:
        # Two hours of Saturday count round the clock; six of eight are left for Monday.
        log = [opened(ist(7, 12), "P1"), PriorityChanged(ist(7, 14), "P2")]
        state = ask(self.TERMS, ist(9, 10), *log)["resolution"]
        assert (state.due_at, state.elapsed, state.remaining) == (ist(9, 15), 3 * HOUR, 5 * HOUR)

    def test_full_days_count_each_stretch_by_its_own_day(self) -> None:
        # Six hours of a day of 24 are a quarter; three quarters of Monday's ten are left.
        log = [opened(ist(7, 12), "P1"), PriorityChanged(ist(7, 18), "P3")]
        state = ask(self.TERMS, ist(9, 10), *log)["resolution"]
        assert (state.due_at, state.elapsed) == (ist(9, 16, 30), 7 * HOUR)
        assert state.percent == 35

    def test_hours_of_a_target_are_kept_where_it_has_its_own(self) -> None:
        """Round the clock on Saturday from 12 to 13, 14 to 16 and 20 on; not from 16 to 20."""
        own: Any = {"within": "8 h", "calendar": "always"}
        terms = matrix(
            {"P1": {"resolution": own}, "P2": {"resolution": "8 h"}}, on_change="carry_elapsed"
        )
        log = [
            opened(ist(7, 12), "P1"),
            Paused(ist(7, 13)),
            Resumed(ist(7, 14)),
            PriorityChanged(ist(7, 16), "P2"),
            PriorityChanged(ist(7, 20), "P1"),
        ]
        clock = Clock(terms, log)
        elapsed = [clock.at(ist(7, hour))["resolution"].elapsed for hour in (13, 15, 18, 21)]
        assert elapsed == [HOUR, 2 * HOUR, 3 * HOUR, 4 * HOUR]

    def test_hours_of_terms_that_promise_nothing_are_kept_too(self) -> None:
        """Of a Saturday in office hours, two hours round the clock, and an hour in those again."""
        targets = {
            "P1": {"response": "1 h"},
            "P2": {"calendar": "always", "response": "1 h"},
            "P3": {"resolution": "8 h"},
        }
        terms = matrix(targets, on_change="carry_elapsed")
        log = [
            opened(ist(7, 12), "P1"),
            PriorityChanged(ist(7, 13), "P2"),
            PriorityChanged(ist(7, 15), "P3"),
        ]
        state = ask(terms, ist(7, 16), *log)["resolution"]
        assert (state.elapsed, state.due_at) == (2 * HOUR, ist(9, 15))

    def test_change_during_a_pause_takes_effect_with_the_resumption(self) -> None:
        log = [
            opened(ist(7, 12), "P1"),
            Paused(ist(7, 14)),
            PriorityChanged(ist(7, 15), "P2"),
            Resumed(ist(7, 16)),
        ]
        paused = ask(self.TERMS, ist(7, 15), *log)["resolution"]
        assert (paused.status, paused.due_at, paused.remaining) == ("paused", None, 6 * HOUR)
        assert ask(self.TERMS, ist(9, 10), *log)["resolution"].due_at == ist(9, 15)
        resolved = [*log[:3], Resolved(ist(7, 17))]
        assert ask(self.TERMS, ist(9, 10), *resolved)["resolution"].due_at == ist(9, 15)

    def test_full_day_left_during_a_pause_is_measured_on_the_new_calendar(self) -> None:
        log = [
            opened(ist(7, 12), "P1"),
            Paused(ist(7, 14)),
            PriorityChanged(ist(7, 15), "P3"),
        ]
        # A twelfth is used; eleven twelfths of Monday's ten hours are 9 h 10 min.
        state = ask(self.TERMS, ist(7, 16), *log)["resolution"]
        assert state.remaining == timedelta(hours=9, minutes=10)
        assert (state.status, state.percent) == ("paused", 8)

    def test_clock_that_was_late_before_a_pause_stays_late(self) -> None:
        log = [opened(ist(7, 12), "P1"), Paused(ist(7, 18)), PriorityChanged(ist(7, 19), "P1")]
        state = ask(self.TERMS, ist(7, 20), *log)["resolution"]
        assert (state.status, state.due_at) == ("breached", ist(7, 16))

    def test_several_changes_and_pauses_each_keep_their_stretch(self) -> None:
        log = [
            opened(ist(2, 17), "P1"),  # two hours round the clock
            PriorityChanged(ist(2, 19), "P2"),  # none in office hours until 9
            Paused(ist(3, 10), "waiting"),  # one
            PriorityChanged(ist(3, 11), "P1"),
            Resumed(ist(3, 12)),  # four round the clock
            PriorityChanged(ist(3, 16), "P2"),  # due after one more
        ]
        state = ask(self.TERMS, ist(4, 12), *log)["resolution"]
        assert (state.due_at, state.elapsed) == (ist(3, 17), 13 * HOUR)
        ledger = state.explain()
        assert [
            (row.start, row.end, row.described()) for row in ledger.rows if row.start < row.end
        ] == [
            (ist(2, 17), ist(2, 19), "counted"),
            (ist(2, 19), ist(3, 9), "closed: night"),
            (ist(3, 9), ist(3, 10), "counted"),
            (ist(3, 10), ist(3, 11), "paused: waiting"),
            (ist(3, 11), ist(3, 12), "paused: waiting"),
            (ist(3, 12), ist(3, 16), "counted"),
            (ist(3, 16), ist(3, 17), "counted"),
            (ist(3, 17), ist(3, 19), "counted"),
            (ist(3, 19), ist(4, 9), "closed: night"),
            (ist(4, 9), ist(4, 12), "counted"),
        ]

    def test_reopened_after_a_resolution_during_a_pause_it_goes_on(self) -> None:
        log = [
            opened(ist(7, 12), "P1"),
            Paused(ist(7, 13)),
            Resolved(ist(7, 14)),
            PriorityChanged(ist(7, 15), "P2"),
            Reopened(ist(9, 9)),
        ]
        state = ask(self.TERMS, ist(9, 10), *log)["resolution"]
        assert (state.due_at, state.elapsed) == (ist(9, 16), 2 * HOUR)
        assert state.explain().total == 2 * HOUR

    def test_account_shows_both_calendars(self) -> None:
        log = [opened(ist(7, 12), "P1"), PriorityChanged(ist(7, 14), "P2")]
        ledger = ask(self.TERMS, ist(9, 10), *log)["resolution"].explain()
        assert [(row.start, row.end, row.described()) for row in ledger.rows] == [
            (ist(7, 12), ist(7, 12), "opened"),
            (ist(7, 12), ist(7, 14), "counted"),
            (ist(7, 14), ist(7, 14), "priority_changed: P1 to P2"),
            (ist(7, 14), ist(9), "closed: weekend"),
            (ist(9), ist(9, 9), "closed: night"),
            (ist(9, 9), ist(9, 10), "counted"),
        ]
        assert ledger.total == 3 * HOUR

    def test_dated_days_count_from_the_start_on_the_present_calendar(self) -> None:
        terms = matrix(
            AROUND_THE_CLOCK, on_change="carry_elapsed", business_day="close_of_business"
        )
        log = [
            opened(ist(7, 12), "P1"),
            Paused(ist(7, 14)),
            Resumed(ist(9, 11)),
            PriorityChanged(ist(9, 11), "P3"),
        ]
        # Saturday starts on Monday; the close of Tuesday moves by two office hours of pause.
        assert ask(terms, ist(9, 12), *log)["resolution"].due_at == ist(11, 11)

    def test_same_hours_and_target_carry_on_as_if_nothing_had_happened(self) -> None:
        terms = matrix(
            {"P1": {"resolution": "4 h"}, "P2": {"resolution": "4 h"}}, on_change="carry_elapsed"
        )
        log = [opened(ist(2, 9), "P1"), PriorityChanged(ist(2, 10), "P2")]
        state = ask(terms, ist(2, 11), *log)["resolution"]
        assert (state.due_at, state.cycles[-1].priority) == (ist(2, 13), "P2")


class TestRestart:
    TERMS = matrix(TARGETS, first_response="< 3 h", on_change="restart")

    def test_clock_begins_anew_and_the_old_cycle_is_on_record(self) -> None:
        log = [opened(ist(2, 9), "P1"), PriorityChanged(ist(2, 11), "P2")]
        state = ask(self.TERMS, ist(2, 12), *log)["resolution"]
        assert (state.started_at, state.due_at, state.elapsed) == (ist(2, 11), ist(2, 19), HOUR)
        assert on_record(state) == [
            (None, ist(2, 11), "priority_changed", "4 h"),
            (None, None, None, "8 h"),
        ]
        assert state.total_elapsed == 3 * HOUR

    def test_promise_that_stays_the_same_is_not_begun_anew(self) -> None:
        log = [opened(ist(2, 9), "P1"), PriorityChanged(ist(2, 11), "P2")]
        state = ask(self.TERMS, ist(2, 12), *log)["first_response"]
        assert (state.started_at, state.due_at) == (ist(2, 9), ist(2, 12))
        assert len(state.cycles) == 1

    def test_paused_clock_begins_anew_paused(self) -> None:
        log = [
            opened(ist(2, 9), "P1"),
            Paused(ist(2, 10), "waiting"),
            PriorityChanged(ist(2, 11), "P2"),
            Resumed(ist(2, 12)),
        ]
        paused = ask(self.TERMS, ist(2, 11), *log)["resolution"]
        assert (paused.status, paused.due_at, paused.elapsed) == ("paused", None, ZERO)
        assert ask(self.TERMS, ist(2, 13), *log)["resolution"].due_at == ist(3, 10)
        rows = ask(self.TERMS, ist(2, 13), *log)["resolution"].explain().rows
        assert [row.described() for row in rows] == [
            "priority_changed: P1 to P2",
            "paused: waiting",
            "resumed",
            "counted",
        ]

    def test_breach_before_the_change_is_on_record(self) -> None:
        log = [opened(ist(2, 9), "P1"), PriorityChanged(ist(2, 14), "P2")]
        state = ask(self.TERMS, ist(2, 15), *log)["resolution"]
        assert [cycle.verdict for cycle in state.cycles] == ["breached", None]


class TestPlanChanged:
    TERMS = Matrix.model_validate(
        {
            **matrix(TARGETS).content(),
            "plans": {
                "gold": {"calendar": "office", "targets": TARGETS},
                "silver": {"calendar": "office", "targets": {"P1": {"resolution": "8 h"}}},
            },
        }
    )

    def test_plan_changes_as_a_priority_does(self) -> None:
        log = [opened(ist(2, 9), "P1"), PlanChanged(ist(2, 10), "Silver")]
        state = ask(self.TERMS, ist(2, 11), *log)
        assert state["resolution"].due_at == ist(2, 17)
        assert state["response"].status == "not_applicable"
        assert state.row.plan.id == "silver"
        assert "plan_changed: gold to silver" in [
            row.described() for row in state["resolution"].explain().rows
        ]

    def test_plan_without_the_priority_is_refused(self) -> None:
        with pytest.raises(EventError) as caught:
            Clock(self.TERMS, [opened(ist(2, 9), "P2"), PlanChanged(ist(2, 10), "silver")])
        assert str(caught.value) == (
            "events[1] (plan_changed at 2026-03-02T10:00:00+05:30, plan 'silver'): "
            "plan 'silver' in matrix 'ours' has no targets for priority 'P2'; it has: P1"
        )

    def test_plan_of_a_ticket_without_a_priority_changes(self) -> None:
        log = [opened(ist(2, 9), None), PlanChanged(ist(2, 10), "silver")]
        assert ask(self.TERMS, ist(2, 11), *log)["resolution"].status == "not_applicable"


def reopened(mode: str, *log: Event, now: datetime, **changes: Any) -> Any:
    terms = matrix(TARGETS, on_reopen=mode, **changes)
    return ask(terms, now, opened(ist(2, 9)), *log)


class TestReopening:
    """Opened on Monday at 9, resolved after two hours of four, reopened on Tuesday at 10."""

    LOG = (Resolved(ist(2, 11)), Reopened(ist(3, 10)))

    def test_resume_does_not_count_the_time_it_was_resolved(self) -> None:
        state = reopened("resume", *self.LOG, now=ist(3, 11))["resolution"]
        assert (state.status, state.due_at, state.elapsed) == ("running", ist(3, 12), 3 * HOUR)
        assert (state.started_at, state.completed_at) == (ist(2, 9), None)

    def test_count_all_counts_the_time_it_was_resolved(self) -> None:
        """Of Monday 10 h and of Tuesday 2: as if nobody had resolved it, due on Monday at 13."""
        state = reopened("count_all", *self.LOG, now=ist(3, 11))["resolution"]
        assert (state.status, state.due_at, state.elapsed) == ("breached", ist(2, 13), 12 * HOUR)
        assert (state.started_at, state.completed_at) == (ist(2, 9), None)
        assert [cycle.verdict for cycle in state.cycles[:-1]] == ["met"]

    def test_count_all_says_that_it_is_resolved_until_it_is_reopened(self) -> None:
        state = reopened("count_all", *self.LOG, now=ist(2, 18))["resolution"]
        assert (state.status, state.elapsed) == ("met", 2 * HOUR)

    def test_count_all_ends_a_pause_with_the_resolution(self) -> None:
        """An hour on Monday, a pause of an hour, then all that follows 11:00."""
        log = (Paused(ist(2, 10)), *self.LOG)
        state = reopened("count_all", *log, now=ist(3, 11))["resolution"]
        assert (state.due_at, state.elapsed) == (ist(2, 14), 11 * HOUR)
        assert state.explain().total == state.elapsed

    def test_first_and_total_resolution_are_readable(self) -> None:
        state = reopened("resume", *self.LOG, Resolved(ist(3, 13)), now=ist(4, 9))["resolution"]
        assert on_record(state) == [
            ("met", ist(2, 11), "resolved", "4 h"),
            ("breached", ist(3, 13), "resolved", "4 h"),
        ]
        assert (state.first.ended_at, state.first.elapsed) == (ist(2, 11), 2 * HOUR)
        assert (state.completed_at, state.total_elapsed) == (ist(3, 13), 5 * HOUR)

    def test_restart_begins_anew(self) -> None:
        log = [*self.LOG, Resolved(ist(3, 13))]
        state = reopened("restart", *log, now=ist(4, 9))["resolution"]
        assert (state.started_at, state.due_at, state.status) == (ist(3, 10), ist(3, 14), "met")
        assert [cycle.verdict for cycle in state.cycles] == ["met", "met"]
        assert state.total_elapsed == 5 * HOUR
        assert [row.what for row in state.explain().rows] == ["reopened", "counted", "resolved"]

    def test_ignore_lets_the_verdict_stand(self) -> None:
        log = [*self.LOG, Paused(ist(3, 11)), Resolved(ist(3, 13))]
        states = reopened("ignore", *log, now=ist(4, 9))
        state = states["resolution"]
        assert (state.status, state.completed_at) == ("met", ist(2, 11))
        assert len(state.cycles) == 1
        assert [(note.index, note.text.rpartition(": ")[2]) for note in states.notes] == [
            (2, "the contract does not count what follows a reopening")
        ]

    @pytest.mark.parametrize("mode", ["resume", "restart", "ignore"])
    def test_breach_is_never_forgotten(self, mode: str) -> None:
        state = reopened(mode, Resolved(ist(2, 14)), Reopened(ist(3, 10)), now=ist(3, 11))
        assert state["resolution"].was_breached
        assert state["resolution"].cycles[0].verdict == "breached"

    def test_resolution_ends_a_pause(self) -> None:
        log = [Paused(ist(2, 10), "waiting"), Resolved(ist(2, 11)), Reopened(ist(3, 10))]
        state = reopened("resume", *log, now=ist(3, 11))["resolution"]
        assert (state.status, state.elapsed, state.due_at) == ("running", 2 * HOUR, ist(3, 13))
        assert [row.described() for row in state.explain().rows] == [
            "opened",
            "counted",
            "paused: waiting",
            "paused: waiting",
            "resolved",
            "resolved",
            "closed: night",
            "resolved",
            "reopened",
            "counted",
        ]

    def test_terms_changed_while_it_was_resolved_hold_from_the_reopening(self) -> None:
        log = [Resolved(ist(2, 11)), PriorityChanged(ist(2, 12), "P2"), Reopened(ist(3, 10))]
        state = reopened("resume", *log, now=ist(3, 11))["resolution"]
        assert (state.due_at, str(state.target)) == (ist(3, 16), "8 h")
        assert on_record(state)[0] == ("met", ist(2, 11), "resolved", "4 h")

    def test_terms_changed_while_it_was_resolved_begin_anew_if_changes_restart(self) -> None:
        log = [Resolved(ist(2, 11)), PriorityChanged(ist(2, 12), "P2"), Reopened(ist(3, 10))]
        state = reopened("resume", *log, now=ist(3, 11), on_change="restart")["resolution"]
        assert (state.started_at, state.due_at) == (ist(3, 10), ist(3, 18))
        same = [Resolved(ist(2, 11)), Reopened(ist(3, 10))]
        state = reopened("resume", *same, now=ist(3, 11), on_change="restart")["resolution"]
        assert (state.started_at, state.due_at) == (ist(2, 9), ist(3, 12))

    def test_many_reopenings_are_all_on_record(self) -> None:
        log: list[Event] = []
        for hour in (10, 12, 14):
            log += [Resolved(ist(2, hour)), Reopened(ist(2, hour + 1))]
        state = reopened("resume", *log, now=ist(2, 16))["resolution"]
        assert [(cycle.elapsed, cycle.verdict) for cycle in state.cycles] == [
            (HOUR, "met"),
            (2 * HOUR, "met"),
            (3 * HOUR, "met"),
            (4 * HOUR, None),
        ]

    def test_message_that_waited_begins_with_the_reopening_even_if_that_is_ignored(self) -> None:
        terms = matrix({"P1": {"next_response": "2 h"}}, on_reopen="ignore")
        log = [
            opened(ist(2, 9)),
            Resolved(ist(2, 10)),
            CustomerReplied(ist(2, 11)),
            Reopened(ist(2, 12)),
        ]
        assert ask(terms, ist(2, 13), *log)["next_response"].due_at == ist(2, 14)


class TestWhichCalendarEachRunIsOf:
    """P1 is promised round the clock, P2 in office hours; nights tell the two apart."""

    TERMS = matrix(AROUND_THE_CLOCK, on_change="carry_elapsed", pauses=["resolution"])

    def elapsed(self, terms: Matrix, now: datetime, *log: Event) -> timedelta:
        elapsed: timedelta = ask(terms, now, *log)["resolution"].elapsed
        return elapsed

    def test_there_and_back_and_there_again(self) -> None:
        """From 20:00 an hour counts, the next is of the office's night, and the third counts."""
        log = [
            opened(ist(2, 20), "P1"),
            PriorityChanged(ist(2, 21), "P2"),
            PriorityChanged(ist(2, 22), "P1"),
            PriorityChanged(ist(2, 23), "P2"),
        ]
        found = [self.elapsed(self.TERMS, ist(2, hour), *log) for hour in (20, 21, 22, 23)]
        assert found == [ZERO, HOUR, HOUR, 2 * HOUR]
        assert self.elapsed(self.TERMS, ist(3, 10), *log) == 3 * HOUR

    @pytest.mark.parametrize(("mode", "hours"), [("resume", 2), ("count_all", 3)])
    def test_of_what_was_resolved_and_reopened(self, mode: str, hours: int) -> None:
        """Resolved from 21:00 to 22:00, under office hours from 23:00 on."""
        terms = matrix(AROUND_THE_CLOCK, on_change="carry_elapsed", on_reopen=mode)
        log = [
            opened(ist(2, 20), "P1"),
            Resolved(ist(2, 21)),
            Reopened(ist(2, 22)),
            PriorityChanged(ist(2, 23), "P2"),
        ]
        assert self.elapsed(terms, ist(3, 8), *log) == hours * HOUR
        assert self.elapsed(terms, ist(3, 10), *log) == (hours + 1) * HOUR

    def test_of_a_pause_that_the_resolution_ended(self) -> None:
        """Paused from 21:00, resolved at 22:00: what is counted then is from there on."""
        terms = matrix(
            AROUND_THE_CLOCK,
            on_change="carry_elapsed",
            on_reopen="count_all",
            pauses=["resolution"],
        )
        log = [
            opened(ist(2, 20), "P1"),
            Paused(ist(2, 21)),
            Resolved(ist(2, 22)),
            Reopened(ist(2, 23)),
            PriorityChanged(ist(3, 0), "P2"),
        ]
        assert self.elapsed(terms, ist(3, 8), *log) == 3 * HOUR

    def test_of_a_clock_that_went_on_after_a_pause(self) -> None:
        log = [
            opened(ist(2, 20), "P1"),
            Paused(ist(2, 21)),
            Resumed(ist(2, 22)),
            PriorityChanged(ist(2, 23), "P2"),
        ]
        assert self.elapsed(self.TERMS, ist(3, 8), *log) == 2 * HOUR
