"""Random logs of tickets under contracts of every kind, and what `Clock` says of them.

The instants lie close together and on whole minutes round the edges of windows, so that ties,
deadlines at closings and pauses after the deadline are common. The seeds are fixed.
"""

from __future__ import annotations

import random
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Any

from slaclock import Clock, Matrix, MatrixHistory, events
from slaclock.bulk.engine.states import STATUSES, STOPS, States
from slaclock.bulk.engine.steps import NAT
from slaclock.errors import SlaClockError
from slaclock.instants import DAY, MICROSECOND, SECOND, from_micros, to_micros
from tests.bulk.samples import CALENDARS

MEANINGS = ("full_day", "same_time", "close_of_business", "7 h 30 min")
ON_CHANGE = ("retroactive", "carry_elapsed", "restart")
ON_REOPEN = ("resume", "restart", "ignore")
FIELDS = (
    "status",
    "due",
    "due_if_resumed",
    "started",
    "ended",
    "used",
    "remaining",
    "late_open",
    "late_wall",
    "percent",
    "at_risk",
    "was_breached",
    "first_ended",
    "first_met",
)
MINUTE = 60 * SECOND
START = to_micros(datetime(2025, 3, 3, tzinfo=UTC))
DESK = {
    "timezone": "Europe/Paris",
    "hours": {"mon-fri": ["09:00-17:00"]},
    "holidays": ["2025-05-01"],
}
LEVELS = [
    {"level": 1, "contact": "Desk", "at": "50 %"},
    {"level": 2, "contact": "Lead", "at": "-30 min", "notify": "desk"},
    {"level": 3, "contact": "Head", "at": "+2 h", "metric": "resolution", "plan": "desk"},
    {"level": 4, "contact": "Board", "at": "120 %"},
    {"level": 5, "contact": "Owner"},
]
OWN: dict[str, Any] = {
    "update": {
        "starts": ["opened"],
        "completes": ["responded"],
        "repeats": "from_completion",
        "pauses": ["customer"],
    },
    "owned": {"starts": ["opened", "assigned"], "completes": ["accepted"], "pauses": True},
    "cause": {"starts": ["resolved"], "completes": ["root_cause"], "pauses": True},
    "repair": {"starts": ["reopened", "call"], "completes": ["resolved"], "restarts": ["assigned"]},
    "wait": {"starts": ["paused", "priority_changed"], "completes": ["resumed", "plan_changed"]},
    "rhythm": {
        "starts": ["opened"],
        "completes": ["responded"],
        "repeats": "from_deadline",
        "pauses": True,
    },
}
"""Metrics of the contract's own; that of a fixed rhythm is promised to one priority alone."""


@cache
def contract(meaning: str, on_change: str, on_reopen: str, variant: int = 0) -> Matrix:
    """Return a contract with a plan for each calendar; *variant* says what stops and escalates."""
    pauses: tuple[list[str], ...] = (
        ["resolution"],
        ["resolution", "response"],
        ["next_response", "resolution"],
        [],
    )
    plans: dict[str, Any] = {
        name: {
            "calendar": name,
            "first_response": "< 1 h 20 min",
            "targets": {
                "P1": {
                    "response": {"within": "30 min", "calendar": "always"},
                    "resolution": "< 4 h",
                    "next_response": "45 min",
                    **dict.fromkeys(("update", "owned", "cause", "repair", "wait"), "1 h"),
                },
                "P2": {
                    "next_response": {"within": "1 h", "pauses": True},
                    "response": "< 8 h",
                    "resolution": {"within": "1 BD", "calendar": "desk"},
                    "update": {"within": "3 h", "calendar": "desk"},
                    "cause": "2 BD",
                },
                "P3": {"response": "2 BD", "resolution": "5 h 10 min", "next_response": "< 1 BD"},
                "P4": {
                    "resolution": "3 BD",
                    "next_response": {"within": "2 BD", "business_day": "close_of_business"},
                    "calendar": "desk",
                    "owned": "1 BD",
                    "repair": {"agreed": True},
                    "wait": "< 2 h",
                },
                "P5": {
                    "response": "3 h",
                    "resolution": {
                        "within": "1 BD",
                        "by": "14:00",
                        "cutoff": "11:00",
                        "counted_from": "opened",
                        "agreed": True,
                    },
                    "next_response": {"within": "2 calendar days", "lands_on": "desk"},
                    "rhythm": "2 h",
                    "repair": "1 h",
                },
                "P6": {
                    "response": {"within": "2 h", "starts_in": "desk", "pauses": ["customer"]},
                    "resolution": [
                        {"within": "4 h", "opened_in": "desk"},
                        {"first_of": ["1 BD", {"within": "30 h", "calendar": "always"}]},
                    ],
                },
            },
        }
        for name in (*CALENDARS, "desk")
    }
    return Matrix.model_validate(
        {
            "id": "random",
            "version": f"{variant}",
            "business_day": meaning,
            "calendars": {**CALENDARS, "desk": DESK},
            "priorities": {f"P{number}": {} for number in range(1, 7)},
            "plans": plans,
            "metrics": OWN,
            "pauses": pauses[variant % 4],
            "on_change": on_change,
            "on_reopen": on_reopen,
            **({"at_risk": "75 %"} if variant % 2 else {}),
            **({"escalation": LEVELS} if variant % 3 == 1 else {}),
        }
    )


def contracts() -> list[Matrix]:
    """Return a contract for every meaning, change and reopening."""
    choices = [(m, c, r) for m in MEANINGS for c in ON_CHANGE for r in ON_REOPEN]
    return [contract(*choice, variant) for variant, choice in enumerate(choices)]


def random_log(chance: random.Random, *, odd: bool = True) -> list[events.Event]:
    """Return the log of a ticket: 2 to 12 events, in any order; a few of them cannot be."""
    plans, priorities = [*CALENDARS, "desk"], ["P1", "P2", "P3", "P4", "P5", "P6"]
    opened = START + chance.randrange(60 * 24 * 60) * MINUTE
    step = chance.choice([20, 200, 2000])
    at = opened
    log: list[events.Event] = []
    for _ in range(chance.randint(1, 11)):
        at += chance.choice([0, 1, 1, 1, 2, 4]) * chance.randrange(step) * MINUTE
        log.append(_event(chance, from_micros(at, UTC), plans, priorities))
    priority = chance.choice([None, *priorities, *priorities]) if odd else chance.choice(priorities)
    log.insert(0, events.Opened(from_micros(opened, UTC), chance.choice(plans), priority))
    if odd and chance.random() < 0.03:
        log.pop(chance.randrange(len(log)))
    if odd and chance.random() < 0.02:
        log.append(events.PriorityChanged(from_micros(at, UTC), "P9"))
    if odd and chance.random() < 0.1:
        chance.shuffle(log)
    if odd and chance.random() < 0.2:
        log.append(_agreement(chance, from_micros(at, UTC)))
    return log


def _event(
    chance: random.Random, at: datetime, plans: list[str], priorities: list[str]
) -> events.Event:
    kind = chance.choice(
        ["paused"] * 5
        + ["resumed"] * 5
        + ["responded"] * 3
        + ["customer_replied"] * 3
        + ["resolved"] * 3
        + ["reopened"] * 3
        + ["priority_changed"] * 2
        + ["plan_changed", "assigned", "accepted", "happened"]
    )
    if kind == "paused":
        return events.Paused(at, chance.choice([None, "customer", "part  ordered", ""]))
    if kind == "priority_changed":
        return events.PriorityChanged(at, chance.choice(priorities))
    if kind == "plan_changed":
        return events.PlanChanged(at, chance.choice(plans))
    if kind == "happened":
        return events.Happened(at, chance.choice(["root_cause", "call"]))
    if kind == "assigned":
        return events.Assigned(at, "desk")
    return events.TYPES[kind](at)


def _agreement(chance: random.Random, at: datetime) -> events.Agreed:
    """Return that a time was agreed, often for a metric that does not allow it."""
    metric = chance.choice(["resolution", "resolution", "repair", "response", "nothing"])
    return events.Agreed(at, metric, at + chance.randrange(5000) * timedelta(minutes=1))


def random_now(chance: random.Random, log: list[events.Event]) -> int:
    """Return an instant of asking: within the log, at an event, just beside one, or later."""
    instants = [event.instant for event in log] or [START]
    chosen = chance.choice(instants)
    beside = chance.choice([0, 0, 1, -1, MINUTE, 3 * 60 * MINUTE, DAY, 5 * DAY, 40 * DAY])
    return chosen + beside


def clock_says(matrix: Matrix | MatrixHistory, log: list[events.Event], now: int) -> dict[str, Any]:
    """Return what `Clock` says of a ticket, or the error that it raises."""
    asked = from_micros(now, UTC)
    try:
        clock = Clock(matrix, log)
        state = clock.at(asked)
        said: dict[str, Any] = {
            "stop": "paused" if state.is_paused else "resolved" if state.is_resolved else "open",
            "reason": state.pause_reason,
            "next_change": _micros(clock.next_change(asked)),
            "plan": state.row.plan.id,
            "priority": None if state.row.priority is None else state.row.priority.id,
        }
        for metric, one in state.items():
            first, is_promised = one.first, one.target is not None
            said[metric] = {
                "status": one.status,
                "due": _micros(one.due_at),
                "due_if_resumed": _micros(one.due_if_resumed),
                "started": _micros(one.started_at),
                "ended": _micros(one.completed_at),
                "used": one.elapsed // MICROSECOND if is_promised else None,
                "remaining": None if one.remaining is None else one.remaining // MICROSECOND,
                "late_open": one.late_by // MICROSECOND if is_promised else None,
                "late_wall": one.late_by_wall_time // MICROSECOND if is_promised else None,
                "percent": one.percent,
                "at_risk": one.at_risk,
                "was_breached": one.was_breached,
                "first_ended": None if first is None else _micros(first.ended_at),
                "first_met": None if first is None else first.verdict == "met",
            }
    except SlaClockError as error:
        return {"error": str(error)}
    return said


def columns_say(states: States, ticket: int) -> dict[str, Any]:
    """Return what columns say of a ticket, in the same form."""
    if ticket in states.failures:
        return {"error": str(states.failures[ticket])}
    assert states.terms.groups is not None
    row: Any = states.terms.rows[states.terms.groups[ticket]]
    code = int(states.reasons.codes[ticket])
    said: dict[str, Any] = {
        "stop": STOPS[states.stops[ticket]],
        "reason": states.reasons.names[code] if code >= 0 else None,
        "next_change": _known(states.next_change[ticket]),
        "plan": row.plan.id,
        "priority": None if row.priority is None else row.priority.id,
    }
    for metric, columns in states.metrics.items():
        said[metric] = {field: getattr(columns, field)[ticket].item() for field in FIELDS}
        for field in FIELDS[1:9]:
            said[metric][field] = _known(said[metric][field])
        said[metric]["status"] = STATUSES[said[metric]["status"]]
        percent, met = said[metric]["percent"], said[metric]["first_met"]
        said[metric]["percent"] = None if percent < 0 else percent
        said[metric]["first_ended"] = _known(said[metric]["first_ended"])
        said[metric]["first_met"] = None if met < 0 else bool(met)
    return said


def _known(value: Any) -> int | None:
    return None if value == NAT else int(value)


def _micros(at: datetime | None) -> int | None:
    return None if at is None else to_micros(at)
