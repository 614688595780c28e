"""The four meanings of a business day, worked out by hand.

2 March 2026 is a Monday.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from fractions import Fraction

import pytest

from slaclock import Amount, Calendar
from slaclock.calendars.business_days import (
    DatedMeaning,
    FullDay,
    Meaning,
    meaning_named,
)
from slaclock.calendars.day_shares import after_full_days
from slaclock.calendars.timeline import BusinessDay, Timeline
from slaclock.errors import CoverageError, NeverOpenError
from slaclock.instants import DAY, to_micros
from slaclock.spans import Span

HOUR = 3_600_000_000

EQUAL = Calendar(timezone="UTC", hours={"mon-fri": ["09:00-17:00"]})
# Monday has 8 h, Tuesday 4 h, Wednesday 6 h with a break from 12 to 14.
UNEQUAL = Calendar(
    timezone="UTC",
    hours={"mon": ["09:00-17:00"], "tue": ["10:00-14:00"], "wed": ["09:00-12:00", "14:00-17:00"]},
)
NIGHTS = Calendar(timezone="UTC", hours={"mon-fri": ["22:00-06:00"]})


def at(day: int, hour: int, minute: int = 0, second: int = 0, micro: int = 0) -> datetime:
    return datetime(2026, 3, day, hour, minute, second, micro, tzinfo=UTC)


FULL_DAY = FullDay()


def moved(calendar: Calendar, at: int, count: int, meaning: Meaning, *, not_before: int) -> int:
    dated = meaning_named(meaning)
    assert isinstance(dated, DatedMeaning)
    return dated.moved(calendar, at, count, not_before=not_before)


class TestFullDay:
    @pytest.mark.parametrize(
        ("calendar", "start", "count", "due"),
        [
            pytest.param(EQUAL, at(2, 12), 1, at(3, 12), id="same place in an equal day"),
            pytest.param(EQUAL, at(6, 12), 2, at(10, 12), id="over a weekend"),
            pytest.param(EQUAL, at(2, 9), 1, at(2, 17), id="from the opening: that day's closing"),
            pytest.param(EQUAL, at(2, 17), 1, at(3, 17), id="from the closing: the next day"),
            pytest.param(EQUAL, at(1, 12), 1, at(2, 17), id="from closed time: the next day"),
            # A quarter of Monday's 8 h is gone; a quarter of Tuesday's 4 h is 1 h.
            pytest.param(UNEQUAL, at(2, 11), 1, at(3, 11), id="a quarter of a shorter day"),
            # Half of Monday is gone; half of Wednesday's 6 h is 3 h, which ends at the break.
            pytest.param(UNEQUAL, at(2, 13), 2, at(4, 12), id="due at the break's beginning"),
            # Three quarters of Monday are gone; of Wednesday that is 4 h 30 min.
            pytest.param(UNEQUAL, at(2, 15), 2, at(4, 15, 30), id="over the break"),
            # One microsecond of 4 h is gone: of 6 h that is one and a half, so a whole second.
            pytest.param(
                UNEQUAL, at(3, 10, micro=1), 1, at(4, 9, 0, 1), id="a whole second, never early"
            ),
            # 1 h 40 min 7 s of 8 h are gone; of 4 h that is half as much, 50 min 3.5 s.
            pytest.param(
                UNEQUAL, at(2, 10, 40, 7), 1, at(3, 10, 50, 4), id="half a second is rounded up"
            ),
            pytest.param(
                EQUAL, at(2, 9, micro=1), 1, at(3, 9, micro=1), id="exact where days are equal"
            ),
            pytest.param(NIGHTS, at(3, 2), 1, at(4, 2), id="a night belongs to its opening date"),
        ],
    )
    def test_is_counted_from_where_the_clock_starts(
        self, calendar: Calendar, start: datetime, count: int, due: datetime
    ) -> None:
        assert calendar.add_business_days(start, count, business_day="full_day") == due

    def test_going_back_ends_no_later_than_as_far_gone(self) -> None:
        # 4 us of Wednesday's 6 h are gone; of Tuesday's 4 h that is 2 us and two thirds.
        found = UNEQUAL.subtract_business_days(at(4, 9, micro=4), 1, business_day="full_day")
        assert found == at(3, 10, micro=2)

    def test_arithmetic_is_on_readings(self) -> None:
        line = UNEQUAL.covering(to_micros(at(2, 0)), to_micros(at(8, 0)))
        before_monday = line.reading(to_micros(at(2, 0)))
        quarter = before_monday + 2 * 3_600_000_000
        assert after_full_days(line, quarter, 1) == before_monday + 9 * 3_600_000_000


class TestQuickDue:
    """A Monday of 4 hours, Tuesday of 4, Wednesday of 8 and Thursday of 4, and no more."""

    LINE = Timeline(
        0,
        4 * DAY,
        [
            BusinessDay(date(2026, 3, 2 + n), (Span(n * DAY, n * DAY + hours * HOUR),))
            for n, hours in enumerate((4, 4, 8, 4))
        ],
    )

    @pytest.mark.parametrize(
        ("start", "count", "due"),
        [
            pytest.param(0, 1, 4, id="from the opening: the closing"),
            pytest.param(1, 1, 25, id="the next day is as long"),
            pytest.param(25, 2, 73, id="so is the last one"),
            pytest.param(1, 3, 73, id="so is the last one, three days on"),
            pytest.param(1, 2, None, id="the last day is as long as two together"),
            pytest.param(25, 1, None, id="the next day is longer"),
            pytest.param(49, 1, None, id="the next day is shorter"),
            pytest.param(73, 1, None, id="nothing comes after the last one"),
        ],
    )
    def test_answers_where_the_last_day_is_as_long_as_the_first(
        self, start: int, count: int, due: int | None
    ) -> None:
        reading = self.LINE.exact.reading(timedelta(hours=start))
        expected = None if due is None else timedelta(hours=due)
        assert FULL_DAY.quick_due(self.LINE, reading, count) == expected


class TestSameTime:
    @pytest.mark.parametrize(
        ("calendar", "start", "count", "due"),
        [
            pytest.param(EQUAL, at(6, 12, 34, 56), 1, at(9, 12, 34, 56), id="over a weekend"),
            pytest.param(EQUAL, at(2, 20), 1, at(4, 9), id="out of hours starts at the opening"),
            pytest.param(UNEQUAL, at(2, 9, 30), 1, at(3, 10), id="before the hours: the opening"),
            pytest.param(UNEQUAL, at(2, 16), 1, at(3, 14), id="after the hours: the closing"),
            pytest.param(UNEQUAL, at(2, 13), 2, at(4, 12), id="in a break: its beginning"),
            pytest.param(UNEQUAL, at(2, 14), 2, at(4, 14), id="at a break's end: as it is"),
            pytest.param(UNEQUAL, at(2, 12), 2, at(4, 12), id="at a break's beginning"),
            pytest.param(NIGHTS, at(3, 2), 1, at(4, 2), id="after midnight"),
            pytest.param(NIGHTS, at(7, 2), 1, at(10, 2), id="Friday's night, on Saturday"),
        ],
    )
    def test_keeps_the_local_time_within_the_hours(
        self, calendar: Calendar, start: datetime, count: int, due: datetime
    ) -> None:
        assert calendar.add_business_days(start, count, business_day="same_time") == due


class TestCloseOfBusiness:
    @pytest.mark.parametrize(
        ("calendar", "start", "count", "due"),
        [
            pytest.param(EQUAL, at(2, 12), 1, at(3, 17), id="the next day's"),
            pytest.param(EQUAL, at(6, 12), 1, at(9, 17), id="over a weekend"),
            pytest.param(EQUAL, at(2, 17), 1, at(4, 17), id="from the closing the next day starts"),
            pytest.param(UNEQUAL, at(2, 12), 2, at(4, 17), id="the last of two closings"),
            pytest.param(NIGHTS, at(3, 2), 1, at(4, 6), id="of a night"),
        ],
    )
    def test_is_the_last_closing_of_that_day(
        self, calendar: Calendar, start: datetime, count: int, due: datetime
    ) -> None:
        assert calendar.add_business_days(start, count, business_day="close_of_business") == due


class TestOpenTime:
    @pytest.mark.parametrize(
        "meaning", ["8 h", timedelta(hours=8), Amount(seconds=28_800)], ids=str
    )
    def test_every_day_is_that_much(self, meaning: str | timedelta | Amount) -> None:
        # 16 h from Monday noon: 5 h, 4 h, 6 h, and one of the next Monday.
        due = UNEQUAL.add_business_days(at(2, 12), 2, business_day=meaning)
        assert due == at(9, 10)


class TestMovedFromClosedTime:
    """A deadline out of hours counts from its local date; its end, 24:00, still belongs to it."""

    @pytest.mark.parametrize(
        ("due", "count", "meaning", "expected"),
        [
            pytest.param(at(7, 0), 1, "close_of_business", at(9, 17), id="Friday 24:00, on"),
            pytest.param(at(7, 0), -1, "close_of_business", at(5, 17), id="Friday 24:00, back"),
            pytest.param(at(3, 7), 1, "close_of_business", at(4, 17), id="Tuesday 07:00, on"),
            pytest.param(at(3, 7), -1, "close_of_business", at(2, 17), id="Tuesday 07:00, back"),
            pytest.param(at(8, 10), 1, "same_time", at(9, 10), id="Sunday 10:00, on"),
            pytest.param(at(8, 10), -1, "same_time", at(6, 10), id="Sunday 10:00, back"),
            pytest.param(at(8, 10), 2, "same_time", at(10, 10), id="Sunday 10:00, two on"),
            pytest.param(at(7, 0), 1, "same_time", at(9, 17), id="Friday 24:00, into hours"),
            pytest.param(at(7, 10), -3, "same_time", at(4, 10), id="Saturday, three back"),
            pytest.param(at(7, 10), -6, "same_time", at(2, 9), id="not before the limit"),
            pytest.param(at(1, 10), -1, "same_time", at(1, 1), id="nothing before the limit"),
        ],
    )
    def test_moved(self, due: datetime, count: int, meaning: Meaning, expected: datetime) -> None:
        limit = to_micros(min(due, at(2, 9)) if due > at(2, 9) else at(1, 1))
        found = moved(EQUAL, to_micros(due), count, meaning, not_before=limit)
        assert found == to_micros(expected)


class TestSharesOfDays:
    @pytest.mark.parametrize(
        ("start", "end", "days"),
        [
            pytest.param(at(2, 11), at(2, 13), Fraction(1, 4), id="two hours of eight"),
            pytest.param(at(2, 11), at(3, 11), Fraction(1), id="a quarter into each"),
            pytest.param(at(2, 13), at(4, 15), Fraction(1, 2) + 1 + Fraction(4, 6), id="a break"),
            pytest.param(at(2, 17), at(3, 10), Fraction(0), id="closed time"),
            pytest.param(at(2, 9), at(4, 17), Fraction(3), id="all of the week"),
        ],
    )
    def test_each_day_counts_by_the_share_of_its_own_time(
        self, start: datetime, end: datetime, days: Fraction
    ) -> None:
        assert FULL_DAY.between(UNEQUAL, to_micros(start), to_micros(end)) == days
        if days:
            assert FULL_DAY.after(UNEQUAL, to_micros(start), days) == to_micros(end)

    def test_knows_the_days_of_which_only_a_part_lies_between(self) -> None:
        for start, end, lengths in (
            (at(2, 11), at(2, 13), {8 * HOUR}),
            (at(2, 13), at(3, 11), {8 * HOUR, 4 * HOUR}),
            (at(2, 9), at(2, 17), set()),
        ):
            found = FULL_DAY.between(UNEQUAL, to_micros(start), to_micros(end))
            assert found.lengths == lengths

    def test_first_day_that_is_compiled(self) -> None:
        # 1 January 2029 is a Monday: half of its 8 h, and a quarter of Tuesday's 4.
        monday, tuesday = (datetime(2029, 1, n, h, tzinfo=UTC) for n, h in ((1, 13), (2, 11)))
        found = FULL_DAY.between(UNEQUAL, to_micros(monday), to_micros(tuesday))
        assert found == Fraction(3, 4)

    def test_hundred_years_do_not_depend_on_what_was_asked_before(self) -> None:
        days = {f"{year}-01-01": ["09:00-10:00"] for year in (1900, 1950, 2010)}
        rare = Calendar(timezone="UTC", exceptions=days)
        start, half = (datetime(1900, 1, 1, hour, tzinfo=UTC) for hour in (9, 10))
        rare.elapsed(start, datetime(2011, 1, 1, tzinfo=UTC))  # compiles all the years between
        assert FULL_DAY.after(rare, to_micros(start), Fraction(1)) == to_micros(half)
        with pytest.raises(NeverOpenError):
            FULL_DAY.after(rare, to_micros(start), Fraction(2))

    def test_whole_days_end_at_a_closing(self) -> None:
        assert FULL_DAY.after(UNEQUAL, to_micros(at(1, 9)), Fraction(1)) == to_micros(at(2, 17))

    def test_it_looks_into_years_that_were_not_asked_about(self) -> None:
        fresh = Calendar(timezone="UTC", hours={"mon-fri": ["09:00-17:00"]})
        new_years_eve = to_micros(datetime(2026, 12, 31, 13, tzinfo=UTC))  # a Thursday
        found = FULL_DAY.after(fresh, new_years_eve, Fraction(3, 4))
        assert found == to_micros(datetime(2027, 1, 1, 11, tzinfo=UTC))

    def test_share_is_rounded_up_to_the_microsecond(self) -> None:
        found = FULL_DAY.after(EQUAL, to_micros(at(2, 9)), Fraction(1, 7))
        assert found == to_micros(at(2, 10, 8, 34, 285_715))


class TestMovedFromABoundary:
    """Which business day an instant belongs to that ends one day or begins another."""

    ALWAYS = {"timezone": "UTC", "hours": {"mon-fri": ["00:00-24:00"]}}

    @pytest.mark.parametrize(
        ("count", "same_time", "closing"),
        [(1, at(4, 9), at(4, 17)), (-1, at(2, 9), at(2, 17)), (4, at(9, 9), at(9, 17))],
    )
    def test_an_opening_is_of_the_day_that_it_begins(
        self, count: int, same_time: datetime, closing: datetime
    ) -> None:
        opening, bound = to_micros(at(3, 9)), to_micros(at(1, 0))
        for meaning, expected in (("same_time", same_time), ("close_of_business", closing)):
            found = moved(EQUAL, opening, count, meaning, not_before=bound)  # type: ignore[arg-type]
            assert found == to_micros(expected)

    @pytest.mark.parametrize(
        ("due", "count", "same_time", "closing"),
        [
            pytest.param(at(3, 6), 1, at(4, 6), at(4, 6), id="Monday's night, on"),
            pytest.param(at(4, 6), -1, at(3, 6), at(3, 6), id="Tuesday's night, back"),
            pytest.param(at(4, 2), 1, at(5, 2), at(5, 6), id="within Tuesday's night"),
            pytest.param(at(3, 6, micro=1), 1, at(4, 22), at(5, 6), id="Tuesday, closed"),
        ],
    )
    def test_the_end_of_a_night_is_of_the_date_it_began_on(
        self, due: datetime, count: int, same_time: datetime, closing: datetime
    ) -> None:
        start, bound = to_micros(due), to_micros(at(1, 0))
        for meaning, expected in (("same_time", same_time), ("close_of_business", closing)):
            found = moved(NIGHTS, start, count, meaning, not_before=bound)  # type: ignore[arg-type]
            assert found == to_micros(expected)

    def test_a_midnight_between_two_days_ends_the_first_or_begins_the_second(self) -> None:
        # Thursday 1 January 2026, 00:00: the closing of Wednesday and the opening of Thursday.
        new_year, bound = (to_micros(datetime(y, 1, 1, tzinfo=UTC)) for y in (2026, 2025))
        for meaning, day in (("close_of_business", 2), ("same_time", 2)):
            fresh = Calendar.model_validate(self.ALWAYS)
            found = moved(fresh, new_year, 1, meaning, not_before=bound)  # type: ignore[arg-type]
            assert found == to_micros(datetime(2026, 1, day, tzinfo=UTC))
        found = moved(fresh, new_year, -1, "close_of_business", not_before=bound)
        assert found == to_micros(datetime(2025, 12, 31, tzinfo=UTC))

    def test_just_after_midnight_it_is_the_new_date(self) -> None:
        due, bound = to_micros(at(3, 0, micro=1)), to_micros(at(1, 0))
        found = moved(EQUAL, due, 1, "close_of_business", not_before=bound)
        assert found == to_micros(at(4, 17))

    def test_first_day_that_is_compiled(self) -> None:
        # Thursday 1 January 2026 is the first business day of its year.
        fresh = Calendar(timezone="UTC", hours={"mon-fri": ["09:00-17:00"]})
        bound, thursday, friday = (
            to_micros(datetime(2026, 1, day, hour, tzinfo=UTC))
            for day, hour in ((1, 0), (1, 12), (2, 12))
        )
        assert moved(fresh, friday, -1, "same_time", not_before=bound) == thursday

    def test_a_microsecond_after_what_is_not_known(self) -> None:
        """Nobody knows whether Wednesday 31 December 2025 was a holiday."""
        desk = {**self.ALWAYS, "hours": {"mon-fri": ["09:00-17:00"]}}
        unknown = Calendar.model_validate(
            {**desk, "holidays": [{"country": "IN", "years": [2026]}]}
        )
        closing = to_micros(datetime(2025, 12, 31, 17, tzinfo=UTC))
        expected = to_micros(datetime(2026, 1, 1, 17, tzinfo=UTC))
        found = moved(unknown, closing + 1, 1, "close_of_business", not_before=closing + 1)
        assert found == expected
        with pytest.raises(CoverageError):
            moved(unknown, closing, 1, "close_of_business", not_before=closing)


class TestSamePartOfDay:
    @pytest.mark.parametrize(
        ("start", "count", "meaning", "expected"),
        [
            pytest.param(at(3, 12), 2, "same_time", at(5, 12), id="two days on"),
            pytest.param(at(6, 12), 1, "same_time", at(9, 12), id="over a weekend"),
            pytest.param(at(9, 12), -1, "same_time", at(6, 12), id="a day back"),
            pytest.param(at(3, 17), 1, "close_of_business", at(4, 17), id="closing to closing"),
            pytest.param(at(3, 12), 1, "close_of_business", at(4, 17), id="noon to closing"),
            pytest.param(at(9, 17), -1, "close_of_business", at(6, 17), id="a closing back"),
        ],
    )
    def test_it_counts_from_the_day_of_the_instant(
        self, start: datetime, count: int, meaning: Meaning, expected: datetime
    ) -> None:
        found = moved(EQUAL, to_micros(start), count, meaning, not_before=to_micros(at(1, 0)))
        assert found == to_micros(expected)

    @pytest.mark.parametrize("meaning", ["same_time", "close_of_business"])
    def test_it_is_never_before_the_instant_that_bounds_it(self, meaning: Meaning) -> None:
        bound = to_micros(at(2, 10))
        for count in (-2, -300, -99_999):
            found = moved(EQUAL, to_micros(at(3, 9)), count, meaning, not_before=bound)
            assert found == bound

    def test_it_looks_back_over_years_that_were_not_asked_about(self) -> None:
        fresh = Calendar(timezone="UTC", hours={"mon-fri": ["09:00-17:00"]})
        bound = to_micros(datetime(2020, 1, 1, tzinfo=UTC))
        new_year = to_micros(datetime(2026, 1, 1, 12, tzinfo=UTC))  # a Thursday
        found = moved(fresh, new_year, -4, "same_time", not_before=bound)
        assert found == to_micros(datetime(2025, 12, 26, 12, tzinfo=UTC))
