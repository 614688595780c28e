"""Values as they stand in a file: cleaned, and columns that are put together.

A date and a time of day often stand in two columns. A spreadsheet gives both as datetimes: the
date at midnight, the time of day on the first day it knows.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import time

import polars as pl

__all__ = ["cleaned", "joined"]

_FIRST_DAYS = (1899, 1900, 1904)
"""The years in which spreadsheets keep a time of day that has no date."""


def cleaned(frame: pl.DataFrame, name: str, nulls: Iterable[str]) -> pl.Expr:
    """Return a column without what stands for no value; text also without space around it."""
    if frame.schema[name] != pl.String:
        return pl.col(name)
    stripped = pl.col(name).str.strip_chars()
    return pl.when(~stripped.is_in(list(nulls))).then(stripped)


def joined(frame: pl.DataFrame, names: Sequence[str], nulls: Iterable[str]) -> pl.Expr:
    """Return the texts of several columns with a space between; null where the first has none."""
    texts = [_text(frame, name, nulls) for name in names]
    whole = pl.concat_str(texts, separator=" ", ignore_nulls=True)
    return pl.when(texts[0].is_not_null()).then(whole)


def _text(frame: pl.DataFrame, name: str, nulls: Iterable[str]) -> pl.Expr:
    """Return a column as text; of datetimes only the half that is meant."""
    if isinstance(frame.schema[name], pl.Datetime):
        column = frame[name].drop_nulls()
        if column.dt.year().is_in(_FIRST_DAYS).all():
            return pl.col(name).dt.to_string("%H:%M:%S")
        if (column.dt.time() == time()).all():
            return pl.col(name).dt.to_string("%Y-%m-%d")
    return cleaned(frame, name, nulls).cast(pl.String)
