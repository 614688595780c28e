"""Pauses of many tickets, read from a column of a frame.

What they do to a clock is the business of `slaclock.clock`, and of the engine in columns.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np

from slaclock.bulk.engine.kernel import Failures
from slaclock.bulk.engine.verdicts import LostTime, TicketPauses
from slaclock.bulk.frames.columns import Series, read_durations
from slaclock.calendars.timeline import Span
from slaclock.errors import AmountError, ArgumentTypeError, InstantRangeError, SlaClockError
from slaclock.instants import LATEST, to_micros

__all__ = ["read_pauses"]

_ENTRY = "a list of pauses, each a start and an end"


def read_pauses(series: Series, name: str) -> LostTime | TicketPauses:
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
    return TicketPauses(spans, failures)


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
