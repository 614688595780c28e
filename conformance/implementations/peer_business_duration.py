"""business-duration: open time between two local times, with the same hours on every day."""

from __future__ import annotations

from datetime import time, timedelta
from importlib.metadata import version
from typing import Any
from zoneinfo import ZoneInfo

from business_duration import businessDuration

from conformance.implementations.hours import holidays_of, no_exceptions, same_every_day
from conformance.protocol import Cannot, Case, instant, serve


def answer(case: Case) -> Any:
    if case["op"] != "elapsed":
        raise Cannot(f"it has no {case['op']}")
    no_exceptions(case)
    days, windows = same_every_day(case)
    if len(windows) > 1 or windows[0].to_midnight or windows[0].opens == time():
        raise Cannot("several windows in a day, or hours from or to midnight")
    zone = ZoneInfo(case["calendar"]["timezone"])
    start, end = (instant(case[name]).astimezone(zone) for name in ("start", "end"))
    found = businessDuration(
        start.replace(tzinfo=None),
        end.replace(tzinfo=None),
        windows[0].opens,
        windows[0].closes,
        [day for day in range(7) if day not in days],
        holidays_of(case) or None,
        unit="sec",
    )
    return timedelta(seconds=float(found))


if __name__ == "__main__":
    serve("business-duration", version("business-duration"), answer)
