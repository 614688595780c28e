"""Files that are read: regular ones alone.

A pipe or a device could be waited for or read without end. It is found out on the opened file,
so that no other can take its place in between.
"""

from __future__ import annotations

import errno
import os
import stat
from pathlib import Path
from typing import IO

__all__ = ["opened_regular"]

_AT_ONCE = getattr(os, "O_NONBLOCK", 0)  # or opening a pipe would wait for its writer
_BINARY = getattr(os, "O_BINARY", 0)


def opened_regular(path: Path) -> IO[bytes]:
    """Return a regular file, opened for reading bytes.

    Raises:
        OSError: It cannot be opened, or is a pipe, a device or a directory.
        ValueError: No file can have such a name.
    """
    number = os.open(path, os.O_RDONLY | _AT_ONCE | _BINARY)
    try:
        if not stat.S_ISREG(os.fstat(number).st_mode):
            raise OSError(errno.EINVAL, "it is not a regular file", str(path))
        return os.fdopen(number, "rb")
    except BaseException:
        os.close(number)
        raise
