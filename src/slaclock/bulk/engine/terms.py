"""Tickets as columns: which terms each row is under, and the deadlines that follow.

Rows of one plan and priority are answered together, whatever their order. A failure belongs
to its row and leaves the others alone.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import NamedTuple, TypeAlias

import numpy as np

from slaclock.bulk.arrays import Failures, Kernel, kernel_of
from slaclock.bulk.engine.columns import Codes, Instants
from slaclock.bulk.engine.steps import NAT, Ints
from slaclock.errors import ArgumentTypeError, SlaClockError
from slaclock.matrices.model import Matrix, Row

__all__ = ["METRICS", "Dues", "Terms", "due_by_terms", "missing", "terms_of"]

METRICS = ("first_response", "response", "resolution")
"""The metrics that start when a ticket is opened, in the order of the result columns."""
ROWS_AT_ONCE = 1 << 18
MOST_PAIRS = 1 << 20

Dues: TypeAlias = dict[str, Ints]
"""Deadlines by metric, in microseconds; `NAT` where there is none."""


class Terms(NamedTuple):
    """The terms of every ticket.

    Attributes:
        groups: For each ticket an index into *rows*; None if all have the first.
        rows: A row of the matrix, or why there is none.
    """

    groups: Ints | None
    rows: list[Row | SlaClockError]

    def parts(self, part: slice) -> Iterator[tuple[Row | SlaClockError, Ints | None]]:
        """Yield the terms that occur in a part of the tickets, each with the places it has there.

        The places are None where all tickets have the same terms.
        """
        if self.groups is None:
            yield self.rows[0], None
            return
        groups = self.groups[part]
        # Group numbers are small: sorted as 16 bits they are sorted by radix, in linear time.
        keys = groups.astype(np.uint16) if len(self.rows) < 1 << 16 else groups
        order = np.argsort(keys, kind="stable")
        bounds = np.searchsorted(keys[order], np.arange(len(self.rows) + 1))
        for group in np.flatnonzero(np.diff(bounds)).tolist():
            yield self.rows[group], order[bounds[group] : bounds[group + 1]]


def terms_of(matrix: Matrix, plans: Codes | str, priorities: Codes | str | None) -> Terms:
    """Return the terms of tickets by their plans and priorities.

    Args:
        matrix: The terms.
        plans: The plan of each ticket, or one for all.
        priorities: The same; None for the plan-wide promise alone.
    """
    if not isinstance(plans, Codes) and not isinstance(priorities, Codes):
        return Terms(None, [_row(matrix, plans, priorities, may_be_none=True)])
    first, second = _codes(plans), _codes(priorities)
    # A missing name has the code -1: one more than the names there are.
    width = len(second.names) + 1
    pairs = (first.codes.astype(np.int64) + 1) * width + (second.codes + 1)
    present, groups = _grouped(pairs, (len(first.names) + 1) * width)
    rows = [
        _row(
            matrix,
            first.names[pair // width - 1] if pair // width else None,
            second.names[pair % width - 1] if pair % width else None,
            may_be_none=priorities is None,
        )
        for pair in present.tolist()
    ]
    return Terms(groups, rows)


def due_by_terms(terms: Terms, opened: Instants, name: str) -> tuple[Dues, Failures]:
    """Return the deadlines of tickets.

    Args:
        terms: The terms of each.
        opened: When each was opened.
        name: What the opening is called, for errors.

    Returns:
        The deadlines, and why tickets have none; those have no deadline of any metric.
    """
    at = opened.micros
    dues = {metric: np.full(len(at), NAT) for metric in METRICS}
    failures = missing(opened, name)
    for start in range(0, len(at), ROWS_AT_ONCE):
        part = slice(start, min(start + ROWS_AT_ONCE, len(at)))
        for row, places in terms.parts(part):
            rows = slice(None) if places is None else places
            if isinstance(row, SlaClockError):
                numbers = np.arange(part.start, part.stop)[rows]
                failures.update(dict.fromkeys(numbers.tolist(), row))
                continue
            instants = at[part][rows]
            kernel = kernels_of(row.matrix)[row.calendar_id]
            for target in row.targets:
                if target.metric in dues:
                    found, failed = kernel.due(instants, target.promise, name)
                    dues[target.metric][part][rows] = found
                    for place, error in failed.items():
                        number = place if places is None else int(places[place])
                        failures.setdefault(part.start + number, error)
    for column in dues.values():
        column[list(failures)] = NAT
    return dues, failures


def missing(instants: Instants, name: str) -> Failures:
    """Return the failures of a column of instants, with those of rows that have none."""
    absent = np.flatnonzero(instants.micros == NAT).tolist()
    error = ArgumentTypeError(name, None, "an aware datetime, not a missing value")
    return {**dict.fromkeys(absent, error), **instants.failures}


@lru_cache(maxsize=8)
def kernels_of(matrix: Matrix) -> Mapping[str, Kernel]:
    """Return a kernel for each calendar of a matrix, by its name."""
    return {name: kernel_of(calendar) for name, calendar in matrix.calendars.items()}


def _codes(names: Codes | str | None) -> Codes:
    """Return names as codes; one name for all has a code of no length, which fits any."""
    if isinstance(names, Codes):
        return names
    return Codes(np.zeros(1, np.int32), [names])


def _grouped(keys: Ints, bound: int) -> tuple[Ints, Ints]:
    """Return the distinct *keys*, ascending, and the place of each key among them.

    All keys are from 0 to *bound*, which is nearly always small enough to count them.
    """
    if bound > MOST_PAIRS:
        present, groups = np.unique(keys, return_inverse=True)
        return present, groups
    present = np.flatnonzero(np.bincount(keys, minlength=bound))
    places = np.zeros(bound, np.int64)
    places[present] = np.arange(len(present))
    return present, places[keys]


def _row(
    matrix: Matrix, plan: object, priority: object, *, may_be_none: bool
) -> Row | SlaClockError:
    try:
        if priority is None and not may_be_none:
            raise ArgumentTypeError("priority", None, "the name of a priority")
        return matrix.row(plan, priority)  # type: ignore[arg-type]
    except SlaClockError as error:
        return error
