"""slaclock beside the other libraries for business hours: what each answers, and how fast.

`make compare` prints the table of docs/explanation/comparison.md. Times are medians, measured
in turn within one run; each answer is compared with one that was worked out by hand.
"""

from __future__ import annotations

import sys
import warnings
from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from importlib.metadata import version
from typing import NamedTuple
from zoneinfo import ZoneInfo

import businesstimedelta
import pandas as pd
import pytz
import workclock
from business_duration import businessDuration
from django_bizcal import WorkingCalendar
from run import seconds_a_call

from slaclock import Calendar

INDIA = ZoneInfo("Asia/Kolkata")
LONDON = ZoneInfo("Europe/London")
FRIDAY = datetime(2026, 3, 6, 18, 0, tzinfo=INDIA)
YEAR_LATER = FRIDAY + timedelta(days=365)
TWO_HOURS = timedelta(hours=2)
Make = Callable[[], object]


class Question(NamedTuple):
    """A question, and its answer worked out by hand."""

    what: str
    answer: object


QUESTIONS = (
    Question("2 h on from Friday, 18:00", datetime(2026, 3, 9, 10, 0, tzinfo=INDIA)),
    Question("open time over a year", timedelta(hours=1 + 260 * 10)),
    Question("to the microsecond", datetime(2026, 3, 9, 10, 0, 0, 1, tzinfo=INDIA)),
    Question("over a change of clocks", timedelta(hours=5)),
    Question("a night shift", datetime(2026, 3, 7, 1, 0, tzinfo=INDIA)),
    Question("a day with hours of its own", datetime(2026, 3, 9, 14, 0, tzinfo=INDIA)),
)
"""Of that Friday an hour is left; a year on it is Saturday, and 260 weekdays lie between. From
00:00 to 06:00 on Sunday 29 March 2026 five hours pass in London. Two hours of a shift from 22:00
to 06:00, asked for on Friday at 23:00, end at 01:00. Where Monday opens at 13:00 only, two hours
from Friday, 18:00 end on Monday at 14:00."""
MOMENT = timedelta(microseconds=1)
SUNDAY = datetime(2026, 3, 29, tzinfo=LONDON)
LATE = datetime(2026, 3, 6, 23, 0, tzinfo=INDIA)
NOT_SAID = None


def ours() -> list[Make | None]:
    desk = Calendar(timezone="Asia/Kolkata", hours={"mon-fri": ["09:00-19:00"]})
    early = Calendar(timezone="Europe/London", hours={"mon-sun": ["00:00-06:00"]})
    night = Calendar(timezone="Asia/Kolkata", hours={"mon-fri": ["22:00-06:00"]})
    short = Calendar(
        timezone="Asia/Kolkata",
        hours={"mon-fri": ["09:00-19:00"]},
        exceptions={"2026-03-09": ["13:00-19:00"]},
    )
    return [
        lambda: desk.add(FRIDAY, TWO_HOURS),
        lambda: desk.elapsed(FRIDAY, YEAR_LATER),
        lambda: desk.add(FRIDAY + MOMENT, TWO_HOURS),
        lambda: early.elapsed(SUNDAY, SUNDAY + timedelta(days=1)),
        lambda: night.add(LATE, TWO_HOURS),
        lambda: short.add(FRIDAY, TWO_HOURS),
    ]


def of_workclock() -> list[Make | None]:
    days = [workclock.WorkDay(time(9), time(19))]
    desk = workclock.Schedule(days, time_zone=INDIA)
    every_day = workclock.WorkDay(time(0), time(6), days=range(7))
    early = workclock.Schedule([every_day], time_zone=LONDON)
    night = workclock.Schedule([workclock.WorkDay(time(22), time(6))], time_zone=INDIA)
    return [
        lambda: desk.add(FRIDAY, TWO_HOURS),
        lambda: desk.between(FRIDAY, YEAR_LATER),
        lambda: desk.add(FRIDAY + MOMENT, TWO_HOURS),
        lambda: early.between(SUNDAY, SUNDAY + timedelta(days=1)),
        lambda: night.add(LATE, TWO_HOURS),
        NOT_SAID,
    ]


def of_django_bizcal() -> list[Make | None]:
    week = {day: [("09:00", "19:00")] for day in range(5)}
    desk = WorkingCalendar(tz=INDIA, weekly_schedule=week)
    early = WorkingCalendar(
        tz=LONDON, weekly_schedule={day: [("00:00", "06:00")] for day in range(7)}
    )
    night = WorkingCalendar(
        tz=INDIA, weekly_schedule={day: [("22:00", "06:00", 1)] for day in range(5)}
    )
    monday = {date(2026, 3, 9): [("13:00", "19:00")]}
    short = WorkingCalendar(tz=INDIA, weekly_schedule=week, day_overrides=monday)
    return [
        lambda: desk.add_business_time(FRIDAY, TWO_HOURS),
        lambda: desk.business_time_between(FRIDAY, YEAR_LATER),
        lambda: desk.add_business_time(FRIDAY + MOMENT, TWO_HOURS),
        lambda: early.business_time_between(SUNDAY, SUNDAY + timedelta(days=1)),
        lambda: night.add_business_time(LATE, TWO_HOURS),
        lambda: short.add_business_time(FRIDAY, TWO_HOURS),
    ]


def of_businesstimedelta() -> list[Make | None]:
    zone = pytz.timezone("Asia/Kolkata")
    week = [0, 1, 2, 3, 4]
    desk = businesstimedelta.WorkDayRule(time(9), time(19), week, tz=zone)
    two = businesstimedelta.BusinessTimeDelta(desk, hours=2)

    def between() -> timedelta:
        found = desk.difference(FRIDAY, YEAR_LATER)
        return timedelta(hours=found.hours, seconds=found.seconds)

    def over_a_change() -> timedelta:
        zone = pytz.timezone("Europe/London")
        days = businesstimedelta.WorkDayRule(time(0), time(6), list(range(7)), tz=zone)
        found = days.difference(SUNDAY, SUNDAY + timedelta(days=1))
        return timedelta(hours=found.hours, seconds=found.seconds)

    return [
        lambda: FRIDAY + two,
        between,
        lambda: (FRIDAY + MOMENT) + two,
        over_a_change,
        NOT_SAID,
        NOT_SAID,
    ]


def of_business_duration() -> list[Make | None]:
    local, later = FRIDAY.replace(tzinfo=None), YEAR_LATER.replace(tzinfo=None)

    def between() -> timedelta:
        found = businessDuration(local, later, time(9), time(19), [5, 6], unit="sec")
        return timedelta(seconds=found)

    return [NOT_SAID, between, NOT_SAID, NOT_SAID, NOT_SAID, NOT_SAID]


def of_pandas() -> list[Make | None]:
    hours = pd.offsets.CustomBusinessHour(start="09:00", end="19:00")
    night = pd.offsets.CustomBusinessHour(start="22:00", end="06:00")
    friday, late = pd.Timestamp(FRIDAY), pd.Timestamp(LATE)
    return [
        lambda: friday + 2 * hours,
        NOT_SAID,
        lambda: (friday + MOMENT) + 2 * hours,
        NOT_SAID,
        lambda: late + 2 * night,
        NOT_SAID,
    ]


LIBRARIES: dict[str, Callable[[], list[Make | None]]] = {
    "slaclock": ours,
    "workclock": of_workclock,
    "django-bizcal": of_django_bizcal,
    "businesstimedelta": of_businesstimedelta,
    "business-duration": of_business_duration,
    "pandas": of_pandas,
}


def judged(answer: Make | None, question: Question) -> str:
    """Return `right`, `wrong` or `cannot say`."""
    if answer is None:
        return "cannot say"
    found = answer()
    right = found == question.answer
    if isinstance(found, datetime) and found.tzinfo is not None:
        right = found.astimezone(UTC) == question.answer
    return "right" if right else f"wrong: {found}"


def main() -> int:
    """Print the table."""
    warnings.simplefilter("ignore")
    made = {name: make() for name, make in LIBRARIES.items()}
    print(f"{datetime.now(UTC):%Y-%m-%d}, Python {sys.version.split()[0]}\n")
    print("| The same question |", " | ".join(f"{name} {version(name)}" for name in made), "|")
    print("|---|" + "---|" * len(made))
    for number, question in enumerate(QUESTIONS):
        cells = [judged(answers[number], question) for answers in made.values()]
        print(f"| {question.what} |", " | ".join(cells), "|")
    for number, title in enumerate(("2 h on", "open time over a year")):
        asked = {name: answers[number] for name, answers in made.items()}
        calls = {name: call for name, call in asked.items() if call is not None}
        times = dict(zip(calls, seconds_a_call(*calls.values()), strict=True))
        cells = [f"{times[name] * 1e6:.1f} µs" if name in times else "" for name in made]
        print(f"| {title}, time |", " | ".join(cells), "|")
    return 0


if __name__ == "__main__":
    sys.exit(main())
