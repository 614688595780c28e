"""How long work shows what it is doing: on standard error, if that is a terminal."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from slaclock.cli.output import printable

__all__ = ["Say", "shown_progress"]

Say = Callable[[str], None]


@contextmanager
def shown_progress(steps: int | None) -> Iterator[Say]:
    """Show the steps of long work on standard error, if that is a terminal.

    Args:
        steps: How many there are; None where nobody knows.
    """
    if not sys.stderr.isatty():
        yield lambda _: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, Progress, SpinnerColumn, TextColumn

    shown = (SpinnerColumn(), BarColumn(bar_width=20), TextColumn("{task.description}"))
    with Progress(*shown, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("", total=steps, completed=-1)
        yield lambda text: bar.update(task, advance=1, description=printable(text))
