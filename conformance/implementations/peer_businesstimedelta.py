"""businesstimedelta: rules of working days, and closed dates."""

from __future__ import annotations

from datetime import timedelta
from importlib.metadata import version
from typing import Any

import businesstimedelta
import pytz

from conformance.implementations.hours import holidays_of, no_exceptions, week_of
from conformance.protocol import Cannot, Case, instant, serve


def answer(case: Case) -> Any:
    if case["op"] not in {"add", "subtract", "elapsed"}:
        raise Cannot(f"it has no {case['op']}")
    rules = rules_of(case)
    if case["op"] == "elapsed":
        found = rules.difference(instant(case["start"]), instant(case["end"]))
        return timedelta(hours=found.hours, seconds=found.seconds)
    seconds = case["seconds"]
    amount = businesstimedelta.BusinessTimeDelta(rules, timedelta=timedelta(seconds=seconds))
    at = instant(case["at"])
    return at + amount if case["op"] == "add" else at - amount


def rules_of(case: Case) -> Any:
    no_exceptions(case)
    zone = pytz.timezone(case["calendar"]["timezone"])
    rules: list[Any] = []
    for day, windows in week_of(case).items():
        for window in windows:
            if window.to_midnight:
                raise Cannot("a window until midnight")
            rules.append(businesstimedelta.WorkDayRule(window.opens, window.closes, [day], tz=zone))
    if holidays := holidays_of(case):
        rules.append(businesstimedelta.HolidayRule(holidays, tz=zone))
    return businesstimedelta.Rules(rules, tz=zone)


if __name__ == "__main__":
    serve("businesstimedelta", version("businesstimedelta"), answer)
