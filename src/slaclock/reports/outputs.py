"""What is written of tickets: files whose texts no spreadsheet takes for a formula.

Files are written by `slaclock.files.whole_files`. A name is what the caller gives; none is ever
made from what stands in a ticket.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import IO

import polars as pl

from slaclock.files.formulas import NUMBER, STARTS_FORMULA, guarded
from slaclock.files.whole_files import check_output, write_whole

__all__ = ["WRITERS", "check_output", "safe_csv", "write_frame", "write_whole"]

_LOCAL = "%Y-%m-%dT%H:%M:%S%.f"


def safe_csv(frame: pl.DataFrame, separator: str = ",") -> str:
    """Return a frame as CSV (RFC 4180) whose texts no spreadsheet takes for a formula.

    A text that begins with `=`, `+`, `-`, `@`, a tab or a carriage return gets an apostrophe
    before it; numbers stay as they are.
    """
    texts = [
        pl.when(pl.col(name).str.contains(STARTS_FORMULA) & ~pl.col(name).str.contains(NUMBER))
        .then(pl.lit("'") + pl.col(name))
        .otherwise(pl.col(name))
        .alias(name)
        for name, dtype in frame.schema.items()
        if dtype == pl.String
    ]
    return _with_texts(frame.with_columns(texts)).write_csv(
        line_terminator="\r\n", separator=separator
    )


def write_frame(frame: pl.DataFrame, file: IO[bytes], suffix: str) -> None:
    """Write a frame in the form that the end of a file's name says, one of `WRITERS`."""
    WRITERS[suffix](frame, file)


def _with_texts(frame: pl.DataFrame) -> pl.DataFrame:
    """Return a frame whose datetimes are ISO 8601 text."""
    texts = [
        pl.col(name).dt.strftime(_LOCAL if dtype.time_zone is None else f"{_LOCAL}%:z")
        for name, dtype in frame.schema.items()
        if isinstance(dtype, pl.Datetime)
    ]
    return frame.with_columns(texts)


def _write_csv(frame: pl.DataFrame, file: IO[bytes], separator: str = ",") -> None:
    safe = frame.rename({name: guarded(name) for name in frame.columns})
    file.write(safe_csv(safe, separator).encode())


def _write_tsv(frame: pl.DataFrame, file: IO[bytes]) -> None:
    _write_csv(frame, file, "\t")


def _write_json(frame: pl.DataFrame, file: IO[bytes]) -> None:
    file.write(_with_texts(frame).write_json().encode())


def _write_json_lines(frame: pl.DataFrame, file: IO[bytes]) -> None:
    file.write(_with_texts(frame).write_ndjson().encode())


def _write_parquet(frame: pl.DataFrame, file: IO[bytes]) -> None:
    frame.write_parquet(file)


WRITERS: dict[str, Callable[[pl.DataFrame, IO[bytes]], None]] = {
    ".csv": _write_csv,
    ".tsv": _write_tsv,
    ".json": _write_json,
    ".jsonl": _write_json_lines,
    ".ndjson": _write_json_lines,
    ".parquet": _write_parquet,
}
"""The kinds of file that can be written, by the ends of their names."""
