"""The steps of promises that are put together from others.

Their edges are those of the promises inside, and the openings and closings of the calendars that
decide; between two edges it is plain which of the promises holds. Where one of them is not known,
there is no answer, and the rule for single tickets (`slaclock.matrices.compound`) says why.
"""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Callable
from functools import reduce
from typing import TypeAlias

import numpy as np

from slaclock.bulk.engine.step_rule import StepRule
from slaclock.bulk.engine.steps import NAT, Bools, Ints, Step, Steps
from slaclock.calendars.open_time import HORIZON, OpenTime
from slaclock.calendars.timeline import Timeline
from slaclock.errors import SlaClockError
from slaclock.instants import SECOND
from slaclock.matrices.compound import FirstOf, OpenedIn, StartsIn
from slaclock.matrices.promises import Promise

__all__ = ["CompoundSteps", "FirstOfSteps", "OpenedInSteps", "StartsInSteps", "chosen_parts"]

_Sides: TypeAlias = tuple[Ints, Ints]
MakeSteps: TypeAlias = Callable[[OpenTime, Promise, int, int], Steps]
"""`slaclock.bulk.engine.step_tables.promise_steps`, which stands below and is handed in."""


class CompoundSteps(StepRule):
    """Promises inside a promise; each is asked on its own calendar."""

    def __init__(self, make: MakeSteps) -> None:
        self.make = make

    def is_known(self, line: Timeline, promise: Promise, last: int) -> bool:
        """Return True: what is inside grows its own timelines."""
        return True

    def steps(
        self, line: Timeline, calendar: OpenTime, promise: Promise, start: int, end: int
    ) -> Steps:
        """Return the steps of `[start, end)`."""
        return self.of(calendar, promise, start, end).within(start, end)

    @abstractmethod
    def of(self, calendar: OpenTime, promise: Promise, start: int, end: int) -> Steps:
        """Return the steps of `[start, end)`."""

    def known(self, calendar: OpenTime, promise: Promise, start: int, end: int) -> Steps:
        """Return the steps of a promise inside, without an answer where that is not known."""
        found = []
        for since, until, _, _ in calendar.unknown(start, end):
            found += self._known_part(calendar, promise, start, since)
            found.append(Steps.of([Step.without_answer(since)]))
            start = until
        found += self._known_part(calendar, promise, start, end)
        return _joined(found)

    def _known_part(
        self, calendar: OpenTime, promise: Promise, start: int, end: int
    ) -> list[Steps]:
        if start >= end:
            return []
        return [self.make(calendar, promise, start, end).within(start, end)]


class StartsInSteps(CompoundSteps):
    """While the other calendar is closed, the deadline is that of its next opening."""

    def of(self, calendar: OpenTime, promise: Promise, start: int, end: int) -> Steps:
        """Return the steps of `[start, end)`."""
        rule = promise.meaning
        assert isinstance(rule, StartsIn)
        inner = self.known(calendar, rule.promise, start, end)
        found = []
        for since, until, _, _ in rule.hours.unknown(start, end):
            found += self._known_start(inner, calendar, rule, start, since)
            found.append(Steps.of([Step.without_answer(since)]))
            start = until
        found += self._known_start(inner, calendar, rule, start, end)
        return _joined(found)

    def _known_start(
        self, inner: Steps, calendar: OpenTime, rule: StartsIn, start: int, end: int
    ) -> list[Steps]:
        """Return the steps where it is known when the other calendar is open."""
        if start >= end:
            return []
        opens, closes = _windows(rule.hours, start, end)
        cut = inner.within(start, end).cut(np.concatenate([opens, closes]))
        closed = ~_is_inside(opens, closes, cut.starts)
        # For each step the next opening. The last one may lie after `end`, where the inner steps
        # reach no more; its deadline is then asked of the rule, one by one.
        opening = _following(rule.hours, opens, end)[
            np.searchsorted(opens, cut.starts, side="right")
        ]
        due = _at(inner, opening, end)
        for place in np.flatnonzero(closed & (opening >= end)).tolist():
            due[place] = _due(rule.promise, calendar, int(opening[place]))
        known = (opening != NAT) & (due != NAT)
        standing = Steps.plain(cut.starts, opening, np.where(known, due - opening, 0))
        standing = standing.without(~known)
        return [_near(_chosen([cut, standing], closed.astype(np.int64)), closed)]


class OpenedInSteps(CompoundSteps):
    """In each stretch, the steps of the first promise whose calendar is open."""

    def of(self, calendar: OpenTime, promise: Promise, start: int, end: int) -> Steps:
        """Return the steps of `[start, end)`."""
        rule = promise.meaning
        assert isinstance(rule, OpenedIn)
        columns = [self.known(part.calendar, part.promise, start, end) for part in rule.parts]
        spans = _hours_of(rule, start, end)
        edges = [steps.starts for steps in columns]
        edges += [side for pair in spans for span in pair for side in span]
        columns = [steps.cut(np.concatenate(edges)) for steps in columns]
        choice, unknown = _choices(spans, columns[0].starts)
        found = _chosen(columns, choice)
        return found.without(unknown | ~found.is_answered)


def chosen_parts(rule: OpenedIn, starts: Ints, start: int, end: int) -> Ints:
    """Return for instants of `[start, end)` which part of a list holds, by its place."""
    return _choices(_hours_of(rule, start, end), starts)[0]


def _hours_of(rule: OpenedIn, start: int, end: int) -> list[tuple[_Sides, _Sides]]:
    """Return when the calendar of each part but the last is open, and when that is not known."""
    hours = [part.opened_in for part in rule.parts if part.opened_in is not None]
    return [(_known_windows(one, start, end), _unknown(one, start, end)) for one in hours]


def _choices(spans: list[tuple[_Sides, _Sides]], at: Ints) -> tuple[Ints, Bools]:
    """Return which part holds at instants, and where that is not known."""
    choice, unknown = np.full(len(at), len(spans)), np.zeros(len(at), np.bool_)
    # From the last to the first, so that one that stands earlier wins.
    for place in reversed(range(len(spans))):
        is_open, is_unknown = (_is_inside(*span, at) for span in spans[place])
        choice[is_open], unknown[is_open] = place, False
        unknown |= is_unknown
    return choice, unknown


class FirstOfSteps(CompoundSteps):
    """In each stretch, the steps of the promise that falls due first."""

    def of(self, calendar: OpenTime, promise: Promise, start: int, end: int) -> Steps:
        """Return the steps of `[start, end)`."""
        rule = promise.meaning
        assert isinstance(rule, FirstOf)
        columns = [self.known(part.calendar, part.promise, start, end) for part in rule.parts]
        return reduce(lambda one, other: _earlier(one, other, end), columns)


def _earlier(one: Steps, other: Steps, end: int) -> Steps:
    """Return the earlier of two answers, step by step; none where one of them has none."""
    one, other = _cut_at(one, other, np.concatenate([one.starts, other.starts]))
    one, other = _cut_at(one, other, np.concatenate([one.lows, other.lows]))
    # Each step now stands or moves throughout. A share of a day moves by whole seconds, and is
    # cut into these where the two come near each other; then they meet once, or not at all.
    before, after = _differences(one, other, end)
    is_near = (np.sign(before) * np.sign(after) <= 0) | (
        np.minimum(abs(before), abs(after)) <= SECOND
    )
    is_share = one.is_answered & other.is_answered & ~(one.is_plain & other.is_plain)
    lasts = np.append(one.starts[1:], end)
    jumps = [
        jump
        for place in np.flatnonzero(is_near & is_share).tolist()
        for steps in (one, other)
        for jump in _jumps(steps, place, int(lasts[place]))
    ]
    one, other = _cut_at(one, other, np.array(jumps, np.int64))
    before, after = _differences(one, other, end)
    meeting = np.flatnonzero(np.sign(before) * np.sign(after) < 0)
    one, other = _cut_at(one, other, one.starts[meeting] + abs(before[meeting]))
    before, after = _differences(one, other, end)
    found = _chosen([one, other], (before + after > 0).astype(np.int64))
    return found.without(~(one.is_answered & other.is_answered))


def _cut_at(one: Steps, other: Steps, edges: Ints) -> tuple[Steps, Steps]:
    return one.cut(edges), other.cut(edges)


def _differences(one: Steps, other: Steps, end: int) -> tuple[Ints, Ints]:
    """Return by how much *one* is later at both ends of each step; 0 where one has no answer."""
    lasts = np.append(one.starts[1:], end) - 1
    known = one.is_answered & other.is_answered
    sides = (_values(one, at) - _values(other, at) for at in (one.starts, lasts))
    before, after = (np.where(known, side, 0) for side in sides)
    return before, after


def _jumps(steps: Steps, place: int, end: int) -> list[int]:
    """Return the instants in a step at which the answer grows by a second; none in a plain one."""
    start, low, _, base, parts, whole = (int(column[place]) for column in steps)
    if parts == whole or end - 1 <= low:
        return []
    unit = SECOND * whole
    first, last = (-(-(at - base) * parts // unit) for at in (max(start, low), end - 1))
    return [base + count * unit // parts + 1 for count in range(first, last)]


def _values(steps: Steps, at: Ints) -> Ints:
    """Return the answers of steps, each at an instant of its own; `NAT` for none."""
    return steps.values(np.arange(len(at)), at)


def _chosen(columns: list[Steps], choice: Ints) -> Steps:
    """Return one run of steps: row by row that of the run that is chosen, all of the same edges."""
    rows = np.arange(len(choice))
    return Steps(*(np.stack(parts)[choice, rows] for parts in zip(*columns, strict=True)))


def _joined(found: list[Steps]) -> Steps:
    """Return runs of steps that follow each other as one."""
    return Steps(*map(np.concatenate, zip(*found, strict=True)))


def _spans(found: list[tuple[int, int]]) -> _Sides:
    begins, ends = np.array(found, np.int64).reshape(-1, 2).T
    return begins, ends


def _windows(calendar: OpenTime, start: int, end: int) -> _Sides:
    """Return the openings and closings of a calendar in `[start, end)`, which is known."""
    return _spans(list(calendar.covering(start, end - 1).windows(start, end)))


def _unknown(calendar: OpenTime, start: int, end: int) -> _Sides:
    return _spans([(since, until) for since, until, _, _ in calendar.unknown(start, end)])


def _known_windows(calendar: OpenTime, start: int, end: int) -> _Sides:
    """Return the openings and closings in what is known of `[start, end)`."""
    found = []
    for since, until, _, _ in (*calendar.unknown(start, end), (end, end, None, None)):
        if start < since:
            found.append(_windows(calendar, start, since))
        start = until
    none = np.zeros(0, np.int64)
    begins, ends = (
        np.concatenate([none, *side]) for side in zip((none, none), *found, strict=True)
    )
    return begins, ends


def _is_inside(begins: Ints, ends: Ints, at: Ints) -> Bools:
    """Return which instants lie in one of some spans in order."""
    place = np.searchsorted(begins, at, side="right") - 1
    last = np.append(ends, NAT)[place]  # the place -1, before the first, is the last entry
    inside: Bools = at < last
    return inside


def _following(calendar: OpenTime, opens: Ints, end: int) -> Ints:
    """Return the openings, and the first open instant from *end* on; `NAT` for none."""
    try:
        following = calendar.start_after(end)
    except SlaClockError:
        following = NAT
    return np.append(opens, following)


def _at(steps: Steps, at: Ints, end: int) -> Ints:
    """Return the answers of steps up to *end*, at any instants; `NAT` after it."""
    place = np.searchsorted(steps.starts, at, side="right") - 1
    return np.where((at < end) & (at != NAT), steps.values(np.maximum(place, 0), at), NAT)


def _due(promise: Promise, calendar: OpenTime, at: int) -> int:
    try:
        return promise.due(calendar, at)
    except SlaClockError:
        return NAT


def _near(steps: Steps, closed: Bools) -> Steps:
    """Return the steps, without an answer where the opening lies over 100 years away."""
    far = closed & (steps.lows - steps.starts > HORIZON)
    if not far.any():
        return steps
    cut = steps.cut(steps.lows[far] - HORIZON)
    return cut.without((cut.lows - cut.starts > HORIZON) | ~cut.is_answered)
