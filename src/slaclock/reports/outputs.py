"""Files that reports are written to: whole or not at all, and never over an input.

A name is what the caller gives; none is ever made from what stands in a ticket.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

import polars as pl

from slaclock.reports.errors import OutputError

__all__ = ["check_output", "safe_csv", "write_whole"]

_STARTS_FORMULA = r"^[=+\-@\t\r]"


def check_output(path: str | Path, inputs: Iterable[str | Path]) -> Path:
    """Return *path* if a file may be written there.

    Args:
        path: Where to write.
        inputs: Files that are read for it.

    Raises:
        OutputError: It is one of the inputs, a directory, or in none.
    """
    target = Path(path)
    for source in inputs:
        if _is_same(target, Path(source)):
            raise OutputError(
                str(path), "is an input; writing would destroy it; choose another name"
            )
    if target.is_dir():
        raise OutputError(str(path), "is a directory; name a file in it")
    if not target.parent.is_dir():
        raise OutputError(str(path), "is in a directory that does not exist")
    return target


def write_whole(path: Path, content: str | bytes) -> None:
    """Write a file under another name and rename it, so that no half of it is ever there.

    Raises:
        OutputError: It cannot be written.
    """
    data = content.encode() if isinstance(content, str) else content
    name = None
    try:
        handle, name = tempfile.mkstemp(prefix=".slaclock-", dir=path.parent)
        with os.fdopen(handle, "wb") as file:
            file.write(data)
        os.chmod(name, 0o666 & ~_umask())
        os.replace(name, path)
        name = None
    except OSError as error:
        raise OutputError(str(path), f"cannot be written: {error.strerror or error}") from None
    finally:
        if name is not None:  # whatever interrupted it
            with suppress(OSError):
                os.unlink(name)


def safe_csv(frame: pl.DataFrame) -> str:
    """Return a frame as CSV (RFC 4180) whose texts no spreadsheet takes for a formula.

    A text that begins with `=`, `+`, `-`, `@`, a tab or a carriage return gets an apostrophe
    before it; numbers stay as they are.
    """
    texts = [
        pl.when(pl.col(name).str.contains(_STARTS_FORMULA))
        .then(pl.lit("'") + pl.col(name))
        .otherwise(pl.col(name))
        .alias(name)
        for name, dtype in frame.schema.items()
        if dtype == pl.String
    ]
    return frame.with_columns(texts).write_csv(
        line_terminator="\r\n", datetime_format="%Y-%m-%dT%H:%M:%S%.f%:z"
    )


def _is_same(one: Path, other: Path) -> bool:
    try:
        return one.samefile(other)
    except OSError:
        return one.resolve() == other.resolve()


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
