"""All-day closures from an iCalendar file (RFC 5545), as dates and rules.

The file is read once, when the calendar is made; what it says becomes part of the calendar.
Only whole days are taken: an event with a time of day is an error, since it would have to be
cut out of the hours and slaclock does not guess that this is meant. Needs the extra `ics`.

Series that come to an end are expanded by a kept library, in `ics_series`. One without an end
stays a rule: an event of it that was moved or cancelled alone (`RECURRENCE-ID`) is left out, and
where it was moved to stands for itself.
"""

from __future__ import annotations

import errno
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

from slaclock.calendars.holidays.base import FixedHoliday, HolidaySource
from slaclock.calendars.holidays.entries import HolidayEntry
from slaclock.calendars.holidays.ics_series import occurrences, series_of, uid_of
from slaclock.calendars.holidays.recurrences import Recurrence
from slaclock.errors import HolidayError, MissingExtraError, SlaClockError
from slaclock.files.regular_files import read_regular
from slaclock.messages import plain, shown, tail
from slaclock.records import one_line

__all__ = ["FileEntry", "read_closures"]

LARGEST_FILE = 1 << 20
LONGEST_CLOSURE = 366
MOST_DATES = 10_000
MOST_RULES = 200
_LAST_DATE = date(9998, 12, 31)


def read_closures(path: Path) -> tuple[HolidaySource, ...]:
    """Return the all-day closures of an iCalendar file, in the order of the file.

    An event over several days closes each of them; `DTEND` is the first date that is open
    again, and one equal to `DTSTART` means a single day. A rule (`RRULE`) recurs, without its
    `EXDATE` dates and without what was moved or cancelled alone. Cancelled events are left out.

    Raises:
        HolidayError: No such file, not a regular one, over 1 MiB, not an iCalendar file, no
            event in it, more than 10,000 dates or 200 rules, or an event with a time of day,
            without a start, or ending before it starts.
        MissingExtraError: The package `icalendar` is not installed.
    """
    events = _events(path)
    with _broken(path, "has an event that is broken"):
        replaced = _replaced(path, events)
    closures = _by_event(path, events, replaced)  # what is wrong is told here, event by event
    with _broken(path, "has a series that is broken"):
        series, rest = series_of(filter(None, map(_standing, events)))
        found: list[HolidaySource] = [
            FixedHoliday(day, _name(event))
            for first, end, event in occurrences(series)
            if not _is_cancelled(event)
            for day in _days(first, (end - first).days)
        ]
        for event in _valid(rest, events):
            found += closures.get(id(event), ())
    _refuse_too_many(path, Counter(map(type, found)))
    return tuple(found)


@contextmanager
def _broken(path: Path, problem: str) -> Iterator[None]:
    """Say of what goes wrong in two libraries, each with errors of its own, that the file did."""
    try:
        yield
    except SlaClockError:
        raise
    except Exception as error:  # noqa: BLE001 - whatever they raise
        raise HolidayError(tail(str(path)), f"{problem}: {plain(one_line(str(error)))}") from None


def _standing(event: Any) -> Any:
    """Return an event as far as it matters: of one that is cancelled, which date it stands for.

    What is cancelled need not be whole; None where it stands for no date of a series.
    """
    if not _is_cancelled(event):
        return event
    at = event.get("RECURRENCE-ID")
    if at is None:
        return None
    kept = type(event)()
    kept["DTSTART"] = kept["RECURRENCE-ID"] = at
    for key in ("UID", "STATUS", "SEQUENCE"):
        if key in event:
            kept[key] = event[key]
    return kept


def _by_event(
    path: Path, events: Iterable[Any], replaced: Mapping[str, Sequence[date]]
) -> dict[int, list[HolidaySource]]:
    """Return what each event closes by itself, by its `id`, without those that are cancelled."""
    found: dict[int, list[HolidaySource]] = {}
    kinds: Counter[type] = Counter()
    for event in events:
        if not _is_cancelled(event):
            added = _understood(path, event, replaced.get(uid_of(event), ()))
            found[id(event)] = added
            kinds.update(map(type, added))
            _refuse_too_many(path, kinds)
    return found


def _refuse_too_many(path: Path, kinds: Mapping[type, int]) -> None:
    if kinds[Recurrence] > MOST_RULES or kinds[FixedHoliday] > MOST_DATES:
        problem = f"has more than {MOST_DATES} dates or {MOST_RULES} rules; leave some out"
        raise HolidayError(tail(str(path)), problem)


def _valid(events: Sequence[Any], of_file: Iterable[Any]) -> list[Any]:
    """Return events without those that stand for a date of a series, but no longer do.

    A later one says the same date anew, or the series leaves that date out (`EXDATE`).
    """
    left_out = {(uid_of(event), str(day)) for event in of_file for day in _left_out(event)}
    ranks: dict[tuple[str, str], tuple[int, int]] = {}
    for place, event in enumerate(events):
        if event.get("RECURRENCE-ID") is not None:
            rank = (int(event.get("SEQUENCE", -1)), -place)
            ranks[_stands_for(event)] = max(rank, ranks.get(_stands_for(event), rank))
    return [
        event
        for place, event in enumerate(events)
        if event.get("RECURRENCE-ID") is None
        or (_stands_for(event) not in left_out and ranks[_stands_for(event)][1] == -place)
    ]


def _stands_for(event: Any) -> tuple[str, str]:
    return uid_of(event), str(event["RECURRENCE-ID"].dt)


def _left_out(event: Any) -> Iterator[Any]:
    value = event.get("EXDATE")
    for dates in value if isinstance(value, list) else [value]:
        yield from (item.dt for item in getattr(dates, "dts", ()))


def _events(path: Path) -> list[Any]:
    try:
        import icalendar  # an extra, and slow to load
    except ImportError:
        raise MissingExtraError("reading an iCalendar file", "icalendar", "ics") from None
    content = _content(path)
    try:
        events = icalendar.Calendar.from_ical(content).walk("VEVENT")
    except Exception as error:  # noqa: BLE001 - icalendar lets several kinds of error through
        problem = f"is not an iCalendar file: {plain(one_line(str(error)))}"
        raise HolidayError(tail(str(path)), problem) from None
    if not events:
        raise HolidayError(tail(str(path)), "is an iCalendar file without events")
    return list(events)


def _content(path: Path) -> bytes:
    """Return what a regular file holds; a pipe or a device could be read without end."""
    try:
        return read_regular(path, LARGEST_FILE)
    except OSError as error:
        problem = f"cannot be read: {error.strerror}"
        if error.errno == errno.EFBIG:
            problem = "is over 1 MiB; closures take a few kB"
    except ValueError:  # a NUL or half of a character pair
        problem = "cannot be read: it is no file name"
    raise HolidayError(tail(str(path)), problem) from None


def _replaced(path: Path, events: Iterable[Any]) -> dict[str, list[date]]:
    """Return, by the UID of a series, the dates that events of their own stand for."""
    found: dict[str, list[date]] = {}
    for event in events:
        place = event.get("RECURRENCE-ID")
        if place is None:
            continue
        name = _name(event)
        _refuse_list(path, name, "RECURRENCE-ID", place)
        if str(place.params.get("RANGE")).upper() == "THISANDFUTURE":
            problem = f"in {path.name} moves all that follows; end its rule and add a new event"
            raise HolidayError(name, problem)
        day = _whole_day(path, name, place.dt)
        found.setdefault(uid_of(event), []).append(day)
    return found


def _understood(path: Path, event: Any, replaced: Sequence[date]) -> list[HolidaySource]:
    """Return the closures of an event, or the error that says which one is not understood."""
    try:
        return list(_closures(path, event, replaced))
    except SlaClockError:
        raise
    except Exception as error:  # noqa: BLE001 - icalendar keeps what is broken until it is read
        problem = f"in {path.name} has a date or rule that is broken: {plain(one_line(str(error)))}"
        raise HolidayError(_name(event), f"{problem}; correct it or leave the event out") from None


def _closures(path: Path, event: Any, replaced: Sequence[date]) -> Iterable[HolidaySource]:
    name, rule = _name(event), event.get("RRULE")
    first, length = _dates(path, name, event)
    if event.get("RECURRENCE-ID") is not None:
        return [FixedHoliday(day, name) for day in _days(first, length)]
    more = _listed(path, name, event, "RDATE")
    gone = {*_listed(path, name, event, "EXDATE"), *replaced}
    if rule is None:
        starts = [day for day in (first, *more) if day not in gone]
        return [FixedHoliday(day, name) for start in starts for day in _days(start, length)]
    _refuse_list(path, name, "RRULE", rule)
    text = rule.to_ical().decode()
    recurrence = Recurrence.checked(text, first, name, tuple(sorted(gone)), length)
    if not recurrence.names_start():
        more = [first, *more]  # it counts, whether the rule names it or not
    return [
        recurrence,
        *(
            FixedHoliday(day, name)
            for start in more
            if start not in gone
            for day in _days(start, length)
        ),
    ]


def _refuse_list(path: Path, name: str, key: str, value: Any) -> None:
    if isinstance(value, list):
        raise HolidayError(name, f"in {path.name} has more than one {key}")


def _days(start: date, length: int) -> list[date]:
    return [start + timedelta(days=offset) for offset in range(length)]


def _dates(path: Path, name: str, event: Any) -> tuple[date, int]:
    """Return the first date of an event and how many days it lasts."""
    start, end, duration = event.get("DTSTART"), event.get("DTEND"), event.get("DURATION")
    if start is None:
        raise HolidayError(name, f"in {path.name} has no DTSTART")
    _refuse_list(path, name, "DTSTART", start)
    first, length = _whole_day(path, name, start.dt), 1
    if end is not None:
        # One that ends on the date it begins is a day long: so it is written by many programs.
        length = (_whole_day(path, name, end.dt) - first).days or 1
    elif duration is not None:
        length = duration.dt.days
    if not 0 < length <= LONGEST_CLOSURE or length > (_LAST_DATE - first).days:
        problem = f"in {path.name} lasts {length} days from {first}; it may last 1 to 366"
        raise HolidayError(name, f"{problem}, up to the year 9998")
    return first, length


def _listed(path: Path, name: str, event: Any, key: str) -> list[date]:
    value = event.get(key)
    lists = value if isinstance(value, list) else [value] if value is not None else []
    return [_whole_day(path, name, item.dt) for dates in lists for item in dates.dts]


def _whole_day(path: Path, name: str, value: Any) -> date:
    if isinstance(value, datetime) or not isinstance(value, date):
        problem = f"in {path.name} has a time of day ({shown(str(value))}); only all-day events"
        raise HolidayError(name, f"{problem} close a calendar, for hours use exceptions")
    return value


def _is_cancelled(event: Any) -> bool:
    return str(event.get("STATUS")).strip().upper() == "CANCELLED"


def _name(event: Any) -> str:
    return one_line(str(event.get("SUMMARY", "")))


class FileEntry(HolidayEntry):
    """All-day closures from an iCalendar file, named relative to the data file."""

    key = "ics"
    ics: str

    def closures(self, folder: Path) -> tuple[HolidaySource, ...]:
        """Return the file's closures as sources."""
        return read_closures(folder / self.ics)
