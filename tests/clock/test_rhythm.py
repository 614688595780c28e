"""A fixed rhythm: each cycle begins at the deadline of the one before."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest

from slaclock import Clock, Matrix
from slaclock.clock.states import MetricState
from slaclock.errors import CoverageError
from slaclock.events import (
    Agreed,
    Assigned,
    Event,
    Paused,
    PriorityChanged,
    Reopened,
    Resolved,
    Responded,
    Resumed,
)
from tests.clock.cases import ist, matrix, opened

HOUR = timedelta(hours=1)
RHYTHM = {
    "starts": ["opened"],
    "completes": ["responded"],
    "repeats": "from_deadline",
    "pauses": True,
}


def terms(amount: str = "2 h", **changes: Any) -> Matrix:
    """Return a contract with an update by a fixed rhythm, in hours from 9 to 7."""
    return matrix({"P1": {"update": amount}}, metrics={"update": RHYTHM}, **changes)


def update(sla: Matrix, now: datetime, *log: Event) -> MetricState:
    return Clock(sla, [opened(ist(2, 9)), *log]).at(now)["update"]


def cycles(state: MetricState) -> list[tuple[Any, ...]]:
    return [(c.started_at, c.ended_at, c.due_at, c.verdict) for c in state.cycles]


class TestInTime:
    LOG = (Responded(ist(2, 10)),)

    def test_what_was_done_early_leaves_the_next_cycle_to_wait(self) -> None:
        state = update(terms(), ist(2, 10, 59), *self.LOG)
        assert (state.status, state.due_at) == ("met", ist(2, 11))

    def test_next_cycle_begins_at_the_deadline_by_itself(self) -> None:
        state = update(terms(), ist(2, 11), *self.LOG)
        assert (state.status, state.started_at, state.due_at) == ("running", ist(2, 11), ist(2, 13))
        assert state.elapsed == timedelta(0)

    def test_start_of_a_cycle_is_the_next_change(self) -> None:
        clock = Clock(terms(), [opened(ist(2, 9)), *self.LOG])
        assert clock.next_change(ist(2, 10)) == ist(2, 11)
        found = clock.changes(ist(2, 10), ist(2, 12))
        assert [(c.at, c.before, c.after) for c in found] == [(ist(2, 11), "met", "running")]

    def test_event_at_that_instant_belongs_to_the_next_cycle(self) -> None:
        state = update(terms(), ist(2, 11, 30), *self.LOG, Responded(ist(2, 11)))
        assert cycles(state)[-1] == (ist(2, 11), ist(2, 11), ist(2, 13), "met")

    def test_completion_at_the_deadline_begins_the_next_cycle(self) -> None:
        state = update(terms(), ist(2, 11), Responded(ist(2, 11)))
        assert cycles(state) == [
            (ist(2, 9), ist(2, 11), ist(2, 11), "met"),
            (ist(2, 11), None, ist(2, 13), None),
        ]

    def test_rhythm_waits_over_the_night_for_the_hours(self) -> None:
        state = update(terms("6 h"), ist(3, 9), Responded(ist(2, 14)), Responded(ist(2, 18)))
        assert cycles(state)[-1] == (ist(2, 15), ist(2, 18), ist(3, 11), "met")

    def test_second_update_in_a_cycle_changes_nothing(self) -> None:
        log = (*self.LOG, Responded(ist(2, 10, 30)))
        assert update(terms(), ist(2, 12), *log).due_at == ist(2, 13)

    def test_rhythm_may_begin_later_than_the_ticket(self) -> None:
        rhythm = {**RHYTHM, "starts": ["assigned"]}
        sla = matrix({"P1": {"update": "2 h"}}, metrics={"update": rhythm})
        log = [opened(ist(2, 9)), Paused(ist(2, 10)), Resumed(ist(2, 11)), Assigned(ist(2, 12))]
        state = Clock(sla, [*log, Responded(ist(2, 13))]).at(ist(2, 14))["update"]
        assert (state.started_at, state.due_at) == (ist(2, 14), ist(2, 16))


class TestLate:
    def test_missed_update_stays_missing_until_it_comes(self) -> None:
        state = update(terms(), ist(2, 16))
        assert (state.status, state.due_at, state.late_by) == ("breached", ist(2, 11), 5 * HOUR)
        assert len(state.cycles) == 1

    @pytest.mark.parametrize(
        ("done", "begins"), [(ist(2, 11, 30), 11), (ist(2, 13), 13), (ist(2, 18), 17)]
    )
    def test_late_update_begins_the_next_cycle_at_the_last_deadline(
        self, done: datetime, begins: int
    ) -> None:
        state = update(terms(), done, Responded(done))
        assert state.started_at == ist(2, begins)
        assert cycles(state)[0] == (ist(2, 9), done, ist(2, 11), "breached")
        assert state.elapsed == done - ist(2, begins)

    @pytest.mark.parametrize(
        ("done", "begun"),
        [
            (ist(2, 10), "began: by rhythm"),
            (ist(2, 11), "responded"),
            (ist(2, 11, 30), "responded"),
        ],
        ids=["early", "at the deadline", "late"],
    )
    def test_account_of_the_next_cycle_says_what_began_it(self, done: datetime, begun: str) -> None:
        rows = update(terms(), ist(2, 12), Responded(done)).explain().rows
        assert rows[0].start == ist(2, 11)
        assert [row.described() for row in rows if row.start == row.end] == [begun]

    def test_business_days_are_counted_one_by_one(self) -> None:
        state = update(terms("1 BD"), ist(6, 10), Responded(ist(6, 10)))
        assert (state.started_at, state.due_at) == (ist(5, 19), ist(6, 19))

    def test_update_at_a_later_deadline_begins_the_next_cycle_there(self) -> None:
        """Due at closing time on Monday, Tuesday and Wednesday."""
        state = update(terms("1 BD"), ist(4, 19), Responded(ist(4, 19)))
        assert (state.started_at, state.due_at) == (ist(4, 19), ist(5, 19))

    def test_pause_since_the_last_deadline_does_not_count(self) -> None:
        log = (Paused(ist(2, 14)), Resumed(ist(2, 14, 30)), Responded(ist(2, 14, 45)))
        state = update(terms(), ist(2, 15), *log)
        assert (state.started_at, state.elapsed) == (ist(2, 13), 90 * HOUR / 60)
        rows = [row for row in state.explain().rows if row.start == row.end]
        assert [(row.start, row.described()) for row in rows] == [(ist(2, 14, 45), "responded")]
        assert state.due_at == ist(2, 15, 30)

    @pytest.mark.parametrize(
        ("first", "log", "due"),
        [
            # Since 15:00 five hours round the clock, and one of Tuesday from nine on.
            ("P1", [PriorityChanged(ist(2, 20), "P2"), Responded(ist(3, 9, 30))], ist(3, 10)),
            # Round the clock since noon, and so since 15:00, but for half an hour.
            (
                "P2",
                [
                    PriorityChanged(ist(2, 12), "P1"),
                    Responded(ist(2, 20)),
                    Paused(ist(2, 20, 30)),
                    Resumed(ist(2, 21)),
                ],
                ist(2, 21, 30),
            ),
        ],
        ids=["changed since the last deadline", "changed before"],
    )
    def test_next_cycle_keeps_the_hours_of_each_stretch(
        self, first: str, log: list[Event], due: datetime
    ) -> None:
        """Six hours round the clock as P1, from nine to seven as P2; due on Monday at 15:00."""
        targets = {"P1": {"calendar": "always", "update": "6 h"}, "P2": {"update": "6 h"}}
        sla = matrix(targets, metrics={"update": RHYTHM}, on_change="carry_elapsed")
        state = Clock(sla, [opened(ist(2, 9), first), *log]).at(log[-1].at)["update"]
        assert (state.started_at, state.due_at) == (ist(2, 15), due)

    def test_update_during_a_pause_leaves_the_next_cycle_paused(self) -> None:
        state = update(terms(), ist(2, 16), Paused(ist(2, 14)), Responded(ist(2, 15)))
        assert (state.status, state.started_at) == ("paused", ist(2, 15))
        assert state.elapsed == timedelta(0)


class TestEndOfTheTicket:
    LAST = Responded(ist(2, 10))

    def test_no_cycle_begins_on_a_resolved_ticket(self) -> None:
        log = (Responded(ist(2, 10)), Resolved(ist(2, 10, 30)))
        clock = Clock(terms(), [opened(ist(2, 9)), *log])
        assert clock.at(ist(2, 15))["update"].status == "met"
        assert clock.next_change(ist(2, 10)) == ist(2, 11)
        assert clock.next_change(ist(2, 10, 30)) is None
        at_once = Clock(terms(), [opened(ist(2, 9)), self.LAST, Resolved(ist(2, 10))])
        assert at_once.next_change(ist(2, 10)) is None

    def test_resolution_is_an_update(self) -> None:
        state = update(terms(), ist(2, 15), Responded(ist(2, 10)), Resolved(ist(2, 12)))
        assert cycles(state)[-1] == (ist(2, 11), ist(2, 12), ist(2, 13), "met")

    def test_reopened_ticket_goes_on_with_the_cycle_that_the_end_completed(self) -> None:
        log = (Resolved(ist(2, 10)), Reopened(ist(2, 15)))
        state = update(terms(), ist(2, 15), *log)
        assert (state.status, state.elapsed, state.due_at) == ("running", HOUR, ist(2, 16))

    def test_rhythm_that_was_waiting_begins_anew_when_reopened(self) -> None:
        log = (Responded(ist(2, 10)), Resolved(ist(2, 10, 30)), Reopened(ist(2, 15)))
        state = update(terms(), ist(2, 15), *log)
        assert (state.started_at, state.due_at) == (ist(2, 15), ist(2, 17))
        assert [row.described() for row in state.explain().rows] == ["reopened"]

    def test_nothing_begins_where_the_contract_ignores_reopenings(self) -> None:
        log = (Responded(ist(2, 10)), Resolved(ist(2, 10, 30)), Reopened(ist(2, 10, 40)))
        clock = Clock(terms(on_reopen="ignore"), [opened(ist(2, 9)), *log])
        assert clock.next_change(ist(2, 10, 45)) is None
        assert clock.at(ist(2, 15))["update"].status == "met"


class TestUnknownDeadline:
    def test_next_cycle_begins_at_once_where_nothing_is_promised(self) -> None:
        sla = matrix(
            {"P1": {"update": "2 h"}, "P2": {"resolution": "8 h"}}, metrics={"update": RHYTHM}
        )
        log = [opened(ist(2, 9), "P2"), Responded(ist(2, 10)), PriorityChanged(ist(2, 12), "P1")]
        state = Clock(sla, log).at(ist(2, 12))["update"]
        assert (state.started_at, state.due_at) == (ist(2, 10), ist(2, 12))

    def test_year_that_is_not_known_is_told_when_it_is_asked_about(self) -> None:
        """The log alone is no question: it is gone through, and the error comes with one."""
        year = [{"country": "IN", "years": [2026]}]
        eve = ist(2, 15).replace(month=12, day=31)
        log = [opened(eve), Responded(eve + HOUR)]
        clock = Clock(terms("2 BD", holidays=year), log)
        with pytest.raises(CoverageError):
            clock.at(eve + 2 * HOUR)


class TestTargetsOfSeveral:
    """Which of several promises holds is settled anew at each deadline of the rhythm."""

    ALWAYS = {"timezone": "Asia/Kolkata", "hours": {"mon-sun": ["00:00-24:00"]}}

    def terms(self, target: Any) -> Matrix:
        plain = terms().content()
        plain["calendars"]["always"] = self.ALWAYS
        plain["plans"]["gold"]["targets"]["P1"]["update"] = target
        return Matrix.model_validate(plain)

    def test_list_is_chosen_from_at_each_deadline(self) -> None:
        """Due on Monday at 19:00; from there on, closed, at 00:00, 05:00 and 10:00."""
        desk = next(iter(terms().calendars))
        sla = self.terms(
            [{"within": "2 h", "opened_in": desk}, {"within": "5 h", "calendar": "always"}]
        )
        log = [opened(ist(2, 17)), Responded(ist(3, 6))]
        state = Clock(sla, log).at(ist(3, 6))["update"]
        assert (state.status, state.started_at, state.due_at) == ("running", ist(3, 5), ist(3, 10))
        later = Clock(sla, [*log, Responded(ist(3, 9))]).at(ist(3, 10, 30))["update"]
        assert (later.started_at, later.due_at) == (ist(3, 10), ist(3, 12))

    def test_earlier_of_several_is_found_at_each_deadline(self) -> None:
        """Due at 15:00, 17:00 and 19:00, by office hours; then at 22:00, 01:00, 04:00, 07:00."""
        sla = self.terms({"first_of": ["2 h", {"within": "3 h", "calendar": "always"}]})
        log = [opened(ist(2, 13)), Responded(ist(3, 8))]
        state = Clock(sla, log).at(ist(3, 8))["update"]
        assert (state.status, state.started_at, state.due_at) == ("running", ist(3, 7), ist(3, 10))

    def test_start_by_other_hours_holds_at_each_deadline(self) -> None:
        """Round the clock from the first open instant: 11:00 and so on to 19:00; then 11:00."""
        desk = next(iter(terms().calendars))
        sla = self.terms({"within": "2 h", "calendar": "always", "starts_in": desk})
        log = [opened(ist(2, 9)), Responded(ist(3, 8))]
        state = Clock(sla, log).at(ist(3, 8))["update"]
        assert (state.started_at, state.due_at) == (ist(2, 19), ist(3, 11))

    def test_list_on_one_calendar_is_chosen_from_at_each_deadline(self) -> None:
        """Due on Monday at 19:00; from there on, as the desk is closed, at 00:00 and 05:00."""
        round_the_clock = {"calendar": "always"}
        desk = next(iter(terms().calendars))
        sla = self.terms(
            [
                {"within": "2 h", "opened_in": desk, **round_the_clock},
                {"within": "5 h", **round_the_clock},
            ]
        )
        log = [opened(ist(2, 17)), Responded(ist(3, 4, 30))]
        state = Clock(sla, log).at(ist(3, 4, 30))["update"]
        assert (state.started_at, state.due_at) == (ist(3, 0), ist(3, 5))

    def test_time_that_was_agreed_is_no_rhythm(self) -> None:
        """What was agreed for noon is missed; no other deadline lies between it and Tuesday."""
        sla = self.terms(
            {"first_of": ["2 h", {"within": "3 h", "calendar": "always"}], "agreed": True}
        )
        log = [
            opened(ist(2, 9)),
            Agreed(ist(2, 10), "update", ist(2, 12)),
            Responded(ist(3, 8)),
        ]
        state = Clock(sla, log).at(ist(3, 8))["update"]
        assert cycles(state)[0] == (ist(2, 9), ist(3, 8), ist(2, 12), "breached")
        assert state.started_at == ist(2, 12)

    def test_many_small_steps_of_one_calendar_are_counted_at_once(self) -> None:
        sla = self.terms({"first_of": ["1 s", "2 s"]})
        log = [opened(ist(2, 9)), Responded(ist(2, 9).replace(year=2036))]
        state = Clock(sla, log).at(ist(2, 9).replace(year=2036))["update"]
        assert state.status == "running"
