"""What the page says of the file it was made from."""

from __future__ import annotations

from pathlib import Path

from slaclock.reports import Report
from slaclock.reports.page.rows import accounted, facts, later, problems, span
from tests.reports import small

BROKEN = "X,gold,P1,someday,,,open"


def test_span_of_openings(made: Report, tmp_path: Path) -> None:
    assert span(made) == "from 2 March 2026 to 6 March 2026"
    assert span(small.report(tmp_path, small.ROWS[0])) == "on 2 March 2026"
    assert span(small.report(tmp_path, first_day="2027")) == ""


def test_span_of_resolutions(tmp_path: Path) -> None:
    made = small.report(tmp_path, count_by="resolved")
    assert span(made) == "from 2 March 2026 to 3 March 2026"


def test_every_row_is_accounted_for(made: Report, tmp_path: Path) -> None:
    own = "tickets.csv (Tickets with slaclock's own names)"
    assert accounted(made) == f"9 rows of {own}: all of them are part of 9 tickets."
    assert accounted(small.report(tmp_path, *small.ROWS[:2], BROKEN)) == (
        f"3 rows of {own}: 2 rows became 2 tickets, 1 row became none and is listed here."
    )


def test_later_tickets_are_told(made: Report) -> None:
    assert list(later(made)) == ["1 ticket opened after Fri 6 Mar 2026 16:30 left out"]


def test_problems_and_reasons(tmp_path: Path) -> None:
    found = problems(small.report(tmp_path, *small.ROWS, BROKEN))
    assert found["problems_title"] == "1 entry, row by row"
    assert found["problems"][0][:2] == ("10", "X")
    assert found["reasons"] == [("unknown priority 'P9' in matrix 'desk'; priorities: P1, P2", "1")]


def test_facts_name_the_matrix_and_what_made_it(made: Report) -> None:
    found = dict(facts(made))
    assert found["Matrix"].startswith("Desk (desk, version 1), SHA-256 ")
    assert found["Made by"].startswith("slaclock ")
