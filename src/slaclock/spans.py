"""Spans: stretches of instants, and the sums and differences of lists of them.

A span is half-open, `[start, end)`, in integer microseconds since the epoch. Lists of spans are
ordered and disjoint unless a function says otherwise.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import islice
from typing import NamedTuple

__all__ = ["Span", "Stretch", "intersect", "subtract", "unite"]


class Span(NamedTuple):
    """A stretch `[start, end)` in microseconds since the epoch."""

    start: int
    end: int


class Stretch(NamedTuple):
    """A stretch `[start, end)` in microseconds, what it is (`counted`, `closed`, `paused`), why."""

    start: int
    end: int
    what: str
    reason: str = ""


def unite(spans: Iterable[Span]) -> list[Span]:
    """Return *spans*, given in any order, with those that touch or overlap made one.

    >>> unite([Span(5, 9), Span(1, 3), Span(3, 4), Span(7, 7)])
    [Span(start=1, end=4), Span(start=5, end=9)]

    Returns:
        Ordered, disjoint spans; those that are empty or reversed are left out.
    """
    united: list[Span] = []
    for start, end in sorted(spans):
        if start >= end:
            continue
        if united and start <= united[-1].end:
            if end > united[-1].end:
                united[-1] = Span(united[-1].start, end)
        else:
            united.append(Span(start, end))
    return united


def subtract(spans: Iterable[Span], removed: Sequence[Span]) -> list[Span]:
    """Return what of *spans* lies outside *removed*.

    >>> subtract([Span(0, 10)], [Span(3, 5)])
    [Span(start=0, end=3), Span(start=5, end=10)]
    """
    if not removed:
        return [span for span in spans if span.start < span.end]
    left: list[Span] = []
    index = 0
    for span in spans:
        start = span.start
        while index < len(removed) and removed[index].end <= start:
            index += 1
        for taken in islice(removed, index, None):
            if taken.start >= span.end:
                break
            if taken.start > start:
                left.append(Span(start, taken.start))
            start = max(start, taken.end)
        if start < span.end:
            left.append(Span(start, span.end))
    return left


def intersect(spans: Sequence[Span], others: Sequence[Span]) -> list[Span]:
    """Return what lies in both lists.

    >>> intersect([Span(0, 10), Span(20, 30)], [Span(5, 25)])
    [Span(start=5, end=10), Span(start=20, end=25)]
    """
    return subtract(spans, subtract(spans, others))
