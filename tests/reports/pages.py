"""Reports for tests and screenshots: the made-up year of examples/make_tickets.py."""

from __future__ import annotations

import subprocess
import sys
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from slaclock.reports import Report, make_report, read_tickets
from tests.commands import environment

EXAMPLES = Path(__file__).parent.parent.parent / "examples"
AS_OF = datetime(2026, 12, 31, 12, tzinfo=ZoneInfo("Asia/Kolkata"))


def busy_year(folder: Path, count: int) -> Report:
    """Return the report on *count* made-up tickets."""
    path = folder / "tickets.csv"
    program = [sys.executable, str(EXAMPLES / "make_tickets.py"), str(path), str(count)]
    subprocess.run(program, check=True, env=environment())
    tickets = read_tickets(path)
    link = "https://desk.example/tickets/{id}"
    return make_report(tickets, as_of=AS_OF, goal="90", link=link)
