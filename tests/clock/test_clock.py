"""The clock of a ticket: the log it takes, the instants it answers for, what changes next."""

from __future__ import annotations

import json
import pickle
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from slaclock import Clock, Matrix, load_matrix
from slaclock.errors import (
    ArgumentTypeError,
    EventError,
    InstantRangeError,
    NaiveInstantError,
    NeverOpenError,
)
from slaclock.events import (
    Event,
    Opened,
    Paused,
    Resolved,
    Resumed,
)
from tests.clock.cases import ask, ist, matrix, opened

MICROSECOND = timedelta(microseconds=1)


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
            (
                [opened(ist(2, 9)), "resolved"],
                (
                    "events[1] must be an event, such as events.Opened(...); "
                    "events.from_dict reads plain data; got 'resolved' (str)"
                ),
            ),
            (
                [Event(ist(2, 9))],
                (
                    "events[0] must be an event, such as events.Opened(...); "
                    "events.from_dict reads plain data; got <Event> (Event)"
                ),
            ),
            (
                {"type": "opened"},
                (
                    "events must be a list of events, such as events.Opened(...); "
                    "got {'type': 'opened'} (dict)"
                ),
            ),
            (
                None,
                "events must be a list of events, such as events.Opened(...); got None (NoneType)",
            ),
        ],
    )
    def test_what_is_no_list_of_events_is_refused(self, log: Any, message: str) -> None:
        with pytest.raises(ArgumentTypeError) as caught:
            Clock(matrix(), log)
        assert str(caught.value) == message

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
        assert repr(clock) == (
            f"<Clock of a ticket opened 2026-03-02 09:00:00+05:30, 1 events, {matrix()!r}>"
        )

    def test_notebook_shows_its_metrics_under_plan_and_priority(self) -> None:
        html = Clock(matrix(), [opened(ist(2, 9))])._repr_html_()
        assert "gold, P1" in html
        assert "2026-03-02 13:00" in html


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
        # From half of Monday's two minutes: 99 % are 29.4 s into Tuesday's one, so 30 s, as all is.
        hours = {"mon": ["09:00-09:02"], "tue": ["09:00-09:01"]}
        terms = matrix({"P1": {"resolution": "< 1 BD"}}, hours=hours, at_risk="99 %")
        clock = Clock(terms, [opened(ist(2, 9, 1))])
        assert clock.next_change(ist(2, 9, 1)) == ist(3, 9, 0, 30)
        assert clock.next_change(ist(3, 9, 0, 30)) is None

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
