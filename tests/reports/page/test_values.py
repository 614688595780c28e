"""What the template is given."""

from __future__ import annotations

from pathlib import Path

from slaclock.reports import Report
from slaclock.reports.page.values import page_values
from tests.reports import small


def test_sections_are_those_that_say_something(made: Report) -> None:
    names = [name for name, _ in page_values(made)["sections"]]
    assert names == [
        *("attainment", "where", "open", "volume", "hours", "used", "worst"),
        "rows",
    ]


def test_sections_of_groups_and_stories(tmp_path: Path) -> None:
    made = small.with_teams(tmp_path, by=["team", "status"], stories=["A"])
    titles = [title for _, title in page_values(made)["sections"]]
    assert titles[2:4] == ["By team", "By status"]
    assert "Asked for" in titles


def test_nothing_judged(tmp_path: Path) -> None:
    made = small.report(tmp_path, first_day="2027")
    values = page_values(made)
    assert [name for name, _ in values["sections"]] == ["attainment", "rows"]
    assert values["count_tickets"] == "0 tickets"


def test_what_is_open_is_said_to_be_of_all_tickets(tmp_path: Path, made: Report) -> None:
    told = "of all tickets of the file, whenever they were opened"
    assert told in small.report(tmp_path, first_day="2026-03-02").to_html()
    assert told not in made.to_html()
