"""Plans and priorities: which cell of the matrix each ticket of a file belongs to.

A ticket without a priority has only what its plan promises whatever the priority. What the
matrix does not know keeps the names that stand in the file.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import narwhals as nw
import numpy as np
import polars as pl
from numpy.typing import NDArray

from slaclock.bulk.engine.columns import Codes
from slaclock.bulk.engine.terms import Terms, terms_of
from slaclock.bulk.frames.columns import read_codes
from slaclock.errors import SlaClockError, TicketFileError, listed, shown
from slaclock.matrices.model import Matrix, Row
from slaclock.reports.words import counted

__all__ = ["Cell", "CellMap", "map_cells"]

MOST_NAMES = 8


class Cell(NamedTuple):
    """A plan and a priority of the matrix, or what stands in the file instead of them.

    `row` is what is promised; None where the matrix has no such plan or priority.
    """

    plan: str
    priority: str
    row: Row | None


class CellMap(NamedTuple):
    """The cells that occur, and which one each ticket is in.

    Attributes:
        terms: What is promised to each ticket, as `slaclock.bulk` takes it.
        cells: In the order of the matrix, then what it does not know.
        places: For each ticket an index into *cells*.
        notes: What was made of tickets without a plan or a priority.
    """

    terms: Terms
    cells: tuple[Cell, ...]
    places: NDArray[np.intp]
    notes: tuple[str, ...]


def map_cells(frame: pl.DataFrame, matrix: Matrix, file: str) -> CellMap:
    """Return the cells of tickets.

    Args:
        frame: With the columns `plan` and `priority`.
        matrix: The terms.
        file: Its name, for messages.

    Raises:
        TicketFileError: No ticket has a plan and a priority that the matrix knows.
    """
    notes: list[str] = []
    plans = _plans(frame, matrix, file, notes)
    priorities = _codes(frame["priority"])
    without = int((priorities.codes < 0).sum())
    if without:
        notes.append(
            f"{counted(without, 'ticket')} without a priority; only what the plan promises "
            "whatever the priority is judged for them"
        )
    terms = terms_of(matrix, plans, priorities)
    groups = terms.groups if terms.groups is not None else np.zeros(len(frame), np.intp)
    found = [
        _cell(row, matrix, plans, priorities, int(np.argmax(groups == index)))
        for index, row in enumerate(terms.rows)
    ]
    if len(frame) and not any(cell.row for cell in found):
        raise TicketFileError(file, _knows_none(matrix, plans, priorities))
    rows = [cell.row or row for cell, row in zip(found, terms.rows, strict=True)]
    # Names and aliases of one priority are one cell.
    cells = sorted(set(found), key=lambda cell: _standing(cell, matrix))
    rank = np.array([cells.index(cell) for cell in found], np.intp)
    return CellMap(Terms(terms.groups, rows), tuple(cells), rank[groups], tuple(notes))


def _plans(frame: pl.DataFrame, matrix: Matrix, file: str, notes: list[str]) -> Codes:
    plans = _codes(frame["plan"])
    if plans.names or not len(frame):
        return plans
    if len(matrix.plans) > 1:
        known = listed(matrix.plans)
        problem = "the tickets have no plan; give one with --plan, or --map plan=COLUMN"
        raise TicketFileError(file, f"{problem}; plans: {known}")
    (only,) = matrix.plans
    notes.append(f"the matrix has one plan, {only}; it is taken for every ticket")
    return Codes(np.zeros(len(frame), np.int32), [only])


def _codes(column: pl.Series) -> Codes:
    return read_codes(nw.from_native(column, series_only=True))


def _cell(
    row: Row | SlaClockError, matrix: Matrix, plans: Codes, priorities: Codes, first: int
) -> Cell:
    """Return the cell of a group of tickets, of which *first* is one."""
    plan, priority = _name(plans, first), _name(priorities, first)
    if isinstance(row, SlaClockError) and plan is not None and priority is None:
        row = _plan_wide(matrix, plan) or row
    if isinstance(row, SlaClockError):
        return Cell(plan or "", priority or "", None)
    return Cell(row.plan.id, row.priority.id if row.priority is not None else "", row)


def _plan_wide(matrix: Matrix, plan: str) -> Row | None:
    try:
        return matrix.row(plan)
    except SlaClockError:
        return None


def _name(codes: Codes, row: int) -> str | None:
    if row >= len(codes.codes) or codes.codes[row] < 0:
        return None
    return str(codes.names[codes.codes[row]])


def _standing(cell: Cell, matrix: Matrix) -> tuple[int, int, str, str]:
    """Return where a cell stands: as in the matrix, then what the matrix does not know."""
    plans, priorities = list(matrix.plans), [*matrix.priorities, ""]
    if cell.row is None:
        return (len(plans), 0, cell.plan, cell.priority)
    return (plans.index(cell.plan), priorities.index(cell.priority), "", "")


def _knows_none(matrix: Matrix, plans: Codes, priorities: Codes) -> str:
    """Return the message that says which names of the file the matrix does not know."""
    for kind, codes, known, find in (
        ("plan", plans, matrix.plans, matrix.plan),
        ("priority", priorities, matrix.priorities, matrix.priority),
    ):
        names = sorted(str(name) for name in codes.names)
        if names and not any(_is_known(find, name) for name in names):
            first = listed(shown(name) for name in names[:MOST_NAMES])
            example = f"--value {kind}:{names[0]}={next(iter(known))}"
            return (
                f"the matrix knows no {kind} of the file: {first}; it has {listed(known)}; "
                f"say what they mean, for example {example!r}"
            )
    return "no ticket has a plan and a priority that the matrix promises something for"


def _is_known(find: Callable[[str], object], name: str) -> bool:
    try:
        find(name)
    except SlaClockError:
        return False
    return True
