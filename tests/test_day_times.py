"""Times of day and cut-offs: their texts, and the instants they mean on a date."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from slaclock.day_times import Cutoff, TimeOfDay, parse_cutoff, parse_time_of_day
from slaclock.errors import HoursError
from tests.oracle import to_us

NEW_YORK = ZoneInfo("America/New_York")


class TestParseTimeOfDay:
    @pytest.mark.parametrize(
        ("text", "seconds", "shown"),
        [
            ("16:00", 57_600, "16:00"),
            (" 00:00 ", 0, "00:00"),
            ("24:00", 86_400, "24:00"),
            ("24:00:00", 86_400, "24:00"),
            ("12:59:59", 46_799, "12:59:59"),
            (TimeOfDay(60), 60, "00:01"),
        ],
    )
    def test_text(self, text: Any, seconds: int, shown: str) -> None:
        assert parse_time_of_day(text) == TimeOfDay(seconds)
        assert str(TimeOfDay(seconds)) == shown
        assert parse_time_of_day(shown) == TimeOfDay(seconds)

    FORM = "is no time of day; write it like '09:00', '16:30' or '24:00'"
    RANGE = "is no time of day; minutes and seconds run to 59, and a day ends at 24:00"

    @pytest.mark.parametrize(
        ("value", "message"),
        [
            ("4pm", f"'4pm' {FORM}, with 24 hours and no am or pm"),
            (
                "16:00Z",
                f"'16:00Z' {FORM}; it is a local time of the calendar's zone and takes no offset",
            ),
            ("9:00", f"'9:00' {FORM}"),
            ("", f"'' {FORM}"),
            ("16", f"'16' {FORM}"),
            ("24:01", f"'24:01' {RANGE}"),
            ("24:00:01", f"'24:00:01' {RANGE}"),
            ("16:60", f"'16:60' {RANGE}"),
            ("16:00:60", f"'16:00:60' {RANGE}"),
            (960, "960 is not text; write a time of day in quotes, such as '16:00'"),
            ("16:00" + " " * 60, f"'16:00{' ' * 60}' {FORM}"),
        ],
    )
    def test_refusal_names_value_and_remedy(self, value: Any, message: str) -> None:
        with pytest.raises(HoursError) as caught:
            parse_time_of_day(value)
        assert str(caught.value) == message


class TestParseCutoff:
    @pytest.mark.parametrize(
        ("text", "cutoff", "shown"),
        [
            ("12:00", Cutoff(TimeOfDay(43_200)), "12:00"),
            ("< 13:00", Cutoff(TimeOfDay(46_800), strict=True), "< 13:00"),
            ("<13:00", Cutoff(TimeOfDay(46_800), strict=True), "< 13:00"),
            ("<= 13:00", Cutoff(TimeOfDay(46_800)), "13:00"),
            (TimeOfDay(60), Cutoff(TimeOfDay(60)), "00:01"),
            (Cutoff(TimeOfDay(60), strict=True), Cutoff(TimeOfDay(60), strict=True), "< 00:01"),
        ],
    )
    def test_text(self, text: Any, cutoff: Cutoff, shown: str) -> None:
        assert parse_cutoff(text) == cutoff
        assert str(cutoff) == shown
        assert parse_cutoff(shown) == cutoff

    def test_refusal(self) -> None:
        with pytest.raises(HoursError, match=r"^' noon' is no time of day; write it like"):
            parse_cutoff("< noon")
        with pytest.raises(HoursError, match=r"^12 is not text"):
            parse_cutoff(12)


class TestOnADate:
    """In New York 02:30 is skipped on Sunday 8 March 2026, and comes twice on 1 November."""

    @pytest.mark.parametrize(
        ("day", "text", "instant"),
        [
            (date(2026, 3, 9), "16:00", "2026-03-09T16:00-04:00"),
            (date(2026, 3, 9), "24:00", "2026-03-10T00:00-04:00"),
            (date(2026, 3, 8), "02:30", "2026-03-08T03:30-04:00"),
            (date(2026, 11, 1), "01:30", "2026-11-01T01:30-04:00"),
        ],
    )
    def test_instant(self, day: date, text: str, instant: str) -> None:
        assert parse_time_of_day(text).on(day, NEW_YORK) == to_us(datetime.fromisoformat(instant))

    def test_cutoff_includes_its_instant_or_not(self) -> None:
        noon = to_us(datetime.fromisoformat("2026-03-09T12:00-04:00"))
        assert parse_cutoff("12:00").last_on(date(2026, 3, 9), NEW_YORK) == noon
        assert parse_cutoff("< 12:00").last_on(date(2026, 3, 9), NEW_YORK) == noon - 1
