"""Reports for tests and screenshots: the made-up year of examples/make_tickets.py."""

from __future__ import annotations

import subprocess
import sys
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import polars as pl

from slaclock.reports import Report, make_report, read_tickets
from tests.commands import environment

EXAMPLES = Path(__file__).parent.parent.parent / "examples"
AS_OF = datetime(2026, 12, 31, 12, tzinfo=ZoneInfo("Asia/Kolkata"))
TEAMS = ("Billing", "Billing", "Platform", "Setup", "Billing", "Platform", "Night desk")


def busy_year(folder: Path, count: int, **changes: Any) -> Report:
    """Return the report on *count* made-up tickets, each with a team and the plan it was sold."""
    path = folder / "tickets.csv"
    program = [sys.executable, str(EXAMPLES / "make_tickets.py"), str(path), str(count)]
    subprocess.run(program, check=True, env=environment())
    frame = pl.read_csv(path, infer_schema=False)
    teams = [TEAMS[row * row % 11 % len(TEAMS)] for row in range(len(frame))]
    frame.with_columns(pl.Series("team", teams), pl.col("plan").alias("plan sold")).write_csv(path)
    tickets = read_tickets(path, keep=["plan sold"], statuses={"closed": {"is": ["resolved"]}})
    link = "https://desk.example/tickets/{id}"
    return make_report(tickets, **({"as_of": AS_OF, "goal": "90", "link": link} | changes))
