"""The steps of a calendar: the open clock, and the deadline of each kind of promise.

They are made from the arrays of the calendar's own timeline, the ones that single questions
are answered from. That is why both agree to the microsecond. Each meaning of a business day
has its steps in `RULES`, under its name; a meaning that is not there is an error.

A timeline ends somewhere, and a deadline may lie beyond: so the timeline is first grown until
the last deadline asked for is in it, or until it is plain that there is none (`grown_timeline`).
What then has no answer is a step without one.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

import numpy as np

from slaclock.bulk.engine.compound_steps import (
    CompoundSteps,
    FirstOfSteps,
    OpenedInSteps,
    StartsInSteps,
)
from slaclock.bulk.engine.dated_steps import CloseOfBusinessSteps, SameTimeSteps
from slaclock.bulk.engine.named_date_steps import NamedDateSteps
from slaclock.bulk.engine.step_rule import DaysRule, StepRule, days_within_horizon, inner
from slaclock.bulk.engine.steps import Ints, Step, Steps
from slaclock.calendars.business_days import rule_for
from slaclock.calendars.open_time import HORIZON, OpenTime
from slaclock.calendars.timeline import Timeline
from slaclock.errors import CoverageError, InstantRangeError
from slaclock.instants import LATEST
from slaclock.matrices.promises import Promise

__all__ = [
    "RULES",
    "TimelineArrays",
    "grown_timeline",
    "promise_steps",
    "reading_steps",
    "rule_of",
]


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

    def starts(self, start: int, readings: Ints, window: Ints) -> Ints:
        """Return the first instant at which the clock shows each reading.

        Args:
            start: Where the steps begin.
            readings: In order.
            window: In which window the clock shows each of them.
        """
        opens, before = self.opens[window], self.open_before[window]
        closed_since = self.closed_since(start)[window]
        found: Ints = np.where(readings == before, closed_since, opens + readings - before)
        return found


def reading_steps(line: Timeline, start: int, end: int) -> Steps:
    """Return the open clock: the open time from *start* to each instant of `[start, end)`."""
    arrays = TimelineArrays.of(line)
    opens, closes, before = arrays.opens, arrays.closes, arrays.open_before
    if not opens.size:
        return Steps.of([Step(start, low=end, shift=-end)])
    before = before - line.reading(start)
    total = int(before[-1] + closes[-1] - opens[-1])
    # After the last closing the clock stands still. A step answers max(t, low) + shift, so with
    # `low` at the end and `shift` the total less the end, it gives the total for every t.
    last = max(end, int(closes[-1]))
    return Steps.plain(
        starts=np.append(arrays.closed_since(start), closes[-1]),
        lows=np.append(opens, last),
        shifts=np.append(before - opens, total - last),
    )


def promise_steps(calendar: OpenTime, promise: Promise, start: int, end: int) -> Steps:
    """Return the deadline of a promise for a clock that starts at each instant of `[start, end)`.

    Raises:
        CoverageError: What is open between the two is not known.
        UnknownNameError: There are no steps for what a business day is said to be.
    """
    rule = rule_of(promise)
    if isinstance(rule, CompoundSteps):
        return rule.of(calendar, promise, start, end)
    line = grown_timeline(calendar, promise, start, end)
    return rule.steps(line, calendar, promise, start, end)


def rule_of(promise: Promise) -> StepRule:
    """Return how the steps of a promise are made.

    Raises:
        UnknownNameError: There are none for what a business day is said to be.
    """
    if promise.meaning is None:
        return _OPEN_TIME
    return rule_for(RULES, promise.meaning)


def grown_timeline(calendar: OpenTime, promise: Promise, start: int, end: int) -> Timeline:
    """Return a timeline in which every deadline of clocks that start in `[start, end)` lies.

    Where there is none within 100 years, or holidays are not known, it ends before.
    """
    rule, line = rule_of(promise), calendar.covering(start, end - 1)
    while not rule.is_known(line, promise, end - 1):
        opening = line.next_open(end - 1)
        # Business days are looked for within 100 years of the first opening.
        if line.end - 1 - (end - 1 if opening is None else opening) > HORIZON:
            break
        if line.end >= LATEST:
            break
        try:
            line = calendar.covering(start, line.end)
        except (CoverageError, InstantRangeError):
            break
    return line


class _OpenTimeSteps(StepRule):
    """An amount of open time, more than zero."""

    def is_known(self, line: Timeline, promise: Promise, last: int) -> bool:
        return line.at_reading(line.reading(last) + promise.micros) is not None

    def steps(
        self, line: Timeline, calendar: OpenTime, promise: Promise, start: int, end: int
    ) -> Steps:
        arrays, micros = TimelineArrays.of(line), promise.micros
        opens, closes, before, through, _ = arrays
        if not opens.size:
            return Steps.of([Step.without_answer(start)])
        # A step begins with every window, and after every reading that is due at a closing.
        turns = through - micros + 1
        readings = np.union1d(before, turns[(turns > 0) & (turns < through[-1])])
        window = np.searchsorted(through, readings, side="right")
        found = np.searchsorted(through, readings + micros)
        known = found < len(opens)
        found = np.minimum(found, len(opens) - 1)
        steps = Steps.plain(
            starts=arrays.starts(start, readings, window),
            lows=opens[window],
            shifts=closes[found] - through[found] + micros + before[window] - opens[window],
        )
        steps = steps.without(~known).followed_by(Step.without_answer(int(closes[-1])))
        return _within_horizon(steps)


class _FullDaySteps(DaysRule):
    """Full support days of open time: a share of the last day as large as that of the first.

    Where both are equally long, that is a fixed amount of open time. Elsewhere the share is a
    real fraction, which is rounded up to a whole second.
    """

    def steps(
        self, line: Timeline, calendar: OpenTime, promise: Promise, start: int, end: int
    ) -> Steps:
        arrays, count = TimelineArrays.of(line), promise.business_days
        opens, closes, before, through, day_readings = arrays
        lengths = np.diff(day_readings)
        first, last = lengths[:-count], lengths[count:]
        if not first.size:
            return Steps.of([Step.without_answer(start)])
        readings = np.union1d(np.union1d(before, day_readings[:-1]), _turns(arrays, count))
        window = np.searchsorted(through, readings, side="right")
        day = np.searchsorted(day_readings, readings, side="right") - 1
        known = day < len(first)
        day = np.minimum(day, len(first) - 1)
        common = np.gcd(first, last)[day]
        parts, wholes = last[day] // common, first[day] // common
        # What lies before the share of the last day, and which window the deadline is in.
        share = -(-(readings - day_readings[day]) * parts // wholes)
        found = np.searchsorted(through, day_readings[day + count] + share)
        at_last_day = closes[np.minimum(found, len(opens) - 1)] + day_readings[day + count]
        at_last_day -= through[np.minimum(found, len(opens) - 1)]
        # A day's own beginning, as if it had been open from there on.
        base = opens[window] - before[window] + day_readings[day]
        plain = parts == wholes
        steps = Steps(
            starts=arrays.starts(start, readings, window),
            lows=opens[window],
            shifts=at_last_day - np.where(plain, base, 0),
            bases=np.where(plain, 0, base),
            parts=parts,
            wholes=np.where(known, wholes, 0),
        ).followed_by(Step.without_answer(int(closes[-1])))
        target = np.array(line.day_starts, np.int64)[day + count]
        return days_within_horizon(steps, opens[window], target)


def _turns(arrays: TimelineArrays, count: int) -> Ints:
    """Return the readings after which the deadline of full days lies in the next window."""
    through, day_readings = arrays.open_through, arrays.day_readings
    lengths = np.diff(day_readings)
    last_day = np.searchsorted(day_readings, through, side="right") - 1
    first_day = last_day - count
    inside = (first_day >= 0) & (last_day < len(lengths))
    first_day, last_day = first_day[inside], last_day[inside]
    # The share of the last day that ends with the window, and what it is of the first day:
    # closings are whole seconds, so rounding up to one changes nothing here.
    share = through[inside] - day_readings[last_day]
    common = np.gcd(lengths[first_day], lengths[last_day])
    gone = share * (lengths[first_day] // common) // (lengths[last_day] // common)
    turns: Ints = (day_readings[first_day] + gone + 1)[gone + 1 < lengths[first_day]]
    return turns


RULES: Mapping[str, StepRule] = {
    "full_day": _FullDaySteps(),
    "same_time": SameTimeSteps(),
    "close_of_business": CloseOfBusinessSteps(),
    "named_date": NamedDateSteps(),
    "starts_in": StartsInSteps(promise_steps),
    "opened_in": OpenedInSteps(promise_steps),
    "first_of": FirstOfSteps(promise_steps),
}
"""How the steps of each meaning of a business day, and of other dates, are made, by name."""
_OPEN_TIME = _OpenTimeSteps()


def _within_horizon(steps: Steps) -> Steps:
    """Return steps of open time, without an answer where it lies over 100 years away."""
    if (np.maximum(steps.starts, steps.lows) + steps.shifts - steps.starts <= HORIZON).all():
        return steps
    # While it is closed the deadline stands still, and comes near enough at some instant.
    steps = steps.cut(inner(steps, steps.lows + steps.shifts - HORIZON))
    far = np.maximum(steps.starts, steps.lows) + steps.shifts - steps.starts > HORIZON
    return steps.without(far | ~steps.is_answered)
