"""Logs with a row for each update, folded into events."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import pytest

from slaclock.reports.errors import TicketFileError
from slaclock.reports.reading.profiles import (
    Profile,
)
from slaclock.reports.reading.tickets import Tickets
from tests.reports.reading.rows import at, listed, read

LOG = "case,when,state"


RULES = {
    "title": "log",
    "columns": {"id": "case"},
    "timezone": "UTC",
    "events": {
        "at": "when",
        "state": ["state"],
        "responded": {"is": ["work*"]},
        "paused": {"is": ["wait*"]},
        "resolved": {"is": ["done"]},
        "closed": {"is": ["archived"]},
    },
}


def log_of(tickets: Tickets) -> list[tuple[str, datetime]]:
    """Return what happened to the only ticket, and when."""
    (log,) = tickets.frame["log"].to_list()
    return [(event["type"], event["at"]) for event in log]


class TestLogs:
    def fold(self, folder: Path, *rows: str) -> Tickets:
        lines = [f"A,2026-03-02 {row}" for row in rows]
        return read(folder, LOG, *lines, profile=Profile.model_validate(RULES))

    def test_rows_are_put_in_the_order_of_time(self, tmp_path: Path) -> None:
        tickets = self.fold(tmp_path, "12:00:00,done", "09:00:00,new", "10:00:00,work")
        names = ("opened_at", "responded_at", "resolved_at", "rows")
        assert tickets.frame.select(names).rows() == [(at(9), at(10), at(12), 3)]

    def test_pause_lasts_to_the_next_row(self, tmp_path: Path) -> None:
        tickets = self.fold(
            tmp_path, "09:00:00,new", "10:00:00,wait", "11:00:00,waiting", "12:00:00,work"
        )
        assert log_of(tickets) == [
            ("opened", at(9)),
            ("paused", at(10)),
            ("resumed", at(11)),
            ("paused", at(11)),
            ("responded", at(12)),
            ("resumed", at(12)),
        ]

    def test_pause_in_the_last_row_has_no_end(self, tmp_path: Path) -> None:
        tickets = self.fold(tmp_path, "09:00:00,new", "10:00:00,wait")
        assert log_of(tickets) == [("opened", at(9)), ("paused", at(10))]

    def test_time_between_resolution_and_reopening_does_not_count(self, tmp_path: Path) -> None:
        tickets = self.fold(
            tmp_path, "09:00:00,new", "10:00:00,done", "11:00:00,work", "13:00:00,done"
        )
        assert tickets.frame["resolved_at"].to_list() == [at(13)]
        assert log_of(tickets) == [
            ("opened", at(9)),
            ("resolved", at(10)),
            ("responded", at(11)),
            ("reopened", at(11)),
            ("resolved", at(13)),
        ]
        assert "1 ticket reopened after a resolution or a closing" in tickets.notes

    def test_ticket_taken_up_after_its_last_resolution_is_open(self, tmp_path: Path) -> None:
        tickets = self.fold(tmp_path, "09:00:00,new", "10:00:00,done", "11:00:00,work")
        assert tickets.frame.select("resolved_at", "state").rows() == [(None, "open")]

    def test_ticket_over_without_a_resolution_is_closed(self, tmp_path: Path) -> None:
        tickets = self.fold(tmp_path, "09:00:00,new", "10:00:00,archived")
        assert tickets.frame.select("resolved_at", "state").rows() == [(None, "closed")]

    def test_unreadable_row_takes_its_ticket_with_it(self, tmp_path: Path) -> None:
        """Half a story would be told with the wrong end."""
        tickets = read(
            tmp_path,
            LOG,
            "A,2026-03-02 09:00:00,new",
            "A,soon,done",
            "B,2026-03-02 09:00:00,new",
            profile=Profile.model_validate(RULES),
        )
        assert tickets.frame["ticket_id"].to_list() == ["B"]
        assert listed(tickets) == [(1, "broken_log"), (2, "unreadable_time")]

    def test_missing_column_of_the_rules_is_an_error(self, tmp_path: Path) -> None:
        with pytest.raises(TicketFileError, match="no column 'state' for state"):
            read(tmp_path, "case,when", "A,x", profile=Profile.model_validate(RULES))
