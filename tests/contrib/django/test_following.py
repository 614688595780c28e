"""From how a ticket is to what happened to it."""

from __future__ import annotations

from typing import Any

import pytest

from slaclock import events
from slaclock.contrib.django.following import Standing, events_to
from tests.world import at

MONDAY, TUESDAY = at("2026-03-02 10:00"), at("2026-03-03 10:00")
OPENED = events.Opened(MONDAY, "gold", "P1")
PAUSED = events.Paused(MONDAY, "customer")
RESOLVED = events.Resolved(MONDAY)
NOW: dict[str, Any] = {"plan": "gold", "priority": "P1"}


def types(log: list[events.Event], **now: Any) -> list[str]:
    return [event.type for event in events_to(log, Standing(**{**NOW, **now}), TUESDAY)]


@pytest.mark.parametrize(
    ("log", "now", "expected"),
    [
        ([], {}, ["opened"]),
        ([], {"is_waiting": True}, ["opened", "paused"]),
        ([], {"is_resolved": True}, ["opened", "resolved"]),
        ([OPENED], {}, []),
        ([OPENED], {"priority": "P2"}, ["priority_changed"]),
        ([OPENED], {"priority": None}, []),
        ([OPENED], {"plan": "silver", "priority": "P2"}, ["plan_changed", "priority_changed"]),
        ([OPENED], {"is_waiting": True, "reason": "customer"}, ["paused"]),
        ([OPENED, PAUSED], {"is_waiting": True, "reason": "customer"}, []),
        ([OPENED, PAUSED], {"is_waiting": True, "reason": "parts"}, ["resumed", "paused"]),
        ([OPENED, PAUSED], {}, ["resumed"]),
        ([OPENED, PAUSED], {"is_resolved": True}, ["resolved"]),
        ([OPENED, PAUSED], {"is_resolved": True, "is_waiting": True}, ["resolved"]),
        ([OPENED, RESOLVED], {"is_resolved": True}, []),
        ([OPENED, RESOLVED], {}, ["reopened"]),
        ([OPENED, RESOLVED], {"is_waiting": True}, ["reopened", "paused"]),
        ([OPENED, PAUSED, events.Resumed(MONDAY)], {"is_waiting": True}, ["paused"]),
        ([OPENED, RESOLVED, events.Reopened(MONDAY)], {"is_resolved": True}, ["resolved"]),
        ([OPENED, events.PriorityChanged(MONDAY, "P2")], {}, ["priority_changed"]),
        ([OPENED, events.PlanChanged(MONDAY, "silver")], {"plan": "silver"}, []),
        ([events.Responded(MONDAY), OPENED], {}, []),
    ],
)
def test_events_that_the_log_lacks(
    log: list[events.Event], now: dict[str, Any], expected: list[str]
) -> None:
    assert types(log, **now) == expected


def test_following_again_adds_nothing() -> None:
    log: list[events.Event] = []
    for now in (
        Standing("gold", "P1", is_waiting=True, reason="customer"),
        Standing("gold", "P2", is_resolved=True),
        Standing("gold", "P2", is_waiting=True, reason="parts"),
    ):
        log += events_to(log, now, TUESDAY)
        assert list(events_to(log, now, TUESDAY)) == []
