"""What came, went and stayed, worked out by hand."""

from __future__ import annotations

from pathlib import Path

from tests.reports import small
from tests.reports.figures.test_lives import log_report


class TestVolume:
    def test_in_out_and_open_by_day(self, tmp_path: Path) -> None:
        """Opened: A B D E, F G, H, -, C. Resolved: A on the 2nd, B and D on the 3rd.

        F is closed, nobody says since when: it is never open.
        """
        found = small.report(tmp_path, period="day").volume
        assert [flow[1:] for flow in found.flows] == [
            (4, 1, 3),
            (2, 2, 2),
            (1, 0, 3),
            (0, 0, 3),
            (1, 0, 4),
        ]
        assert (found.knows_ends, found.unknown_ends) == (True, 1)

    def test_days_that_count_begin_with_what_was_open_before(self, tmp_path: Path) -> None:
        found = small.report(tmp_path, period="day", first_day="2026-03-04", last_day="2026-03-05")
        assert [flow[1:] for flow in found.volume.flows] == [(1, 0, 3), (0, 0, 3)]

    def test_file_without_ends(self, tmp_path: Path) -> None:
        made = small.report(tmp_path, small.ROWS[2])
        assert not made.volume.knows_ends
        assert made.to_dict()["volume"] == [
            {"period": "2026-03", "opened": 1, "ended": None, "open_at_end": None}
        ]

    def test_nothing(self, tmp_path: Path) -> None:
        assert small.report(tmp_path, small.ROWS[8]).volume.flows == ()

    def test_ticket_that_is_closed_without_a_resolution_went(self) -> None:
        made = log_report(("09:00", "new"), ("12:00", "cancelled"))
        assert [flow[1:] for flow in made.volume.flows] == [(1, 1, 0)]

    def test_page_has_the_table(self, tmp_path: Path) -> None:
        page = small.report(tmp_path, period="day").to_html()
        assert '<th scope="row">2026-03-03</th><td class="n">2</td><td class="n">2</td>' in page
        assert "1 ticket closed without a time of it" in page


class TestAges:
    def test_open_tickets_by_age(self, tmp_path: Path) -> None:
        """C is half an hour old; H two days, and overdue in no open promise but its response.

        G, three days old, has a promise of a response that was kept; E, four days old, has none.
        """
        found = {age.label: age[1:] for age in small.report(tmp_path).ages}
        assert found == {
            "under 1 d": (1, 0),
            "1 to 3 d": (1, 0),
            "3 to 7 d": (2, 0),
            "7 to 14 d": (0, 0),
            "14 to 30 d": (0, 0),
            "30 to 90 d": (0, 0),
            "90 d and more": (0, 0),
        }

    def test_overdue(self, tmp_path: Path) -> None:
        row = "J,gold,P1,2025-03-03T09:00:00Z,,,open"
        assert small.report(tmp_path, row).ages[-1] == ("90 d and more", 1, 1)
