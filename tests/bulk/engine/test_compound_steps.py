"""Promises that are put together from others: their steps are the rule for single tickets."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from slaclock.instants import to_micros
from tests.bulk.engine.law import check
from tests.bulk.samples import CALENDARS, contract

START, END = (to_micros(datetime(2025, 3, day, tzinfo=UTC)) for day in (6, 13))


@pytest.mark.parametrize("metric", ["response", "resolution"])
@pytest.mark.parametrize("priority", ["P8", "P9"])
@pytest.mark.parametrize("plan", CALENDARS)
def test_steps_are_the_rule(plan: str, priority: str, metric: str) -> None:
    """Hours that a start waits for, a choice by hours, and the earlier of two; over a change."""
    target = contract("same_time").row(plan, priority).target(metric)
    steps = check(target.calendar, target.promise, START, END)
    assert len(steps.starts) > 1
