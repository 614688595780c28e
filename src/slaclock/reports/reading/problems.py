"""The rows of a file that became no ticket: each is counted and listed with its reason."""

from __future__ import annotations

from collections.abc import Iterable

import polars as pl

from slaclock.reports.reading.lines import ROW, BadLine

__all__ = ["PROBLEMS", "PROBLEM_COLUMNS", "Listing"]

PROBLEMS = {
    "unsplittable": "row does not fit the header",
    "header_again": "the header again",
    "no_id": "no ticket id",
    "left_out": "left out by its status",
    "unreadable_time": "time cannot be read",
    "no_offset": "time without offset or zone",
    "unknown_zone": "zone abbreviation not declared",
    "skipped_time": "local time that clocks skip",
    "odd_year": "time before 1900",
    "no_opening": "no time of opening",
    "duplicate": "ticket stands in another row, which counts",
    "responded_before_opened": "answered before it was opened",
    "resolved_before_opened": "resolved before it was opened",
    "broken_log": "another update of the ticket cannot be read",
}
"""Every kind of problem, and what it says."""
PROBLEM_COLUMNS: dict[str, pl.DataType | type[pl.DataType]] = {
    "row": pl.UInt32,
    "ticket_id": pl.String,
    "kind": pl.String,
    "detail": pl.String,
    "rows": pl.UInt32,
}


class Listing:
    """Collects the rows that become no ticket."""

    def __init__(self, bad: Iterable[BadLine]) -> None:
        """Begin with the lines that could not be split into columns."""
        lines = list(bad)
        self._parts = [
            pl.DataFrame(
                {
                    "row": [line.row for line in lines],
                    "ticket_id": [None] * len(lines),
                    "kind": ["unsplittable"] * len(lines),
                    "detail": [line.detail for line in lines],
                    "rows": [1] * len(lines),
                },
                schema=PROBLEM_COLUMNS,
            )
        ]

    def take(
        self, frame: pl.DataFrame, mask: pl.Series | pl.Expr, kind: str | pl.Expr, detail: pl.Expr
    ) -> pl.DataFrame:
        """List the rows of *frame* where *mask* is true, and return the others.

        Args:
            frame: With the columns `ROW`, `ticket_id` and, where one stands for several rows of
                the file, `rows`.
            mask: Where the problem is; null counts as false.
            kind: A key of `PROBLEMS`, or an expression for one.
            detail: What is wrong, with the value.
        """
        if isinstance(mask, pl.Expr):
            mask = frame.select(mask.alias("mask")).to_series()
        mask = mask.fill_null(value=False)
        if not mask.any():
            return frame
        found = frame.filter(mask).rechunk()  # polars panics over empty chunks
        rows = pl.col("rows") if "rows" in frame.columns else pl.lit(1)
        self._parts.append(
            found.select(
                pl.col(ROW).cast(pl.UInt32).alias("row"),
                pl.col("ticket_id"),
                (pl.lit(kind) if isinstance(kind, str) else kind).alias("kind"),
                detail.cast(pl.String).alias("detail"),
                rows.cast(pl.UInt32).alias("rows"),
            )
        )
        return frame.filter(~mask)

    def frame(self) -> pl.DataFrame:
        """Return what was listed, in the order of the file."""
        return pl.concat(self._parts).sort("row", maintain_order=True)
