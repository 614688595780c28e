"""What the first lines of a table show: a title above the header, a page, another encoding.

Nothing is guessed: where the header seems to stand further down, that is said, with the option.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from slaclock.errors import TicketFileError

__all__ = ["is_wide_text", "refuse_page", "refuse_title", "unnamed_end"]

_PAGE = re.compile(r"\s*<(?:!doctype|html|table|head|body|\?xml|meta)\b", re.IGNORECASE)
_NAME = re.compile(r"[^\W\d_].*")
_LEAST_HOLES = 2


def refuse_title(
    file: str, place: str, number: int, names: Sequence[str], below: Sequence[Sequence[str]]
) -> None:
    """Raise where the header seems to stand further down, below a title or names of groups.

    Args:
        file: The name of the file.
        place: What a line is called: `line`, or `row`.
        number: Of the line that is taken for the header, from 1.
        names: Its fields.
        below: The fields of the lines after it.

    Raises:
        TicketFileError: It names no columns, or one; or it leaves out some that the next names.
    """
    filled = sum(map(bool, names))
    if filled < 2:
        for index, fields in enumerate(below, start=number + 1):
            if len(fields) > 2:
                what = f"{place} {number} names no columns, or one, and {place} {index} has "
                raise TicketFileError(file, f"{what}{len(fields)} fields{_if_header(index)}")
    elif below and len(names) - filled >= _LEAST_HOLES and _are_names(below[0], len(names)):
        what = f"{place} {number} leaves {len(names) - filled} columns without a name, and "
        what += f"{place} {number + 1} names all of them"
        raise TicketFileError(file, f"{what}{_if_header(number + 1)}, else --header-row {number}")


def _if_header(number: int) -> str:
    return f"; if that is the header, say so with --header-row {number}"


def _are_names(fields: Sequence[str], width: int) -> bool:
    bare = [field.strip().strip('"') for field in fields]
    return (
        len(bare) == width == len(set(bare)) and all(map(_NAME.fullmatch, bare)) and "" not in bare
    )


def refuse_page(file: str, text: str) -> None:
    """Raise where a file that should be a table of text is a web page, or XML.

    Raises:
        TicketFileError: It is; some desks call a page `.xls` or `.csv`.
    """
    if _PAGE.match(text):
        problem = (
            "is a web page or XML, whatever its name says; export it as CSV, or open it in a "
            "spreadsheet and save it as .xlsx or CSV"
        )
        raise TicketFileError(file, problem)


def is_wide_text(head: bytes) -> bool:
    """Return whether bytes look like UTF-16 or UTF-32 without a byte order mark."""
    head = head[:4096]
    return abs(head[::2].count(0) - head[1::2].count(0)) > len(head) // 5


def unnamed_end(width: int, rows: Sequence[Sequence[str]]) -> int:
    """Return how many columns without a name all rows have at the end, with nothing in them.

    >>> unnamed_end(2, [["1", "a", ""], ["2", "b", ""]])
    1
    """
    more = min((len(row) - width for row in rows), default=0)
    empty = all(len(row) - width == more and not any(row[width:]) for row in rows)
    return more if more > 0 and empty else 0
