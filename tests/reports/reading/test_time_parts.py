"""A column of times in parts is read as it is as a whole."""

from __future__ import annotations

from typing import Any
from zoneinfo import ZoneInfo

import polars as pl
import pytest

from slaclock.errors import UndecidedTimesError
from slaclock.reports.reading.time_columns import TimeColumn
from slaclock.reports.reading.time_formats import parse_format
from slaclock.reports.reading.time_parts import TimesInParts, formats_in_parts
from slaclock.reports.reading.times import ReadTimes, read_times

ISO = [f"2026-05-{day:02}T10:00:00+05:30" for day in range(1, 29)]
COLUMNS: dict[str, tuple[list[Any], dict[str, Any]]] = {
    "iso of one offset": (ISO, {}),
    "iso of two offsets, the second late": ([*ISO * 3, "2026-06-01T10:00:00+02:00"], {}),
    "the order is decided by the last value": (
        [*("04/05/2026 10:00", "05/04/2026 10:00") * 40, "04/25/2026 10:00"],
        {"timezone": "UTC"},
    ),
    "two digits of the year": (
        [f"{day:02}/{month:02}/26 10:00" for month in (4, 5) for day in range(1, 29)],
        {"timezone": "UTC"},
    ),
    "several formats and words": (
        ["24-Nov-2026 10:00 IST", "-", "Not set", None, "1795525200", "1795525200000", "soon"],
        {"zone_names": {"IST": "Asia/Kolkata"}},
    ),
    "no offset beside some": ([*ISO, "2026-05-24 10:00", *ISO], {}),
    "a time that occurs twice": (["2026-11-01 01:30", "2026-11-02 01:30"], {"timezone": "NY"}),
    "all at midnight": (["2026-05-24 00:00", "2026-05-25 00:00"] * 3, {"timezone": "UTC"}),
    "dates alone, declared": (["2026-05-24", "2026-05-25"], {"formats": ["%Y-%m-%d"]}),
    "nothing": ([None, "", " "], {}),
}


def declared(timezone: str = "", formats: tuple[str, ...] = (), **more: Any) -> TimeColumn:
    names = {"NY": "America/New_York", "UTC": "UTC"}
    zone = ZoneInfo(names[timezone]) if timezone else ZoneInfo("UTC") if formats else None
    chosen = tuple(parse_format(name) for name in formats)
    nulls, words = ("", "N/A"), ("-", "not set")
    return TimeColumn("f.csv", "at", zone, formats=chosen, nulls=nulls, words=words, **more)


def in_parts(values: list[Any], column: TimeColumn, size: int) -> tuple[ReadTimes, ReadTimes]:
    parts = [
        pl.Series("at", values[start : start + size], dtype=pl.String)
        for start in range(0, len(values), size)
    ]
    reader = TimesInParts(column, formats_in_parts(parts, column))
    found = [reader.read(part) for part in parts]
    instants = pl.concat([times.instants for times in found])
    problems = pl.concat([times.problems for times in found])
    return ReadTimes(instants, problems, (), 0), reader.total()


@pytest.mark.parametrize("size", [1, 3, 50])
@pytest.mark.parametrize(("values", "changes"), COLUMNS.values(), ids=COLUMNS.keys())
def test_parts_give_what_the_whole_gives(
    values: list[Any], changes: dict[str, Any], size: int
) -> None:
    column = declared(**changes)
    whole = read_times(pl.Series("at", values, dtype=pl.String), column)
    parts, total = in_parts(values, column, size)
    assert parts.instants.to_list() == whole.instants.to_list()
    assert parts.problems.to_list() == whole.problems.to_list()
    counts = [(reading.format, reading.values) for reading in whole.readings]
    assert sorted((reading.format, reading.values) for reading in total.readings) == sorted(counts)
    assert (total.repeated, total.midnights, total.words) == (
        whole.repeated,
        whole.midnights,
        whole.words,
    )


@pytest.mark.parametrize(
    "values",
    [
        ["2026-05-24 10:00"] * 7,
        ["04/05/2026 10:00"] * 7,
        ["25/05/2026 10:00"] * 5 + ["05/25/2026 10:00"],
        ["24 marraskuu 2026 10:00"] * 3,
    ],
    ids=["no offset", "undecided", "both orders", "foreign month"],
)
def test_parts_are_refused_as_the_whole_is(values: list[str]) -> None:
    column = declared()
    with pytest.raises(UndecidedTimesError) as whole:
        read_times(pl.Series("at", values), column)
    with pytest.raises(UndecidedTimesError) as parts:
        in_parts(values, column, 2)
    assert str(parts.value) == str(whole.value)


def test_datetimes_need_no_formats() -> None:
    part = pl.Series("at", [0], dtype=pl.Datetime("us", "UTC"))
    reader = TimesInParts(declared(), formats_in_parts([part], declared()))
    assert reader.read(part).instants.to_physical().to_list() == [0]
    assert reader.total().readings[0].values == 1
