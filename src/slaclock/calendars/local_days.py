"""The local dates of a calendar as instants: when their hours open, and why they are closed.

Which hours a local date has is settled by `slaclock.calendars.local_hours`. What a date comes
to is kept, since a ledger asks about the same few dates again and again.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta, tzinfo
from typing import NamedTuple

from slaclock.calendars.base import ClosedStretch
from slaclock.calendars.hours import FULL_DAY, Hours
from slaclock.calendars.local_hours import DateHours, LocalHours
from slaclock.clock_changes import change_note
from slaclock.instants import from_micros, local_time, local_to_instant, resolve_local
from slaclock.spans import Span

__all__ = ["LocalDay", "LocalDays", "span_of"]

MOST_KEPT = 4_000
"""How many dates are kept, and closed stretches: those of eleven years, in about 5 MB."""
_DAY = timedelta(days=1)


class LocalDay(NamedTuple):
    """A local date as instants, in microseconds since the epoch.

    Attributes:
        start: The midnight at which it begins.
        end: The midnight at which the next date begins.
        planned: Its hours, and what they come from.
        windows: When those hours open and close, each for itself.
        moved: The openings and closings that a clock change moved, each with a note.
    """

    start: int
    end: int
    planned: DateHours
    windows: tuple[Span, ...]
    moved: tuple[tuple[int, str], ...]


class LocalDays:
    """The local dates of a calendar.

    Safe between threads without a lock: what is kept can always be made again.

    Attributes:
        overnight: Whether hours of one date may be open on the next.
    """

    __slots__ = ("_closed", "_days", "_hours", "_zone", "overnight")

    def __init__(self, hours: LocalHours, zone: tzinfo) -> None:
        """Hold the hours; a date is worked out when it is asked for."""
        self._hours, self._zone = hours, zone
        self.overnight = hours.reaches_past_midnight()
        self._days: dict[date, LocalDay] = {}
        self._closed: dict[Span, tuple[ClosedStretch, ...]] = {}

    def on(self, day: date) -> LocalDay:
        """Return a local date.

        Raises:
            CoverageError: The holidays of that year are not known.
        """
        found = self._days.get(day)
        if found is None:
            if len(self._days) >= MOST_KEPT:
                self._days = {}
            found = self._days[day] = self._made(day)
        return found

    def touching(self, start: int, end: int) -> Iterator[LocalDay]:
        """Yield the dates of `[start, end]`, and the one before if its night may reach in."""
        day = from_micros(start, self._zone).date()
        if self.overnight:
            day -= _DAY
        last = from_micros(end, self._zone).date()
        while day <= last:
            yield self.on(day)
            day += _DAY

    def closed(self, span: Span) -> tuple[ClosedStretch, ...]:
        """Return a closed stretch in order, cut wherever the cause of it is another.

        Most are nights and weekends, which are the same for every ticket that lasts over them.
        """
        found = self._closed.get(span)
        if found is None:
            if len(self._closed) >= MOST_KEPT:
                self._closed = {}
            found = self._closed[span] = tuple(self._cut(span))
        return found

    def _cut(self, span: Span) -> list[ClosedStretch]:
        found: list[ClosedStretch] = []
        for day in self.touching(*span):
            start, end = max(span.start, day.start), min(span.end, day.end)
            if start >= end:
                continue
            cause = self._cause(day, start)
            last = found[-1] if found else None
            if last and last.end == start and last[2:] == cause:
                found[-1] = last._replace(end=end)
            else:
                found.append(ClosedStretch(start, end, *cause))
        return found

    def _made(self, day: date) -> LocalDay:
        zone, planned = self._zone, self._hours.on(day)
        start, end = (local_to_instant(local_time(each), zone) for each in (day, day + _DAY))
        windows = tuple(span_of(day, hours, zone) for hours in planned.hours)
        return LocalDay(start, end, planned, windows, tuple(_moved(planned, zone)))

    def _cause(self, day: LocalDay, start: int) -> tuple[str, str]:
        """Return why a date is closed from *start* on, and the name of that."""
        planned = day.planned
        if not planned.hours:
            return planned.cause, planned.name
        begun = sum(opening <= start for opening, _ in day.windows)
        if planned.cause in ("exception", "holiday") and begun:
            return planned.cause, planned.name
        if 0 < begun < len(day.windows):
            return "break", ""
        if planned.cause == "season" and begun and self._would_be_open(planned.date, start):
            return "season", planned.name
        return ("day" if not begun and self._night_reaches_into(planned.date) else "night"), ""

    def _would_be_open(self, day: date, instant: int) -> bool:
        """Return whether the week alone has *instant* open on a local date."""
        spans = [span_of(day, hours, self._zone) for hours in self._hours.without_season(day)]
        return any(opening <= instant < closing for opening, closing in spans)

    def _night_reaches_into(self, day: date) -> bool:
        if not self.overnight:
            return False
        return any(hours.closes > FULL_DAY for hours in self.on(day - _DAY).planned.hours)


def span_of(day: date, hours: Hours, zone: tzinfo) -> Span:
    """Return when the hours of a local date open and close."""
    opens, closes = hours
    midnight = local_time(day)
    return Span(
        local_to_instant(midnight + timedelta(seconds=opens), zone),
        local_to_instant(midnight + timedelta(seconds=closes), zone),
    )


def _moved(planned: DateHours, zone: tzinfo) -> Iterator[tuple[int, str]]:
    """Yield the openings and closings of a date that a clock change moved, with a note."""
    for hours in planned.hours:
        for what, seconds in (("opening", hours.opens), ("closing", hours.closes)):
            local = local_time(planned.date, seconds)
            resolved = resolve_local(local, zone)
            if resolved.kind != "ordinary":
                note = change_note(what, local, resolved.kind, zone, resolved.instant)
                yield resolved.instant, note
