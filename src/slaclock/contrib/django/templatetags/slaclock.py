"""`{% load slaclock %}`: when a ticket is due, and how much time is left.

{{ ticket.sla|sla_due:"resolution"|date:"D H:i" }}
{{ ticket.sla|sla_remaining:"resolution" }}
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django import template
from django.utils.timezone import now

__all__ = ["register", "sla_due", "sla_remaining"]

register = template.Library()
_SKEW = timedelta(seconds=5)


@register.filter
def sla_due(state: Any, metric: str = "resolution") -> datetime | None:
    """Return when a metric of a state is due; a paused one, if it went on now.

    From the stored columns alone. None where nothing is promised, or for no state.
    """
    due = state.dues.get(metric) if state else None
    return None if due is None else datetime.fromisoformat(due)


@register.filter
def sla_remaining(state: Any, metric: str = "resolution") -> str:
    """Return in words what is left at the present: `2 h 5 min left`, `paused: 9 h left`, `met`.

    It asks the clock of the ticket. Empty where nothing is promised, or for no state.
    """
    if not state or state.dues.get(metric) is None:
        return ""
    found = state.clock().at(now(), skew=_SKEW)[metric]
    if found.completed_at is not None:
        return str(found.status)
    return f"paused: {found.time_left}" if found.status == "paused" else found.time_left
