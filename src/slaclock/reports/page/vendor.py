"""What the page says of the desk's own deadlines."""

from __future__ import annotations

from typing import Any

from slaclock.instants import from_micros
from slaclock.reports.figures.titles import plan_title, priority_title
from slaclock.reports.figures.vendor import (
    CellDifference,
    TicketDifference,
    VendorComparison,
)
from slaclock.reports.page.links import ticket_link
from slaclock.reports.page.sheet import Sheet
from slaclock.reports.words import counted, length_text, moment_text, printable

__all__ = ["vendor_values"]


def vendor_values(sheet: Sheet) -> list[dict[str, Any]]:
    """Return the comparison with the desk's own deadlines, by promise."""
    return [_values(sheet, found) for found in sheet.report.vendor]


def _values(sheet: Sheet, found: VendorComparison) -> dict[str, Any]:
    return {
        "title": sheet.title(found.metric),
        "said": " ".join(found.sentences()),
        "rows": [_row(cell) for cell in found.cells],
        "examples": [_example(sheet, example) for example in found.examples],
    }


def _row(cell: CellDifference) -> dict[str, str]:
    return {
        "plan": plan_title(cell.cell),
        "priority": priority_title(cell.cell),
        "compared": f"{cell.compared:,}",
        "equal": f"{cell.equal:,}",
        "earlier": f"{cell.earlier:,}",
        "later": f"{cell.later:,}",
        "often": "–"
        if cell.most_often is None
        else f"{_apart(cell.most_often)} ({counted(cell.times, 'time')})",
    }


def _example(sheet: Sheet, found: TicketDifference) -> dict[str, str | None]:
    zone = sheet.report.zone
    theirs, ours = (moment_text(from_micros(at, zone)) for at in (found.theirs, found.ours))
    return {
        "ticket_id": printable(found.ticket_id),
        "url": ticket_link(sheet.report.link, found.ticket_id, found.link),
        "said": f"{plan_title(found.cell)}, {priority_title(found.cell)}: the file says {theirs}, "
        f"the contract {ours}; the file’s is {_apart(found.later_by)}.",
    }


def _apart(later_by: int) -> str:
    return f"{length_text(abs(later_by))} {'later' if later_by > 0 else 'earlier'}"
