"""Walks the path of a newcomer, word for word, and times it: `make newcomer`.

From an empty folder with a fresh virtual environment to the first deadline of one's own, which
may take two minutes; then through the first pages of the documentation, whose every block is
run in that environment, to a report of one's own and to the portal. What is installed is what
the pages say. The walk through the portal in a browser is `make portal-browser`.
"""

from __future__ import annotations

import os
import re
import shlex
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from urllib.request import urlopen

ROOT = Path(__file__).parents[1]
ALLOWED = float(os.environ.get("NEWCOMER_SECONDS", "120"))
PORT = 8765
DUE = "Mon 2026-03-09 09:30"
"""An hour after Friday 6 March 2026, 16:30, where a desk is open from nine to five."""
INIT = """slaclock init ours.toml --tz Europe/Berlin --hours 'mon-fri 09:00-17:00'
    --priorities 'P1 1 h / 8 h, P2 4 h / 3 BD' --business-day full_day"""


class Walk:
    """An empty folder, an environment, and how long it has taken."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.python = folder / ".venv" / "bin" / "python"
        path = f"{self.python.parent}{os.pathsep}{os.environ['PATH']}"
        self.environment = {**os.environ, "PATH": path, "PYTHONPATH": str(ROOT)}
        self.began = time.monotonic()

    def step(self, what: str, does: Callable[[], object]) -> None:
        """Do something, and say how long it took and how long it all has taken."""
        before = time.monotonic()
        does()
        now = time.monotonic()
        print(f"{now - before:6.1f} s  {now - self.began:6.1f} s  {what}", flush=True)

    def run(self, *words: str, folder: Path | None = None) -> str:
        """Run a command in the folder, and return what it prints."""
        ran = subprocess.run(
            words,
            cwd=folder or self.folder,
            env=self.environment,
            text=True,
            capture_output=True,
            check=False,
        )
        if ran.returncode:
            sys.exit(f"{shlex.join(words)}\n{ran.stdout}{ran.stderr}")
        return ran.stdout

    def set_up(self) -> None:
        """Make the environment; Debian without python3-venv fills it from outside."""
        self.python.parents[1].mkdir()
        made = subprocess.run(
            [sys.executable, "-m", "venv", ".venv"],
            cwd=self.folder,
            capture_output=True,
            check=False,
        )
        if made.returncode:
            self.run(sys.executable, "-m", "venv", "--clear", "--without-pip", ".venv")
            self.run(sys.executable, "-m", "pip", "--python", ".venv/bin/python", "install", "pip")

    def install(self, page: str, which: int = -1) -> None:
        """Install what a page says, from this repository."""
        said = re.findall(r"`pip install ([^`]+)`", (ROOT / page).read_text("utf-8"))[which]
        wanted = [re.sub(r"^(slaclock|\.)(?=\[|$)", str(ROOT), word) for word in shlex.split(said)]
        self.run("python", "-m", "pip", "install", "-qq", *wanted)

    def first_deadline(self) -> None:
        """Write a contract with the command that asks for it, and ask by when a ticket is due."""
        self.run(*shlex.split(INIT))
        asked = "slaclock due standard P1 2026-03-06T16:30+01:00 -m ours.toml"
        told = self.run(*shlex.split(asked))
        if DUE not in told:
            sys.exit(f"{asked}\n{told}\nwithout {DUE}")
        (self.folder / "ours.toml").unlink()

    def read(self, *pages: str) -> None:
        """Run every block of some pages, each in a folder of its own."""
        for page in pages:
            folder = self.folder / Path(page).stem
            folder.mkdir()
            self.run("python", "-m", "tests.page_runner", page, folder=folder)

    def portal(self) -> None:
        """Start the portal in a clone, as the tutorial says, and look at its first page."""
        clone = self.folder / "clone"
        self.run("git", "clone", "-q", str(ROOT), str(clone))
        plain = {**os.environ, "MAKEFLAGS": ""}
        log = self.folder / "portal.log"
        with (
            log.open("w") as told,
            subprocess.Popen(
                ["make", "portal", f"PORT={PORT}"],
                cwd=clone,
                env=plain,
                stdout=told,
                stderr=told,
                start_new_session=True,
            ) as server,
        ):
            try:
                page = look(f"http://127.0.0.1:{PORT}/login", server)
            except OSError as error:
                sys.exit(f"{error}\n{log.read_text()}")
            finally:
                if server.poll() is None:
                    os.killpg(server.pid, signal.SIGTERM)
        if "Customer on Starter" not in page:
            sys.exit(f"the portal shows\n{page}")


def look(url: str, server: subprocess.Popen[bytes]) -> str:
    """Return a page, as soon as its server runs."""
    for _ in range(600):
        if server.poll() is not None:
            raise OSError(f"make portal ended with {server.returncode}")
        try:
            with urlopen(url, timeout=10) as answer:
                return str(answer.read().decode())
        except OSError:  # it does not listen yet
            time.sleep(1)
    raise OSError(f"nothing came of {url} in ten minutes")


def main() -> int:
    """Walk, and return whether the first deadline took longer than it may."""
    with tempfile.TemporaryDirectory() as name:
        walk = Walk(Path(name))
        walk.step("a fresh environment", walk.set_up)
        walk.step("pip install, as README says", lambda: walk.install("README.md"))
        walk.step("a contract and a first deadline of one's own", walk.first_deadline)
        first = time.monotonic() - walk.began
        walk.step("README", lambda: walk.read("README.md"))
        walk.step("first page, tutorial", lambda: walk.read("docs/index.md", "docs/tutorial.md"))
        walk.step("a matrix of one's own", lambda: walk.read("docs/how-to/your-own-matrix.md"))
        report = "docs/tutorial-report.md"
        walk.step("pip install, as the tutorial of reports says", lambda: walk.install(report))
        walk.step("a report of one's own", lambda: walk.read(report))
        helpdesk = "docs/tutorial-helpdesk.md"
        walk.step("pip install, as the helpdesk says", lambda: walk.install(helpdesk))
        walk.step("a helpdesk in 15 minutes", lambda: walk.read(helpdesk))
        walk.step("make portal in a clone, to its first page", walk.portal)
    print(f"first deadline of one's own after {first:.0f} s, of {ALLOWED:.0f} s")
    return int(first > ALLOWED)


if __name__ == "__main__":
    sys.exit(main())
