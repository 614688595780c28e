"""Instants as text on the clocks of their rows: a result shows the offset that its row was given.

An opening of `18:30+05:30` has its deadline at `12:30+05:30`. Where a row says nothing of an
offset, the zone that was declared for its column is the one.
"""

from __future__ import annotations

import polars as pl

from slaclock.reports.reading.time_columns import TimeColumn
from slaclock.reports.reading.time_parsing import offset_micros
from slaclock.zones import get_zone

__all__ = ["WRITTEN", "texts_in_zones"]

WRITTEN = "%Y-%m-%dT%H:%M:%S%.f"
"""How a local time is written, for polars; the fraction of a second only where there is one."""


def texts_in_zones(
    instants: pl.Series, zones: pl.Series | None, column: TimeColumn, zone: str | None
) -> pl.Series:
    """Return instants as ISO 8601 text.

    Args:
        instants: In UTC; null for none.
        zones: What each row says of its offset.
        column: What is declared about the column of those rows.
        zone: One zone for all rows, if that is asked for.
    """
    if zone is not None or zones is None:
        return _in_zone(instants, zone or "UTC")
    texts = pl.Series([None], dtype=pl.String).new_from_index(0, len(instants))
    for said in zones.unique():
        here = zones.is_null() if said is None else (zones == said).fill_null(value=False)
        found = _in_offset(instants, said, column)
        texts = found.zip_with(here, texts)
    return texts


def _in_offset(instants: pl.Series, said: str | None, column: TimeColumn) -> pl.Series:
    offset = offset_micros(said) if said is not None else None
    if offset is not None:
        local = (instants.to_physical() + offset).cast(pl.Datetime("us"))
        minutes = abs(offset) // 60_000_000
        tail = f"{'-' if offset < 0 else '+'}{minutes // 60:02}:{minutes % 60:02}"
        return pl.select(local.dt.strftime(WRITTEN) + pl.lit(tail)).to_series()
    if said is None:
        return _in_zone(instants, str(column.zone or "UTC"))
    name = column.zone_names.get(said) or column.zone_names.get(said.upper())
    return _in_zone(instants, str(get_zone(name)) if name is not None else "UTC")


def _in_zone(instants: pl.Series, zone: str) -> pl.Series:
    return instants.dt.convert_time_zone(zone).dt.strftime(f"{WRITTEN}%:z")
