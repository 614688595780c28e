"""What reading a file gives: the columns that are wanted, and the rows that do not fit."""

from __future__ import annotations

from typing import NamedTuple

import polars as pl

__all__ = ["ROW", "BadLine", "RawTable"]

ROW = "slaclock_row"
"""The column with the number of each row, counted from 1 after the header."""


class BadLine(NamedTuple):
    """A row that could not be split into columns, why, and its first fields if it has any."""

    row: int
    detail: str
    fields: tuple[str, ...] = ()


class RawTable(NamedTuple):
    """The wanted columns of a file, with values as they are written.

    Attributes:
        frame: The columns, and `ROW`.
        header: All columns of the file.
        rows: How many rows the file has, those not in the frame included.
        bad: The rows that are not in the frame.
    """

    frame: pl.DataFrame
    header: tuple[str, ...]
    rows: int
    bad: tuple[BadLine, ...]
