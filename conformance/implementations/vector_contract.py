"""The cases of `clock.jsonl` as contracts and logs of slaclock.

A case has one metric and one target in seconds. It becomes a contract in which every metric
pauses, with a priority for each target that it names. Where a case names no metric, it is the
one that its events complete: the response if anybody responds, else the resolution.
"""

from __future__ import annotations

from typing import Any

from conformance.protocol import Case
from slaclock import Matrix, events

METRICS = ("response", "resolution", "next_response")


def contract_of(calendar: Case, targets: list[int], metrics: tuple[str, ...] = METRICS) -> Matrix:
    """Return a contract with a plan `plan`, and a priority for each target in seconds."""
    data: dict[str, Any] = {
        "id": "case",
        "calendars": {"hours": calendar},
        "priorities": {str(seconds): {} for seconds in targets},
        "plans": {
            "plan": {
                "calendar": "hours",
                "targets": {
                    str(seconds): dict.fromkeys(metrics, f"{seconds} s") for seconds in targets
                },
            }
        },
        "pauses": list(metrics),
    }
    return Matrix.model_validate(data)


def contract_of_clock(case: Case) -> Matrix:
    """Return a contract with a priority for each target of a history."""
    return contract_of(case["calendar"], targets_of(case))


def targets_of(case: Case) -> list[int]:
    """Return the targets of a history, in seconds, the first one first."""
    changed = [event["target_seconds"] for event in case["events"] if "target_seconds" in event]
    return list(dict.fromkeys([case["target_seconds"], *changed]))


def log_of(case: Case) -> list[events.Event]:
    """Return the events of a history."""
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
    """Return the metric that a history is asked for."""
    responded = any(event["type"] == "responded" for event in case["events"])
    return str(case.get("metric") or ("response" if responded else "resolution"))
