"""Which tickets count: from a day to a day, by opening or by resolution."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from slaclock.errors import ArgumentTypeError, TextError, TicketFileError
from slaclock.reports import Report, make_report, read_tickets
from tests.reports import small


def ids(made: Report) -> str:
    return "".join(made.verdicts.frame["ticket_id"])


class TestChoice:
    @pytest.mark.parametrize(
        ("first_day", "last_day", "counted"),
        [
            (None, None, "ABCDEFGH"),
            ("2026-03-03", None, "CFGH"),
            (date(2026, 3, 3), date(2026, 3, 3), "FG"),
            (None, "2026-03-02", "ABDE"),
            ("2026-03", "2026-03", "ABCDEFGH"),
            ("2026-Q2", None, ""),
        ],
    )
    def test_both_days_count(
        self, tmp_path: Path, first_day: str | None, last_day: str | None, counted: str
    ) -> None:
        assert ids(small.report(tmp_path, first_day=first_day, last_day=last_day)) == counted

    @pytest.mark.parametrize(
        ("count_by", "day"), [("opened", "2026-03-02"), ("resolved", "2026-03-03")]
    )
    def test_day_begins_at_its_midnight_and_ends_before_the_next(
        self, tmp_path: Path, count_by: str, day: str
    ) -> None:
        rows = (
            "A,gold,P1,2026-03-01T23:59:59.999999Z,,2026-03-02T23:59:59.999999Z,done",
            "B,gold,P1,2026-03-02T00:00:00Z,,2026-03-03T00:00:00Z,done",
            "C,gold,P1,2026-03-03T00:00:00Z,,2026-03-04T00:00:00Z,done",
        )
        made = small.report(tmp_path, *rows, first_day=day, last_day=day, count_by=count_by)
        assert ids(made) == "B"

    def test_days_are_those_of_the_zone(self, tmp_path: Path) -> None:
        """Friday 16:00 in UTC is Saturday 05:00 in Auckland; the others open at 09:00, 22:00."""
        made = small.report(tmp_path, zone="Pacific/Auckland", first_day="2026-03-07")
        assert ids(made) == "C"

    def test_by_resolution_only_what_is_resolved_by_then_counts(self, tmp_path: Path) -> None:
        made = small.report(tmp_path, count_by="resolved", period="day")
        assert ids(made) == "ABD"
        labels = [period.label for period in made.attainment.periods.periods]
        assert labels == ["2026-03-02", "2026-03-03"]
        assert made.counts("resolution", period=1) == (0, 2, 0, 0, 0, 0)
        assert (
            "counted by the date of resolution: 5 tickets not resolved by then stand under what "
            "is open alone, those that are late too"
        ) in made.verdicts.notes

    def test_resolution_after_the_instant_of_asking_does_not_count(self, tmp_path: Path) -> None:
        as_of = datetime(2026, 3, 2, 14, tzinfo=UTC)
        assert ids(small.report(tmp_path, count_by="resolved", as_of=as_of)) == "A"

    def test_what_is_open_is_told_of_all_tickets(self, tmp_path: Path) -> None:
        made = small.report(tmp_path, first_day="2026-03-02", last_day="2026-03-02")
        assert [entry.ticket_id for entry in made.next_due()] == ["C", "C", "C"]
        assert made.counts("resolution").running == 0
        assert made.story("C").status == "running"

    def test_how_many_do_not_count_is_said(self, tmp_path: Path) -> None:
        made = small.report(tmp_path, first_day="2026-03-03")
        assert "4 tickets opened at other dates not counted" in made.verdicts.notes
        assert "4 tickets opened at other dates not counted" in made.to_html()

    def test_day_before_the_first_is_refused(self, tmp_path: Path) -> None:
        with pytest.raises(TextError, match="'2026-02' is before the first day, 2026-03-01"):
            small.report(tmp_path, first_day="2026-03", last_day="2026-02")

    def test_instant_is_no_day(self, tmp_path: Path) -> None:
        with pytest.raises(ArgumentTypeError, match="first_day"):
            small.report(tmp_path, first_day=small.AS_OF)

    def test_unknown_way_to_count_is_refused(self, tmp_path: Path) -> None:
        with pytest.raises(TextError, match="'closed' is no way to count tickets; write opened or"):
            small.report(tmp_path, count_by="closed")

    def test_file_without_resolutions_cannot_be_counted_by_them(self, tmp_path: Path) -> None:
        path = tmp_path / "open.csv"
        path.write_text(
            "id,plan,priority,opened_at,responded_at\nA,gold,P1,2026-03-02T09:00Z,\n", "utf-8"
        )
        with pytest.raises(TicketFileError, match="no times of resolution to count tickets by"):
            make_report(
                read_tickets(path), matrix=small.matrix(), as_of=small.AS_OF, count_by="resolved"
            )
