"""A clock once a time has been agreed with the customer; all dates are of March 2026."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any, ClassVar

import pytest

from slaclock import Clock, events
from slaclock.clock.states import MetricState
from slaclock.errors import EventError
from tests.world import at, contract

HOUR = timedelta(hours=1)
ALONE = {"resolution": {"agreed": True}}
BESIDE = {"response": "4 h", "resolution": {"within": "8 h", "agreed": True}}
OPENED = at("2026-03-02 10:00")  # a Monday
WEDNESDAY = at("2026-03-04 10:00")
THURSDAY = at("2026-03-05 12:00")


def agreed(when: datetime = OPENED + HOUR, due: datetime = THURSDAY) -> events.Agreed:
    """Return that a time was agreed for the resolution."""
    return events.Agreed(when, "resolution", due)


def state(
    *log: events.Event,
    now: datetime = WEDNESDAY,
    targets: dict[str, Any] = BESIDE,
    **changes: Any,
) -> MetricState:
    """Return how the resolution of a ticket stands."""
    opened = events.Opened(OPENED, plan="gold", priority="P1")
    return Clock(contract(targets, **changes), [opened, *log]).at(now)["resolution"]


class TestDeadline:
    def test_agreed_time_replaces_the_deadline(self) -> None:
        found = state(agreed())
        assert (found.status, found.due_at) == ("running", THURSDAY)

    def test_before_it_is_agreed_the_amount_counts(self) -> None:
        found = state(agreed(), now=OPENED + HOUR / 2)
        assert found.due_at == at("2026-03-02 18:00")

    def test_without_an_amount_nothing_is_due_before(self) -> None:
        found = state(agreed(), now=OPENED + HOUR / 2, targets=ALONE)
        assert (found.status, found.due_at, found.target) == ("not_applicable", None, None)

    def test_without_an_amount_the_agreed_time_is_due(self) -> None:
        found = state(agreed(), targets=ALONE)
        assert (found.status, found.due_at) == ("running", THURSDAY)
        assert str(found.target) == "agreed for 2026-03-05 12:00:00+05:30"

    def test_last_one_counts(self) -> None:
        later = agreed(OPENED + 2 * HOUR, THURSDAY + HOUR)
        assert state(agreed(), later).due_at == THURSDAY + HOUR
        earlier = agreed(OPENED + 2 * HOUR, THURSDAY - HOUR)
        assert state(agreed(), earlier).due_at == THURSDAY - HOUR

    def test_it_may_lie_outside_of_all_hours(self) -> None:
        sunday = at("2026-03-08 23:00")
        assert state(agreed(due=sunday)).due_at == sunday

    @pytest.mark.parametrize(
        ("ended", "strict", "verdict"),
        [
            (THURSDAY, False, "met"),
            (THURSDAY + timedelta(microseconds=1), False, "breached"),
            (THURSDAY, True, "breached"),
            (THURSDAY - timedelta(microseconds=1), True, "met"),
        ],
    )
    def test_verdict_at_the_agreed_time(self, ended: datetime, strict: bool, verdict: str) -> None:
        targets = {"resolution": {"within": "8 h", "agreed": True, "strict": strict}}
        log = (agreed(), events.Resolved(ended))
        assert state(*log, now=THURSDAY + HOUR, targets=targets).status == verdict

    def test_share_is_of_the_open_time_up_to_it(self) -> None:
        # Monday 9 h, Tuesday and Wednesday 10 h each, Thursday 3 h: 32 h.
        found = state(agreed(), now=at("2026-03-03 16:00"))
        assert found.elapsed == 16 * HOUR
        assert (found.percent, found.remaining) == (50, 16 * HOUR)

    def test_breach_before_the_agreement_stays_on_record(self) -> None:
        found = state(agreed(at("2026-03-03 12:00")))
        assert found.status == "running"
        assert found.was_breached
        assert [cycle.verdict for cycle in found.cycles] == ["breached", None]


class TestPauses:
    def test_no_pause_moves_it(self) -> None:
        pause = [events.Paused(OPENED + 2 * HOUR, "customer"), events.Resumed(OPENED + 25 * HOUR)]
        assert state(agreed(), *pause).due_at == THURSDAY

    def test_pause_before_the_agreement_does_not_move_it_either(self) -> None:
        pause = [events.Paused(OPENED, "customer"), events.Resumed(OPENED + HOUR / 2)]
        found = state(*pause, agreed())
        assert found.due_at == THURSDAY
        assert found.elapsed == 19 * HOUR + HOUR / 2

    def test_clock_that_stands_still_goes_on_when_it_is_agreed(self) -> None:
        found = state(events.Paused(OPENED, "customer"), agreed())
        assert (found.status, found.due_at) == ("running", THURSDAY)
        # Monday from 11:00 on, Tuesday, and the first hour of Wednesday.
        assert found.elapsed == 19 * HOUR

    def test_it_is_breached_in_the_middle_of_a_pause(self) -> None:
        found = state(agreed(), events.Paused(THURSDAY - HOUR), now=THURSDAY + HOUR)
        assert (found.status, found.late_by) == ("breached", HOUR)

    def test_time_in_which_the_ticket_was_closed_moves_it(self) -> None:
        # Resolved for two open hours of Wednesday: the agreed time moves on by them.
        log = [
            agreed(),
            events.Resolved(at("2026-03-04 10:00")),
            events.Reopened(at("2026-03-04 12:00")),
        ]
        assert state(*log, now=at("2026-03-04 13:00")).due_at == THURSDAY + 2 * HOUR

    def test_what_begins_in_a_pause_stands_still_until_it_is_agreed(self) -> None:
        visit = {"starts": ["assigned"], "completes": ["arrived"], "pauses": ["customer"]}
        sla = contract({"visit": {"within": "2 h", "agreed": True}}, metrics={"visit": visit})
        log: list[events.Event] = [
            events.Opened(OPENED, plan="gold", priority="P1"),
            events.Paused(OPENED + HOUR, "customer"),
            events.Assigned(OPENED + 2 * HOUR),
        ]
        assert Clock(sla, log).at(OPENED + 3 * HOUR)["visit"].status == "paused"
        log.append(events.Agreed(OPENED + 3 * HOUR, "visit", THURSDAY))
        found = Clock(sla, log).at(OPENED + 4 * HOUR)["visit"]
        assert (found.status, found.due_at, found.elapsed) == ("running", THURSDAY, HOUR)

    def test_time_in_which_it_was_closed_as_it_was_agreed_moves_it_too(self) -> None:
        log = [
            agreed(OPENED + HOUR),
            events.Resolved(OPENED + HOUR),
            events.Reopened(OPENED + 3 * HOUR),
        ]
        assert state(*log).due_at == THURSDAY + 2 * HOUR

    def test_time_in_which_it_was_closed_before_the_agreement_does_not(self) -> None:
        log = [
            events.Resolved(OPENED + HOUR),
            events.Reopened(OPENED + 2 * HOUR),
            agreed(OPENED + 3 * HOUR),
        ]
        assert state(*log).due_at == THURSDAY


class TestCycles:
    def test_agreement_is_for_the_cycle_that_runs(self) -> None:
        update = {"starts": ["responded"], "completes": ["responded"]}
        update["repeats"] = "from_completion"  # type: ignore[assignment]
        sla = contract({"update": {"within": "2 h", "agreed": True}}, metrics={"update": update})
        log = [
            events.Opened(OPENED, plan="gold", priority="P1"),
            events.Responded(OPENED + HOUR),
            events.Agreed(OPENED + HOUR, "update", THURSDAY),
            events.Responded(at("2026-03-04 10:00")),
        ]
        clock = Clock(sla, log)
        assert clock.at(at("2026-03-03 10:00"))["update"].due_at == THURSDAY
        assert clock.at(at("2026-03-04 11:00"))["update"].due_at == at("2026-03-04 12:00")

    def test_fixed_rhythm_goes_on_from_the_agreed_time(self) -> None:
        update: dict[str, Any] = {"starts": ["opened"], "completes": ["responded"]}
        update["repeats"] = "from_deadline"
        sla = contract({"update": {"within": "2 h", "agreed": True}}, metrics={"update": update})
        log = [
            events.Opened(OPENED, plan="gold", priority="P1"),
            events.Agreed(OPENED, "update", at("2026-03-03 10:00")),
            events.Responded(at("2026-03-03 12:00")),
        ]
        assert Clock(sla, log).at(at("2026-03-03 12:30"))["update"].due_at == at("2026-03-03 12:00")

    def test_restart_of_the_clock_forgets_what_was_agreed(self) -> None:
        log = [
            agreed(),
            events.Resolved(at("2026-03-03 10:00")),
            events.Reopened(at("2026-03-04 10:00")),
        ]
        found = state(*log, now=at("2026-03-04 11:00"), on_reopen="restart")
        assert found.due_at == at("2026-03-04 18:00")

    @pytest.mark.parametrize("on_change", ["retroactive", "carry_elapsed"])
    def test_it_outlives_a_change_of_priority_where_that_allows_it(self, on_change: str) -> None:
        plans = {
            "gold": {
                "calendar": "desk",
                "targets": {
                    "P1": BESIDE,
                    "P2": {"resolution": {"within": "1 BD", "agreed": True}},
                    "P3": {"resolution": "12 h"},
                },
            }
        }
        changes: dict[str, Any] = {
            "plans": plans,
            "priorities": {"P1": {}, "P2": {}, "P3": {}},
            "on_change": on_change,
        }
        to_p2 = events.PriorityChanged(OPENED + 2 * HOUR, "P2")
        assert state(agreed(), to_p2, **changes).due_at == THURSDAY
        to_p3 = events.PriorityChanged(OPENED + 2 * HOUR, "P3")
        assert state(agreed(), to_p3, **changes).due_at == at("2026-03-03 12:00")

    def test_visit_may_begin_with_its_agreement(self) -> None:
        visit = {"starts": ["agreed"], "completes": ["arrived"]}
        sla = contract({"visit": {"agreed": True}}, metrics={"visit": visit})
        log = [
            events.Opened(OPENED, plan="gold", priority="P1"),
            events.Agreed(OPENED + HOUR, "visit", THURSDAY),
            events.Happened(THURSDAY - HOUR, "arrived"),
        ]
        assert Clock(sla, log).at(THURSDAY)["visit"].status == "met"


class TestLists:
    """Of a list of targets, only the one for the hours of the desk may be agreed."""

    LIST: ClassVar = {"resolution": [{"within": "8 h", "opened_in": "desk", "agreed": True}, "9 h"]}

    def test_target_that_is_chosen_says_whether_a_time_may_be_agreed(self) -> None:
        assert state(agreed(), targets=self.LIST).due_at == THURSDAY
        opened = events.Opened(at("2026-03-01 10:00"), plan="gold", priority="P1")  # a Sunday
        found = Clock(contract(self.LIST), [opened, agreed()]).at(WEDNESDAY)
        assert found["resolution"].due_at == at("2026-03-02 18:00")
        assert "the contract does not say agreed = true" in str(found.notes[0])

    def test_reopened_under_the_same_terms_it_goes_on_even_if_changes_restart(self) -> None:
        log = [events.Resolved(OPENED + HOUR), events.Reopened(OPENED + 2 * HOUR)]
        found = state(*log, targets=self.LIST, on_change="restart")
        assert (found.started_at, found.due_at) == (OPENED, at("2026-03-02 19:00"))


class TestWhatChangesNothing:
    def test_target_that_does_not_allow_it(self) -> None:
        opened = events.Opened(OPENED, plan="gold", priority="P1")
        log = [opened, events.Agreed(OPENED + HOUR, "response", THURSDAY)]
        found = Clock(contract(BESIDE), log).at(OPENED + 2 * HOUR)
        assert found["response"].due_at == at("2026-03-02 14:00")
        (note,) = found.notes
        assert (note.index, note.text.rpartition("): ")[2]) == (
            1,
            "the contract does not say agreed = true; its own deadline stays",
        )

    def test_metric_that_does_not_run(self) -> None:
        opened = events.Opened(OPENED, plan="gold", priority="P1")
        log = [opened, events.Resolved(OPENED + HOUR), agreed(OPENED + 2 * HOUR)]
        found = Clock(contract(BESIDE), log).at(OPENED + 3 * HOUR)
        assert found["resolution"].status == "met"
        (note,) = found.notes
        assert (note.index, note.text.rpartition("): ")[2]) == (
            2,
            "resolution does not run; there is nothing to agree on",
        )

    def test_second_start_by_an_agreement_is_noted_at_its_place(self) -> None:
        visit = {"starts": ["opened", "agreed"], "completes": ["arrived"]}
        sla = contract(
            {"visit": {"agreed": True}, "update": "2 h"}, metrics={"update": visit, "visit": visit}
        )
        opened = events.Opened(OPENED, plan="gold", priority="P1")
        log = [opened, events.Agreed(OPENED + HOUR, "visit", THURSDAY)]
        found = Clock(sla, log).at(OPENED + 2 * HOUR)
        assert found["visit"].due_at == THURSDAY
        assert [(note.index, note.text.rpartition("): ")[2]) for note in found.notes] == [
            (1, "update runs already; its first start counts")
        ]

    def test_unknown_metric_is_an_error_and_can_be_noted(self) -> None:
        opened = events.Opened(OPENED, plan="gold", priority="P1")
        log = [opened, events.Agreed(OPENED + HOUR, "resolutoin", THURSDAY)]
        with pytest.raises(EventError, match="did you mean 'resolution'") as caught:
            Clock(contract(BESIDE), log)
        assert (caught.value.index, caught.value.event) == (1, str(log[1]))
        noted = Clock(contract(BESIDE), log, errors="note").at(OPENED + 2 * HOUR)
        assert "unknown metric 'resolutoin'" in str(noted.notes[0])


class TestLedger:
    def test_ledger_shows_the_agreement_and_adds_up(self) -> None:
        text = str(state(agreed(), now=THURSDAY + HOUR).explain())
        assert text.startswith("gold, P1: resolution agreed for 2026-03-05 12:00:00+05:30")
        assert "agreed: 2026-03-05 12:00:00+05:30" in text
        assert "breached, 1 h over; due at 2026-03-05 12:00:00+05:30" in text

    def test_levels_go_by_the_agreed_time(self) -> None:
        opened = events.Opened(OPENED, plan="gold", priority="P1")
        level = {"level": 1, "contact": "Lead", "at": "-1 h"}
        clock = Clock(contract(ALONE, escalation=[level]), [opened, agreed()])
        assert clock.escalations(OPENED + HOUR / 2) == ()
        (found,) = clock.escalations(OPENED + 2 * HOUR)
        assert found.crosses_at == THURSDAY - HOUR

    def test_change_is_seen_when_it_is_agreed(self) -> None:
        opened = events.Opened(OPENED, plan="gold", priority="P1")
        clock = Clock(contract(ALONE), [opened, agreed()])
        changes = clock.changes(OPENED - HOUR, THURSDAY + HOUR)
        told = [(change.at, change.before, change.after) for change in changes]
        late = THURSDAY + timedelta(microseconds=1)
        assert told == [
            (OPENED + HOUR, "not_applicable", "running"),
            (late, "running", "breached"),
        ]
        assert clock.next_change(OPENED + 2 * HOUR) == late
