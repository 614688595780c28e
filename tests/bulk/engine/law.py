"""The law of steps: they are the rule for single tickets, at every instant."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import numpy as np

from slaclock import Calendar
from slaclock.bulk.engine.step_tables import promise_steps
from slaclock.bulk.engine.steps import NAT, Steps
from slaclock.calendars.business_days import MEANINGS
from slaclock.errors import SlaClockError
from slaclock.instants import DAY, to_micros
from slaclock.matrices.promises import Promise

HORIZON = 36_525 * DAY
"""A hundred years, as the rules count them."""
UNEQUAL = {"mon-thu": ["09:00-17:00"], "fri": ["09:00-13:20"], "sat": ["22:10-05:00"]}
WEEK = 7 * DAY
HOUR = 3_600_000_000


def micros(*args: int) -> int:
    return to_micros(datetime(*args, tzinfo=UTC))  # type: ignore[misc, arg-type]


def promise(meaning: str, count: int) -> Promise:
    return (
        Promise(count * HOUR // 7)
        if meaning == "open time"
        else Promise(0, count, MEANINGS[meaning])
    )


def answer(calendar: Calendar, asked: Promise, at: int) -> int:
    """Return the answer of a single call; `NAT` where it raises."""
    try:
        return asked.due(calendar, at)
    except SlaClockError:
        return NAT


def from_steps(steps: Steps, at: np.ndarray[Any, Any]) -> list[int]:
    found = np.searchsorted(steps.starts, at, side="right") - 1
    return steps.values(found, at).tolist()  # type: ignore[no-any-return]


def edges_of(steps: Steps, start: int, end: int) -> np.ndarray[Any, Any]:
    """Return the first instants of steps, the first open ones, and those just beside."""
    edges = np.concatenate([steps.starts, steps.lows])
    beside = np.concatenate([edges - 1, edges, edges + 1])
    return np.unique(beside[(beside >= start) & (beside < end)])


def check(calendar: Calendar, asked: Promise, start: int, end: int) -> Steps:
    """Hold the steps of some time to the answers of single calls, at every edge of a step."""
    steps = promise_steps(calendar, asked, start, end)
    at = edges_of(steps, start, end)
    expected = [answer(calendar, asked, instant) for instant in at.tolist()]
    assert from_steps(steps, at) == expected
    return steps
