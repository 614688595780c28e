"""What the portal needs of slaclock: its contract, and how a ticket stands."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from slaclock import Clock, Matrix, load_matrix
from slaclock.clock.states import ClockState
from slaclock.events import Event
from slaclock.ledger import time_left

__all__ = ["CONTRACT", "Shown", "left_now", "shown", "windows_ahead"]

# The published terms, and at which points of a target they are escalated: those terms do not
# say, so here a deployer does.
CONTRACT = Matrix.model_validate(
    {
        **load_matrix("wotnot").content(),
        "at_risk": "75 %",
        "escalation": [
            {"level": 1, "contact": "Support specialist", "at": "50 %", "metric": "resolution"},
            {"level": 2, "contact": "Support manager", "at": "90 %", "metric": "resolution"},
            {"level": 3, "contact": "CTO", "at": "100 %", "metric": "resolution"},
            {"level": 4, "contact": "CEO", "at": "+4 h", "metric": "resolution"},
        ],
    }
)
DAYS_AHEAD = timedelta(days=14)
Shown = dict[str, Any]


def shown(log: Sequence[Event], now: datetime) -> Shown:
    """Return how a ticket stands, as the columns that the portal stores.

    Everything here follows from the log, so it can be made again at any time.
    """
    clock = Clock(CONTRACT, log)
    state = clock.at(now, skew=timedelta(seconds=5))
    return {
        "status": "resolved" if state.is_resolved else "waiting" if state.is_paused else "open",
        "plan": state.row.plan.id,
        "priority": state.row.priority.id if state.row.priority else "",
        "clocks": list(_clocks(state)),
        "due_next": _due_next(state),
        "next_change": clock.next_change(max(now, log[0].at)),
        "level": state.highest_level or 0,
    }


def left_now(clock: Shown, now: datetime) -> Shown:
    """Return a stored clock with the time that is left now: open time up to its deadline."""
    if clock["done"] or clock["due"] is None:
        return clock
    due = datetime.fromtimestamp(clock["due"] / 1000, UTC)
    left = CONTRACT.calendars[clock["calendar"]].elapsed(now, due)
    return {**clock, "left": left // timedelta(milliseconds=1), "words": time_left(left)}


def windows_ahead(now: datetime) -> dict[str, list[tuple[int, int]]]:
    """Return when each calendar is open in the days ahead, in milliseconds since the epoch.

    A page counts down with these: outside of them its countdowns stand still.
    """
    return {
        name: [
            (_millis(window.open), _millis(window.close))
            for window in calendar.windows(now - timedelta(days=1), now + DAYS_AHEAD)
        ]
        for name, calendar in CONTRACT.calendars.items()
    }


def _clocks(state: ClockState) -> Iterable[Shown]:
    for metric, entry in state.items():
        if entry.target is None or entry.status == "not_applicable":
            continue
        yield {
            "metric": metric,
            "title": CONTRACT.metrics[metric].title,
            "status": entry.status,
            "done": entry.completed_at is not None,
            "due": None if entry.due_at is None else _millis(entry.due_at),
            "left": 0 if entry.remaining is None else entry.remaining // timedelta(milliseconds=1),
            "words": time_left(entry.remaining) if entry.remaining is not None else "",
            "calendar": entry.target.calendar_id,
            "at_risk": entry.at_risk,
        }


def _due_next(state: ClockState) -> datetime | None:
    """Return when the ticket is due next; a paused one, if it were resumed now."""
    dues = (
        entry.due_at or entry.due_if_resumed
        for entry in state.values()
        if entry.completed_at is None and entry.target is not None
    )
    return min((due.astimezone(UTC) for due in dues if due is not None), default=None)


def _millis(at: datetime) -> int:
    return round(at.timestamp() * 1000)
