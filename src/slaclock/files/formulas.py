"""Texts in a CSV file that a spreadsheet would take for a formula, and run.

An apostrophe before such a text makes a spreadsheet show it as it is. It is put before texts
that begin with `=`, `+`, `-`, `@`, a tab or a carriage return; a plain number stays as it is.
"""

from __future__ import annotations

import re

__all__ = ["NUMBER", "STARTS_FORMULA", "guarded"]

STARTS_FORMULA = r"^[=+\-@\t\r]"
"""How such a text begins, as a regular expression."""
NUMBER = r"^[+-]?[0-9]+(?:[.,][0-9]+)?$"
"""How a plain number is written, as a regular expression."""
_NUMBER = re.compile(NUMBER)


def guarded(text: str) -> str:
    """Return a text as it may stand in a cell.

    >>> guarded("=HYPERLINK(1)"), guarded("-12.5"), guarded("Mrs. Rao")
    ("'=HYPERLINK(1)", '-12.5', 'Mrs. Rao')
    """
    if text[:1] in ("=", "+", "-", "@", "\t", "\r") and not _NUMBER.fullmatch(text):
        return f"'{text}"
    return text
