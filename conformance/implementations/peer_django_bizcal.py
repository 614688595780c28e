"""django-bizcal: weekly hours, closed dates and dates with hours of their own."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from importlib.metadata import version
from typing import Any
from zoneinfo import ZoneInfo

from django_bizcal import WorkingCalendar

from conformance.implementations.hours import (
    Window,
    exceptions_of,
    holidays_of,
    week_of,
)
from conformance.protocol import Cannot, Case, instant, serve


def answer(case: Case) -> Any:
    if case["op"] in {"clock", "contract", "calendar", "parse"}:
        raise Cannot(f"it has no {case['op']}")
    calendar = calendar_of(case)
    match case["op"]:
        case "add":
            return calendar.add_business_time(
                instant(case["at"]), timedelta(seconds=case["seconds"])
            )
        case "subtract":
            back = -timedelta(seconds=case["seconds"])
            return calendar.add_business_time(instant(case["at"]), back)
        case "elapsed":
            return calendar.business_time_between(instant(case["start"]), instant(case["end"]))
        case "is_open":
            return calendar.is_business_time(instant(case["at"]))
        case "next_open":
            return calendar.next_business_datetime(instant(case["at"]))
        case _:
            span = instant(case["start"]), instant(case["end"])
            return [[one.start, one.end] for one in calendar.business_windows_for_range(*span)]


def calendar_of(case: Case) -> Any:
    closed = {day: [] for day in holidays_of(case)}
    own = {day: blocks(windows) for day, windows in exceptions_of(case).items()}
    return WorkingCalendar(
        tz=ZoneInfo(case["calendar"]["timezone"]),
        weekly_schedule={day: blocks(windows) for day, windows in week_of(case).items()},
        day_overrides=closed | own,
    )


def blocks(windows: Iterable[Window]) -> list[tuple[Any, ...]]:
    return [
        (f"{one.opens:%H:%M}", f"{one.closes:%H:%M}", 1)
        if one.to_midnight or one.is_overnight
        else (f"{one.opens:%H:%M}", f"{one.closes:%H:%M}")
        for one in windows
    ]


if __name__ == "__main__":
    serve("django-bizcal", version("django-bizcal"), answer)
