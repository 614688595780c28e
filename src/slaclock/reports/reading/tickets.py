"""The tickets of a file, and the rows that are none: what reading gives and judging takes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import polars as pl

from slaclock.events import TYPES
from slaclock.reports.reading.lines import ROW
from slaclock.reports.reading.profiles import Profile
from slaclock.reports.reading.times import FormatUse

__all__ = ["LOG_EVENT", "LOG_TYPES", "TICKET_COLUMNS", "Tickets", "other_name", "other_names"]

INSTANT = pl.Datetime("us", "UTC")
LOG_TYPES = (*TYPES, "closed")
"""The types of the events of a log: those of a clock, and an end that is no resolution."""
LOG_EVENT: dict[str, pl.DataType] = {
    "at": INSTANT,
    "type": pl.Enum(LOG_TYPES),
    "plan": pl.String(),
    "priority": pl.String(),
    "reason": pl.String(),
    "name": pl.String(),
    "team": pl.String(),
    "metric": pl.String(),
    "due_at": pl.String(),
}
"""What is kept of an event of a log, in the order of time."""
TICKET_COLUMNS: dict[str, pl.DataType | type[pl.DataType]] = {
    ROW: pl.UInt32,
    "ticket_id": pl.String,
    "plan": pl.String,
    "priority": pl.String,
    "opened_at": INSTANT,
    "responded_at": INSTANT,
    "resolved_at": INSTANT,
    "state": pl.String,
    "link": pl.String,
    "log": pl.List(pl.Struct(LOG_EVENT)),
    "rows": pl.UInt32,
}
"""The columns of `Tickets.frame`; what else was read comes after them, see `other_name`."""
_OTHER = "other "


def other_name(name: str) -> str:
    """Return the column of a frame of tickets that holds what a role or column says besides."""
    return _OTHER + name


def other_names(frame: pl.DataFrame) -> tuple[str, ...]:
    """Return what else a frame of tickets says: roles, and columns of the file."""
    return tuple(name.removeprefix(_OTHER) for name in frame.columns if name.startswith(_OTHER))


@dataclass(frozen=True)
class Tickets:
    """The tickets of a file, and the rows that are none.

    The rows of the file are those of `frame` (its column `rows`) and those of `problems` (its
    column `rows`) together.

    Attributes:
        file: The file's name.
        profile: The profile it was read by.
        recognised: Whether the profile was found by the columns, not named.
        rows: How many rows the file has.
        frame: One row a ticket; see `TICKET_COLUMNS`. `state` is `open`, `waiting` or `closed`
            as far as a status says so, else null; `log` is null where a row is a ticket.
        problems: What was listed: row, ticket_id, kind, detail, rows.
        readings: How the columns of times were read.
        columns: Which column of the file holds what.
        notes: What a reader of the report should know, in sentences.
        updates: Of a log, its rows ticket by ticket in the order of time: `ticket_id`, `at`,
            `state`, and what else they say; None where a row is a ticket.
    """

    file: str
    profile: Profile
    recognised: bool
    rows: int
    frame: pl.DataFrame
    problems: pl.DataFrame
    readings: tuple[FormatUse, ...]
    columns: Mapping[str, str]
    notes: tuple[str, ...] = field(default=())
    updates: pl.DataFrame | None = None

    def problem_counts(self) -> dict[str, int]:
        """Return how many rows were listed, by kind, the most frequent first."""
        counts = self.problems.group_by("kind").agg(pl.col("rows").sum())
        return dict(counts.sort(["rows", "kind"], descending=[True, False]).rows())

    def has(self, role: str) -> bool:
        """Return whether the file says when tickets were answered or resolved."""
        return role in self.columns
