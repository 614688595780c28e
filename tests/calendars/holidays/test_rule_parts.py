"""The parts of a recurrence rule: what RFC 5545 has, and nothing else."""

from __future__ import annotations

from datetime import date

import pytest

from slaclock.calendars.holidays.recurrences import Recurrence
from slaclock.calendars.holidays.rule_parts import check_parts
from slaclock.errors import HolidayError

KNOWN = (
    "FREQ, INTERVAL, COUNT, UNTIL, WKST, "
    "BYMONTH, BYMONTHDAY, BYYEARDAY, BYWEEKNO, BYSETPOS, BYDAY, BYEASTER"
)


def refused(rule: str) -> str:
    with pytest.raises(HolidayError) as caught:
        check_parts(rule, rule)
    told, _, reason = str(caught.value).partition(" is not a recurrence rule: ")
    assert told == repr(rule)
    return reason


@pytest.mark.parametrize(
    ("rule", "reason"),
    [
        (
            "FREQ=YEARLY;",
            f"'' is no part of one; parts: {KNOWN}",
        ),
        ("FREQ=YEARLY;FREQ=DAILY", "FREQ is given twice"),
        ("FREQ=NEVER", "'FREQ=NEVER' cannot be read; write it like FREQ=YEARLY"),
        ("FREQ=DAILY;UNTIL=2026", "'UNTIL=2026' cannot be read; write it like UNTIL=20301231"),
        ("FREQ=DAILY;COUNT=1=2", "'COUNT=1=2' cannot be read; write it like COUNT=10"),
        ("FREQ=DAILY;COUNT=２", "'COUNT=２' cannot be read; write it like COUNT=10"),
        ("FREQ=DAILY;WKST=", "'WKST=' cannot be read; write it like WKST=MO"),
        ("FREQ=YEARLY;UNTIL=20300101;COUNT=2", "COUNT and UNTIL both end it; leave one out"),
        (
            "FREQ=WEEKLY;BYDAY=SA,1MO",
            "a numbered weekday is one of a month or year; write FREQ=MONTHLY",
        ),
    ],
)
def test_part_that_is_none(rule: str, reason: str) -> None:
    assert refused(rule) == reason


@pytest.mark.parametrize(
    ("key", "fine", "wrong"),
    [
        ("BYMONTH", ["1", "12", "01", "1,6"], ["0", "13", "-1", "1,", ",1", "1,13"]),
        ("BYMONTHDAY", ["1", "31", "-31", "+9", "05"], ["0", "32", "-32", "1,0"]),
        ("BYYEARDAY", ["1", "366", "-366", "001", "99", "300"], ["0", "367", "000", "-0"]),
        ("BYWEEKNO", ["1", "53", "-53"], ["0", "54", "99"]),
        ("BYSETPOS", ["1,-1", "366"], ["0", "367", "x"]),
        ("BYDAY", ["MO", "-1FR", "53SA", "2SA,4SA"], ["0MO", "54MO", "XX", "MO TU", "1"]),
        ("BYEASTER", ["0", "-2", "50"], ["1000", "+", "1.5"]),
    ],
)
def test_range_of_a_part(key: str, fine: list[str], wrong: list[str]) -> None:
    for value in fine:
        check_parts("", f"FREQ=YEARLY;{key}={value}")
    for value in wrong:
        assert refused(f"FREQ=YEARLY;{key}={value}").startswith(f"'{key}={value}' cannot be read")


def test_end_is_not_completed_from_the_date_of_today() -> None:
    with pytest.raises(HolidayError, match="write it like UNTIL=20301231"):
        Recurrence.checked("FREQ=DAILY;UNTIL=2026", date(2026, 1, 1))
    rule = Recurrence.checked("FREQ=DAILY;UNTIL=20260102T120000Z", date(2026, 1, 1))
    assert rule.dates(2026) == (date(2026, 1, 1), date(2026, 1, 2))
