"""An event of each type."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from slaclock.events import (
    Accepted,
    Agreed,
    Assigned,
    CustomerReplied,
    Happened,
    Opened,
    Paused,
    PlanChanged,
    PriorityChanged,
    Reopened,
    Resolved,
    Responded,
    Resumed,
)

KOLKATA = ZoneInfo("Asia/Kolkata")
AT = datetime(2026, 3, 6, 18, 30, tzinfo=KOLKATA)  # a Friday
DUE = datetime(2026, 3, 9, 12, 0, tzinfo=KOLKATA)
TEXT = "2026-03-06T18:30:00+05:30"
EVENTS = {
    Opened(AT, "starter", "P1"): {"type": "opened", "plan": "starter", "priority": "P1"},
    Opened(AT, "starter"): {"type": "opened", "plan": "starter"},
    Responded(AT): {"type": "responded"},
    CustomerReplied(AT): {"type": "customer_replied"},
    Assigned(AT, team="network"): {"type": "assigned", "team": "network"},
    Assigned(AT): {"type": "assigned"},
    Accepted(AT): {"type": "accepted"},
    Agreed(AT, "resolution", DUE): {
        "type": "agreed",
        "metric": "resolution",
        "due_at": "2026-03-09T12:00:00+05:30",
    },
    Paused(AT, "waiting"): {"type": "paused", "reason": "waiting"},
    Paused(AT): {"type": "paused"},
    Resumed(AT): {"type": "resumed"},
    PriorityChanged(AT, "P2"): {"type": "priority_changed", "priority": "P2"},
    PlanChanged(AT, "premium"): {"type": "plan_changed", "plan": "premium"},
    Resolved(AT): {"type": "resolved"},
    Reopened(AT): {"type": "reopened"},
    Happened(AT, "root_cause"): {"type": "happened", "name": "root_cause"},
    Opened(AT, "starter", key="m-1"): {"type": "opened", "plan": "starter", "key": "m-1"},
    Happened(AT, "root_cause", key="m-2"): {
        "type": "happened",
        "name": "root_cause",
        "key": "m-2",
    },
}
