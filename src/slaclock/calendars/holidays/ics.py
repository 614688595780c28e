"""All-day closures from an iCalendar file (RFC 5545), as dates and rules.

The file is read once, when the calendar is made; what it says becomes part of the calendar.
Only whole days are taken: an event with a time of day is an error, since it would have to be
cut out of the hours and slaclock does not guess that this is meant. Needs the extra `ics`.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

from slaclock.calendars.holidays.base import FixedHoliday, HolidaySource
from slaclock.calendars.holidays.recurrences import Recurrence
from slaclock.errors import HolidayError, MissingExtraError
from slaclock.messages import shown, tail
from slaclock.records import one_line

__all__ = ["read_closures"]

LARGEST_FILE = 1 << 20
LONGEST_CLOSURE = 366


def read_closures(path: Path) -> tuple[HolidaySource, ...]:
    """Return the all-day closures of an iCalendar file, in the order of the file.

    An event over several days closes each of them; `DTEND` is the first date that is open
    again. A rule (`RRULE`) recurs, without its `EXDATE` dates. Cancelled events are left out.

    Raises:
        HolidayError: No such file, over 1 MiB, not an iCalendar file, no event in it, or an
            event with a time of day, without a start, or ending before it starts.
        MissingExtraError: The package `icalendar` is not installed.
    """
    events = [event for event in _events(path) if event.get("STATUS") != "CANCELLED"]
    return tuple(source for event in events for source in _closures(path, event))


def _events(path: Path) -> list[Any]:
    try:
        import icalendar  # an extra, and slow to load
    except ImportError:
        raise MissingExtraError("reading an iCalendar file", "icalendar", "ics") from None
    try:
        if path.stat().st_size > LARGEST_FILE:
            raise HolidayError(tail(str(path)), "is over 1 MiB; closures take a few kB")
        content = path.read_bytes()
    except OSError as error:
        raise HolidayError(tail(str(path)), f"cannot be read: {error.strerror}") from None
    try:
        events = icalendar.Calendar.from_ical(content).walk("VEVENT")
    except Exception as error:  # noqa: BLE001 - icalendar lets several kinds of error through
        raise HolidayError(tail(str(path)), f"is not an iCalendar file: {error}") from None
    if not events:
        raise HolidayError(tail(str(path)), "is an iCalendar file without events")
    return list(events)


def _closures(path: Path, event: Any) -> Iterable[HolidaySource]:
    name = one_line(str(event.get("SUMMARY", "")))
    first, after = _dates(path, name, event)
    days = [first + timedelta(days=offset) for offset in range((after - first).days)]
    rule = event.get("RRULE")
    if rule is None:
        return [FixedHoliday(day, name) for day in (*days, *_listed(path, name, event, "RDATE"))]
    if isinstance(rule, list):
        raise HolidayError(name, f"in {path.name} has more than one RRULE")
    text = rule.to_ical().decode()
    excluded = tuple(_listed(path, name, event, "EXDATE"))
    extra = [FixedHoliday(day, name) for day in _listed(path, name, event, "RDATE")]
    return [*_recurring(text, days, name, excluded), *extra]


def _recurring(
    text: str, days: list[date], name: str, excluded: tuple[date, ...]
) -> Iterable[HolidaySource]:
    """Yield one recurrence for each day of the event, each starting where its day does."""
    if len(days) > 1 and "BY" in text:
        raise HolidayError(text, "is a rule with BY parts on an event of several days")
    for offset, day in enumerate(days):
        gone = tuple(other + timedelta(days=offset) for other in excluded)
        yield Recurrence.checked(text, day, name, gone)


def _dates(path: Path, name: str, event: Any) -> tuple[date, date]:
    start, end, duration = event.get("DTSTART"), event.get("DTEND"), event.get("DURATION")
    if start is None:
        raise HolidayError(name, f"in {path.name} has no DTSTART")
    first = _whole_day(path, name, start.dt)
    if end is not None:
        after = _whole_day(path, name, end.dt)
    else:
        after = first + (duration.dt if duration is not None else timedelta(days=1))
    if not 0 < (after - first).days <= LONGEST_CLOSURE:
        problem = f"in {path.name} ends on {after}, not within a year after {first}"
        raise HolidayError(name, problem)
    return first, after


def _listed(path: Path, name: str, event: Any, key: str) -> list[date]:
    value = event.get(key)
    lists = value if isinstance(value, list) else [value] if value is not None else []
    return [_whole_day(path, name, item.dt) for dates in lists for item in dates.dts]


def _whole_day(path: Path, name: str, value: Any) -> date:
    if isinstance(value, datetime) or not isinstance(value, date):
        problem = f"in {path.name} has a time of day ({shown(str(value))}); only all-day events"
        raise HolidayError(name, f"{problem} close a calendar, for hours use exceptions")
    return value
