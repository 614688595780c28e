"""The command that checks data files: their errors, and what in them is probably not meant."""

from __future__ import annotations

import warnings
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, NamedTuple

import typer

from slaclock.calendars.calendar import CalendarWarning
from slaclock.cli.options import JsonOption, read_instant
from slaclock.cli.output import Answer, as_json, printable
from slaclock.errors import DataError, HistoryError, SlaClockError
from slaclock.matrices.history import MatrixHistory
from slaclock.matrices.loader import (
    bundled_matrices,
    data_files,
    is_folder,
    is_name,
    key_lines,
    load_matrix,
)
from slaclock.matrices.model import Matrix

if TYPE_CHECKING:  # every other command waits for what this file imports
    from slaclock.matrices.lint import Finding

__all__ = ["check"]

FOUND, ERROR = 1, 2


class CheckFormat(StrEnum):
    """The forms in which findings are written."""

    TEXT = "text"
    JSON = "json"
    GITHUB = "github"


FilesArgument = Annotated[
    list[str],
    typer.Argument(
        metavar="NAME|FILE...",
        help="Data files, folders of the versions of a contract, or names of bundled matrices.",
    ),
]
HolidaysAtOption = Annotated[
    str,
    typer.Option(
        "--at",
        metavar="TIME",
        help="The time of asking, for holidays that end within a year of it.",
    ),
]
SuggestOption = Annotated[
    bool,
    typer.Option(
        "--suggest", help="Print examples for the contract, to be worked out by hand and kept."
    ),
]
CheckFormatOption = Annotated[
    CheckFormat,
    typer.Option("--format", help="How errors and findings are written; github: as annotations."),
]


class _Message(NamedTuple):
    """An error or a finding, and where it stands."""

    file: str
    line: int | None
    path: str
    message: str
    code: str = ""


class _Result(NamedTuple):
    """What there is to say of all files."""

    files: tuple[str, ...]
    errors: tuple[_Message, ...]
    findings: tuple[_Message, ...]
    silenced: tuple[tuple[_Message, str], ...]
    examples: Mapping[str, int]

    @property
    def code(self) -> int:
        return ERROR if self.errors else FOUND if self.findings else 0


def check(
    files: FilesArgument,
    *,
    at: HolidaysAtOption = "now",
    suggest: SuggestOption = False,
    form: CheckFormatOption = CheckFormat.TEXT,
    json: JsonOption = False,
) -> Answer:
    """Check data files for errors and for what is not meant.

    Plan names are compared between the files. A contract can silence a finding with a reason.
    The examples of a contract are run; one that comes out otherwise is an error. The exit code
    is 0 if there is nothing to say, 1 for findings, 2 for errors.
    """
    if suggest:
        from slaclock.example_cases import suggested

        names = [name for given in files for name in _files_of(given)]
        start = read_instant(at, None)
        return Answer("\n\n".join(suggested(load_matrix(name), start) for name in names))
    result = _check(files, read_instant(at, None).date())
    return _FORMS[CheckFormat.JSON if json else form](result)


def _check(files: Sequence[str], today: date) -> _Result:
    names: list[str] = []
    loaded: dict[str, Matrix] = {}
    errors: list[_Message] = []
    for given in files:
        try:
            its = _files_of(given)
        except HistoryError as error:
            names.append(given)
            errors.append(_Message(given, None, "", str(error)))
            continue
        names += its
        for name in its:
            errors += _load(name, loaded)
        if its != [given] and all(name in loaded for name in its):
            errors += _history_errors(given, [loaded[name] for name in its])
    for name, matrix in loaded.items():
        errors += _differences(name, matrix)
    found, silenced = _findings(loaded, today)
    examples = {_shown(name): len(matrix.examples) for name, matrix in loaded.items()}
    return _Result(tuple(names), tuple(errors), found, silenced, examples)


def _files_of(given: str) -> list[str]:
    """Return what is given, or the files of a folder.

    Raises:
        HistoryError: A folder in which there is nothing to check.
    """
    if not is_folder(given) or given in bundled_matrices():
        return [given]
    files = [str(path) for path in data_files(Path(given))]
    if not files:
        raise HistoryError("is a folder without a data file; nothing is checked")
    return files


def _load(name: str, loaded: dict[str, Matrix]) -> Iterator[_Message]:
    """Add the matrix of a file to *loaded*, or yield what is wrong with it."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", CalendarWarning)  # they are among the findings
            loaded[name] = load_matrix(name)
    except DataError as error:
        from slaclock.matrices.toml_lines import line_of

        lines = key_lines(name)
        for problem in error.problems:
            line = line_of(lines, problem.path)
            yield _Message(_shown(name), line, problem.path, problem.message)
    except SlaClockError as error:
        yield _Message(name, None, "", str(error))


def _differences(name: str, matrix: Matrix) -> Iterator[_Message]:
    """Yield the examples of a contract that come out otherwise than they say."""
    from slaclock.examples import run_examples
    from slaclock.matrices.toml_lines import line_of

    lines = key_lines(name) if matrix.examples else {}
    for found in run_examples(matrix):
        path = f"examples[{found.number}]"
        yield _Message(_shown(name), line_of(lines, path), path, found.message)


def _history_errors(folder: str, versions: Iterable[Matrix]) -> Iterator[_Message]:
    try:
        MatrixHistory(versions)
    except HistoryError as error:
        yield _Message(folder, None, "", str(error))


def _findings(
    loaded: Mapping[str, Matrix], today: date
) -> tuple[tuple[_Message, ...], tuple[tuple[_Message, str], ...]]:
    from slaclock.matrices.lint import check_matrix

    found: list[_Message] = []
    silenced: list[tuple[_Message, str]] = []
    for name, matrix in loaded.items():
        others = [(_shown(other), loaded[other]) for other in loaded if other != name]
        checked = check_matrix(matrix, today=today, others=others, lines=key_lines(name))
        found += [_said(name, one) for one in checked.findings]
        silenced += [(_said(name, one.finding), one.reason) for one in checked.silenced]
    return tuple(found), tuple(silenced)


def _said(name: str, one: Finding) -> _Message:
    return _Message(_shown(name), one.line, one.path, one.message, one.code)


def _shown(name: str) -> str:
    """Return the name of a file as it was given; that of its file for a bundled matrix."""
    return f"{name}.toml" if is_name(name) else name


def _text(result: _Result) -> Answer:
    lines = [f"{_line(one)} [{one.code}]" for one in result.findings]
    for name in result.files:
        file = _shown(name)
        silenced = sum(one.file == file for one, _ in result.silenced)
        parts = [f"{silenced} silenced"] if silenced else []
        is_clean = not any(one.file == file for one in (*result.errors, *result.findings))
        if result.examples.get(file) or (is_clean and file in result.examples):
            parts.append(_examples(result.examples[file]))
        said = ["nothing found", *parts] if is_clean else parts
        lines += [f"{file}: {', '.join(said)}"] if said else []
    errors = tuple(f"error: {_line(one)}" for one in result.errors)
    shown = (printable(line, keep_lines=False) for line in lines)
    return Answer("\n".join(shown), result.code, errors)


def _examples(count: int) -> str:
    return f"{count or 'no'} example{'' if count == 1 else 's'}"


def _line(one: _Message) -> str:
    place = one.file if one.line is None else f"{one.file}:{one.line}"
    return ": ".join(part for part in (place, one.path, one.message) if part)


def _json(result: _Result) -> Answer:
    data: dict[str, Any] = {
        "files": [_shown(name) for name in result.files],
        "ok": not result.errors,
        "errors": [_plain(one) for one in result.errors],
        "findings": [_plain(one) for one in result.findings],
        "examples": dict(result.examples),
        "silenced": [{**_plain(one), "reason": reason} for one, reason in result.silenced],
    }
    return Answer(as_json(data), result.code)


def _plain(one: _Message) -> dict[str, Any]:
    data = one._asdict()
    return data if one.code else {key: value for key, value in data.items() if key != "code"}


def _github(result: _Result) -> Answer:
    """Return workflow commands, which show up beside the lines of a pull request."""
    lines = [_annotation("error", one, "error") for one in result.errors]
    lines += [_annotation("warning", one, one.code) for one in result.findings]
    return Answer("\n".join(lines), result.code)


def _annotation(kind: str, one: _Message, title: str) -> str:
    facts = {"file": one.file, "line": one.line, "title": title}
    told = ",".join(f"{name}={_escaped(str(fact), ':,')}" for name, fact in facts.items() if fact)
    message = ": ".join(part for part in (one.path, one.message) if part)
    return f"::{kind} {told}::{printable(_escaped(message), keep_lines=False)}"


def _escaped(text: str, more: str = "") -> str:
    """Return *text* as a workflow command takes it: what would end it as %XX."""
    marks = f"%\r\n{more}"
    return "".join(f"%{ord(char):02X}" if char in marks else char for char in text)


_FORMS: dict[CheckFormat, Callable[[_Result], Answer]] = {
    CheckFormat.TEXT: _text,
    CheckFormat.JSON: _json,
    CheckFormat.GITHUB: _github,
}
