"""A matrix as plain data: what its data file would say, every default written out."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from slaclock.calendars.calendar import Calendar
from slaclock.matrices.spec import METRICS, EscalationSpec, MatrixSpec, PlanSpec, PrioritySpec

__all__ = ["content_of"]


def content_of(spec: MatrixSpec, calendars: Mapping[str, Calendar]) -> dict[str, Any]:
    """Return the matrix as plain data, with shared holidays written into the calendars."""
    return {
        "id": spec.id,
        "title": spec.title,
        "version": spec.version,
        "effective_from": _text(spec.effective_from),
        "effective_until": _text(spec.effective_until),
        "known_from": _text(spec.known_from),
        "source": spec.source,
        "business_day": _text(spec.business_day),
        "ticket_types": list(spec.ticket_types),
        "calendars": {name: calendar.content() for name, calendar in calendars.items()},
        "priorities": {name: _priority_content(entry) for name, entry in spec.priorities.items()},
        "plans": {name: _plan_content(entry) for name, entry in spec.plans.items()},
        "escalation": [_escalation_content(entry) for entry in spec.escalation],
        "pauses": list(spec.pauses),
        "on_change": spec.on_change,
        "on_reopen": spec.on_reopen,
        "at_risk": f"{spec.at_risk} %" if spec.at_risk is not None else None,
    }


def _plan_content(plan: PlanSpec) -> dict[str, Any]:
    return {
        "title": plan.title,
        "aliases": list(plan.aliases),
        "calendar": plan.calendar,
        "channels": list(plan.channels),
        "availability": plan.availability,
        "first_response": _text(plan.first_response),
        "targets": {
            priority: {
                "calendar": targets.calendar,
                **{metric: _text(getattr(targets, metric)) for metric in METRICS[1:]},
            }
            for priority, targets in plan.targets.items()
        },
    }


def _priority_content(priority: PrioritySpec) -> dict[str, Any]:
    return {
        "title": priority.title,
        "meaning": priority.meaning,
        "aliases": list(priority.aliases),
    }


def _escalation_content(entry: EscalationSpec) -> dict[str, Any]:
    return {
        "level": entry.level,
        "contact": entry.contact,
        "at": _text(entry.at),
        "metric": entry.metric,
        "plan": entry.plan,
        "notify": entry.notify,
    }


def _text(value: object) -> str | None:
    return None if value is None else str(value)
