"""Plans and priorities: which cell of the matrix each ticket of a file belongs to.

A ticket without a priority has only what its plan promises whatever the priority. What the
matrix does not know keeps the names that stand in the file.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import NamedTuple

import numpy as np
import polars as pl
from numpy.typing import NDArray

from slaclock.bulk.engine.columns import Codes
from slaclock.bulk.engine.states import States
from slaclock.bulk.engine.terms import TicketTerms, terms_of
from slaclock.errors import ChoiceError, SlaClockError, TicketFileError
from slaclock.matrices.model import Matrix, Row
from slaclock.messages import listed, plain, shown
from slaclock.reports.reading.tickets import Tickets
from slaclock.reports.words import counted

__all__ = [
    "Cell",
    "CellMap",
    "cells_of_states",
    "cells_of_terms",
    "codes_of_names",
    "map_cells",
    "only_plan",
    "refuse_unknown",
    "without_priority",
]

MOST_UNKNOWN = 20
MOST_FAULTS = 3
OTHERS = "(other names)"
"""What stands for the names that the matrix does not know, beyond the most frequent."""
_GIVE_ONE = "; --priority gives one to all, --map priority=COLUMN says where it stands"
_NO_PROMISE = "no ticket has a plan and a priority that the matrix promises something for"


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
        cells: In the order of the matrix, then what it does not know: the most frequent, and
            one for all the others.
        places: For each ticket an index into *cells*.
        notes: What was made of tickets without a plan or a priority.
    """

    terms: TicketTerms
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
    only = only_plan(frame, matrix, file, notes)
    plans = codes_of_names(frame["plan"])
    if only is not None:
        plans = Codes(np.zeros(len(frame), np.int32), [only])
    priorities = codes_of_names(frame["priority"])
    found = cells_of_terms(terms_of(matrix, plans, priorities), plans, priorities, matrix, file)
    return found._replace(notes=tuple(notes))


def refuse_unknown(tickets: Tickets, matrix: Matrix) -> None:
    """Raise where the plan or the priority said for all tickets is none of the matrix."""
    for role, find in (("plan", matrix.plan), ("priority", matrix.priority)):
        name = getattr(tickets.profile, role)
        if name is not None and role not in tickets.columns:
            find(name)


def without_priority(priorities: Codes, matrix: Matrix) -> Iterator[str]:
    """Yield what to know of tickets without a priority, where that leaves a promise out."""
    without = int((priorities.codes < 0).sum())
    if without and not any(map(matrix.takes_any_priority, matrix.plans)):
        every = without == len(priorities.codes)
        yield (
            f"{counted(without, 'ticket')} without a priority; only what the plan promises "
            f"whatever the priority is judged for them{_GIVE_ONE if every else ''}"
        )


def cells_of_terms(
    terms: TicketTerms, plans: Codes, priorities: Codes, matrix: Matrix, file: str
) -> CellMap:
    """Return the cells of tickets whose terms are known.

    Args:
        terms: What is promised to each.
        plans, priorities: What the file says of each.
        matrix: The terms as a whole.
        file: Its name, for messages.

    Raises:
        TicketFileError: No ticket has a plan and a priority that the matrix knows.
    """
    size = len(priorities.codes)
    groups = terms.groups if terms.groups is not None else np.zeros(size, np.intp)
    firsts = np.zeros(len(terms.rows), np.intp)
    firsts[groups[::-1]] = np.arange(len(groups))[::-1]
    found = [
        _cell(row, matrix, plans, priorities, first)
        for row, first in zip(terms.rows, firsts.tolist(), strict=True)
    ]
    if size and not any(cell.row for cell in found):
        raise TicketFileError(file, _no_terms(matrix, plans, priorities, terms))
    rows = [cell.row or row for cell, row in zip(found, terms.rows, strict=True)]
    cells, places = _in_order(found, groups, matrix)
    return CellMap(TicketTerms(terms.groups, rows), cells, places, ())


def cells_of_states(
    states: States,
    plans: Codes,
    priorities: Codes,
    matrix: Matrix,
    frame: pl.DataFrame,
    file: str,
    *,
    by_rules: bool = False,
) -> CellMap:
    """Return the cells of tickets that have been given to clocks.

    Args:
        states: What the clocks say.
        plans, priorities: What the log says of each, for those that have no answer.
        matrix: The terms, of which there may be earlier versions.
        frame: The tickets, for their ids.
        file: Its name, for messages.
        by_rules: Whether rules of the matrix choose the plans.

    Raises:
        TicketFileError: No ticket has a plan and a priority that the matrix knows, or no log
            can be.
    """
    terms = states.terms
    groups = terms.groups if terms.groups is not None else np.zeros(len(states.stops), np.intp)
    groups = groups.astype(np.intp)
    found = [
        Cell("", "", None) if isinstance(row, SlaClockError) else _known_cell(row)
        for row in terms.rows
    ]
    for ticket in states.failures:
        groups[ticket] = len(found)
        found.append(Cell(_name(plans, ticket) or "", _name(priorities, ticket) or "", None))
    if len(groups) and not any(cell.row for cell in found):
        unknown = "" if by_rules else _unknown_names(matrix, plans, priorities)
        raise TicketFileError(file, unknown or _faults(states.failures, frame["ticket_id"]))
    cells, places = _in_order(found, groups, matrix)
    return CellMap(terms, cells, places, ())


def only_plan(frame: pl.DataFrame, matrix: Matrix, file: str, notes: list[str]) -> str | None:
    """Return the one plan of the matrix, where the tickets name none; None where they do.

    Args:
        frame: The tickets.
        matrix: The terms.
        file: Its name, for messages.
        notes: Gains a sentence about it.

    Raises:
        TicketFileError: The tickets name no plan, and the matrix has several.
    """
    if frame["plan"].null_count() < len(frame) or not len(frame):
        return None
    if len(matrix.plans) > 1:
        known = listed(matrix.plans)
        problem = "the tickets have no plan; give one with --plan, or --map plan=COLUMN"
        raise TicketFileError(file, f"{problem}; plans: {known}")
    (only,) = matrix.plans
    notes.append(f"the matrix has one plan, {only}; it is taken for every ticket")
    return only


def codes_of_names(column: pl.Series) -> Codes:
    """Return a column of names as codes; -1 for none."""
    names = column.cast(pl.String)
    known = names.drop_nulls().unique(maintain_order=True)
    codes = names.cast(pl.Enum(known)).to_physical().cast(pl.Int32)
    return Codes(codes.fill_null(-1).to_numpy(), known.to_list())


def _in_order(
    found: list[Cell], groups: NDArray[np.intp], matrix: Matrix
) -> tuple[tuple[Cell, ...], NDArray[np.intp]]:
    """Return each cell once, as they stand in the matrix, and the place of each ticket's."""
    found = _most_frequent(found, groups)
    plans, priorities = list(matrix.plans), [*matrix.priorities, ""]
    # Names and aliases of one priority are one cell.
    cells = sorted(set(found), key=lambda cell: _standing(cell, plans, priorities))
    place = {cell: index for index, cell in enumerate(cells)}
    rank = np.array([place[cell] for cell in found], np.intp)
    return tuple(cells), rank[groups]


def _cell(
    row: Row | SlaClockError, matrix: Matrix, plans: Codes, priorities: Codes, first: int
) -> Cell:
    """Return the cell of a group of tickets, of which *first* is one."""
    plan, priority = _name(plans, first), _name(priorities, first)
    if isinstance(row, SlaClockError) and plan is not None and priority is None:
        row = _plan_wide(matrix, plan) or row
    if isinstance(row, SlaClockError):
        return Cell(plan or "", priority or "", None)
    return _known_cell(row)


def _known_cell(row: Row) -> Cell:
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


def _most_frequent(found: list[Cell], groups: NDArray[np.intp]) -> list[Cell]:
    """Return the cells; of those that the matrix does not know, the rarer ones are one cell.

    A wrong column may have a name of its own in every row, and a report says no more by
    telling them all.
    """
    counts = np.bincount(groups, minlength=len(found)).tolist()
    unknown: Counter[Cell] = Counter()
    for cell, count in zip(found, counts, strict=True):
        if cell.row is None:
            unknown[cell] += count
    if len(unknown) <= MOST_UNKNOWN:
        return found
    kept = dict(unknown.most_common(MOST_UNKNOWN))
    others = Cell(OTHERS, "", None)
    return [cell if cell.row is not None or cell in kept else others for cell in found]


def _standing(
    cell: Cell, plans: Sequence[str], priorities: Sequence[str]
) -> tuple[int, int, str, str]:
    """Return where a cell stands: as in the matrix, an earlier version first.

    What the matrix does not know comes after that.
    """
    if cell.row is None or cell.plan not in plans or cell.priority not in priorities:
        return (len(plans) + (cell.row is None), 0, cell.plan, cell.priority)
    since = cell.row.matrix.effective_from
    return (plans.index(cell.plan), priorities.index(cell.priority), str(since or ""), "")


def _no_terms(matrix: Matrix, plans: Codes, priorities: Codes, terms: TicketTerms) -> str:
    """Return the message for tickets of which none has terms."""
    unchosen = next((row for row in terms.rows if isinstance(row, ChoiceError)), None)
    if unchosen is not None:
        return str(unchosen)
    return _unknown_names(matrix, plans, priorities) or _NO_PROMISE


def _faults(failures: Mapping[int, SlaClockError], ids: pl.Series) -> str:
    """Return the message for tickets of which none has an answer: the first reasons."""
    told: dict[str, str] = {}
    for place, error in failures.items():
        told.setdefault(getattr(error, "problem", str(error)), f"ticket {plain(ids[place])}")
    first = [f"{own}: {why}" for why, own in list(told.items())[:MOST_FAULTS]]
    more = len(failures) - len(first)
    rest = [f"and {counted(more, 'more ticket')}"] if more else []
    return "no ticket can be judged: " + "; ".join([*first, *rest])


def _unknown_names(matrix: Matrix, plans: Codes, priorities: Codes) -> str:
    """Return the message that the matrix knows no plan or no priority of the file; or nothing."""
    for kind, codes, known, find in (
        ("plan", plans, matrix.plans, matrix.plan),
        ("priority", priorities, matrix.priorities, matrix.priority),
    ):
        names = sorted(str(name) for name in codes.names)
        if names and not any(_is_known(find, name) for name in names):
            first = listed(map(shown, names))
            example = f"--value {kind}:{names[0]}={next(iter(known))}"
            return (
                f"the matrix knows no {kind} of the file: {first}; it has {listed(known)}; "
                f"say what they mean, for example {example!r}"
            )
    return ""


def _is_known(find: Callable[[str], object], name: str) -> bool:
    try:
        find(name)
    except SlaClockError:
        return False
    return True
