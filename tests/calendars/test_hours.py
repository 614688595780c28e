"""Opening hours and weekdays as text."""

from __future__ import annotations

from typing import Any

import pytest

from slaclock.calendars.hours import Hours, in_order, parse_hours, parse_weekdays, week_of
from slaclock.errors import HoursError

H = 3600


class TestParseHours:
    @pytest.mark.parametrize(
        ("text", "opens", "closes"),
        [
            ("09:00-19:00", 9 * H, 19 * H),
            ("00:00-24:00", 0, 24 * H),
            ("22:00-06:00", 22 * H, 30 * H),
            ("22:00-00:00", 22 * H, 24 * H),
            ("09:00-08:59", 9 * H, 33 * H - 60),
            ("09:00:30-17:00:15", 9 * H + 30, 17 * H + 15),
        ],
    )
    def test_seconds_after_midnight(self, text: str, opens: int, closes: int) -> None:
        assert parse_hours(text) == Hours(opens, closes)

    @pytest.mark.parametrize(
        "text", ["09:00-19:00", "00:00-24:00", "22:00-06:00", "09:00:30-17:00:15"]
    )
    def test_text_comes_back(self, text: str) -> None:
        assert str(parse_hours(text)) == text

    @pytest.mark.parametrize(
        ("value", "message"),
        [
            ("9:00-17:00", "'9:00-17:00' is not HH:MM-HH:MM; write it like \"09:00-17:00\""),
            ("09:00-17:00 ", "'09:00-17:00 ' is not HH:MM-HH:MM; write it like \"09:00-17:00\""),
            (
                "9am-5pm",
                (
                    "'9am-5pm' is not HH:MM-HH:MM; write it like \"09:00-17:00\", with 24 hours "
                    "and no am or pm"
                ),
            ),
            (
                "09:00+01-17:00+01",
                (
                    "'09:00+01-17:00+01' is not HH:MM-HH:MM; write it like \"09:00-17:00\"; "
                    "hours are local times of the calendar's zone and take no offset"
                ),
            ),
            (
                "09:00–17:00",
                (
                    "'09:00–17:00' is not HH:MM-HH:MM; write it like \"09:00-17:00\"; it holds the "
                    "character U+2013"
                ),
            ),
            (
                "09:60-17:00",
                (
                    "'09:60-17:00' has a time outside the day: minutes and seconds run to 59; "
                    "close at 24:00"
                ),
            ),
            (
                "09:00-25:00",
                "'09:00-25:00' has a time outside the day, which ends at 24:00",
            ),
            (
                "24:00-06:00",
                "'24:00-06:00' opens at 24:00; 24:00 can only close, write 00:00 to open",
            ),
            (
                "09:00-09:00",
                (
                    "'09:00-09:00' opens and closes at the same time; for a whole day write "
                    "00:00-24:00"
                ),
            ),
            (
                "00:00-00:00",
                (
                    "'00:00-00:00' opens and closes at the same time; for a whole day write "
                    "00:00-24:00"
                ),
            ),
            (
                570,
                (
                    "570 is a number, which is what YAML makes of an unquoted 9:30; write quoted "
                    'text HH:MM-HH:MM, such as "09:00-17:00"'
                ),
            ),
            (
                99_999,
                '99999 is not text HH:MM-HH:MM; write quoted text such as "09:00-17:00"',
            ),
            (
                True,
                'True is not text HH:MM-HH:MM; write quoted text such as "09:00-17:00"',
            ),
        ],
    )
    def test_refusal_shows_the_form(self, value: Any, message: str) -> None:
        with pytest.raises(HoursError) as caught:
            parse_hours(value)
        assert str(caught.value) == message


class TestInOrder:
    def test_hours_of_a_day_are_sorted(self) -> None:
        late, early = Hours(14 * H, 18 * H), Hours(9 * H, 13 * H)
        assert in_order([late, early]) == (early, late)

    def test_hours_that_touch_stay(self) -> None:
        day = (Hours(9 * H, 12 * H), Hours(12 * H, 17 * H))
        assert in_order(day) == day

    def test_no_hours_are_a_closed_day(self) -> None:
        assert in_order([]) == ()

    def test_overlap_names_both(self) -> None:
        with pytest.raises(HoursError) as caught:
            in_order([Hours(9 * H, 13 * H), Hours(12 * H, 17 * H)])
        assert str(caught.value) == ("'12:00-17:00' overlaps '09:00-13:00'; merge them or move one")

    def test_a_day_takes_48_stretches(self) -> None:
        halves = [Hours(start * 1800, start * 1800 + 60) for start in range(48)]
        assert len(in_order(halves)) == 48
        with pytest.raises(HoursError) as caught:
            in_order([*halves, Hours(23 * H + 3000, 23 * H + 3060)])
        assert str(caught.value) == (
            "'23:50-23:51' is one of 49 stretches of hours on one day; write 48 at most"
        )


class TestParseWeekdays:
    @pytest.mark.parametrize(
        ("text", "days"),
        [
            ("mon", (0,)),
            ("Sunday", (6,)),
            ("mon-fri", (0, 1, 2, 3, 4)),
            ("sun-thu", (6, 0, 1, 2, 3)),
            ("mon, WED ,fri", (0, 2, 4)),
            ("sat - sun", (5, 6)),
            ("mon-tue,sat", (0, 1, 5)),
            ("mon-sun", (0, 1, 2, 3, 4, 5, 6)),
            ("mon-mon", (0,)),
        ],
    )
    def test_days_in_the_order_named(self, text: str, days: tuple[int, ...]) -> None:
        assert parse_weekdays(text) == days

    @pytest.mark.parametrize(
        ("value", "message"),
        [
            (
                "mno",
                (
                    "'mno' names an unknown weekday 'mno'; did you mean 'mon'? weekdays: mon, tue, "
                    "wed, thu, fri, sat, sun"
                ),
            ),
            (
                "mon-",
                "'mon-' names an unknown weekday ''; weekdays: mon, tue, wed, thu, fri, sat, sun",
            ),
            (
                "lundi",
                (
                    "'lundi' names an unknown weekday 'lundi'; weekdays: mon, tue, wed, thu, "
                    "fri, sat, sun"
                ),
            ),
            ("mon,mon", "'mon,mon' names a weekday twice"),
            ("mon-wed,tue", "'mon-wed,tue' names a weekday twice"),
            (
                0,
                "0 is not a weekday; write mon, tue, ... or a range such as mon-fri",
            ),
        ],
    )
    def test_refusal_names_the_days(self, value: Any, message: str) -> None:
        with pytest.raises(HoursError) as caught:
            parse_weekdays(value)
        assert str(caught.value) == message


class TestWeekOf:
    def test_week_begins_on_monday(self) -> None:
        short, long = (Hours(9 * H, 13 * H),), (Hours(9 * H, 19 * H),)
        week = week_of({"sat": short, "mon-fri": long})
        assert week == (long, long, long, long, long, short, ())

    def test_two_keys_for_one_day(self) -> None:
        day = (Hours(9 * H, 13 * H),)
        with pytest.raises(HoursError) as caught:
            week_of({"mon-fri": day, "fri": day})
        assert (
            str(caught.value)
            == "'fri' names fri, as 'mon-fri' does already; name each weekday in one key only"
        )


class TestLikelyHours:
    """What was probably meant stands in the message, as it would be written."""

    @pytest.mark.parametrize(
        ("text", "meant"),
        [
            ("9-17", "09:00-17:00"),
            ("9:00 - 17:30", "09:00-17:30"),
            ("8.30-12 Uhr", "08:30-12:00"),
            ("0815-1645", "08:15-16:45"),
            ("9am-5pm", "09:00-17:00"),
            ("12:30 pm - 5:15 p.m.", "12:30-17:15"),
            ("10 to 16", "10:00-16:00"),
            ("10\N{EN DASH}16", "10:00-16:00"),
            ("from ten to four", "09:00-17:00"),
        ],
    )
    def test_hours_in_another_form(self, text: str, meant: str) -> None:
        with pytest.raises(HoursError) as caught:
            parse_hours(text)
        assert f'is not HH:MM-HH:MM; write it like "{meant}"' in str(caught.value)

    @pytest.mark.parametrize(
        ("text", "hint"),
        [
            ("24x7", '; a whole day is "00:00-24:00"'),
            ("closed", "; a weekday that is left out is closed, and so is a date with an empty"),
        ],
    )
    def test_words_for_all_and_nothing(self, text: str, hint: str) -> None:
        with pytest.raises(HoursError) as caught:
            parse_hours(text)
        assert hint in str(caught.value)

    @pytest.mark.parametrize(
        ("text", "meant"), [("weekdays", "mon-fri"), ("daily", "mon-sun"), ("weekend", "sat-sun")]
    )
    def test_words_for_weekdays(self, text: str, meant: str) -> None:
        with pytest.raises(HoursError) as caught:
            parse_weekdays(text)
        assert f"; did you mean '{meant}'? weekdays: " in str(caught.value)

    @pytest.mark.parametrize(
        ("text", "message"),
        [
            (
                "24h",
                'is not HH:MM-HH:MM; write it like "09:00-17:00"; a whole day is "00:00-24:00"',
            ),
            ("0-24", 'is not HH:MM-HH:MM; write it like "00:00-24:00"'),
            (
                "09:00-17:60",
                "has a time outside the day: minutes and seconds run to 59; close at 24:00",
            ),
            (
                "09:00:60-17:00",
                "has a time outside the day: minutes and seconds run to 59; close at 24:00",
            ),
            ("09:00-24:01", "has a time outside the day, which ends at 24:00"),
        ],
    )
    def test_refusal_in_full(self, text: str, message: str) -> None:
        with pytest.raises(HoursError) as caught:
            parse_hours(text)
        assert str(caught.value) == f"{text!r} {message}"

    def test_last_minute_and_second_of_an_hour(self) -> None:
        assert parse_hours("09:00:59-10:59:59") == (9 * H + 59, 11 * H - 1)

    @pytest.mark.parametrize(
        ("text", "meant", "hint"),
        [
            ("9am-5pm", "09:00-17:00", ", with 24 hours and no am or pm"),
            ("9 A.M. - 5 P.M.", "09:00-17:00", ", with 24 hours and no am or pm"),
            ("12am-12pm", "00:00-12:00", ", with 24 hours and no am or pm"),
            (
                "09:00Z-17:00Z",
                "09:00-17:00",
                "; hours are local times of the calendar's zone and take no offset",
            ),
        ],
    )
    def test_hint_in_full(self, text: str, meant: str, hint: str) -> None:
        with pytest.raises(HoursError) as caught:
            parse_hours(text)
        assert str(caught.value) == f'{text!r} is not HH:MM-HH:MM; write it like "{meant}"{hint}'

    def test_number_that_yaml_makes_of_a_time(self) -> None:
        for number, clock in ((0, "0:00"), (545, "9:05"), (1440, "24:00")):
            with pytest.raises(HoursError) as caught:
                parse_hours(number)
            assert str(caught.value) == (
                f"{number} is a number, which is what YAML makes of an unquoted {clock}; write "
                'quoted text HH:MM-HH:MM, such as "09:00-17:00"'
            )
        with pytest.raises(HoursError) as caught:
            parse_hours(1441)
        assert "YAML" not in str(caught.value)
