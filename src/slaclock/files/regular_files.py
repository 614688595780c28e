"""Files that are read: regular ones alone, to a bound, and remembered where that is asked for.

A pipe or a device could be waited for or read without end. It is found out on the opened file,
so that no other can take its place in between.
"""

from __future__ import annotations

import errno
import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from pathlib import Path
from typing import IO

__all__ = [
    "check_regular",
    "opened_regular",
    "read_regular",
    "read_start",
    "remembering",
    "was_read",
]

_AT_ONCE = getattr(os, "O_NONBLOCK", 0)  # or opening a pipe would wait for its writer
_BINARY = getattr(os, "O_BINARY", 0)

_remembered: ContextVar[set[tuple[int, int]] | None] = ContextVar("_remembered", default=None)
"""The files read so far by the work in hand, if it remembers them: of each, device and number."""


def opened_regular(path: Path, most: int | None = None) -> IO[bytes]:
    """Return a regular file, opened for reading bytes.

    Args:
        path: Where it is.
        most: How many bytes it may have; None for any number.

    Raises:
        OSError: It cannot be opened, is too large, or is a pipe, a device or a directory.
        ValueError: No file can have such a name.
    """
    try:
        number = os.open(path, os.O_RDONLY | _AT_ONCE | _BINARY)
    except OSError as error:
        if error.errno == errno.ENXIO:  # a socket
            raise _not_regular(path) from None
        raise
    try:
        found = os.fstat(number)
        if not stat.S_ISREG(found.st_mode):
            raise _not_regular(path)
        if most is not None and found.st_size > most:
            raise OSError(errno.EFBIG, f"it is over {_size(most)}", str(path))
        files = _remembered.get()
        if files is not None:
            files.add((found.st_dev, found.st_ino))
        return os.fdopen(number, "rb")
    except BaseException:
        os.close(number)
        raise


def read_regular(path: Path, most: int) -> bytes:
    """Return all bytes of a regular file.

    Args:
        path: Where it is.
        most: How many bytes it may have, also where it grows while it is read.

    Raises:
        OSError, ValueError: As for `opened_regular`.
    """
    content = read_start(path, most + 1, most)
    if len(content) > most:
        raise OSError(errno.EFBIG, f"it is over {_size(most)}", str(path))
    return content


def read_start(path: Path, length: int, most: int | None = None) -> bytes:
    """Return the first bytes of a regular file, at most *length*.

    Raises:
        OSError, ValueError: As for `opened_regular`.
    """
    with opened_regular(path, most) as file:
        content: bytes | None = file.read(length)
    if content is None:  # where the system writes what it has to say, and has nothing yet
        raise _not_regular(path)
    return content


def check_regular(path: Path, most: int | None = None) -> None:
    """Refuse a file that another library is to open by its name.

    Raises:
        OSError, ValueError: As for `opened_regular`.
    """
    opened_regular(path, most).close()


@contextmanager
def remembering() -> Iterator[None]:
    """Remember the files that are opened from here on, so that `was_read` knows them.

    What a command reads is known only when it has been read: a contract names further files.
    """
    files = _remembered.get()
    token = _remembered.set(set() if files is None else files)
    try:
        yield
    finally:
        _remembered.reset(token)


def was_read(path: Path) -> bool:
    """Return whether that file is among those remembered, whatever it was called then."""
    files = _remembered.get()
    if not files:
        return False
    try:
        found = path.stat()
    except (OSError, ValueError):  # there is none
        return False
    return (found.st_dev, found.st_ino) in files


def _not_regular(path: Path) -> OSError:
    return OSError(errno.EINVAL, "it is not a regular file", str(path))


def _size(most: int) -> str:
    for bits, unit in ((40, "TiB"), (30, "GiB"), (20, "MiB"), (10, "KiB")):
        if most >> bits:
            return f"{most >> bits} {unit}"
    return f"{most} bytes"
