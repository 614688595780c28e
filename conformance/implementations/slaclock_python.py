"""slaclock, one question at a time: `Calendar`, `Clock`, `Matrix`."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from conformance.implementations.vector_contract import contract_of_clock, log_of, metric_of
from conformance.protocol import Case, instant, serve
from slaclock import Calendar, Clock, Matrix, __version__, events
from slaclock.errors import SlaClockError
from slaclock.instants import parse_instant


def answer(case: Case) -> Any:
    match case["op"]:
        case "clock":
            return of_clock(case)
        case "contract":
            return of_contract(case)
        case "parse":
            return parse_instant(case["text"])
        case op:
            return of_calendar(op, case)


def of_calendar(op: str, case: Case) -> Any:
    calendar = Calendar.model_validate(case["calendar"])
    match op:
        case "calendar":
            return "read"
        case "add" | "subtract":
            return getattr(calendar, op)(instant(case["at"]), timedelta(seconds=case["seconds"]))
        case "elapsed":
            return calendar.elapsed(instant(case["start"]), instant(case["end"]))
        case "windows":
            found = calendar.windows(instant(case["start"]), instant(case["end"]))
            return [[window.open, window.close] for window in found]
        case _:
            return getattr(calendar, op)(instant(case["at"]))


def of_clock(case: Case) -> Any:
    clock = Clock(contract_of_clock(case), log_of(case))
    state = clock.at(instant(case["asked_at"]))[metric_of(case)]
    return {
        "deadline": state.due_at,
        "elapsed_seconds": state.elapsed,
        "status": state.status,
    }


def of_contract(case: Case) -> Any:
    log = events.log_from_dicts(case["log"])
    states = Clock(Matrix.model_validate(case["contract"]), log).at(instant(case["asked_at"]))
    return {
        "due": {metric: state.due_at for metric, state in states.items()},
        "status": {metric: state.status for metric, state in states.items()},
    }


if __name__ == "__main__":
    serve("slaclock", __version__, answer, SlaClockError)
