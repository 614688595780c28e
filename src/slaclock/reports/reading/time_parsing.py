"""Texts to local times: the arithmetic of one format over a whole column.

Which formats a column has, and in which zone its times are, is settled in
`slaclock.reports.reading.times`.
"""

from __future__ import annotations

import re
from typing import NamedTuple

import polars as pl

from slaclock.reports.reading.time_formats import MONTH_NUMBERS, SERIAL, TimeFormat
from slaclock.reports.side_by_side import side_by_side, slices

__all__ = ["Parsed", "offset_micros", "parse_column", "parse_quickly"]

_AT_ONCE = 1 << 17
_NOON = 12
_FIRST_DAY = 25_569
"""The day number of 1 January 1970 in a spreadsheet."""
_FIXED = {"Y": "YYYY", "m": "mm", "d": "dd", "H": "HH", "I": "II", "M": "MM", "S": "SS", "p": "pp"}
_OFFSET = re.compile(r"(?:UTC|GMT)?([+-])([0-9]{1,2})(?::?([0-9]{2}))?")


class Parsed(NamedTuple):
    """The local times of a column, and what is said about their offset.

    Attributes:
        local: Microseconds since 1970 on the wall clock; null for what could not be read.
        zone: An offset or an abbreviation; null where nothing is said.
    """

    local: pl.Series
    zone: pl.Series


def parse_quickly(texts: pl.Series) -> Parsed | None:
    """Read ISO texts of one length and one offset, which is what most exports hold."""
    first = texts.is_not_null().arg_max()
    sample: str = "" if first is None else texts[first] or ""
    if len(sample) < len("2026-01-01T00:00:00") or sample[10] not in "T ":
        return None
    tail = sample[19:]
    if tail and offset_micros(tail) is None:
        return None

    def read(part: slice) -> Parsed | None:
        return _parse_alike(texts[part], sample[10], tail)

    parts = list(side_by_side(read, slices(len(texts), _AT_ONCE)))
    found = [part for part in parts if part is not None]
    if len(found) < len(parts):
        return None
    whole = Parsed(*(pl.concat(column, rechunk=True) for column in zip(*found, strict=True)))
    return whole if whole.local.count() else None


def _parse_alike(texts: pl.Series, mark: str, tail: str) -> Parsed | None:
    """Return ISO texts as local times; None where they differ in length or offset."""
    length = len("2026-01-01T00:00:00") + len(tail.encode())
    if not (texts.str.len_bytes() == length).all() or not texts.str.ends_with(tail).all():
        return None
    pattern = f"%Y-%m-%d{mark}%H:%M:%S{tail}"
    local = texts.str.to_datetime(pattern, time_unit="us", strict=False)
    # polars carries a second 60 over, so that it looks like the second 0.
    doubtful = texts.filter((local.dt.second() == 0) | local.is_null())
    if (doubtful.str.slice(17, 2) > "59").any():
        return None
    zone = pl.when(local.is_not_null()).then(pl.lit(tail or None, dtype=pl.String))
    return Parsed(local.to_physical(), pl.select(zone).to_series())


def parse_column(texts: pl.Series, fmt: TimeFormat) -> Parsed:
    """Return what can be read of a column in one format."""
    fixed = _parse_fixed(texts, fmt.name)
    if fixed is not None:
        return fixed
    groups = texts.str.extract_groups(fmt.regex).struct.unnest()
    if fmt.name == SERIAL:
        # To the millisecond: a spreadsheet keeps no more, and shows 10:00 for 0.41666666666.
        days = pl.col("days").str.replace(",", ".", literal=True).cast(pl.Float64, strict=False)
        millis = (days - _FIRST_DAY) * 86_400_000
        return Parsed(
            groups.select((millis.round().cast(pl.Int64) * 1_000).alias("local")).to_series(),
            pl.Series([None], dtype=pl.String).new_from_index(0, len(texts)),
        )
    if fmt.micros:
        count, fraction = pl.col("n").cast(pl.Int64, strict=False), _part(groups, "f", "0")
        share = fraction.str.pad_end(9, "0").cast(pl.Int64) * fmt.micros // 1_000_000_000
        local = groups.select((count * fmt.micros + share).alias("local")).to_series()
        zone = groups.select(pl.when(pl.col("n").is_not_null()).then(pl.lit("+00:00"))).to_series()
        return Parsed(local, zone)
    local = groups.select(_local(groups)).to_series()
    zone = groups.select(pl.when(local.is_not_null()).then(_part(groups, "z", None))).to_series()
    return Parsed(local, zone)


def _parse_fixed(texts: pl.Series, pattern: str) -> Parsed | None:
    """Read texts that all have the length of a pattern of fixed width, by polars itself.

    Where lengths differ polars would take too much for a date: `11/24/26` for the year 26.
    """
    parts = set(re.findall("%(.)", pattern))
    if "M" not in parts or not parts <= set(_FIXED):
        return None
    shown = "".join(_FIXED.get(part[1:], part) for part in re.findall("%.|[^%]", pattern))
    second = shown.find("SS")
    column = pl.col("text")
    facts = pl.LazyFrame({"text": texts}).select(
        shortest=column.str.len_chars().min(),
        longest=column.str.len_bytes().max(),
        second=column.str.slice(max(second, 0), 2).max(),
    )
    shortest, longest, most = facts.collect().row(0)
    if not shortest == longest == len(shown) or (second >= 0 and most > "59"):
        return None
    local = texts.str.to_datetime(pattern, time_unit="us", strict=False).to_physical()
    return Parsed(local, pl.Series([None], dtype=pl.String).new_from_index(0, len(texts)))


def _local(groups: pl.DataFrame) -> pl.Expr:
    """Return the local time of named parts, in microseconds; null for what is no date or time."""
    text = pl.concat_str(
        _year(groups),
        pl.lit("-"),
        _month(groups),
        pl.lit("-"),
        pl.col("d").str.zfill(2),
        pl.lit(" "),
        _hour(groups),
        pl.lit(":"),
        _part(groups, "M", "00"),
        pl.lit(":"),
        _part(groups, "S", "00"),
    )
    second = text.str.to_datetime("%Y-%m-%d %H:%M:%S", time_unit="us", strict=False)
    fraction = _part(groups, "f", "0").str.pad_end(6, "0").str.slice(0, 6).cast(pl.Int64)
    real = _part(groups, "S", "00") <= "59"
    return pl.when(real).then(second.to_physical() + fraction)


def _part(groups: pl.DataFrame, name: str, default: str | None) -> pl.Expr:
    missing = pl.lit(default, dtype=pl.String)
    return pl.col(name).fill_null(missing) if name in groups.columns else missing


def _year(groups: pl.DataFrame) -> pl.Expr:
    if "Y" in groups.columns:
        return pl.col("Y")
    # As POSIX has it: 69 to 99 are of the last century.
    return pl.when(pl.col("y") < "69").then(pl.lit("20")).otherwise(pl.lit("19")) + pl.col("y")


def _month(groups: pl.DataFrame) -> pl.Expr:
    if "m" in groups.columns:
        return pl.col("m").str.zfill(2)
    numbers = {name: f"{number:02}" for name, number in MONTH_NUMBERS.items()}
    name = pl.col("b").str.to_lowercase()
    return name.replace_strict(numbers, default=None, return_dtype=pl.String)


def _hour(groups: pl.DataFrame) -> pl.Expr:
    if "I" not in groups.columns:
        return _part(groups, "H", "0").str.zfill(2)
    hour = pl.col("I").cast(pl.Int64)
    afternoon = pl.col("p").str.to_lowercase() == "p"
    whole = hour % _NOON + pl.when(afternoon).then(_NOON).otherwise(0)
    return pl.when(hour.is_between(1, _NOON)).then(whole.cast(pl.String).str.zfill(2))


def offset_micros(text: str) -> int | None:
    """Return the offset that a text such as `+05:30`, `Z` or `UTC` says; None for a name."""
    bare = text.upper()
    if bare in ("Z", "UTC", "GMT", "UT"):
        return 0
    match = _OFFSET.fullmatch(bare)
    if match is None:
        return None
    hours, minutes = int(match[2]), int(match[3] or 0)
    if hours > 15 or minutes > 59:
        return None
    micros = (hours * 60 + minutes) * 60_000_000
    return -micros if match[1] == "-" else micros
