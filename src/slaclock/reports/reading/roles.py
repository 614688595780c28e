"""The columns of a file by what they hold: cleaned, named after their roles, times read."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import polars as pl

from slaclock.messages import shown
from slaclock.reports.reading.joined import cleaned, joined
from slaclock.reports.reading.lines import ROW
from slaclock.reports.reading.mapping import OPTIONAL, ColumnMap
from slaclock.reports.reading.names import NOT_YET, NULLS
from slaclock.reports.reading.profiles import TIME_ROLES
from slaclock.reports.reading.time_columns import is_date
from slaclock.reports.reading.time_formats import parse_format
from slaclock.reports.reading.times import SENTENCES, ReadTimes, TimeColumn
from slaclock.reports.words import counted
from slaclock.zones import get_zone

__all__ = ["problem_details", "quoted", "role_frame", "time_column", "time_notes"]

_TIMES = (*TIME_ROLES, "at")
_MOST_WORDS = 5


def role_frame(
    mapping: ColumnMap, frame: pl.DataFrame, roles: Iterable[str] | None = None
) -> pl.DataFrame:
    """Return a table with columns named after what they hold, and nulls for no value.

    Args:
        mapping: Which column holds what.
        frame: The table.
        roles: Only these, and no state.
    """
    nulls = (*NULLS, *mapping.profile.nulls)
    taken = [
        _value(mapping, role, frame, nulls).alias("ticket_id" if role == "id" else role)
        for role in (mapping.roles if roles is None else roles)
        if role not in OPTIONAL
    ]
    if mapping.state and roles is None:
        parts = [cleaned(frame, name, nulls).cast(pl.String) for name in mapping.state]
        taken.append(pl.concat_str(parts, separator="/", ignore_nulls=True).alias("state"))
    frame = frame.select(ROW, *taken)
    return frame.with_columns(_constants(mapping, frame))


def time_column(mapping: ColumnMap, role: str) -> TimeColumn:
    """Return what is declared about the column of a role."""
    profile = mapping.profile
    zone = profile.timezones.get(role, profile.timezone)
    return TimeColumn(
        file=mapping.file,
        name=mapping.roles[role],
        zone=get_zone(zone) if zone is not None else None,
        zone_names=profile.zone_names,
        formats=tuple(parse_format(name) for name in profile.time_formats),
        dates=profile.dates,
        nulls=(*NULLS, *profile.nulls),
        words=NOT_YET,
    )


def time_notes(times: ReadTimes, column: TimeColumn, role: str) -> Iterator[str]:
    """Yield what a reader should know of how a column of times was read."""
    if times.repeated:
        yield (
            f"{counted(times.repeated, 'time')} in {shown(column.name)} occurred twice, "
            "when clocks went back; the first occurrence is taken"
        )
    if times.midnights:
        yield (
            f"{shown(column.name)} has no time of day: midnight is taken for "
            f"{counted(times.midnights, 'value')}; if another column has it, join them, "
            f"for example with --map {role}='Date + Time'"
        )
    if times.words:
        first = list(times.words.items())[:_MOST_WORDS]
        said = ", ".join(f"{shown(word)} ({number:,})" for word, number in first)
        total = counted(sum(times.words.values()), "value")
        yield f"{total} of {shown(column.name)} taken for no time: {said}"


def problem_details(column: TimeColumn, role: str) -> pl.Expr:
    """Return what is wrong with a time, for a frame with its column and `problem`."""
    zone = str(column.zone)
    words = {kind: text.format(zone=zone) for kind, text in SENTENCES.items()}
    sentence = (
        pl.when((pl.col("problem") == "unreadable_time") & is_date(pl.col(role)))
        .then(pl.lit("is a date without a time of day"))
        .otherwise(pl.col("problem").replace_strict(words, default="", return_dtype=pl.String))
    )
    return pl.concat_str(pl.lit(column.name), quoted(role), sentence, separator=" ")


def quoted(name: str) -> pl.Expr:
    """Return a value in quotes, shortened; escaping is left to what shows it."""
    text = pl.col(name).cast(pl.String)
    return pl.format("'{}'", text.str.slice(0, 60))


def _value(mapping: ColumnMap, role: str, frame: pl.DataFrame, nulls: Iterable[str]) -> pl.Expr:
    """Return what a role's column holds; of several, their texts with a space between."""
    first, *others = mapping.parts(role)
    if others:
        return joined(frame, (first, *others), nulls)
    # Times are cleaned where they are read, if they need it.
    return pl.col(first) if role in _TIMES else cleaned(frame, first, nulls)


def _constants(mapping: ColumnMap, frame: pl.DataFrame) -> list[pl.Expr]:
    """Return what is the same for every ticket, and values put in other words."""
    found = []
    for name in ("plan", "priority"):
        value = getattr(mapping.profile, name)
        if value is not None:
            found.append(pl.lit(value).alias(name))
    for name, words in mapping.profile.values.items():
        if name in frame.columns:
            found.append(pl.col(name).cast(pl.String).replace(words))
    return found
