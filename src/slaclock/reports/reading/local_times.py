"""Many local times to instants at once, and back.

The rules are those of `slaclock.instants`, which is asked here once for each day and once for
each time on a day on which clocks change. polars could convert zones itself, but from zone data
of its own; then a report and a deadline could disagree.
"""

from __future__ import annotations

from datetime import datetime, timedelta, tzinfo
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from slaclock.instants import DAY, MICROSECOND, from_micros, resolve_local

__all__ = ["LocalTimes", "Resolved", "to_instants", "to_local"]

Micros = NDArray[np.int64]
Flags = NDArray[np.bool_]
_EPOCH = datetime(1970, 1, 1)  # noqa: DTZ001 - local times are naive on purpose
LocalTimes = Micros
"""Local times as microseconds since 1970-01-01 00:00 on the same wall clock."""


class Resolved(NamedTuple):
    """Instants of local times, and which of those clocks show never or twice."""

    instants: Micros
    skipped: Flags
    repeated: Flags


def to_instants(local: LocalTimes, zone: tzinfo) -> Resolved:
    """Return the instants of local times in *zone*, by the rules of `slaclock.instants`.

    Args:
        local: In any order, of the years 2 to 9998.
        zone: The zone whose clocks show them.
    """
    days, place = _days(local)
    offsets = np.empty(len(days), np.int64)
    changing = np.zeros(len(days), np.bool_)
    for index, day in enumerate(days.tolist()):
        first, last = (resolve_local(_naive(at), zone) for at in (day, day + DAY - 1))
        offsets[index] = day - first.instant
        changing[index] = (
            first.kind != "ordinary"
            or last.kind != "ordinary"
            or day + DAY - 1 - last.instant != offsets[index]
        )
    instants = local - offsets[place]
    skipped = np.zeros(len(local), np.bool_)
    repeated = np.zeros(len(local), np.bool_)
    for position in np.flatnonzero(changing[place]).tolist():
        resolved = resolve_local(_naive(int(local[position])), zone)
        instants[position] = resolved.instant
        skipped[position] = resolved.kind == "skipped"
        repeated[position] = resolved.kind == "repeated"
    return Resolved(instants, skipped, repeated)


def to_local(instants: Micros, zone: tzinfo) -> LocalTimes:
    """Return what clocks in *zone* show at each instant."""
    days, place = _days(instants)
    offsets = np.empty(len(days), np.int64)
    changing = np.zeros(len(days), np.bool_)
    for index, day in enumerate(days.tolist()):
        offsets[index] = _offset(day, zone)
        changing[index] = _offset(day + DAY - 1, zone) != offsets[index]
    local: LocalTimes = instants + offsets[place]
    for position in np.flatnonzero(changing[place]).tolist():
        local[position] = instants[position] + _offset(int(instants[position]), zone)
    return local


def _days(micros: Micros) -> tuple[Micros, NDArray[np.intp]]:
    """Return the first microsecond of each day there is, and which of them each value is on."""
    if not len(micros):
        return np.empty(0, np.int64), np.empty(0, np.intp)
    numbers = micros // DAY
    first = int(np.min(numbers))
    span = int(np.max(numbers)) - first + 1
    if span > len(micros) + 100_000:
        found, place = np.unique(numbers, return_inverse=True)
        return found * DAY, place.reshape(-1)
    numbers -= first
    present = np.zeros(span, np.bool_)
    present[numbers] = True
    rank = np.cumsum(present) - 1
    return (np.flatnonzero(present) + first) * DAY, rank[numbers]


def _naive(local: int) -> datetime:
    return _EPOCH + MICROSECOND * local


def _offset(instant: int, zone: tzinfo) -> int:
    shown = from_micros(instant, zone).utcoffset()
    return (shown or timedelta(0)) // MICROSECOND
