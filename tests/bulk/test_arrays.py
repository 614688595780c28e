"""Arrays: each answer is that of a single call, to the microsecond."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import numpy as np
import pytest

from slaclock import Calendar
from slaclock.bulk.arrays import deadline, elapsed
from slaclock.durations import Amount
from slaclock.errors import (
    AmountError,
    ArgumentTypeError,
    InstantRangeError,
    RowError,
)


def instants(*texts: str) -> np.ndarray:
    return np.array(texts, "datetime64[us]")


@pytest.fixture
def desk() -> Calendar:
    return Calendar(timezone="Asia/Kolkata", hours={"mon-fri": ["09:00-19:00"]})


class TestDeadline:
    """2026-03-06 is a Friday; 13:30 UTC is 19:00 in India, the close."""

    def test_work_that_ends_at_close_is_due_at_close(self, desk: Calendar) -> None:
        at = instants("2026-03-06T11:30", "2026-03-06T11:30:00.000001", "2026-03-06T13:30")
        assert deadline(desk, at, "2 h").tolist() == [
            datetime(2026, 3, 6, 13, 30),
            datetime(2026, 3, 9, 3, 30, 0, 1),
            datetime(2026, 3, 9, 5, 30),
        ]

    def test_missing_stays_missing(self, desk: Calendar) -> None:
        at = instants("NaT", "2026-03-06T11:30", "NaT")
        assert np.isnat(deadline(desk, at, "2 h")).tolist() == [True, False, True]
        assert np.isnat(deadline(desk, at[:1], "2 h")).all()
        assert len(deadline(desk, at[:0], "2 h")) == 0

    def test_no_time_at_all_is_due_at_once(self, desk: Calendar) -> None:
        at = instants("2026-03-07T12:00", "NaT")
        np.testing.assert_array_equal(deadline(desk, at, timedelta(0)), at)

    @pytest.mark.parametrize(
        ("business_day", "due"),
        [
            ("full_day", "2026-03-09T07:30"),
            ("same_time", "2026-03-09T07:30"),
            ("close_of_business", "2026-03-09T13:30"),
            ("8 h", "2026-03-09T05:30"),
        ],
    )
    def test_business_days(self, desk: Calendar, business_day: str, due: str) -> None:
        found = deadline(desk, instants("2026-03-06T07:30"), "1 BD", business_day=business_day)
        assert found == np.datetime64(due)

    def test_every_unit_is_understood(self, desk: Calendar) -> None:
        for unit in ("s", "ms", "us", "ns"):
            at = np.array(["2026-03-06T11:30"], f"datetime64[{unit}]")
            assert deadline(desk, at, Amount(seconds=7200)) == np.datetime64("2026-03-06T13:30")

    def test_lost_nanoseconds_are_refused(self, desk: Calendar) -> None:
        at = np.array(["2026-03-06T11:30", "2026-03-06T11:30:00.000000001"], "datetime64[ns]")
        with pytest.raises(RowError, match="row 1: at must be a datetime of whole microseconds"):
            deadline(desk, at, "2 h")

    def test_no_datetimes_are_refused(self, desk: Calendar) -> None:
        for wrong in ([1, 2], ["2026-03-06"], np.array(["NaT"], "timedelta64[us]")):
            with pytest.raises(ArgumentTypeError, match="at must be an array of datetime64"):
                deadline(desk, wrong, "2 h")

    def test_business_days_must_be_explained(self, desk: Calendar) -> None:
        with pytest.raises(AmountError, match="say what one is with business_day"):
            deadline(desk, instants("2026-03-06T11:30"), "1 BD")

    def test_row_without_answer_is_named(self, desk: Calendar) -> None:
        at = instants("2026-03-06T11:30", "0001-03-06T11:30")
        with pytest.raises(RowError) as caught:
            deadline(desk, at, "2 h")
        assert caught.value.row == 1
        assert isinstance(caught.value.error, InstantRangeError)
        assert str(caught.value).startswith("row 1: at is out of range: 0001-03-06T11:30")


class TestElapsed:
    def test_open_time_between(self, desk: Calendar) -> None:
        start = instants("2026-03-06T11:30", "2026-03-09T03:30", "NaT", "2026-03-06T11:30")
        end = instants("2026-03-09T03:30", "2026-03-06T11:30", "2026-03-09T03:30", "NaT")
        found = elapsed(desk, start, end)
        assert found[:2].tolist() == [timedelta(hours=2), timedelta(hours=-2)]
        assert np.isnat(found[2:]).all()
        assert np.isnat(elapsed(desk, start[2:3], end[2:3])).all()

    def test_one_instant_against_many(self, desk: Calendar) -> None:
        ends = instants("2026-03-06T12:30", "2026-03-06T13:30")
        found = elapsed(desk, instants("2026-03-06T11:30"), ends)
        assert found.tolist() == [timedelta(hours=1), timedelta(hours=2)]


class TestDates:
    """2 March 2026 is a Monday; the desk is open from 9 to 7 in India (3:30 to 13:30 UTC)."""

    DESK = Calendar(timezone="Asia/Kolkata", hours={"mon-fri": ["09:00-19:00"]})

    @pytest.mark.parametrize(
        ("amount", "words", "due"),
        [
            ("1 BD", {"by": "16:00"}, "2026-03-04T10:30"),
            ("1 BD", {"by": "16:00", "cutoff": "24:00"}, "2026-03-03T10:30"),
            ("0 BD", {"by": "24:00"}, "2026-03-02T18:30"),
            ("0 BD", {"by": "16:00", "counted_from": "opened"}, "2026-03-03T10:30"),
            ("1 BD", {"business_day": "same_time", "cutoff": "< 12:00"}, "2026-03-04T11:30"),
            ("0 BD", {"business_day": "close_of_business"}, "2026-03-02T13:30"),
            ("1 week", {}, "2026-03-09T11:30"),
        ],
    )
    def test_date_and_time(self, amount: str, words: dict[str, Any], due: str) -> None:
        at = np.array(["2026-03-02T11:30"], "datetime64[us]")
        assert deadline(self.DESK, at, amount, **words).tolist() == [datetime.fromisoformat(due)]

    def test_open_time_names_no_date(self) -> None:
        at = np.array(["2026-03-02T11:30"], "datetime64[us]")
        with pytest.raises(AmountError, match=r"^'1 h' is open time and names no date, so by"):
            deadline(self.DESK, at, timedelta(hours=1), by="16:00")
