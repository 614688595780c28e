"""What the commands answer, and how text, tables, times and JSON are written."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any, NamedTuple

from slaclock.date_words import show_instant, weekday
from slaclock.text_columns import in_columns, width_of

__all__ = ["Answer", "as_json", "heading", "printable", "show_instant", "table", "weekday"]


class Answer(NamedTuple):
    """What a command has to say.

    Attributes:
        text: For standard output, without a trailing newline.
        code: The exit code: 0 if all is well, 1 for a finding or a breach, 2 for an error.
        messages: Lines for standard error.
    """

    text: str
    code: int = 0
    messages: tuple[str, ...] = ()


def as_json(data: Any) -> str:
    """Return *data* as JSON in ASCII, so that it is the same under every encoding."""
    return json.dumps(data, indent=2)


def printable(text: str, *, keep_lines: bool = True) -> str:
    r"""Return *text* with what could steer a terminal shown as escapes.

    >>> printable("gold\x1b[2J\nsilver", keep_lines=False)
    'gold\\x1b[2J\\nsilver'
    """
    kept = "\n" if keep_lines else ""
    return "".join(
        char if char.isprintable() or char in kept or char in "\u200c\u200d" else ascii(char)[1:-1]
        for char in text
    )


def table(rows: Sequence[Sequence[str]]) -> str:
    """Return rows as a table of fixed columns, the first row as its heading."""
    cells = [[printable(cell, keep_lines=False) for cell in row] for row in rows]
    return "\n".join(in_columns(cells))


def heading(text: str) -> str:
    """Return *text* as a heading of plain text: on a line of its own, underlined."""
    shown = printable(text, keep_lines=False)
    return f"{shown}\n{'=' * width_of(shown)}"
