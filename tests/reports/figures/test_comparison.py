"""This period against the one before it."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from slaclock.reports import Report
from slaclock.reports.figures.attainment import Counts
from slaclock.reports.figures.comparison import Comparison, points_text
from tests.reports import small

ROWS = (
    # January: two of two in time; February: one of three; March has begun
    "A,gold,P1,2026-01-05T09:00:00Z,2026-01-05T09:30:00Z,2026-01-05T10:00:00Z,done",
    "B,gold,P1,2026-01-30T09:00:00Z,2026-01-30T09:30:00Z,2026-01-30T10:00:00Z,done",
    "C,gold,P1,2026-02-02T09:00:00Z,2026-02-02T09:30:00Z,2026-02-02T10:00:00Z,done",
    "D,gold,P1,2026-02-03T09:00:00Z,2026-02-03T09:30:00Z,2026-02-04T10:00:00Z,done",
    "E,gold,P1,2026-02-27T09:00:00Z,2026-02-27T09:30:00Z,2026-03-02T10:00:00Z,done",
    "F,gold,P1,2026-03-02T09:00:00Z,2026-03-02T09:30:00Z,2026-03-02T10:00:00Z,done",
)


def comparison(folder: Path, **changes: object) -> Comparison:
    found = small.report(folder, *ROWS, **changes).comparison
    assert found is not None
    return found


class TestCompare:
    def test_last_full_month_against_the_one_before(self, tmp_path: Path) -> None:
        found = comparison(tmp_path)
        assert (found.now.first, found.now.end) == (date(2026, 2, 1), date(2026, 3, 1))
        assert (found.now.tickets, found.before.tickets) == (3, 2)
        assert found.now.counts["resolution"][:2] == (1, 2)
        assert found.before.counts["resolution"][:2] == (2, 0)
        assert found.points("resolution") == "−66.6 points"
        assert found.points("response") == "no change"
        assert found.volume() == "+1 (+50 %)"

    def test_stretch_of_whole_months_against_as_many_months(self, tmp_path: Path) -> None:
        found = comparison(tmp_path, first_day="2026-02", last_day="2026-03")
        assert (found.before.first, found.before.end) == (date(2025, 12, 1), date(2026, 2, 1))
        assert (found.now.tickets, found.before.tickets) == (4, 2)

    def test_stretch_of_days_against_as_many_days(self, tmp_path: Path) -> None:
        found = comparison(tmp_path, first_day="2026-02-02", last_day="2026-02-08")
        assert (found.before.first, found.before.end) == (date(2026, 1, 26), date(2026, 2, 2))
        assert (found.now.tickets, found.before.tickets) == (2, 1)
        assert found.now.label == "2 February 2026 to 8 February 2026"

    def test_by_resolution(self, tmp_path: Path) -> None:
        """E was opened in February and resolved in March."""
        found = comparison(tmp_path, count_by="resolved")
        assert (found.now.tickets, found.before.tickets) == (2, 2)

    def test_nothing_in_either_is_no_comparison(self, tmp_path: Path) -> None:
        as_of = datetime(2026, 7, 1, tzinfo=UTC)
        assert small.report(tmp_path, *ROWS, as_of=as_of).comparison is None

    def test_one_day_is_called_by_its_date(self, tmp_path: Path) -> None:
        found = comparison(tmp_path, first_day="2026-03-02", last_day="2026-03-02")
        assert found.now.label == "2 March 2026"
        assert found.volume() == "+1"

    def test_page_and_data_show_it(self, tmp_path: Path) -> None:
        made: Report = small.report(tmp_path, *ROWS)
        page = made.to_html()
        assert ">February 2026</th>" in page
        assert "−66.6 points" in page
        data = made.to_dict()["comparison"]
        assert data["now"]["first_day"] == "2026-02-01"
        assert data["before"]["last_day"] == "2026-01-31"
        assert data["points"]["resolution"] == "−66.6 points"


@pytest.mark.parametrize(
    ("before", "now", "text"),
    [
        ((9, 1), (19, 1), "+5.0 points"),
        ((1, 0), (2, 1), "−33.3 points"),
        ((1, 1), (2, 2), "no change"),
        ((1000, 1001), (1001, 1001), "less than 0.1 points"),
        ((0, 0), (1, 0), "n/a"),
        ((1, 0), (0, 0), "n/a"),
    ],
)
def test_points(before: tuple[int, int], now: tuple[int, int], text: str) -> None:
    one, two = (Counts(*pair, 0, 0, 0, 0) for pair in (before, now))
    assert points_text(one, two) == text
