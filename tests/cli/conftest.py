"""A contract of one's own, for the commands."""

from __future__ import annotations

from pathlib import Path

import pytest

OURS = """
id = "ours"
[calendars.office]
timezone = "Europe/Paris"
hours = { mon-fri = ["09:00-17:00"] }
[priorities.P1]
[plans.gold]
calendar = "office"
targets.P1 = { response = "1 h", resolution = "4 h" }
"""


@pytest.fixture
def ours(tmp_path: Path) -> Path:
    path = tmp_path / "ours.toml"
    path.write_text(OURS, encoding="utf-8")
    return path
