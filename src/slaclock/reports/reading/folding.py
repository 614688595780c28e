"""Logs with one row per update, turned into the events of tickets.

A history of states, a log of events and a log of changed fields come out the same: what a row
says of the state holds until another row says something else of it. Which events follow from
that stands here, and nothing else: what they mean for a promise is the business of the clock.
Rows are put in the order of their times; rows of one instant keep the order of the file.
"""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl

from slaclock.reports.reading.lines import ROW
from slaclock.reports.reading.profiles import EventRules
from slaclock.reports.reading.state_words import ALIVE, CLOSED, PAUSED, RESOLVED, meanings
from slaclock.reports.reading.tickets import LOG_EVENT
from slaclock.reports.words import counted

__all__ = ["fold"]

# What happens at one row, in this order: terms first, so that they hold for what follows; and
# an end of a pause before the next one begins.
_OPENED, _PLAN, _PRIORITY, _RESPONDED, _LEFT, _ENTERED, _GIVEN, _RANKS = range(8)
_ALWAYS = ("at", "type")
_CHANGES = {"plan": (_PLAN, "plan_changed"), "priority": (_PRIORITY, "priority_changed")}


def fold(
    frame: pl.DataFrame, rules: EventRules, given: Mapping[str, object]
) -> tuple[pl.DataFrame, pl.DataFrame, list[str]]:
    """Return the tickets of a log, one row each, with their events in the column `log`.

    Args:
        frame: The rows that can be read: `ROW`, `ticket_id`, `at`, `state`, and what the log
            repeats on each row. A row that says again what another says changes nothing.
        rules: What the states mean.
        given: The roles that have a column of their own; a log may give the times of opening
            and resolution, and these then hold, whatever row they stand on.

    Returns:
        The tickets, the rows ticket by ticket in the order of time, and sentences about what
        was made of the log.
    """
    rows = _in_order(frame, rules, given)
    states = _states(rows, given)
    tickets = _lives(rows, states)
    events = [_openings(rows), *_changes(rows), _responses(rows)]
    events += [_left(states), _entered(states), _given_resolutions(rows)]
    return tickets.with_columns(_logs(events)), rows, _notes(tickets)


def _logs(events: list[pl.DataFrame]) -> pl.Series:
    """Return the events of each ticket; every ticket has its opening."""
    found = pl.concat(events).sort("key")
    logs = found.group_by("ticket", maintain_order=True).agg(pl.struct(*LOG_EVENT).alias("log"))
    return logs["log"]


def _in_order(frame: pl.DataFrame, rules: EventRules, given: Mapping[str, object]) -> pl.DataFrame:
    """Return the rows ticket by ticket, in time, with a number for each ticket and row.

    A ticket's number is that of its first row in the file, so tickets keep the order of the file
    in whatever is made of the rows.
    """
    number = pl.col(ROW).min().over("ticket_id").alias("ticket")
    ordered = frame.with_columns(number).sort("ticket", "at", ROW)
    ordered = ordered.with_columns(first=pl.col("ticket").ne_missing(pl.col("ticket").shift(1)))
    words = meanings(ordered["state"], rules)
    ordered = ordered.join(words, on="state", how="left", nulls_equal=True, maintain_order="left")
    opened, resolved = pl.lit(None), pl.lit(None)
    if "opened_at" in given:
        opened = pl.col("opened_at").drop_nulls().first().over("ticket")
    if "resolved_at" in given:
        resolved = pl.col("resolved_at").drop_nulls().last().over("ticket")
    dtype = frame.schema["at"]
    return ordered.with_columns(
        opens=opened.cast(dtype) if "opened_at" in given else pl.col("at").first().over("ticket"),
        resolves=resolved.cast(dtype),
    ).with_row_index("place")


def _states(rows: pl.DataFrame, given: Mapping[str, object]) -> pl.DataFrame:
    """Return the rows that say something of the state, with what was and what is so then.

    A time of resolution that the log gives holds: what rows say of the state from then on, and
    of the end that they had come to before, is left out.
    """
    said = rows.select("ticket", "place", "at", "state", "means", "opens", "resolves")
    known = said.filter(pl.col("means").is_not_null())
    if "resolved_at" in given:
        # Resolved, says a row, and no column says when: over, at a time that is not known.
        untimed = pl.col("resolves").is_null() & (pl.col("means") == RESOLVED)
        known = known.with_columns(
            means=pl.when(untimed).then(CLOSED).otherwise(pl.col("means")).cast(pl.Int8)
        )
        known = known.filter(pl.col("resolves").is_null() | (pl.col("at") < pl.col("resolves")))
        alive = pl.when(pl.col("means") < CLOSED).then(pl.col("place")).max().over("ticket")
        known = known.filter(
            pl.col("resolves").is_null() | (pl.col("place") <= alive.fill_null(-1))
        )
    first = pl.col("ticket").ne_missing(pl.col("ticket").shift(1))
    over, place = pl.col("means") >= CLOSED, pl.col("place")
    starts = first | over.ne_missing(over.shift(1))
    # Once resolved, a closing that follows changes nothing.
    resolved = (
        pl.when(pl.col("means") == RESOLVED).then(place).forward_fill()
        >= pl.when(starts).then(place).forward_fill()
    )
    known = known.with_columns(
        first=first,
        now=pl.when(over & resolved).then(RESOLVED).otherwise(pl.col("means")).cast(pl.Int8),
    )
    return known.with_columns(
        before=pl.when("first").then(ALIVE).otherwise(pl.col("now").shift(1)).cast(pl.Int8),
        other=pl.col("first") | (pl.col("state") != pl.col("state").shift(1)),
    )


def _lives(rows: pl.DataFrame, states: pl.DataFrame) -> pl.DataFrame:
    """Return a row for each ticket: when what happened, by the whole log."""
    at = pl.col("at")
    repeated = [name for name in ("plan", "priority", "link") if name in rows.columns]
    lives = rows.group_by("ticket", maintain_order=True).agg(
        pl.col("ticket_id").first(),
        pl.col(ROW).min(),
        pl.col("opens").first().alias("opened_at"),
        pl.col("resolves").first(),
        at.filter(pl.col("responds")).first().alias("responded_at"),
        (pl.col("means") == RESOLVED).sum().alias("resolutions"),
        *(pl.col(name).drop_nulls().last() for name in repeated),
        *((pl.col(name).drop_nulls().n_unique() > 1).alias(f"{name}_changed") for name in repeated),
        pl.len().cast(pl.UInt32).alias("rows"),
    )
    over = pl.col("now") >= CLOSED
    ends = states.group_by("ticket", maintain_order=True).agg(
        at.filter((pl.col("now") == RESOLVED) & (pl.col("before") != RESOLVED)).last().alias("end"),
        pl.col("now").last(),
        (~over & (pl.col("before") >= CLOSED)).sum().alias("reopenings"),
    )
    lives = lives.join(ends, on="ticket", how="left", maintain_order="left")
    ended = pl.when(pl.col("now") == RESOLVED).then(pl.col("end"))
    return lives.with_columns(
        resolved_at=pl.coalesce("resolves", ended),
        state=pl.when(pl.col("resolves").is_null() & (pl.col("now") == CLOSED))
        .then(pl.lit("closed"))
        .otherwise(pl.lit("open")),
    )


def _event(
    rows: pl.DataFrame, rank: int, kind: str | pl.Expr, at: str = "at", **facts: pl.Expr | str
) -> pl.DataFrame:
    """Return an event for each row: its ticket, its place among all, and what it says."""
    said = {name: facts.get(name, pl.lit(None)) for name in LOG_EVENT if name not in _ALWAYS}
    return rows.select(
        "ticket",
        (pl.col("place").cast(pl.Int64) * _RANKS + rank).alias("key"),
        # Nothing happens to a ticket before it is opened.
        pl.max_horizontal(at, "opens").alias("at"),
        (pl.lit(kind) if isinstance(kind, str) else kind).cast(LOG_EVENT["type"]).alias("type"),
        *(
            (pl.col(fact) if isinstance(fact, str) else fact).cast(pl.String).alias(name)
            for name, fact in said.items()
        ),
    ).select("ticket", "key", *LOG_EVENT)


def _openings(rows: pl.DataFrame) -> pl.DataFrame:
    """Return the openings; a plan that is known later only is that of the opening."""
    names = [name for name in _CHANGES if name in rows.columns]
    first = rows.filter("first")
    if "plan" in names:
        plans = rows.group_by("ticket", maintain_order=True).agg(
            pl.col("plan").drop_nulls().first().alias("first plan")
        )
        first = first.with_columns(plan=plans["first plan"])
    return _event(first, _OPENED, "opened", "opens", **{name: name for name in names})


def _changes(rows: pl.DataFrame) -> list[pl.DataFrame]:
    """Return the changes of plan and of priority; a row that does not name one changes none."""
    found = []
    for name, (rank, kind) in _CHANGES.items():
        if name not in rows.columns:
            continue
        value, before = pl.col(name), pl.col(name).shift(1)
        # The first row of a ticket stays even without a value: nothing stands before it.
        told = rows if not rows[name].null_count() else rows.filter(value.is_not_null() | "first")
        differs = value.ne_missing(before) & ~pl.col("first")
        if name == "plan":
            differs &= before.is_not_null()
        found.append(_event(told.filter(differs), rank, kind, **{name: name}))
    return found


def _responses(rows: pl.DataFrame) -> pl.DataFrame:
    """Return the first response to each ticket."""
    found = rows.filter("responds")
    return _event(found.filter(pl.col("ticket").is_first_distinct()), _RESPONDED, "responded")


def _left(states: pl.DataFrame) -> pl.DataFrame:
    """Return how a state came to its end: resumed, reopened; or everything did: resolved."""
    now, before = pl.col("now"), pl.col("before")
    held = before.is_in([PAUSED, CLOSED])
    goes_on = held & (now < RESOLVED) & ((now != before) | ((now == PAUSED) & pl.col("other")))
    kind = (
        pl.when((now == RESOLVED) & (before != RESOLVED))
        .then(pl.lit("resolved"))
        .when((before == RESOLVED) & (now != RESOLVED))
        .then(pl.lit("reopened"))
        .when(goes_on)
        .then(pl.lit("resumed"))
    )
    found = states.with_columns(kind=kind).filter(pl.col("kind").is_not_null())
    return _event(found, _LEFT, pl.col("kind"))


def _entered(states: pl.DataFrame) -> pl.DataFrame:
    """Return where a ticket begins to wait, or is over without a resolution."""
    now, before = pl.col("now"), pl.col("before")
    paused = (now == PAUSED) & ((before != PAUSED) | pl.col("other"))
    closed = (now == CLOSED) & (before != CLOSED)
    kind = pl.when(paused).then(pl.lit("paused")).when(closed).then(pl.lit("closed"))
    found = states.with_columns(kind=kind).filter(pl.col("kind").is_not_null())
    return _event(found, _ENTERED, pl.col("kind"), reason="state")


def _given_resolutions(rows: pl.DataFrame) -> pl.DataFrame:
    """Return the resolutions whose time stands in a column, each after the rows before it."""
    before = rows.filter(pl.col("at") < pl.col("resolves"))
    last = before.filter(pl.col("ticket").is_last_distinct())
    early = rows.filter(pl.col("resolves").is_not_null()).filter(
        pl.col("ticket").is_first_distinct()
    )
    early = early.join(last, on="ticket", how="anti")
    return _event(pl.concat([last, early]), _GIVEN, "resolved", "resolves")


def _notes(tickets: pl.DataFrame) -> list[str]:
    told = [
        (int((tickets["resolutions"] > 1).sum()), "with more than one row of a resolution"),
        (
            int((tickets["reopenings"].fill_null(0) > 0).sum()),
            "reopened after a resolution or a closing",
        ),
        (int((tickets["state"] == "closed").sum()), "over without a time of resolution"),
    ]
    for name in _CHANGES:
        if f"{name}_changed" in tickets.columns:
            changed = int(tickets[f"{name}_changed"].sum())
            told.append((changed, f"with a change of {name}, which counts from when it was made"))
    return [f"{counted(number, 'ticket')} {text}" for number, text in told if number]
