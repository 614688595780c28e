"""Columns that are put together: a date and a time of day, in every form they come in."""

from __future__ import annotations

from datetime import date, datetime, time

import polars as pl
import pytest

from slaclock.reports import take_tickets
from slaclock.reports.reading.joined import cleaned, joined
from tests.reports.reading.files import listed, opened

JOINED = {"columns": {"id": "id", "opened_at": "day + time"}, "timezone": "UTC"}
TIMES = {
    "text": (["2026-05-04", "2026-05-05"], ["10:00", "11:30"]),
    "dates and times": ([date(2026, 5, 4), date(2026, 5, 5)], [time(10), time(11, 30)]),
    # Excel keeps a date as midnight, and a time of day on the first day it knows.
    "spreadsheet": (
        [datetime(2026, 5, 4), datetime(2026, 5, 5)],
        [datetime(1899, 12, 31, 10), datetime(1899, 12, 31, 11, 30)],
    ),
    "spreadsheet of 1904": (
        [datetime(2026, 5, 4), datetime(2026, 5, 5)],
        [datetime(1904, 1, 1, 10), datetime(1904, 1, 1, 11, 30)],
    ),
}


@pytest.mark.parametrize(("days", "times"), TIMES.values(), ids=TIMES)
def test_date_and_time_of_day(days: list[object], times: list[object]) -> None:
    frame = pl.DataFrame({"id": ["1", "2"], "day": days, "time": times})
    found = take_tickets(frame, **JOINED)
    assert opened(found) == ["2026-05-04 10:00:00", "2026-05-05 11:30:00"]


def test_date_whose_time_of_day_is_missing_is_listed() -> None:
    frame = pl.DataFrame(
        {"id": ["1", "2"], "day": ["2026-05-04", "2026-05-05"], "time": ["10:00", None]}
    )
    found = take_tickets(frame, **JOINED)
    assert listed(found) == [
        (2, "unreadable_time", "day + time '2026-05-05' is a date without a time of day")
    ]


def test_time_of_day_without_a_date_is_nothing() -> None:
    frame = pl.DataFrame({"day": [None, "2026-05-04"], "time": ["10:00", "-"]})
    texts = frame.select(joined(frame, ("day", "time"), ("", "-"))).to_series()
    assert texts.to_list() == [None, "2026-05-04"]


def test_values_that_stand_for_nothing_are_none() -> None:
    frame = pl.DataFrame({"a": [" x ", "", "NULL"], "n": [1, 2, 3]})
    found = frame.select(cleaned(frame, "a", ("", "NULL")), cleaned(frame, "n", ("", "NULL")))
    assert found.rows() == [("x", 1), (None, 2), (None, 3)]
