"""What is known of a name that is asked for in the wrong place, in words for the error."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from slaclock.matrices.metrics import Metric

__all__ = ["begins_later", "swapped"]


def begins_later(metrics: Mapping[str, Metric], name: str, promised: object) -> str:
    """Return that a metric does not begin with the opening, where something is *promised*."""
    if promised is None:
        return ""
    starts = ", ".join(metrics[name].starts)
    return f"it begins with {starts}, so it needs the events of the ticket, as for a clock"


def swapped(name: str, other: str, others: Collection[str]) -> str:
    """Return that a name is one of the *other* kind, if it is."""
    if name.casefold() not in others:
        return ""
    return f"it is a {other} there, so plan and priority may be swapped"
