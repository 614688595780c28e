"""A calendar compiled for columns: answers equal those of single calls."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from slaclock import Calendar
from slaclock.bulk.arrays import Kernel, Promise, deadline, kernel_of, to_micros
from slaclock.bulk.engine.steps import CHUNK, NAT
from slaclock.calendars.business_days import MEANINGS
from slaclock.errors import (
    CoverageError,
    NeverOpenError,
)
from tests.bulk.samples import CALENDARS, calendar, random_instants
from tests.strategies import Desk, desks

HOUR = 3_600_000_000


PROMISES = {
    "1 us": Promise(1),
    "30 min": Promise(HOUR // 2),
    "8 h": Promise(8 * HOUR),
    "9 h": Promise(9 * HOUR),
    "100 h": Promise(100 * HOUR),
    **{
        f"{count} {meaning}": Promise(0, count, MEANINGS[meaning])
        for count in (1, 2, 5)
        for meaning in ("full_day", "same_time", "close_of_business")
    },
}


def instants(*texts: str) -> np.ndarray:
    return np.array(texts, "datetime64[us]")


def single(cal: Calendar, at: int, promise: Promise) -> int:
    if promise.meaning is None:
        return cal.due(at, promise.micros)
    return promise.due(cal, at)


@pytest.fixture
def desk() -> Calendar:
    return Calendar(timezone="Asia/Kolkata", hours={"mon-fri": ["09:00-19:00"]})


class TestKernel:
    @pytest.mark.parametrize("name", CALENDARS)
    @pytest.mark.parametrize("promise", PROMISES.values(), ids=PROMISES.keys())
    def test_equals_single_calls(self, name: str, promise: Promise) -> None:
        cal, at = calendar(name), random_instants(1_000)
        found, failures = kernel_of(cal).due(at, promise)
        assert not failures
        assert found.tolist() == [single(cal, instant, promise) for instant in at.tolist()]

    @pytest.mark.parametrize("name", CALENDARS)
    def test_elapsed_equals_single_calls(self, name: str) -> None:
        cal, start, end = calendar(name), random_instants(2_000, 1), random_instants(2_000, 2)
        found, failures = kernel_of(cal).elapsed(start, end)
        assert not failures
        assert found.tolist() == list(map(cal.open_between, start.tolist(), end.tolist()))

    @pytest.mark.parametrize("name", CALENDARS)
    def test_amount_of_its_own_for_each_row(self, name: str) -> None:
        cal, at = calendar(name), random_instants(2_000)
        amounts = np.random.default_rng(1).integers(0, 2_000 * HOUR, len(at)) // 7 * 7
        amounts[::9] = 0
        found, failures = kernel_of(cal).later(at, amounts)
        assert not failures
        assert found.tolist() == list(map(cal.due, at.tolist(), amounts.tolist()))

    def test_more_than_a_chunk(self) -> None:
        at = random_instants(2 * CHUNK + 5)
        at[CHUNK + 3] = NAT
        kernel = kernel_of(calendar("office"))
        whole, _ = kernel.due(at, PROMISES["2 full_day"])
        parts = [kernel.due(part.copy(), PROMISES["2 full_day"])[0] for part in np.split(at, [9])]
        np.testing.assert_array_equal(whole, np.concatenate(parts))
        assert np.flatnonzero(whole == NAT).tolist() == [CHUNK + 3]

    @given(data=st.data(), desk=desks())
    def test_any_calendar(self, data: st.DataObject, desk: Desk) -> None:
        cal = Calendar.model_validate(desk.data)
        near = int(np.datetime64(desk.near, "us").astype(np.int64))
        at = near + np.array(data.draw(st.lists(st.integers(-9 * 24 * HOUR, 9 * 24 * HOUR))), int)
        promise = data.draw(st.sampled_from([*PROMISES.values()]))
        found, failures = Kernel(cal).due(at, promise)
        assert not failures
        assert found.tolist() == [single(cal, instant, promise) for instant in at.tolist()]

    def test_year_without_holidays_fails_alone(self) -> None:
        cal = Calendar(
            timezone="Asia/Kolkata",
            hours={"mon-fri": ["09:00-19:00"]},
            holidays=[{"country": "IN", "years": [2024, 2025]}],
        )
        texts = ["2023-06-01T06:00", "2024-03-04T03:30", "2025-03-04T03:30", "NaT"]
        at = to_micros(instants(*texts, "2025-12-31T13:00", "2026-01-05"), "at")
        found, failures = Kernel(cal).due(at, PROMISES["8 h"])
        assert sorted(failures) == [0, 4, 5]
        assert all(isinstance(error, CoverageError) for error in failures.values())
        assert "2026: not among the years given" in str(failures[4])
        due = found.view("datetime64[us]")
        assert due[1:3].tolist() == [datetime(2024, 3, 4, 11, 30), datetime(2025, 3, 4, 11, 30)]
        assert np.isnat(due[[0, 3, 4, 5]]).all()
        open_time, failures = Kernel(cal).elapsed(at, at[[1, 1, 1, 1, 1, 1]].copy())
        assert sorted(failures) == [0, 5]
        assert open_time[1] == 0
        later, failures = Kernel(cal).later(at[[0, 1]], np.array([HOUR, HOUR]))
        assert sorted(failures) == [0]
        assert later[1] == at[1] + HOUR

    def test_calendar_that_stops_to_open(self) -> None:
        cal = Calendar(timezone="UTC", exceptions={"2026-03-02": ["09:00-10:00"]})
        at = to_micros(instants("2026-03-02T09:30", "2026-03-02T09:31", "2026-03-05"), "at")
        found, failures = kernel_of(cal).due(at, Promise(HOUR // 2))
        assert found.tolist() == [at[0] + HOUR // 2, NAT, NAT]
        assert [type(failures[row]) for row in (1, 2)] == [NeverOpenError] * 2
        found, failures = kernel_of(cal).later(at, np.array([HOUR // 2] * 3))
        assert sorted(failures) == [1, 2]
        for meaning in ("full_day", "same_time", "close_of_business"):
            found, failures = Kernel(cal).due(at, Promise(0, 1, MEANINGS[meaning]))
            assert sorted(failures) == [0, 1, 2]

    def test_calendar_that_never_opens(self, desk: Calendar) -> None:
        cal = desk - desk
        at = to_micros(instants("2026-03-02T09:30"), "at")
        assert kernel_of(cal).elapsed(at, at + HOUR)[0].tolist() == [0]
        for promise in PROMISES.values():
            assert list(Kernel(cal).due(at, promise)[1]) == [0]
        assert list(Kernel(cal).later(at, np.array([1]))[1]) == [0]

    def test_junk_date_does_not_spoil_the_rest(self) -> None:
        at = to_micros(instants("2026-03-06T11:30", "0002-06-01", "9998-12-30"), "at")
        desk = Calendar(timezone="Asia/Kolkata", hours={"mon-fri": ["09:00-19:00"]})
        found, failures = kernel_of(desk).due(at, Promise(2 * HOUR))
        assert found[0] == at[0] + 2 * HOUR
        assert found[1] == desk.due(int(at[1]), 2 * HOUR)
        assert set(failures) <= {2}

    def test_offset_changes_on_the_way(self) -> None:
        """The night of 29 March 2026 has no 02:30 in Paris; the next local time is meant."""
        cal = Calendar(timezone="Europe/Paris", hours={"mon-sun": ["00:00-06:00"]})
        at = datetime(2026, 3, 28, 2, 30, tzinfo=ZoneInfo("Europe/Paris")).astimezone(UTC)
        given_at = np.array([at.replace(tzinfo=None)], "datetime64[us]")
        found = deadline(cal, given_at, "1 BD", business_day="same_time")
        assert found == np.datetime64("2026-03-29T01:30")  # 03:30 there


def test_equal_calendars_share_a_kernel() -> None:
    first, second = (Calendar(timezone="UTC", hours={"mon": ["09:00-10:00"]}) for _ in range(2))
    assert kernel_of(first) is kernel_of(second)
