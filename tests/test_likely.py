"""What a text that is no time, date or amount is told to look like."""

from __future__ import annotations

from typing import Any

import pytest

from slaclock import Calendar
from slaclock.errors import CalendarError, InstantTextError
from slaclock.instants import parse_instant
from slaclock.likely import ascii_digits, likely_amount, likely_date, likely_time, odd_character

SHEET = "; it looks like a spreadsheet's day number, 2026-03-02"
SHORT = "; its year has two digits: write all four, first"


@pytest.mark.parametrize(
    ("value", "hint"),
    [
        ("46083", f"{SHEET} 00:00"),
        ("46083.375", f"{SHEET} 09:00"),
        ("46083,375", ""),
        (46083, f"{SHEET} 00:00"),
        (46083.0, f"{SHEET} 00:00"),
        (46083.375, f"{SHEET} 09:00"),
        ("19999", ""),
        ("80000", ""),
        ("1772442000", "; it looks like seconds since 1970"),
        ("1772442000000", "; it looks like milliseconds since 1970"),
        ("177244200", ""),
        ("26-03-02", SHORT),
        ("26-03-02T09:00Z", SHORT),
        ("2/3/26 9:00", SHORT),
        ("2.3.26", SHORT),
        ("2.3.2026", ""),
        ("2/3-26", ""),
        ("２０２６-03-02", "; its digits are not 0 to 9: write '2026-03-02'"),
        ("٢٠٢٦-٠٣-٠٢", "; its digits are not 0 to 9: write '2026-03-02'"),
        ("", "; it is empty"),
        ("  ", "; it is empty"),
        ("2026\u201103-02", "; it holds the character U+2011"),
        ("soon", ""),
        ("9" * 65, ""),
        pytest.param(10**5000, "", id="long number"),
        (True, ""),
        (float("nan"), ""),
        (None, ""),
    ],
)
def test_date(value: Any, hint: str) -> None:
    assert likely_date(value) == hint
    assert likely_time(value) == hint


def test_time_without_a_clock() -> None:
    assert likely_time("2026-03-02") == "; it names no time of day"
    assert likely_date("2026-03-02") == ""


def test_amount() -> None:
    assert likely_amount("1,5 h") == "; a decimal point is a full stop: '1.5 h'"
    assert likely_amount("½ h") == "; it holds the character U+00BD"
    assert likely_amount("8 h") == ""
    assert likely_amount("next working day") == "; write '1 BD'"
    assert likely_amount("within 4 h") == "; write the amount alone, as in '4 h'"
    assert likely_amount("less than 4 h") == "; write '<' for it, as in '< 4 h'"
    assert likely_amount("same day") == "; the same day is { within = '0 BD', by = '17:00' }"
    assert likely_amount("end of the day") == "; the end of a day is by = '24:00'"
    assert likely_amount("ASAP") == likely_amount("n/a") == "; what is not promised is left out"


def test_digits_and_characters() -> None:
    assert ascii_digits("२०२६ 12") == "2026 12"
    assert odd_character("plain") == ""


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("46083.375", f"is not ISO 8601; write it like 2026-03-02T09:00:00+05:30{SHEET} 09:00"),
        (
            "２０２６-03-02T09:00Z",
            (
                "is not ISO 8601; write it like 2026-03-02T09:00:00+05:30; "
                "its digits are not 0 to 9: write '2026-03-02T09:00Z'"
            ),
        ),
        (
            "2026-03-02T09:00+25:00",
            "has the offset +25:00, of a day or more; write one such as +05:30",
        ),
    ],
)
def test_instant(text: str, problem: str) -> None:
    with pytest.raises(InstantTextError) as caught:
        parse_instant(text)
    assert str(caught.value) == f"{text!r} {problem}"


def test_holiday() -> None:
    with pytest.raises(CalendarError) as caught:
        Calendar(timezone="UTC", hours={"mon": ["09:00-17:00"]}, holidays=[46083])
    assert str(caught.value) == (
        f"holidays[0]: 46083 is not a date; write it like 2026-01-26{SHEET} 00:00"
    )
