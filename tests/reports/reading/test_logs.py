"""Reports on the library's own events."""

from __future__ import annotations

from datetime import timedelta

import polars as pl
import pytest

from slaclock import events
from slaclock.errors import ArgumentTypeError, UnknownNameError
from slaclock.reports import make_report, take_logs
from tests.reports import logs, small

HOUR = timedelta(hours=1)
NINE = logs.MONDAY + 9 * HOUR
LOG = [
    events.Opened(NINE, "gold", "P1"),
    events.Responded(NINE + HOUR / 2),
    events.Paused(NINE + HOUR, "customer"),
    events.Resumed(NINE + 3 * HOUR),
    events.Resolved(NINE + 5 * HOUR),
]


def verdicts(taken: object) -> list[tuple[object, ...]]:
    made = make_report(taken, matrix=small.matrix(), as_of=small.AS_OF)  # type: ignore[arg-type]
    names = ("ticket_id", "response_verdict", "resolution_verdict", "resolution_used_seconds")
    return made.ticket_frame().select(names).rows()


def test_mapping_of_logs_makes_a_report() -> None:
    """Three hours of the five count: two were spent waiting."""
    plain = events.log_to_dicts(LOG)
    assert verdicts(take_logs({"A": LOG, 7: plain})) == [
        ("A", "met", "met", 3 * 3600),
        ("7", "met", "met", 3 * 3600),
    ]


def test_log_says_the_plan_where_the_contract_has_several() -> None:
    """Starter promises P1 a response in 4 h, on Monday from 09:00; Lite in 8 h."""
    log = [events.Opened(NINE, "lite", "P1"), events.Responded(NINE + 5 * HOUR)]
    other = [events.Opened(NINE, "starter", "P1"), events.Responded(NINE + 5 * HOUR)]
    taken = take_logs({"A": log, "B": other})
    made = make_report(taken, matrix="wotnot", as_of=small.AS_OF)
    found = made.ticket_frame().select("ticket_id", "plan", "response_verdict").rows()
    assert found == [("A", "lite", "met"), ("B", "starter", "breached")]


def test_frame_of_events_makes_a_report() -> None:
    frame = pl.DataFrame([{"ticket_id": "A", **event.to_dict()} for event in LOG], strict=False)
    assert verdicts(take_logs(frame)) == [("A", "met", "met", 3 * 3600)]


def test_log_that_cannot_be_read_is_listed_and_every_row_accounted_for() -> None:
    taken = take_logs({"A": LOG, "B": LOG[1:3], "C": [{"type": "opend"}], "D": []})
    assert taken.frame["ticket_id"].to_list() == ["A"]
    assert taken.problems.select("ticket_id", "kind").rows() == [
        ("B", "broken_log"),
        ("C", "broken_log"),
        ("D", "broken_log"),
    ]
    assert taken.frame["rows"].sum() + taken.problems["rows"].sum() == taken.rows


def test_other_things_are_refused() -> None:
    with pytest.raises(UnknownNameError, match="unknown column 'type'"):
        take_logs(pl.DataFrame({"ticket_id": ["A"], "at": [NINE]}))
    with pytest.raises(ArgumentTypeError, match="a mapping from ids to logs"):
        take_logs(7)
