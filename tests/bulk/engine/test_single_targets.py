"""Which single target holds for each ticket, where several are put together."""

from __future__ import annotations

from datetime import UTC, datetime

import numpy as np
import pytest

from slaclock.bulk.engine.single_targets import single_targets
from slaclock.instants import to_micros
from tests.bulk.samples import CALENDARS, contract


@pytest.mark.parametrize("plan", CALENDARS)
@pytest.mark.parametrize(
    ("priority", "metric"), [("P1", "response"), ("P8", "resolution"), ("P9", "resolution")]
)
def test_it_is_the_one_that_holds_for_a_single_ticket(
    plan: str, priority: str, metric: str
) -> None:
    target = contract("same_time").row(plan, priority).target(metric)
    first = to_micros(datetime(2025, 3, 5, tzinfo=UTC))
    opened = first + np.arange(60, dtype=np.int64) * 9_123_456_789
    due = np.array([target.promise.due(target.calendar, at) for at in opened.tolist()])
    found = {}
    for single, places in single_targets(target, opened, due):
        found |= dict.fromkeys(places.tolist(), single)
    assert [found[place] for place in range(60)] == [
        target.binding(at, end) for at, end in zip(opened.tolist(), due.tolist(), strict=True)
    ]
