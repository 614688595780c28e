"""Reports that people read: from a ticket export to attainment, charts and what-if.

    from slaclock.reports import make_report, read_tickets

The names below are imported when they are first used. Needs the extra `report`.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from slaclock.errors import MissingExtraError

if TYPE_CHECKING:
    from slaclock.reports.figures.shares import Goal, parse_goal
    from slaclock.reports.figures.what_if import WhatIf, replay, without_holidays
    from slaclock.reports.outputs import check_output, write_whole
    from slaclock.reports.page.html import prepare
    from slaclock.reports.reading.profiles import Profile, bundled_profiles, load_profile
    from slaclock.reports.reading.readers import read_tickets, take_tickets
    from slaclock.reports.reading.tickets import Tickets
    from slaclock.reports.report import Report, make_report

__all__ = [
    "Goal",
    "Profile",
    "Report",
    "Tickets",
    "WhatIf",
    "bundled_profiles",
    "check_output",
    "load_profile",
    "make_report",
    "parse_goal",
    "prepare",
    "read_tickets",
    "replay",
    "take_tickets",
    "without_holidays",
    "write_whole",
]

_HOMES = {
    "Goal": "figures.shares",
    "Profile": "reading.profiles",
    "Report": "report",
    "Tickets": "reading.tickets",
    "WhatIf": "figures.what_if",
    "bundled_profiles": "reading.profiles",
    "check_output": "outputs",
    "load_profile": "reading.profiles",
    "make_report": "report",
    "parse_goal": "figures.shares",
    "prepare": "page.html",
    "read_tickets": "reading.readers",
    "replay": "figures.what_if",
    "take_tickets": "reading.readers",
    "without_holidays": "figures.what_if",
    "write_whole": "outputs",
}
_PACKAGES = ("altair", "jinja2", "markupsafe", "narwhals", "numpy", "polars", "vl_convert")


def __getattr__(name: str) -> Any:
    home = _HOMES.get(name)
    if home is None:
        raise AttributeError(f"module 'slaclock.reports' has no attribute {name!r}")
    try:
        value = getattr(import_module(f"slaclock.reports.{home}"), name)
    except ModuleNotFoundError as error:
        if error.name not in _PACKAGES:
            raise
        raise MissingExtraError("slaclock.reports", error.name, "report") from None
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
