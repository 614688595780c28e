"""slaclock: service-level deadlines in business hours, exact and explained.

    >>> from datetime import datetime
    >>> from zoneinfo import ZoneInfo
    >>> from slaclock import compute_deadline
    >>> opened_at = datetime(2026, 3, 6, 18, 30, tzinfo=ZoneInfo("Asia/Kolkata"))
    >>> print(compute_deadline("starter", "P1", opened_at).response_due)
    2026-03-09 12:30:00+05:30

The names below are imported when they are first used, so that `import slaclock` alone loads
none of pydantic, holidays, dateutil or numpy.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from slaclock._version import __version__

if TYPE_CHECKING:
    from slaclock import events
    from slaclock.calendars.calendar import Calendar, CalendarWarning
    from slaclock.clock import Clock
    from slaclock.deadlines import Deadline, MetricDeadline, compute_deadline
    from slaclock.durations import Amount
    from slaclock.errors import SlaClockError
    from slaclock.ledger import Ledger
    from slaclock.matrices.history import MatrixHistory
    from slaclock.matrices.loader import load_matrix
    from slaclock.matrices.model import Matrix

__all__ = [
    "Amount",
    "Calendar",
    "CalendarWarning",
    "Clock",
    "Deadline",
    "Ledger",
    "Matrix",
    "MatrixHistory",
    "MetricDeadline",
    "SlaClockError",
    "__version__",
    "compute_deadline",
    "events",
    "load_matrix",
]

_HOMES = {
    "Amount": "slaclock.durations",
    "Calendar": "slaclock.calendars.calendar",
    "CalendarWarning": "slaclock.calendars.calendar",
    "Clock": "slaclock.clock",
    "Deadline": "slaclock.deadlines",
    "Ledger": "slaclock.ledger",
    "Matrix": "slaclock.matrices.model",
    "MatrixHistory": "slaclock.matrices.history",
    "MetricDeadline": "slaclock.deadlines",
    "SlaClockError": "slaclock.errors",
    "compute_deadline": "slaclock.deadlines",
    "load_matrix": "slaclock.matrices.loader",
}


def __getattr__(name: str) -> Any:
    if name == "events":
        return import_module("slaclock.events")
    home = _HOMES.get(name)
    if home is None:
        raise AttributeError(f"module 'slaclock' has no attribute {name!r}")
    value = getattr(import_module(home), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
