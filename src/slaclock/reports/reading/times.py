"""A column of times as they stand in an export: which formats it has, and what instants they are.

Formats are those declared, or are proposed from the values and reported with how often each was
used. Whether a date is day-first or month-first is decided by a number over 12 in the column, or
by what is declared; never by habit. A time without an offset needs a declared zone, and an
abbreviation such as IST a declared meaning.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import tzinfo
from types import MappingProxyType
from typing import NamedTuple, TypeAlias

import numpy as np
import polars as pl

from slaclock.errors import UndecidedTimesError
from slaclock.instants import EARLIEST, LATEST
from slaclock.offsets import instants_of_local
from slaclock.reports.reading.odd_characters import plain_texts
from slaclock.reports.reading.time_columns import TimeColumn, decide_order, remedy
from slaclock.reports.reading.time_formats import (
    TimeFormat,
    propose,
)
from slaclock.reports.reading.time_parsing import Parsed, offset_micros, parse_column, parse_quickly
from slaclock.zones import get_zone

__all__ = [
    "SENTENCES",
    "FormatUse",
    "Formats",
    "ReadTimes",
    "TimeColumn",
    "formats_of",
    "read_part",
    "read_quickly",
    "read_times",
    "refuse_hopeless",
    "shapes_of",
]

INSTANTS = pl.Datetime("us", "UTC")
Formats: TypeAlias = tuple[tuple[TimeFormat, str], ...]
SENTENCES = {
    "unreadable_time": "is not a time in any of the column's formats",
    "no_offset": "has no offset, and no zone is declared",
    "unknown_zone": "names a zone that is not declared; abbreviations stand for several zones",
    "skipped_time": "does not exist: clocks in {zone} skip it",
    "odd_year": "lies before 1900; years are those of the Gregorian calendar",
}
_NO_DATE = (
    r"^(?:0000-00-00|0001-01-01|1899-12-30|1900-01-01|9999-12-31"
    r"|0?1[./]0?1[./](?:0001|1900)|31[./]12[./]9999|12/31/9999)(?:[t ].*)?$"
)
"""What some databases write for no date."""
_HAS_HOUR = re.compile("%[HI]|^[a-z]")
FIRST_LOOK = 500
_DAY = 86_400_000_000
_OLDEST = -25_567 * _DAY
"""1 January 1900: what lies before it is of another calendar, or stands for no time."""


class FormatUse(NamedTuple):
    """A format that was used for a column, for how many values, and what decided it."""

    column: str
    format: str
    values: int
    because: str


class ReadTimes(NamedTuple):
    """The instants of a column.

    Attributes:
        instants: In UTC, null where there is no value or a problem.
        problems: A key of `SENTENCES` where a value could not be read, else null.
        readings: The formats used.
        repeated: How many local times occurred twice; the first occurrence was taken.
        words: How often which word for "not yet" stands in the column.
        at_midnight: How many values are at midnight of their local day.
        zones: What each value says of its offset; null for nothing, which is the zone declared.
    """

    instants: pl.Series
    problems: pl.Series
    readings: tuple[FormatUse, ...]
    repeated: int
    words: Mapping[str, int] = MappingProxyType({})
    at_midnight: int = 0
    zones: pl.Series | None = None

    @property
    def midnights(self) -> int:
        """For how many values midnight is taken, as far as that shows.

        Those of a format without an hour; or all, where there are several and all are at midnight.
        """
        dates = [reading for reading in self.readings if not _HAS_HOUR.search(reading.format)]
        if dates:
            return sum(reading.values for reading in dates)
        count = sum(reading.values for reading in self.readings)
        return count if count > 1 and self.at_midnight == count else 0


def read_times(values: pl.Series, column: TimeColumn) -> ReadTimes:
    """Return the instants of a column.

    Args:
        values: Text, datetimes, dates or numbers.
        column: What is declared about it.

    Raises:
        UndecidedTimesError: The dates may be day-first or month-first, or are both; or not one
            value can be read.
    """
    times = read_part(values, column, None)
    refuse_hopeless(values, times, column)
    return times


def read_part(values: pl.Series, column: TimeColumn, formats: Formats | None) -> ReadTimes:
    """Return the instants of a part of a column, of which not one need be readable.

    Args:
        values: Text, datetimes, dates or numbers.
        column: What is declared about it.
        formats: The formats to try in turn, each with what decided it; None where they are to
            be found in the values.
    """
    if isinstance(values.dtype, pl.Datetime):
        return _typed(values, column)
    texts, quick, words = read_quickly(values, column)
    parsed, readings = _parse_all(texts, quick, column, formats)
    times = _resolved(texts, parsed, column)
    return times._replace(
        readings=readings,
        words=words,
        at_midnight=_at_midnight(parsed.local),
        zones=parsed.zone,
    )


def formats_of(texts: pl.Series, column: TimeColumn) -> Formats:
    """Return the formats of cleaned texts, in the order to try them, each with what decided it.

    Raises:
        UndecidedTimesError: The dates may be day-first or month-first, or are both.
    """
    return tuple(_formats(texts, _nothing(texts), column))


def read_quickly(
    values: pl.Series, column: TimeColumn
) -> tuple[pl.Series, Parsed | None, dict[str, int]]:
    """Return a column as text, what can be read of it quickly, and its words for "not yet"."""
    texts = _as_texts(values)
    quick = parse_quickly(texts)
    if quick is not None and quick.local.count() == texts.count() and _are_usual(quick.local):
        return texts, quick, {}
    texts, words = _cleaned(texts, column)
    return texts, parse_quickly(texts), words


def _are_usual(local: pl.Series) -> bool:
    """Return whether no time is one that databases write for none."""
    return bool(local.is_between(_OLDEST + _DAY, LATEST - _DAY).all())


def _at_midnight(local: pl.Series) -> int:
    return int((local % _DAY == 0).sum())


def _as_texts(values: pl.Series) -> pl.Series:
    if values.dtype.is_float():
        whole = values.cast(pl.Int64, strict=False)
        return pl.select(
            pl.when(whole.cast(pl.Float64) == values)
            .then(whole.cast(pl.String))
            .otherwise(values.cast(pl.String))
        ).to_series()
    return values.cast(pl.String)


def _typed(values: pl.Series, column: TimeColumn) -> ReadTimes:
    """Take datetimes as they are; those without a zone are local times of the declared one."""
    aware = getattr(values.dtype, "time_zone", None) is not None
    micros = values.dt.cast_time_unit("us").to_physical()
    zone = pl.Series([None], dtype=pl.String).new_from_index(0, len(values))
    if aware:
        zone = pl.select(pl.when(micros.is_not_null()).then(pl.lit("+00:00"))).to_series()
    times = _resolved(values.cast(pl.String), Parsed(micros, zone), column)
    told = f"datetimes {'with' if aware else 'without'} a zone"
    readings = (FormatUse(column.name, told, values.count(), ""),)
    return times._replace(readings=readings, at_midnight=_at_midnight(micros), zones=zone)


def _cleaned(texts: pl.Series, column: TimeColumn) -> tuple[pl.Series, dict[str, int]]:
    """Return texts without those that stand for no time, and how many words there were."""
    stripped = plain_texts(texts.str.strip_chars())
    stripped = stripped.set(stripped.is_in(list(column.nulls)), None)
    folded = stripped.str.to_lowercase()
    known = [word.casefold() for word in column.words]
    said = (folded.is_in(known) | folded.str.contains(_NO_DATE)).fill_null(value=False)
    if not said.any():
        return stripped, {}
    counts = stripped.filter(said).value_counts(sort=True)
    return stripped.set(said, None), dict(counts.iter_rows())


def _parse_all(
    texts: pl.Series, quick: Parsed | None, column: TimeColumn, formats: Formats | None
) -> tuple[Parsed, tuple[FormatUse, ...]]:
    parsed = quick or _nothing(texts)
    readings = [FormatUse(column.name, "iso", parsed.local.count(), "")] if quick else []
    for fmt, because in _formats(texts, parsed, column) if formats is None else formats:
        left = texts.set(parsed.local.is_not_null(), None)
        found = parse_column(left, fmt)
        count = found.local.count()
        if count:
            readings.append(FormatUse(column.name, fmt.name, count, because))
            parsed = Parsed(
                parsed.local.zip_with(parsed.local.is_not_null(), found.local),
                parsed.zone.zip_with(parsed.local.is_not_null(), found.zone),
            )
    return parsed, tuple(readings)


def _formats(
    texts: pl.Series, parsed: Parsed, column: TimeColumn
) -> Iterator[tuple[TimeFormat, str]]:
    """Yield the formats to try in turn; proposals come from a look at the values."""
    if column.formats:
        yield from ((fmt, "declared") for fmt in column.formats)
        return
    left = texts.filter(parsed.local.is_null() & texts.is_not_null())
    seen: set[str] = set()
    for samples in (left.head(FIRST_LOOK).unique(maintain_order=True), _one_of_each_shape(left)):
        for sample in samples:
            candidates = propose(sample)
            names = " or ".join(fmt.name for fmt in candidates)
            if candidates and names not in seen:
                seen.add(names)
                yield decide_order(candidates, sample, texts, column)


def _one_of_each_shape(texts: pl.Series) -> pl.Series:
    return texts.filter(shapes_of(texts).is_first_distinct())


def shapes_of(texts: pl.Series) -> pl.Series:
    """Return texts with `9` for every digit and `a` for every word."""
    return texts.str.replace_all("[0-9]", "9").str.replace_all("[A-Za-z]+", "a")


def _nothing(texts: pl.Series) -> Parsed:
    return Parsed(_nulls(texts, pl.Int64), _nulls(texts, pl.String))


def _resolved(texts: pl.Series, parsed: Parsed, column: TimeColumn) -> ReadTimes:
    """Turn local times into instants, zone by zone, and say what cannot be."""
    size = len(texts)
    known = parsed.local.is_not_null().to_numpy()
    instants = parsed.local.fill_null(0).to_numpy().copy()
    code = np.zeros(size, np.int8)
    code[~known & texts.is_not_null().to_numpy()] = 1
    repeated = 0
    for text in parsed.zone.unique():
        here = (
            known
            & (
                parsed.zone.is_null()
                if text is None
                else (parsed.zone == text).fill_null(value=False)
            ).to_numpy()
        )
        offset = offset_micros(text) if text is not None else None
        zone = _zone(text, column)
        if offset is not None:
            instants[here] -= offset
        elif zone is None:
            code[here] = 2 if text is None else 3
        else:
            resolved = instants_of_local(instants[here], zone)
            instants[here] = resolved.instants
            code[np.flatnonzero(here)[resolved.skipped]] = 4
            repeated += int(resolved.repeated.sum())
    code[known & (code == 0) & (instants < _OLDEST)] = 5
    code[known & ((instants < EARLIEST) | (instants >= LATEST))] = 1
    fine = pl.Series(known & (code == 0))
    found = pl.Series(instants).set(~fine, None).cast(INSTANTS)
    if not code.any():
        return ReadTimes(found, _nulls(texts, pl.String), (), repeated)
    names = dict(enumerate(SENTENCES, start=1))
    problems = pl.Series(code).replace_strict(names, default=None, return_dtype=pl.String)
    return ReadTimes(found, problems, (), repeated)


def _zone(text: str | None, column: TimeColumn) -> tzinfo | None:
    if text is None:
        return column.zone
    name = column.zone_names.get(text) or column.zone_names.get(text.upper())
    return get_zone(name) if name is not None else None


def _nulls(like: pl.Series, dtype: pl.DataType | type[pl.DataType]) -> pl.Series:
    return pl.Series([None], dtype=dtype).new_from_index(0, len(like))


def refuse_hopeless(values: pl.Series, times: ReadTimes, column: TimeColumn) -> None:
    """Raise where not one value of a column could be read: that is no matter of single rows.

    Args:
        values: The values, or the first of them that could not be read.
        times: What was read of them.
        column: What is declared about it.

    Raises:
        UndecidedTimesError: Not one; the error says what to do.
    """
    if times.instants.count() or not times.problems.count():
        return
    first = int(times.problems.is_not_null().arg_max() or 0)
    problem, value = times.problems[first], str(values.cast(pl.String)[first]).strip()
    if problem == "skipped_time":
        return
    raise UndecidedTimesError(column.file, column.name, value, remedy(problem, value, column))
