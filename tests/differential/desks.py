"""Calendars drawn at random for many questions: of every kind, alone or made of others.

What `tests.strategies` and `tests.rich_desks` draw with Hypothesis, which takes too long where a
million questions are asked.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from random import Random
from typing import Any

from tests.differential.kept import KeptOracle, OutOfReachError
from tests.oracle import DAY, from_us
from tests.rich_desks import YEARS_OF_LISTS, AnyDesk, CombinedDesk, half_day
from tests.strategies import (
    FIRST_DATE,
    FIXED_ZONES,
    LAST_DATE,
    WEEKDAYS,
    ZONES,
    Data,
    Desk,
    change_dates,
    clock,
    midnight_utc,
)

EVERY_ZONE = (
    *ZONES,
    *FIXED_ZONES,
    "America/Caracas",  # moved by half an hour, twice
    "America/Havana",  # skips midnight, and repeats it
    "Asia/Kathmandu",  # three quarters of an hour, no changes
    "Asia/Pyongyang",  # moved by half an hour, twice
    "Europe/Istanbul",  # stayed on summer time
    "Pacific/Chatham",  # three quarters of an hour, and changes
)
KINDS = ("plain", "rich", "combined", "combined")
DEEPEST = 3
BUSINESS_DATES = 8
"""So many dates, at least, are open within 45 days either way."""

OFFICE = ("09:00-17:00", "08:30-18:15", "00:00-02:30", "01:00-03:00")
SPLIT = (
    ("09:00-12:00", "13:00-17:00"),
    ("00:00-01:30", "02:15-02:45", "03:00-23:59"),
    ("09:00-12:00", "12:00-17:00"),
)
OVERNIGHT = ("22:00-06:00", "18:30-02:30", "23:00-00:00", "12:00-11:59")
RANGES = ("mon-fri", "mon-fri", "mon-sun", "sat-sun", "sun-thu", "fri-mon", "mon,wed,fri")
HALF_DAYS = (("09:00-13:00",), ("00:00-02:30", "08:00-12:00"), ("22:00-03:00",))


def any_desk(draw: Random) -> tuple[AnyDesk, KeptOracle]:
    """Draw a desk of any kind that opens often enough to be asked, and its oracle."""
    while True:
        kind, zone = draw.choice(KINDS), draw.choice(EVERY_ZONE)
        near = near_date(draw, zone)
        desk: AnyDesk
        if kind == "combined":
            desk = combined_desk(draw, zone, near, DEEPEST)
        else:
            desk = single_desk(draw, zone, near, is_rich=kind == "rich")
        oracle = KeptOracle(desk.oracle)
        if opens_enough(oracle, near):
            return desk, oracle


def opens_enough(oracle: KeptOracle, near: date) -> bool:
    """Return whether so many dates are open within some weeks, either way."""
    for way in (1, -1):
        days = (near + way * step * DAY for step in range(45))
        if not at_least(BUSINESS_DATES, (bool(oracle.owned_by(day)) for day in days)):
            return False
    return True


def at_least(count: int, each: Iterable[bool]) -> bool:
    """Return whether so many are true, without looking further than needed."""
    for is_true in each:
        count -= is_true
        if not count:
            return True
    return False


def closes(oracle: KeptOracle, near: date) -> bool:
    """Return whether a desk closes and opens again within a year, before a date and after it."""
    at = from_us(midnight_utc(near))
    try:
        oracle.next_close(at), oracle.previous_close(at), oracle.previous_open(at)
    except OutOfReachError:
        return False
    return True


# --- one calendar --------------------------------------------------------------------------


def near_date(draw: Random, zone: str) -> date:
    """Draw a date, often one on which the clocks change."""
    changes = change_dates(zone)
    if changes and draw.random() < 0.5:
        return draw.choice(changes)
    return FIRST_DATE + draw.randrange((LAST_DATE - FIRST_DATE).days) * DAY


def around(draw: Random, near: date, days: int = 12) -> date:
    """Draw a date within some days of another."""
    return near + draw.randint(-days, days) * DAY


def minute(draw: Random) -> int:
    """Draw a minute of a day, often of a whole half hour."""
    return draw.randrange(48) * 30 if draw.random() < 0.5 else draw.randrange(1440)


def day_hours(draw: Random) -> list[str]:
    """Draw the windows of one day: none to three, in order; the last may go past midnight."""
    marks = sorted({minute(draw) for _ in range(draw.randint(0, 6))})
    marks = marks[: len(marks) // 2 * 2]
    windows = [f"{clock(a)}-{clock(b)}" for a, b in zip(marks[::2], marks[1::2], strict=True)]
    if windows and draw.random() < 0.5:
        closing = draw.randrange(marks[-2]) if marks[-2] else 1440
        windows[-1] = f"{windows[-1][:5]}-{clock(closing)}"
    return windows


def week(draw: Random) -> Data:
    """Draw a week: office hours, split ones, nights, all the time, or days that differ."""
    kind = draw.randrange(6)
    if kind == 0:
        return {draw.choice(RANGES): [draw.choice(OFFICE)]}
    if kind == 1:
        return {draw.choice(RANGES): list(draw.choice(SPLIT))}
    if kind == 2:
        return {draw.choice(RANGES): [draw.choice(OVERNIGHT)]}
    if kind == 3 and draw.random() < 0.5:
        return {"mon-sun": ["00:00-24:00"]}
    days = draw.sample(WEEKDAYS, draw.randint(1, 7))
    hours: Data = {day: day_hours(draw) for day in sorted(days)}
    return hours if any(hours.values()) else {**hours, "wed": ["09:00-17:00"]}


def single_desk(draw: Random, zone: str, near: date, *, is_rich: bool) -> Desk:
    """Draw a calendar with holidays and exceptions; a rich one has all that one can have."""
    data: Data = {"timezone": zone, "hours": week(draw)}
    holidays: list[Any] = []
    if draw.random() < 0.5:
        holidays = sorted({str(around(draw, near)) for _ in range(draw.randint(0, 6))})
    if draw.random() < 0.5:
        exceptions = {str(around(draw, near)): day_hours(draw) for _ in range(draw.randint(0, 4))}
        data["exceptions"] = dict(sorted(exceptions.items()))
    if is_rich:
        if draw.random() < 0.5:
            turns = [week(draw) for _ in range(draw.randint(2, 4))]
            data["rota"] = {"starts": str(around(draw, near, 40)), "weeks": turns}
            data["hours"] = {}
        data["seasons"] = seasons(draw, near)
        holidays += half_days(draw, near) + lists(draw, near)
    return Desk({**data, "holidays": holidays}, near)


def half_days(draw: Random, near: date) -> list[Data]:
    """Draw half days near a date; some are half days twice."""
    found = []
    for day in sorted({around(draw, near) for _ in range(draw.randint(0, 4))}):
        for _ in range(draw.randint(1, 2)):
            hours = list(draw.choice(HALF_DAYS)) if draw.random() < 0.5 else day_hours(draw)
            found.append(half_day(day, hours or ["09:00-13:00"]))
    return found


def lists(draw: Random, near: date) -> list[Data]:
    """Draw the list of a country in which days of some weekends are worked, or none."""
    if near.year not in YEARS_OF_LISTS or draw.random() < 0.5:
        return []
    worked = draw.choice(["mon", "fri", "sun", False])
    return [{"country": draw.choice(["CN", "HU"]), "worked_weekends": worked}]


def seasons(draw: Random, near: date) -> list[Data]:
    """Draw up to three seasons near a date, one after the other; of one year or of every year."""
    marks = sorted({draw.randint(-30, 60) for _ in range(draw.randint(0, 6))})
    found = []
    for first, last in zip(marks[::2], marks[1::2], strict=False):
        begins, ends = near + first * DAY, near + last * DAY
        leap = (2, 29) in {(one.month, one.day) for one in (begins, ends)}
        place = 5 if draw.random() < 0.5 and not leap else 0
        season = {"from": str(begins)[place:], "to": str(ends)[place:], "hours": week(draw)}
        found.append({**season, "reason": draw.choice(["", "Summer"])})
    return found


# --- calendars made of others --------------------------------------------------------------


def combined_desk(draw: Random, zone: str, near: date, depth: int) -> CombinedDesk:
    """Draw a desk that is made of two others, which may be made of others in turn."""
    return CombinedDesk(
        part(draw, zone, near, depth - 1),
        draw.choice(["&", "|", "|", "-"]),
        part(draw, draw.choice([zone, draw.choice(EVERY_ZONE)]), near, depth - 1),
    )


def part(draw: Random, zone: str, near: date, depth: int) -> AnyDesk:
    """Draw one of the two: a single desk at the latest where no depth is left."""
    if depth == 0 or draw.random() < 1 / 3:
        return single_desk(draw, zone, near, is_rich=draw.random() < 0.5)
    return combined_desk(draw, zone, near, depth)
