"""The figures as plain data."""

from __future__ import annotations

import csv
import io
import json
from datetime import datetime
from pathlib import Path

import polars as pl

from slaclock.reports import Report, make_report, take_tickets
from tests.reports import small


def test_json_keeps_every_figure(made: Report) -> None:
    data = json.loads(made.to_json())
    assert data["metrics"]["resolution"]["decided"] == 3
    assert data["metrics"]["resolution"]["attainment"] == "33.3 %"
    assert data["metrics"]["resolution"]["late_wall_seconds"]["most"] == 72_000
    assert data["rows"] == 9
    assert data["opened_later"] == 1
    assert data["as_of"] == "2026-03-06T16:30:00+00:00"
    assert data["provenance"]["matrix"]["sha256"] == small.matrix().fingerprint()


def test_csv_reads_back_to_the_same_tickets(made: Report) -> None:
    rows = list(csv.DictReader(io.StringIO(made.to_csv(), newline="")))
    assert [row["ticket_id"] for row in rows] == list("ABCDEFGH")
    assert rows[1]["resolution_verdict"] == "breached"
    assert rows[1]["resolution_due"].startswith("2026-03-02T13:00:00")
    assert rows[1]["resolution_late_open_seconds"] == "14400"


def test_other_columns_stay_as_they_are_in_csv(tmp_path: Path) -> None:
    """A datetime of the file that names no zone is not put on another clock."""
    at = datetime(2026, 3, 2, 9)
    frame = pl.DataFrame(
        {"ticket_id": ["1"], "plan": ["gold"], "priority": ["P1"], "opened_at": [at], "seen": [at]}
    )
    tickets = take_tickets(frame, timezone="America/New_York", keep=("seen",))
    made = make_report(tickets, matrix=small.matrix(), as_of=small.AS_OF, zone="America/New_York")
    [row] = csv.DictReader(io.StringIO(made.to_csv(), newline=""))
    assert row["opened_at"] == "2026-03-02T09:00:00-05:00"
    assert row["seen"] == "2026-03-02T09:00:00"
