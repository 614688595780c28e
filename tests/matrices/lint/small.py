"""Contracts small enough to see by eye what should be found in them."""

from __future__ import annotations

import warnings
from typing import Any

from slaclock import Matrix
from slaclock.matrices.lint import lint

OFFICE = {"timezone": "Asia/Kolkata", "hours": {"mon-fri": ["09:00-19:00"]}}
LONG_DAYS = {"timezone": "Asia/Kolkata", "hours": {"mon-fri": ["09:00-21:00"]}}


def plan(calendar: str = "office", first_response: str | None = None, **targets: Any) -> Any:
    """Return a plan; each target is "response / resolution"."""
    rows = {}
    for priority, text in targets.items():
        response, resolution = text.split(" / ")
        rows[priority] = {"response": response, "resolution": resolution}
    return {"calendar": calendar, "first_response": first_response, "targets": rows}


def matrix(plans: dict[str, Any], priorities: str = "P1", **more: Any) -> Matrix:
    data = {
        "id": "ours",
        "business_day": "full_day",
        "calendars": {"office": OFFICE},
        "priorities": {name: {} for name in priorities.split()},
        "plans": plans,
        **more,
    }
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return Matrix.model_validate(data)


def found(sla: Matrix) -> list[str]:
    return [str(finding) for finding in lint(sla)]


def codes(sla: Matrix) -> list[str]:
    return [finding.code for finding in lint(sla)]


def with_calendar(**calendar: Any) -> Matrix:
    """Return a contract of one row, on one calendar."""
    data = {"timezone": "Asia/Kolkata", "hours": {"mon": ["09:00-19:00"]}, **calendar}
    return matrix({"gold": plan(P1="1 h / 4 h")}, calendars={"office": data})


LATE = "response-after-resolution"


def silenced(*silences: tuple[str, str], **plans: Any) -> Matrix:
    """Return a contract in which the response of gold is too late and that of lite is not."""
    entries = [{"code": code, "path": path, "reason": "so agreed"} for code, path in silences]
    given = {"lite": plan(P1="8 h / 9 h"), "gold": plan(P1="8 h / 4 h")} | plans
    return matrix(given, silence=entries)
