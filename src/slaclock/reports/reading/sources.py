"""Where the bytes of an export come from: files, several as one, packed ones, standard input.

The name of a file says of what kind it is; content of another kind is refused, with what it is.
"""

from __future__ import annotations

import glob
import gzip
import lzma
import os
import struct
import sys
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from io import BytesIO
from pathlib import Path
from typing import IO, NamedTuple

from slaclock.errors import TicketFileError
from slaclock.files.regular_files import opened_regular, read_regular
from slaclock.messages import plain

__all__ = ["BROKEN_ARCHIVE", "KINDS", "STANDARD_INPUT", "Source", "check_growth", "find_sources"]

STANDARD_INPUT = "-"
KINDS = {
    ".csv": "csv",
    ".tsv": "csv",
    ".txt": "csv",
    ".json": "json",
    ".jsonl": "json",
    ".ndjson": "json",
    ".parquet": "parquet",
    ".xlsx": "excel",
}
"""What the end of a name says."""
PACKED = (".gz", ".zip")
MOST_UNPACKED = 4 << 30
"""How many bytes a file may have that is held as a whole: unpacked, or from standard input."""
LARGEST_FILE = 1 << 40
"""How many bytes any other file may have; some that only look regular claim more."""
MOST_EXPANDED = 250
"""How many times its own size a packed file may grow to; text grows 5 to 50 times."""
BROKEN_ARCHIVE = (
    *(zipfile.BadZipFile, zlib.error, lzma.LZMAError, struct.error),
    *(EOFError, OSError, ValueError, IndexError, RuntimeError, NotImplementedError),
)
"""What Python's readers of packed files raise where one is broken, or packed in an odd way."""
_GROWS_FREELY = 16 << 20
_CHUNK = 4 << 20
_MARKS = ((b"PK\x03\x04", "excel"), (b"PAR1", "parquet"), (b"\x1f\x8b", "gzip"))
_WORDS = {"excel": "an Excel or zip file", "parquet": "a Parquet file", "gzip": "a gzip file"}


class Source(NamedTuple):
    """One file to read: what it is called, its kind, and its path or its bytes."""

    name: str
    kind: str
    path: Path | None = None
    data: bytes = b""

    def open(self) -> IO[bytes]:
        """Return it opened for reading bytes."""
        return BytesIO(self.data) if self.path is None else opened_regular(self.path, LARGEST_FILE)

    def content(self) -> bytes:
        """Return all its bytes."""
        return self.data if self.path is None else read_regular(self.path, MOST_UNPACKED)

    def size(self) -> int:
        """Return how many bytes it has."""
        return len(self.data) if self.path is None else self.path.stat().st_size

    def for_polars(self) -> Path | BytesIO:
        """Return what polars reads it from."""
        return BytesIO(self.data) if self.path is None else self.path


def find_sources(given: str | Path | Iterable[str | Path]) -> list[Source]:
    """Return the files that a name, a pattern such as `2026-*.csv`, or several of them, mean.

    Raises:
        TicketFileError: No such file, a directory, empty, of no known kind, or not to be read.
    """
    paths = [given] if isinstance(given, str | Path) else list(given)
    found = [source for path in paths for name in _matching(path) for source in _sources(name)]
    if not found:
        raise TicketFileError("tickets", "no file is named")
    return found


def _matching(path: str | Path) -> list[str]:
    name = str(path)
    if name == STANDARD_INPUT or not glob.has_magic(name) or _is_there(name):
        return [name]
    names = sorted(glob.glob(name))
    if not names:
        raise TicketFileError(plain(name), "no file has a name like that")
    return names


def _is_there(name: str) -> bool:
    try:
        return Path(name).exists()
    except (OSError, ValueError):
        return False


def _sources(name: str) -> Iterator[Source]:
    path = Path(name)
    shown = "standard input" if name == STANDARD_INPUT else path.name
    try:
        if name == STANDARD_INPUT:
            yield from _of_content(_read(sys.stdin.buffer, shown, None))
        elif path.is_dir():
            raise TicketFileError(shown, "is a directory, not a file")
        elif path.suffix.lower() in PACKED:
            yield from _unpacked(path)
        else:
            yield _checked(Source(shown, _kind(shown), path))
    except BROKEN_ARCHIVE as error:
        if isinstance(error, TicketFileError):
            raise
        reason = getattr(error, "strerror", None) or str(error)
        raise TicketFileError(shown, f"cannot be read: {reason}") from None


def _kind(name: str) -> str:
    kind = KINDS.get(Path(name).suffix.lower())
    if kind is None:
        known = ", ".join((*KINDS, *PACKED))
        raise TicketFileError(name, f"unknown kind of file; kinds: {known}")
    return kind


def _checked(source: Source) -> Source:
    with source.open() as file:
        head = file.read(4)
    if not head:
        raise TicketFileError(source.name, "is empty; not even a header is there")
    kind = next((kind for mark, kind in _MARKS if head.startswith(mark)), None)
    if kind not in (None, source.kind):
        ends = {"excel": ".xlsx or .zip", "parquet": ".parquet", "gzip": ".gz"}[str(kind)]
        problem = f"is {_WORDS[str(kind)]} by its content; give it a name that ends in {ends}"
        raise TicketFileError(source.name, problem)
    return source


def _of_content(data: bytes) -> Iterator[Source]:
    """Yield what came without a name; its first bytes say what it is."""
    name = "standard input"
    if data.startswith(b"\x1f\x8b"):
        data = _read(gzip.GzipFile(fileobj=BytesIO(data)), name, len(data))
    kind = next((kind for mark, kind in _MARKS if data.startswith(mark)), None)
    if kind is None:
        kind = "json" if data.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] in (b"{", b"[") else "csv"
    yield _checked(Source(name, kind, None, data))


def _unpacked(path: Path) -> Iterator[Source]:
    with opened_regular(path, LARGEST_FILE) as packed:
        size = os.fstat(packed.fileno()).st_size
        if path.suffix.lower() == ".gz":
            inner = path.stem if Path(path.stem).suffix else f"{path.stem}.csv"
            with gzip.GzipFile(fileobj=packed) as file:
                yield _checked(Source(path.name, _kind(inner), None, _read(file, path.name, size)))
        else:
            with zipfile.ZipFile(packed) as archive:
                yield from _of_archive(path.name, archive, size)


def _of_archive(archive_name: str, archive: zipfile.ZipFile, size: int) -> Iterator[Source]:
    names = [name for name in archive.namelist() if _is_ticket_file(name)]
    if not names:
        raise TicketFileError(archive_name, f"has no file of tickets in it: {', '.join(KINDS)}")
    before = 0
    for name in names:
        shown = f"{archive_name}/{name}"
        try:
            with archive.open(name) as file:
                data = _read(file, shown, size, before)
        except (RuntimeError, NotImplementedError) as error:  # a password, an odd method
            raise TicketFileError(shown, f"cannot be read: {error}") from None
        before += len(data)
        yield _checked(Source(shown, _kind(name), None, data))


def _is_ticket_file(name: str) -> bool:
    # What macOS adds to an archive begins with two underscores, or a dot.
    base = name.rpartition("/")[2]
    return Path(base).suffix.lower() in KINDS and not name.startswith("__") and base[0] != "."


def _read(file: IO[bytes] | gzip.GzipFile, name: str, packed: int | None, before: int = 0) -> bytes:
    """Return what is left of a file, up to the bounds of what is held as a whole.

    Args:
        file: What is read to its end.
        name: What it is called in an error.
        packed: How many bytes it has as it lies there; None where it is not packed.
        before: How many bytes came from the same packed file before.
    """
    parts: list[bytes] = []
    total = before
    while part := file.read(_CHUNK):
        total += len(part)
        check_growth(name, total, packed)
        parts.append(part)
    return b"".join(parts)


def check_growth(name: str, total: int, packed: int | None) -> None:
    """Raise where a file has more bytes in memory than is read.

    Args:
        name: What it is called in the error.
        total: How many bytes there are so far.
        packed: How many it has as it lies there; None where it is not packed.

    Raises:
        TicketFileError: There are too many, or too many for so small a file.
    """
    if total > MOST_UNPACKED:
        unpacked = "" if packed is None else " when unpacked"
        raise TicketFileError(name, f"is over {MOST_UNPACKED >> 30} GiB{unpacked}")
    if packed is not None and total > max(_GROWS_FREELY, packed * MOST_EXPANDED):
        problem = (
            f"grows to over {MOST_EXPANDED} times its size; unpack it first, or save it as CSV"
        )
        raise TicketFileError(name, problem)
