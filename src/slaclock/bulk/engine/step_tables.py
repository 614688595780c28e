"""The step tables of a calendar: open time, and the deadline of each kind of target.

They are made from the arrays of the calendar's own timeline, the ones that single questions
are answered from. That is why both agree to the microsecond.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator
from datetime import tzinfo
from typing import NamedTuple

import numpy as np

from slaclock.bulk.engine.steps import Ints, Steps
from slaclock.calendars.questions import HORIZON
from slaclock.calendars.timeline import BusinessDay, Span, Timeline
from slaclock.clock_changes import ZoneOffsets
from slaclock.instants import DAY

__all__ = [
    "ANSWER",
    "ASK",
    "READING",
    "FullDays",
    "TimelineArrays",
    "close_of_business_steps",
    "full_day_steps",
    "open_time_steps",
    "reading_steps",
    "same_time_steps",
]

ANSWER, READING, ASK = 0, 1, 2
"""Kinds of steps: the sum is the answer; it is the reading, from which the answer is yet to be
worked out; or the calendar itself has to be asked."""


class TimelineArrays(NamedTuple):
    """The arrays of a timeline, for numpy; their names are those of `Timeline`."""

    opens: Ints
    closes: Ints
    open_before: Ints
    open_through: Ints
    day_readings: Ints

    @classmethod
    def of(cls, line: Timeline) -> TimelineArrays:
        """Return the arrays of *line*."""
        columns = (line.opens, line.closes, line.open_before, line.open_through, line.day_readings)
        return cls(*(np.asarray(column, np.int64) for column in columns))

    def closed_since(self, start: int) -> Ints:
        """Return where the closed time before each window begins; *start* before the first."""
        return np.append(np.int64(min(start, int(self.opens[0]))), self.closes[:-1])


def reading_steps(arrays: TimelineArrays, start: int, end: int) -> Steps:
    """Return the open clock: the open time before each instant of `[start, end)`."""
    opens, closes, before = arrays.opens, arrays.closes, arrays.open_before
    if not opens.size:
        return _one_step(start, low=end, shift=-end)
    total = int(arrays.open_through[-1])
    # After the last closing it stands still: raised to the end, then set back to the total.
    last = max(end, int(closes[-1]))
    return Steps(
        starts=np.append(arrays.closed_since(start), closes[-1]),
        lows=np.append(opens, last),
        shifts=np.append(before - opens, total - last),
        kinds=np.zeros(len(opens) + 1, np.int8),
    )


def open_time_steps(arrays: TimelineArrays, start: int, micros: int) -> Steps:
    """Return the deadline of *micros* of open time (more than zero) for each instant."""
    opens, closes, before, through = arrays[:4]
    if not opens.size:
        return _one_step(start, kind=ASK)
    # A step begins with every window, and after every reading that is due at a closing.
    turns = through - micros + 1
    readings = np.union1d(before, turns[(turns > 0) & (turns < through[-1])])
    window = np.searchsorted(through, readings, side="right")
    found = np.searchsorted(through, readings + micros)
    known = found < len(opens)
    found = np.minimum(found, len(opens) - 1)
    shifts = closes[found] - through[found] + micros + before[window] - opens[window]
    steps = Steps(
        starts=_starts(arrays, start, readings, window),
        lows=opens[window],
        shifts=shifts,
        kinds=np.where(known, ANSWER, ASK).astype(np.int8),
    )
    return _checked(_with_tail(steps, arrays))


class FullDays(NamedTuple):
    """What it takes to work out full support days where two days differ in length.

    Attributes:
        arrays: Of the timeline.
        days: How many business days.
        parts, wholes: The ratio of the lengths of the last day and the first, in least terms,
            by first day.
    """

    arrays: TimelineArrays
    days: int
    parts: Ints
    wholes: Ints

    def due(self, readings: Ints) -> Ints:
        """Return the deadlines of clocks that start at *readings*.

        The integer arithmetic of `slaclock.calendars.business_days.after_full_days`, the
        lengths in least terms. They are whole seconds, so the product stays below 2 ** 63.
        """
        day_readings = self.arrays.day_readings
        day = np.searchsorted(day_readings, readings, side="right") - 1
        gone = readings - day_readings[day]
        due = day_readings[day + self.days] - (-gone * self.parts[day] // self.wholes[day])
        window = np.searchsorted(self.arrays.open_through, due)
        return self.arrays.closes[window] - self.arrays.open_through[window] + due


def full_day_steps(arrays: TimelineArrays, start: int, count: int) -> tuple[Steps, FullDays]:
    """Return the deadline of *count* full support days for each instant.

    Where the last day is as long as the first, that is a fixed amount of open time. Elsewhere
    the steps give the reading, to be worked out by the `FullDays` returned.
    """
    opens, closes, before, through, day_readings = arrays
    lengths = np.diff(day_readings)
    first, last = lengths[:-count], lengths[count:]
    common = np.gcd(first, last)
    full_days = FullDays(arrays, count, last // common, first // common)
    if not first.size:
        return _one_step(start, kind=ASK), full_days
    # By first day: the open time from its beginning to the beginning of the last day.
    amounts = day_readings[count:-1] - day_readings[: -1 - count]
    readings = np.union1d(before, day_readings[:-1])
    readings = np.union1d(readings, _full_day_turns(arrays, count, amounts))
    window = np.searchsorted(through, readings, side="right")
    day = np.searchsorted(day_readings, readings, side="right") - 1
    known = day < len(amounts)
    day = np.minimum(day, len(amounts) - 1)
    equal = first[day] == last[day]
    found = np.minimum(np.searchsorted(through, readings + amounts[day]), len(opens) - 1)
    to_reading = before[window] - opens[window]
    to_due = closes[found] - through[found] + amounts[day]
    steps = Steps(
        starts=_starts(arrays, start, readings, window),
        lows=opens[window],
        shifts=to_reading + np.where(equal, to_due, 0),
        kinds=np.where(known, np.where(equal, ANSWER, READING), ASK).astype(np.int8),
    )
    return _checked(_with_tail(steps, arrays)), full_days


def close_of_business_steps(line: Timeline, start: int, end: int, count: int) -> Steps:
    """Return the closing *count* business days on, for each instant of `[start, end)`."""
    rows: list[_Step] = []
    known_until = start
    for _, later, window, since in _windows_between(line, start, end, count):
        known_until = window.end
        if later is None:
            rows.append(_Step(since, kind=ASK))
        else:
            rows.append(_standing(since, window, later.windows[-1].end))
    return _checked(_gathered(rows, known_until))


def same_time_steps(line: Timeline, zone: tzinfo, start: int, end: int, count: int) -> Steps:
    """Return the same local time *count* business days on, for each instant of `[start, end)`."""
    found = list(_windows_between(line, start, end, count))
    reach = [start, end, *(window.end for entry in found[-1:] for window in _reach(entry))]
    local_times = ZoneOffsets(zone, min(reach) - DAY, max(reach) + DAY)
    rows: list[_Step] = []
    for day, later, window, since in found:
        if later is None:
            rows.append(_Step(since, kind=ASK))
            continue
        moved = local_times.moved(window, (later.date - day.date).days * DAY)
        steps = [step for span, by in moved for step in _clamped(span, by, window, later.windows)]
        rows += [steps[0]._replace(start=since), *steps[1:]]
    return _checked(_gathered(rows, found[-1].window.end if found else start))


class _Step(NamedTuple):
    """One row of `Steps`."""

    start: int
    low: int = 0
    shift: int = 0
    kind: int = ANSWER


class _Found(NamedTuple):
    """A window of a business day, the day some business days later, and the closed time before."""

    day: BusinessDay
    later: BusinessDay | None
    window: Span
    since: int


def _windows_between(line: Timeline, start: int, end: int, count: int) -> Iterator[_Found]:
    """Yield the windows that answer for `[start, end)`, each from the closing before it on."""
    first = max(bisect_right(line.day_starts, start) - 1, 0)
    since = start
    for index in range(first, min(bisect_right(line.day_starts, end) + 1, len(line.days))):
        later = line.days[index + count] if index + count < len(line.days) else None
        for window in line.days[index].windows:
            if window.end > start:
                yield _Found(line.days[index], later, window, since)
                since = window.end


def _reach(found: _Found) -> tuple[Span, ...]:
    return found.later.windows if found.later is not None else (found.window,)


def _standing(start: int, window: Span, due: int) -> _Step:
    """Return a step that gives *due* throughout; it does not reach past *window*."""
    return _Step(start, window.end, due - window.end)


def _clamped(span: Span, by: int, window: Span, hours: tuple[Span, ...]) -> Iterator[_Step]:
    """Yield the steps that move *span*, a part of *window*, by *by* and then into *hours*.

    Before the first opening it moves there; after a closing, or in a break, back to it.
    """
    turns = [_standing(span.start, window, hours[0].start)]
    for opening, closing in hours:
        turns.append(_Step(opening - by, window.start, by))
        turns.append(_standing(closing - by, window, closing))
    for index, step in enumerate(turns):
        end = turns[index + 1].start if index + 1 < len(turns) else span.end
        begin = max(step.start, span.start)
        if begin < min(end, span.end):
            yield step._replace(start=begin)


def _full_day_turns(arrays: TimelineArrays, count: int, amounts: Ints) -> Ints:
    """Return the readings just after which the deadline goes on to the next window."""
    last_day = np.searchsorted(arrays.day_readings, arrays.open_through, side="right") - 1
    first_day = last_day - count
    inside = (first_day >= 0) & (first_day < len(amounts))
    turns: Ints = arrays.open_through[inside] - amounts[first_day[inside]] + 1
    inner: Ints = turns[(turns > 0) & (turns < arrays.open_through[-1])]
    return inner


def _starts(arrays: TimelineArrays, start: int, readings: Ints, window: Ints) -> Ints:
    """Return where the clock begins to show each reading: as the window before it closes."""
    opens, before = arrays.opens[window], arrays.open_before[window]
    closed_since = arrays.closed_since(start)[window]
    starts: Ints = np.where(readings == before, closed_since, opens + readings - before)
    return starts


def _with_tail(steps: Steps, arrays: TimelineArrays) -> Steps:
    """Return *steps* with one more: after the last closing the calendar has to be asked."""
    tail = _one_step(int(arrays.closes[-1]), kind=ASK)
    return Steps(
        np.append(steps.starts, tail.starts),
        np.append(steps.lows, tail.lows),
        np.append(steps.shifts, tail.shifts),
        np.append(steps.kinds, tail.kinds),
    )


def _one_step(start: int, low: int = 0, shift: int = 0, kind: int = ANSWER) -> Steps:
    return _columns([_Step(start, low, shift, kind)])


def _gathered(rows: list[_Step], end: int) -> Steps:
    """Return *rows* as columns; from *end* on the calendar has to be asked."""
    return _columns([*rows, _Step(end, kind=ASK)])


def _columns(rows: list[_Step]) -> Steps:
    starts, lows, shifts, kinds = (np.array(column, np.int64) for column in zip(*rows, strict=True))
    return Steps(starts, lows, shifts, kinds.astype(np.int8))


def _checked(steps: Steps) -> Steps:
    """Return *steps*, but those that reach past the horizon left to the calendar."""
    far = np.maximum(steps.starts, steps.lows) + steps.shifts - steps.starts > HORIZON
    return steps._replace(kinds=np.where((steps.kinds == ANSWER) & far, ASK, steps.kinds))
