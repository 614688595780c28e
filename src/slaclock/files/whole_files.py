"""Files that appear whole or not at all, and never over a file that was read.

The new content is written beside the target under another name, which then takes its place.
Whatever ends the work before that, also a request to stop (SIGTERM), leaves nothing behind.
"""

from __future__ import annotations

import io
import os
import secrets
import signal
import threading
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO, Any

from slaclock.errors import OutputError
from slaclock.files.regular_files import was_read

__all__ = ["check_output", "is_same_file", "whole_file", "write_whole"]

STOPPED = 128 + signal.SIGTERM
"""The exit code of a process that was asked to stop, as shells count."""


def check_output(path: str | Path, inputs: Iterable[object]) -> Path:
    """Return *path* if a file may be written there.

    Args:
        path: Where to write.
        inputs: What is read for it: names of files; anything else, such as a `Matrix`, is none.

    Raises:
        OutputError: It is one of the inputs, a directory, in none, or not to be written to.
    """
    target = Path(path)
    try:
        with suppress(FileNotFoundError):
            target.lstat()  # refuses names that no file can have, which is_dir() does not
        named = [Path(source) for source in inputs if isinstance(source, str | os.PathLike)]
        if was_read(target) or any(is_same_file(target, source) for source in named):
            problem = "is an input; writing would destroy it; choose another name"
            raise OutputError(str(path), problem)
        if target.is_dir():
            raise OutputError(str(path), "is a directory; name a file in it")
        if not target.parent.is_dir():
            raise OutputError(str(path), "is in a directory that does not exist")
        if target.exists() and not target.is_file():
            raise OutputError(str(path), "is no ordinary file; name one")
        if target.exists() and not os.access(target, os.W_OK):
            raise OutputError(str(path), "is read-only; choose another name")
    except (OSError, ValueError) as error:  # a name too long, or with a NUL in it
        if isinstance(error, OutputError):
            raise
        raise _refused(target, error) from None
    return target


@contextmanager
def whole_file(target: Path) -> Iterator[IO[bytes]]:
    """Give a new file to write to, which becomes *target* if all goes well.

    It has the permissions of the file it replaces, or those that any new file has. An error
    that has nothing to do with the new file passes through.

    Raises:
        OutputError: It cannot be written: no permission, a full disk.
    """
    check_output(target, ())
    # Beside the file itself, so that a link to it stays a link.
    real = Path(os.path.realpath(target))
    part = real.with_name(f".slaclock-{secrets.token_hex(6)}.part")
    with _ending_in_order():
        try:
            with _opened(part, target) as file:
                yield file
            with _refusing(target):
                if real.exists():
                    part.chmod(real.stat().st_mode)
                part.replace(real)
        finally:
            with suppress(OSError):
                part.unlink(missing_ok=True)


def write_whole(path: Path, content: str | bytes) -> None:
    """Write a file that is there whole or not at all.

    Raises:
        OutputError: It cannot be written.
    """
    with whole_file(path) as file:
        file.write(content.encode() if isinstance(content, str) else content)


@contextmanager
def _opened(part: Path, target: Path) -> Iterator[IO[bytes]]:
    with _refusing(target):
        # "x": never a file that is there already. Only so does it get the mode of a new file
        # without a look at the umask, which can only be read by changing it.
        file = io.BufferedWriter(_NewFile(str(part), target))
    try:
        yield file
    except BaseException:
        with suppress(OSError, OutputError):
            file.close()
        raise
    file.close()


class _NewFile(io.FileIO):
    """The new file; what goes wrong in writing is told of the target, not of this name."""

    def __init__(self, name: str, target: Path) -> None:
        super().__init__(name, "x")
        self.target = target

    def write(self, data: Any) -> int:
        with _refusing(self.target):
            return super().write(data)


@contextmanager
def _refusing(target: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise _refused(target, error) from None


def _refused(target: Path, error: Exception) -> OutputError:
    reason = getattr(error, "strerror", None) or str(error)
    return OutputError(str(target), f"cannot be written: {reason}")


@contextmanager
def _ending_in_order() -> Iterator[None]:
    """Turn a request to stop into an exception, where nobody else has said what it does."""
    untouched = signal.getsignal(signal.SIGTERM) is signal.SIG_DFL
    if not untouched or threading.current_thread() is not threading.main_thread():
        yield
        return
    signal.signal(signal.SIGTERM, _stop)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, signal.SIG_DFL)


def _stop(_signal: int, _frame: object) -> None:
    raise SystemExit(STOPPED)


def is_same_file(one: Path, other: Path) -> bool:
    """Return whether two paths lead to one file, through links too; it need not be there."""
    try:
        return one.samefile(other)
    except OSError:
        return one.resolve() == other.resolve()
