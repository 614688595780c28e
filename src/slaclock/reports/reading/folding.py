"""Logs with one row per update, folded into tickets with their pauses.

Rows are put in the order of their times; rows of one instant keep the order of the file. What a
row says of the state holds until the next row of the ticket.
"""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl

from slaclock.reports.reading.lines import ROW
from slaclock.reports.reading.profiles import EventRules, StateRule
from slaclock.reports.words import counted

__all__ = ["fold"]

_MARKS = ("responded", "paused", "resolved", "closed")


def fold(
    frame: pl.DataFrame, rules: EventRules, given: Mapping[str, object]
) -> tuple[pl.DataFrame, list[str]]:
    """Return the tickets of a log, one row each.

    Args:
        frame: The rows that can be read: `ROW`, `ticket_id`, `at`, `state`, and what the log
            repeats on each row. A row that says again what another says changes nothing.
        rules: What the states mean.
        given: The roles that have a column of their own; a log may give the times of opening
            and resolution, and these then hold, whatever row they stand on.

    Returns:
        The tickets, and sentences about what was made of the log.
    """
    marked = _marked(frame, rules).sort("ticket_id", "at", ROW)
    marked = marked.with_columns(next_at=pl.col("at").shift(-1).over("ticket_id"))
    tickets = marked.group_by("ticket_id", maintain_order=True).agg(
        *_life(given), *_repeated(marked), *_stops(), rows=pl.len().cast(pl.UInt32)
    )
    return tickets.with_columns(state=_state()).sort(ROW), _notes(tickets)


def _marked(frame: pl.DataFrame, rules: EventRules) -> pl.DataFrame:
    """Add a column for each meaning that a state can have."""
    states = frame["state"].unique()
    marks = pl.DataFrame({"state": states}).with_columns(
        pl.Series(name, [_matches(getattr(rules, name), state) for state in states])
        for name in _MARKS
    )
    return frame.join(marks, on="state", how="left", nulls_equal=True, maintain_order="left")


def _matches(rule: StateRule, state: str | None) -> bool:
    return state is not None and rule.matches(state)


def _life(given: Mapping[str, object]) -> list[pl.Expr]:
    """Return when a ticket was opened, answered and resolved."""
    at, over = pl.col("at"), pl.col("resolved") | pl.col("closed")
    last_resolved = at.filter(pl.col("resolved")).last()
    opened = pl.col("opened_at").drop_nulls().first() if "opened_at" in given else at.min()
    if "resolved_at" in given:
        resolved = pl.col("resolved_at").drop_nulls().last()
    else:
        alive_again = (~over & (at > last_resolved)).any()
        resolved = pl.when(~alive_again).then(last_resolved)
    gone_over = over & ~over.shift(1, fill_value=False)
    return [
        pl.col(ROW).min(),
        (gone_over.sum() - over.last().cast(pl.UInt32)).alias("reopenings"),
        opened.alias("opened_at"),
        at.filter(pl.col("responded")).first().alias("responded_at"),
        resolved.alias("resolved_at"),
        over.last().alias("ends_over"),
        pl.col("paused").last().alias("ends_paused"),
        pl.col("resolved").sum().alias("resolutions"),
    ]


def _repeated(marked: pl.DataFrame) -> list[pl.Expr]:
    """Return the last value of what each row repeats, and whether it changed on the way."""
    found = []
    for name in ("plan", "priority", "link"):
        if name in marked.columns:
            values = pl.col(name).drop_nulls()
            found += [values.last(), (values.n_unique() > 1).alias(f"{name}_changed")]
    return found


def _stops() -> list[pl.Expr]:
    """Return the stretches in which the clock stood still.

    A resolution that was not the last one stops it too: the ticket came back to life. A pause
    that is the ticket's last row has no end.
    """
    at, then = pl.col("at"), pl.col("next_at")
    over = pl.col("resolved") | pl.col("closed")
    stops = (pl.col("paused") & (then.is_null() | (then > at))) | (over & (then > at))
    return [pl.struct(start=at, end=then).filter(stops).alias("paused")]


def _state() -> pl.Expr:
    return (
        pl.when(pl.col("resolved_at").is_null() & pl.col("ends_over"))
        .then(pl.lit("closed"))
        .otherwise(pl.lit("open"))
    )


def _notes(tickets: pl.DataFrame) -> list[str]:
    unresolved = tickets["resolved_at"].is_null()
    told = [
        (int((tickets["resolutions"] > 1).sum()), "with more than one row of a resolution"),
        (int((tickets["reopenings"] > 0).sum()), "reopened after a resolution or a closing"),
        (int((unresolved & tickets["ends_over"]).sum()), "over without a time of resolution"),
    ]
    for name in ("plan", "priority"):
        if f"{name}_changed" in tickets.columns:
            changed = int(tickets[f"{name}_changed"].sum())
            told.append((changed, f"with a change of {name}; the last one counts"))
    return [f"{counted(number, 'ticket')} {text}" for number, text in told if number]
