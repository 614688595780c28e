"""What the page says of time."""

from __future__ import annotations

from pathlib import Path

from slaclock.reports import Report
from slaclock.reports.page.over_time import hour_values, period_values, use_values
from slaclock.reports.page.sheet import Sheet
from tests.reports import small


class TestPeriods:
    def test_table_has_a_row_for_days_without_tickets(self, tmp_path: Path) -> None:
        found = period_values(Sheet(small.report(tmp_path, period="day")))
        assert [row["label"][-2:] for row in found["periods"]] == ["02", "03", "04", "05", "06"]
        assert found["periods"][3]["shares"] == [("n/a", "0", False)] * 3
        assert found["most_decided"] == "3"

    def test_one_period_has_no_chart(self, made: Report) -> None:
        assert period_values(Sheet(made))["over_time"] == []
        assert 'id="time"' not in made.to_html()

    def test_charts_say_the_whole_and_of_how_many(self, tmp_path: Path) -> None:
        charts = period_values(Sheet(small.report(tmp_path, period="day")))["over_time"]
        assert [(chart["title"], chart["sub"]) for chart in charts] == [
            ("First response", "60.0 % of 5"),
            ("Response", "50.0 % of 4"),
            ("Resolution", "33.3 % of 3"),
        ]


class TestHours:
    def test_sums_and_peaks(self, made: Report) -> None:
        subs = [chart["sub"] for chart in hour_values(Sheet(made))["hours"]]
        assert subs == [
            "8, up to 4 an hour",
            "2, up to 1 an hour",
            "2, up to 1 an hour",
            "2, up to 1 an hour",
        ]

    def test_hours_are_outlined_in_the_zone_of_the_calendar_alone(self, tmp_path: Path) -> None:
        assert hour_values(Sheet(small.report(tmp_path)))["windows_of"] == "the calendar “office”"
        elsewhere = small.report(tmp_path, zone="Asia/Kolkata")
        assert hour_values(Sheet(elsewhere))["windows_of"] == ""


class TestUse:
    def test_percentiles_and_lateness(self, made: Report) -> None:
        rows = {row["name"]: row["cells"] for row in use_values(Sheet(made))["use_rows"]}
        assert rows["Resolution"] == [
            "3", "8 h", "8 h", "8 h", "under 1 s", "15 h", "4 h", "20 h",
        ]  # fmt: skip

    def test_nothing_completed_has_no_chart(self, tmp_path: Path) -> None:
        assert use_values(Sheet(small.report(tmp_path, small.ROWS[2])))["used"] == []
