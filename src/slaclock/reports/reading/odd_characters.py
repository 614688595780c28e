"""Characters that only look like those of a time: put into the plain ones.

Programs write a narrow space before `PM`, marks of direction round a date, and the digits of
their user's script. All of them mean one thing only, so this is no guess.
"""

from __future__ import annotations

import unicodedata

import polars as pl

__all__ = ["plain_text", "plain_texts"]

_ODD = r"[^\x00-\x7f]"


class _Plain(dict[int, str]):
    """What stands for which character, found out where one is first met."""

    def __missing__(self, code: int) -> str:
        char = chr(code)
        kind = unicodedata.category(char)
        if kind == "Nd":
            char = str(unicodedata.decimal(char))
        elif kind in ("Zs", "Cf"):
            char = " " if kind == "Zs" else ""  # a space, or a mark that is not seen
        elif unicodedata.east_asian_width(char) == "F":
            char = unicodedata.normalize("NFKC", char)  # a wide colon or slash
        self[code] = char
        return char


_PLAIN = _Plain()


def plain_texts(texts: pl.Series) -> pl.Series:
    """Return texts with plain spaces and digits, and without marks that are not seen."""
    if not texts.str.contains(_ODD).any():
        return texts
    plain = [None if text is None else plain_text(text) for text in texts]
    return pl.Series(texts.name, plain, dtype=pl.String)


def plain_text(text: str) -> str:
    r"""Return one text likewise.

    >>> plain_text("\u0662\u0664/11/2026 2:15\u202fPM")
    '24/11/2026 2:15 PM'
    """
    return text if text.isascii() else text.translate(_PLAIN).strip()
