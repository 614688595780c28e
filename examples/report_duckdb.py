"""A report on tickets that lie in a DuckDB database: `python report_duckdb.py [REPORT.html]`.

The database selects and joins; slaclock takes the result as Arrow data, judges it, and its
verdicts go back into a table that SQL can ask further.
"""

from __future__ import annotations

import sys
import tempfile
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import duckdb
import make_tickets

from slaclock.reports import make_report, take_tickets


def main(page: Path) -> None:
    """Make up a database, report on its tickets, and ask it about the verdicts."""
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder) / "tickets.csv"
        make_tickets.main(source, 2_000)
        database = duckdb.connect()
        # Times stay text here: they carry their offsets, and slaclock reads them exactly.
        database.execute(
            "create table tickets as select * from read_csv(?, all_varchar = true)", [str(source)]
        )

    selected = database.sql("select * from tickets where plan <> 'lite'").pl()
    tickets = take_tickets(selected, name="tickets but lite")
    as_of = datetime(2026, 12, 31, 12, tzinfo=ZoneInfo("Asia/Kolkata"))
    report = make_report(tickets, matrix="wotnot", as_of=as_of, period="quarter", goal="90")

    verdicts = report.ticket_frame()
    database.register("found", verdicts)
    database.execute("create table verdicts as select * from found")
    print("breached resolutions by plan, with the mean lateness in open hours")
    question = """
        select plan, count(*) as breached,
               round(avg(resolution_late_open_seconds) / 3600, 1) as hours_late
        from verdicts where resolution_verdict = 'breached'
        group by plan order by breached desc
    """
    for plan, breached, hours in database.sql(question).fetchall():
        print(f"  {plan:12}{breached:6}{hours:8}")

    page.write_text(report.to_html(), encoding="utf-8")
    print(f"{report.counts('resolution').text()} of resolutions in time; written to {page.name}")


if __name__ == "__main__":
    main(Path(sys.argv[1] if len(sys.argv) > 1 else "report.html"))
