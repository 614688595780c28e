"""The calendar of a case, read for libraries that take times of day and dates."""

from __future__ import annotations

from datetime import date, time
from typing import NamedTuple

from conformance.protocol import Cannot, Case

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


class Window(NamedTuple):
    """A window of a weekday; 24:00 is said apart, since `time` has none."""

    opens: time
    closes: time
    to_midnight: bool

    @property
    def is_overnight(self) -> bool:
        return self.closes <= self.opens and not self.to_midnight


def week_of(case: Case) -> dict[int, list[Window]]:
    """Return the windows of each weekday, Monday as 0."""
    hours = case["calendar"]["hours"]
    return {day: [window_of(text) for text in hours.get(DAYS[day], [])] for day in range(7)}


def window_of(text: str) -> Window:
    opens, closes = text.split("-")
    to_midnight = closes == "24:00"
    return Window(
        time.fromisoformat(opens),
        time() if to_midnight else time.fromisoformat(closes),
        to_midnight,
    )


def holidays_of(case: Case) -> list[date]:
    """Return the dates that are closed."""
    return [date.fromisoformat(text) for text in case["calendar"].get("holidays", [])]


def exceptions_of(case: Case) -> dict[date, list[Window]]:
    """Return the dates with hours of their own."""
    found = case["calendar"].get("exceptions", {})
    return {date.fromisoformat(day): [window_of(one) for one in found[day]] for day in found}


def no_exceptions(case: Case) -> None:
    """Refuse a case with dates that have hours of their own."""
    if case["calendar"].get("exceptions"):
        raise Cannot("a date with hours of its own")


def same_every_day(case: Case) -> tuple[list[int], list[Window]]:
    """Return the open weekdays and their windows, where all of them are alike."""
    week = week_of(case)
    days = [day for day in range(7) if week[day]]
    if any(week[day] != week[days[0]] for day in days):
        raise Cannot("weekdays with different hours")
    return days, week[days[0]]
