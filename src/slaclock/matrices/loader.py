"""Data files: TOML, JSON and (with the extra `yaml`) YAML, read strictly.

Files are UTF-8, at most 1 MiB, 32 levels deep and 10,000 values long. What a parser would let
through in silence is refused: equal keys, NaN, numbers of thousands of digits, text that is
not Unicode. The YAML part is in `slaclock.matrices.yaml_file`.
"""

from __future__ import annotations

import re
import tomllib
import warnings
from collections.abc import Callable, Iterable
from functools import cache
from os import PathLike
from pathlib import Path
from typing import Any, TypeGuard

from slaclock.calendars.calendar import CalendarWarning
from slaclock.errors import (
    ArgumentTypeError,
    HistoryError,
    MatrixError,
    Problem,
    UnknownNameError,
)
from slaclock.files.regular_files import read_start
from slaclock.matrices.model import Matrix
from slaclock.messages import shown, tail
from slaclock.on_demand import Unread

__all__ = [
    "bundled_matrices",
    "bundled_matrix",
    "data_files",
    "is_folder",
    "is_name",
    "key_lines",
    "load_matrix",
    "paths_of",
    "read_data",
]

_BUNDLED = Path(__file__).parent  # importlib.resources would take a tenth of the start-up
LARGEST_FILE = 1 << 20
DEEPEST = 32
MOST_VALUES = 10_000
LONGEST_NUMBER = 30
_PART = r"""(?:[A-Za-z0-9_-]++|"[^"\n]*+"|'[^'\n]*+')"""
_MOST_DOTS = 48
_LONG_KEY = rf"(?<![A-Za-z0-9_-]){_PART}(?:[ \t]*+\.[ \t]*+{_PART}){{{_MOST_DOTS}}}"
"""More parts than any name, number or sentence has between full stops without a blank."""
_EXAMPLES = "\n[[examples]]"
_MANY_DIGITS = r"[0-9][0-9_]{4300}"
_TOML_LINE = r"\(at line (\d+)"


class _Refused:
    """Stands where JSON has something that cannot be kept, until its place is known."""

    def __init__(self, value: object, message: str) -> None:
        self.value, self.message = value, message


def load_matrix(source: str | PathLike[str]) -> Matrix:
    """Return the matrix of a data file, or one that comes with slaclock.

    >>> load_matrix("wotnot").title
    'WotNot support SLA'

    Args:
        source: The path of a `.toml`, `.json`, `.yaml` or `.yml` file; or the name of a
            bundled matrix, which has no dot and no slash in it. A bundled matrix is read once.

    Warns:
        CalendarWarning: A calendar of the file says something twice.

    Raises:
        MatrixError: The file cannot be read or anything is wrong with its data; the message
            names file, key path and value.
        UnknownNameError: No bundled matrix of that name.
        ArgumentTypeError: Neither text nor a path.
        MissingExtraError: A YAML file, and the extra `yaml` is not installed.
    """
    if is_name(source):
        return bundled_matrix(source)
    given: object = source  # of any type, whatever the annotation says
    if not isinstance(given, str | PathLike):
        raise ArgumentTypeError("source", source, "the name of a bundled matrix or a path")
    path = Path(source)
    matrix = Matrix.model_validate(read_data(path), file=path.name, folder=path.parent)
    for name, calendar in matrix.single_calendars.items():
        for text in calendar.warnings:
            message = f"{path.name}: calendars.{name}: {text}"
            warnings.warn(message, CalendarWarning, stacklevel=2)
    return matrix


def key_lines(source: str | PathLike[str]) -> dict[str, int]:
    """Return on which line of a data file each key stands, by its path; nothing but for TOML.

    Args:
        source: As for `load_matrix`. What cannot be read, or is no TOML, has no lines.
    """
    path = _BUNDLED / f"{source}.toml" if is_name(source) else Path(source)
    if path.suffix.lower() != ".toml":
        return {}
    try:
        read_data(path)  # only for valid TOML is it known where the keys are
        from slaclock.matrices.toml_lines import toml_lines  # for errors and checks alone

        return toml_lines(_read(path))
    except MatrixError:
        return {}


def data_files(folder: Path) -> list[Path]:
    """Return the data files of a folder, in the order of their names."""
    return sorted(path for path in folder.iterdir() if path.suffix.lower() in _PARSERS)


def is_name(source: object) -> TypeGuard[str]:
    """Return whether *source* can only be the name of a bundled matrix, and no path."""
    return isinstance(source, str) and not any(mark in source for mark in "./\\")


def is_folder(path: str | PathLike[str]) -> bool:
    """Return whether there is a folder of that name; False for what no name can be."""
    try:
        return Path(path).is_dir()
    except (OSError, ValueError):  # too long for a name, or with a NUL in it
        return False


def paths_of(source: object) -> list[str | PathLike[str]]:
    """Return the paths of a list of files, or of the data files of a folder.

    Raises:
        HistoryError: One path, and it is no folder.
        ArgumentTypeError: No list, or something in it is no path.
    """
    if isinstance(source, str | Path):
        if not is_folder(source):
            said = tail(str(source))
            raise HistoryError(f"{said} is not a folder; for single files, give a list")
        return [*data_files(Path(source))]
    given: list[object] = list(source) if isinstance(source, Iterable) else [source]
    paths = [path for path in given if isinstance(path, str | PathLike)]
    if len(paths) < len(given):
        raise ArgumentTypeError("source", source, "a folder or a list of paths")
    return paths


def bundled_matrices() -> tuple[str, ...]:
    """Return the names of the matrices that come with slaclock."""
    entries = _BUNDLED.iterdir()
    return tuple(sorted(item.name[:-5] for item in entries if item.name.endswith(".toml")))


def read_data(path: Path) -> Any:
    """Return the content of a data file as plain data, after all checks of its form.

    Raises:
        MatrixError: No such file, a directory, too large, not UTF-8, not of its format, or
            any of what the module's text lists.
        MissingExtraError: A YAML file, and the extra `yaml` is not installed.
    """
    if is_folder(path):
        raise _error(path, "is a directory, not a file")
    parse = _PARSERS.get(path.suffix.lower())
    if parse is None:
        known = ", ".join(_PARSERS)
        raise _error(path, f"unknown kind of file {shown(path.suffix)}; kinds: {known}")
    text = _read(path)
    if not text.strip():
        raise _error(path, "is empty")
    try:
        data = parse(text)
    except MatrixError as error:
        raise MatrixError(error.problems, path.name) from None
    except RecursionError:
        raise _error(path, f"nested too deep; the limit is {DEEPEST} levels") from None
    except ValueError as error:
        raise _error(path, f"{_FORMATS[path.suffix.lower()]} cannot be read: {error}") from None
    if data is None and parse is _parse_yaml:
        raise _error(path, "is empty but for comments")
    _DataWalk(path).check(data)
    return data


@cache
def bundled_matrix(name: str) -> Matrix:
    """Return a matrix that comes with slaclock, by name; it is read once.

    Raises:
        UnknownNameError: No bundled matrix of that name.
    """
    if name not in bundled_matrices():
        raise UnknownNameError("matrix", name, bundled_matrices())
    text = _BUNDLED.joinpath(f"{name}.toml").read_text(encoding="utf-8")
    terms, mark, examples = text.partition(_EXAMPLES)
    data = tomllib.loads(terms)
    if mark:  # half of the file, of which only `slaclock check` asks
        data["examples"] = Unread(lambda: tomllib.loads(mark + examples)["examples"])
    return Matrix.of_bundled(data, f"{name}.toml")


def _read(path: Path) -> str:
    try:
        content = read_start(path, LARGEST_FILE + 1)
    except OSError as error:
        raise _error(path, f"cannot be read: {error.strerror or error}") from None
    except ValueError as error:  # a NUL or half of a surrogate pair, which no name can hold
        raise _error(path, f"cannot be the name of a file: {error}") from None
    if len(content) > LARGEST_FILE:
        raise _error(path, "is over 1 MiB")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise _error(path, f"is not UTF-8, at byte {error.start}; save it as UTF-8") from None


def _error(path: Path, message: str) -> MatrixError:
    return MatrixError([Problem("", str(path), message)], str(path))


def _parse_toml(text: str) -> Any:
    # The parser takes seconds for a key of many parts, which stands on one line.
    lines = text.split("\n") if text.count(".") >= _MOST_DOTS else ()
    dotted = (line for line in lines if line.count(".") >= _MOST_DOTS)
    if any(re.search(_LONG_KEY, line) for line in dotted):
        message = f"nested too deep; the limit is {DEEPEST} levels"
        raise MatrixError([Problem("", None, message)])
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        lines = text.splitlines() or [""]
        place = re.search(_TOML_LINE, str(error))
        number = min(int(place[1]), len(lines)) if place else len(lines)
        line = lines[number - 1]
        hint = f"; {_UNQUOTED}" if re.search(r"[=,\[] *[0-9]{1,2}([:.][0-9]{2}\b|-)", line) else ""
        message = f"TOML cannot be read: {error}; line {number} is {shown(line)}{hint}"
        raise MatrixError([Problem("", lines[number - 1], message)]) from None
    except ValueError:  # Python makes no number of them
        digits = re.search(_MANY_DIGITS, text)
        number = text.count("\n", 0, digits.start()) + 1 if digits else 1
        message = "a number has thousands of digits, too many"
        raise MatrixError([Problem(f"line {number}", None, message)]) from None


_UNQUOTED = 'a time is quoted text, "16:00", and a date is 2026-12-24'


def _parse_json(text: str) -> Any:
    import json  # slow to load, and a TOML file needs none

    return json.loads(
        text,
        object_pairs_hook=_table,
        parse_int=_whole_number,
        parse_constant=lambda name: _Refused(name, f"{name} is not an amount; write '4 h'"),
    )


def _parse_yaml(text: str) -> Any:
    from slaclock.matrices.yaml_file import parse_yaml  # a TOML file needs none

    return parse_yaml(text)


def _table(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    table: dict[str, Any] = {}
    for key, value in pairs:
        twice = key in table
        table[key] = _Refused(key, f"the key {shown(key)} is given twice") if twice else value
    return table


def _whole_number(digits: str) -> int | _Refused:
    if len(digits) <= LONGEST_NUMBER:
        return int(digits)
    return _Refused(f"{digits[:10]}...", f"a number of {len(digits)} digits is too large")


class _DataWalk:
    """A walk over parsed data that checks its size and its texts, and knows each place."""

    def __init__(self, path: Path) -> None:
        self.path, self.values = path, 0

    def check(self, data: Any, place: str = "", depth: int = 1) -> None:
        self.values += 1
        if depth > DEEPEST:
            raise _error(self.path, f"nested too deep; the limit is {DEEPEST} levels")
        if self.values > MOST_VALUES:
            raise _error(self.path, f"has too many values; the limit is {MOST_VALUES}")
        if isinstance(data, _Refused):
            raise MatrixError([Problem(place, data.value, data.message)], self.path.name)
        if isinstance(data, str):
            self._check_text(data, place)
        elif isinstance(data, dict):
            for key, value in data.items():
                self._check_text(str(key), place)
                self.check(value, f"{place}.{key}" if place else str(key), depth + 1)
        elif isinstance(data, list):
            for index, value in enumerate(data):
                self.check(value, f"{place}[{index}]", depth + 1)

    def _check_text(self, text: str, place: str) -> None:
        if text.isascii():
            return
        try:
            text.encode()
        except UnicodeEncodeError:
            message = f"{shown(text)} is not valid Unicode: half of a surrogate pair"
            raise MatrixError([Problem(place, text, message)], self.path.name) from None


_PARSERS: dict[str, Callable[[str], Any]] = {
    ".toml": _parse_toml,
    ".json": _parse_json,
    ".yaml": _parse_yaml,
    ".yml": _parse_yaml,
}
_FORMATS = {".toml": "TOML", ".json": "JSON", ".yaml": "YAML", ".yml": "YAML"}
