"""The oracle is right: it gives every answer of the shared vectors, and some by hand."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from tests.cases import Case, calendar_cases, case_id, instant
from tests.oracle import (
    NeverOpensError,
    OracleCalendar,
    date_occurs,
    from_us,
    local_to_us,
    minutes_of,
    to_us,
    unite,
    weekdays_of,
)
from tests.oracle_combined import OracleCombined


def answer(calendar: OracleCalendar, case: Case) -> Any:
    """Return the oracle's answer in the form in which a case states its own."""
    match case["op"]:
        case "add" | "subtract" as op:
            amount = timedelta(seconds=case["seconds"])
            return getattr(calendar, op)(instant(case["at"]), amount)
        case "is_open" | "next_open" as op:
            return getattr(calendar, op)(instant(case["at"]))
        case "elapsed":
            return calendar.elapsed(instant(case["start"]), instant(case["end"]))
        case _:
            return calendar.windows(instant(case["start"]), instant(case["end"]))


def expected(case: Case) -> Any:
    """Return what a case expects, as the oracle gives it."""
    match case["op"]:
        case "is_open":
            return case["expect"]
        case "elapsed":
            return timedelta(seconds=case["expect"])
        case "windows":
            return [(instant(opens), instant(closes)) for opens, closes in case["expect"]]
        case _:
            return instant(case["expect"])


@pytest.mark.parametrize("case", calendar_cases(), ids=case_id)
def test_oracle_gives_the_answer_of_the_vector(case: Case) -> None:
    assert answer(OracleCalendar(case["calendar"]), case) == expected(case), case["why"]


LOCAL_TIMES = [
    ("ordinary", "Europe/London", "2026-07-01T12:00", "2026-07-01T11:00+00:00"),
    ("skipped, moves by the hour", "Europe/London", "2026-03-29T01:30", "2026-03-29T01:30+00:00"),
    ("repeated, the first", "Europe/London", "2026-10-25T01:30", "2026-10-25T00:30+00:00"),
    (
        "skipped by half an hour",
        "Australia/Lord_Howe",
        "2026-10-04T02:15",
        "2026-10-03T15:45+00:00",
    ),
    (
        "repeated for half an hour",
        "Australia/Lord_Howe",
        "2026-04-05T01:45",
        "2026-04-04T14:45+00:00",
    ),
    ("in a skipped date", "Pacific/Apia", "2011-12-30T08:00", "2011-12-30T18:00+00:00"),
]


@pytest.mark.parametrize(
    ("zone", "local", "expect"),
    [case[1:] for case in LOCAL_TIMES],
    ids=[case[0] for case in LOCAL_TIMES],
)
def test_local_time_is_the_instant_worked_out_by_hand(zone: str, local: str, expect: str) -> None:
    assert from_us(local_to_us(zone, datetime.fromisoformat(local))) == instant(expect)


def test_a_date_that_the_zone_skips_does_not_occur() -> None:
    days = [date(2011, 12, 29), date(2011, 12, 30), date(2011, 12, 31)]
    assert [date_occurs("Pacific/Apia", day) for day in days] == [True, False, True]


def test_one_instant_at_a_repeated_time_is_one_number_in_every_zone() -> None:
    at = datetime(2026, 10, 25, 1, 30, tzinfo=ZoneInfo("Europe/London"))
    assert to_us(at) == to_us(datetime(2026, 10, 25, 0, 30, tzinfo=ZoneInfo("UTC")))


@pytest.mark.parametrize(
    ("key", "expect"),
    [("tue", [1]), ("mon-fri", [0, 1, 2, 3, 4]), ("sat-mon", [5, 6, 0]), ("mon,wed", [0, 2])],
)
def test_weekday_key_names_its_weekdays(key: str, expect: list[int]) -> None:
    assert weekdays_of(key) == expect


@pytest.mark.parametrize(
    ("window", "expect"),
    [("09:00-17:30", (540, 1050)), ("22:00-06:00", (1320, 1800)), ("00:00-24:00", (0, 1440))],
)
def test_window_is_minutes_after_midnight(window: str, expect: tuple[int, int]) -> None:
    assert minutes_of(window) == expect


# 2 March 2026 is a Monday.
OFFICE = {"timezone": "UTC", "hours": {"mon-fri": ["09:00-17:00"]}}
UNEQUAL = {"timezone": "UTC", "hours": {"mon": ["09:00-13:00"], "tue-fri": ["09:00-17:00"]}}
LUNCH = {
    "timezone": "UTC",
    "hours": {"mon": ["09:00-17:00"], "tue": ["09:00-12:00", "13:00-17:00"]},
}
SHORT = {**OFFICE, "exceptions": {"2026-03-04": ["11:00-13:00"]}}
NIGHT = {"timezone": "UTC", "hours": {"mon-fri": ["22:00-06:00"]}}
TWICE = {"timezone": "UTC", "hours": {"mon": ["22:00-06:00"], "tue": ["05:00-10:00"]}}
THIRDS = {"timezone": "UTC", "hours": {"mon": ["09:00-12:00"], "tue": ["09:00-10:00"]}}

BUSINESS_DAYS = [
    # full_day: 2 of 8 h into Monday, so 2 of 8 h into Tuesday
    ("quarter day", OFFICE, "2026-03-02T11:00", 1, "full_day", "2026-03-03T11:00"),
    ("from the opening", OFFICE, "2026-03-02T09:00", 1, "full_day", "2026-03-02T17:00"),
    ("from before hours", OFFICE, "2026-03-02T07:00", 2, "full_day", "2026-03-03T17:00"),
    ("over a weekend", OFFICE, "2026-03-06T13:00", 1, "full_day", "2026-03-09T13:00"),
    ("from a closing", OFFICE, "2026-03-06T17:00", 1, "full_day", "2026-03-09T17:00"),
    # 1 of 4 h into Monday is a quarter; a quarter of Tuesday's 8 h is 2 h
    ("to a longer day", UNEQUAL, "2026-03-02T10:00", 1, "full_day", "2026-03-03T11:00"),
    # Friday 11:00 is a quarter; a quarter of Monday's 4 h is 1 h
    ("to a shorter day", UNEQUAL, "2026-03-06T11:00", 1, "full_day", "2026-03-09T10:00"),
    # Monday 13:00 is half; half of Tuesday's 7 h is 3 h 30: 3 h to noon, half an hour after 13:00
    ("past a break", LUNCH, "2026-03-02T13:00", 1, "full_day", "2026-03-03T13:30"),
    # Monday 23:00 is an eighth of the night; an eighth of Tuesday's night is 23:00 too
    ("overnight", NIGHT, "2026-03-02T23:00", 1, "full_day", "2026-03-03T23:00"),
    ("overnight, after midnight", NIGHT, "2026-03-03T02:00", 1, "full_day", "2026-03-04T02:00"),
    # 05:30 on Tuesday is Monday's still: 7 h 30 of 8 h are 15/16. Tuesday owns 06:00-10:00,
    # 15/16 of these 4 h are 3 h 45
    ("in two dates' windows", TWICE, "2026-03-03T05:30", 1, "full_day", "2026-03-03T09:45"),
    # a second into Monday's 3 h is 1/10800; of an hour that is a third of a second, rounded up
    ("rounded up", THIRDS, "2026-03-02T09:00:01", 1, "full_day", "2026-03-03T09:00:01"),
    ("same time", OFFICE, "2026-03-02T11:00", 3, "same_time", "2026-03-05T11:00"),
    ("same time, before hours", OFFICE, "2026-03-02T07:00", 1, "same_time", "2026-03-03T09:00"),
    ("same time, weekend", OFFICE, "2026-03-07T11:00", 1, "same_time", "2026-03-10T09:00"),
    ("same time, not open yet", SHORT, "2026-03-03T10:00", 1, "same_time", "2026-03-04T11:00"),
    ("same time, closed already", SHORT, "2026-03-03T16:00", 1, "same_time", "2026-03-04T13:00"),
    ("same time, in a break", LUNCH, "2026-03-02T12:30", 1, "same_time", "2026-03-03T12:00"),
    ("same time, break begins", LUNCH, "2026-03-02T12:00", 1, "same_time", "2026-03-03T12:00"),
    ("same time, break ends", LUNCH, "2026-03-02T13:00", 1, "same_time", "2026-03-03T13:00"),
    ("same time, overnight", NIGHT, "2026-03-03T02:00", 1, "same_time", "2026-03-04T02:00"),
    ("close of business", OFFICE, "2026-03-02T11:00", 1, "close_of_business", "2026-03-03T17:00"),
    ("close, weekend", OFFICE, "2026-03-07T11:00", 1, "close_of_business", "2026-03-10T17:00"),
    ("close, overnight", NIGHT, "2026-03-03T02:00", 1, "close_of_business", "2026-03-04T06:00"),
    ("eight hours each", OFFICE, "2026-03-02T11:00", 2, timedelta(hours=8), "2026-03-04T11:00"),
]


@pytest.mark.parametrize(
    ("calendar", "at", "count", "business_day", "expect"),
    [case[1:] for case in BUSINESS_DAYS],
    ids=[case[0] for case in BUSINESS_DAYS],
)
def test_business_days_are_over_when_worked_out_by_hand(
    calendar: dict[str, Any], at: str, count: int, business_day: str | timedelta, expect: str
) -> None:
    due = OracleCalendar(calendar).add_business_days(instant(at + "Z"), count, business_day)
    assert due == instant(expect + "Z")


NEXT_CLOSES = [
    ("inside", OFFICE, "2026-03-02T11:00", "2026-03-02T17:00"),
    ("at the closing", OFFICE, "2026-03-02T17:00", "2026-03-03T17:00"),
    ("on a Saturday", OFFICE, "2026-03-07T11:00", "2026-03-09T17:00"),
    ("in windows that are united", TWICE, "2026-03-03T05:30", "2026-03-03T10:00"),
]


@pytest.mark.parametrize(
    ("calendar", "at", "expect"),
    [case[1:] for case in NEXT_CLOSES],
    ids=[case[0] for case in NEXT_CLOSES],
)
def test_next_close_is_the_first_closing_after_the_instant(
    calendar: dict[str, Any], at: str, expect: str
) -> None:
    assert OracleCalendar(calendar).next_close(instant(at + "Z")) == instant(expect + "Z")


def test_a_calendar_that_never_opens_ends_the_search() -> None:
    never = OracleCalendar({"timezone": "UTC", "hours": {}})
    with pytest.raises(NeverOpensError):
        never.add(instant("2026-03-02T09:00Z"), timedelta(hours=1))


# By hand. 2 March 2026 is a Monday; 12 October is one too, and in China the Saturday before it,
# 10 October, is worked.
HALF = {"date": "2026-03-03", "hours": ["08:00-12:00"]}
TEN = {"mon": ["10:00-11:00"]}
RICH = [
    (
        "season of a year",
        {
            "seasons": [
                {"from": "2026-03-02", "to": "2026-03-02", "hours": {"mon": ["10:00-11:00"]}}
            ]
        },
        ("2026-03-02", ["10:00-11:00"]),
    ),
    (
        "season over new year",
        {"seasons": [{"from": "12-01", "to": "03-02", "hours": {"mon": ["10:00-11:00"]}}]},
        ("2026-03-02", ["10:00-11:00"]),
    ),
    (
        "after a season over new year",
        {"seasons": [{"from": "12-01", "to": "03-02", "hours": {"tue": ["10:00-11:00"]}}]},
        ("2026-03-03", ["09:00-17:00"]),
    ),
    (
        "second week of a rota",
        {"rota": {"starts": "2026-02-23", "weeks": [{"mon": ["06:00-14:00"]}, {"mon": []}]}},
        ("2026-03-02", []),
    ),
    (
        "before a rota starts",
        {"rota": {"starts": "2026-03-09", "weeks": [{"mon": []}, {"mon": ["06:00-14:00"]}]}},
        ("2026-03-02", ["06:00-14:00"]),
    ),
    ("half day", {"holidays": [HALF]}, ("2026-03-03", ["08:00-12:00"])),
    (
        "half day twice",
        {"holidays": [HALF, {"date": "2026-03-03", "hours": ["10:00-13:00"]}]},
        ("2026-03-03", ["10:00-12:00"]),
    ),
    ("half day that is closed", {"holidays": [HALF, "2026-03-03"]}, ("2026-03-03", [])),
    (
        "half day on a weekend",
        {"holidays": [{"date": "2026-03-07", "hours": ["08:00-12:00"]}]},
        ("2026-03-07", []),
    ),
    (
        "weekend that is worked",
        {"holidays": [{"country": "CN", "worked_weekends": "mon"}]},
        ("2026-10-10", ["09:00-17:00"]),
    ),
    (
        "weekend that is not worked",
        {"holidays": [{"country": "CN", "worked_weekends": False}]},
        ("2026-10-10", []),
    ),
]


@pytest.mark.parametrize(
    ("calendar", "expect"), [case[1:] for case in RICH], ids=[case[0] for case in RICH]
)
def test_date_has_the_hours_worked_out_by_hand(
    calendar: dict[str, Any], expect: tuple[str, list[str]]
) -> None:
    day, hours = expect
    assert OracleCalendar({**OFFICE, **calendar}).hours_on(date.fromisoformat(day)) == hours


COMBINED = [
    # By date: what the first has, cut by the second.
    ("&", "2026-03-02", ["20:00-24:00", "00:00-03:00"]),
    ("-", "2026-03-02", [None, "03:00-06:00"]),
    # What only the second one has begins at midnight, and is Monday's and Tuesday's.
    ("|", "2026-03-02", ["07:00-24:00", "00:00-06:00"]),
]


@pytest.mark.parametrize(("operation", "day", "expect"), COMBINED)
def test_combined_date_has_the_hours_worked_out_by_hand(
    operation: Any, day: str, expect: list[str | None]
) -> None:
    """A night from Monday 20:00 to 06:00, and Monday 07:00 to Tuesday 03:00."""
    night = OracleCalendar({"timezone": "UTC", "hours": {"mon": ["20:00-06:00"]}})
    long = OracleCalendar({"timezone": "UTC", "hours": {"mon": ["07:00-03:00"]}})
    owned = OracleCombined(night, operation, long).owned_by(date.fromisoformat(day))
    midnights = [to_us(datetime(2026, 3, 2 + step, tzinfo=ZoneInfo("UTC"))) for step in (0, 1)]
    hour = 3_600_000_000
    wanted = []
    for place, window in enumerate(expect):
        if window is None:
            continue
        opening, closing = (int(text[:2]) * hour for text in window.split("-"))
        wanted.append((midnights[place > 0] + opening, midnights[place > 0] + closing))
    assert unite(wanted) == unite(owned)
