"""A contract of one's own, for the commands."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.reports import small

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


MATRIX = """
id = "desk"
business_day = "full_day"
[calendars.office]
timezone = "Etc/UTC"
hours = { mon-fri = ["09:00-17:00"] }
[priorities.P1]
aliases = ["urgent"]
[priorities.P2]
[plans.gold]
calendar = "office"
targets.P1 = { response = "1 h", resolution = "4 h" }
targets.P2 = { response = "2 h", resolution = "1 BD" }
"""


@pytest.fixture
def files(tmp_path: Path) -> Path:
    (tmp_path / "desk.toml").write_text(MATRIX, encoding="utf-8")
    (tmp_path / "fast.toml").write_text(MATRIX.replace("4 h", "3 h"), encoding="utf-8")
    lines = (small.HEADER, *small.ROWS[:2], small.ROWS[3])
    (tmp_path / "tickets.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    return tmp_path
