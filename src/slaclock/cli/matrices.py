"""The commands that show a data file: the matrix as a table, and the JSON Schema."""

from __future__ import annotations

from typing import Annotated

import typer

from slaclock.cli.matrix_table import matrix_text
from slaclock.cli.options import JsonOption, MatrixOption, matrix_on, read_instant
from slaclock.cli.output import Answer, as_json
from slaclock.matrices.spec import json_schema

__all__ = ["matrix", "schema"]


AtOption = Annotated[
    str,
    typer.Option(
        "--at", metavar="TIME", help="Of a folder of versions, show the one in force then."
    ),
]


def matrix(
    *, matrix: MatrixOption = "wotnot", at: AtOption = "now", json: JsonOption = False
) -> Answer:
    """Show a matrix as a table.

    With --json, all of it, in the form of a data file.
    """
    found = matrix_on(matrix, read_instant(at, None))
    return Answer(as_json(found.content()) if json else matrix_text(found))


def schema(*, json: JsonOption = False) -> Answer:
    """Show the JSON Schema of a data file."""
    del json  # it is JSON in any case
    return Answer(as_json(json_schema()))
