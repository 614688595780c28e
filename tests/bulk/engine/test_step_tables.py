"""The law of steps: each meaning's steps are its rule for single tickets, at every instant."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from slaclock import Calendar
from slaclock.bulk.engine.step_tables import RULES, promise_steps, rule_of
from slaclock.bulk.engine.steps import NAT, Step, Steps
from slaclock.calendars.business_days import MEANINGS, CloseOfBusiness
from slaclock.errors import CoverageError, NeverOpenError, SlaClockError, UnknownNameError
from slaclock.instants import DAY, to_micros
from slaclock.matrices.promises import Promise
from tests.strategies import Desk, desks

HOUR = 3_600_000_000
WEEK = 7 * DAY
HORIZON = 36_525 * DAY
"""A hundred years, as the rules count them."""
UNEQUAL = {"mon-thu": ["09:00-17:00"], "fri": ["09:00-13:20"], "sat": ["22:10-05:00"]}


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
