"""Spans: stretches of time as pairs of integers."""

from __future__ import annotations

from typing import NamedTuple

__all__ = ["Span"]


class Span(NamedTuple):
    """A stretch `[start, end)` in microseconds since the epoch."""

    start: int
    end: int
