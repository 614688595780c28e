"""The hook for pre-commit refuses a contract with an error, and passes one without."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.commands import environment

pytest.importorskip("pre_commit")
ROOT = Path(__file__).parents[2]
GOOD = """\
id = "ours"
version = "1"

[calendars.desk]
timezone = "Asia/Kolkata"
hours = { mon-fri = ["09:00-19:00"] }

[priorities.P1]

[plans.gold]
calendar = "desk"
targets.P1 = { response = "1 h", resolution = "8 h" }
"""


def git(folder: Path, *arguments: str) -> None:
    settings = ["-c", "user.name=t", "-c", "user.email=t@localhost"]
    subprocess.run(["git", *settings, *arguments], cwd=folder, check=True, capture_output=True)


@pytest.mark.parametrize(
    ("contract", "code"),
    [(GOOD, 0), (GOOD.replace('"desk"', '"dsek"'), 1)],
    ids=["without errors", "with a misspelt calendar"],
)
def test_hook_judges_a_contract(contract: str, code: int, tmp_path: Path) -> None:
    hooks = tmp_path / "hooks"
    shutil.copytree(
        ROOT, hooks, ignore=shutil.ignore_patterns(".git", ".venv*", "_build", ".*_cache")
    )
    git(hooks, "init", "-q")
    git(hooks, "add", "-A")
    git(hooks, "commit", "-qm", "all")
    desk = tmp_path / "desk" / "contracts"
    desk.mkdir(parents=True)
    git(desk.parent, "init", "-q")
    (desk / "ours.toml").write_text(contract, encoding="utf-8")
    git(desk.parent, "add", "-A")
    command = [sys.executable, "-m", "pre_commit", "try-repo", str(hooks), "slaclock-check", "-a"]
    run = subprocess.run(
        command,
        cwd=desk.parent,
        capture_output=True,
        text=True,
        check=False,
        env={**environment(), "PRE_COMMIT_HOME": str(tmp_path / "home")},
    )
    assert run.returncode == code, run.stdout + run.stderr
    assert ("dsek" in run.stdout) == bool(code)
