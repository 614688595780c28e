"""`slaclock map` proposes a profile that can be edited and given to `report`."""

from __future__ import annotations

import json
import tomllib
from pathlib import Path

from tests.commands import run
from tests.reports.reading.sheets import BOTH


def test_draft_is_toml_and_the_same_as_data(tmp_path: Path) -> None:
    (tmp_path / "desk.csv").write_text(BOTH, encoding="utf-8")
    ran = run("map", tmp_path / "desk.csv")
    assert (ran.code, ran.err) == (0, "")
    draft = tomllib.loads(ran.out)
    assert draft["columns"]["opened_at"] == "opened_at"
    again = json.loads(run("map", tmp_path / "desk.csv", "--json").out)
    assert {role: entry["column"] for role, entry in again["columns"].items()} == draft["columns"]


def test_file_that_is_not_there(tmp_path: Path) -> None:
    ran = run("map", tmp_path / "desk.csv")
    assert ran.code == 2
    assert "desk.csv" in ran.err
