"""The SLA clock of a ticket: what its events mean for each promise, at any instant.

`Clock` is what an application uses. Below it, in the order in which they stand on each other:
`courses` (when a clock ran), `progress` (how far that got under the terms), `cycles` and
`accounts` (what is on record, and why), `tracks` and `replay` (what each event does), `states`
(what a caller reads), `escalations` (who is told, and when).
"""

from __future__ import annotations

from slaclock.clock.clock import Clock
from slaclock.clock.cycles import Cycle
from slaclock.clock.escalations import Escalation
from slaclock.clock.states import ClockState, MetricState

__all__ = ["Clock", "ClockState", "Cycle", "Escalation", "MetricState"]
