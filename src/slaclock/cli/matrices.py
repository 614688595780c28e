"""The commands that show a data file: the matrix as a table, and the JSON Schema."""

from __future__ import annotations

from slaclock.cli.matrix_table import matrix_text
from slaclock.cli.options import JsonOption, MatrixOption
from slaclock.cli.output import Answer, as_json
from slaclock.matrices.loader import load_matrix
from slaclock.matrices.spec import json_schema

__all__ = ["matrix", "schema"]


def matrix(*, matrix: MatrixOption = "wotnot", json: JsonOption = False) -> Answer:
    """Show a matrix as a table.

    With --json, all of it, in the form of a data file.
    """
    loaded = load_matrix(matrix)
    return Answer(as_json(loaded.content()) if json else matrix_text(loaded))


def schema(*, json: JsonOption = False) -> Answer:
    """Show the JSON Schema of a data file."""
    del json  # it is JSON in any case
    return Answer(as_json(json_schema()))
