"""Tickets whose texts try to get out of the page, the cell or the terminal."""

from __future__ import annotations

import csv
import io

NAMES = (
    "<script>alert(1)</script>",
    '" onmouseover="alert(2)',
    "' onfocus='alert(3)' autofocus tabindex=1 '",
    "</title></style><img src=x onerror=alert(4)>",
    '=HYPERLINK("http://evil.example")',
    "+1+cmd|' /C calc'!A0",
    "-2+3",
    "@SUM(A1:A9)",
    "\ttabbed",
    'comma, "quote"\nand line',
    "../../x",
    "{{ 7 * 7 }}",
    "\u202egnp.exe",
    "\x1b[2Jclear",
    "x" * 500,
)
LINKS = (
    "javascript:alert(1)",
    "data:text/html,<script>alert(2)</script>",
    "https://desk.example/1",
    "http://",
    "HTTPS://desk.example/2",
    "java\nscript:alert(3)",
)


def _table() -> str:
    text = io.StringIO()
    rows = csv.writer(text)
    rows.writerow(
        ["ticket_id", "plan", "priority", "opened_at", "responded_at", "resolved_at", "link"]
    )
    for number, name in enumerate(NAMES):
        link = LINKS[number % len(LINKS)]
        resolved = f"2026-03-{10 + number % 9:02} 10:00:00"
        rows.writerow([name, "starter", "P1", "2026-03-02 05:00:00", "", resolved, link])
    rows.writerow(
        ["plan", '" onmouseover="alert(5)', "<b>P1</b>", "2026-03-02 05:00:00", "", "", ""]
    )
    rows.writerow(["<i>listed</i>", "starter", "P1", "<u>soon</u>", "", "", ""])
    return text.getvalue()


HOSTILE = _table()
"""A CSV file; its leading tab and line breaks are part of the names."""
