"""Tickets as columns: which terms each row is under, and the deadlines that follow.

Rows of one plan and priority are answered together, whatever their order. A failure belongs
to its row and leaves the others alone.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Any, Literal, NamedTuple, TypeAlias

import numpy as np

from slaclock.bulk.engine.columns import Codes, Instants
from slaclock.bulk.engine.kernel import Failures, Kernel, kernel_of
from slaclock.bulk.engine.steps import NAT, Ints
from slaclock.errors import ArgumentTypeError, HistoryError, SlaClockError, UnknownNameError
from slaclock.instants import EARLIEST, LATEST
from slaclock.matrices.door import periods_of
from slaclock.matrices.history import MatrixHistory
from slaclock.matrices.metrics import BUILT_IN, Metric
from slaclock.matrices.model import Matrix, Row

__all__ = [
    "Dues",
    "TermsTable",
    "TicketTerms",
    "check_name",
    "due_by_terms",
    "missing",
    "terms_of",
]

"""The metrics that start when a ticket is opened, in the order of the result columns."""
ROWS_AT_ONCE = 1 << 18
MOST_PAIRS = 1 << 20

Dues: TypeAlias = dict[str, Ints]
"""Deadlines by metric, in microseconds; `NAT` where there is none."""


class TicketTerms(NamedTuple):
    """The terms of every ticket.

    Attributes:
        groups: For each ticket an index into *rows*; None if all have the first.
        rows: A row of a matrix, or why there is none.
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


def terms_of(
    matrix: Matrix | MatrixHistory,
    plans: Codes | str,
    priorities: Codes | str | None,
    opened: Ints | None = None,
) -> TicketTerms:
    """Return the terms of tickets by their plans and priorities.

    Args:
        matrix: The terms, or their versions.
        plans: The plan of each ticket, or one for all.
        priorities: The same; None for the plan-wide promise alone.
        opened: When each was opened; only a history asks for it, and the version that was in
            force then holds for the ticket.
    """
    if isinstance(matrix, MatrixHistory):
        assert opened is not None
        return _terms_over_time(matrix, plans, priorities, opened)
    if not isinstance(plans, Codes) and not isinstance(priorities, Codes):
        return TicketTerms(None, [_row(matrix, plans, priorities)])
    groups, pairs = _pairs(plans, priorities)
    rows = _TermsFinder(matrix, may_be_none=priorities is None)
    return TicketTerms(groups, [rows.find(*pair) for pair in pairs])


def _terms_over_time(
    history: MatrixHistory, plans: Codes | str, priorities: Codes | str | None, opened: Ints
) -> TicketTerms:
    """Return the terms of tickets by the version in force when each was opened."""
    groups, pairs = _pairs(plans, priorities)
    groups = np.broadcast_to(groups, opened.shape)
    order = np.argsort(groups, kind="stable")
    ends = np.searchsorted(groups[order], np.arange(len(pairs)), side="right").tolist()
    versions = np.full(len(opened), -1, np.int64)
    rows: list[Row | SlaClockError] = []
    may_be_none = priorities is None
    tables: dict[int, _TermsFinder] = {}
    for group, (plan, priority) in enumerate(pairs):
        chosen = order[ends[group - 1] if group else 0 : ends[group]]
        # The first entry is for those that no version covers.
        periods = periods_of(history, plan) if isinstance(plan, str) else ()
        bounds = [LATEST if period.end is None else period.end for period in periods]
        place = np.searchsorted(np.array(bounds, np.int64), opened[chosen], side="right")
        starts = [EARLIEST if period.start is None else period.start for period in periods]
        begun = opened[chosen] >= np.array([*starts, LATEST], np.int64)[place]
        versions[chosen] = len(rows) + np.where(begun, place + 1, 0)
        rows.append(_uncovered(history, plan))
        for period in periods:
            table = tables.setdefault(
                id(period.matrix), _TermsFinder(period.matrix, may_be_none=may_be_none)
            )
            rows.append(table.find(plan, priority))
    return TicketTerms(versions, rows)


def _uncovered(history: MatrixHistory, plan: object) -> SlaClockError:
    """Return why tickets of a plan have no terms, where no period of it holds."""
    try:
        for version in reversed(history.versions):
            version.matrix.plan(plan)  # type: ignore[arg-type]
    except SlaClockError as error:
        return error
    versions = ", ".join(map(str, history.versions))
    problem = f"no version of {history.id!r} was in force when it was opened"
    return HistoryError(f"{problem}; versions: {versions}")


def _pairs(
    plans: Codes | str, priorities: Codes | str | None
) -> tuple[Ints, list[tuple[object, object]]]:
    """Return the pairs of plan and priority that occur, and the place of each ticket's."""
    first, second = _codes(plans), _codes(priorities)
    # A missing name has the code -1: one more than the names there are.
    width = len(second.names) + 1
    pairs = (first.codes.astype(np.int64) + 1) * width + (second.codes + 1)
    present, groups = _grouped(pairs, (len(first.names) + 1) * width)
    names = [
        (
            first.names[pair // width - 1] if pair // width else None,
            second.names[pair % width - 1] if pair % width else None,
        )
        for pair in present.tolist()
    ]
    return groups, names


class TermsTable:
    """Terms of a matrix by number, and what they promise, in the form that columns need.

    Attributes:
        matrix: The matrix.
        metrics: Its metrics, in order.
        rows: The terms.
        calendars: Their calendars, each once.
        calendar_of: By metric and terms, which calendar it runs on, promised or not.
        targets: What is promised for any metric, each once.
        target_of: By metric and terms, which target that is; -1 for nothing.
        kinds: By metric and terms, a number that is equal for an equal target on an equal
            calendar.
    """

    def __init__(self, matrix: Matrix, rows: Sequence[Row]) -> None:
        """Give numbers to what stands in *rows*."""
        self.matrix, self.rows = matrix, list(rows)
        self.metrics: tuple[Metric, ...] = tuple(matrix.metrics.values())
        hours = [[row.hours_of(metric) for row in rows] for metric in matrix.metrics]
        names = list(dict.fromkeys(name for line in hours for name in line))
        self.calendars = [matrix.calendars[name] for name in names]
        self.calendar_of = self._by_metric([list(map(names.index, line)) for line in hours])
        targets = dict.fromkeys(target for row in rows for target in row.targets)
        places = {target: place for place, target in enumerate(targets)}
        self.targets = list(targets)
        promised = [[row.promised(metric) for row in rows] for metric in matrix.metrics]
        self.target_of = self._by_metric(
            [[-1 if target is None else places[target] for target in line] for line in promised]
        )
        self.kinds = self.target_of * (len(names) + 1) + self.calendar_of

    def _by_metric(self, lines: list[list[int]]) -> Ints:
        """Return numbers by metric and terms as an array, be there no terms at all."""
        return np.array(lines, np.int64).reshape(len(self.metrics), len(self.rows))


def check_name(
    kind: Literal["plan", "priority"],
    name: str,
    matrix: Matrix | MatrixHistory,
    columns: Sequence[str],
) -> None:
    """Refuse a name for all rows that is neither a column nor known to a matrix.

    Args:
        kind: What it is to name.
        name: The name; not that of a column.
        matrix: The terms, or their versions, of which one has to know it.
        columns: The columns there are, for the error.

    Raises:
        UnknownNameError: Unknown.
    """
    given = [matrix] if isinstance(matrix, Matrix) else [entry.matrix for entry in matrix.versions]
    known: dict[str, None] = {}
    for one in given:
        try:
            (one.plan if kind == "plan" else one.priority)(name)
        except UnknownNameError:
            known |= dict.fromkeys(one.plans if kind == "plan" else one.priorities)
            continue
        return
    is_default = isinstance(matrix, Matrix) and matrix._is_default
    raise UnknownNameError(f"column or {kind}", name, [*columns, *known], matrix.id, is_default)


def metrics_in(terms: TicketTerms) -> Mapping[str, Metric]:
    """Return the metrics that begin when a ticket is opened, those of any of the terms."""
    tables = {
        id(row.matrix): row.matrix for row in terms.rows if not isinstance(row, SlaClockError)
    }
    found = [metric for matrix in tables.values() for metric in matrix.metrics.values()]
    return {metric.name: metric for metric in found or BUILT_IN.values() if metric.from_opening}


def due_by_terms(
    terms: TicketTerms, opened: Instants, name: str, metrics: Iterable[str]
) -> tuple[Dues, Failures]:
    """Return the deadlines of tickets.

    Args:
        terms: The terms of each.
        opened: When each was opened.
        name: What the opening is called, for errors.
        metrics: Of which metrics; they begin when a ticket is opened.

    Returns:
        The deadlines, and why tickets have none; those have no deadline of any metric.
    """
    at = opened.micros
    dues = {metric: np.full(len(at), NAT) for metric in metrics}
    failures = missing(opened, name)
    for start in range(0, len(at), ROWS_AT_ONCE):
        part = slice(start, min(start + ROWS_AT_ONCE, len(at)))
        for row, places in terms.parts(part):
            rows = slice(None) if places is None else places
            if isinstance(row, SlaClockError):
                numbers = range(part.start, part.stop) if places is None else places + part.start
                failures.update(dict.fromkeys(map(int, numbers), row))
                continue
            instants = at[part][rows]
            kernels = kernels_of(row.matrix)
            for target in row.targets:
                if target.metric in dues:
                    kernel = kernels[target.calendar_id]
                    found, failed = kernel.due(instants, target.promise, name)
                    dues[target.metric][part][rows] = found
                    for place, error in failed.items():
                        number = place if places is None else int(places[place])
                        failures.setdefault(part.start + number, error)
    for column in dues.values():
        column[list(failures)] = NAT
    return dues, failures


def missing(instants: Instants, name: str) -> Failures:
    """Return the failures of a column of instants; a missing instant is a failure too."""
    absent = np.flatnonzero(instants.micros == NAT).tolist()
    error = ArgumentTypeError(name, None, "an aware datetime, not a missing value")
    return {**dict.fromkeys(absent, error), **instants.failures}


@lru_cache(maxsize=8)
def kernels_of(matrix: Matrix) -> Mapping[str, Kernel]:
    """Return a kernel for each calendar of a matrix, by its name."""
    return {name: kernel_of(calendar) for name, calendar in matrix.calendars.items()}


def _codes(names: Codes | str | None) -> Codes:
    """Return names as codes; one name for all rows is a single code, which fits any length."""
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


class _TermsFinder:
    """Finds the terms of pairs of names; what is wrong with a name is found out once for all."""

    def __init__(self, matrix: Matrix, *, may_be_none: bool) -> None:
        self.matrix, self.may_be_none = matrix, may_be_none
        self.plans: dict[object, SlaClockError | None] = {}
        self.priorities: dict[object, SlaClockError | None] = {}

    def find(self, plan: object, priority: object) -> Row | SlaClockError:
        """Return the terms of a plan and a priority, or why there are none."""
        wrong = _wrong(self.matrix.plan, plan, self.plans)
        if priority is None and not self.may_be_none and not self._takes_any(plan, wrong):
            return ArgumentTypeError("priority", None, "the name of a priority")
        if wrong is None and priority is not None:
            wrong = _wrong(self.matrix.priority, priority, self.priorities)
        return wrong or _row(self.matrix, plan, priority)

    def _takes_any(self, plan: Any, wrong: SlaClockError | None) -> bool:
        return wrong is None and self.matrix.takes_any_priority(self.matrix.plan(plan).id)


def _wrong(
    find: Callable[[Any], object], name: object, known: dict[object, SlaClockError | None]
) -> SlaClockError | None:
    """Return what is wrong with a name, if anything; *known* remembers it."""
    if name not in known:
        try:
            find(name)
        except SlaClockError as error:
            known[name] = error.with_traceback(None)  # which holds frames, and many of them
        else:
            known[name] = None
    return known[name]


def _row(matrix: Matrix, plan: object, priority: object) -> Row | SlaClockError:
    try:
        return matrix.row(plan, priority)  # type: ignore[arg-type]
    except SlaClockError as error:
        return error
