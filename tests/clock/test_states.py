"""What a state tells beside status and deadline: the ticket itself, a sort key, words."""

from __future__ import annotations

import json
from datetime import datetime, timedelta

import pytest

from slaclock import Clock
from slaclock.clock import ClockState
from slaclock.errors import (
    UnknownNameError,
)
from slaclock.events import (
    CustomerReplied,
    Event,
    Paused,
    PlanChanged,
    PriorityChanged,
    Reopened,
    Resolved,
    Responded,
    Resumed,
)
from tests.clock.cases import KOLKATA, ask, ist, matrix, opened

FOUR_HOURS = matrix({"P1": {"resolution": "4 h"}})
LEVELS = [
    {"level": 1, "contact": "Lead", "at": "50 %"},
    {"level": 2, "contact": "Manager", "at": "100 %"},
]


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
        with pytest.raises(UnknownNameError, match="unknown metric"):
            state[["resolution"]]  # type: ignore[index]  # which no dictionary can be asked for

    def test_it_tells_the_terms(self) -> None:
        state = self.state()
        assert (state.row.plan.id, state.now, state.opened_at) == ("gold", ist(2, 12), ist(2, 9))
        assert state.opened_at.tzinfo is KOLKATA
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
            found = clock.at(now).next_change
            assert found == clock.next_change(now) == change
            assert found is None or found.tzinfo is KOLKATA


class TestFirst:
    """Resolved at 10:00, reopened at 11:00 and resolved again at 12:00."""

    CLOCK = Clock(
        FOUR_HOURS,
        [opened(ist(2, 9)), Resolved(ist(2, 10)), Reopened(ist(2, 11)), Resolved(ist(2, 12))],
    )

    def test_nothing_was_completed_before_the_first_completion(self) -> None:
        assert self.CLOCK.at(ist(2, 9, 30))["resolution"].first is None

    @pytest.mark.parametrize("now", [ist(2, 10), ist(2, 10, 30), ist(2, 11, 30), ist(3, 9)])
    def test_it_stays_whatever_follows(self, now: datetime) -> None:
        first = self.CLOCK.at(now)["resolution"].first
        assert first is not None
        assert (first.verdict, first.ended_by) == ("met", "resolved")
        assert (first.started_at, first.due_at, first.ended_at) == (
            ist(2, 9),
            ist(2, 13),
            ist(2, 10),
        )
        assert first.elapsed == timedelta(hours=1)
        assert first.started_at.tzinfo is KOLKATA


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
