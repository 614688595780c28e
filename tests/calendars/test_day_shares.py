"""Shares of support days: exact, and rounded up only where days are not equally long."""

from __future__ import annotations

import pickle
from datetime import date
from fractions import Fraction

import pytest

from slaclock.calendars.day_shares import (
    DayCount,
    after_full_days,
    days_counted,
    days_differ,
    place_of,
)
from slaclock.calendars.timeline import BusinessDay, Timeline
from slaclock.spans import Span

HOUR = 3_600 * 1_000_000
DAY = 24 * HOUR
LENGTHS = (10, 4, 7)
"""Monday has 10 hours from midnight on, Tuesday 4, Wednesday 7."""


def line() -> Timeline:
    days = [
        BusinessDay(date(2026, 3, 2 + place), (Span(place * DAY, place * DAY + hours * HOUR),))
        for place, hours in enumerate(LENGTHS)
    ]
    return Timeline(0, 3 * DAY, days)


class TestPlaceOf:
    @pytest.mark.parametrize(
        ("hours", "days", "lengths"),
        [
            (0, Fraction(0), frozenset()),
            (4, Fraction(2, 5), frozenset({10 * HOUR})),
            (10, Fraction(1), frozenset()),
            (11, Fraction(5, 4), frozenset({4 * HOUR})),
        ],
    )
    def test_share_is_that_of_the_day_it_falls_into(
        self, hours: int, days: Fraction, lengths: frozenset[int]
    ) -> None:
        found = place_of(line(), hours * HOUR)

        assert (found, found.lengths) == (days, lengths)


class TestDayCount:
    def test_pickle_keeps_the_share_and_the_days(self) -> None:
        count = DayCount(5, frozenset({8}), parts=2)
        again = pickle.loads(pickle.dumps(count))
        assert (again, again.lengths) == (Fraction(5, 2), frozenset({8}))

    def test_is_compared_as_a_number(self) -> None:
        half, one = DayCount(3, parts=6), DayCount(2, parts=2)
        for other in (DayCount(1, parts=2), Fraction(1, 2)):
            assert half == other
        assert (one == 1, half == 1, half == one, one == "one") == (True, False, False, False)
        others = (0, DayCount(1, parts=6), half, one, 1)
        assert [half < other for other in others] == [False, False, False, True, True]
        assert [half > other for other in others] == [True, True, False, False, False]
        assert [half <= other for other in others] == [False, False, True, True, True]
        assert [bool(count) for count in (half, DayCount(0), DayCount(0, parts=3))] == [
            True,
            False,
            False,
        ]
        assert repr(half) == "DayCount(1/2)"

    def test_is_made_of_a_number_or_of_parts(self) -> None:
        made = DayCount(Fraction(3, 2), parts=5)
        assert (made.numerator, made.denominator, made.lengths) == (3, 10, frozenset())
        assert DayCount(7) == 7

    @pytest.mark.parametrize(
        ("found", "numerator", "denominator"),
        [
            (DayCount(1, parts=4) + DayCount(1, parts=6), 5, 12),
            (DayCount(1, parts=4) - DayCount(1, parts=6), 1, 12),
            (DayCount(3, parts=4) + 2, 11, 4),
            (2 + DayCount(3, parts=4), 11, 4),
            (2 - DayCount(3, parts=4), 5, 4),
            (DayCount(3, parts=4) - 2, -5, 4),
        ],
    )
    def test_sum_has_the_least_common_parts(
        self, found: DayCount, numerator: int, denominator: int
    ) -> None:
        assert (found.numerator, found.denominator) == (numerator, denominator)

    def test_sums_and_differences_know_all_days(self) -> None:
        one, two = DayCount(1, frozenset({4})), DayCount(2, frozenset({7}))

        assert (one + two, (one + two).lengths) == (3, {4, 7})
        assert (two - one, (two - one).lengths) == (1, {4, 7})
        assert (1 + one, (1 + one).lengths) == (2, {4})
        assert (3 - two, (3 - two).lengths) == (1, {7})

    def test_is_compared_by_what_it_comes_to(self) -> None:
        half, thirds = DayCount(5, parts=10), DayCount(2, parts=3)
        assert half == DayCount(1, parts=2) == Fraction(1, 2)
        assert half != thirds
        assert half != "a half"
        assert half < thirds
        assert half < 1
        assert half > 0
        assert half <= DayCount(1, parts=2)
        assert not thirds <= half
        assert not half < DayCount(1, parts=2)
        assert not half > DayCount(1, parts=2)
        assert half
        assert not DayCount(0, parts=7)
        assert repr(half) == "DayCount(1/2)"

    def test_sum_of_many_parts_keeps_the_least_common_denominator(self) -> None:
        total = DayCount(1, parts=6)
        for _ in range(20):
            total = total + DayCount(1, parts=4) - DayCount(1, parts=6)
        assert total == 1 + Fraction(50, 60)
        assert total.denominator == 12


class TestAfterFullDays:
    @pytest.mark.parametrize(
        ("begins", "expected"),
        [
            pytest.param(0, 10 * HOUR, id="at the opening: the closing of the same day"),
            pytest.param(4 * HOUR, 10 * HOUR + 2 * 4 * HOUR // 5, id="two fifths of the next"),
            # One third of Monday is gone; a third of Tuesday is 80 minutes, and no fraction.
            pytest.param(10 * HOUR // 3, 10 * HOUR + 4 * HOUR // 3, id="a third"),
            pytest.param(10 * HOUR + 1, 14 * HOUR + 1_000_000, id="a sliver, up to a second"),
        ],
    )
    def test_last_day_is_as_far_gone_as_the_first(self, begins: int, expected: int) -> None:
        assert after_full_days(line(), begins, 1) == expected

    @pytest.mark.parametrize(
        ("begins", "days", "lengths", "expected"),
        [
            # A seventh of Tuesday's 4 h is 2057.142857 s.
            pytest.param(10, Fraction(1, 7), {4}, 2_057_142_858, id="of days as long: exactly"),
            pytest.param(10, Fraction(1, 7), {10}, 2_058_000_000, id="of longer days: a second"),
            pytest.param(10, Fraction(1, 7), set(), 2_057_142_858, id="of no part of a day before"),
            pytest.param(0, Fraction(8, 7), {4}, 2_057_142_858, id="over a whole day, exactly"),
            pytest.param(0, Fraction(8, 7), {10}, 2_058_000_000, id="over a whole day, a second"),
            pytest.param(0, Fraction(8, 7), set(), 2_058_000_000, id="from a day that is longer"),
        ],
    )
    def test_rounded_as_the_days_of_which_a_part_was_counted(
        self, begins: int, days: Fraction, lengths: set[int], expected: int
    ) -> None:
        amount = DayCount(days, frozenset(hours * HOUR for hours in lengths))
        assert after_full_days(line(), begins * HOUR, amount) == 10 * HOUR + expected


class TestDaysCounted:
    def test_last_share_is_what_is_left_although_its_time_was_rounded_up(self) -> None:
        # From a microsecond before Monday's closing one day ends at Tuesday's.
        sliver = Fraction(1, 10 * HOUR)
        found = days_counted(line(), 10 * HOUR - 1, DAY + 4 * HOUR, 1)
        assert [(day.share, day.counted) for day in found] == [
            (sliver, 1),
            (1 - sliver, 4 * HOUR),
        ]

    def test_shares_add_up_to_the_number_of_days(self) -> None:
        # From 04:00 on Monday one day ends at 01:36 on Tuesday.
        found = days_counted(line(), 4 * HOUR, DAY + 96 * HOUR // 60, 1)

        assert [(day.date.day, day.length, day.share, day.counted) for day in found] == [
            (2, 10 * HOUR, Fraction(3, 5), 6 * HOUR),
            (3, 4 * HOUR, Fraction(2, 5), 96 * HOUR // 60),
        ]


class TestDaysDiffer:
    @pytest.mark.parametrize(
        ("start", "due", "expected"),
        [
            pytest.param(4 * HOUR, 6 * HOUR, False, id="within a day"),
            pytest.param(4 * HOUR, 12 * HOUR, False, id="up to its closing"),
            pytest.param(4 * HOUR, DAY, False, id="up to the next opening"),
            pytest.param(4 * HOUR, DAY + 1, True, id="into the next, which is shorter"),
        ],
    )
    def test_only_days_of_which_something_counts(
        self, start: int, due: int, expected: bool
    ) -> None:
        assert days_differ(line(), start, due) is expected
