"""How far the steps of a promise may reach."""

from __future__ import annotations

from datetime import datetime

import numpy as np
import pytest

from slaclock import Calendar
from slaclock.bulk.engine.step_tables import promise_steps
from slaclock.calendars.business_days import MEANINGS
from slaclock.errors import CoverageError, NeverOpenError
from slaclock.instants import DAY
from tests.bulk.engine.law import (
    HORIZON,
    HOUR,
    answer,
    check,
    edges_of,
    from_steps,
    micros,
    promise,
)


class TestHorizon:
    """A calendar that opens in 2026 and again a hundred years later, or a little more."""

    @pytest.mark.parametrize("meaning", ["open time", *MEANINGS])
    @pytest.mark.parametrize("later", ["2126-03-01", "2126-03-02", "2126-03-03", "2126-03-04"])
    def test_too_far_is_no_answer(self, meaning: str, later: str) -> None:
        hours = {
            "2026-03-02": ["09:00-10:00"],
            "2026-03-03": ["09:00-09:30"],
            later: ["09:00-10:00"],
        }
        calendar = Calendar(timezone="UTC", exceptions=hours)
        for count in (1, 2):
            steps = promise_steps(calendar, promise(meaning, count), *self.YEAR)
            reach = micros(*map(int, later.split("-")), 9)
            at = np.concatenate([edges_of(steps, *self.YEAR), reach - HORIZON + np.arange(-2, 3)])
            for part in (at, at + HOUR // 2, at + HOUR):
                expected = [answer(calendar, promise(meaning, count), x) for x in part.tolist()]
                assert from_steps(steps, part) == expected

    YEAR = (micros(2026, 1, 1), micros(2027, 1, 1))

    def test_calendar_that_never_opens(self) -> None:
        desk = Calendar(timezone="UTC", hours={"mon": ["09:00-10:00"]})
        calendar = desk - desk
        for meaning in ("open time", *MEANINGS):
            steps = promise_steps(calendar, promise(meaning, 1), *self.YEAR)
            assert not steps.is_answered.any()
            with pytest.raises(NeverOpenError):
                promise(meaning, 1).due(calendar, self.YEAR[0])

    def test_holidays_that_are_not_known(self) -> None:
        """The deadlines of December lie in a year whose holidays are not known."""
        calendar = Calendar(
            timezone="Asia/Kolkata",
            hours={"mon-fri": ["09:00-19:00"]},
            holidays=[{"country": "IN", "years": [2025]}],
        )
        start, end = calendar.midnight(datetime(2025, 12, 1).date()), micros(2025, 12, 31, 18, 30)
        for meaning in ("open time", *MEANINGS):
            steps = check(calendar, promise(meaning, 3), start, end)
            assert steps.is_answered.any()
            assert not steps.is_answered.all()
        with pytest.raises(CoverageError):
            promise_steps(calendar, promise("open time", 3), start, end + DAY * 40)
