"""The open clock on windows small enough to count by hand."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from slaclock.calendars.timeline import BusinessDay, OpenClock, Timeline, in_business_days
from slaclock.spans import Span

MONDAY, TUESDAY = date(2026, 3, 2), date(2026, 3, 3)


@pytest.fixture
def two_days() -> Timeline:
    """Monday is open from 10 to 20 and from 30 to 40, Tuesday from 50 to 70."""
    days = [
        BusinessDay(MONDAY, (Span(10, 20), Span(30, 40))),
        BusinessDay(TUESDAY, (Span(50, 70),)),
    ]
    return Timeline(0, 100, days)


class TestReading:
    @pytest.mark.parametrize(
        ("instant", "reading"),
        [
            pytest.param(0, 0, id="before the first opening"),
            pytest.param(10, 0, id="at an opening"),
            pytest.param(15, 5, id="inside"),
            pytest.param(20, 10, id="at a closing"),
            pytest.param(25, 10, id="between windows"),
            pytest.param(30, 10, id="at the next opening"),
            pytest.param(69, 39, id="just before the last closing"),
            pytest.param(99, 40, id="after the last closing"),
        ],
    )
    def test_counts_open_time_before_the_instant(
        self, two_days: Timeline, instant: int, reading: int
    ) -> None:
        assert two_days.reading(instant) == reading
        exact = two_days.exact.reading(timedelta(microseconds=instant))
        assert exact == timedelta(microseconds=reading)

    def test_elapsed_is_negative_when_reversed(self, two_days: Timeline) -> None:
        assert two_days.elapsed(15, 60) == 25
        assert two_days.elapsed(60, 15) == -25


class TestAtReading:
    @pytest.mark.parametrize(
        ("reading", "first", "last"),
        [
            pytest.param(1, 11, 11, id="inside"),
            pytest.param(10, 20, 30, id="a closing, or the next opening"),
            pytest.param(20, 40, 50, id="a closing before the next day"),
            pytest.param(39, 69, 69, id="near the end"),
        ],
    )
    def test_first_is_the_closing_and_last_the_opening(
        self, two_days: Timeline, reading: int, first: int, last: int
    ) -> None:
        assert two_days.at_reading(reading) == first
        assert two_days.last_at_reading(reading) == last

    def test_all_open_time_ends_at_the_last_closing(self, two_days: Timeline) -> None:
        assert two_days.total == 40
        assert two_days.at_reading(40) == 70
        assert two_days.last_at_reading(40) is None

    def test_more_than_there_is_gives_none(self, two_days: Timeline) -> None:
        assert two_days.at_reading(41) is None
        assert two_days.last_at_reading(41) is None

    def test_less_than_nothing_is_not_held(self, two_days: Timeline) -> None:
        assert two_days.last_at_reading(-1) is None

    def test_without_windows_there_is_nothing(self) -> None:
        empty = OpenClock[int]([], [], 0)
        assert empty.reading(5) == 0
        assert empty.at_reading(1) is None
        assert Timeline(0, 10, ()).last_at_reading(0) is None


class TestOpenings:
    @pytest.mark.parametrize(
        ("instant", "opens", "closes", "is_open"),
        [
            pytest.param(0, 10, 20, False, id="before"),
            pytest.param(10, 10, 20, True, id="at the opening"),
            pytest.param(19, 19, 20, True, id="last open instant"),
            pytest.param(20, 30, 40, False, id="at the closing"),
            pytest.param(69, 69, 70, True, id="in the last window"),
            pytest.param(70, None, None, False, id="after the last"),
        ],
    )
    def test_next_open_next_close_and_is_open(
        self,
        two_days: Timeline,
        instant: int,
        opens: int | None,
        closes: int | None,
        is_open: bool,
    ) -> None:
        assert two_days.next_open(instant) == opens
        assert two_days.next_close(instant) == closes
        assert two_days.is_open(instant) is is_open

    @pytest.mark.parametrize(
        ("instant", "opened", "closed", "open_until"),
        [
            pytest.param(5, None, None, None, id="before the first"),
            pytest.param(10, 10, None, None, id="at the first opening"),
            pytest.param(15, 10, None, 15, id="inside"),
            pytest.param(20, 10, 20, 20, id="at a closing"),
            pytest.param(30, 30, 20, 20, id="at an opening"),
            pytest.param(99, 50, 70, 70, id="after the last"),
        ],
    )
    def test_what_lies_before(
        self,
        two_days: Timeline,
        instant: int,
        opened: int | None,
        closed: int | None,
        open_until: int | None,
    ) -> None:
        assert two_days.previous_open(instant) == opened
        assert two_days.previous_close(instant) == closed
        assert two_days.open_until(instant) == open_until

    def test_windows_are_clipped(self, two_days: Timeline) -> None:
        assert two_days.windows(15, 35) == [Span(15, 20), Span(30, 35)]
        assert two_days.windows(20, 30) == []

    def test_day_of_an_open_instant(self, two_days: Timeline) -> None:
        assert [two_days.day_at(at) for at in (10, 35, 50)] == [0, 0, 1]


class TestEnds:
    def test_bounds_are_the_ends_as_time_since_the_epoch(self, two_days: Timeline) -> None:
        assert (two_days.start, two_days.end) == (0, 100)
        line = Timeline(-7, 100, ())
        assert line.bounds == (timedelta(microseconds=-7), timedelta(microseconds=100))


class TestDays:
    def test_dates_that_never_open_are_no_business_days(self) -> None:
        days = [BusinessDay(MONDAY, ()), BusinessDay(TUESDAY, (Span(50, 70),))]
        assert in_business_days(days) == days[1:]

    def test_readings_at_the_start_of_each_day(self, two_days: Timeline) -> None:
        assert two_days.day_starts == [10, 50]
        assert two_days.day_readings == [0, 20, 40]

    def test_shared_time_belongs_to_the_earlier_date(self) -> None:
        night = BusinessDay(MONDAY, (Span(10, 60),))
        morning = BusinessDay(TUESDAY, (Span(50, 55), Span(58, 80)))
        line = Timeline(0, 100, [night, morning])
        assert line.days[1].windows == (Span(60, 80),)
        assert line.day_readings == [0, 50, 70]
        assert (line.opens, line.closes) == ([10], [80])

    def test_what_falls_into_a_hole_of_a_night_belongs_to_the_night(self) -> None:
        night = BusinessDay(MONDAY, (Span(10, 20), Span(40, 60)))
        line = Timeline(0, 100, [night, BusinessDay(TUESDAY, (Span(25, 30), Span(50, 80)))])
        assert line.days == (
            BusinessDay(MONDAY, (Span(10, 20), Span(25, 30), Span(40, 60))),
            BusinessDay(TUESDAY, (Span(60, 80),)),
        )
        assert line.day_readings == [0, 35, 55]

    def test_a_day_wholly_inside_the_night_before_is_no_business_day(self) -> None:
        night = BusinessDay(MONDAY, (Span(10, 60),))
        line = Timeline(0, 100, [night, BusinessDay(TUESDAY, (Span(50, 60),))])
        assert [day.date for day in line.days] == [MONDAY]
