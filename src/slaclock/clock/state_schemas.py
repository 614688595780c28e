"""The JSON Schemas of the states of a clock, as they are written."""

from __future__ import annotations

from typing import Any, get_args

from slaclock.clock.target_progress import Status
from slaclock.validation import INSTANT, MICROS, TEXT, nullable, object_schema

__all__ = ["clock_state_schema", "metric_state_schema"]


def metric_state_schema() -> dict[str, Any]:
    """Return the schema of what `MetricState.to_dict` gives."""
    micros, whole = nullable(MICROS), {"type": "integer"}
    properties = {
        "status": {"enum": list(get_args(Status))},
        "target": nullable(TEXT),
        "due_at": nullable(INSTANT),
        "completed_at": nullable(INSTANT),
        "elapsed_us": MICROS,
        "total_elapsed_us": MICROS,
        "remaining_us": micros,
        "late_by_us": MICROS,
        "late_by_wall_time_us": MICROS,
        "percent": nullable(whole),
        "at_risk": {"type": "boolean"},
        "was_breached": {"type": "boolean"},
        "cycles": {"type": "array", "items": {"type": "object"}},
    }
    return object_schema("MetricState", properties)


def clock_state_schema() -> dict[str, Any]:
    """Return the schema of what `ClockState.to_dict` gives."""
    properties = {
        "now": INSTANT,
        "opened_at": INSTANT,
        "plan": TEXT,
        "priority": nullable(TEXT),
        "metrics": {"type": "object", "additionalProperties": metric_state_schema()},
        "notes": {"type": "array", "items": TEXT},
        "provenance": {"type": "object"},
    }
    return object_schema("ClockState", properties)
