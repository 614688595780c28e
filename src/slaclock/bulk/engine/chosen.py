"""Tickets whose plan their fields choose, as columns: the rules are asked once for each kind.

What a rule gives is the business of `slaclock.matrices.choosing`; here are only the kinds of
tickets that occur, which are few: the values of the fields that rules ask for, with plan and
priority. Where other calendars stand in, the tickets are under a matrix of their own, as they
are for the versions of a contract.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np

from slaclock.bulk.engine.columns import Codes, is_missing
from slaclock.bulk.engine.logs import Logs
from slaclock.bulk.engine.steps import Bools, Ints
from slaclock.bulk.engine.terms import TicketTerms
from slaclock.errors import ArgumentTypeError, HistoryError, SlaClockError, UnknownNameError
from slaclock.frozen import FrozenTable
from slaclock.matrices.choosing import fields_known
from slaclock.matrices.history import MatrixHistory, MatrixPeriod
from slaclock.matrices.model import Matrix, Row

__all__ = ["chosen_logs", "columns_asked", "combined", "terms_by_fields"]


def columns_asked(
    matrix: Matrix | MatrixHistory,
    columns: Iterable[str],
    plan: str | None,
    fields: Mapping[str, str | None] | None,
) -> dict[str, str] | None:
    """Return the column of each field that rules ask for; None where no rule is to be asked.

    Rules are asked where *fields* is given, or where nothing says what the plan is: no column
    is called `plan`, and the matrix has rules.

    Args:
        matrix: The terms, or their versions.
        columns: The columns there are.
        plan: The column of the plan, or one plan for all; None for neither.
        fields: The columns of fields that have another name; None for a column that is not
            there, and *fields* itself to decide by the plan.

    Raises:
        UnknownNameError: A field that no rule asks for, or a column that is not there.
    """
    names = list(columns)
    versions = [matrix] if isinstance(matrix, Matrix) else [one.matrix for one in matrix.versions]
    rules = [rule for version in versions for rule in version.rules]
    if fields is None and (not rules or plan not in (None, "plan") or plan in names):
        return None
    known = fields_known(tuple(rules))
    if not isinstance(fields, Mapping | None):
        raise ArgumentTypeError("fields", fields, "a mapping from fields to columns")
    for name in fields or ():
        if name not in known:
            raise UnknownNameError("field", name, known, matrix.id)
    # Plan and priority have arguments of their own.
    called = {name: name for name in known if name not in ("plan", "priority")} | dict(fields or {})
    found = {name: column for name, column in called.items() if column is not None}
    for column in found.values():
        if column not in names:
            raise UnknownNameError("column", column, names)
    return found


def combined(columns: Mapping[str, Codes], size: int) -> Codes:
    """Return columns of fields as one, whose names are the fields with their values."""
    codes = np.zeros(size, np.int64)
    kinds: list[dict[str, Any]] = [{}]
    for name, column in columns.items():
        width = len(column.names) + 1
        present, codes = np.unique(codes * width + column.codes + 1, return_inverse=True)
        values = [None, *map(_plain, column.names)]
        kinds = [{**kinds[kind // width], name: values[kind % width]} for kind in present.tolist()]
    return Codes(codes.astype(np.int32), [FrozenTable(kind) for kind in kinds])


def terms_by_fields(
    matrix: Matrix | MatrixHistory,
    fields: Codes,
    plans: Codes | str | None,
    priorities: Codes | str | None,
    opened: Ints,
    *,
    takes_none: bool = False,
) -> TicketTerms:
    """Return the terms of tickets by their fields.

    Args:
        matrix: The terms, or their versions, of which each has rules of its own.
        fields: The fields of each ticket, as `combined` gives them.
        plans, priorities: What the tickets give themselves, or one for all; None for nothing.
        opened: When each was opened.
        takes_none: Whether a ticket without a priority has what its plan promises whatever the
            priority, although others have one.
    """
    needs_priority = isinstance(priorities, Codes) and not takes_none
    groups = np.full(len(opened), -1, np.int64)
    rows: list[Row | SlaClockError] = []
    # Many kinds are under few terms; most fields decide nothing.
    alike: dict[tuple[Any, ...], int] = {}
    for kind, tickets in _kinds(fields, _codes(plans, opened), _codes(priorities, opened)):
        try:
            periods = kind.periods(matrix)
        except SlaClockError as error:
            groups[tickets] = len(rows)
            rows.append(error)
            continue
        for period in periods:
            place = alike.setdefault(_terms_key(period.matrix), len(rows))
            if place == len(rows):
                rows.append(_row(period.matrix, needs_priority=needs_priority))
            groups[tickets[_within(period, opened[tickets])]] = place
        before = tickets[groups[tickets] < 0]
        if before.size:
            groups[before] = len(rows)
            problem = f"no version of {matrix.id!r} was in force when it was opened"
            rows.append(HistoryError(problem))
    return TicketTerms(groups, rows)


def chosen_logs(
    logs: Logs, matrix: Matrix | MatrixHistory, usable: Bools
) -> tuple[Logs, list[tuple[Matrix, Bools]], Bools]:
    """Return logs in which the openings with fields say what was chosen.

    Args:
        logs: The logs.
        matrix: The terms, or their versions.
        usable: Which tickets' logs begin with their opening.

    Returns:
        The logs; the matrices of those tickets, each with a mask of its own; and which tickets
        are left, which give no fields. Tickets for which nothing is chosen are in neither.
    """
    given = logs.facts.get("fields")
    if given is None:
        return logs, [], usable
    tickets = np.flatnonzero(usable)
    rows = logs.offsets[:-1][tickets]
    has_fields = given.codes[rows] >= 0
    tickets, rows = tickets[has_fields], rows[has_fields]
    left = usable.copy()
    left[tickets] = False
    facts = {name: _Names(logs.facts.get(name), len(logs.at)) for name in ("plan", "priority")}
    at_openings = [facts[name].given.take(rows) for name in facts]
    found: dict[tuple[int, Mapping[str, str]], tuple[Matrix, Bools]] = {}
    for kind, places in _kinds(given.take(rows), *at_openings):
        try:
            periods = kind.periods(matrix)
        except SlaClockError:
            continue  # for `Clock` to say
        for period in periods:
            within = places[_within(period, logs.at[rows[places]])]
            choice = period.matrix.choice
            assert choice is not None
            facts["plan"].put(rows[within], choice.plan)
            facts["priority"].put(rows[within], choice.priority)
            key = (id(period.matrix._spec), choice.calendars)
            version = found.setdefault(key, (period.matrix, np.zeros(logs.size, np.bool_)))
            version[1][tickets[within]] = True
    named = {name: column.codes() for name, column in facts.items()}
    return logs._replace(facts={**logs.facts, **named}), list(found.values()), left


class _Kind(NamedTuple):
    """Tickets that are alike in all that rules ask for."""

    fields: Mapping[str, Any]
    plan: Any
    priority: Any

    def periods(self, matrix: Matrix | MatrixHistory) -> Sequence[MatrixPeriod]:
        """Return which matrix holds when, each saying what it chooses; raises where none does."""
        given = (self.fields, self.plan, self.priority)
        if isinstance(matrix, MatrixHistory):
            return matrix.periods_by_fields(*given, takes_others=True)
        return [MatrixPeriod(None, None, matrix.under(matrix.choose(*given, takes_others=True)))]


class _Names:
    """A column of names that is being filled in."""

    def __init__(self, codes: Codes | None, size: int) -> None:
        self.given = Codes(np.full(size, -1, np.int32), []) if codes is None else codes
        self._codes, self._names = self.given.codes.copy(), list(self.given.names)

    def put(self, rows: Ints, name: str | None) -> None:
        if name is not None and name not in self._names:
            self._names.append(name)
        self._codes[rows] = -1 if name is None else self._names.index(name)

    def codes(self) -> Codes:
        return Codes(self._codes, self._names)


def _kinds(fields: Codes, plans: Codes, priorities: Codes) -> Iterator[tuple[_Kind, Ints]]:
    """Yield the kinds of tickets that occur, with the places of each."""
    widths = len(plans.names) + 1, len(priorities.names) + 1
    keys = (fields.codes.astype(np.int64) * widths[0] + plans.codes + 1) * widths[1]
    present, groups = np.unique(keys + priorities.codes + 1, return_inverse=True)
    order = np.argsort(groups, kind="stable")
    ends = np.searchsorted(groups[order], np.arange(len(present)), side="right")
    parts = np.split(order, ends[:-1]) if len(present) else []
    for key, places in zip(present.tolist(), parts, strict=True):
        rest, priority = divmod(key, widths[1])
        code, plan = divmod(rest, widths[0])
        names = [None, *plans.names][plan], [None, *priorities.names][priority]
        yield _Kind(fields.names[code], *names), places


def _within(period: MatrixPeriod, opened: Ints) -> Bools:
    within = np.ones(len(opened), np.bool_)
    if period.start is not None:
        within &= opened >= period.start
    if period.end is not None:
        within &= opened < period.end
    return within


def _terms_key(matrix: Matrix) -> tuple[Any, ...]:
    """Return a key that differs wherever the chosen terms do."""
    choice = matrix.choice
    assert choice is not None
    return id(matrix._spec), choice.plan, choice.priority, choice.calendars


def _row(matrix: Matrix, *, needs_priority: bool) -> Row | SlaClockError:
    choice = matrix.choice
    assert choice is not None
    if choice.priority is None and needs_priority:
        return ArgumentTypeError("priority", None, "the name of a priority")
    try:
        return matrix.row(choice.plan, choice.priority)
    except SlaClockError as error:
        return error


def _codes(names: Codes | str | None, like: Ints) -> Codes:
    if isinstance(names, Codes):
        return names
    if names is None:
        return Codes(np.full(len(like), -1, np.int32), [])
    return Codes(np.zeros(len(like), np.int32), [names])


def _plain(value: Any) -> Any:
    """Return a value of a data frame as Python's own: a whole number of any type as an `int`."""
    if value is None or is_missing(value):
        return None
    plain = value.item() if isinstance(value, np.generic) else value
    return int(plain) if isinstance(plain, float) and plain.is_integer() else plain
