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


def test_hook_judges_a_contract(tmp_path: Path) -> None:
    hooks = tmp_path / "hooks"
    shutil.copytree(
        ROOT, hooks, ignore=shutil.ignore_patterns(".git", ".venv*", "_build", ".*_cache")
    )
    git(hooks, "init", "-q")
    git(hooks, "add", "-A")
    git(hooks, "commit", "-qm", "all")
    git(hooks, "tag", "v1")
    desk = tmp_path / "desk"
    (desk / "contracts").mkdir(parents=True)
    git(desk, "init", "-q")
    config = f"repos: [{{repo: '{hooks}', rev: v1, hooks: [{{id: slaclock-check}}]}}]\n"
    (desk / ".pre-commit-config.yaml").write_text(config, encoding="utf-8")
    home = tmp_path / "home"  # which keeps the environment of the hook from one run to the next
    good, bad = judged(desk, GOOD, home), judged(desk, GOOD.replace('"desk"', '"dsek"'), home)
    assert (good.returncode, "dsek" in good.stdout) == (0, False), good.stdout + good.stderr
    assert (bad.returncode, "dsek" in bad.stdout) == (1, True), bad.stdout + bad.stderr


def judged(desk: Path, contract: str, home: Path) -> subprocess.CompletedProcess[str]:
    """Return what the hook says of a contract."""
    (desk / "contracts" / "ours.toml").write_text(contract, encoding="utf-8")
    git(desk, "add", "-A")
    return subprocess.run(
        [sys.executable, "-m", "pre_commit", "run", "--all-files"],
        cwd=desk,
        capture_output=True,
        text=True,
        check=False,
        env={**environment(), "PRE_COMMIT_HOME": str(home)},
    )
