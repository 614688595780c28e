"""What a report says of the file it was made from: rows, problems, notes, and what it rests on."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np

from slaclock.instants import from_micros
from slaclock.reports.figures.summary import ReportFigures
from slaclock.reports.words import counted, date_text, moment_text, printable

__all__ = ["accounted", "facts", "later", "problems", "span"]

MOST_PROBLEMS = 50
MOST_REASONS = 20


def span(report: ReportFigures) -> str:
    """Return from when to when the tickets that count were opened or resolved; empty for none."""
    counted_at = report.choice.instants(report.verdicts)
    if not len(counted_at):
        return ""
    ends = (np.min(counted_at), np.max(counted_at))
    first, last = (from_micros(int(at), report.zone) for at in ends)
    days = [date_text(day) for day in (first, last)]
    return f"on {days[0]}" if days[0] == days[1] else f"from {days[0]} to {days[1]}"


def accounted(report: ReportFigures) -> str:
    """Return what became of every row of the file."""
    tickets = report.tickets
    listed = int(tickets.problems["rows"].sum())
    used = tickets.rows - listed
    found = counted(len(tickets.frame), "ticket")
    verb = "is" if listed == 1 else "are"
    kind = f"{tickets.profile.title}{', recognised by its columns' if tickets.recognised else ''}"
    if not listed:
        return (
            f"{counted(tickets.rows, 'row')} of {tickets.file} ({kind}): all of them are part "
            f"of {found}."
        )
    return (
        f"{counted(tickets.rows, 'row')} of {tickets.file} ({kind}): {counted(used, 'row')} "
        f"became {found}, {counted(listed, 'row')} became none and {verb} listed here."
    )


def later(report: ReportFigures) -> Iterator[str]:
    """Yield how many tickets were opened after the instant of asking, if any."""
    number = report.verdicts.later
    if number:
        yield f"{counted(number, 'ticket')} opened after {moment_text(report.as_of)} left out"


def problems(report: ReportFigures) -> dict[str, Any]:
    """Return the first rows that are no ticket, and why tickets cannot be judged."""
    listed, reasons = report.tickets.problems, report.verdicts.reasons
    shown = listed.head(MOST_PROBLEMS)
    title = counted(len(listed), "entry").replace("entrys", "entries")
    if len(listed) > len(shown):
        title = f"The first {len(shown)} of {title}"
    return {
        "problems_title": f"{title}, row by row",
        "problems": [
            (f"{row:,}", printable(ticket or ""), printable(detail))
            for row, ticket, detail in shown.select("row", "ticket_id", "detail").rows()
        ],
        "reasons": [
            (reason, f"{number:,}") for reason, number in list(reasons.items())[:MOST_REASONS]
        ],
    }


def facts(report: ReportFigures) -> Iterator[tuple[str, str]]:
    """Yield what the report rests on: a name and a value each."""
    found, matrix = report.provenance(), report.verdicts.matrix
    version = f", version {matrix.version}" if matrix.version else ""
    yield (
        "Matrix",
        f"{matrix.title} ({matrix.id}{version}), SHA-256 {matrix.fingerprint()[:16]}",
    )
    if "zone_data" in found:
        zones = found["zone_data"]
        yield "Zone data", f"{zones['version'] or 'unknown'} ({zones['source']})"
    if "holidays" in found:
        yield "Holiday lists", str(found["holidays"])
    yield "Made by", f"slaclock {found['slaclock']}"
