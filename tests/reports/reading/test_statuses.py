"""What a status means, where a row is a ticket."""

from __future__ import annotations

from pathlib import Path

from tests.reports.reading.files import DAY, listed, read

HEADER = "ticket_id,opened_at,resolved_at,status\n"


class TestStatuses:
    ROWS = f"1,{DAY},,Closed\n2,{DAY},,Pending\n3,{DAY},,Deleted\n4,{DAY},,New\n"

    def test_without_a_meaning_they_are_told_and_an_end_is_no_open_ticket(
        self, tmp_path: Path
    ) -> None:
        found = read(tmp_path, HEADER + self.ROWS)
        assert found.frame["state"].to_list() == ["closed", "open", "closed", "open"]
        [note] = found.notes
        assert note.startswith("nobody has said what the statuses mean: 'Closed' (1)")

    def test_meanings_by_hand(self, tmp_path: Path) -> None:
        rules = {
            "closed": {"is": ["Closed"]},
            "waiting": {"is": ["Pend*"]},
            "left_out": {"is": ["Deleted"]},
        }
        found = read(tmp_path, HEADER + self.ROWS, statuses=rules)
        assert found.frame["state"].to_list() == ["closed", "waiting", "open"]
        assert listed(found) == [(3, "left_out", "status is 'Deleted'")]
