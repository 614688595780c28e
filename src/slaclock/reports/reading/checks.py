"""Checks of several rows together: duplicates, tickets with an unreadable row, times out of order.

Each check lists the rows that fail it and returns the others.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Literal

import polars as pl

from slaclock.messages import shown
from slaclock.reports.reading.lines import ROW
from slaclock.reports.reading.problems import Listing
from slaclock.reports.reading.profiles import TIME_ROLES
from slaclock.reports.words import counted

__all__ = ["in_order", "shortened_ids", "without_broken", "without_duplicates", "without_headers"]

_SHORTENED = r"^[0-9](?:[.,][0-9]+)?E\+[0-9]+$"


def without_headers(
    frame: pl.DataFrame, columns: Mapping[str, str], listing: Listing
) -> pl.DataFrame:
    """List the rows that are the header again, as where files were put one after the other.

    Args:
        frame: The rows; values as they stand in the file.
        columns: Which column of the file holds what.
        listing: Where they are listed.
    """
    names = {"ticket_id" if role == "id" else role: name for role, name in columns.items()}
    if not (frame["ticket_id"] == names["ticket_id"]).any():
        return frame
    told = [
        name for name in ("ticket_id", "at", *TIME_ROLES) if frame.schema.get(name) == pl.String
    ]
    again = pl.all_horizontal(pl.col(name).str.strip_chars() == names[name] for name in told)
    return listing.take(frame, again, "header_again", pl.lit("is the header of the file again"))


def without_duplicates(
    frame: pl.DataFrame, listing: Listing, keep: Literal["first", "last"] = "first"
) -> pl.DataFrame:
    """List every row of a ticket but its first or last, and say in what it differs from that."""
    ids = frame["ticket_id"]
    if ids.n_unique() == len(ids):
        return frame
    counts = ids.is_first_distinct() if keep == "first" else ids.is_last_distinct()
    kept = frame.filter(counts & ids.is_in(ids.filter(~counts).unique()))
    names = [name for name in frame.columns if name not in (ROW, "ticket_id")]
    frame = frame.join(kept, on="ticket_id", how="left", suffix=" kept", maintain_order="left")
    differing = pl.concat_list(
        pl.when(pl.col(name).ne_missing(pl.col(f"{name} kept"))).then(pl.lit(name))
        for name in names
    ).list.drop_nulls()
    words = "already" if keep == "first" else "again, which counts"
    detail = pl.format(
        "the ticket stands in row {} {}{}",
        pl.col(f"{ROW} kept"),
        pl.lit(words),
        pl.when(differing.list.len() > 0)
        .then(pl.format(", with another value of {}", differing.list.join(", ")))
        .otherwise(pl.lit("")),
    )
    return listing.take(frame, ~counts, "duplicate", detail).select(ROW, "ticket_id", *names)


def shortened_ids(ids: pl.Series) -> Iterator[str]:
    """Yield what to do where different tickets have one id because a spreadsheet shortened it."""
    short = ids.filter(ids.str.contains(_SHORTENED))
    if len(short) > short.n_unique():
        yield (
            f"{counted(len(short), 'id')} such as {shown(short[0])} were shortened by a "
            "spreadsheet, so different tickets have the same one: show the column there as text, "
            "and export it again"
        )


def without_broken(frame: pl.DataFrame, before: pl.DataFrame, listing: Listing) -> pl.DataFrame:
    """List the rows of tickets of which another row could not be read."""
    counts = before.group_by("ticket_id").len("all")
    frame = frame.join(counts, on="ticket_id", how="left", maintain_order="left")
    broken = frame.select(pl.len().over("ticket_id") < pl.col("all")).to_series()
    detail = pl.lit("another row of the ticket cannot be read, so its story is not known")
    return listing.take(frame, broken, "broken_log", detail).drop("all")


def in_order(frame: pl.DataFrame, listing: Listing) -> pl.DataFrame:
    """List the tickets that were answered or resolved before they were opened."""
    for role, word in (("responded_at", "answered"), ("resolved_at", "resolved")):
        if {role, "opened_at"} <= set(frame.columns):
            detail = pl.format(f"{word} at {{}}, opened at {{}}", _shown(role), _shown("opened_at"))
            early = frame[role] < frame["opened_at"]
            frame = listing.take(frame, early, f"{role[:-3]}_before_opened", detail)
    return frame


def _shown(name: str) -> pl.Expr:
    return pl.col(name).dt.to_string("%Y-%m-%d %H:%M:%S UTC")
