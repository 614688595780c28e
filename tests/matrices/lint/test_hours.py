"""Findings about opening hours."""

from __future__ import annotations

from typing import Any

import pytest

from slaclock import Matrix
from tests.matrices.lint.small import codes, found, matrix, plan, with_calendar


def found_in(**calendar: Any) -> list[str]:
    return found(with_calendar(**calendar))


class TestLostMinutes:
    @pytest.mark.parametrize("end", ["23:59", "23:59:59"])
    def test_last_minute_of_the_day_is_lost(self, end: str) -> None:
        hours = {"sat-sun": [f"00:00-{end}"]}
        exceptions = {"2026-03-02": [f"09:00-{end}"]}
        lost = f"leaves out what follows {end}; close at 24:00"
        assert found_in(hours=hours, exceptions=exceptions) == [
            f'calendars.office.hours.sat: "00:00-{end}" {lost}',
            f'calendars.office.hours.sun: "00:00-{end}" {lost}',
            f'calendars.office.exceptions.2026-03-02: "09:00-{end}" {lost}',
        ]


class TestSharedNights:
    def test_night_that_runs_into_the_next_day(self) -> None:
        hours = {"sun": ["20:00-04:00"], "mon": ["03:00-03:30", "09:00-19:00"]}
        assert found_in(hours=hours) == [
            (
                'calendars.office.hours: sun "20:00-04:00" and mon "03:00-03:30" share mon '
                "03:00-03:30; they are united, it counts once"
            )
        ]

    def test_night_that_ends_at_the_next_opening(self) -> None:
        assert found_in(hours={"mon": ["22:00-06:00"], "tue": ["06:00-10:00"]}) == []


class TestSingleNights:
    @staticmethod
    def with_hours(**hours: list[str]) -> Matrix:
        office = {"timezone": "Asia/Kolkata", "hours": hours}
        plans = {"gold": plan(P1="1 h / 2 h")}
        return matrix(plans, calendars={"office": office})

    def test_night_on_one_weekday_alone_is_found(self) -> None:
        days = {day: ["08:00-16:00"] for day in ("mon", "tue", "wed", "thu")}
        assert found(self.with_hours(**days, fri=["16:00-08:00"])) == [
            (
                'calendars.office.hours.fri: "16:00-08:00" runs past midnight, and no other '
                'weekday does; if the day is meant, write "08:00-16:00"'
            )
        ]

    @pytest.mark.parametrize(
        "hours",
        [
            pytest.param({"mon": ["22:00-06:00"]}, id="the only day there is"),
            pytest.param({"mon-tue": ["08:00-16:00"], "thu-fri": ["22:00-06:00"]}, id="two nights"),
            pytest.param({"mon-fri": ["08:00-24:00"]}, id="to the end of the day"),
        ],
    )
    def test_other_nights_are_as_meant(self, hours: dict[str, list[str]]) -> None:
        assert "single-night" not in codes(self.with_hours(**hours))


class TestLongWindows:
    @pytest.mark.parametrize(
        ("hours", "message"),
        [
            pytest.param(
                {"mon-thu": ["09:00-19:00"], "fri": ["00:00-19:00"]},
                'fri: "00:00-19:00" is 19 h long, one digit from "09:00-19:00"',
                id="one digit from what the other days have",
            ),
            pytest.param(
                {"mon": ["09:00-07:00"], "tue": ["09:00-07:00"]},
                'mon: "09:00-07:00" is 22 h long, one digit from "09:00-17:00"',
                id="a night that is hardly meant",
            ),
            pytest.param(
                {"mon-wed": ["08:30-17:30"], "thu": ["08:30-07:30"]},
                'thu: "08:30-07:30" is 23 h long, one digit from "08:30-17:30"',
                id="both",
            ),
        ],
    )
    def test_long_window_one_digit_from_a_usual_one(
        self, hours: dict[str, list[str]], message: str
    ) -> None:
        assert f"calendars.office.hours.{message}" in found_in(hours=hours)

    @pytest.mark.parametrize(
        "hours",
        [
            pytest.param({"mon-fri": ["09:00-21:00"]}, id="twelve hours"),
            pytest.param({"mon-sun": ["00:00-24:00"]}, id="round the clock"),
            pytest.param({"mon-fri": ["06:00-22:00"], "sat": ["08:00-22:00"]}, id="long days"),
            pytest.param({"mon-fri": ["17:00-09:00"]}, id="outside office hours"),
            pytest.param({"mon-fri": ["18:00-08:00"]}, id="a long night"),
            pytest.param({"mon-fri": ["20:00-08:30"]}, id="a night of more than twelve hours"),
            pytest.param({"mon": ["09:00-19:00"], "tue": ["00:00-19:00"]}, id="one other day"),
        ],
    )
    def test_long_windows_that_are_meant(self, hours: dict[str, list[str]]) -> None:
        assert "long-window" not in codes(with_calendar(hours=hours))
