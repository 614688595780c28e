"""What the commands answer, and how text, tables, times and JSON are written."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import datetime
from typing import Any, NamedTuple

from slaclock.date_words import WEEKDAYS

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


def show_instant(at: datetime) -> str:
    """Return an instant with its weekday and offset: `Mon 2026-03-09 12:30 +05:30`.

    Seconds are shown only where there are any.
    """
    clock = at.isoformat(" ", "minutes" if not (at.second or at.microsecond) else "auto")
    day, offset = clock[:-6], clock[-6:]
    if at.tzinfo is None or offset[:1] not in "+-":  # an offset of seconds, before 1972
        return f"{weekday(at)} {clock}"
    return f"{weekday(at)} {day} {offset}"


def weekday(at: datetime) -> str:
    """Return the short English name of a weekday, whatever the locale."""
    return WEEKDAYS[at.weekday()]


def table(rows: Sequence[Sequence[str]]) -> str:
    """Return rows as a table of fixed columns, the first row as its heading."""
    cells = [[printable(cell, keep_lines=False) for cell in row] for row in rows]
    widths = [max(map(len, column)) for column in zip(*cells, strict=True)]
    rule = ["-" * width for width in widths]
    lines = [cells[0], rule, *cells[1:]]
    return "\n".join(
        "  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip()
        for line in lines
    )


def heading(text: str) -> str:
    """Return *text* as a heading of plain text: on a line of its own, underlined."""
    shown = printable(text, keep_lines=False)
    return f"{shown}\n{'=' * len(shown)}"
