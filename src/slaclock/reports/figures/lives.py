"""What happened to tickets that have a log: reopenings, pauses, and time in each status."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np
import polars as pl

from slaclock.bulk.engine.steps import NAT
from slaclock.bulk.engine.terms import kernels_of
from slaclock.offsets import Micros
from slaclock.reports.figures.attainment import Counts
from slaclock.reports.figures.verdicts import Verdicts, main_metric

__all__ = ["StatusTime", "TimesHappened", "events_per_ticket", "status_times"]

MOST_COUNTED = 3


class TimesHappened(NamedTuple):
    """The tickets to which something happened so many times.

    Attributes:
        what: `reopened` or `paused`.
        label: `never`, `once`, `twice`, `3 times and more`.
        tickets: How many.
        counts: What became of their last promise, in the order of the matrix.
    """

    what: str
    label: str
    tickets: int
    counts: Counts


class StatusTime(NamedTuple):
    """The time that tickets spent in a status; in microseconds.

    Attributes:
        status: As the log has it.
        tickets: How many were ever in it.
        median: Wall time of a ticket in it, all its visits together.
        total: Wall time of all of them.
        total_open: The support hours in that.
    """

    status: str
    tickets: int
    median: int
    total: int
    total_open: int


def events_per_ticket(verdicts: Verdicts) -> tuple[TimesHappened, ...]:
    """Return how often tickets were reopened and paused; nothing where they have no log."""
    if verdicts.life is None or not verdicts.metrics:
        return ()
    found: list[TimesHappened] = []
    for what, times in (("reopened", verdicts.life.reopenings), ("paused", verdicts.life.pauses)):
        found += _times(what, times, verdicts)
    return tuple(found)


def status_times(verdicts: Verdicts, updates: pl.DataFrame | None) -> tuple[StatusTime, ...]:
    """Return the time spent in each status, the longest in all first.

    A ticket that is over is in no status any more; another is in its last one until the instant
    of asking.

    Args:
        verdicts: The tickets that count.
        updates: Of a log, its rows; see `Tickets.updates`.
    """
    if updates is None or not len(verdicts):
        return ()
    rows = _visits(verdicts, updates)
    if not len(rows):
        return ()
    spent = {
        "wall": pl.col("until") - pl.col("since"),
        "open": pl.lit(pl.Series(_open_time(verdicts, rows))),
    }
    own = _of_tickets(rows.select("place", pl.col("state").cast(pl.Categorical), **spent))
    totals = own.group_by("state").agg(
        pl.len(),
        pl.col("wall").median().cast(pl.Int64).alias("median"),
        pl.col("wall", "open").sum(),
    )
    ordered = totals.sort(["wall", "state"], descending=[True, False])
    return tuple(StatusTime(*row) for row in ordered.rows())


def _times(what: str, times: Micros, verdicts: Verdicts) -> Iterator[TimesHappened]:
    found = verdicts.metrics[main_metric(verdicts)]
    labels = ("never", "once", "twice", f"{MOST_COUNTED} times and more")
    capped = np.minimum(times, MOST_COUNTED)
    for least, label in enumerate(labels):
        chosen = capped == least
        number = int(chosen.sum())
        counts = found.where(chosen).tally(np.zeros(number, np.int64), 1)[0].tolist()
        yield TimesHappened(what, label, number, Counts(*counts))


def _visits(verdicts: Verdicts, updates: pl.DataFrame) -> pl.DataFrame:
    """Return each stay of a ticket in a status: `place` of the ticket, `state`, since and until."""
    asked = verdicts.as_of
    ends = np.where(verdicts.ended == NAT, asked, verdicts.ended)
    rows = updates.select(
        _places(verdicts, updates["ticket_id"]),
        "state",
        pl.col("at").to_physical().alias("since"),
    )
    rows = rows.filter(
        (pl.col("since") <= asked) & pl.col("state").is_not_null() & pl.col("place").is_not_null()
    )
    rows = rows.with_columns(pl.Series("end", ends[rows["place"].to_numpy()]))
    goes_on = pl.col("place") == pl.col("place").shift(-1)
    following = pl.when(goes_on).then(pl.col("since").shift(-1)).otherwise("end")
    rows = rows.with_columns(until=pl.max_horizontal("since", pl.min_horizontal(following, "end")))
    return rows.select("place", "state", "since", "until").filter(pl.col("until") > pl.col("since"))


def _places(verdicts: Verdicts, ids: pl.Series) -> pl.Series:
    """Return the place of the ticket of each row; null where it does not count."""
    own = pl.DataFrame({"ticket_id": ids}).with_columns(run=pl.col("ticket_id").rle_id())
    places = verdicts.frame.select("ticket_id").with_row_index("place")
    runs = own.unique("run", keep="first", maintain_order=True)
    found = runs.join(places, on="ticket_id", how="left", maintain_order="left")
    return found["place"].gather(own["run"])


def _of_tickets(rows: pl.DataFrame) -> pl.DataFrame:
    """Return the times that a ticket was in a state, all its visits together.

    The visits of a ticket stand side by side, and still do when those to one state are put
    together; so they are summed up in one pass, in a fifth of the time of a group by two columns.
    """
    rows = rows.sort(pl.col("state").to_physical(), maintain_order=True)
    keys = [rows["state"].to_physical().to_numpy(), rows["place"].to_numpy()]
    differs = [key[1:] != key[:-1] for key in keys]
    starts = np.flatnonzero(np.append(True, differs[0] | differs[1]))
    sums = {name: np.add.reduceat(rows[name].to_numpy(), starts) for name in ("wall", "open")}
    return pl.DataFrame({"state": rows["state"].gather(starts).cast(pl.String), **sums})


def _open_time(verdicts: Verdicts, rows: pl.DataFrame) -> Micros:
    """Return the support hours of each stay, by the calendar of the ticket's plan."""
    since, until = rows["since"].to_numpy(), rows["until"].to_numpy()
    cells = verdicts.places[rows["place"].to_numpy()]
    found = np.zeros(len(rows), np.int64)
    for place, cell in enumerate(verdicts.cells):
        chosen = cells == place
        if cell.row is not None and chosen.any():
            kernel = kernels_of(cell.row.matrix)[cell.row.calendar_id]
            spent, failed = kernel.elapsed(since[chosen], until[chosen])
            spent[list(failed)] = 0
            found[chosen] = spent
    return found
