"""A monthly report from a pandas frame: `python monthly_report.py [TICKETS.csv] [REPORT.html]`.

Without a file it makes up a year of tickets. It prints the attainment by month and plan, and
writes the whole report as one page.
"""

from __future__ import annotations

import sys
import tempfile
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import make_tickets
import pandas as pd

from slaclock.reports import make_report, take_tickets


def main(source: Path, page: Path) -> None:
    """Report on the tickets of a CSV file."""
    frame = pd.read_csv(source, dtype=str)
    # pandas turns text into datetimes here; slaclock would read the text as well.
    for column in ("opened_at", "responded_at", "resolved_at"):
        frame[column] = pd.to_datetime(frame[column], utc=True)

    tickets = take_tickets(frame, name=source.name)
    as_of = datetime(2026, 12, 31, 12, tzinfo=ZoneInfo("Asia/Kolkata"))
    report = make_report(tickets, matrix="wotnot", as_of=as_of, period="month", goal="90")

    # The figures as a frame, for those who draw their own.
    figures = report.frame(by=("period", "plan", "metric")).to_pandas()
    resolution = figures[figures["metric"] == "resolution"]
    shares = resolution.pivot(index="period", columns="plan", values="attainment")
    print("percent of resolutions in time, cut off so that 99.96 does not read as 100")
    print((shares * 1000 // 1 / 10).to_string())

    print("\nmissed by most")
    for entry in report.worst(3):
        print(
            f"  {entry.ticket_id} ({entry.plan} {entry.priority}): {-entry.left // 3_600_000_000} h"
        )

    page.write_text(report.to_html(), encoding="utf-8")
    print(f"\n{report.counts('resolution').text()} of resolutions in time; written to {page.name}")


if __name__ == "__main__":
    given = [Path(name) for name in sys.argv[1:3]]
    with tempfile.TemporaryDirectory() as folder:
        if not given:
            given = [Path(folder) / "tickets.csv"]
            make_tickets.main(given[0], 2_000)
        main(given[0], given[1] if len(given) > 1 else Path("report.html"))
