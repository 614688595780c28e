"""What a notebook shows of a contract, a calendar, a deadline, a clock and a report."""

from __future__ import annotations

import re
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from slaclock import Calendar, Clock, compute_deadline, events, load_matrix

OPENED = datetime.fromisoformat("2026-03-06T18:30:00+05:30")
DESK = Calendar(timezone="Asia/Kolkata", hours={"mon-thu": ["09:00-12:00", "13:00-19:00"]})
PAUSED = Clock(
    "wotnot",
    [
        events.Opened(OPENED, plan="starter", priority="P1"),
        events.Paused(OPENED.replace(minute=45), reason="customer"),
    ],
)


def cells(thing: Any) -> list[list[str]]:
    """Return the text of the rows of the table that a thing shows itself as."""
    rows = re.findall("<tr.*?</tr>", thing._repr_html_())
    return [re.findall(">([^<]*)</t[hd]>", row) for row in rows]


def test_deadline_shows_what_is_due_when() -> None:
    assert cells(compute_deadline("starter", "P1", OPENED)) == [
        ["metric", "target", "calendar", "due"],
        ["First response", "&lt; 8 h", "business", "Mon 2026-03-09 16:30 +05:30"],
        ["Response", "4 h", "business", "Mon 2026-03-09 12:30 +05:30"],
        ["Resolution", "1 BD", "business", "Mon 2026-03-09 18:30 +05:30"],
    ]


def test_matrix_shows_its_plans_beside_one_another() -> None:
    shown = cells(load_matrix("wotnot"))
    assert shown[0] == ["", "Lite", "Starter", "Premium", "Enterprise"]
    assert [
        "P1 Critical",
        "8 h / 1 BD",
        "4 h / 1 BD",
        "1 h / 8 h",
        "always: 30 min / 4 h",
    ] in shown


def test_calendar_shows_its_week() -> None:
    assert cells(DESK)[1] == ["Mon", "09:00-12:00, 13:00-19:00"]
    assert cells(DESK)[5:] == [["Fri", "closed"], ["Sat", "closed"], ["Sun", "closed"]]


def test_combined_calendar_shows_its_parts() -> None:
    assert cells(DESK - DESK) == [["open"], [f"({DESK} - {DESK})"]]


def test_clock_shows_how_it_stands_after_its_last_event() -> None:
    assert "Fri 2026-03-06 18:45 +05:30: paused" in PAUSED._repr_html_()
    assert ["Resolution", "paused", ""] in cells(PAUSED)
    assert ["Response", "running", "Mon 2026-03-09 12:30 +05:30"] in cells(PAUSED)


def test_name_from_a_file_is_escaped() -> None:
    matrix = load_matrix("wotnot")
    content = {**matrix.content(), "title": "<script>"}
    shown = type(matrix).model_validate(content)._repr_html_()
    assert "&lt;script&gt;" in shown
    assert "<script>" not in shown


@pytest.mark.parametrize("thing", [DESK, load_matrix("wotnot"), PAUSED])
def test_repr_is_short(thing: object) -> None:
    assert len(repr(thing)) < 160


def test_report_shows_itself_in_one_line(tmp_path: Path) -> None:
    export = tmp_path / "october.csv"
    export.write_text(
        "id,priority,opened_at\n1,P1,2026-10-05T10:00:00Z\n2,P2,2026-10-06T10:00:00Z\n"
    )
    reports = pytest.importorskip("slaclock.reports")
    as_of = datetime.fromisoformat("2026-11-01T00:00:00+00:00")
    tickets = reports.read_tickets(export, plan="lite")
    report = reports.make_report(tickets, as_of=as_of, title="October")
    assert repr(report) == "<Report 'October', 2 tickets, as of Sun 2026-11-01 05:30 +05:30>"
