"""From how a ticket is to what happened to it: the events that its log still lacks."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import NamedTuple

from slaclock import events
from slaclock.events import Event

__all__ = ["Standing", "events_to"]


class Standing(NamedTuple):
    """How a ticket is, as the application knows it.

    Attributes:
        plan: Its plan.
        priority: Its priority; None until it is known.
        is_waiting: Whether it waits for somebody outside.
        is_resolved: Whether it is resolved or closed.
        reason: For whom or what it waits.
    """

    plan: str
    priority: str | None = None
    is_waiting: bool = False
    is_resolved: bool = False
    reason: str | None = None


def events_to(log: Sequence[Event], standing: Standing, at: datetime) -> Iterator[Event]:
    """Yield what must have happened at *at*, for the ticket now to stand like that.

    A priority that is no longer known is no event; a ticket that is resolved does not wait.
    """
    before = _standing_of(log)
    if before is None:
        yield events.Opened(at, plan=standing.plan, priority=standing.priority)
        before = Standing(standing.plan, standing.priority)
    if standing.plan != before.plan:
        yield events.PlanChanged(at, standing.plan)
    if standing.priority not in (None, before.priority):
        yield events.PriorityChanged(at, str(standing.priority))
    yield from _stops(before, standing, at)


def _stops(before: Standing, now: Standing, at: datetime) -> Iterator[Event]:
    waits = now.is_waiting and not now.is_resolved
    if before.is_resolved and not now.is_resolved:
        yield events.Reopened(at)
    if before.is_waiting and not now.is_resolved and (before.reason != now.reason or not waits):
        yield events.Resumed(at)
        before = before._replace(is_waiting=False)
    if now.is_resolved and not before.is_resolved:
        yield events.Resolved(at)
    if waits and not before.is_waiting:
        yield events.Paused(at, reason=now.reason)


def _standing_of(log: Sequence[Event]) -> Standing | None:
    """Return how a ticket stands by its log; None if it was never opened."""
    known: Standing | None = None
    for event in sorted(log, key=lambda event: event.instant):
        match event:
            case events.Opened(plan=plan, priority=priority):
                known = Standing(plan or "", priority)
            case _ if known is None:
                continue
            case events.PlanChanged(plan=plan):
                known = known._replace(plan=plan)
            case events.PriorityChanged(priority=priority):
                known = known._replace(priority=priority)
            case events.Paused(reason=reason):
                known = known._replace(is_waiting=True, reason=reason)
            case events.Resumed():
                known = known._replace(is_waiting=False, reason=None)
            case events.Resolved():
                known = known._replace(is_waiting=False, is_resolved=True, reason=None)
            case events.Reopened():
                known = known._replace(is_resolved=False)
    return known
