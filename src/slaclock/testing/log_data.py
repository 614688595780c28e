"""Logs of tickets, drawn at random, as plain data.

A log is a list of events in the form of `Event.to_dict`, near the date near which its contract
is, in order of time; several events at one instant are common.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

from hypothesis import strategies as st

from slaclock.testing.contract_data import BUILT_IN, FIELDS, REASONS, Data

__all__ = ["instants_near", "instants_of_asking", "logs_of"]


@st.composite
def instants_near(draw: st.DrawFn, near: date, days: int = 12) -> datetime:
    """Draw an instant within some days of a date, often on a whole half hour."""
    step = draw(st.sampled_from([1_800, 1_800, 60, 1]))
    seconds = draw(st.integers(-days * 86_400 // step, days * 86_400 // step)) * step
    return datetime(near.year, near.month, near.day, tzinfo=UTC) + timedelta(seconds=seconds)


@st.composite
def instants_of_asking(draw: st.DrawFn, log: list[Data]) -> datetime:
    """Draw an instant at which to ask about a ticket: at one of its events, or later."""
    event = datetime.fromisoformat(draw(st.sampled_from(log))["at"])
    minutes = draw(st.sampled_from([0, 0, 1, 180, 1_440, 7_200, 50_000]))
    return event + timedelta(minutes=minutes)


EVENTS: dict[str, Data] = {
    "paused": {"reason": st.sampled_from([None, *REASONS])},
    "resumed": {},
    "responded": {},
    "customer_replied": {},
    "resolved": {},
    "reopened": {},
    "accepted": {},
    "assigned": {"team": st.just("desk")},
    "happened": {"name": st.sampled_from(["root_cause", "call"])},
}
"""Events of any contract, and what else they say."""


@st.composite
def logs_of(draw: st.DrawFn, contract: Data, near: date) -> list[Data]:
    """Draw the log of a ticket under a contract, in order of time; ties are common."""
    plans, priorities = list(contract["plans"]), list(contract["priorities"])
    metrics = [*BUILT_IN, *contract.get("metrics", {})]
    at = draw(instants_near(near))
    opened: Data = {"type": "opened", "at": at.isoformat()}
    if "choose" in contract and draw(st.booleans()):
        opened["fields"] = {
            name: value
            for name, values in FIELDS.items()
            if (value := draw(st.sampled_from(values))) is not None
        }
    else:
        opened |= {"plan": draw(st.sampled_from(plans))}
        opened |= {"priority": draw(st.sampled_from([None, *priorities, *priorities]))}
    found = [opened]
    changes = {"plan_changed": ("plan", plans), "priority_changed": ("priority", priorities)}
    for _ in range(draw(st.integers(0, 7))):
        at += timedelta(minutes=draw(st.sampled_from([0, 30, 60, 240, 600, 1_440, 7])))
        kind = draw(st.sampled_from([*EVENTS, *EVENTS, *changes, "agreed"]))
        event: Data = {"type": kind, "at": at.isoformat()}
        if kind == "agreed":
            due = at + timedelta(minutes=draw(st.sampled_from([0, 30, 600, 4_320])))
            event |= {"metric": draw(st.sampled_from(metrics)), "due_at": due.isoformat()}
        if kind in changes:
            key, values = changes[kind]
            event[key] = draw(st.sampled_from(values))
        found.append({**event, **{name: draw(one) for name, one in EVENTS.get(kind, {}).items()}})
    return found
