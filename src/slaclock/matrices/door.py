"""Which matrix is meant: the one door for every function that takes `matrix=`.

A matrix can be given as a `Matrix`, as a `MatrixHistory` (the versions of one contract over
time), by the name of a bundled one, or by the path of a data file or of a folder of versions.
Every public function asks here, so all of them take the same and refuse the rest alike.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from functools import cache
from os import PathLike
from pathlib import Path
from typing import Any, TypeAlias

from slaclock.errors import ArgumentTypeError
from slaclock.matrices.history import MatrixHistory, MatrixPeriod
from slaclock.matrices.loader import (
    bundled_matrices,
    bundled_matrix,
    is_folder,
    is_name,
    load_matrix,
)
from slaclock.matrices.metrics import Metric
from slaclock.matrices.model import Matrix, Terms
from slaclock.matrices.terms import DEFAULT_MATRIX

__all__ = [
    "DEFAULT_MATRIX",
    "MatrixLike",
    "matrix_at",
    "matrix_chosen",
    "matrix_of",
    "opening_metrics",
    "periods_of",
    "terms_chosen",
    "terms_for",
    "versions_of",
]

MatrixLike: TypeAlias = Matrix | MatrixHistory | str | PathLike[str]
"""What can be given where a matrix is meant."""


def matrix_of(matrix: MatrixLike) -> Matrix | MatrixHistory:
    """Return the matrix that is meant, or its history.

    >>> matrix_of("wotnot").id
    'wotnot'

    Args:
        matrix: A `Matrix` or `MatrixHistory`; the name of a bundled matrix, which has no dot
            and no slash in it; or the path of a data file, or of a folder of which each data
            file is a version. A path is read each time it is given: to ask often, load once.

    Raises:
        ArgumentTypeError: None of these.
        UnknownNameError: No bundled matrix of that name.
        MatrixError: A file cannot be read, or anything is wrong with its data.
        HistoryError: The files of a folder do not make a history.
        MissingExtraError: A YAML file, and the extra `yaml` is not installed.
    """
    if matrix is DEFAULT_MATRIX:
        return _default_matrix()
    if isinstance(matrix, Matrix):  # most often, and two at once take ten times as long
        return matrix
    if isinstance(matrix, MatrixHistory):
        return matrix
    given: object = matrix  # of any type, whatever the annotation says
    if not isinstance(given, str | PathLike):
        expected = "a Matrix, a MatrixHistory, the name of a bundled matrix or a path"
        raise ArgumentTypeError("matrix", matrix, expected)
    is_bundled = is_name(matrix) and matrix in bundled_matrices()
    if is_folder(matrix) and not is_bundled:
        return MatrixHistory.load(Path(matrix))
    return load_matrix(matrix)


def matrix_at(matrix: MatrixLike, opened_at: datetime, plan: str) -> Matrix:
    """Return the matrix that holds for a ticket: of a history, the version then in force.

    Args:
        matrix: As for `matrix_of`.
        opened_at: When the ticket was opened; only a history asks for it.
        plan: Id, title or alias of its plan.

    Raises:
        HistoryError: No version was in force.
        UnknownNameError: The version in force has no such plan.
        InstantError, ArgumentTypeError: *opened_at* is naive, out of range or no datetime.
        SlaClockError: As for `matrix_of`.
    """
    found = matrix_of(matrix)
    if isinstance(found, Matrix):
        return found
    return found.in_force(opened_at, plan=plan)


def terms_for(
    matrix: MatrixLike, opened_at: datetime, plan: str, priority: str | None = None
) -> Terms:
    """Return what is promised to a ticket of a plan and a priority.

    Args:
        matrix: As for `matrix_of`.
        opened_at: When the ticket was opened; only a history asks for it.
        plan: Id, title or alias of a plan, in any case.
        priority: Id, title or alias of a priority; None for the plan-wide promise alone.

    Raises:
        UnknownNameError: No such plan or priority; it names the matrix that was asked.
        NoTargetError: The plan promises nothing for that priority.
        SlaClockError: As for `matrix_at`.
    """
    return matrix_at(matrix, opened_at, plan).row(plan, priority)


def terms_chosen(
    matrix: MatrixLike,
    opened_at: datetime,
    fields: Mapping[str, Any],
    plan: str | None = None,
    priority: str | None = None,
) -> Terms:
    """Return what is promised to a ticket whose plan its fields choose.

    Args:
        matrix: As for `matrix_of`.
        opened_at: When the ticket was opened; only a history asks for it.
        fields, plan, priority: As for `Matrix.choose`.

    Raises:
        ChoiceError: No rule gives a plan, and the ticket has none.
        SlaClockError: As for `terms_for`.
    """
    found = matrix_chosen(matrix, opened_at, fields, plan, priority)
    assert found.choice is not None
    return found.row(found.choice.plan, found.choice.priority)


def matrix_chosen(
    matrix: MatrixLike,
    opened_at: datetime,
    fields: Mapping[str, Any],
    plan: str | None = None,
    priority: str | None = None,
    *,
    takes_others: bool = False,
) -> Matrix:
    """Return the matrix that holds for a ticket with some fields; it says what was chosen.

    Args:
        matrix, opened_at: As for `matrix_at`.
        fields, plan, priority, takes_others: As for `Matrix.choose`.

    Raises:
        ChoiceError: No rule gives a plan, and the ticket has none.
        SlaClockError: As for `matrix_at`.
    """
    found = matrix_of(matrix)
    if isinstance(found, Matrix):
        return found.under(found.choose(fields, plan, priority, takes_others=takes_others))
    given: Any = (opened_at, fields, plan, priority)
    return found.in_force_by_fields(*given, takes_others=takes_others)


def periods_of(matrix: MatrixLike, plan: str) -> tuple[MatrixPeriod, ...]:
    """Return which matrix holds when, for many tickets of a plan at once.

    Returns:
        Periods in order of time, disjoint; a single one without bounds for a plain matrix.
        A ticket that was opened in none of them has no matrix, and `matrix_at` says why.

    Raises:
        SlaClockError: As for `matrix_of`. A plan that some versions do not have is no error
            here: they have no period then.
    """
    found = matrix_of(matrix)
    if isinstance(found, Matrix):
        return (MatrixPeriod(None, None, found),)
    return found.periods(plan)


@cache
def _default_matrix() -> Matrix:
    return bundled_matrix(str(DEFAULT_MATRIX)).as_default()


def versions_of(matrix: Matrix | MatrixHistory) -> list[Matrix]:
    """Return a matrix, or the versions of a history in order."""
    return [matrix] if isinstance(matrix, Matrix) else [entry.matrix for entry in matrix]


def opening_metrics(matrix: Matrix | MatrixHistory) -> dict[str, Metric]:
    """Return the metrics that begin when a ticket is opened, by name, those of any version."""
    return {
        name: metric
        for version in versions_of(matrix)
        for name, metric in version.metrics.items()
        if metric.from_opening
    }
