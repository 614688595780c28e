"""What the portal needs of slaclock: its contract, and how a ticket stands."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from slaclock import Clock, Matrix, load_matrix
from slaclock.clock.states import ClockState
from slaclock.ledger import time_left

__all__ = ["CONTRACT", "FINGERPRINT", "STATES", "ZONE", "Shown", "clock_of", "left_now", "shown"]
__all__ += ["windows_ahead"]

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
FINGERPRINT = CONTRACT.fingerprint()
ZONE = ZoneInfo("Asia/Kolkata")
STATES = {"open": "open", "waiting": "waiting for the customer", "resolved": "resolved"}
# Two servers never agree on the time to the microsecond.
SKEW = timedelta(seconds=5)
DAYS_AHEAD = timedelta(days=14)
# What would be due if it went on now moves on while a ticket waits, and the list is sorted by it.
LOOK_AGAIN = timedelta(minutes=15)
Shown = dict[str, Any]


def clock_of(log: Sequence[Shown]) -> Clock:
    """Return the clock of a ticket; an entry that the contract no longer knows is left out."""
    return Clock.from_dicts(log, matrix=CONTRACT, errors="note")


def shown(log: Sequence[Shown], now: datetime) -> Shown:
    """Return how a ticket stands, as the columns that the portal stores.

    Everything here follows from the log, so it can be made again at any time.
    """
    state = clock_of(log).at(now, skew=SKEW)
    change = state.next_change
    if state.is_paused:
        change = min(change or now + LOOK_AGAIN, now + LOOK_AGAIN)
    return {
        "status": "resolved" if state.is_resolved else "waiting" if state.is_paused else "open",
        "plan": state.row.plan.id,
        "priority": state.row.priority.id if state.row.priority else "",
        "clocks": list(_clocks(state)),
        "due_next": _due_next(state),
        "next_change": change,
        "level": state.highest_level or 0,
        "contract": FINGERPRINT,
    }


def left_now(clock: Shown, now: datetime) -> Shown:
    """Return a stored clock with what a page says of it now, and in which look."""
    status, words, left = clock["status"], clock["words"], clock["left"]
    if not clock["done"] and clock["due"] is not None:
        due = datetime.fromtimestamp(clock["due"] / 1000, UTC)
        open_time = CONTRACT.calendars[clock["calendar"]].elapsed(now, due)
        left, words = open_time // timedelta(milliseconds=1), time_left(open_time)
    text = status if clock["done"] else f"paused: {words}" if status == "paused" else words
    look = ["clock", status] + ["risk"] * clock["at_risk"] + ["done"] * clock["done"]
    kept = {name: clock[name] for name in ("metric", "status", "done", "due", "calendar")}
    return {**kept, "left": left, "text": text, "look": " ".join(look)}


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
            "words": entry.time_left,
            "calendar": entry.target.calendar_id,
            "at_risk": entry.at_risk,
        }


def _due_next(state: ClockState) -> datetime | None:
    """Return when the ticket is due next; a paused one, if it were resumed now."""
    dues = (
        entry.due_if_resumed
        for entry in state.values()
        if entry.completed_at is None and entry.target is not None
    )
    return min((due.astimezone(UTC) for due in dues if due is not None), default=None)


def _millis(at: datetime) -> int:
    return round(at.timestamp() * 1000)
