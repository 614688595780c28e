"""The strip of a ticket's life."""

from __future__ import annotations

from slaclock.reports import Report
from slaclock.reports.page.drawing import PALETTE
from slaclock.reports.page.strips import strip_of


def test_strip_names_what_happened_and_the_deadline(made: Report) -> None:
    chart = strip_of(made.story("B"))
    assert chart.title == "Ticket B, resolution"
    assert chart.description == (
        "Ticket B, resolution: opened Mon 2026-03-02 09:00; "
        "resolved Tue 2026-03-03 09:00; due Mon 2026-03-02 13:00."
    )


def test_late_time_has_a_colour_of_its_own(made: Report) -> None:
    assert f'fill="{PALETTE["breached"]}"' in strip_of(made.story("B")).svg
    assert f'fill="{PALETTE["breached"]}"' not in strip_of(made.story("A")).svg
