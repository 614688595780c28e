"""A small program with wrong changes whose fate is known."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path

from tests.mutation.run import LONGEST, Run

MODULE = """
from queue import Empty

def is_open(hour):
    if hour < 9:
        return False
    while hour > 24:
        hour = hour - 24
    return hour < 17

def waiting(queue):
    try:
        return queue.get(False)
    except Empty:
        return None

def unasked():
    return 1
"""
TESTS = """
from queue import Queue
from open_desk import is_open, waiting

def test_morning():
    assert not is_open(8)

def test_afternoon():
    assert is_open(16)
    assert is_open(34)

def test_nobody_waits():
    assert waiting(Queue()) is None

def test_that_fails_anyway():
    assert is_open(20)
"""
ASK = """
import ast, time
from pathlib import Path
from tests.mutation.changes import changes_of
from tests.mutation import run as runner
from tests.mutation.run import Question, ask

runner.LONGEST = 15
changes = changes_of(ast.parse(Path("open_desk.py").read_text()))
questions = [
    Question("open_desk.py", number, change, ("test_open_desk.py",))
    for number, change in enumerate(changes)
]
run = ask(questions, 'not slow', workers=2, until=time.monotonic() + 600)
for verdict in run.verdicts:
    print(verdict.word, "|", verdict.question.change.text)
print("left out", run.left_out)
"""


def asked(folder: Path) -> list[str]:
    (folder / "open_desk.py").write_text(MODULE)
    (folder / "test_open_desk.py").write_text(TESTS)
    (folder / "pyproject.toml").write_text("[tool.pytest.ini_options]\n")
    root = Path(__file__).parents[2]
    path = os.pathsep.join([str(folder), str(root), str(root / "src")])
    ended = subprocess.run(
        [sys.executable, "-c", ASK],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": path},
        capture_output=True,
        text=True,
        timeout=600,
        check=False,
    )
    assert ended.returncode == 0, ended.stderr
    return ended.stdout.splitlines()


class TestAsk:
    def test_each_change_meets_the_tests_that_reach_it(self, tmp_path: Path) -> None:
        lines = asked(tmp_path)
        # That of the queue would wait for ever, and use no processor time.
        assert lines.count("killed | False -> True") == 2
        assert "killed | hour - 24 -> hour + 24" in lines  # would never end
        assert "survived | hour < 9 -> hour <= 9" in lines
        assert "survived | 17 -> 18" in lines
        assert "untested | 1 -> 2" in lines
        assert "left out ['test_open_desk.py::test_that_fails_anyway']" in lines


class TestLeft:
    def test_no_change_outlasts_the_run(self) -> None:
        assert 55 < Run([], workers=1, until=time.monotonic() + 60)._left() <= 60
        assert Run([], workers=1, until=time.monotonic() + 10**6)._left() == LONGEST
        assert Run([], workers=1, until=time.monotonic() - 1)._left() == 1
