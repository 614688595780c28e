"""An export that is opened: which it is, and what a first look says of it."""

from __future__ import annotations

from pathlib import Path

import pytest

from slaclock.errors import UndecidedTimesError
from slaclock.reports import propose_profile
from slaclock.reports.reading.proposals import Draft
from tests.reports.reading.files import read
from tests.reports.reading.sheets import FIRST, HEADER, SECOND


def draft(folder: Path, content: str) -> Draft:
    path = folder / "desk.csv"
    path.write_text(content, encoding="utf-8")
    return propose_profile(path)


class TestFirstSight:
    def test_what_a_known_export_lacks_is_in_its_draft(self, tmp_path: Path) -> None:
        content = (
            "Issue key,Issue id,Created,Resolved,Status\n"
            "OPS-1,1,03/Nov/26 2:15 PM,03/Nov/26 4:15 PM,Done\n"
        )
        found = draft(tmp_path, content)
        gap = "Jira's export has no time of the first answer"
        assert found.known == ("read as Jira issue export", f"no responded_at: {gap}")
        assert f'# responded_at = "..."  # {gap}\n' in found.to_toml()
        assert found.picks["opened_at"] == ("Created", "as the profile says")

    def test_and_said_where_the_first_run_fails(self, tmp_path: Path) -> None:
        content = "Issue key,Issue id,Created,Resolved,Status\nOPS-1,1,03/Nov/26 2:15 PM,,Done\n"
        with pytest.raises(UndecidedTimesError) as caught:
            read(tmp_path, content)
        assert caught.value.__notes__ == [
            "read as Jira issue export",
            "no responded_at: Jira's export has no time of the first answer",
        ]

    def test_lengths_of_time_are_told(self, tmp_path: Path) -> None:
        content = "Ticket,Created,First response\n1,2026-11-24 10:00:00,2.5 hrs\n"
        assert (
            "responded_at: 'First response' holds lengths of time, such as '2.5 hrs', no instants"
            in draft(tmp_path, content).lines()
        )

    def test_header_without_rows_is_told(self, tmp_path: Path) -> None:
        assert draft(tmp_path, HEADER).lines()[0] == "a header, and no rows below it"

    def test_a_column_with_few_odd_values_is_still_one_of_times(self, tmp_path: Path) -> None:
        content = (
            "Ticket,Opened,Other\n1,11/24/2026 10:00:00,a\n2,11/24/2026 9:00:00,b\n3,#REF!,c\n"
        )
        assert draft(tmp_path, content).picks["opened_at"].column == "Opened"

    def test_the_header_again_is_no_row(self, tmp_path: Path) -> None:
        found = draft(tmp_path, HEADER + FIRST + HEADER + SECOND)
        assert found.picks["opened_at"].column == "opened_at"
        assert dict(found.states) == {"Open": 1, "Done": 1}
