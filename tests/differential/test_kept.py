"""The oracle of many questions: it says what the walking one says, and the way back by hand."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from fractions import Fraction
from random import Random
from typing import Any

import pytest

from tests.differential.desks import around, single_desk
from tests.differential.kept import KeptOracle, OutOfReachError
from tests.oracle import NeverOpensError, OracleCalendar, from_us, to_us
from tests.strategies import midnight_utc
from tests.world import at

DESK = {"timezone": "Asia/Kolkata", "hours": {"mon-fri": ["09:00-19:00"]}}
SPLIT = {"timezone": "Asia/Kolkata", "hours": {"mon-fri": ["09:00-13:00", "14:00-18:00"]}}
SHORT = {
    "timezone": "Asia/Kolkata",
    "hours": {"mon-thu": ["09:00-19:00"], "fri": ["09:00-14:00"]},
}
NIGHT = {"timezone": "Asia/Kolkata", "hours": {"mon-fri": ["22:00-06:00"]}}
ALWAYS = {"timezone": "Asia/Kolkata", "hours": {"mon-sun": ["00:00-24:00"]}}


def kept(data: dict[str, Any]) -> KeptOracle:
    return KeptOracle(OracleCalendar(data))


class TestKept:
    @pytest.mark.parametrize("number", range(8))
    def test_it_says_what_the_walking_oracle_says(self, number: int) -> None:
        draw, near = Random(number), date(2026, 3, 29)
        desk = single_desk(draw, "Europe/London", near, is_rich=number % 2 == 0)
        walking, keeping = OracleCalendar(desk.data), kept(desk.data)
        for _ in range(6):
            us = midnight_utc(around(draw, near)) + draw.randrange(86_400) * 1_000_000
            start, hours = from_us(us), timedelta(hours=draw.randint(0, 20))
            for name, words in [
                ("is_open", (start,)),
                ("next_open", (start,)),
                ("add", (start, hours)),
                ("subtract", (start, hours)),
                ("elapsed", (start, start + 3 * hours)),
                ("full_day", (start, 2)),
            ]:
                assert getattr(keeping, name)(*words) == getattr(walking, name)(*words)

    def test_it_does_not_look_further_than_half_a_year(self) -> None:
        """The walking oracle looks a hundred years ahead."""
        once = {**DESK, "hours": {}, "exceptions": {"2026-03-02": ["09:00-10:00"]}}
        with pytest.raises(OutOfReachError):
            kept(once).next_open(at("2026-03-02 10:00"))
        with pytest.raises(OutOfReachError):
            kept(ALWAYS).previous_open(at("2026-03-02 10:00"))
        assert not issubclass(OutOfReachError, NeverOpensError)


class TestWayBack:
    """2 March 2026 is a Monday."""

    @pytest.mark.parametrize(
        ("data", "asked", "opened", "closed"),
        [
            pytest.param(DESK, "03-06 12:00", "03-06 09:00", "03-05 19:00", id="open"),
            pytest.param(DESK, "03-06 09:00", "03-06 09:00", "03-05 19:00", id="at the opening"),
            pytest.param(DESK, "03-06 19:00", "03-06 09:00", "03-06 19:00", id="at the closing"),
            pytest.param(DESK, "03-09 08:00", "03-06 09:00", "03-06 19:00", id="closed"),
            pytest.param(NIGHT, "03-07 06:00", "03-06 22:00", "03-07 06:00", id="night"),
        ],
    )
    def test_boundaries_before(self, data: Any, asked: str, opened: str, closed: str) -> None:
        moment = at(f"2026-{asked}")
        assert kept(data).previous_open(moment) == at(f"2026-{opened}")
        assert kept(data).previous_close(moment) == at(f"2026-{closed}")

    def test_windows_that_touch_are_one(self) -> None:
        holiday = {**ALWAYS, "holidays": ["2026-03-02"]}
        moment = at("2026-03-05 12:00")
        assert kept(holiday).previous_open(moment) == at("2026-03-03 00:00")
        assert kept(holiday).previous_close(moment) == at("2026-03-02 00:00")

    @pytest.mark.parametrize(
        ("data", "asked", "meaning", "before"),
        [
            pytest.param(DESK, "03-09 13:00", "full_day", "03-06 13:00", id="full day"),
            pytest.param(DESK, "03-07 12:00", "full_day", "03-06 09:00", id="full day, closed"),
            pytest.param(SHORT, "03-06 11:00", "full_day", "03-05 13:00", id="two fifths"),
            pytest.param(SPLIT, "03-06 13:30", "full_day", "03-05 14:00", id="latest"),
            pytest.param(DESK, "03-07 12:00", "same_time", "03-05 19:00", id="same time, closed"),
            pytest.param(SPLIT, "03-06 16:30", "same_time", "03-05 16:30", id="same time"),
            pytest.param(NIGHT, "03-06 05:00", "same_time", "03-05 05:00", id="same time, night"),
            pytest.param(NIGHT, "03-06 05:00", "close_of_business", "03-05 06:00", id="close"),
            pytest.param(DESK, "03-09 13:00", timedelta(hours=5), "03-06 18:00", id="open time"),
        ],
    )
    def test_one_business_day_before(
        self, data: Any, asked: str, meaning: str | timedelta, before: str
    ) -> None:
        found = kept(data).subtract_business_days(at(f"2026-{asked}"), 1, meaning)
        assert found == at(f"2026-{before}")

    @pytest.mark.parametrize(
        ("start", "end", "days", "share"),
        [
            pytest.param("03-06 14:00", "03-09 11:00", 1, "7/10", id="over a weekend"),
            pytest.param("03-07 00:00", "03-09 00:00", 0, "0", id="a weekend"),
            pytest.param("03-02 12:00", "03-16 12:00", 10, "10", id="two weeks"),
            pytest.param("03-06 10:00", "03-05 12:00", -1, "-8/10", id="reversed"),
        ],
    )
    def test_business_days_between(self, start: str, end: str, days: int, share: str) -> None:
        moments = (at(f"2026-{one}") for one in (start, end))
        assert kept(DESK).business_days_between(*moments) == (days, Fraction(share))


def test_instants_are_those_of_the_world() -> None:
    assert to_us(at("2026-03-02 09:00")) == to_us(datetime.fromisoformat("2026-03-02T09:00+05:30"))
