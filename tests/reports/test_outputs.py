"""What is written of tickets: every text as it is, and none that a spreadsheet would run."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

import polars as pl

from slaclock.reports.outputs import safe_csv


def test_texts_that_begin_a_formula_get_an_apostrophe_and_numbers_do_not() -> None:
    frame = pl.DataFrame({"title": ["=1+1", "@x", "-5", "+1.5", "plain", None], "n": [-1] * 6})
    lines = safe_csv(frame).split("\r\n")
    assert lines == ["title,n", "'=1+1,-1", "'@x,-1", "-5,-1", "+1.5,-1", "plain,-1", ",-1", ""]


def test_instants_have_their_offset_and_no_needless_digits() -> None:
    at = datetime(2026, 3, 6, 18, 30, tzinfo=ZoneInfo("Asia/Kolkata"))
    frame = pl.DataFrame({"at": [at, at.replace(microsecond=250)]})
    assert safe_csv(frame, header=False).split() == [
        "2026-03-06T18:30:00+05:30",
        "2026-03-06T18:30:00.000250+05:30",
    ]


def test_other_separators() -> None:
    assert safe_csv(pl.DataFrame({"a": [1], "b": [2]}), "\t") == "a\tb\r\n1\t2\r\n"
