"""docs/explanation/reliability.md: its figures are those of the code."""

from __future__ import annotations

import re
from importlib import import_module
from pathlib import Path

import pytest

from slaclock import instants
from slaclock.calendars.open_time import HORIZON, LONGEST_SPAN
from slaclock.durations import MOST_SECONDS

PAGE = Path(__file__).parent.parent / "docs" / "explanation" / "reliability.md"
ROW = re.compile(r"^\| .* \| ([0-9,]+) \| `([A-Za-z_.]+)` \|$", re.MULTILINE)
ROWS = ROW.findall(PAGE.read_text("utf-8"))


def test_page_has_tables() -> None:
    assert len(ROWS) == 32


@pytest.mark.parametrize(("figure", "name"), ROWS, ids=[name for _, name in ROWS])
def test_figure_is_that_of_the_code(figure: str, name: str) -> None:
    module, _, constant = name.rpartition(".")
    assert int(figure.replace(",", "")) == getattr(import_module(module), constant)


def test_figures_in_sentences() -> None:
    text = PAGE.read_text("utf-8")
    years = HORIZON // (instants.DAY * 36_525) * 100
    assert f"A search for open time looks {years} years ahead" in text
    assert LONGEST_SPAN == 10 * HORIZON
    assert "at most 1,000 years at once" in text
    assert MOST_SECONDS == 36_525 * 86_400
    assert "An amount is at most 100 years" in text
    assert "from 0002-01-02 to 9998-12-30 (UTC)" in text
    assert instants.LIMITS == "slaclock answers from 0002-01-02 to 9998-12-30 (UTC)"
