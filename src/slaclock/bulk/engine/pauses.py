"""Pauses of many tickets, and what they do to deadlines.

The rule is that of the clock: a pause that begins before the deadline moves it on by the open
time that is lost; one that begins later does not.
"""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction
from typing import Any, NamedTuple

import numpy as np

from slaclock.bulk.arrays import Failures, Kernel
from slaclock.bulk.engine.steps import NAT, Bools, Ints
from slaclock.bulk.frames.columns import Series, read_durations
from slaclock.calendars.business_days import after_share_of_days, days_between
from slaclock.calendars.timeline import Span
from slaclock.errors import AmountError, ArgumentTypeError, InstantRangeError, SlaClockError
from slaclock.instants import LATEST, to_micros
from slaclock.matrices.model import Target

__all__ = ["Cycle", "LostTime", "Pauses", "move_deadlines", "read_pauses"]

_ENTRY = "a list of pauses, each a start and an end"


class LostTime(NamedTuple):
    """Open time that each ticket lost to pauses, all of it before its deadline.

    Attributes:
        micros: By row, zero or more.
        failures: What is wrong with rows whose length cannot be meant.
    """

    micros: Ints
    failures: Failures


class Pauses(NamedTuple):
    """The pauses of each ticket.

    Attributes:
        spans: By row, in order and disjoint; rows without pauses are left out. A pause that
            has not ended reaches to the end of all time.
        failures: What is wrong with rows whose pauses cannot be read.
    """

    spans: dict[int, list[Span]]
    failures: Failures


class Cycle(NamedTuple):
    """One metric of many tickets, up to where it is judged.

    Attributes:
        kernel: Of the calendar that it runs on.
        target: What is promised.
        opened: When the clock started.
        until: When it was completed, or the instant of asking.
        completed: Whether it was.
    """

    kernel: Kernel
    target: Target
    opened: Ints
    until: Ints
    completed: Bools

    def of(self, rows: Ints) -> Cycle:
        """Return some of the tickets."""
        opened, until, completed = self.opened[rows], self.until[rows], self.completed[rows]
        return self._replace(opened=opened, until=until, completed=completed)


def read_pauses(series: Series, name: str) -> LostTime | Pauses:
    """Return a column of pauses: durations of open time lost, or lists of starts and ends.

    Raises:
        ArgumentTypeError: The column holds neither.
    """
    if series.dtype.is_numeric() or series.dtype.is_temporal():
        micros = read_durations(series, name)
        negative = np.flatnonzero(micros < 0).tolist()
        wrong = AmountError(name, "is negative; open time lost must not be")
        return LostTime(np.maximum(micros, 0), dict.fromkeys(negative, wrong))
    spans: dict[int, list[Span]] = {}
    failures: Failures = {}
    for row, value in enumerate(series.to_list()):
        if value is None or (isinstance(value, float) and value != value):  # noqa: PLR0124 - nan
            continue
        try:
            found = _united(_span(entry, name) for entry in _entries(value, name))
        except SlaClockError as error:
            failures[row] = error
            continue
        if found:
            spans[row] = found
    return Pauses(spans, failures)


def move_deadlines(cycle: Cycle, due: Ints, pauses: list[list[Span]]) -> tuple[Bools, Failures]:
    """Move the deadlines of tickets on, in place, by what they lost to their pauses.

    The deadline of a clock that stands still with time left becomes `NAT`.

    Args:
        cycle: The tickets.
        due: Their deadlines without pauses.
        pauses: The pauses of each, in order and disjoint.

    Returns:
        Which tickets are paused; and why rows have no deadline.
    """
    paused = np.zeros(len(due), np.bool_)
    failures: Failures = {}
    if cycle.target.business_day == "full_day":
        _move_full_days(cycle, due, pauses, paused, failures)
        return paused, failures
    for turn in range(max(map(len, pauses), default=0)):
        rows = np.array([row for row, spans in enumerate(pauses) if len(spans) > turn], np.int64)
        spans = np.array([pauses[row][turn] for row in rows.tolist()], np.int64)
        start = np.maximum(spans[:, 0], cycle.opened[rows])
        counts = (start < cycle.until[rows]) & (start < spans[:, 1])
        turned = _Turn(rows[counts], start[counts], spans[counts, 1])
        _move_once(cycle, due, turned, paused, failures)
    return paused, failures


class _Turn(NamedTuple):
    """One pause of some tickets, which begins before they are judged."""

    rows: Ints
    start: Ints
    end: Ints


def _move_once(cycle: Cycle, due: Ints, turn: _Turn, paused: Bools, failures: Failures) -> None:
    """Move deadlines on by one pause each."""
    rows, start, end = turn
    until, before = cycle.until[rows], due[rows]
    stands = end > until
    is_left = start < before
    # With nothing left, but not breached: the clock stands on the deadline itself.
    is_just = (start == before) & (not cycle.target.strict)
    in_time = stands & cycle.completed[rows] & (is_left | is_just)
    on_hold = stands & ~cycle.completed[rows]
    paused[rows] |= on_hold & (is_left | is_just)
    due[rows[on_hold & is_left]] = NAT
    moves = is_left & ~on_hold
    lost, failed = cycle.kernel.elapsed(start[moves], np.minimum(end, until)[moves])
    later, failed_later = cycle.kernel.later(before[moves], np.maximum(lost, 0))
    due[rows[moves]] = later
    # A ticket that is completed while its clock stands still in time has met its target.
    due[rows[in_time]] = np.maximum(due[rows[in_time]], until[in_time])
    for place, error in {**failed_later, **failed}.items():
        failures[int(rows[moves][place])] = error


def _move_full_days(
    cycle: Cycle, due: Ints, pauses: list[list[Span]], paused: Bools, failures: Failures
) -> None:
    """Move deadlines that count full support days: shares of days, exact as fractions."""
    for row, spans in enumerate(pauses):
        if not spans or due[row] == NAT:
            continue
        try:
            due[row], paused[row] = _full_days(cycle, row, spans)
        except SlaClockError as error:
            failures[row] = error


def _full_days(cycle: Cycle, row: int, spans: list[Span]) -> tuple[int, bool]:
    calendar, until = cycle.kernel.calendar, int(cycle.until[row])
    start, left = int(cycle.opened[row]), Fraction(cycle.target.amount.business_days)
    for pause in spans:
        begin = max(pause.start, start)
        if begin >= until or pause.end <= begin:
            continue
        run = days_between(calendar, start, begin)
        due = after_share_of_days(calendar, start, left) if run >= left else None
        if due is not None and (due < begin or cycle.target.strict):
            return due, False
        if pause.end > until:
            if not cycle.completed[row]:
                return (NAT if due is None else due), True
            start, left = until, left - run
            break
        if due is not None:
            return due, False
        start, left = pause.end, left - run
    return after_share_of_days(calendar, start, left), False


def _united(spans: Iterable[Span]) -> list[Span]:
    """Return spans in order, with those that overlap made one.

    Two that only touch stay two, as in a clock: between them the clock ran, if for no time,
    and a deadline that it reached there stands.
    """
    united: list[Span] = []
    for span in sorted(spans):
        if united and span.start < united[-1].end:
            united[-1] = Span(united[-1].start, max(span.end, united[-1].end))
        elif span.start < span.end:
            united.append(span)
    return united


def _entries(value: Any, name: str) -> list[Any]:
    if isinstance(value, str) or not hasattr(value, "__iter__"):
        raise ArgumentTypeError(name, value, _ENTRY)
    return list(value)


def _span(entry: Any, name: str) -> Span:
    values = entry.values() if isinstance(entry, dict) else entry
    parts = list(values) if hasattr(values, "__iter__") else []
    if len(parts) != 2:
        raise ArgumentTypeError(name, entry, _ENTRY)
    start = to_micros(parts[0], f"the start in {name}")
    if parts[1] is None or parts[1] != parts[1]:
        return Span(start, LATEST)
    end = to_micros(parts[1], f"the end in {name}")
    if end < start:
        raise InstantRangeError(
            f"the end in {name}", parts[1], f"it is before the start, {parts[0]}"
        )
    return Span(start, end)
