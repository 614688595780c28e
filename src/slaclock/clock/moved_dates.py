"""Deadlines that name a date, as the stops of a clock move them.

A stop before the deadline moves it later by the open time that is lost, and never to before the
clock goes on. A pause whose reason counts whole days leaves the dates that it touches out of the
count instead.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import NamedTuple

from slaclock.calendars.open_time import OpenTime
from slaclock.matrices.promises import Target

__all__ = ["MovedDate", "dates_touched"]


class MovedDate(NamedTuple):
    """A deadline that names a date, after some stops of its clock.

    Attributes:
        due: The deadline, in microseconds since the epoch.
        lost: The open time that was lost to stops.
        without: The dates that were left out of the count.
    """

    due: int
    lost: int = 0
    without: frozenset[date] = frozenset()

    @classmethod
    def of(cls, target: Target, started: int) -> MovedDate:
        """Return the deadline of a clock that has not been stopped."""
        return cls(target.promise.due(target.calendar, started))

    def after(
        self, target: Target, started: int, stopped: int, resumed: int, reason: str
    ) -> MovedDate:
        """Return the deadline after one more stop.

        Args:
            target: What is promised.
            started: Where the cycle began, in microseconds.
            stopped: Where the stop began, inclusive.
            resumed: Where it ended, exclusive.
            reason: Why it was paused; may be empty.
        """
        if stopped >= self.due:
            return self
        calendar, floor = target.calendar, target.floor(started)
        if reason not in target.whole_days:
            lost = calendar.open_between(max(stopped, floor), max(resumed, floor))
            due = max(calendar.due(self.due, lost), resumed)
            return MovedDate(due, self.lost + lost, self.without)
        without = self.without | dates_touched(calendar, stopped, resumed)
        counted = target.counted.due_without(calendar, floor, without)
        due = max(calendar.due(counted, self.lost), resumed)
        return MovedDate(due, self.lost, without)


def dates_touched(calendar: OpenTime, start: int, end: int) -> frozenset[date]:
    """Return the local dates that have a part in `[start, end)`."""
    if start >= end:
        return frozenset()
    first, last = calendar.local_date(start), calendar.local_date(end - 1)
    return frozenset(first + timedelta(days=day) for day in range((last - first).days + 1))
