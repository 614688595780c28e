"""The shared histories of tickets: deadline, elapsed time and status, or a refusal."""

from __future__ import annotations

from datetime import timedelta

import pytest
from conformance.implementations.vector_contract import contract_of_clock, log_of, metric_of

from slaclock import Clock
from slaclock.errors import EventError
from tests.cases import Case, case_id, clock_cases, clock_error_cases, instant


@pytest.mark.parametrize("case", clock_cases(), ids=case_id)
def test_history_gives_the_state(case: Case) -> None:
    clock = Clock(contract_of_clock(case), log_of(case))
    state = clock.at(instant(case["asked_at"]))[metric_of(case)]
    expect = case["expect"]
    deadline = None if expect["deadline"] is None else instant(expect["deadline"])
    assert state.due_at == deadline, case["why"]
    assert state.elapsed == timedelta(seconds=expect["elapsed_seconds"]), case["why"]
    assert state.status == expect["status"], case["why"]


@pytest.mark.parametrize("case", clock_cases(), ids=case_id)
def test_ledger_of_the_history_adds_up(case: Case) -> None:
    state = Clock(contract_of_clock(case), log_of(case)).at(instant(case["asked_at"]))[
        metric_of(case)
    ]
    assert state.explain().total == state.elapsed


# What the message shows, so that its reader finds the event and knows what to do.
MUST_SHOW = {
    "bug-err-12": (
        "events[1] (resolved at 2015-10-01T11:00:00+02:00)",
        "resolved before opened",
        "events[0] (opened at 2015-10-01T12:00:00+02:00",
        "correct one of the two times",
    ),
}


@pytest.mark.parametrize("case", clock_error_cases(), ids=case_id)
def test_history_that_cannot_be_is_refused(case: Case) -> None:
    with pytest.raises(EventError) as caught:
        Clock(contract_of_clock(case), log_of(case))
    missing = [text for text in MUST_SHOW[case["id"]] if text not in str(caught.value)]
    assert not missing, f"{caught.value} is to say: {case['expect']}"


def test_every_error_vector_says_what_its_message_shows() -> None:
    assert set(MUST_SHOW) == {case["id"] for case in clock_error_cases()}
