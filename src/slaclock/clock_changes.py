"""When the clocks of a zone change, and what that does to local times.

A table of the offsets of a zone over some years, for whoever needs more than one local time.
The rule for local times that are skipped or repeated is that of `local_to_instant` in
`slaclock.instants`; `slaclock.offsets` reads whole arrays by this.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator
from datetime import datetime, tzinfo
from typing import NamedTuple

from slaclock.instants import DAY, MICROSECOND, from_micros
from slaclock.spans import Span

__all__ = ["OffsetChange", "ZoneOffsets", "change_note", "offset_at", "offset_changes"]

PROBES_APART = DAY // 4
"""How far apart a zone is looked at; no zone ever changed twice within this time."""


class OffsetChange(NamedTuple):
    """An instant at which the clocks of a zone change, and the offsets before and after."""

    at: int
    before: int
    after: int


class ZoneOffsets:
    """The offsets of a zone over some years, and the way to the same local time of another day."""

    def __init__(self, zone: tzinfo, start: int, end: int) -> None:
        """Find the offsets of `[start, end]`."""
        changes = list(offset_changes(zone, start, end))
        self.offsets = [offset_at(zone, start), *(change.after for change in changes)]
        self.instants = [change.at for change in changes]
        # Local times from which the new offset holds. A skipped one is read with the offset
        # before the change, and of a repeated one the first is meant.
        self.locals = [change.at + max(change.before, change.after) for change in changes]

    def by_offset(self, span: Span) -> Iterator[tuple[Span, int]]:
        """Yield the parts of a span of instants, each with its offset."""
        return self._parts(span, self.instants)

    def by_local_offset(self, span: Span) -> Iterator[tuple[Span, int]]:
        """Yield the parts of a span of local times, each with what its instants are ahead of UTC.

        Local times are microseconds as if they were UTC.
        """
        return self._parts(span, self.locals)

    def moved(self, window: Span, by: int) -> Iterator[tuple[Span, int]]:
        """Yield the parts of *window*, each with what moves it to the local time *by* later."""
        for part, offset in self.by_offset(window):
            ahead = offset + by
            local = Span(part.start + ahead, part.end + ahead)
            for later, later_offset in self.by_local_offset(local):
                yield Span(later.start - ahead, later.end - ahead), ahead - later_offset

    def _parts(self, span: Span, edges: list[int]) -> Iterator[tuple[Span, int]]:
        """Yield the parts of *span* between the *edges*, each with its offset."""
        index = bisect_right(edges, span.start)
        start = span.start
        while start < span.end:
            end = min(span.end, edges[index]) if index < len(edges) else span.end
            yield Span(start, end), self.offsets[index]
            start, index = end, index + 1


def offset_changes(zone: tzinfo, start: int, end: int) -> Iterator[OffsetChange]:
    """Yield the clock changes of *zone* in `(start, end]`, in order."""
    low, before = start, offset_at(zone, start)
    while low < end:
        high = min(low + PROBES_APART, end)
        after = offset_at(zone, high)
        if after != before:
            yield OffsetChange(_change_between(zone, low, high, before), before, after)
        low, before = high, after


def _change_between(zone: tzinfo, low: int, high: int, before: int) -> int:
    """Return the first instant in `(low, high]` at which the offset is no longer *before*."""
    while high - low > 1:
        middle = (low + high) // 2
        if offset_at(zone, middle) == before:
            low = middle
        else:
            high = middle
    return high


def offset_at(zone: tzinfo, instant: int) -> int:
    """Return how far clocks in *zone* are ahead of UTC at an instant, in microseconds."""
    offset = from_micros(instant, zone).utcoffset()
    assert offset is not None
    return offset // MICROSECOND


def change_note(what: str, local: datetime, kind: str, zone: tzinfo, instant: int) -> str:
    """Return what a clock change did to an opening or closing, in words."""
    if kind == "skipped":
        shown = from_micros(instant, zone)
        return f"{what} {local:%H:%M} is skipped by the clock change and moved to {shown:%H:%M}"
    return f"{what} {local:%H:%M} comes twice by the clock change; the first is meant"
