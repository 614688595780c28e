"""The commands about a data file: the matrix as a table, its check, and the JSON Schema."""

from __future__ import annotations

import warnings
from typing import Annotated, Any

import typer

from slaclock.calendars.calendar import CalendarWarning
from slaclock.cli.matrix_table import matrix_text
from slaclock.cli.options import JsonOption, MatrixOption
from slaclock.cli.output import Answer, as_json, printable
from slaclock.errors import DataError, Problem, SlaClockError
from slaclock.matrices.lint import lint
from slaclock.matrices.loader import load_matrix
from slaclock.matrices.model import Matrix
from slaclock.matrices.spec import json_schema

__all__ = ["check", "matrix", "schema"]

FOUND, ERROR = 1, 2

FileArgument = Annotated[
    str, typer.Argument(metavar="NAME|FILE", help="A data file, or the name of a bundled matrix.")
]


def matrix(*, matrix: MatrixOption = "wotnot", json: JsonOption = False) -> Answer:
    """Show a matrix as a table.

    With --json, all of it, in the form of a data file.
    """
    loaded = load_matrix(matrix)
    return Answer(as_json(loaded.content()) if json else matrix_text(loaded))


def check(file: FileArgument, *, json: JsonOption = False) -> Answer:
    """Check a file for errors and for what is not meant.

    The exit code is 0 if there is nothing to say, 1 for findings, 2 for errors.
    """
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", CalendarWarning)  # they are among the findings
            loaded = load_matrix(file)
    except SlaClockError as error:
        return _errors(file, error, json=json)
    return _findings(file, loaded, json=json)


def schema(*, json: JsonOption = False) -> Answer:
    """Show the JSON Schema of a data file."""
    del json  # it is JSON in any case
    return Answer(as_json(json_schema()))


def _errors(file: str, error: SlaClockError, *, json: bool) -> Answer:
    problems = error.problems if isinstance(error, DataError) else [Problem("", None, str(error))]
    if not json:
        name = getattr(error, "source", None) or file
        lines = tuple(_line(f"{name}: {problem}", kind="error") for problem in problems)
        return Answer("", ERROR, lines)
    entries = [{"path": problem.path, "message": problem.message} for problem in problems]
    return Answer(as_json(_report(file, errors=entries, findings=[])), ERROR)


def _findings(file: str, loaded: Matrix, *, json: bool) -> Answer:
    found = lint(loaded)
    code = FOUND if found else 0
    if json:
        entries = [
            {"kind": finding.kind, "path": finding.path, "message": finding.message}
            for finding in found
        ]
        return Answer(as_json(_report(file, errors=[], findings=entries)), code)
    name = loaded.file or file
    if not found:
        return Answer(_line(f"{name}: nothing found"))
    return Answer("\n".join(_line(f"{finding} [{finding.kind}]", name) for finding in found), code)


def _report(
    file: str, *, errors: list[dict[str, str]], findings: list[dict[str, str]]
) -> dict[str, Any]:
    return {"file": file, "ok": not errors, "errors": errors, "findings": findings}


def _line(text: str, kind: str = "") -> str:
    shown = printable(text, keep_lines=False)
    return f"{printable(kind, keep_lines=False)}: {shown}" if kind else shown
