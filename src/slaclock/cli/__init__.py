"""The command line, `slaclock`. Needs the extra `cli`.

One module holds one group of commands; `slaclock.cli.app` lists them. Every command is a thin
call of the library. This file alone must load without typer, to say that it is missing.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence

from slaclock.errors import MissingExtraError

__all__ = ["main"]

ERROR, INTERRUPTED = 2, 130


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line and return its exit code; never raises.

    Args:
        arguments: Without the program's name; None for those of the process.

    Returns:
        0 if all is well, 1 if a command has something to report (a finding, a breach), 2 for
        an error, 130 when interrupted, 141 when nobody reads the output any more.
    """
    try:
        import typer  # noqa: F401
    except ImportError:
        sys.stderr.write(f"error: {MissingExtraError('the command line', 'typer', 'cli')}\n")
        return ERROR
    try:
        from slaclock.cli.app import run

        return run(sys.argv[1:] if arguments is None else list(arguments))
    except KeyboardInterrupt:
        return INTERRUPTED
