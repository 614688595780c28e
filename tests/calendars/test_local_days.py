"""Local dates as instants: their midnights, their hours, and why they are closed."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from slaclock import Calendar
from slaclock.calendars import local_days
from slaclock.calendars.holidays.base import FixedHoliday, HalfDays
from slaclock.calendars.hours import Hours
from slaclock.calendars.local_days import LocalDays, span_of
from slaclock.calendars.local_hours import DateHours, LocalHours
from slaclock.calendars.seasons import Season
from slaclock.errors import CoverageError
from slaclock.instants import to_micros
from slaclock.spans import Span

HOUR = 3_600_000_000
LONDON, INDIA = ZoneInfo("Europe/London"), ZoneInfo("Asia/Kolkata")
MONDAY = date(1970, 1, 5)
MIDNIGHT = 4 * 24 * HOUR - HOUR  # the United Kingdom kept summer time all through that winter
NINE_TO_FIVE = Hours(9 * 3600, 17 * 3600)
WEEKDAYS = ((NINE_TO_FIVE,),) * 5 + ((), ())
NIGHT = Hours(22 * 3600, 30 * 3600)


def days_of(*hours: Hours) -> LocalDays:
    return LocalDays(LocalHours((hours,) * 5 + ((), ()), (), {}), LONDON)


class TestLocalDay:
    def test_begins_and_ends_at_midnights_of_the_zone(self) -> None:
        day = days_of(NINE_TO_FIVE).on(MONDAY)
        assert (day.start, day.end) == (MIDNIGHT, MIDNIGHT + 24 * HOUR)
        assert day.windows == (Span(MIDNIGHT + 9 * HOUR, MIDNIGHT + 17 * HOUR),)
        assert day.moved == ()

    def test_the_date_of_a_clock_change_has_another_length(self) -> None:
        day = days_of(NINE_TO_FIVE).on(date(2026, 3, 29))
        assert day.end - day.start == 23 * HOUR

    def test_a_date_that_is_not_known_stays_so(self) -> None:
        desk = Calendar(
            timezone="Asia/Kolkata",
            hours={"mon-fri": ["09:00-17:00"]},
            holidays=[{"country": "IN", "years": [2025, 2026]}],
        )
        for _ in range(2):
            with pytest.raises(CoverageError, match="in 1970"):
                desk.clock_changes(MIDNIGHT, MIDNIGHT + HOUR)

    def test_so_many_dates_and_closed_stretches_are_kept(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(local_days, "MOST_KEPT", 3)
        days = days_of(NINE_TO_FIVE)
        first = days.on(MONDAY)
        assert days.on(MONDAY) is first
        nights = [Span(first.windows[0].end + step, first.end) for step in range(4)]
        closed = [days.closed(night) for night in nights[:3]]
        assert days.closed(nights[0]) is closed[0]
        days.closed(nights[3])  # the fourth
        assert len(days._closed) == 1
        assert days.closed(nights[0]) is not closed[0]
        assert days.closed(nights[0]) == closed[0]
        for step in range(1, 4):
            days.on(MONDAY + timedelta(days=step))
        assert len(days._days) == 1
        assert days.on(MONDAY) is not first
        assert days.on(MONDAY) == first


class TestTouching:
    def test_the_date_before_counts_if_its_night_may_reach_in(self) -> None:
        begin, end = MIDNIGHT + HOUR, MIDNIGHT + 2 * HOUR
        assert [day.planned.date for day in days_of(NINE_TO_FIVE).touching(begin, end)] == [MONDAY]
        dates = [day.planned.date for day in days_of(NIGHT).touching(begin, end)]
        assert dates == [date(1970, 1, 4), MONDAY]

    def test_dates_are_those_of_the_zone(self) -> None:
        """In India Monday 2 March 2026 begins on Sunday at 18:30 UTC."""
        days = LocalDays(LocalHours(((NINE_TO_FIVE,),) * 7, (), {}), INDIA)
        midnight = to_micros(datetime(2026, 3, 1, 18, 30, tzinfo=UTC))
        for start, end, numbers in (
            (midnight - 1, midnight - 1, [1]),
            (midnight - 1, midnight, [1, 2]),
            (midnight, midnight + 24 * HOUR - 1, [2]),
            (midnight, midnight + 24 * HOUR, [2, 3]),
        ):
            assert [day.planned.date.day for day in days.touching(start, end)] == numbers


class TestCause:
    """The week of 5 January 1970; hours are counted from Monday's midnight."""

    def causes(self, days: LocalDays, start: float, end: float) -> list[tuple[float, float, str]]:
        span = Span(MIDNIGHT + round(start * HOUR), MIDNIGHT + round(end * HOUR))
        parts = days.closed(span)
        assert [part.start for part in parts[1:]] == [part.end for part in parts[:-1]]
        return [
            (
                (part.start - MIDNIGHT) / HOUR,
                (part.end - MIDNIGHT) / HOUR,
                f"{part.cause} {part.name}".strip(),
            )
            for part in parts
        ]

    def test_break_and_night_have_no_name(self) -> None:
        days = days_of(Hours(9 * 3600, 12 * 3600), Hours(13 * 3600, 17 * 3600))
        assert self.causes(days, 0, 9) == [(0, 9, "night")]
        assert self.causes(days, 12, 13) == [(12, 13, "break")]
        assert self.causes(days, 17, 33) == [(17, 33, "night")]

    def test_rest_of_a_half_day_is_the_holiday(self) -> None:
        half = HalfDays(FixedHoliday(MONDAY, "Eve"), (Hours(9 * 3600, 13 * 3600),))
        days = LocalDays(LocalHours(WEEKDAYS, (half,), {}), LONDON)
        assert self.causes(days, 0, 9) == [(0, 9, "night")]
        assert self.causes(days, 13, 33) == [(13, 24, "holiday Eve"), (24, 33, "night")]

    def test_rest_of_an_exception_is_the_exception_and_its_break_too(self) -> None:
        hours = (Hours(9 * 3600, 10 * 3600), Hours(11 * 3600, 12 * 3600))
        exceptions = {MONDAY: DateHours(MONDAY, hours, "exception", "Move")}
        days = LocalDays(LocalHours(WEEKDAYS, (), exceptions), LONDON)
        assert self.causes(days, 0, 9) == [(0, 9, "night")]
        assert self.causes(days, 10, 11) == [(10, 11, "exception Move")]
        assert self.causes(days, 12, 24) == [(12, 24, "exception Move")]

    @pytest.mark.parametrize(
        ("hours", "causes"),
        [
            pytest.param((9, 15), [(15, 24, "season Lent"), (24, 33, "night")], id="ends earlier"),
            pytest.param((10, 17), [(17, 34, "night")], id="ends as ever"),
            pytest.param((7, 9), [(9, 24, "season Lent"), (24, 31, "night")], id="ends at opening"),
            pytest.param((6, 8), [(8, 30, "night")], id="ends before opening"),
        ],
    )
    def test_what_the_week_alone_has_open_is_closed_by_the_season(
        self, hours: tuple[int, int], causes: list[tuple[float, float, str]]
    ) -> None:
        first, last = hours
        week = ((Hours(first * 3600, last * 3600),),) * 7
        season = Season(MONDAY, MONDAY + timedelta(days=9), week, "Lent")
        days = LocalDays(LocalHours(WEEKDAYS, (), {}, (season,)), LONDON)
        assert self.causes(days, last, 24 + first) == causes

    def test_morning_after_a_night_is_day_and_after_a_date_to_midnight_is_night(self) -> None:
        """Monday's night reaches into Tuesday; Wednesday is open until midnight."""
        short, late = Hours(10 * 3600, 11 * 3600), Hours(10 * 3600, 24 * 3600)
        week = ((NIGHT,), (short,), (late,), (short,), (), (), ())
        days = LocalDays(LocalHours(week, (), {}), LONDON)
        assert self.causes(days, 30, 34) == [(30, 34, "day")]
        assert self.causes(days, 35, 58) == [(35, 58, "night")]
        assert self.causes(days, 72, 82) == [(72, 82, "night")]

    def test_hours_that_a_clock_change_leaves_empty_are_over_when_they_begin(self) -> None:
        """In Sao Paulo 4 November 2018, a Sunday, began at 01:00."""
        zone = ZoneInfo("America/Sao_Paulo")
        day = date(2018, 11, 4)
        exceptions = {day: DateHours(day, (Hours(0, 3600),), "exception", "Watch")}
        days = LocalDays(LocalHours(WEEKDAYS, (), exceptions), zone)
        found = days.on(day)
        assert found.windows == (Span(found.start, found.start),)
        (part,) = days.closed(Span(found.start, found.end))
        assert part == (found.start, found.end, "exception", "Watch")


class TestClosed:
    def test_is_cut_where_the_cause_changes_and_only_there(self) -> None:
        friday = MIDNIGHT + 4 * 24 * HOUR
        span = Span(friday + 17 * HOUR, friday + 3 * 24 * HOUR + 9 * HOUR)
        assert [tuple(part)[:3] for part in days_of(NINE_TO_FIVE).closed(span)] == [
            (friday + 17 * HOUR, friday + 24 * HOUR, "night"),
            (friday + 24 * HOUR, friday + 3 * 24 * HOUR, "weekend"),
            (friday + 3 * 24 * HOUR, friday + 3 * 24 * HOUR + 9 * HOUR, "night"),
        ]

    def test_between_two_nights_it_is_day(self) -> None:
        tuesday = MIDNIGHT + 24 * HOUR
        (part,) = days_of(NIGHT).closed(Span(tuesday + 6 * HOUR, tuesday + 22 * HOUR))
        assert part.cause == "day"


class TestSpanOf:
    def test_hours_past_midnight_close_on_the_next_date(self) -> None:
        assert span_of(MONDAY, NIGHT, LONDON) == (MIDNIGHT + 22 * HOUR, MIDNIGHT + 30 * HOUR)
