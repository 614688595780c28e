"""Runs the command line inside this process, or as a process of its own."""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path
from typing import Any, NamedTuple

from slaclock.cli import main

SOURCE = Path(__file__).parent.parent / "src"
PROGRAM = (sys.executable, "-c", "import sys; from slaclock.cli import main; sys.exit(main())")


class Ran(NamedTuple):
    """The exit code of a command, and what it wrote."""

    code: int
    out: str
    err: str


class Terminal(io.TextIOWrapper):
    """A stream that says it is a terminal; not every machine can make a real one."""

    def isatty(self) -> bool:
        return True


def run(*arguments: str | Path, encoding: str = "utf-8", terminal: bool = False) -> Ran:
    """Run a command in this process, with streams of that encoding."""
    kind = Terminal if terminal else io.TextIOWrapper
    streams = [kind(io.BytesIO(), encoding=encoding) for _ in range(2)]
    with redirect_stdout(streams[0]), redirect_stderr(streams[1]):
        code = main([str(argument) for argument in arguments])
    written = []
    for stream in streams:
        stream.flush()
        written.append(stream.buffer.getvalue().decode(encoding))  # type: ignore[attr-defined]
    return Ran(code, *written)


def from_json(*arguments: str | Path) -> Any:
    """Return the data that a command answers with `--json`; it must say nothing besides."""
    ran = run(*arguments, "--json")
    assert ran.err == ""
    assert ran.out.isascii()
    return json.loads(ran.out)


# What one machine sets and the next does not. A process that a test starts sees none of it.
OF_THE_MACHINE = (
    "COLUMNS",
    "LANG",
    "LANGUAGE",
    "LC_ALL",
    "NO_COLOR",
    "PYTHONDONTWRITEBYTECODE",
    "PYTHONUNBUFFERED",
    "SLACLOCK_MATRIX",
    "TERM",
)


def environment(**changes: str) -> dict[str, str]:
    """Return the environment of a process that runs the source at hand."""
    kept = {name: value for name, value in os.environ.items() if name not in OF_THE_MACHINE}
    return {**kept, "PYTHONPATH": str(SOURCE), **changes}


def run_process(*arguments: str | Path, together: bool = False, **changes: str) -> Ran:
    """Run a command as a process of its own, with changes to its environment.

    With *together*, both streams go the same way, and all that was written stands in `out`.
    """
    result = subprocess.run(
        [*PROGRAM, *map(str, arguments)],
        env=environment(**changes),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT if together else subprocess.PIPE,
        timeout=60,
        check=False,
    )
    return Ran(
        result.returncode,
        result.stdout.decode(errors="surrogateescape"),
        (result.stderr or b"").decode(errors="surrogateescape"),
    )
