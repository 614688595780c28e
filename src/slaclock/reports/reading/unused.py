"""What somebody said of an export and nothing in it fits: told, because it may be a slip."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import polars as pl

from slaclock.messages import did_you_mean, shown
from slaclock.reports.reading.joined import cleaned
from slaclock.reports.reading.mapping import ColumnMap
from slaclock.reports.reading.names import NULLS

__all__ = ["unused_values"]


_FEW = 1_000


def unused_values(
    mapping: ColumnMap, frame: pl.DataFrame, given: Mapping[str, Mapping[str, str]]
) -> Iterator[str]:
    """Yield a sentence for each text that was given a meaning and stands nowhere.

    Args:
        mapping: Which column holds what.
        frame: The columns of the file.
        given: What texts mean, by role; as somebody said it for this file.
    """
    for role, words in given.items():
        if role not in mapping.roles or len(mapping.parts(role)) > 1:
            yield f"no column holds {role}, so --value {role}:... means nothing here"
            continue
        column = mapping.roles[role]
        values = frame.select(cleaned(frame, column, NULLS)).to_series().unique().drop_nulls()
        found = set(values.cast(pl.String))
        for text in words:
            if text not in found:
                near = did_you_mean(text, sorted(found)) if len(found) <= _FEW else ""
                more = f"; {near.strip()}" if near else ""
                what = f"{shown(text)} in {shown(column)}"
                yield f"no row has {what}, for which --value was given{more}"
