"""The SLA clock of a ticket: what its events mean for each promise, at any instant.

`Clock` is what an application uses. Below it, each standing on those before it: `running_time`
(when a clock ran), `target_progress` (how far that got towards the target), `metric_log` and
`replay` (what each event does), `cycles` and `explain` (what is on record, and why),
`escalations` and `changes` (who is told, and when), `states` (what a caller reads).
"""

from __future__ import annotations

from slaclock.clock.changes import Change
from slaclock.clock.clock import Clock
from slaclock.clock.cycles import Cycle
from slaclock.clock.escalations import Escalation
from slaclock.clock.states import ClockState, MetricState

__all__ = ["Change", "Clock", "ClockState", "Cycle", "Escalation", "MetricState"]
