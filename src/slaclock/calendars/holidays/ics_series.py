"""The series of an iCalendar file that come to an end, expanded to dates by a kept library.

`recurring-ical-events` knows what RFC 5545 and the programs that write it mean by an event of a
series that was moved, cancelled or said again. What recurs for ever cannot be written out: such
a series stays a rule, in `slaclock.calendars.holidays.ics`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime, time, timedelta
from itertools import islice
from typing import Any, NamedTuple

from slaclock.errors import MissingExtraError

__all__ = ["EventSeries", "occurrences", "series_of", "uid_of"]

MOST_OCCURRENCES = 200
"""A rule that names more dates stays a rule, as one without an end does."""
MOST_DATES_WRITTEN = 2_000
"""How many dates of a file are written out; what comes after them stays rules."""
_DAY = timedelta(days=1)


class EventSeries(NamedTuple):
    """An event and those that stand for one of its dates, in the order of the file."""

    main: Any
    others: Sequence[Any]

    @property
    def size(self) -> int | None:
        """Return how many dates its rule closes; None if too many to stand one by one."""
        found = len(_dates_of_rule(self.main))
        return found * _days_of(self.main) + len(self.others) if found <= MOST_OCCURRENCES else None


def uid_of(event: Any) -> str:
    """Return the UID of an event; empty where it has none."""
    return str(event.get("UID", ""))


def series_of(events: Iterable[Any]) -> tuple[list[EventSeries], list[Any]]:
    """Return the series that can be written out, and the events of all others.

    A UID that several events have, or none, says nothing of what belongs together: such events
    are left as they are, and so is what no rule repeats. What is found is bounded, so that a
    hostile file takes no longer than a large one.
    """
    groups: dict[str, list[Any]] = {}
    for event in events:
        groups.setdefault(uid_of(event), []).append(event)
    found: list[EventSeries] = []
    rest: list[Any] = []
    left = MOST_DATES_WRITTEN
    for uid, group in groups.items():
        mains = [event for event in group if event.get("RECURRENCE-ID") is None]
        others = [event for event in group if event.get("RECURRENCE-ID") is not None]
        if not (uid and len(mains) == 1 and "RRULE" in mains[0] and left):
            rest += group
            continue
        series = EventSeries(mains[0], others)
        size = series.size
        if size is None or size > left:
            rest += group
        else:
            found.append(series)
        left = max(left - (size or MOST_OCCURRENCES), 0)
    return found, rest


def occurrences(series: Iterable[EventSeries]) -> Iterator[tuple[date, date, Any]]:
    """Yield first date, first date no longer in it, and event of each occurrence, in order.

    Raises:
        MissingExtraError: The package `recurring-ical-events` is not installed.
    """
    try:
        import icalendar
        import recurring_ical_events  # an extra, and slow to load
    except ImportError:
        what = "reading an iCalendar file"
        raise MissingExtraError(what, "recurring-ical-events", "ics") from None
    calendar = icalendar.Calendar()
    calendar.subcomponents = [event for one in series for event in (one.main, *one.others)]
    starts = [day for event in calendar.subcomponents for day in _starts(event)]
    if not starts:
        return
    for event in recurring_ical_events.of(calendar).between(min(starts), max(starts) + _DAY):
        first = event["DTSTART"].dt
        yield first, max(event["DTEND"].dt, first + _DAY), event


def _starts(event: Any) -> Iterator[date]:
    """Yield dates between which every occurrence of an event begins."""
    yield event["DTSTART"].dt
    if "RRULE" in event:
        yield from _dates_of_rule(event)
    more = event.get("RDATE")
    for dates in more if isinstance(more, list) else [more] if more is not None else []:
        yield from (item.dt for item in dates.dts)


def _days_of(event: Any) -> int:
    """Return how many days an event lasts."""
    end, duration = event.get("DTEND"), event.get("DURATION")
    if end is not None:
        return max(int((end.dt - event["DTSTART"].dt).days), 1)
    return 1 if duration is None else max(int(duration.dt.days), 1)


def _dates_of_rule(event: Any) -> list[date]:
    """Return the dates that a rule names, one more than can be written out at most."""
    from dateutil.rrule import rrulestr  # slow to load

    start = datetime.combine(event["DTSTART"].dt, time())
    text = event["RRULE"].to_ical().decode()
    found = islice(rrulestr(text, dtstart=start, ignoretz=True), MOST_OCCURRENCES + 1)
    return [one.date() for one in found]
