"""The page as a whole."""

from __future__ import annotations

from pathlib import Path

from slaclock.reports import Report
from tests.reports import small


def test_notebook_gets_a_frame_of_its_own(made: Report) -> None:
    shown = made._repr_html_()
    assert shown.startswith('<iframe title="Desk" sandbox srcdoc="&lt;!DOCTYPE html&gt;')
    assert shown.count("<") == 2


def test_page_names_every_state_with_its_number(made: Report) -> None:
    page = made.to_html()
    for word in ("met", "breached", "still running", "paused", "not applicable", "unreadable"):
        assert f"{word}</dt>" in page
    assert "Below the goal of 60 %" in page
    assert "Reaches the goal of 60 %" in page


def test_story_has_its_ledger(tmp_path: Path) -> None:
    page = small.report(tmp_path, told=["A"]).to_html()
    assert "A: Resolution" in page
    assert "Ledger, window by window" in page
