"""What the page says of the work."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

from slaclock.reports import make_report, read_tickets
from slaclock.reports.page.sheet import Sheet
from slaclock.reports.page.work import cause_values, life_values, volume_values
from tests.reports import small
from tests.reports.figures.test_causes import ROWS
from tests.reports.figures.test_lives import FULL, log_report


def test_volume_has_two_charts_where_ends_are_known(tmp_path: Path) -> None:
    found = volume_values(Sheet(small.report(tmp_path, period="day")))
    assert [(chart["title"], chart["sub"]) for chart in found["volume_charts"]] == [
        ("In and out", "8 in, 3 out"),
        ("Open at the end", "4 at the last"),
    ]
    assert found["ages"][0] == ("under 1 d", "1", "0")


def test_one_period_has_no_charts(tmp_path: Path) -> None:
    found = volume_values(Sheet(small.report(tmp_path)))
    assert found["volume_charts"] == []
    assert found["volume"] == [("2026-03", "8", "3", "4")]


def test_marks_that_no_missed_ticket_has_are_left_out(tmp_path: Path) -> None:
    rows = cause_values(Sheet(small.report(tmp_path, *ROWS)))
    assert [(row["name"], row["missed"], row["met"], row["more"]) for row in rows] == [
        ("First response", "100 %", "33.3 %", True),
        ("Response", "100 %", "33.3 %", True),
        ("Resolution", "50.0 %", "50.0 %", False),
        ("Resolution", "50.0 %", "0 %", True),
    ]


def test_statuses_and_times() -> None:
    found = life_values(Sheet(log_report(*FULL)))
    assert found["times"][1] == ("reopened once", "1", "0 %", "1", False)
    assert found["statuses"][0] == ("work", "1", "4 h 30 min", "4 h 30 min", "4 h 30 min")
    assert found["more_statuses"] == 0


def test_page_of_tickets_of_which_nothing_can_be_judged(tmp_path: Path) -> None:
    """The file says when tickets were opened, and neither when they were answered nor ended."""
    path = tmp_path / "opened.csv"
    path.write_text("ticket_id,opened_at\nA,2026-03-02T09:00:00Z\n")
    tickets = read_tickets(path, plan="starter", priority="P1")
    page = make_report(tickets, matrix="wotnot", as_of=datetime(2026, 3, 3, tzinfo=UTC)).to_html()
    assert "resolution is not judged" in page
