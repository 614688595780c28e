"""The report as a whole: what it takes, and the forms it gives."""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path

import pytest

from slaclock.errors import HolidayError, TextError
from slaclock.reports import Report
from tests.reports import small
from tests.reports.page.test_prices import report


class TestForms:
    def test_zone_of_the_page_may_be_another(self, tmp_path: Path) -> None:
        made = small.report(tmp_path, zone="Asia/Kolkata")
        assert made.as_of.utcoffset() == timedelta(hours=5, minutes=30)
        assert "Outlined" not in made.to_html()

    def test_title_is_that_of_the_contract_or_another(self, made: Report, tmp_path: Path) -> None:
        assert made.title == "Desk"
        assert "<h1>Ours</h1>" in small.report(tmp_path, title="Ours").to_html()

    def test_json_is_the_same_as_the_data(self, made: Report) -> None:
        assert json.loads(made.to_json()) == made.to_dict()

    def test_csv_has_what_else_the_file_says(self, tmp_path: Path) -> None:
        head = small.with_teams(tmp_path).to_csv().splitlines()[0]
        assert head.endswith("resolution_late_wall_seconds,status,Team")
        assert small.report(tmp_path).to_csv().splitlines()[0].endswith("late_wall_seconds")

    def test_stories_by_their_former_name(self, tmp_path: Path) -> None:
        assert small.report(tmp_path, stories=["A"], told=["B"]).stories == ("A", "B")

    def test_days_are_refused_before_anything_is_judged(self, tmp_path: Path) -> None:
        with pytest.raises(TextError, match="'someday' is no date and no period"):
            small.report(tmp_path, matrix="wotnot", first_day="someday")


class TestPrice:
    def test_is_none_unless_asked_for(self, made: Report) -> None:
        assert made.price is None
        assert made.to_dict()["price"] is None

    def test_is_that_of_the_command_price(self, tmp_path: Path) -> None:
        found = report(tmp_path).to_dict()["price"]
        assert {one["clause"]: one["verdicts"] for one in found} == {
            "business day": 3,
            "bound": 2,
            "hours": 3,
            "due at closing": 2,
        }

    def test_counts_the_tickets_that_count(self, tmp_path: Path) -> None:
        """Of all tickets D alone is resolved on Monday 2 March."""
        made = report(tmp_path, count_by="resolved", last_day="2026-03-02")
        assert made.price is not None
        assert len(made.verdicts) == 1
        assert {one.clause: one.verdicts for one in made.price.clauses} == {
            "business day": 0,
            "bound": 1,
            "hours": 0,
            "due at closing": 0,
        }

    def test_holidays_that_may_be_meant(self, tmp_path: Path) -> None:
        """3 March 2026 is a holiday in Bulgaria."""
        made = report(tmp_path, price=False, country="BG")
        assert made.price is not None
        readings = [one.readings[0].name for one in made.price.clauses if one.clause == "holidays"]
        assert readings == ["those of BG are observed"]
        with pytest.raises(HolidayError, match="Bulgaria"):
            report(tmp_path, country="Bulgaria")
