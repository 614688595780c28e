"""Instants in words: the same in every locale, with no more digits than they have."""

from __future__ import annotations

from datetime import date, datetime

import pytest

from slaclock.date_words import show_date, show_instant, show_local, weekday
from tests.world import at


class TestShowLocal:
    @pytest.mark.parametrize(
        ("time", "shown"),
        [
            (datetime(2026, 3, 9, 12, 30), "Mon 2026-03-09 12:30"),
            (datetime(2026, 3, 8), "Sun 2026-03-08 00:00"),
            (datetime(2026, 3, 9, 12, 30, 5), "Mon 2026-03-09 12:30:05"),
            (datetime(2026, 3, 9, 12, 30, 0, 500_000), "Mon 2026-03-09 12:30:00.5"),
            (datetime(2026, 3, 9, 12, 30, 5, 1), "Mon 2026-03-09 12:30:05.000001"),
        ],
    )
    def test_digits_that_say_nothing_are_left_out(self, time: datetime, shown: str) -> None:
        assert show_local(time) == shown


class TestShowInstant:
    @pytest.mark.parametrize(
        ("text", "shown"),
        [
            ("2026-03-09 12:30", "Mon 2026-03-09 12:30 +05:30"),
            ("2026-03-09 12:30:05", "Mon 2026-03-09 12:30:05 +05:30"),
            ("2026-03-09 12:30:00.250", "Mon 2026-03-09 12:30:00.25 +05:30"),
        ],
    )
    def test_offset_follows_the_local_time(self, text: str, shown: str) -> None:
        assert show_instant(at(text)) == shown


class TestWeekday:
    def test_week_begins_on_monday(self) -> None:
        days = [weekday(datetime(2026, 3, day)) for day in range(2, 9)]

        assert days == ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"]


class TestShowDate:
    def test_local_time_of_a_datetime_is_left_out(self) -> None:
        shown = [show_date(date(2026, 3, 8)), show_date(datetime(2026, 3, 9, 12, 30))]

        assert shown == ["Sun 2026-03-08", "Mon 2026-03-09"]
