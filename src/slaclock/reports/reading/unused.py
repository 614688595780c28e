"""What somebody said of an export and nothing in it fits: told, because it may be a slip."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import polars as pl

from slaclock.messages import did_you_mean, shown
from slaclock.reports.reading.joined import cleaned
from slaclock.reports.reading.mapping import ColumnMap
from slaclock.reports.reading.names import NULLS

__all__ = ["GivenValues"]


_FEW = 1_000


class GivenValues:
    """The texts of an export that were given a meaning, and what of them was seen in its rows."""

    def __init__(self, mapping: ColumnMap, given: Mapping[str, Mapping[str, str]]) -> None:
        """Take what texts mean, by role, as somebody said it for this file."""
        self.given = given
        self.columns = {
            role: mapping.roles[role]
            for role in given
            if role in mapping.roles and len(mapping.parts(role)) == 1
        }
        self.seen: dict[str, set[str]] = {role: set() for role in self.columns}

    def see(self, frame: pl.DataFrame) -> None:
        """Look at the next rows of the file."""
        for role, column in self.columns.items():
            values = frame.select(cleaned(frame, column, NULLS)).to_series().unique().drop_nulls()
            found, seen = set(values.cast(pl.String)), self.seen[role]
            # Of a column of many texts none is proposed, and only those that matter are kept.
            seen |= found if len(seen) <= _FEW else found & self.given[role].keys()

    def notes(self) -> Iterator[str]:
        """Yield a sentence for each text that stands nowhere in the rows."""
        for role, words in self.given.items():
            if role not in self.columns:
                yield f"no column holds {role}, so --value {role}:... means nothing here"
                continue
            seen = self.seen[role]
            for text in words:
                if text not in seen:
                    near = did_you_mean(text, sorted(seen)) if len(seen) <= _FEW else ""
                    more = f"; {near.strip()}" if near else ""
                    what = f"{shown(text)} in {shown(self.columns[role])}"
                    yield f"no row has {what}, for which --value was given{more}"
