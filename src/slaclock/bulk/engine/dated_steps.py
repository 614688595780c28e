"""The steps of business-day meanings that name a date: the same time, or the closing."""

from __future__ import annotations

from abc import abstractmethod
from bisect import bisect_right
from collections.abc import Iterator
from datetime import tzinfo
from typing import NamedTuple

import numpy as np

from slaclock.bulk.engine.step_rule import DaysRule, days_within_horizon
from slaclock.bulk.engine.steps import Step, Steps
from slaclock.calendars.open_time import OpenTime
from slaclock.calendars.timeline import BusinessDay, Span, Timeline
from slaclock.clock_changes import ZoneOffsets
from slaclock.instants import DAY
from slaclock.matrices.promises import Promise

__all__ = ["CloseOfBusinessSteps", "SameTimeSteps", "clamped", "standing"]


class _Dated(DaysRule):
    """A time on the date that lies a number of business days on."""

    def steps(
        self, line: Timeline, calendar: OpenTime, promise: Promise, start: int, end: int
    ) -> Steps:
        found = list(_windows_between(line, start, end, promise.business_days))
        if not found:
            return Steps.of([Step.without_answer(start)])
        rows: list[Step] = []
        openings: list[int] = []
        targets: list[int] = []
        local_times = self._local_times(calendar.zone, found)
        for entry in found:
            steps = list(self._steps_of(entry, local_times))
            rows += [steps[0]._replace(start=entry.since), *steps[1:]]
            openings += [entry.window.start] * len(steps)
            targets += [(entry.later or entry.day).windows[0].start] * len(steps)
        # What opens after the last of these windows is not known.
        rows.append(Step.without_answer(found[-1].window.end))
        ints = (np.array(column, np.int64) for column in (openings, targets))
        return days_within_horizon(Steps.of(rows), *ints)

    def _local_times(self, zone: tzinfo, found: list[_CountedWindow]) -> ZoneOffsets | None:
        return None

    @abstractmethod
    def _steps_of(self, found: _CountedWindow, local_times: ZoneOffsets | None) -> Iterator[Step]:
        """Yield the steps of a window, in order."""


class CloseOfBusinessSteps(_Dated):
    """The closing of that day."""

    def _steps_of(self, found: _CountedWindow, local_times: ZoneOffsets | None) -> Iterator[Step]:
        if found.later is None:
            yield Step.without_answer(found.since)
        else:
            yield standing(found.since, found.window, found.later.windows[-1].end)


class SameTimeSteps(_Dated):
    """The same local time on that day, moved into its hours."""

    def _local_times(self, zone: tzinfo, found: list[_CountedWindow]) -> ZoneOffsets | None:
        reach = [found[0].window.start, found[-1].window.end]
        reach += [window.end for entry in found if entry.later for window in entry.later.windows]
        return ZoneOffsets(zone, min(reach) - DAY, max(reach) + DAY)

    def _steps_of(self, found: _CountedWindow, local_times: ZoneOffsets | None) -> Iterator[Step]:
        if found.later is None:
            yield Step.without_answer(found.since)
            return
        assert local_times is not None
        by = (found.later.date - found.day.date).days * DAY
        for span, ahead in local_times.moved(found.window, by):
            yield from clamped(span, ahead, found.window, found.later.windows)


class _CountedWindow(NamedTuple):
    """A window of a business day, the day some business days later, and the closed time before."""

    day: BusinessDay
    later: BusinessDay | None
    window: Span
    since: int


def _windows_between(line: Timeline, start: int, end: int, count: int) -> Iterator[_CountedWindow]:
    """Yield the windows that answer for `[start, end)`, each from the closing before it on."""
    first = max(bisect_right(line.day_starts, start) - 1, 0)
    since = start
    for index in range(first, min(bisect_right(line.day_starts, end) + 1, len(line.days))):
        later = line.days[index + count] if index + count < len(line.days) else None
        for window in line.days[index].windows:
            if window.end > start:
                yield _CountedWindow(line.days[index], later, window, since)
                since = window.end


def standing(start: int, window: Span, due: int) -> Step:
    """Return a step that gives *due* throughout; it does not reach past *window*."""
    return Step(start, window.end, due - window.end)


def clamped(span: Span, by: int, window: Span, hours: tuple[Span, ...]) -> Iterator[Step]:
    """Yield the steps that move *span*, a part of *window*, by *by* and then into *hours*.

    Before the first opening it moves there; after a closing, or in a break, back to it.
    """
    turns = [standing(span.start, window, hours[0].start)]
    for opening, closing in hours:
        turns.append(Step(opening - by, window.start, by))
        turns.append(standing(closing - by, window, closing))
    for index, step in enumerate(turns):
        end = turns[index + 1].start if index + 1 < len(turns) else span.end
        begin = max(step.start, span.start)
        if begin < min(end, span.end):
            yield step._replace(start=begin)
