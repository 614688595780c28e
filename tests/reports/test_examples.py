"""The examples about reports run as they stand."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.commands import environment

EXAMPLES = Path(__file__).parent.parent.parent / "examples"


@pytest.mark.parametrize("name", ["monthly_report", "report_duckdb"])
def test_example_writes_its_report(name: str, tmp_path: Path) -> None:
    pytest.importorskip("duckdb" if "duckdb" in name else "pandas")
    result = subprocess.run(
        [sys.executable, str(EXAMPLES / f"{name}.py")],
        cwd=tmp_path,
        env=environment(),
        capture_output=True,
        text=True,
        check=False,
    )
    assert result.returncode == 0, result.stderr
    assert "of resolutions in time; written to report.html" in result.stdout
    assert (tmp_path / "report.html").read_text(encoding="utf-8").startswith("<!DOCTYPE html>")


def test_made_up_tickets_are_the_same_every_time(tmp_path: Path) -> None:
    for name in ("one.csv", "two.csv"):
        program = [sys.executable, str(EXAMPLES / "make_tickets.py"), str(tmp_path / name), "50"]
        subprocess.run(program, env=environment(), check=True)
    assert (tmp_path / "one.csv").read_bytes() == (tmp_path / "two.csv").read_bytes()


def test_notebook_is_kept_without_its_output() -> None:
    """It is run in every build of the documentation, so an output here would only be stale."""
    cells = json.loads((EXAMPLES / "report.ipynb").read_text(encoding="utf-8"))["cells"]
    assert not [cell for cell in cells if cell.get("outputs")]
