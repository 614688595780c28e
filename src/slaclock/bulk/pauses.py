"""Pauses of many tickets, and what they do to deadlines.

The rule is that of the clock: a pause that begins before the deadline moves it on by the open
time that is lost; one that begins later does not.
"""

from __future__ import annotations

from fractions import Fraction
from typing import Any, NamedTuple

import numpy as np

from slaclock.bulk.arrays import Failures, Kernel
from slaclock.bulk.columns import Series, read_durations
from slaclock.bulk.steps import NAT, Bools, Ints
from slaclock.calendars.business_days import after_share_of_days, days_between
from slaclock.calendars.timeline import Span, unite
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
            found = unite(_span(entry, name) for entry in _entries(value, name))
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
        spans = [pauses[row][turn] for row in rows.tolist()]
        start = np.maximum([span.start for span in spans], cycle.opened[rows])
        end = np.minimum([span.end for span in spans], cycle.until[rows])
        _move_once(
            cycle, due, rows[start < end], start[start < end], end[start < end], paused, failures
        )
    return paused, failures


def _move_once(
    cycle: Cycle, due: Ints, rows: Ints, start: Ints, end: Ints, paused: Bools, failures: Failures
) -> None:
    """Move the deadlines of *rows* on by one pause each, none of which ends after `until`."""
    last = end == cycle.until[rows]
    stands = last & ~cycle.completed[rows]
    # With nothing left but not breached yet: the clock stands on the deadline itself.
    just = last & (start == due[rows]) & (not cycle.target.strict)
    paused[rows] |= stands & ((start < due[rows]) | just)
    due[rows[just & ~stands]] = end[just & ~stands]
    moves = start < due[rows]
    moved = rows[moves & ~stands]
    due[rows[moves & stands]] = NAT
    lost, failed = cycle.kernel.elapsed(start[moves & ~stands], end[moves & ~stands])
    later, failed_later = cycle.kernel.later(due[moved], np.maximum(lost, 0))
    due[moved] = later
    for place, error in {**failed_later, **failed}.items():
        failures[int(moved[place])] = error


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
        if pause.end >= until:
            if not cycle.completed[row]:
                return (NAT if due is None else due), True
            start, left = until, left - run
            break
        if due is not None:
            return due, False
        start, left = pause.end, left - run
    return after_share_of_days(calendar, start, left), False


def _entries(value: Any, name: str) -> list[Any]:
    if isinstance(value, str) or not hasattr(value, "__iter__"):
        raise ArgumentTypeError(name, value, _ENTRY)
    return list(value)


def _span(entry: Any, name: str) -> Span:
    parts = list(entry.values()) if isinstance(entry, dict) else list(entry)
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
