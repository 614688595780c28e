"""Rows of text in columns: as fixed columns for a terminal, and as an HTML table."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from functools import cache
from unicodedata import category, east_asian_width

__all__ = ["html_table", "in_columns", "width_of"]


def width_of(text: str) -> int:
    r"""Return how many columns of a terminal *text* takes: wide letters two, marks none.

    >>> width_of("Gold"), width_of("金"), width_of("e\u0301")
    (4, 2, 1)
    """
    if text.isascii():
        return len(text)
    return _measure()(text)


def in_columns(rows: Sequence[Sequence[str]], *, right: Collection[int] = ()) -> list[str]:
    r"""Return *rows* as lines of fixed columns, with a rule under the first row.

    Args:
        rows: At least one, all of one length; the first is the heading.
        right: The columns that are aligned at the right, counted from 0.

    >>> print("\n".join(in_columns([("plan", "hours"), ("金", "8")], right=[1])))
    plan  hours
    ----  -----
    金        8
    """
    widths = [max(map(width_of, column)) for column in zip(*rows, strict=True)]
    rule = ["-" * width for width in widths]
    return ["  ".join(_padded(row, widths, right)).rstrip() for row in (rows[0], rule, *rows[1:])]


def html_table(
    title: str,
    facts: Iterable[str],
    rows: Sequence[Sequence[str]],
    *,
    kind: str,
    classes: Sequence[str] = (),
) -> str:
    """Return *rows* as an HTML table, with every text escaped.

    Args:
        title: The caption.
        facts: Lines below the title, in the caption.
        rows: The first is the heading.
        kind: What the class of the table ends with, such as `ledger`.
        classes: The class of each row below the heading; none for rows without.
    """
    from html import escape  # slow to load, and not needed for a deadline

    # A screen reader has nothing to say of an empty heading, so a corner is an ordinary cell.
    head = "".join(
        f'<th scope="col">{escape(name)}</th>' if name else "<td></td>" for name in rows[0]
    )
    marks = [f' class="{name}"' for name in classes] or [""] * (len(rows) - 1)
    body = "".join(
        f"<tr{mark}>" + "".join(f"<td>{escape(cell)}</td>" for cell in row) + "</tr>"
        for mark, row in zip(marks, rows[1:], strict=True)
    )
    told = "".join(f"<br>{escape(fact)}" for fact in facts)
    return (
        f'<table class="slaclock-{kind}"><caption><strong>{escape(title)}</strong>{told}</caption>'
        f"<thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"
    )


@cache
def _measure() -> Callable[[str], int]:
    """Return what measures text: rich, which the command line and reports bring along.

    It knows the emoji that are made of several characters. An account is printed without it
    too, and then each character is measured by itself.
    """
    try:
        from rich.cells import cell_len  # only where some text is not ASCII, as with html
    except ImportError:
        return lambda text: sum(map(_width, text))
    return cell_len


def _width(char: str) -> int:
    if category(char) in ("Mn", "Mc", "Me", "Cf"):
        return 0
    return 2 if east_asian_width(char) in "WF" else 1


def _padded(cells: Sequence[str], widths: Sequence[int], right: Collection[int]) -> Iterable[str]:
    for column, (cell, width) in enumerate(zip(cells, widths, strict=True)):
        room = " " * (width - width_of(cell))
        yield room + cell if column in right else cell + room
