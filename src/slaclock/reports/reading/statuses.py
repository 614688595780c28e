"""What the last status of a ticket means, where one row is one ticket."""

from __future__ import annotations

import polars as pl

from slaclock.messages import shown
from slaclock.reports.reading.names import likely_meaning
from slaclock.reports.reading.profiles import StateRule, Statuses

__all__ = ["meant", "state_of", "status_notes"]

MOST_SHOWN = 12
NOBODY = Statuses()
"""The rules where nobody has said anything."""


def state_of(frame: pl.DataFrame, rules: Statuses) -> pl.Expr:
    """Return what the status says of a ticket: closed, waiting, open; null without one.

    Where nobody has said what statuses mean, those that sound like an end are one: a ticket
    that says it is over is not called overdue.
    """
    if "status" not in frame.columns:
        return pl.lit(None, dtype=pl.String).alias("state")
    closed, waiting = (meant(frame["status"], rule) for rule in (rules.closed, rules.waiting))
    if rules == NOBODY:
        words = frame["status"].unique().drop_nulls().cast(pl.String)
        closed = [word for word in words if likely_meaning(word) in ("closed", "left_out")]
    status = pl.col("status")
    state = (
        pl.when(status.is_in(closed))
        .then(pl.lit("closed"))
        .when(status.is_in(waiting))
        .then(pl.lit("waiting"))
        .when(status.is_not_null())
        .then(pl.lit("open"))
    )
    return state.alias("state")


def status_notes(frame: pl.DataFrame, rules: Statuses) -> list[str]:
    """Return which statuses there are, and whether anybody has said what they mean.

    Where every ticket has a time of resolution, no status changes anything, and nothing is said.
    """
    if "status" not in frame.columns or not frame["status"].count():
        return []
    if "resolved_at" in frame.columns and not frame["resolved_at"].null_count():
        return []
    counts = frame["status"].drop_nulls().cast(pl.String).value_counts(sort=True)
    if rules != NOBODY:
        named = {word for rule in rules.rules() for word in meant(counts["status"], rule)}
        counts = counts.filter(~pl.col("status").is_in(named))
        return [f"statuses taken for open: {_listed(counts)}"] if len(counts) else []
    return [
        (
            f"nobody has said what the statuses mean: {_listed(counts)}; those that sound like an "
            "end are not called overdue, and no waiting is known; say so with --status closed=..., "
            "--status waiting=... or --status left_out=..."
        )
    ]


def _listed(counts: pl.DataFrame) -> str:
    first = [f"{shown(word)} ({number:,})" for word, number in counts.head(MOST_SHOWN).rows()]
    more = len(counts) - len(first)
    return ", ".join(first) + (f" and {more} more" if more > 0 else "")


def meant(states: pl.Series, rule: StateRule) -> list[str]:
    """Return those of the states that a rule means."""
    return [state for state in states.unique().drop_nulls() if rule.matches(state)]
