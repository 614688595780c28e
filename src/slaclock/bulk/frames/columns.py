"""Columns of data frames, read into arrays and made from them.

Whatever the frame is - pandas, polars, pyarrow - a column of instants becomes microseconds
since the epoch, a column of names becomes codes, and results become columns of the same kind
of frame.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import tzinfo
from typing import Any
from zoneinfo import ZoneInfo

import narwhals as nw
import numpy as np
from numpy.typing import NDArray

from slaclock.bulk.arrays import Failures
from slaclock.bulk.engine.columns import (
    Codes,
    Instants,
    codes_of,
    instants_of,
    is_missing,
    microseconds,
)
from slaclock.bulk.engine.steps import NAT, Ints
from slaclock.errors import ArgumentTypeError, NaiveInstantError
from slaclock.messages import plain
from slaclock.offsets import instants_of_local

__all__ = [
    "Frame",
    "Series",
    "duration_column",
    "instant_column",
    "read_codes",
    "read_durations",
    "read_ids",
    "read_instants",
    "sized_frame",
    "taken_column",
    "text_column",
    "word_column",
]

SAMPLE = 10_000
"""How many rows are looked at first for the names in a column."""
Frame = nw.DataFrame[Any]
Series = nw.Series[Any]


def read_instants(series: Series, name: str, tz: tzinfo | None) -> Instants:
    """Return a column of instants.

    A column of datetimes with a zone; one without, which *tz* then reads; text in ISO 8601; or
    Python's own datetimes.

    Args:
        series: The column.
        name: What it is called, for errors.
        tz: The zone of local times; None makes each of them a failure of its row.

    Raises:
        ArgumentTypeError: The column holds dates, numbers or the like.
    """
    dtype = series.dtype
    if isinstance(dtype, nw.Datetime):
        if dtype.time_zone is not None:
            return _aware(series, name)
        return _naive(series, name, tz)
    if dtype in (nw.String, nw.Object) or series.null_count() == len(series):
        return instants_of(series.to_list(), name, tz)
    expected = "a column of datetimes with a zone, or of ISO 8601 text"
    raise ArgumentTypeError(name, dtype, expected)


def read_durations(series: Series, name: str) -> Ints:
    """Return a column of durations in microseconds; a missing one is zero.

    Raises:
        ArgumentTypeError: The column holds something else, or nanoseconds that would be lost.
    """
    if series.null_count() == len(series):
        return np.zeros(len(series), np.int64)
    if not isinstance(series.dtype, nw.Duration):
        raise ArgumentTypeError(name, series.dtype, "a column of durations")
    values = series.to_numpy()
    micros = values.astype("timedelta64[us]")
    if (micros.astype(values.dtype) != values)[~np.isnat(values)].any():
        raise ArgumentTypeError(name, series.dtype, "durations of whole microseconds")
    return np.where(np.isnat(micros), 0, micros.view(np.int64))


def read_codes(series: Series) -> Codes:
    """Return a column of names as codes."""
    _refuse_nested(series)
    if _is_pandas_like(series):
        codes, names = nw.to_native(series).factorize()
        return Codes(np.asarray(codes, np.int32), list(names))
    if series.dtype in (nw.Categorical, nw.Enum):
        series = series.cast(nw.String)
    if series.dtype != nw.String:
        return codes_of(series.to_list())
    if series.implementation.is_polars():
        return _codes_of_polars(nw.to_native(series))
    names = series.drop_nulls().unique().to_list()
    if not names:
        return Codes(np.full(len(series), -1, np.int32), [])
    missing = series.is_null().to_numpy() if series.null_count() else None
    if missing is not None:
        series = series.fill_null(names[0])
    replaced = series.replace_strict(names, range(len(names)), return_dtype=nw.Int32)
    codes = np.array(replaced.to_numpy())
    if missing is not None:
        codes[missing] = -1
    return Codes(codes, names)


def read_ids(series: Series) -> Codes:
    """Return a column of ids as codes, in the order of their first rows.

    As `read_codes`, but for columns in which nearly every row may have a value of its own, and
    of any type.
    """
    _refuse_nested(series)
    if series.dtype == nw.Duration:
        raise ArgumentTypeError(plain(series.name), series.dtype, "ids, not lengths of time")
    native = nw.to_native(series)
    if _is_pandas_like(series):
        codes, names = native.factorize()
        return Codes(np.asarray(codes, np.int32), list(names))
    if series.implementation.is_polars():
        return _ids_of_polars(native)
    if series.implementation.is_pyarrow():
        coded = native.combine_chunks().dictionary_encode()
        return Codes(coded.indices.fill_null(-1).to_numpy(), coded.dictionary.to_pylist())
    return codes_of(series.to_list())


def _refuse_nested(series: Series) -> None:
    """Refuse a column of lists or structs where each row has one value."""
    nested = series.dtype.is_nested()
    if series.dtype == nw.Object:  # pandas keeps anything in one
        nested = any(isinstance(value, list | dict | set) for value in series.to_list())
    if nested:
        expected = "a column of single values, not of lists or structs"
        raise ArgumentTypeError(plain(series.name), series.dtype, expected)


def sized_frame(frame: Frame, size: int) -> Frame:
    """Return an empty frame of the same kind with that many rows, for new columns."""
    return nw.from_dict({"row": np.arange(size)}, backend=frame.implementation)


def taken_column(frame: Frame, column: Series, rows: Ints) -> Series:
    """Return some rows of a column as one that is fit for *frame*."""
    taken = column[rows]
    return _from_pandas(nw.to_native(taken), frame) if _is_pandas_like(frame) else taken


def instant_column(frame: Frame, name: str, micros: Ints, zone: Any) -> Series:
    """Return instants as a column of microseconds, fit for *frame*.

    Only pandas has zones without a name, such as +05:30; elsewhere such instants are in UTC.
    """
    if _is_pandas_like(frame):
        values = nw.get_native_namespace(frame).Series(micros.view("datetime64[us]"), name=name)
        return _from_pandas(values.dt.tz_localize("UTC").dt.tz_convert(zone), frame)
    values = micros.view("datetime64[us]")
    column = nw.new_series(name, values, nw.Datetime("us"), backend=frame.implementation)
    named = str(zone) if isinstance(zone, str | ZoneInfo) else "UTC"
    return column.dt.replace_time_zone("UTC").dt.convert_time_zone(named)


def duration_column(frame: Frame, name: str, micros: Ints) -> Series:
    """Return lengths of time as a column of microseconds, fit for *frame*; `NAT` is none."""
    values = micros.view("timedelta64[us]")
    if _is_pandas_like(frame):
        native = nw.get_native_namespace(frame).Series(values, name=name)
        return _from_pandas(native, frame)
    return nw.new_series(name, values, nw.Duration("us"), backend=frame.implementation)


def text_column(frame: Frame, name: str, texts: Iterable[str | None]) -> Series:
    """Return texts as a column, fit for *frame*."""
    return nw.new_series(name, list(texts), nw.String, backend=frame.implementation)


def word_column(
    frame: Frame, name: str, words: Sequence[str | None], codes: NDArray[Any]
) -> Series:
    """Return a column with one of a few words in each row, fit for *frame*."""
    column = text_column(frame, name, words)
    places = codes.astype(np.int64)
    # -1 is the last word, as in any list; not every kind of frame takes it so.
    return taken_column(frame, column, np.where(places < 0, places + len(words), places))


def _is_pandas_like(of: Frame | Series) -> bool:
    return of.implementation.is_pandas_like()


def _from_pandas(native: Any, frame: Frame) -> Series:
    native.index = nw.to_native(frame).index
    return nw.from_native(native, series_only=True)


def _aware(series: Series, name: str) -> Instants:
    if _is_pandas_like(series):
        zone = nw.to_native(series).dtype
        zone = getattr(zone, "tz", None) or series.dtype.time_zone  # type: ignore[attr-defined]
    else:
        zone = series.dtype.time_zone  # type: ignore[attr-defined]
    return microseconds(series.dt.convert_time_zone("UTC").to_numpy(), name, zone)


def _naive(series: Series, name: str, tz: tzinfo | None) -> Instants:
    if tz is None:
        values = series.to_list()
        failures: Failures = {
            row: NaiveInstantError(name, value)
            for row, value in enumerate(values)
            if not is_missing(value)
        }
        return Instants(np.full(len(values), NAT), failures, "UTC")
    local = microseconds(series.to_numpy(), name, tz)
    return local._replace(micros=instants_of_local(local.micros, tz).instants)


def _codes_of_polars(native: Any) -> Codes:
    """Return a column of text as codes in one pass, if its first rows have all the names."""
    codes, names = _as_enum(native, native.head(SAMPLE))
    if codes.null_count() != native.null_count():
        codes, names = _as_enum(native, native)
    return Codes(codes.fill_null(-1).to_numpy(), names)


def _ids_of_polars(native: Any) -> Codes:
    """Return a column of any type as codes."""
    polars = nw.get_native_namespace(native)
    names = native.drop_nulls().unique(maintain_order=True)
    known = polars.DataFrame({"id": names, "code": np.arange(len(names), dtype=np.int32)})
    joined = native.alias("id").to_frame().join(known, on="id", how="left", maintain_order="left")
    return Codes(joined["code"].fill_null(-1).to_numpy(), names.to_list())


def _as_enum(native: Any, sample: Any) -> tuple[Any, list[str]]:
    """Return a column as codes of the names in *sample*; null for other names."""
    polars = nw.get_native_namespace(native)
    names = sample.drop_nulls().unique().to_list()
    codes = native.cast(polars.Enum(names), strict=False)
    return codes.to_physical().cast(polars.Int32), names
