"""What is written of tickets: files whose texts no spreadsheet takes for a formula.

Files are written by `slaclock.files.whole_files`. A name is what the caller gives; none is ever
made from what stands in a ticket.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from functools import partial
from typing import IO, Any, TypeAlias

import polars as pl

from slaclock.files.formulas import NUMBER, STARTS_FORMULA, guarded
from slaclock.files.whole_files import check_output, write_whole

__all__ = ["WRITERS", "check_output", "safe_csv", "write_whole"]

Write: TypeAlias = Callable[[pl.DataFrame], Any]
_LOCAL = "%Y-%m-%dT%H:%M:%S%.f"


def safe_csv(frame: pl.DataFrame, separator: str = ",", *, header: bool = True) -> str:
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
        include_header=header, line_terminator="\r\n", separator=separator
    )


def _with_texts(frame: pl.DataFrame) -> pl.DataFrame:
    """Return a frame whose datetimes are ISO 8601 text."""
    texts = [
        pl.col(name).dt.strftime(_LOCAL if dtype.time_zone is None else f"{_LOCAL}%:z")
        for name, dtype in frame.schema.items()
        if isinstance(dtype, pl.Datetime)
    ]
    return frame.with_columns(texts)


@contextmanager
def _csv(file: IO[bytes], separator: str = ",") -> Iterator[Write]:
    """Write rows as CSV, the header before the first of them."""
    headers = [True]

    def write(frame: pl.DataFrame) -> None:
        safe = frame.rename({name: guarded(name) for name in frame.columns})
        file.write(safe_csv(safe, separator, header=headers.pop() if headers else False).encode())

    yield write


@contextmanager
def _json(file: IO[bytes]) -> Iterator[Write]:
    """Write rows as the entries of one array."""
    marks = ["["]

    def write(frame: pl.DataFrame) -> None:
        if len(frame):
            entries = _with_texts(frame).write_json().strip()[1:-1]
            file.write(f"{marks.pop() if marks else ','}{entries}".encode())

    yield write
    file.write(f"{''.join(marks)}]".encode())


@contextmanager
def _json_lines(file: IO[bytes]) -> Iterator[Write]:
    yield lambda frame: file.write(_with_texts(frame).write_ndjson().encode())


@contextmanager
def _parquet(file: IO[bytes]) -> Iterator[Write]:
    """Keep rows until the end: polars writes such a file in one go."""
    frames: list[pl.DataFrame] = []
    yield frames.append
    pl.concat(frames).write_parquet(file)


WRITERS: dict[str, Callable[[IO[bytes]], AbstractContextManager[Write]]] = {
    ".csv": _csv,
    ".tsv": partial(_csv, separator="\t"),
    ".json": _json,
    ".jsonl": _json_lines,
    ".ndjson": _json_lines,
    ".parquet": _parquet,
}
"""The kinds of file that can be written, by the ends of their names: each takes frames in turn."""
