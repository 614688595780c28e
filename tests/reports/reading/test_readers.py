"""Ticket exports as tickets: every row is accounted for."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from slaclock.errors import (
    LedgerError,
)
from slaclock.reports import read_tickets
from slaclock.reports.reading import readers
from tests.reports.reading.files import DAY, listed, read


def test_rows_that_do_not_add_up_stop_the_reading(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(readers, "in_order", lambda frame, listing: frame.head(1))
    with pytest.raises(LedgerError, match="adds up to 1 rows, but 2 were to be accounted for"):
        read(tmp_path, f"ticket_id,opened_at\n1,{DAY}\n2,{DAY}\n")


def test_column_without_a_time_of_day_is_told(tmp_path: Path) -> None:
    rows = (
        "1,2026-05-04T10:00:00Z,2026-05-05T00:00:00Z\n2,2026-05-04T11:00:00Z,2026-05-06T00:00:00Z\n"
    )
    found = read(tmp_path, "ticket_id,opened_at,resolved_at\n" + rows)
    assert found.notes == (
        (
            "'resolved_at' has no time of day: midnight is taken for 2 values; if another column "
            "has it, join them, for example with --map resolved_at='Date + Time'"
        ),
    )


def test_date_alone_among_times_is_listed_as_such(tmp_path: Path) -> None:
    content = f"ticket_id,opened_at\n1,{DAY}\n2,2026-05-24\n3,soon\n"
    assert listed(read(tmp_path, content)) == [
        (2, "unreadable_time", "opened_at '2026-05-24' is a date without a time of day"),
        (3, "unreadable_time", "opened_at 'soon' is not a time in any of the column's formats"),
    ]


def test_log_without_an_answer_says_so(tmp_path: Path) -> None:
    (tmp_path / "log.csv").write_text("id,at,state\n1,2026-05-04T09:00Z,new\n")
    rules: dict[str, Any] = {"at": "at", "state": ["state"], "resolved": {"is": ["done"]}}
    columns = {"id": "id"}
    found = read_tickets(tmp_path / "log.csv", columns=columns, events=rules)
    assert "no state is declared to be an answer" in found.notes[-1]
    rules["responded"] = {"is": ["in work"]}
    assert read_tickets(tmp_path / "log.csv", columns=columns, events=rules).notes == ()
