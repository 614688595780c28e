"""Tickets from the library's own events: a mapping of logs, or a frame with an event a row."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import narwhals as nw
import numpy as np
import polars as pl

from slaclock.bulk.engine.columns import Codes
from slaclock.bulk.engine.logs import Logs, logs_of_events
from slaclock.bulk.engine.steps import NAT
from slaclock.bulk.frames.logs import LogColumns, logs_of_frame
from slaclock.errors import ArgumentTypeError
from slaclock.events import TYPES
from slaclock.reports.reading.lines import ROW
from slaclock.reports.reading.problems import PROBLEM_COLUMNS
from slaclock.reports.reading.profiles import Profile
from slaclock.reports.reading.tickets import (
    LOG_EVENT,
    TICKET_COLUMNS,
    Tickets,
    other_name,
    other_names,
)

__all__ = ["take_logs"]


def take_logs(logs: Any, *, name: str = "logs") -> Tickets:
    """Return the tickets of logs of slaclock's own events.

    Args:
        logs: A mapping from the id of a ticket to its log: events, or plain data as
            `Event.to_dict` gives it. Or a data frame with an event a row, in the columns
            `ticket_id`, `at`, `type`, and as far as they are there `plan`, `priority`,
            `reason` and so on.
        name: What they are called in messages and on the page.

    Returns:
        A ticket for each log that can be read; the others are listed with their reasons.

    Raises:
        ArgumentTypeError: Neither a mapping nor a data frame, or a column of another type.
        UnknownNameError: A frame without one of the first three columns.
    """
    read = logs_of_events(logs) if isinstance(logs, Mapping) else _of_frame(logs)
    events = _events(read)
    opened = events.filter(pl.col("type") == "opened").group_by("ticket").agg(pl.col("at").first())
    log = events.group_by("ticket").agg(pl.struct(*LOG_EVENT).alias("log"), pl.len().alias("rows"))
    sizes = np.diff(read.offsets)
    tickets = pl.DataFrame({"ticket": np.arange(read.size), ROW: np.arange(1, read.size + 1)})
    tickets = tickets.with_columns(
        pl.Series("ticket_id", [str(ticket) for ticket in read.ids], pl.String)
    )
    tickets = tickets.join(opened, on="ticket", how="left", maintain_order="left")
    tickets = tickets.join(log, on="ticket", how="left", maintain_order="left")
    failed = dict(read.failures)
    unopened = tickets.filter(pl.col("at").is_null())["ticket"].to_list()
    told = dict.fromkeys(unopened, "the ticket was never opened")
    told |= {ticket: str(error) for ticket, error in failed.items()}
    tickets = tickets.with_columns(_fields(read))
    kept = tickets.filter(~pl.col("ticket").is_in(list(told))).rename({"at": "opened_at"})
    return Tickets(
        file=name,
        profile=Profile(
            title="events of slaclock", fields={name: name for name in other_names(kept)}
        ),
        recognised=False,
        rows=int(sizes.sum()) + int((sizes == 0).sum()),
        frame=kept.select(
            *(
                pl.col(column).cast(dtype)
                if column in kept.columns
                else pl.lit(None, dtype=dtype).alias(column)
                for column, dtype in TICKET_COLUMNS.items()
            ),
            *(other_name(name) for name in other_names(kept)),
        ),
        problems=_problems(read, told, sizes),
        readings=(),
        columns={},
    )


def _fields(logs: Logs) -> list[pl.Series]:
    """Return the fields that tickets are opened with, each as what else is said of them."""
    given = logs.facts.get("fields")
    if given is None or not len(logs.at):
        return []
    first = np.minimum(logs.offsets[:-1], max(len(logs.at) - 1, 0))
    codes = np.where(np.diff(logs.offsets) > 0, given.codes[first], -1).tolist()
    said = [given.names[code] if code >= 0 else {} for code in codes]
    names = dict.fromkeys(name for fields in said for name in fields)
    columns = {name: [fields.get(name) for fields in said] for name in names}
    return [
        pl.Series(other_name(name), [None if one is None else str(one) for one in column])
        for name, column in columns.items()
    ]


def _of_frame(frame: Any) -> Logs:
    given = nw.from_native(frame, eager_only=True, pass_through=True)
    if not isinstance(given, nw.DataFrame):
        expected = "a mapping from ids to logs, or a data frame with an event a row"
        raise ArgumentTypeError("logs", frame, expected)
    return logs_of_frame(given, LogColumns(ticket="ticket_id"), None).logs


def _events(logs: Logs) -> pl.DataFrame:
    """Return every event that can be read, ticket by ticket in the order of time."""
    names = pl.Series([*TYPES, None], dtype=LOG_EVENT["type"])
    owners = np.repeat(np.arange(logs.size), np.diff(logs.offsets))
    frame = pl.DataFrame(
        {
            "ticket": owners,
            "at": pl.Series(np.where(logs.at == NAT, 0, logs.at)).cast(LOG_EVENT["at"]),
            "type": names.gather(np.where(logs.types < 0, len(TYPES), logs.types)),
        }
    )
    return frame.with_columns(
        _texts(logs.facts[fact]).alias(fact)
        if fact in logs.facts
        else pl.lit(None, dtype=pl.String).alias(fact)
        for fact in LOG_EVENT
        if fact not in ("at", "type")
    )


def _texts(codes: Codes) -> pl.Series:
    names = pl.Series([*map(str, codes.names), None], dtype=pl.String)
    return names.gather(np.where(codes.codes < 0, len(codes.names), codes.codes))


def _problems(logs: Logs, told: Mapping[int, str], sizes: np.ndarray[Any, Any]) -> pl.DataFrame:
    tickets = sorted(told)
    return pl.DataFrame(
        {
            "row": [ticket + 1 for ticket in tickets],
            "ticket_id": [str(logs.ids[ticket]) for ticket in tickets],
            "kind": ["broken_log"] * len(tickets),
            "detail": [told[ticket] for ticket in tickets],
            "rows": [max(int(sizes[ticket]), 1) for ticket in tickets],
        },
        schema=PROBLEM_COLUMNS,
    )
