"""Which logs can be gone through in columns, under which terms, and how far.

Whatever is wrong with a log is for `Clock` to say, so a log that may be wrong is not told
here; nor is one of a contract that the columns do not know all of.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np

from slaclock.bulk.engine.chosen import chosen_logs
from slaclock.bulk.engine.columns import Codes
from slaclock.bulk.engine.event_types import TYPE_CODES, TYPE_NEEDS
from slaclock.bulk.engine.logs import Logs
from slaclock.bulk.engine.replays import MOST_EVENTS
from slaclock.bulk.engine.steps import NAT, Bools, Ints
from slaclock.bulk.engine.terms import TermsTable
from slaclock.errors import SlaClockError
from slaclock.events import TYPES
from slaclock.frozen import FrozenTable
from slaclock.instants import EARLIEST, LATEST
from slaclock.matrices.door import periods_of
from slaclock.matrices.history import MatrixHistory
from slaclock.matrices.model import Matrix, Row

__all__ = ["Readable", "readable_tickets"]

_ON_CHANGE = ("retroactive", "carry_elapsed", "restart")
_ON_REOPEN = ("resume", "restart", "ignore")


class Readable(NamedTuple):
    """Tickets under one matrix whose logs can be gone through.

    Attributes:
        tickets: Which, ascending.
        early: Which others have logs that could be, but are asked about before their opening.
        counts: How many events of each count by the instant of asking.
        terms_after: By event of all logs, the terms in force after it, in *table*.
        table: The terms.
    """

    tickets: Ints
    early: Ints
    counts: Ints
    terms_after: Ints
    table: TermsTable


def readable_tickets(logs: Logs, matrix: Matrix | MatrixHistory, now: Ints) -> Iterator[Readable]:
    """Yield the tickets whose logs can be gone through, matrix by matrix."""
    if not len(logs.at) or not {"plan", "fields"} & logs.facts.keys():
        return
    usable, counts = _usable(logs, now)
    logs, versions, left = chosen_logs(logs, matrix, usable)
    if "plan" not in logs.facts:
        return
    if isinstance(matrix, Matrix):
        versions.append((matrix, left))
    else:
        versions += _by_version(logs, matrix, left)
    for version, tickets in versions:
        if _is_known(version) and tickets.any():
            yield from _under(logs, version, tickets, counts)


def _usable(logs: Logs, now: Ints) -> tuple[Bools, Ints]:
    """Return which logs begin with their only opening and say what they must."""
    offsets, at = logs.offsets, logs.at
    sizes = np.diff(offsets)
    # Only `Clock` follows what is agreed with the customer.
    fine = (logs.types >= 0) & (logs.types != TYPE_CODES["agreed"])
    fine &= (at >= EARLIEST) & (at < LATEST)
    for fact, needs in TYPE_NEEDS.items():
        if needs.any() and fact != "at":
            said = logs.facts[fact].codes >= 0 if fact in logs.facts else np.False_
            fine &= ~needs[logs.types] | said
    for fact, codes in logs.facts.items():
        wrong = np.array([not _is_usable(fact, name) for name in codes.names] + [False])
        if wrong.any():
            fine &= ~wrong[codes.codes]
    opening = logs.types == TYPE_CODES["opened"]
    named = np.zeros(len(at), dtype=bool)
    for fact in ("plan", "fields"):
        if fact in logs.facts:
            named |= logs.facts[fact].codes >= 0
    fine &= ~opening | named
    usable = (sizes > 0) & (sizes <= MOST_EVENTS)
    usable &= _sums(~fine, offsets) == 0
    usable &= _sums(opening, offsets) == 1
    first = offsets[:-1][usable]
    usable[usable] = opening[first]
    usable &= (now >= EARLIEST) & (now < LATEST)
    usable[list(logs.failures)] = False
    counts = _sums(at <= np.repeat(now, sizes), offsets)
    return usable, counts


def _is_usable(fact: str, name: object) -> bool:
    if fact == "fields":
        return isinstance(name, FrozenTable)
    if not isinstance(name, str):
        return False
    return fact != "name" or (bool(name) and name not in TYPES)


def _is_known(matrix: Matrix) -> bool:
    """Return whether all that a matrix says of clocks is known to the columns."""
    return matrix.on_change in _ON_CHANGE and matrix.on_reopen in _ON_REOPEN


def _by_version(logs: Logs, history: MatrixHistory, usable: Bools) -> list[tuple[Matrix, Bools]]:
    """Return the tickets of each version: that in force at the opening holds for a ticket."""
    versions = [version.matrix for version in history.versions]
    found = {id(version): np.zeros(logs.size, np.bool_) for version in versions}
    first = logs.offsets[:-1][usable]
    tickets = np.flatnonzero(usable)
    plans, opened = logs.facts["plan"].codes[first], logs.at[first]
    for code in np.unique(plans).tolist():
        chosen = plans == code
        for period in periods_of(history, logs.facts["plan"].names[code]):
            within = chosen.copy()
            if period.start is not None:
                within &= opened >= period.start
            if period.end is not None:
                within &= opened < period.end
            found[id(period.matrix)][tickets[within]] = True
    return [(version, found[id(version)]) for version in versions]


def _under(logs: Logs, matrix: Matrix, usable: Bools, counts: Ints) -> Iterator[Readable]:
    """Yield the tickets of one matrix that name plans and priorities it has."""
    changes = np.isin(
        logs.types, [TYPE_CODES[name] for name in ("opened", "plan_changed", "priority_changed")]
    )
    rows = np.flatnonzero(changes & np.repeat(usable, np.diff(logs.offsets)))
    opening = logs.types[rows] == TYPE_CODES["opened"]
    plans = _filled(logs.facts["plan"], rows, opening)
    given = logs.facts.get("priority")
    priorities = np.full(len(rows), -1) if given is None else _filled(given, rows, opening)
    width = 1 + (0 if given is None else len(given.names))
    pairs, places = np.unique(plans * width + priorities + 1, return_inverse=True)
    table_rows: dict[tuple[str, str | None], Row] = {}
    numbers = np.full(len(pairs), -1, np.int64)
    for index, pair in enumerate(pairs.tolist()):
        plan, priority = divmod(pair, width)
        name = None if priority == 0 or given is None else given.names[priority - 1]
        try:
            row = matrix.row(logs.facts["plan"].names[plan], name)
        except SlaClockError:
            continue
        key = (row.plan.id, None if row.priority is None else row.priority.id)
        table_rows.setdefault(key, row)
        numbers[index] = list(table_rows).index(key)
    terms = np.full(len(logs.at), NAT)
    terms[rows] = numbers[places]
    # What an event says of the terms holds until the next one that does.
    last = np.maximum.accumulate(np.where(terms == NAT, 0, np.arange(len(terms))))
    terms_after = terms[last]
    unknown = np.zeros(len(logs.at), np.bool_)
    unknown[rows[numbers[places] < 0]] = True
    unknown[rows] |= _beating(list(table_rows.values()))[numbers[places]]
    usable = usable & (_sums(unknown, logs.offsets) == 0)
    if usable.any():
        # Events that count are in the order of time, so the opening is one if any is.
        tickets, early = (
            np.flatnonzero(usable & (counts > 0)),
            np.flatnonzero(usable & (counts == 0)),
        )
        table = TermsTable(matrix, list(table_rows.values()))
        yield Readable(tickets, early, counts[tickets], terms_after, table)


def _beating(rows: list[Row]) -> Bools:
    """Return which terms promise a metric of a fixed rhythm, which only `Clock` follows."""
    found = [
        any(row.matrix.metrics[target.metric].has_fixed_rhythm for target in row.targets)
        for row in rows
    ]
    return np.array([*found, False], np.bool_)


def _filled(codes: Codes, rows: Ints, opening: Bools) -> Ints:
    """Return what holds after each of *rows*: what it says itself, or the last one that did."""
    said = codes.codes[rows].astype(np.int64)
    place = np.where((said >= 0) | opening, np.arange(len(rows)), 0)
    filled: Ints = said[np.maximum.accumulate(place)]
    return filled


def _sums(values: Bools, offsets: Ints) -> Ints:
    """Return for each ticket how many of its events are marked."""
    total = np.concatenate([[0], np.cumsum(values)])
    found: Ints = total[offsets[1:]] - total[offsets[:-1]]
    return found
