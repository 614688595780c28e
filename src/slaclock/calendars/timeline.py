"""The open clock: how much open time lies before an instant, and the way back.

A timeline is a run of windows compiled into sorted integer arrays, so that every question is
a bisection, whatever the span. It knows nothing of zones, weekdays or holidays: those are
settled before a window exists (see `slaclock.calendars.calendar`).

Two views of the same windows stand side by side: the windows themselves, with neighbours
united, and the business days, each with the open time that its date adds. A business day is
one stretch of the open clock: open time of a date that begins before the date before it has
closed for good belongs to that earlier date.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from datetime import date, timedelta
from itertools import accumulate
from typing import Generic, NamedTuple, TypeVar

from slaclock.instants import MICROSECOND
from slaclock.spans import Span, unite
from slaclock.spans import subtract as subtract_spans

__all__ = [
    "BusinessDay",
    "OpenClock",
    "Span",
    "Timeline",
    "in_business_days",
    "subtract_spans",
    "unite",
]

T = TypeVar("T", int, timedelta)


class BusinessDay(NamedTuple):
    """A local date and its windows, ordered and disjoint."""

    date: date
    windows: tuple[Span, ...]


class OpenClock(Generic[T]):
    """How much open time lies before an instant, and the way back.

    An instant is the time since the epoch (UTC), in one of two exact units: integer
    microseconds, or `timedelta`. Python subtracts datetimes into the latter, so that questions
    which come and go as datetimes need no conversion; everything else uses integers.

    >>> clock = OpenClock(opens=[0, 100], closes=[10, 110], zero=0)
    >>> clock.reading(105), clock.at_reading(10), clock.at_reading(11)
    (15, 10, 101)

    Attributes:
        opens: Openings, ascending.
        closes: Closings, each after its opening and before the next one.
        open_before: The reading at each opening.
        open_through: The reading at each closing.
    """

    __slots__ = (
        "_boundaries",
        "_lags",
        "_shifts",
        "closes",
        "open_before",
        "open_through",
        "opens",
    )

    opens: list[T]
    closes: list[T]
    open_before: list[T]
    open_through: list[T]
    _boundaries: list[T]
    _shifts: list[T]
    _lags: list[T]

    def __init__(self, opens: list[T], closes: list[T], zero: T) -> None:
        """Compile windows given by their ordered openings and closings."""
        self.opens, self.closes = opens, closes
        self.open_before, self.open_through, self._boundaries = [], [], []
        # After an odd number of boundaries it is open, and the reading is the instant less the
        # shift; after an even number it is closed, and the reading is the shift itself.
        self._shifts = [zero]
        # What to add to a reading within a window to have its instant.
        self._lags = []
        reading = zero
        for opening, close in zip(opens, closes, strict=True):
            through = reading + (close - opening)
            self.open_before.append(reading)
            self.open_through.append(through)
            self._boundaries += (opening, close)
            self._shifts += (opening - reading, through)
            self._lags.append(close - through)
            reading = through

    def reading(self, instant: T) -> T:
        """Return the open time before *instant*."""
        index = bisect_right(self._boundaries, instant)
        return instant - self._shifts[index] if index & 1 else self._shifts[index]

    def elapsed(self, start: T, end: T) -> T:
        """Return the open time in `[start, end)`, negative when reversed."""
        boundaries, shifts = self._boundaries, self._shifts
        index = bisect_right(boundaries, start)
        before = start - shifts[index] if index & 1 else shifts[index]
        index = bisect_right(boundaries, end)
        return (end - shifts[index] if index & 1 else shifts[index]) - before

    def at_reading(self, reading: T) -> T | None:
        """Return the first instant at which the open clock shows *reading*.

        A reading reached exactly at a closing is that closing, not the next opening.

        Args:
            reading: Open time since the first opening. More than zero.

        Returns:
            The instant; None where the windows end before.

        Source:
            docs/explanation/rules-of-time.md, "Deadline".
        """
        index = bisect_left(self.open_through, reading)
        return reading + self._lags[index] if index < len(self._lags) else None


class Timeline(OpenClock[int]):
    """The windows of a stretch of years, as an open clock in microseconds, and its days.

    Immutable: growing means building a longer one.

    >>> day = BusinessDay(date(1970, 1, 1), (Span(0, 10), Span(100, 110)))
    >>> timeline = Timeline(0, 200, [day])
    >>> timeline.reading(105), timeline.at_reading(10), timeline.next_open(10)
    (15, 10, 100)

    Attributes:
        start: The first instant that is answered for, inclusive.
        end: The end of what is answered for, exclusive. The last window may close after it.
        bounds: The two as time since the epoch.
        exact: The same open clock in `timedelta`.
        days: The business days, in order, each instant in one of them.
        day_starts: The first opening of each business day.
        day_readings: The reading at the start of each business day, then the last reading.
        exact_day_readings: The same in `timedelta`.
    """

    __slots__ = (
        "bounds",
        "day_readings",
        "day_starts",
        "days",
        "end",
        "exact",
        "exact_day_readings",
        "start",
    )

    def __init__(self, start: int, end: int, days: Iterable[BusinessDay]) -> None:
        """Compile *days*, ordered by date, into arrays that answer for `[start, end)`."""
        self.start, self.end = start, end
        self.bounds = (MICROSECOND * start, MICROSECOND * end)
        self.days = tuple(in_business_days(days))
        united = unite(window for day in self.days for window in day.windows)
        opens, closes = [span.start for span in united], [span.end for span in united]
        super().__init__(opens, closes, 0)
        self.exact = OpenClock(_timedeltas(opens), _timedeltas(closes), timedelta(0))
        self.day_starts = [day.windows[0].start for day in self.days]
        lengths = (sum(end - start for start, end in day.windows) for day in self.days)
        self.day_readings = list(accumulate(lengths, initial=0))
        self.exact_day_readings = _timedeltas(self.day_readings)

    @property
    def total(self) -> int:
        """Return all open time of the compiled windows."""
        return self.day_readings[-1]

    def last_at_reading(self, reading: int) -> int | None:
        """Return the last instant at which the open clock shows *reading*.

        A reading that stands still over closed time is the next opening.

        Returns:
            Microseconds since the epoch; None where the compiled windows do not hold it.
        """
        index = bisect_right(self.open_before, reading) - 1
        if index < 0 or reading < 0 or reading >= self.open_through[index]:
            return None
        return self.opens[index] + reading - self.open_before[index]

    def next_open(self, instant: int) -> int | None:
        """Return the earliest open instant at or after *instant*, or None if none is compiled."""
        index = bisect_right(self.closes, instant)
        if index == len(self.opens):
            return None
        opening = self.opens[index]
        return opening if opening > instant else instant

    def next_close(self, instant: int) -> int | None:
        """Return the earliest closing after *instant*, or None if none is compiled."""
        index = bisect_right(self.closes, instant)
        return None if index == len(self.closes) else self.closes[index]

    def previous_open(self, instant: int) -> int | None:
        """Return the latest opening at or before *instant*, or None if none is compiled."""
        index = bisect_right(self.opens, instant)
        return self.opens[index - 1] if index else None

    def previous_close(self, instant: int) -> int | None:
        """Return the latest closing at or before *instant*, or None if none is compiled."""
        index = bisect_right(self.closes, instant)
        return self.closes[index - 1] if index else None

    def open_until(self, instant: int) -> int | None:
        """Return *instant* if it is open just before it, else the latest closing before it."""
        index = bisect_left(self.opens, instant) - 1
        return min(instant, self.closes[index]) if index >= 0 else None

    def is_open(self, instant: int) -> bool:
        """Return whether *instant* lies inside a window."""
        index = bisect_right(self.opens, instant)
        return index > 0 and instant < self.closes[index - 1]

    def windows(self, start: int, end: int) -> list[Span]:
        """Return the windows in `[start, end)`, clipped to it."""
        first = bisect_right(self.closes, start)
        last = bisect_left(self.opens, end)
        return [
            Span(max(self.opens[index], start), min(self.closes[index], end))
            for index in range(first, last)
        ]

    def day_at(self, instant: int) -> int:
        """Return the index of the business day that an open *instant* belongs to."""
        return bisect_right(self.day_starts, instant) - 1

    def day_from(self, first: date) -> int:
        """Return the index of the first business day on or after a date, or that past the last."""
        return bisect_left(self.days, first, key=lambda day: day.date)


def in_business_days(days: Iterable[BusinessDay]) -> list[BusinessDay]:
    """Return the days that open at all, such that every instant belongs to one.

    What of a date lies before the last closing of the date before it belongs to that one: the
    time that both have, and also what falls into a hole of the earlier one. (A night from
    Monday without its hours from 00:00 to 03:00, and something else on Tuesday at 01:00: that
    is Monday's business day.) So the days follow one another on the open clock.

    Args:
        days: In order of date, the windows of each ordered and disjoint.
    """
    found: list[BusinessDay] = []
    for day in days:
        windows = day.windows
        if not windows:
            continue
        if found and windows[0].start < found[-1].windows[-1].end:
            before = found[-1]
            closed_from = before.windows[-1].end
            early = [Span(start, min(end, closed_from)) for start, end in windows]
            found[-1] = BusinessDay(before.date, tuple(unite((*before.windows, *early))))
            late = (Span(max(start, closed_from), end) for start, end in windows)
            windows = tuple(span for span in late if span.start < span.end)
        if windows:
            found.append(BusinessDay(day.date, windows))
    return found


def _timedeltas(micros: Iterable[int]) -> list[timedelta]:
    return [MICROSECOND * number for number in micros]
