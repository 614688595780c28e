"""How long work shows what it does, and what an interrupt leaves."""

from __future__ import annotations

import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.commands import environment, run, run_process
from tests.reports import small


class TestProgress:
    def test_nothing_is_shown_where_standard_error_is_no_terminal(self, files: Path) -> None:
        ran = run_process("report", files / "tickets.csv", "-m", files / "desk.toml")
        assert ran.err == ""

    def test_steps_are_shown_on_a_terminal(
        self, files: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv("TERM", "xterm")
        out = files / "report.html"
        ran = run(
            *("report", files / "tickets.csv", "-m", files / "desk.toml", "--out", out),
            terminal=True,
        )
        assert ran.code == 0
        assert "writing report.html" in ran.err
        assert f"written: {out}" in ran.out

    def test_interrupt_leaves_no_file(self, tmp_path: Path) -> None:
        path, out = tmp_path / "many.csv", tmp_path / "report.html"
        row = "2026-03-02T09:00:00Z,2026-03-02T10:00:00Z,2026-03-02T13:00:00Z,done"
        with path.open("w", encoding="utf-8") as file:
            file.write(small.HEADER + "\n")
            file.writelines(f"T{number},starter,P1,{row}\n" for number in range(200_000))
        begin = (
            "import sys; from slaclock.cli import main; "
            "print('begun', flush=True); sys.exit(main())"
        )
        with subprocess.Popen(
            [sys.executable, "-c", begin, "report", str(path), "-m", "wotnot", "--out", str(out)],
            # A process that also measures coverage can hang when it is interrupted.
            env={key: value for key, value in environment().items() if key[:3] != "COV"},
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        ) as process:
            try:
                assert process.stdout is not None
                assert process.stdout.readline() == b"begun\n"  # however long imports take
                time.sleep(0.6)
                # Python drops an interrupt that comes at a bad moment of an import, so ask again.
                while process.poll() is None:
                    process.send_signal(signal.SIGINT)
                    time.sleep(0.5)
                _, said = process.communicate(timeout=300)
            finally:
                process.kill()  # or the test would wait for it for ever
        # The last request may come when Python itself is ending already, and end it.
        assert process.returncode in (0, 130, -signal.SIGINT)
        if process.returncode:
            # Python itself may tell that it dropped an interrupt in an import; no line is ours.
            assert b"/slaclock/" not in said
            assert sorted(found.name for found in tmp_path.iterdir()) == ["many.csv"]
