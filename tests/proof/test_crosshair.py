"""The code itself, run on symbols by CrossHair: what z3 finds, no luck is needed for.

Hypothesis hands over its questions to CrossHair, which follows each way through the code and
asks z3 for numbers that break the law. That is a search and no proof: `make proof` proves the
laws of the open clock. Here also stand the arithmetic of shared days, and of met and breached.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable
from typing import Any, NamedTuple

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from slaclock.calendars.day_shares import after_full_days
from slaclock.calendars.timeline import OpenClock
from slaclock.matrices.promises import is_in_time

pytest.importorskip("hypothesis_crosshair_provider", reason="`make proof` brings it")

WRONG = (AssertionError, ExceptionGroup)
"""Hypothesis groups what it finds, if more than one line of a law is broken."""
SECOND = 1_000_000
MOST = 40_000_000_000
symbolic = settings(
    backend="crosshair",
    database=None,
    deadline=None,
    max_examples=60,
    suppress_health_check=list(HealthCheck),
)
pairs = st.lists(st.tuples(st.integers(1, MOST), st.integers(1, MOST)), min_size=2, max_size=2)
amounts = st.integers(1, 2 * MOST)


def clock_of(kind: type[OpenClock[int]], pairs: list[tuple[int, int]]) -> OpenClock[int]:
    """Return a clock over windows, each given by how long it was closed before and its length."""
    at, opens, closes = 0, [], []
    for closed, length in pairs:
        opens.append(at + closed)
        closes.append(at + closed + length)
        at = closes[-1]
    return kind(opens, closes, 0)


class OneLateOnce(OpenClock[int]):
    """One amount of eighty thousand million is reached too late."""

    def at_reading(self, reading: int) -> int | None:
        index = bisect_left(self.open_through, reading)
        if index == len(self._lags):
            return None
        return reading + self._lags[index] + (reading == 123_457_890)


def reaches(kind: type[OpenClock[int]]) -> Callable[[], None]:
    @symbolic
    @given(pairs, amounts)
    def law(pairs: list[tuple[int, int]], amount: int) -> None:
        clock = clock_of(kind, pairs)
        due = clock.at_reading(amount)
        if due is None:
            assert amount > clock.open_through[-1]
        else:
            assert clock.reading(due) == amount
            assert clock.reading(due - 1) == amount - 1

    return law


def adds_up(kind: type[OpenClock[int]]) -> Callable[[], None]:
    @symbolic
    @given(pairs, st.integers(0, MOST), st.integers(0, MOST), st.integers(0, MOST))
    def law(pairs: list[tuple[int, int]], first: int, second: int, third: int) -> None:
        clock = clock_of(kind, pairs)
        whole = clock.elapsed(first, third)
        assert clock.elapsed(first, second) + clock.elapsed(second, third) == whole
        assert clock.elapsed(third, first) == -whole
        assert abs(whole) <= abs(third - first)

    return law


@pytest.mark.parametrize("law", [reaches, adds_up])
def test_law_of_the_open_clock_holds(law: Callable[..., Callable[[], None]]) -> None:
    law(OpenClock)()


def test_amount_in_eighty_thousand_million_is_found() -> None:
    with pytest.raises(WRONG):
        reaches(OneLateOnce)()


# --- shares of days -------------------------------------------------------------------------


class Days(NamedTuple):
    """What `after_full_days` reads of a timeline."""

    day_readings: list[int]


After = Callable[[Any, int, int], int]


def least_second(after: After) -> Callable[[], None]:
    """From somewhere in a first day, two days on: the shares make two, rounded up alone."""

    @symbolic
    @given(st.lists(st.integers(1, 86_400), min_size=3, max_size=3), st.integers(0, 86_399))
    def law(seconds: list[int], gone: int) -> None:
        lengths = [length * SECOND for length in seconds]
        if gone >= seconds[0]:
            return
        readings = [0, lengths[0], lengths[0] + lengths[1], sum(lengths)]
        found = after(Days([*readings, readings[-1] + SECOND]), gone * SECOND, 2) - readings[2]
        assert 0 <= found <= lengths[2]
        assert found * lengths[0] >= gone * SECOND * lengths[2]
        assert (found - SECOND) * lengths[0] < gone * SECOND * lengths[2]

    return law


def test_full_days_end_at_the_least_second_that_is_enough() -> None:
    least_second(after_full_days)()


def test_days_that_round_down_are_found() -> None:
    def too_early(days: Any, reading: int, count: int) -> Any:
        readings = days.day_readings
        return readings[count] + reading * (readings[count + 1] - readings[count]) // readings[1]

    with pytest.raises(WRONG):
        least_second(too_early)()


# --- met and breached -----------------------------------------------------------------------


@symbolic
@given(st.integers(), st.integers(), st.booleans())
def test_in_time_ends_with_the_deadline(instant: int, due: int, strict: bool) -> None:
    assert is_in_time(instant, due, strict=strict) is (instant - due < (0 if strict else 1))
