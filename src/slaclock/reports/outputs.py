"""What reports write: CSV whose texts no spreadsheet takes for a formula.

Files are written by `slaclock.files.whole_files`. A name is what the caller gives; none is ever
made from what stands in a ticket.
"""

from __future__ import annotations

import polars as pl

from slaclock.files.formulas import STARTS_FORMULA
from slaclock.files.whole_files import check_output, write_whole

__all__ = ["check_output", "safe_csv", "write_whole"]


def safe_csv(frame: pl.DataFrame) -> str:
    """Return a frame as CSV (RFC 4180) whose texts no spreadsheet takes for a formula.

    A text that begins with `=`, `+`, `-`, `@`, a tab or a carriage return gets an apostrophe
    before it; numbers stay as they are.
    """
    texts = [
        pl.when(pl.col(name).str.contains(STARTS_FORMULA))
        .then(pl.lit("'") + pl.col(name))
        .otherwise(pl.col(name))
        .alias(name)
        for name, dtype in frame.schema.items()
        if dtype == pl.String
    ]
    return frame.with_columns(texts).write_csv(
        line_terminator="\r\n", datetime_format="%Y-%m-%dT%H:%M:%S%.f%:z"
    )
