"""The law of steps for deadlines that name a date: they are the rule for single tickets."""

from __future__ import annotations

import json
from datetime import datetime
from functools import lru_cache
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from slaclock import Calendar
from slaclock.bulk.engine.kernel import kernel_of
from slaclock.bulk.engine.step_tables import promise_steps
from slaclock.errors import CoverageError, NeverOpenError
from slaclock.instants import DAY
from tests.bulk.engine.law import (
    HORIZON,
    UNEQUAL,
    WEEK,
    answer,
    check,
    edges_of,
    from_steps,
    micros,
)
from tests.dated_promises import FORMS, Words, any_words, promise
from tests.strategies import Desk, desks

YEAR = (micros(2026, 1, 1), micros(2027, 1, 1))


def shared(**data: Any) -> Calendar:
    """Return a calendar; to compile one for each form takes most of the time."""
    return _calendar(json.dumps(data))


@lru_cache(maxsize=16)
def _calendar(data: str) -> Calendar:
    return Calendar.model_validate(json.loads(data))


class TestLaw:
    @given(desk=desks(), words=any_words(), data=st.data())
    def test_steps_are_the_rule_for_single_tickets(
        self, desk: Desk, words: Words, data: st.DataObject
    ) -> None:
        calendar, asked = Calendar.model_validate(desk.data), promise(words)
        middle = micros(desk.near.year, desk.near.month, desk.near.day)
        start, end = middle - WEEK, middle + WEEK
        steps = check(calendar, asked, start, end)
        at = np.array(data.draw(st.lists(st.integers(start, end - 1), min_size=1)), np.int64)
        assert from_steps(steps, at) == [answer(calendar, asked, x) for x in at.tolist()]

    @pytest.mark.parametrize("zone", ["Australia/Lord_Howe", "America/New_York"])
    @pytest.mark.parametrize("form", FORMS)
    def test_a_year_of_unequal_days(self, form: str, zone: str) -> None:
        calendar = shared(
            timezone=zone,
            hours=UNEQUAL,
            holidays=["2026-05-14"],
            exceptions={"2026-12-24": ["10:00-11:07"]},
        )
        check(calendar, promise(FORMS[form]), micros(2026, 3, 1), micros(2026, 4, 10))
        check(calendar, promise(FORMS[form]), micros(2026, 10, 25), micros(2027, 1, 5))

    @pytest.mark.parametrize("form", FORMS)
    def test_a_date_that_never_occurs(self, form: str) -> None:
        """In Samoa Thursday 29 December 2011 was followed by Saturday 31 December."""
        calendar = shared(timezone="Pacific/Apia", hours={"mon-sat": ["09:00-17:00"]})
        check(calendar, promise(FORMS[form]), micros(2011, 12, 20), micros(2012, 1, 10))

    @pytest.mark.parametrize("form", FORMS)
    def test_kernel_gives_the_same(self, form: str) -> None:
        calendar, asked = shared(timezone="Europe/Berlin", hours=UNEQUAL), promise(FORMS[form])
        at = np.arange(micros(2025, 12, 20), micros(2026, 4, 10), 5_000_000_123, dtype=np.int64)
        found, failures = kernel_of(calendar).due(at, asked)
        assert not failures
        assert found.tolist() == [asked.due(calendar, x) for x in at.tolist()]

    @pytest.mark.parametrize("form", FORMS)
    def test_a_change_over_midnight(self, form: str) -> None:
        """In Toronto Sunday 30 March 1919 23:30 was followed by Monday 00:30."""
        calendar = shared(timezone="America/Toronto", hours={"mon-sun": ["00:00-24:00"]})
        check(calendar, promise(FORMS[form]), micros(1919, 3, 28), micros(1919, 4, 3))

    @pytest.mark.parametrize("counted_from", ["start", "opened"])
    def test_what_is_due_before_it_was_opened_is_due_at_once(self, counted_from: str) -> None:
        """Monday's 00:40 came 10 minutes after the change, and its midnight 30 minutes after."""
        calendar = shared(timezone="America/Toronto", hours={"mon-sun": ["00:00-24:00"]})
        words = {"within": "1 BD", "by": "00:40", "cutoff": "24:00", "counted_from": counted_from}
        change = micros(1919, 3, 31, 4, 30)
        steps = check(calendar, promise(words), change - DAY, change + DAY)
        opened = np.array([change + 60_000_000 * minute for minute in (9, 10, 11, 29)])
        due = [max(change + 600_000_000, at) for at in opened.tolist()]
        assert from_steps(steps, opened) == due

    def test_a_deadline_that_is_not_early_is_one_step(self) -> None:
        calendar = shared(timezone="UTC", hours={"mon-sun": ["00:00-24:00"]})
        day = micros(2026, 3, 2)
        steps = promise_steps(calendar, promise(FORMS["same day"]), day, day + DAY)
        assert steps.starts.tolist() == [day, day + 16 * 3_600_000_000 + 1]


class TestHorizon:
    """A calendar that opens in 2026 and again a hundred years later, or a little more."""

    @pytest.mark.parametrize("form", FORMS)
    @pytest.mark.parametrize(
        "later", ["2126-03-01", "2126-03-02", "2126-03-03", "2126-03-04", "2126-03-05"]
    )
    def test_too_far_is_no_answer(self, form: str, later: str) -> None:
        hours = {"2026-03-02": ["09:00-10:00"], "2026-03-03": ["09:00-09:30"]}
        hours[later] = ["09:00-10:00"]
        calendar, asked = shared(timezone="UTC", exceptions=hours), promise(FORMS[form])
        steps = check(calendar, asked, *YEAR)
        reach = micros(*map(int, later.split("-")), 9)
        edges = [reach - HORIZON, micros(2026, 3, 2), micros(2026, 3, 3), micros(2026, 3, 4)]
        at = np.concatenate([edges_of(steps, *YEAR), *(edge + np.arange(-2, 3) for edge in edges)])
        assert from_steps(steps, at) == [answer(calendar, asked, x) for x in at.tolist()]

    def test_calendar_that_never_opens(self) -> None:
        desk = Calendar(timezone="UTC", hours={"mon": ["09:00-10:00"]})
        calendar = desk - desk
        for form in ("by", "by, opened", "30 calendar days"):
            asked = promise(FORMS[form])
            assert not promise_steps(calendar, asked, *YEAR).is_answered.any()
            with pytest.raises(NeverOpenError):
                asked.due(calendar, YEAR[0])

    def test_calendar_days_from_the_opening_need_no_hours(self) -> None:
        desk = Calendar(timezone="UTC", hours={"mon": ["09:00-10:00"]})
        asked = promise(FORMS["30 calendar days, opened"])
        assert asked.due(desk - desk, YEAR[0]) == YEAR[0] + 30 * DAY

    @pytest.mark.parametrize("form", FORMS)
    def test_last_years(self, form: str) -> None:
        calendar = shared(timezone="UTC", hours={"mon-fri": ["09:00-10:00"]})
        check(calendar, promise(FORMS[form]), micros(9998, 11, 1), micros(9998, 12, 30))

    @pytest.mark.parametrize("form", FORMS)
    def test_holidays_that_are_not_known(self, form: str) -> None:
        """The deadlines of December lie in a year whose holidays are not known."""
        calendar = shared(
            timezone="Asia/Kolkata",
            hours={"mon-fri": ["09:00-19:00"]},
            holidays=[{"country": "IN", "years": [2025]}],
        )
        start = calendar.midnight(datetime(2025, 12, 1).date())
        check(calendar, promise(FORMS[form]), start, micros(2025, 12, 31, 18, 30))
        if form == "by":
            with pytest.raises(CoverageError):
                promise_steps(calendar, promise(FORMS[form]), start, micros(2026, 2, 1))

    @pytest.mark.parametrize("form", FORMS)
    def test_the_evening_of_a_date_that_is_not_known(self, form: str) -> None:
        """After closing it is known to be closed, but not whether the date was open at all."""
        calendar = shared(
            timezone="UTC",
            hours={"mon-fri": ["09:00-19:00"]},
            holidays=[{"country": "IN", "years": [2025]}],
        )
        check(calendar, promise(FORMS[form]), micros(2026, 1, 2, 19, 30), micros(2026, 1, 3))
