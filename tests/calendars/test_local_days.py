"""Local dates as instants: their midnights, their hours, and why they are closed."""

from __future__ import annotations

from datetime import date, timedelta
from zoneinfo import ZoneInfo

import pytest

from slaclock import Calendar
from slaclock.calendars import local_days
from slaclock.calendars.hours import Hours
from slaclock.calendars.local_days import LocalDays, span_of
from slaclock.calendars.local_hours import LocalHours
from slaclock.errors import CoverageError
from slaclock.spans import Span

HOUR = 3_600_000_000
LONDON = ZoneInfo("Europe/London")
MONDAY = date(1970, 1, 5)
MIDNIGHT = 4 * 24 * HOUR - HOUR  # the United Kingdom kept summer time all through that winter
NINE_TO_FIVE = Hours(9 * 3600, 17 * 3600)
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

    def test_what_is_kept_is_bounded_and_can_be_made_again(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(local_days, "MOST_KEPT", 3)
        days = days_of(NINE_TO_FIVE)
        week = [MONDAY + timedelta(days=count) for count in range(7)]
        first = [days.on(day) for day in week]
        assert len(days._days) <= 3
        assert [days.on(day) for day in week] == first
        nights = [Span(day.windows[0].end, day.end) for day in first[:4]]
        closed = [days.closed(night) for night in nights]
        assert len(days._closed) <= 3
        assert [days.closed(night) for night in nights] == closed


class TestTouching:
    def test_the_date_before_counts_if_its_night_may_reach_in(self) -> None:
        begin, end = MIDNIGHT + HOUR, MIDNIGHT + 2 * HOUR
        assert [day.planned.date for day in days_of(NINE_TO_FIVE).touching(begin, end)] == [MONDAY]
        dates = [day.planned.date for day in days_of(NIGHT).touching(begin, end)]
        assert dates == [date(1970, 1, 4), MONDAY]


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
