"""The shared histories of tickets: deadline, elapsed time and status, or a refusal.

A vector has one metric and one target in seconds. It becomes a matrix in which every metric
pauses, with a priority for each target that it names. Where a vector names no metric, it is
the one that its events complete: the response if anybody responds, else the resolution.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from slaclock import Clock, Matrix, events
from slaclock.errors import EventError
from tests.cases import Case, case_id, clock_cases, clock_error_cases, instant

METRICS = ("response", "resolution", "next_response")


def matrix_of(case: Case) -> Matrix:
    """Return a matrix with a priority for each target of a case."""
    targets = {seconds: f"{seconds} s" for seconds in targets_of(case)}
    data: dict[str, Any] = {
        "id": "vector",
        "calendars": {"hours": case["calendar"]},
        "priorities": {str(seconds): {} for seconds in targets},
        "plans": {
            "plan": {
                "calendar": "hours",
                "targets": {
                    str(seconds): dict.fromkeys(METRICS, text) for seconds, text in targets.items()
                },
            }
        },
        "pauses": list(METRICS),
    }
    return Matrix.model_validate(data)


def targets_of(case: Case) -> list[int]:
    changed = [event["target_seconds"] for event in case["events"] if "target_seconds" in event]
    return list(dict.fromkeys([case["target_seconds"], *changed]))


def log_of(case: Case) -> list[events.Event]:
    """Return the events of a case, read from their plain form."""
    log = []
    for event in case["events"]:
        entry = {key: value for key, value in event.items() if key != "target_seconds"}
        if event["type"] == "opened":
            entry |= {"plan": "plan", "priority": str(case["target_seconds"])}
        elif event["type"] == "priority_changed":
            entry["priority"] = str(event["target_seconds"])
        log.append(entry)
    return events.log_from_dicts(log)


def metric_of(case: Case) -> str:
    responded = any(event["type"] == "responded" for event in case["events"])
    return str(case.get("metric") or ("response" if responded else "resolution"))


@pytest.mark.parametrize("case", clock_cases(), ids=case_id)
def test_history_gives_the_state(case: Case) -> None:
    clock = Clock(matrix_of(case), log_of(case))
    state = clock.at(instant(case["asked_at"]))[metric_of(case)]
    expect = case["expect"]
    deadline = None if expect["deadline"] is None else instant(expect["deadline"])
    assert state.due_at == deadline, case["why"]
    assert state.elapsed == timedelta(seconds=expect["elapsed_seconds"]), case["why"]
    assert state.status == expect["status"], case["why"]


@pytest.mark.parametrize("case", clock_cases(), ids=case_id)
def test_ledger_of_the_history_adds_up(case: Case) -> None:
    state = Clock(matrix_of(case), log_of(case)).at(instant(case["asked_at"]))[metric_of(case)]
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
        Clock(matrix_of(case), log_of(case))
    missing = [text for text in MUST_SHOW[case["id"]] if text not in str(caught.value)]
    assert not missing, f"{caught.value} is to say: {case['expect']}"


def test_every_error_vector_says_what_its_message_shows() -> None:
    assert set(MUST_SHOW) == {case["id"] for case in clock_error_cases()}
