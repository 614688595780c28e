"""What a file says of a ticket besides its times: by whom, for whom, and deadlines of its own.

Those are what the desk works out itself, and what was agreed with the customer. Nothing here
makes a row no ticket: a deadline that cannot be read is no deadline, and a note says how many
there were.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import NamedTuple

import polars as pl

from slaclock.errors import UndecidedTimesError
from slaclock.messages import shown
from slaclock.reports.reading.joined import cleaned, joined
from slaclock.reports.reading.lines import ROW
from slaclock.reports.reading.mapping import OPTIONAL, ColumnMap
from slaclock.reports.reading.names import NULLS
from slaclock.reports.reading.profiles import AGREED_DUE, VENDOR_DUE
from slaclock.reports.reading.tickets import other_name
from slaclock.reports.reading.times import FormatUse, TimeColumn, read_times
from slaclock.reports.words import counted

__all__ = ["Others", "read_others"]

_DUE = (*VENDOR_DUE, *AGREED_DUE)


class Others(NamedTuple):
    """What else the rows of a file say.

    Attributes:
        frame: `ROW`, and a column for each role and each column that is kept.
        readings: How the deadlines of the file were read.
        notes: What a reader of the report should know.
    """

    frame: pl.DataFrame
    readings: tuple[FormatUse, ...]
    notes: tuple[str, ...]


def read_others(
    frame: pl.DataFrame, mapping: ColumnMap, time_column: Callable[[str], TimeColumn]
) -> Others:
    """Return what else the rows of a file say.

    Args:
        frame: The columns of the file, and `ROW`.
        mapping: Which of them holds what.
        time_column: What is declared of the column of a role.
    """
    nulls = (*NULLS, *mapping.profile.nulls)
    roles = [role for role in OPTIONAL if role in mapping.roles]
    taken = [_value(mapping, role, frame, nulls).alias(other_name(role)) for role in roles]
    for name in mapping.kept:
        if name in roles and mapping.parts(name) == (name,):
            continue  # it stands there as a role
        own = f"{name} (file)" if name in roles else name
        taken.append(cleaned(frame, name, nulls).alias(other_name(own)))
    found = frame.select(ROW, *taken)
    readings: list[FormatUse] = []
    notes: list[str] = []
    for role in _DUE:
        if role in roles:
            due = _due(found[other_name(role)], time_column(role), readings, notes)
            found = found.with_columns(due.alias(other_name(role)))
    return Others(found, tuple(readings), tuple(notes))


def _value(mapping: ColumnMap, role: str, frame: pl.DataFrame, nulls: Iterable[str]) -> pl.Expr:
    first, *more = mapping.parts(role)
    whole = joined(frame, (first, *more), nulls) if more else cleaned(frame, first, nulls)
    if role in _DUE:
        return whole
    words = mapping.profile.values.get(role)
    return whole.cast(pl.String).replace(words or {})


def _due(
    values: pl.Series, column: TimeColumn, readings: list[FormatUse], notes: list[str]
) -> pl.Series:
    """Return the deadlines of a column; null for those that cannot be read."""
    if not values.count():
        return values.cast(pl.Datetime("us", "UTC"), strict=False)
    try:
        times = read_times(values, column)
    except UndecidedTimesError as error:
        notes.append(f"the deadlines in {shown(column.name)} do not count: {error.problem}")
        return pl.Series([None], dtype=pl.Datetime("us", "UTC")).new_from_index(0, len(values))
    readings += times.readings
    unread = times.problems.count()
    if unread:
        notes.append(
            f"{counted(unread, 'value')} of {shown(column.name)} cannot be read as a time, and "
            "counts as no deadline"
        )
    return times.instants
