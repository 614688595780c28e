"""What each event does to the metrics: answers, and messages that wait for one."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest

from slaclock import Matrix
from slaclock.events import (
    Accepted,
    Assigned,
    CustomerReplied,
    Event,
    Happened,
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


def own(now: datetime, *log: Event, target: str = "2 h", **entry: Any) -> Any:
    """Return how a metric of the contract's own stands on a ticket of 2 March, 9:00."""
    terms = matrix({"P1": {"own": target}, "P2": {"own": target}}, metrics={"own": entry})
    return ask(terms, now, opened(ist(2, 9)), *log)["own"]


def cycles(state: Any) -> list[tuple[Any, ...]]:
    return [(c.started_at, c.ended_at, c.verdict) for c in state.cycles]


class TestUpdates:
    """An update every two hours from the last one."""

    ENTRY: dict[str, Any] = {
        "starts": ["opened"],
        "completes": ["responded"],
        "repeats": "from_completion",
        "pauses": ["customer"],
    }

    def test_each_update_begins_the_next_cycle(self) -> None:
        log = [Responded(ist(2, 10)), Responded(ist(2, 13))]
        state = own(ist(2, 14), *log, **self.ENTRY)
        assert cycles(state) == [
            (ist(2, 9), ist(2, 10), "met"),
            (ist(2, 10), ist(2, 13), "breached"),
            (ist(2, 13), None, None),
        ]
        assert (state.status, state.due_at, state.was_breached) == ("running", ist(2, 15), True)
        assert state.explain().rows[0].described() == "responded"

    def test_resolution_is_the_last_one(self) -> None:
        log = [Responded(ist(2, 10)), Resolved(ist(2, 11))]
        state = own(ist(4, 10), *log, **self.ENTRY)
        assert (state.status, state.completed_at) == ("met", ist(2, 11))

    def test_reopened_ticket_goes_on_where_it_was(self) -> None:
        log = [Responded(ist(2, 10)), Resolved(ist(2, 11)), Reopened(ist(3, 9))]
        assert own(ist(3, 9, 30), *log, **self.ENTRY).due_at == ist(3, 10)

    def test_only_the_reasons_it_names_stop_it(self) -> None:
        log = [Responded(ist(2, 10)), Paused(ist(2, 11), "customer"), Resumed(ist(2, 14))]
        assert own(ist(2, 14), *log, **self.ENTRY).due_at == ist(2, 15)
        log[1] = Paused(ist(2, 11), "parts")
        assert own(ist(2, 14), *log, **self.ENTRY).due_at == ist(2, 12)

    def test_update_during_a_pause_begins_a_cycle_that_stands_still(self) -> None:
        log = [Paused(ist(2, 10), "customer"), Responded(ist(2, 11)), Resumed(ist(2, 12))]
        assert own(ist(2, 11, 30), *log, **self.ENTRY).status == "paused"
        assert own(ist(2, 12), *log, **self.ENTRY).due_at == ist(2, 14)


class TestOwnership:
    """Time for a team to accept what it was given."""

    ENTRY: dict[str, Any] = {"starts": ["opened", "assigned"], "completes": ["accepted"]}

    def test_ticket_that_is_given_on_begins_another_cycle(self) -> None:
        log = [Accepted(ist(2, 10)), Assigned(ist(2, 12), "network"), Accepted(ist(2, 15))]
        assert cycles(own(ist(2, 16), *log, **self.ENTRY)) == [
            (ist(2, 9), ist(2, 10), "met"),
            (ist(2, 12), ist(2, 15), "breached"),
        ]

    def test_second_start_changes_nothing_and_is_noted(self) -> None:
        terms = matrix({"P1": {"own": "2 h"}}, metrics={"own": self.ENTRY})
        state = ask(terms, ist(2, 12), opened(ist(2, 9)), Assigned(ist(2, 10), "network"))
        assert (state["own"].started_at, state["own"].due_at) == (ist(2, 9), ist(2, 11))
        (note,) = state.notes
        assert note.text == (
            "events[1] (assigned at 2026-03-02T10:00:00+05:30, team 'network'): "
            "own runs already; its first start counts"
        )

    def test_nothing_is_noted_where_nothing_is_promised(self) -> None:
        terms = matrix({"P1": {"resolution": "2 h"}}, metrics={"own": self.ENTRY})
        assert ask(terms, ist(2, 12), opened(ist(2, 9)), Assigned(ist(2, 10))).notes == ()

    def test_it_runs_on_after_the_resolution_unless_that_completes_it(self) -> None:
        log = [Resolved(ist(2, 10))]
        assert own(ist(2, 12), *log, **self.ENTRY).status == "breached"
        entry = {**self.ENTRY, "completes": ["accepted", "resolved"]}
        assert own(ist(2, 12), *log, **entry).status == "met"

    def test_reopening_takes_back_what_the_resolution_completed(self) -> None:
        entry = {**self.ENTRY, "completes": ["accepted", "resolved"]}
        log = [Resolved(ist(2, 10)), Reopened(ist(2, 15))]
        assert own(ist(2, 15), *log, **entry).due_at == ist(2, 16)
        accepted = [Accepted(ist(2, 9, 30)), *log]
        assert own(ist(2, 15), *accepted, **entry).status == "met"

    def test_clock_of_each_team_begins_anew_where_an_assignment_restarts_it(self) -> None:
        entry = {**self.ENTRY, "restarts": ["assigned"]}
        log = [Assigned(ist(2, 10), "network"), Assigned(ist(2, 13), "web")]
        state = own(ist(2, 14), *log, **entry)
        assert cycles(state) == [
            (ist(2, 9), ist(2, 10), None),
            (ist(2, 10), ist(2, 13), "breached"),
            (ist(2, 13), None, None),
        ]
        assert [cycle.ended_by for cycle in state.cycles] == ["assigned", "assigned", None]
        assert state.explain().rows[0].described() == "assigned: web"

    def test_event_may_restart_it_without_starting_it(self) -> None:
        entry = {"starts": ["opened"], "completes": ["accepted"], "restarts": ["assigned"]}
        state = own(ist(2, 11), Assigned(ist(2, 10), "web"), **entry)
        assert (state.started_at, state.due_at) == (ist(2, 10), ist(2, 12))
        log = [Accepted(ist(2, 9, 30)), Assigned(ist(2, 10), "web")]
        assert own(ist(2, 11), *log, **entry).completed_at == ist(2, 9, 30)

    def test_account_names_the_teams_of_its_starts(self) -> None:
        log = [
            Accepted(ist(2, 10)),
            Assigned(ist(2, 11), "network"),
            Assigned(ist(2, 12), "web"),
        ]
        rows = own(ist(2, 12, 30), *log, **self.ENTRY).explain().rows
        assert [(row.start, row.described()) for row in rows if row.start == row.end] == [
            (ist(2, 11), "assigned: network"),
            (ist(2, 12), "assigned: web"),
        ]
        nobody = own(ist(2, 12), Accepted(ist(2, 10)), Assigned(ist(2, 11)), **self.ENTRY)
        assert nobody.explain().rows[0].described() == "assigned"

    def test_start_that_restarts_or_completes_it_is_no_second_start(self) -> None:
        again = {"starts": ["opened", "assigned"], "completes": ["accepted"]}
        for entry in (
            {**again, "restarts": ["assigned"]},
            {**again, "completes": ["assigned"], "repeats": "from_completion"},
        ):
            terms = matrix({"P1": {"own": "2 h"}}, metrics={"own": entry})
            state = ask(terms, ist(2, 11), opened(ist(2, 9)), Assigned(ist(2, 10), "web"))
            assert (state["own"].started_at, state.notes) == (ist(2, 10), ())
            assert state["own"].explain().rows[0].described() == "assigned: web"

    def test_pause_stops_a_start_as_the_target_says_that_is_chosen_for_it(self) -> None:
        """A target for the hours of the office, which no pause stops, and one for all others."""
        targets: Any = [{"within": "2 h", "opened_in": "office", "pauses": False}, "5 h"]
        entry = {"starts": ["assigned"], "completes": ["accepted"], "pauses": True}
        terms = matrix({"P1": {"own": targets}}, metrics={"own": entry})
        for hour, status in [(11, "running"), (20, "paused")]:
            log = [opened(ist(2, 9)), Paused(ist(2, 10)), Assigned(ist(2, hour), "web")]
            assert ask(terms, ist(2, hour), *log)["own"].status == status
        rhythm = {**entry, "starts": ["opened"], "repeats": "from_deadline"}
        terms = matrix({"P1": {"own": targets}}, metrics={"own": rhythm})
        for start, status in [(9, "running"), (17, "paused")]:  # the next begins at 11, at 19
            log = [opened(ist(2, start)), Accepted(ist(2, start, 30)), Paused(ist(2, start, 40))]
            state = ask(terms, ist(2, start + 2), *log)["own"]
            assert (state.started_at, state.status) == (ist(2, start + 2), status)


class TestOutliving:
    """A metric that begins with the resolution: the root cause within two hours."""

    ENTRY: dict[str, Any] = {"starts": ["resolved"], "completes": ["root_cause"], "pauses": True}

    def test_it_begins_with_the_resolution_and_outlives_it(self) -> None:
        assert own(ist(2, 12), **self.ENTRY).status == "not_applicable"
        running = own(ist(2, 12), Resolved(ist(2, 11)), **self.ENTRY)
        assert (running.status, running.due_at) == ("running", ist(2, 13))
        log = [Resolved(ist(2, 11)), Happened(ist(2, 12), "root_cause")]
        assert own(ist(2, 14), *log, **self.ENTRY).status == "met"

    def test_pause_that_the_resolution_ends_does_not_stop_it(self) -> None:
        log = [Paused(ist(2, 10)), Resolved(ist(2, 11))]
        assert own(ist(2, 12), *log, **self.ENTRY).due_at == ist(2, 13)

    def test_pause_ends_with_the_resolution_for_what_began_before(self) -> None:
        entry = {**self.ENTRY, "starts": ["opened"]}
        log = [Paused(ist(2, 10)), Resolved(ist(2, 12))]
        state = own(ist(2, 12), *log, **entry)
        assert (state.status, state.due_at) == ("running", ist(2, 13))

    def test_ticket_that_is_reopened_before_it_began_does_not_begin_it(self) -> None:
        """Nothing was completed, so a reopening has nothing to take back."""
        entry = {"starts": ["workaround"], "completes": ["resolved"]}
        log = [Resolved(ist(2, 10)), Reopened(ist(2, 11))]
        assert own(ist(2, 12), *log, **entry).status == "not_applicable"

    def test_second_resolution_changes_nothing_unless_it_restarts_it(self) -> None:
        log = [Resolved(ist(2, 11)), Reopened(ist(2, 12)), Resolved(ist(2, 12, 30))]
        assert own(ist(2, 13), *log, **self.ENTRY).due_at == ist(2, 13)
        entry = {**self.ENTRY, "restarts": ["resolved"]}
        assert own(ist(2, 13), *log, **entry).due_at == ist(2, 14, 30)

    def test_what_happens_later_begins_it_on_a_resolved_ticket(self) -> None:
        entry = {"starts": ["complaint"], "completes": ["answer"]}
        log = [Resolved(ist(2, 10)), Happened(ist(2, 11), "complaint")]
        assert own(ist(2, 12), *log, **entry).due_at == ist(2, 13)

    def test_what_ends_with_the_ticket_waits_for_a_reopening(self) -> None:
        entry = {"starts": ["complaint"], "completes": ["answer", "resolved"]}
        log: list[Event] = [Resolved(ist(2, 10)), Happened(ist(2, 11), "complaint")]
        assert own(ist(2, 12), *log, **entry).status == "not_applicable"
        log.append(Reopened(ist(2, 12)))
        assert own(ist(2, 12), *log, **entry).due_at == ist(2, 14)

    def test_each_that_waits_begins_with_the_reopening(self) -> None:
        ends = {"completes": ["answer", "resolved"]}
        metrics = {
            "own": {"starts": ["complaint"], **ends},
            "reply": {"starts": ["customer_replied"], **ends},
        }
        terms = matrix({"P1": {"own": "2 h", "reply": "3 h"}}, metrics=metrics)
        state = ask(
            terms,
            ist(2, 12),
            opened(ist(2, 9)),
            Resolved(ist(2, 10)),
            Happened(ist(2, 10, 30), "complaint"),
            CustomerReplied(ist(2, 11)),
            Reopened(ist(2, 12)),
        )
        assert (state["own"].due_at, state["reply"].due_at) == (ist(2, 14), ist(2, 15))
        assert state["own"].explain().rows[0].described() == "reopened"
        assert [note.text.rpartition("): ")[2] for note in state.notes] == [
            "the ticket is resolved; it counts if it is reopened",
            "the ticket is resolved; the message counts if it is reopened",
        ]


class TestAnyEvent:
    """Every event can begin and complete a metric, those that change the ticket too."""

    def test_time_with_the_customer(self) -> None:
        entry = {"starts": ["paused"], "completes": ["resumed", "resolved"]}
        log = [Paused(ist(2, 10)), Resumed(ist(2, 13))]
        assert cycles(own(ist(2, 14), *log, **entry)) == [(ist(2, 10), ist(2, 13), "breached")]

    def test_question_to_the_customer_is_a_response(self) -> None:
        entry = {"starts": ["opened"], "completes": ["responded", "paused"], "pauses": True}
        state = own(ist(2, 14), Paused(ist(2, 10)), **entry)
        assert (state.status, state.completed_at) == ("met", ist(2, 10))

    def test_pause_that_completes_a_cycle_stops_the_next_one_once(self) -> None:
        entry = {
            "starts": ["opened"],
            "completes": ["paused"],
            "repeats": "from_completion",
            "pauses": True,
        }
        log = [Paused(ist(2, 10)), Resumed(ist(2, 12))]
        state = own(ist(2, 13), *log, **entry)
        assert (state.status, state.due_at, state.elapsed) == ("running", ist(2, 14), HOUR)

    def test_second_repair_is_a_cycle_of_its_own(self) -> None:
        entry = {"starts": ["reopened"], "completes": ["resolved"]}
        log = [
            Resolved(ist(2, 10)),
            Reopened(ist(2, 11)),
            Resolved(ist(2, 12)),
            Reopened(ist(2, 14)),
        ]
        assert cycles(own(ist(2, 15), *log, **entry)) == [
            (ist(2, 11), ist(2, 12), "met"),
            (ist(2, 14), None, None),
        ]

    def test_other_priority_begins_it_under_its_own_terms(self) -> None:
        entry = {"starts": ["priority_changed"], "completes": ["responded"]}
        state = own(ist(2, 11), PriorityChanged(ist(2, 10), "P2"), **entry)
        assert (state.started_at, state.due_at) == (ist(2, 10), ist(2, 12))

    @pytest.mark.parametrize(
        ("before", "event"),
        [
            ([], Paused(ist(2, 10))),
            ([Paused(ist(2, 9, 30))], Resumed(ist(2, 10))),
            ([], Resolved(ist(2, 10))),
            ([Resolved(ist(2, 9, 30))], Reopened(ist(2, 10))),
            ([], PriorityChanged(ist(2, 10), "P2")),
            ([], PlanChanged(ist(2, 10), "silver")),
            ([], Happened(ist(2, 10), "complaint")),
        ],
        ids=lambda one: getattr(one, "happening", None) or "",
    )
    def test_second_start_is_noted_at_its_place(self, before: list[Event], event: Event) -> None:
        entry = {"starts": ["opened", event.happening], "completes": ["accepted"]}
        plain = matrix({"P1": {"own": "2 h"}, "P2": {"own": "3 h"}}, metrics={"own": entry})
        plans = {**plain.content()["plans"], "silver": plain.content()["plans"]["gold"]}
        terms = Matrix.model_validate({**plain.content(), "plans": plans})
        state = ask(terms, ist(2, 11), opened(ist(2, 9)), *before, event)
        assert state["own"].started_at == ist(2, 9)
        assert [(note.index, note.text.rpartition(": ")[2]) for note in state.notes] == [
            (len(before) + 1, "own runs already; its first start counts")
        ]

    def test_workaround_completes_a_resolution_for_good(self) -> None:
        terms = matrix(
            {"P1": {"resolution": "2 h"}},
            metrics={"resolution": {"completes": ["resolved", "workaround"]}},
        )
        log = [opened(ist(2, 9)), Happened(ist(2, 10), "workaround")]
        later = [Resolved(ist(2, 14)), Reopened(ist(2, 15))]
        state = ask(terms, ist(2, 16), *log, *later)["resolution"]
        assert (state.status, state.completed_at) == ("met", ist(2, 10))
