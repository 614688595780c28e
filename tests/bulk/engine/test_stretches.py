"""Kernels: far rows beside near ones, what is kept, and rows that have no answer."""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from datetime import UTC, datetime

import numpy as np
import pytest

from slaclock import Calendar
from slaclock.bulk.engine.kernel import Kernel
from slaclock.bulk.engine.steps import NAT, Ints
from slaclock.bulk.engine.stretches import MOST_BYTES
from slaclock.calendars.business_days import MEANINGS
from slaclock.errors import CoverageError, InstantRangeError, SlaClockError
from slaclock.instants import DAY, to_micros
from slaclock.matrices.promises import Promise

HOUR = 3_600_000_000
HOURS = {"mon-fri": ["09:00-17:30"]}
PROMISES = (
    Promise(8 * HOUR),
    Promise(0, 2, MEANINGS["full_day"]),
    Promise(0, 3, MEANINGS["same_time"]),
)


def desk() -> Calendar:
    """Return a calendar that nothing was asked of yet."""
    return Calendar(timezone="Asia/Kolkata", hours=HOURS)


def micros(*args: int) -> int:
    return to_micros(datetime(*args, tzinfo=UTC))  # type: ignore[misc, arg-type]


def near(size: int) -> Ints:
    """Return instants of three years."""
    return np.random.default_rng(1).integers(micros(2024, 1, 1), micros(2027, 1, 1), size)


def far() -> Ints:
    """Return instants of years that lie far apart."""
    return np.array([micros(year, 6, 3, 7) for year in range(2, 300, 75)], np.int64)


class TestFarRows:
    def test_answers_are_those_of_single_calls(self) -> None:
        at = np.concatenate([near(200), far(), [NAT], far() + 365 * 2255 * DAY])
        kernel, alone = Kernel(desk()), desk()
        for promise in PROMISES:
            found, failures = kernel.due(at, promise)
            assert not failures
            rows = at != NAT
            assert found[~rows].tolist() == [NAT]
            assert found[rows].tolist() == [promise.due(alone, x) for x in at[rows].tolist()]

    def test_open_time_between_far_rows(self) -> None:
        start = np.concatenate([near(20), far(), near(20)])
        end = np.concatenate([near(20)[::-1], far() + 9 * DAY, near(20) - 30 * 365 * DAY])
        found, failures = Kernel(desk()).elapsed(start, end)
        assert not failures
        assert found.tolist() == list(map(desk().open_between, start.tolist(), end.tolist()))

    def test_later_by_an_amount_of_its_own(self) -> None:
        at = np.concatenate([near(50), far()])
        amounts = np.arange(len(at)) * 37 * HOUR
        found, failures = Kernel(desk()).later(at, amounts)
        assert not failures
        assert found.tolist() == list(map(desk().due, at.tolist(), amounts.tolist()))

    def test_span_that_is_too_long(self) -> None:
        start = np.array([micros(2, 6, 1), micros(2024, 3, 4, 5)], np.int64)
        end = np.array([micros(2024, 6, 1), micros(2024, 3, 4, 6)], np.int64)
        found, failures = Kernel(desk()).elapsed(start, end)
        assert found.tolist() == [NAT, HOUR]
        assert isinstance(failures[0], InstantRangeError)

    def test_far_rows_cost_what_they_cost_alone(self) -> None:
        alone = Kernel(desk())
        alone.due(far(), PROMISES[0])
        together = Kernel(desk())
        together.due(np.concatenate([near(1_000), far()]), PROMISES[0])
        three_years = Kernel(desk())
        three_years.due(near(1_000), PROMISES[0])
        assert together.kept_bytes == alone.kept_bytes + three_years.kept_bytes


class TestKept:
    def test_years_that_touch_are_one_table(self) -> None:
        kernel = Kernel(desk())
        for year in (2025, 2024, 2026):
            kernel.due(np.array([micros(year, 5, 5)], np.int64), PROMISES[0])
        together = Kernel(desk())
        together.due(near(1_000), PROMISES[0])
        assert kernel.kept_bytes == together.kept_bytes

    def test_what_is_kept_is_bounded(self) -> None:
        kernel = Kernel(desk())
        at = np.array([micros(year, 5, 5, 6) for year in range(1970, 2200)], np.int64)
        for hours in range(1, 4):
            found, failures = kernel.due(at, Promise(hours * HOUR))
            assert not failures
            assert kernel.kept_bytes <= MOST_BYTES
        assert found[-1] == desk().due(int(at[-1]), 3 * HOUR)


class TestUnknownYears:
    CALENDAR: Callable[[], Calendar] = staticmethod(
        lambda: Calendar(
            timezone="Asia/Kolkata",
            hours=HOURS,
            holidays=[{"country": "IN", "years": [2024, 2025, 2028]}],
        )
    )

    def test_each_year_stands_for_itself(self) -> None:
        at = np.array([micros(year, 5, 6, 5) for year in range(2023, 2030)], np.int64)
        found, failures = Kernel(self.CALENDAR()).due(at, PROMISES[0])
        assert sorted(failures) == [0, 3, 4, 6]
        assert all(isinstance(error, CoverageError) for error in failures.values())
        assert found[5] == PROMISES[0].due(self.CALENDAR(), int(at[5]))

    def test_open_time_across_a_year_that_is_not_known(self) -> None:
        at = np.array([micros(2025, 5, 6, 5)], np.int64)
        end = np.array([micros(2028, 5, 6, 5)], np.int64)
        found, failures = Kernel(self.CALENDAR()).elapsed(at, end)
        assert found.tolist() == [NAT]
        assert isinstance(failures[0], CoverageError)


class TestPartlyKnownYears:
    """Nights of 2026 whose first and last hours depend on years that are not known."""

    HOURS = {"mon-fri": ["22:00-06:00"]}
    HOLIDAYS = [{"country": "IN", "years": [2026]}]
    EXCEPTIONS = {"2027-03-03": ["10:00-12:00"], "2027-03-04": ["10:00-12:00"]}

    def calendar(self) -> Calendar:
        return Calendar(
            timezone="Asia/Kolkata",
            hours=self.HOURS,
            holidays=self.HOLIDAYS,
            exceptions=self.EXCEPTIONS,
        )

    def instants(self) -> Ints:
        first, last = micros(2025, 12, 28), micros(2027, 3, 10)
        spread = np.random.default_rng(3).integers(first, last, 150)
        edges = [micros(2025, 12, 31, 18, 30), micros(2026, 1, 1, 0, 30), micros(2027, 3, 3, 4, 30)]
        beside = [edge + step for edge in edges for step in (-1, 0, 1, HOUR)]
        return np.concatenate([spread, np.array(beside, np.int64)])

    @pytest.mark.parametrize("promise", [*PROMISES, Promise(HOUR)], ids=str)
    def test_deadlines_equal_single_calls(self, promise: Promise) -> None:
        at = self.instants()
        found, failures = Kernel(self.calendar()).due(at, promise)
        alone = self.calendar()
        for row, instant in enumerate(at.tolist()):
            assert found[row] == answer(lambda: promise.due(alone, instant))  # noqa: B023
            if row in failures:
                with pytest.raises(CoverageError, match=re.escape(str(failures[row]))):
                    promise.due(alone, instant)
        assert 0 < len(failures) < len(at)

    def test_open_time_equals_single_calls(self) -> None:
        start = self.instants()
        end = start[::-1].copy()
        end[::3] = start[::3] + 5 * HOUR
        found, failures = Kernel(self.calendar()).elapsed(start, end)
        later, failed = Kernel(self.calendar()).later(start, np.full(len(start), 3 * HOUR))
        alone = self.calendar()
        for row, (first, last) in enumerate(zip(start.tolist(), end.tolist(), strict=True)):
            assert (row in failures) == (found[row] == NAT)
            assert found[row] == answer(lambda: alone.open_between(first, last))  # noqa: B023
            assert (row in failed) == (later[row] == NAT)
            assert later[row] == answer(lambda: alone.due(first, 3 * HOUR))  # noqa: B023
        assert 0 < len(failures) < len(start)
        assert 0 < len(failed) < len(start)


def answer(ask: Callable[[], int]) -> int:
    """Return an answer of a calendar; `NAT` where it has none."""
    try:
        return ask()
    except SlaClockError:
        return NAT


@pytest.mark.slow
def test_far_rows_take_little_longer() -> None:
    """14 s against 0.4 s when all years between were worked out."""
    begun = time.perf_counter()
    Kernel(desk()).due(near(100_000), PROMISES[0])
    alone = time.perf_counter() - begun
    begun = time.perf_counter()
    Kernel(desk()).due(np.concatenate([near(100_000), far()]), PROMISES[0])
    assert time.perf_counter() - begun < 30 * alone + 1
