"""What each event does to the metrics: answers, and messages that wait for one."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from slaclock.events import (
    CustomerReplied,
    Event,
    Paused,
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
