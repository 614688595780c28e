"""Runs the command line inside this process, or as a process of its own."""

from __future__ import annotations

import io
import os
import subprocess
import sys
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path
from typing import NamedTuple

from slaclock.cli import main

SOURCE = Path(__file__).parent.parent / "src"
PROGRAM = (sys.executable, "-c", "import sys; from slaclock.cli import main; sys.exit(main())")


class Ran(NamedTuple):
    """The exit code of a command, and what it wrote."""

    code: int
    out: str
    err: str


def run(*arguments: str | Path, encoding: str = "utf-8") -> Ran:
    """Run a command in this process, with streams of that encoding."""
    streams = [io.TextIOWrapper(io.BytesIO(), encoding=encoding) for _ in range(2)]
    with redirect_stdout(streams[0]), redirect_stderr(streams[1]):
        code = main([str(argument) for argument in arguments])
    written = []
    for stream in streams:
        stream.flush()
        written.append(stream.buffer.getvalue().decode(encoding))  # type: ignore[attr-defined]
    return Ran(code, *written)


def environment(**changes: str) -> dict[str, str]:
    """Return the environment of a process that runs the source at hand."""
    return {**os.environ, "PYTHONPATH": str(SOURCE), **changes}


def run_process(*arguments: str | Path, **changes: str) -> Ran:
    """Run a command as a process of its own, with changes to its environment."""
    result = subprocess.run(
        [*PROGRAM, *map(str, arguments)],
        env=environment(**changes),
        capture_output=True,
        timeout=60,
        check=False,
    )
    return Ran(
        result.returncode,
        result.stdout.decode(errors="surrogateescape"),
        result.stderr.decode(errors="surrogateescape"),
    )
