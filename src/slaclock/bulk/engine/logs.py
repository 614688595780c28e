"""The events of many tickets as columns, ticket after ticket, in the order of time.

What an event means is the business of `slaclock.clock`; this module only puts events in order.
They come as rows in any order or as the logs of single tickets; `column_logs` makes them of the
columns of an export.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime, tzinfo
from typing import Any, NamedTuple, TypeAlias

import numpy as np
from numpy.typing import NDArray

from slaclock.bulk.engine.columns import Codes, Instants, codes_of
from slaclock.bulk.engine.event_types import (
    FACTS,
    FIELDS,
    TYPE_CODES,
    TYPE_NAMES,
    TYPE_TAKES,
)
from slaclock.bulk.engine.kernel import Failures
from slaclock.bulk.engine.pauses import Spans
from slaclock.bulk.engine.steps import NAT, Ints
from slaclock.errors import ArgumentTypeError, EventError, RowError, SlaClockError
from slaclock.event_values import instant_of_text, is_list
from slaclock.events import TYPES, Event, from_dict, missing_fact
from slaclock.instants import from_micros
from slaclock.messages import shown

__all__ = [
    "FACTS",
    "TYPE_CODES",
    "TYPE_NAMES",
    "Logs",
    "Spans",
    "logs_of_events",
    "logs_of_rows",
    "places_of",
]

Facts: TypeAlias = Mapping[str, Codes]


class Logs(NamedTuple):
    """The events of many tickets.

    Attributes:
        ids: What the caller calls each ticket.
        offsets: The events of ticket *i* are those from `offsets[i]` to `offsets[i + 1]`.
        types: By event, an index into `TYPE_NAMES`; -1 for a word that is no type.
        at: By event, microseconds since the epoch.
        facts: What the events say, by name: `plan`, `priority`, `reason` and so on.
        places: By event, its index in the log of its ticket as it was given.
        zone: The zone in which messages show the events.
        failures: Why tickets cannot be read, by ticket.
    """

    ids: Sequence[Any] | NDArray[Any]
    offsets: Ints
    types: NDArray[np.int8]
    at: Ints
    facts: Facts
    places: NDArray[np.int32]
    zone: tzinfo
    failures: Failures

    @property
    def size(self) -> int:
        """Return how many tickets there are."""
        return len(self.offsets) - 1

    def log_of(self, ticket: int) -> list[Event]:
        """Return the events of a ticket in the order in which they were given.

        Raises:
            SlaClockError: They cannot be read; EventError names the event.
        """
        if ticket in self.failures:
            raise self.failures[ticket]
        rows = np.arange(self.offsets[ticket], self.offsets[ticket + 1])
        given = rows[np.argsort(self.places[rows], kind="stable")]
        return [self._event(row, place) for place, row in enumerate(given.tolist())]

    def part(self, first: int, last: int) -> Logs:
        """Return the tickets from *first* up to, not including, *last*."""
        start, end = int(self.offsets[first]), int(self.offsets[last])
        part = slice(start, end)
        return self._replace(
            ids=self.ids[first:last],
            offsets=self.offsets[first : last + 1] - start,
            types=self.types[part],
            at=self.at[part],
            facts={
                name: codes._replace(codes=codes.codes[part]) for name, codes in self.facts.items()
            },
            places=self.places[part],
            failures={
                row - first: error for row, error in self.failures.items() if first <= row < last
            },
        )

    def _event(self, row: int, place: int) -> Event:
        code = int(self.types[row])
        kind = TYPE_NAMES[code]
        said: dict[str, Any] = {}
        for name in FIELDS[kind]:
            codes = self.facts.get(name)
            if codes is not None and codes.codes[row] >= 0:
                said[name] = codes.names[codes.codes[row]]
        at = from_micros(int(self.at[row]), self.zone)
        missing = missing_fact(TYPES[kind], ["at", *said])
        if missing is not None:
            raise EventError(place, f"({kind} at {at.isoformat()})", f"{missing} is missing")
        try:
            if "due_at" in said:
                said["due_at"] = instant_of_text(said["due_at"], "due_at")
            return TYPES[kind](at, **said)
        except SlaClockError as error:
            told = "".join(f", {name} {shown(value)}" for name, value in said.items())
            raise EventError(place, f"({kind} at {at.isoformat()}{told})", str(error)) from None


def logs_of_rows(
    tickets: Codes,
    at: Instants,
    types: Codes,
    facts: Mapping[str, Codes | str | None],
    *,
    names: Mapping[str, str] | None = None,
) -> Logs:
    """Return the logs of rows that are an event each, in any order.

    Tickets come in the order of their first rows; rows of one ticket and one instant stay in
    the order given. A row that cannot be read makes its ticket fail, and no other.

    Args:
        tickets: Whose event each row is.
        at: When it happened.
        types: What it is, such as `paused`.
        facts: What it says: columns, one text for all rows, or None for nothing.
        names: What the caller calls the columns, for errors.
    """
    called = {"ticket": "ticket", "at": "at", "type": "type", **(names or {})}
    numbers, ids = _in_order_of_first(tickets)
    order = _order_of_rows(numbers, at.micros)
    sorted_numbers = numbers if order is None else numbers[order]
    offsets = np.searchsorted(sorted_numbers, np.arange(len(ids) + 1))
    codes = np.array([TYPE_CODES.get(name, -1) for name in types.names] or [-1], np.int8)
    kinds = np.where(types.codes >= 0, codes[types.codes], -1).astype(np.int8)
    failures: Failures = {}
    for row, error in _unreadable_rows(tickets, at, types, kinds, called):
        failures.setdefault(int(numbers[row]), RowError(row, error))
    return Logs(
        ids=ids,
        offsets=offsets,
        types=kinds if order is None else kinds[order],
        at=at.micros if order is None else at.micros[order],
        facts={
            name: _in_order(_fact(name, values, kinds), order)
            for name, values in facts.items()
            if values is not None
        },
        places=places_of(order, offsets),
        zone=at.zone if isinstance(at.zone, tzinfo) else UTC,
        failures=failures,
    )


def logs_of_events(logs: Mapping[Any, Iterable[Event | Mapping[str, Any]]]) -> Logs:
    """Return the logs of a mapping: events, or plain data as `Event.to_dict` gives it.

    A log with an entry that is no event makes its ticket fail, and no other.

    Raises:
        ArgumentTypeError: Not a mapping.
    """
    if not isinstance(logs, Mapping):
        raise ArgumentTypeError("logs", logs, "a mapping from the id of a ticket to its log")
    owners: list[int] = []
    events: list[Event] = []
    failures: Failures = {}
    for ticket, log in enumerate(logs.values()):
        try:
            read = _events_of(log)
        except SlaClockError as error:
            failures[ticket] = error
            continue
        owners += [ticket] * len(read)
        events += read
    at = np.fromiter((event.instant for event in events), np.int64, len(events))
    types = np.fromiter((TYPE_CODES[event.type] for event in events), np.int8, len(events))
    belongs = np.asarray(owners, np.int64)
    order = np.lexsort((at, belongs))
    offsets = np.searchsorted(belongs[order], np.arange(len(logs) + 1))
    return Logs(
        ids=list(logs),
        offsets=offsets,
        types=types[order],
        at=at[order],
        facts={
            name: codes_of([_said(event, name) for event in events]).take(order) for name in FACTS
        },
        places=places_of(order, offsets),
        zone=(events[0].at.tzinfo or UTC) if events else UTC,
        failures=failures,
    )


def _said(event: Event, name: str) -> Any:
    """Return what an event says; an instant as text, as it stands in the columns of a log."""
    value = getattr(event, name, None)
    return value.isoformat() if isinstance(value, datetime) else value


def _events_of(log: Any) -> list[Event]:
    if not is_list(log):
        raise ArgumentTypeError("a log", log, "a list of events, such as events.Opened(...)")
    return [
        entry if isinstance(entry, Event) and entry.type else from_dict(entry, index=index)
        for index, entry in enumerate(log)
    ]


def _in_order_of_first(tickets: Codes) -> tuple[Ints, list[Any]]:
    """Return tickets numbered by their first rows; all rows without one share a number."""
    if _is_in_order_of_first(tickets.codes):
        return tickets.codes.astype(np.int64), tickets.names
    present, first, places = np.unique(tickets.codes, return_index=True, return_inverse=True)
    order = np.argsort(first, kind="stable")
    numbers = np.empty(len(order), np.int64)
    numbers[order] = np.arange(len(order))
    names = tickets.names
    return numbers[places], [names[code] if code >= 0 else None for code in present[order].tolist()]


def _is_in_order_of_first(codes: NDArray[np.int32]) -> bool:
    """Return whether codes are numbered so already: each new one is one more than those before."""
    if not len(codes) or np.min(codes) < 0:
        return False
    highest = np.maximum.accumulate(codes)
    return bool(codes[0] == 0 and (np.diff(highest) <= 1).all())


def _order_of_rows(owners: Ints, at: Ints) -> Ints | None:
    """Return the order of events by ticket, then time; None where they are in order already."""
    steps = np.diff(owners)
    if ((steps > 0) | ((steps == 0) & (np.diff(at) >= 0))).all():
        return None
    return np.lexsort((at, owners))


def _in_order(codes: Codes, order: Ints | None) -> Codes:
    return codes if order is None else codes.take(order)


def places_of(order: Ints | None, offsets: Ints) -> NDArray[np.int32]:
    """Return for each event its index in the log of its ticket as it was given."""
    size = int(offsets[-1])
    counted = np.arange(size, dtype=np.int32) - np.repeat(
        offsets[:-1].astype(np.int32), np.diff(offsets)
    )
    if order is None:
        return counted
    owners = np.repeat(np.arange(len(offsets) - 1), np.diff(offsets))
    places = np.empty(size, np.int32)
    places[np.lexsort((order, owners))] = counted
    return places


def _fact(name: str, values: Codes | str, kinds: NDArray[np.int8]) -> Codes:
    """Return a column of facts, emptied where an event of that type has no such fact."""
    takes = np.append(TYPE_TAKES[name], np.False_)[kinds]
    if isinstance(values, Codes):
        return Codes(np.where(takes, values.codes, -1).astype(np.int32), values.names)
    return Codes(np.where(takes, 0, -1).astype(np.int32), [values])


def _unreadable_rows(
    tickets: Codes,
    at: Instants,
    types: Codes,
    kinds: NDArray[np.int8],
    called: Mapping[str, str],
) -> Iterator[tuple[int, SlaClockError]]:
    """Yield the rows that cannot be read, in order, and what is wrong with each."""
    wrong = np.flatnonzero((at.micros == NAT) | (kinds < 0) | (tickets.codes < 0))
    for row in wrong.tolist():
        if row in at.failures:
            yield row, at.failures[row]
        elif at.micros[row] == NAT:
            expected = "an aware datetime, not a missing value"
            yield row, ArgumentTypeError(called["at"], None, expected)
        elif kinds[row] < 0:
            code = int(types.codes[row])
            yield row, _type_error(types.names[code] if code >= 0 else None)
        else:
            yield row, ArgumentTypeError(called["ticket"], None, "the id of a ticket")


def _type_error(name: object) -> EventError:
    try:
        from_dict({"type": name})
    except EventError as error:
        return EventError(None, "", error.problem)
    raise AssertionError("only what is no type comes here")
