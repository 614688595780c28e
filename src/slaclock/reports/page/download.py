"""The verdicts as a CSV file that lies in the page: a link that needs no network and no script."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

from slaclock.reports.figures.plain import verdicts_csv
from slaclock.reports.figures.summary import ReportFigures
from slaclock.reports.words import counted

__all__ = ["download_values"]

MOST_BYTES = 1 << 19
"""A page is to be mailed: a larger file is written by `--csv`."""
LEAST_BYTES = 60
"""No ticket takes fewer, so that many tickets need not be written to be counted."""
# What stands in an address as it is; all else is escaped, quotes and angle brackets too.
_SAFE = ":,+-_.;/@!$*()~ "


def download_values(report: ReportFigures) -> dict[str, Any]:
    """Return the link to the verdicts, or why there is none."""
    tickets = counted(len(report.verdicts), "ticket")
    too_many = (
        f"The verdicts on {tickets} are too many to lie in this page; slaclock report --csv "
        "writes them."
    )
    if len(report.verdicts) * LEAST_BYTES > MOST_BYTES:
        return {"href": "", "text": too_many}
    text = verdicts_csv(report.verdicts, report.zone)
    size = len(text.encode())
    if size > MOST_BYTES:
        return {"href": "", "text": too_many}
    # A byte order mark, for without one Excel takes UTF-8 for something else.
    href = f"data:text/csv;charset=utf-8,%EF%BB%BF{quote(text, safe=_SAFE)}"
    return {
        "href": href,
        "text": f"Download the verdicts on {tickets} as CSV ({max(size // 1_000, 1):,} kB)",
    }
