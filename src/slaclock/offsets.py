"""Many local times to instants at once, and back.

The rule is that of `local_to_instant` in `slaclock.instants`, and a test holds this module to
it: a local time that is skipped moves forward by the gap, a repeated one means its first
occurrence. Here the clock changes of a zone are looked up once, and whole arrays are read by
them. A zone is asked only about the days that occur: one junk date of the year 900 costs a
look at that year, not at the centuries between.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import tzinfo
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from slaclock.clock_changes import ZoneOffsets, offset_at, offset_changes
from slaclock.instants import DAY, EARLIEST, LATEST

__all__ = ["Flags", "LocalInstants", "Micros", "instants_of_local", "local_of_instants"]

Micros = NDArray[np.int64]
Flags = NDArray[np.bool_]

DAYS_TOGETHER = 64
"""Days that occur within so many of one another are looked at in one run."""
_FEW_BLOCKS = 30


class LocalInstants(NamedTuple):
    """Instants of local times, and which of those times clocks show never or twice."""

    instants: Micros
    skipped: Flags
    repeated: Flags


def instants_of_local(local: Micros, zone: tzinfo) -> LocalInstants:
    """Return the instants at which clocks in *zone* show local times.

    >>> from zoneinfo import ZoneInfo
    >>> noon = np.array([43_200_000_000])  # of 1 January 1970
    >>> instants_of_local(noon, ZoneInfo("Asia/Kolkata")).instants // 60_000_000
    array([390])

    Args:
        local: Microseconds since 1970-01-01 00:00 on the same wall clock, in any order. What is
            outside the years that slaclock answers for comes back as it is.
        zone: The zone whose clocks show them.
    """
    usable = (local >= EARLIEST) & (local < LATEST)
    starts, offsets, kinds = _local_stretches(zone, local[usable])
    place = np.searchsorted(starts, local, side="right") - 1
    kind = np.where(usable, kinds[place], _ORDINARY)
    instants = np.where(usable, local - offsets[place], local)
    return LocalInstants(instants, kind == _SKIPPED, kind == _REPEATED)


def local_of_instants(instants: Micros, zone: tzinfo) -> Micros:
    """Return what clocks in *zone* show at each instant; out of range, the instant itself."""
    if not len(instants):
        return instants
    all_usable = bool(np.min(instants) >= EARLIEST and np.max(instants) < LATEST)
    usable = all_usable or (instants >= EARLIEST) & (instants < LATEST)
    starts, offsets = [EARLIEST], [0]
    for first, last in _runs(instants if all_usable else instants[usable]):
        times = ZoneOffsets(zone, first, last)
        starts += [first, *times.instants]
        offsets += times.offsets
    if all_usable and len(set(offsets[1:])) == 1:
        return instants + offsets[1]
    place = np.searchsorted(starts, instants, side="right") - 1
    return np.where(usable, instants + np.array(offsets)[place], instants)


_ORDINARY, _SKIPPED, _REPEATED = range(3)


def _local_stretches(zone: tzinfo, local: Micros) -> tuple[Micros, Micros, Micros]:
    """Return where stretches of local times begin, their offsets, and what clocks do in them.

    A change is a stretch of its own: the local times that clocks skip or show twice, which are
    both read with the offset before it.
    """
    rows = [(EARLIEST, 0, _ORDINARY)]
    for first, last in _runs(local):
        # Far enough before the first local time for any offset; a day is more than the most.
        begin = max(first - 2 * DAY, EARLIEST)
        rows.append((begin, offset_at(zone, begin), _ORDINARY))
        for at, before, after in offset_changes(zone, begin, min(last + 2 * DAY, LATEST)):
            kind = _SKIPPED if after > before else _REPEATED
            rows.append((at + min(before, after), before, kind))
            rows.append((at + max(before, after), after, _ORDINARY))
    starts, offsets, kinds = zip(*rows, strict=True)
    return np.array(starts), np.array(offsets), np.array(kinds)


def _runs(micros: Micros) -> Iterator[tuple[int, int]]:
    """Yield stretches of time, in order and apart, in which all of *micros* lie."""
    if not len(micros):
        return
    length = DAYS_TOGETHER * DAY
    ends = int(np.min(micros)) // length, int(np.max(micros)) // length
    if ends[1] - ends[0] <= _FEW_BLOCKS:  # not worth finding out which of them occur
        blocks = np.arange(ends[0], ends[1] + 1)
    else:
        blocks = np.unique(micros // length)
    for run in np.split(blocks, np.flatnonzero(np.diff(blocks) > 1) + 1):
        first, last = (int(block) * length for block in (run[0], run[-1] + 1))
        yield max(first, EARLIEST), min(last, LATEST)
