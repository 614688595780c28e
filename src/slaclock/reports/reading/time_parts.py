"""A column of times that comes in parts, read as it would be read as a whole.

Its formats are decided by a look at all parts beforehand, of which only those values are kept
that can decide something. Then each part is read in those formats.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

import polars as pl

from slaclock.reports.reading.time_columns import TimeColumn
from slaclock.reports.reading.times import (
    FIRST_LOOK,
    Formats,
    FormatUse,
    ReadTimes,
    formats_of,
    read_part,
    read_quickly,
    refuse_hopeless,
    shapes_of,
)

__all__ = ["TimesInParts", "formats_in_parts"]

MOST_TELLING = 20_000
"""How many values are kept at most; more shapes than that have no formats."""
_DATE_NUMBERS = (
    r"^\s*(?:[A-Za-z]{3,9}\.?,?\s+)?([0-9]{1,2})([-/.])([0-9]{1,2})[-/.]([0-9]{2}(?:[0-9]{2})?)"
)


def formats_in_parts(parts: Iterable[pl.Series], column: TimeColumn) -> Formats:
    """Return the formats of a column, in the order to try them.

    Args:
        parts: The column; not looked at if its formats are declared.
        column: What is declared about it.

    Raises:
        UndecidedTimesError: The dates may be day-first or month-first, or are both.
    """
    kept = pl.Series([], dtype=pl.String)
    for part in () if column.formats else parts:
        if not isinstance(part.dtype, pl.Datetime):
            kept = _deciding(pl.concat([kept, telling(part, column)]))
    return formats_of(kept, column)


def telling(values: pl.Series, column: TimeColumn) -> pl.Series:
    """Return those values of a column, cleaned, by which its formats are decided."""
    texts, quick, _ = read_quickly(values, column)
    texts, read = texts.drop_nulls().rename(""), 0 if quick is None else quick.local.count()
    return texts.head(1) if read == len(texts) else _deciding(texts)


def _deciding(texts: pl.Series) -> pl.Series:
    """Return the first texts, one of each shape, and one for each number in a date."""
    numbers = texts.str.extract_groups(_DATE_NUMBERS).struct.unnest()
    kept = shapes_of(texts).is_first_distinct() | (
        pl.int_range(len(texts), eager=True) < FIRST_LOOK
    )
    for place in ("1", "3", "4"):
        number = numbers.get_column(place) + numbers.get_column("2")
        kept |= number.is_first_distinct() & number.is_not_null()
    return texts.filter(kept).head(MOST_TELLING)


class TimesInParts:
    """Reads the parts of a column one after the other, and adds up what is told of them."""

    def __init__(self, column: TimeColumn, formats: Formats) -> None:
        self.column, self.formats = column, formats
        self._values: Counter[tuple[str, str]] = Counter()
        self._words: Counter[str] = Counter()
        self._repeated = self._at_midnight = 0
        self._wrong: tuple[pl.Series, ReadTimes] | None = None
        self._is_readable = False

    def read(self, values: pl.Series) -> ReadTimes:
        """Return the instants of the next part."""
        times = read_part(values, self.column, self.formats)
        for reading in times.readings:
            self._values[reading.format, reading.because] += reading.values
        self._words.update(times.words)
        self._repeated += times.repeated
        self._at_midnight += times.at_midnight
        self._is_readable = self._is_readable or bool(times.instants.count())
        if self._wrong is None and times.problems.count():
            first = times.problems.is_not_null().arg_max() or 0
            here = slice(first, first + 1)
            one = times._replace(instants=times.instants[here], problems=times.problems[here])
            self._wrong = values[here], one
        return times

    def total(self) -> ReadTimes:
        """Return what is told of all parts, without their instants.

        Raises:
            UndecidedTimesError: Not one value could be read.
        """
        if self._wrong is not None and not self._is_readable:
            refuse_hopeless(*self._wrong, self.column)
        readings = tuple(
            FormatUse(self.column.name, name, values, because)
            for (name, because), values in self._values.items()
            if values
        )
        nothing = pl.Series([], dtype=pl.String)
        words = dict(self._words.most_common())
        return ReadTimes(nothing, nothing, readings, self._repeated, words, self._at_midnight)
