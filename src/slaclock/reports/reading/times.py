"""A column of times as they stand in an export: which formats it has, and what instants they are.

Formats are those declared, or are proposed from the values and reported with how often each was
used. Whether a date is day-first or month-first is decided by a number over 12 in the column, or
by what is declared; never by habit. A time without an offset needs a declared zone, and an
abbreviation such as IST a declared meaning.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import tzinfo
from typing import NamedTuple

import numpy as np
import polars as pl

from slaclock.errors import UndecidedTimesError
from slaclock.instants import EARLIEST, LATEST
from slaclock.offsets import instants_of_local
from slaclock.reports.reading.time_formats import TimeFormat, numeric_date, parse_format, propose
from slaclock.reports.reading.time_parsing import Parsed, offset_micros, parse_column, parse_quickly
from slaclock.zones import get_zone

__all__ = ["SENTENCES", "Reading", "TimeColumn", "Times", "read_times"]

INSTANTS = pl.Datetime("us", "UTC")
SENTENCES = {
    "unreadable_time": "is not a time in any of the column's formats",
    "no_offset": "has no offset, and no zone is declared",
    "unknown_zone": "names a zone that is not declared; abbreviations stand for several zones",
    "skipped_time": "does not exist: clocks in {zone} skip it",
}
_FIRST_LOOK = 500
_NOON = 12


@dataclass(frozen=True)
class TimeColumn:
    """What is declared about a column of times.

    Attributes:
        file, name: Where it stands, for messages.
        zone: Of times without an offset; None if not declared.
        zone_names: IANA names by abbreviation.
        formats: To be tried in turn; none to have them proposed.
        dates: `day-first`, `month-first`, or None to have it decided by the values.
        nulls: Texts that stand for no value.
    """

    file: str
    name: str
    zone: tzinfo | None = None
    zone_names: Mapping[str, str] = field(default_factory=dict)
    formats: Sequence[TimeFormat] = ()
    dates: str | None = None
    nulls: Sequence[str] = ("",)


class Reading(NamedTuple):
    """A format that was used for a column, for how many values, and what decided it."""

    column: str
    format: str
    values: int
    because: str


class Times(NamedTuple):
    """The instants of a column.

    Attributes:
        instants: In UTC, null where there is no value or a problem.
        problems: A key of `SENTENCES` where a value could not be read, else null.
        readings: The formats used.
        repeated: How many local times occurred twice; the first occurrence was taken.
    """

    instants: pl.Series
    problems: pl.Series
    readings: tuple[Reading, ...]
    repeated: int


def read_times(values: pl.Series, column: TimeColumn) -> Times:
    """Return the instants of a column.

    Args:
        values: Text, datetimes, dates or numbers.
        column: What is declared about it.

    Raises:
        UndecidedTimesError: The dates may be day-first or month-first, or are both; or not one
            value can be read.
    """
    if isinstance(values.dtype, pl.Datetime):
        return _typed(values, column)
    texts = _as_texts(values)
    quick = parse_quickly(texts)
    if quick is None or quick.local.count() < texts.count():
        texts = _cleaned(texts, column.nulls)
        quick = parse_quickly(texts)
    parsed, readings = _parse_all(texts, quick, column)
    times = _resolved(texts, parsed, column)
    _refuse_hopeless(texts, times, column)
    return times._replace(readings=readings)


def _as_texts(values: pl.Series) -> pl.Series:
    if values.dtype.is_float():
        whole = values.cast(pl.Int64, strict=False)
        return pl.select(
            pl.when(whole.cast(pl.Float64) == values)
            .then(whole.cast(pl.String))
            .otherwise(values.cast(pl.String))
        ).to_series()
    return values.cast(pl.String)


def _typed(values: pl.Series, column: TimeColumn) -> Times:
    """Take datetimes as they are; those without a zone are local times of the declared one."""
    aware = getattr(values.dtype, "time_zone", None) is not None
    micros = values.dt.cast_time_unit("us").to_physical()
    zone = pl.Series([None], dtype=pl.String).new_from_index(0, len(values))
    if aware:
        zone = pl.select(pl.when(micros.is_not_null()).then(pl.lit("+00:00"))).to_series()
    times = _resolved(values.cast(pl.String), Parsed(micros, zone), column)
    _refuse_hopeless(values.cast(pl.String), times, column)
    told = f"datetimes {'with' if aware else 'without'} a zone"
    return times._replace(readings=(Reading(column.name, told, values.count(), ""),))


def _cleaned(texts: pl.Series, nulls: Sequence[str]) -> pl.Series:
    stripped = texts.str.strip_chars()
    return stripped.set(stripped.is_in(list(nulls)), None)


def _parse_all(
    texts: pl.Series, quick: Parsed | None, column: TimeColumn
) -> tuple[Parsed, tuple[Reading, ...]]:
    parsed = quick or Parsed(_nulls(texts, pl.Int64), _nulls(texts, pl.String))
    readings = [Reading(column.name, "iso", parsed.local.count(), "")] if quick else []
    for fmt, because in _formats(texts, parsed, column):
        left = texts.set(parsed.local.is_not_null(), None)
        found = parse_column(left, fmt)
        count = found.local.count()
        if count:
            readings.append(Reading(column.name, fmt.name, count, because))
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
    for samples in (left.head(_FIRST_LOOK).unique(maintain_order=True), _one_of_each_shape(left)):
        for sample in samples:
            candidates = propose(sample)
            names = " or ".join(fmt.name for fmt in candidates)
            if candidates and names not in seen:
                seen.add(names)
                yield _decided(candidates, sample, texts, column)


def _one_of_each_shape(texts: pl.Series) -> pl.Series:
    shapes = texts.str.replace_all("[0-9]", "9").str.replace_all("[A-Za-z]+", "a")
    return texts.filter(shapes.is_first_distinct())


def _decided(
    candidates: Sequence[TimeFormat], sample: str, texts: pl.Series, column: TimeColumn
) -> tuple[TimeFormat, str]:
    """Return which of two formats a column has: day first or month first."""
    if len(candidates) == 1:
        return candidates[0], ""
    day_first, month_first = candidates
    if column.dates is not None:
        return (day_first if column.dates == "day-first" else month_first), column.dates
    date = numeric_date(sample)
    assert date is not None
    over_first, over_second = _evidence(texts, date.mark)
    if over_first is not None and over_second is not None:
        problem = (
            f"is day-first, but {over_second!r} is month-first; "
            "split the file, or declare formats with --time-format"
        )
        raise UndecidedTimesError(column.file, column.name, over_first, problem)
    if over_first is not None:
        return day_first, f"day-first, as {over_first!r} shows"
    if over_second is not None:
        return month_first, f"month-first, as {over_second!r} shows"
    problem = (
        "may be day-first or month-first, and no value of the column decides it; "
        f"declare it with --dates, or --time-format {day_first.name!r} or {month_first.name!r}"
    )
    raise UndecidedTimesError(column.file, column.name, sample, problem)


def _evidence(texts: pl.Series, mark: str) -> tuple[str | None, str | None]:
    """Return a value whose first number is over 12, and one whose second is."""
    mark = "\\" + mark
    groups = texts.str.extract_groups(
        rf"^\s*(?:[A-Za-z]{{3,9}}\.?,?\s+)?([0-9]{{1,2}}){mark}([0-9]{{1,2}}){mark}[0-9]{{2}}"
    ).struct.unnest()
    found: list[str | None] = []
    for name in groups.columns:
        number = groups[name].cast(pl.Int16, strict=False)
        over = texts.filter((number > _NOON) & (number <= 31))
        found.append(over[0] if len(over) else None)
    return found[0], found[1]


def _resolved(texts: pl.Series, parsed: Parsed, column: TimeColumn) -> Times:
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
    code[known & ((instants < EARLIEST) | (instants >= LATEST))] = 1
    fine = pl.Series(known & (code == 0))
    found = pl.Series(instants).set(~fine, None).cast(INSTANTS)
    if not code.any():
        return Times(found, _nulls(texts, pl.String), (), repeated)
    names = dict(enumerate(SENTENCES, start=1))
    problems = pl.Series(code).replace_strict(names, default=None, return_dtype=pl.String)
    return Times(found, problems, (), repeated)


def _zone(text: str | None, column: TimeColumn) -> tzinfo | None:
    if text is None:
        return column.zone
    name = column.zone_names.get(text) or column.zone_names.get(text.upper())
    return get_zone(name) if name is not None else None


def _nulls(like: pl.Series, dtype: pl.DataType | type[pl.DataType]) -> pl.Series:
    return pl.Series([None], dtype=dtype).new_from_index(0, len(like))


def _refuse_hopeless(texts: pl.Series, times: Times, column: TimeColumn) -> None:
    """Raise where not one value of a column could be read: that is no matter of single rows."""
    if times.instants.count() or not times.problems.count():
        return
    first = int(times.problems.is_not_null().arg_max() or 0)
    problem, value = times.problems[first], texts[first]
    if problem == "skipped_time":
        return
    raise UndecidedTimesError(column.file, column.name, value, _remedy(problem, value, column))


def _remedy(problem: str, value: str, column: TimeColumn) -> str:
    if problem == "no_offset":
        return "has no offset; name its zone, for example with --tz Asia/Kolkata"
    if problem == "unknown_zone":
        name = value.split()[-1]
        example = " (IST is India, Israel and Ireland)" if name == "IST" else ""
        return (
            f"ends in the abbreviation {name!r}, which is ambiguous{example}; "
            f"say what it means, for example with --zone {name}=Asia/Kolkata"
        )
    if column.formats:
        names = ", ".join(fmt.name for fmt in column.formats)
        return f"is not in a declared format: {names}"
    if column.dates is not None:
        return f"is not a {column.dates} date and time"
    example = parse_format("iso").name
    return (
        f"is no time that can be recognised ({example}, epoch, or day, month and year with a "
        "time of day); declare its format, for example with --time-format '%d/%m/%Y %H:%M'"
    )
