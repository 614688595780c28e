"""slaclock over columns: arrays for calendars, frames of tickets and events for the rest."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import numpy as np
import polars as pl

from conformance.implementations.vector_contract import contract_of_clock, log_of, metric_of
from conformance.protocol import Cannot, Case, instant, serve, utc
from slaclock import Calendar, Matrix, __version__, bulk, events
from slaclock.bulk import arrays
from slaclock.errors import SlaClockError

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def answer(case: Case) -> Any:
    match case["op"]:
        case "add":
            calendar = Calendar.model_validate(case["calendar"])
            found = arrays.deadline(
                calendar, column(case["at"]), timedelta(seconds=case["seconds"])
            )
            return EPOCH + timedelta(microseconds=int(found.view(np.int64)[0]))
        case "elapsed":
            calendar = Calendar.model_validate(case["calendar"])
            span = arrays.elapsed(calendar, column(case["start"]), column(case["end"]))
            return timedelta(microseconds=int(span.view(np.int64)[0]))
        case "clock":
            return of_clock(case)
        case "contract":
            return of_contract(case)
        case op:
            raise Cannot(f"columns have no {op}")


def column(text: str) -> Any:
    """Return an array of one instant; numpy keeps UTC."""
    return np.array([utc(text).replace(tzinfo=None)], "datetime64[us]")


def of_clock(case: Case) -> Any:
    rows = states_of(contract_of_clock(case), log_of(case), case["asked_at"])
    row = rows[metric_of(case)]
    return {"deadline": row["due_at"], "elapsed_seconds": row["elapsed"], "status": row["status"]}


def of_contract(case: Case) -> Any:
    log = events.log_from_dicts(case["log"])
    rows = states_of(Matrix.model_validate(case["contract"]), log, case["asked_at"])
    return {
        "due": {metric: row["due_at"] for metric, row in rows.items()},
        "status": {metric: row["status"] for metric, row in rows.items()},
    }


def states_of(matrix: Matrix, log: list[events.Event], now: str) -> dict[str, Any]:
    """Return the row of each metric of one ticket."""
    frame = bulk.clock_states({"case": log}, matrix=matrix, now=instant(now), errors="raise")
    if not isinstance(frame, pl.DataFrame):
        frame = pl.from_dict(dict(frame))
    return {row["metric"]: row for row in frame.to_dicts()}


if __name__ == "__main__":
    serve("slaclock, numpy", __version__, answer, SlaClockError)
