"""The law of steps: each meaning's steps are its rule for single tickets, at every instant."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from slaclock import Calendar
from slaclock.bulk.engine.step_tables import RULES, promise_steps, rule_of
from slaclock.bulk.engine.steps import NAT, Step, Steps
from slaclock.calendars.business_days import MEANINGS, CloseOfBusiness
from slaclock.errors import UnknownNameError
from slaclock.instants import DAY
from slaclock.matrices.promises import Promise
from tests.bulk.engine.law import HOUR, UNEQUAL, WEEK, answer, check, from_steps, micros, promise
from tests.strategies import Desk, desks


class TestLaw:
    @pytest.mark.parametrize("meaning", ["open time", *MEANINGS])
    @given(desk=desks(), count=st.integers(1, 9), data=st.data())
    def test_steps_are_the_rule_for_single_tickets(
        self, meaning: str, desk: Desk, count: int, data: st.DataObject
    ) -> None:
        calendar, asked = Calendar.model_validate(desk.data), promise(meaning, count)
        middle = micros(desk.near.year, desk.near.month, desk.near.day)
        start, end = middle - WEEK, middle + WEEK
        steps = check(calendar, asked, start, end)
        at = np.array(data.draw(st.lists(st.integers(start, end - 1), min_size=1)), np.int64)
        assert from_steps(steps, at) == [answer(calendar, asked, x) for x in at.tolist()]

    @pytest.mark.parametrize("zone", ["Australia/Lord_Howe", "America/New_York", "Asia/Kolkata"])
    @pytest.mark.parametrize("meaning", ["open time", *MEANINGS])
    def test_a_year_of_unequal_days(self, meaning: str, zone: str) -> None:
        calendar = Calendar(
            timezone=zone,
            hours=UNEQUAL,
            holidays=["2026-05-14"],
            exceptions={"2026-12-24": ["10:00-11:07"]},
        )
        check(calendar, promise(meaning, 2), micros(2026, 1, 1), micros(2027, 1, 1))

    def test_share_of_an_unequal_day_is_rounded_up_to_a_second(self) -> None:
        """One second into the 8 hours of Thursday are 0.5417 seconds of Friday's 4:20."""
        calendar = Calendar(timezone="UTC", hours=UNEQUAL)
        thursday, friday = micros(2026, 3, 5, 9), micros(2026, 3, 6, 9)
        steps = promise_steps(calendar, promise("full_day", 1), thursday - DAY, friday)
        at = np.array([thursday, thursday + 1, thursday + 1_000_000, thursday + 2 * HOUR], np.int64)
        closing = micros(2026, 3, 5, 17)
        share = 2 * HOUR * 13 // 24
        assert from_steps(steps, at) == [
            closing,
            friday + 1_000_000,
            friday + 1_000_000,
            friday + share,
        ]


class Unknown(CloseOfBusiness):
    """A meaning that nobody has made steps for."""

    name = "same_tiem"


class TestRules:
    def test_every_meaning_has_steps(self) -> None:
        compounds = {"starts_in", "opened_in", "first_of"}
        assert set(RULES) == {*MEANINGS, "named_date", *compounds}

    def test_unknown_meaning_is_an_error(self) -> None:
        unknown = Promise(0, 1, Unknown())
        with pytest.raises(UnknownNameError, match="unknown business-day meaning 'same_tiem'"):
            rule_of(unknown)
        calendar = Calendar(timezone="UTC", hours={"mon": ["09:00-10:00"]})
        with pytest.raises(UnknownNameError):
            promise_steps(calendar, unknown, 0, DAY)


class TestSteps:
    STEPS = Steps.of([Step(0, 10, 5), Step(20, 20, 0, 20, 1, 3), Step.without_answer(40)])

    def test_values(self) -> None:
        at = np.array([0, 9, 11, 20, 21, 40], np.int64)
        assert from_steps(self.STEPS, at) == [15, 15, 16, 0, 1_000_000, NAT]

    @given(edge=st.integers(-5, 60))
    @example(edge=15)
    def test_cut_changes_no_answer(self, edge: int) -> None:
        at = np.arange(60)
        cut = self.STEPS.cut(np.array([edge], np.int64))
        assert from_steps(cut, at) == from_steps(self.STEPS, at)
        assert (edge in cut.starts) == (edge >= 0)

    def test_within_begins_at_its_start(self) -> None:
        part = self.STEPS.within(25, 40)
        assert part.starts.tolist() == [25]
        assert part.bases.tolist() == [20]
