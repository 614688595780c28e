"""Exports of a desk with four columns."""

from __future__ import annotations

from pathlib import Path

import pytest

HEADER = "id,priority,opened_at,resolved_at,status\n"
FIRST = "1,high,2026-11-24 10:00:00,,Open\n"
SECOND = "2,normal,2026-11-24 11:00:00,2026-11-25 09:30:00,Done\n"
BOTH = HEADER + FIRST + SECOND
EUROPE = {"timezone": "UTC"}


def sheet(folder: Path, *rows: list[object]) -> Path:
    pytest.importorskip("fastexcel")
    xlsxwriter = pytest.importorskip("xlsxwriter")
    book = xlsxwriter.Workbook(folder / "desk.xlsx")
    page = book.add_worksheet("Data")
    for number, row in enumerate(rows):
        page.write_row(number, 0, row)
    book.close()
    return folder / "desk.xlsx"
