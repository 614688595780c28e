"""workclock: weekly hours and closed dates."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import workclock

from conformance.implementations.hours import holidays_of, no_exceptions, week_of
from conformance.protocol import Cannot, Case, instant, serve


def answer(case: Case) -> Any:
    if case["op"] not in {"add", "subtract", "elapsed", "next_open", "windows"}:
        raise Cannot(f"it has no {case['op']}")
    schedule = schedule_of(case)
    match case["op"]:
        case "add" | "subtract" as op:
            call = schedule.add if op == "add" else schedule.sub
            return call(instant(case["at"]), timedelta(seconds=case["seconds"]))
        case "elapsed":
            return schedule.between(instant(case["start"]), instant(case["end"]))
        case "next_open":
            return schedule.next_period(instant(case["at"]))[0]
        case _:
            return windows(schedule, case)


def schedule_of(case: Case) -> Any:
    no_exceptions(case)
    rules: list[Any] = [
        workclock.WorkDay(window.opens, window.closes, days=[day])
        for day, windows in week_of(case).items()
        for window in windows
    ]
    if holidays := holidays_of(case):
        rules.append(workclock.Holidays(holidays))
    return workclock.Schedule(rules, time_zone=case["calendar"]["timezone"])


def windows(schedule: Any, case: Case) -> list[Any]:
    at, end = instant(case["start"]), instant(case["end"])
    found = []
    while at < end:
        opens, closes = schedule.next_period(at)
        if opens >= end:
            break
        found.append([opens, min(closes, end)])
        at = closes
    return found


if __name__ == "__main__":
    serve("workclock", workclock.__version__, answer)
