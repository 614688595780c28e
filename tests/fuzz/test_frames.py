"""Bulk functions, SQL and reports: frames of odd columns, and odd arguments."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from slaclock import load_matrix
from slaclock.bulk import add_deadlines, add_verdicts, arrays, clock_states, deadline, elapsed, sql
from slaclock.reports import make_report, take_logs, take_tickets
from tests.fuzz.knocking import ANYTHING, TEXTS, examples, knock
from tests.fuzz.test_values import BERLIN

SLA = load_matrix("wotnot")
AT = datetime(2026, 3, 2, 9, tzinfo=UTC)
COLUMNS: dict[str, list[Any]] = {
    "texts": ["starter", "P1", "2026-03-02T09:00Z", "", "\0", "46083.5", "x" * 5000, "２０２６"],
    "instants": [AT, None, datetime.max.replace(tzinfo=UTC), datetime(1, 1, 1, tzinfo=UTC)] * 2,
    "naive": [datetime(2026, 3, 2), datetime(1600, 1, 1)] * 4,
    "dates": [date(2026, 3, 2), date.max] * 4,
    "clock times": [time(9)] * 8,
    "lengths": [timedelta(hours=3), -timedelta(days=9), None, timedelta.max // 2] * 2,
    "numbers": [1, -1, 0, 2**62, 1772442000, 46083, 9, None],
    "fractions": [1.5, float("nan"), float("inf"), -1e300, 0.0, 46083.4, 2.0, None],
    "flags": [True, False, None, True] * 2,
    "bytes": [b"x", b"\xff", None, b""] * 2,
    "lists": [["P1"], [], None, ["x", "y"]] * 2,
    "structs": [{"start": AT, "end": AT}, None] * 4,
    "lists of structs": [[{"start": AT, "end": None}], []] * 4,
    "nothing": [None] * 8,
    "decimals": [Decimal("1.5"), Decimal(0), None, Decimal(-1)] * 2,
}
GOOD: dict[str, list[Any]] = {
    "plan": ["starter"] * 8,
    "priority": ["P1"] * 8,
    "opened_at": [AT + timedelta(hours=hour) for hour in range(8)],
    "resolved_at": [AT + timedelta(hours=2 * hour) for hour in range(8)],
    "ticket": list("abcdefgh"),
    "id": list("abcdefgh"),
    "at": [AT + timedelta(hours=hour) for hour in range(8)],
    "type": ["opened"] * 8,
}
TICKETS = take_tickets(pl.DataFrame(GOOD))
MAKERS: dict[str, Callable[[dict[str, list[Any]]], Any]] = {
    "polars": lambda data: pl.DataFrame(data, strict=False),
    "lazy": lambda data: pl.DataFrame(data, strict=False).lazy(),
    "pandas": pd.DataFrame,
    "pyarrow": pa.table,
    "dictionary": dict,
}
ASKED: dict[str, Callable[[Any], Any]] = {
    "add_deadlines": lambda frame: add_deadlines(frame, matrix=SLA),
    "add_deadlines, tz": lambda frame: add_deadlines(frame, matrix=SLA, tz="Asia/Kolkata"),
    "add_verdicts": lambda frame: add_verdicts(
        frame, resolved_at="resolved_at", as_of=AT, matrix=SLA
    ),
    "add_verdicts, paused": lambda frame: add_verdicts(
        frame, resolved_at="resolved_at", paused="at", as_of=AT, matrix=SLA
    ),
    "clock_states": lambda frame: clock_states(frame, matrix=SLA, now=AT),
    "deadline": lambda frame: deadline(frame, "opened_at", "8 h", BERLIN),
    "elapsed": lambda frame: elapsed(frame, "opened_at", "resolved_at", BERLIN),
    "take_tickets": take_tickets,
    "take_logs": take_logs,
    "make_report": lambda frame: make_report(take_tickets(frame), matrix=SLA, as_of=AT).to_dict(),
}
ARGUMENTS: dict[str, Callable[[Any], Any]] = {
    **{
        f"add_deadlines {name}": lambda value, name=name: add_deadlines(
            pl.DataFrame(GOOD), **{"matrix": SLA, name: value}
        )
        for name in ("plan", "priority", "opened_at", "matrix", "tz", "errors", "prefix", "fields")
    },
    **{
        f"add_verdicts {name}": lambda value, name=name: add_verdicts(
            pl.DataFrame(GOOD), **{"matrix": SLA, "as_of": AT, name: value}
        )
        for name in ("responded_at", "resolved_at", "paused", "as_of", "agreed")
    },
    **{
        f"clock_states {name}": lambda value, name=name: clock_states(
            pl.DataFrame(GOOD), **{"matrix": SLA, "now": AT, name: value}
        )
        for name in ("now", "ticket", "at", "type", "reason", "metrics", "fields", "due_at")
    },
    "frame": lambda value: add_deadlines(value, matrix=SLA),
    "log": lambda value: clock_states(value, matrix=SLA, now=AT),
    "amount": lambda value: deadline(pl.DataFrame(GOOD), "opened_at", value, BERLIN),
    "calendar": lambda value: deadline(pl.DataFrame(GOOD), "opened_at", "8 h", value),
    "array": lambda value: arrays.deadline(BERLIN, value, "8 h"),
    "array elapsed": lambda value: arrays.elapsed(
        BERLIN, np.array(["2026-03-02"], "M8[us]"), value
    ),
    "sql tables": lambda value: SLA.answer_tables(AT, value),
    **{
        f"sql {name}": lambda value, name=name: sql.deadlines(**{"matrix": SLA, name: value})
        for name in ("matrix", "dialect", "tickets", "keep", "plan", "priority", "opened_at", "id")
    },
    **{
        f"sql pauses {name}": lambda value, name=name: sql.deadlines(
            **{"matrix": SLA, "pauses": "pauses", name: value}
        )
        for name in ("pauses", "ticket", "paused_at", "resumed_at", "tables")
    },
    "sql as_of": lambda value: sql.verdicts(SLA, responded_at="a", resolved_at="b", as_of=value),
    "sql elapsed": lambda value: sql.elapsed("a", "b", calendar=value),
    "report as_of": lambda value: make_report(TICKETS, matrix=SLA, as_of=value),
    "report matrix": lambda value: make_report(TICKETS, matrix=value, as_of=AT),
    "report tickets": lambda value: make_report(value, matrix=SLA, as_of=AT),
}


@pytest.mark.parametrize("name", ASKED)
@given(
    column=st.sampled_from(sorted(GOOD)),
    kind=st.sampled_from(sorted(COLUMNS)),
    maker=st.sampled_from(sorted(MAKERS)),
)
@examples(2)
def test_odd_column(name: str, column: str, kind: str, maker: str) -> None:
    try:
        frame = MAKERS[maker]({**GOOD, column: COLUMNS[kind]})
    except Exception:  # noqa: BLE001 - what a library cannot hold does not come to the door
        return
    knock(lambda: ASKED[name](frame))


@pytest.mark.parametrize("name", ARGUMENTS)
@given(value=st.one_of(ANYTHING, TEXTS, st.sampled_from(sorted(GOOD))))
@examples(1)
def test_odd_argument(name: str, value: Any) -> None:
    knock(lambda: ARGUMENTS[name](value))
