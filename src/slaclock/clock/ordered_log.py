"""A log in the order of time, checked: it opens once, and nothing lies before that.

What is wrong is an error, or is left out with a note, as the caller says.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import accumulate
from operator import attrgetter
from typing import NamedTuple

from slaclock.errors import EventError
from slaclock.events import Event, Opened

__all__ = ["Note", "OrderedLog", "note_on", "ordered"]

_INSTANT, _TYPE = attrgetter("instant"), attrgetter("type")


@dataclass(frozen=True, slots=True)
class Note:
    """An event that changed nothing, was out of order or was left out, and why.

    Attributes:
        index: Its place in the log as it was given, from 0.
        at: When it happened; None for an entry that could not be read.
        instant: The same in microseconds since the epoch; for such an entry the opening.
        text: Which event it is, and what was made of it.
    """

    index: int
    at: datetime | None
    instant: int
    text: str

    def __str__(self) -> str:
        return self.text


class OrderedLog(NamedTuple):
    """A log that can be gone through.

    Attributes:
        opened: Its first event.
        events: In the order of time, the opening first; what has the same time in the order
            given.
        places: The index of each in the log as it was given.
        notes: On what was out of order or left out.
    """

    opened: Opened
    events: tuple[Event, ...]
    places: tuple[int, ...]
    notes: list[Note]


def ordered(given: Sequence[Event], places: Sequence[int], *, is_strict: bool) -> OrderedLog:
    """Return a log in the order of time.

    Args:
        given: The events, in any order.
        places: What to call each of them: its index in the log that the caller has.
        is_strict: Whether what cannot be is an error, or left out.

    Raises:
        EventError: It was never opened; and, if strict: opened twice, or anything before that.
    """
    events, notes = tuple(given), []
    instants, kinds = list(map(_INSTANT, events)), list(map(_TYPE, events))
    is_sorted = instants == sorted(instants)
    # Most logs are as they should be, and need no pair for each event: ten thousand pairs are
    # what the garbage collector would go through again and again.
    if not is_sorted or kinds[:1] != ["opened"] or kinds.count("opened") > 1:
        log = sorted(zip(places, events, strict=True), key=_instant_of)
        if not is_sorted:
            notes = list(_out_of_order(events, places))
        log = _without_misplaced(log, notes, is_strict=is_strict)
        places, events = zip(*log, strict=True)
    opened = events[0]
    assert isinstance(opened, Opened)
    return OrderedLog(opened, events, tuple(places), notes)


def note_on(index: int, event: Event, text: str) -> Note:
    """Return a note on an event of a log."""
    return Note(index, event.at, event.instant, f"events[{index}] {event}: {text}")


def _without_misplaced(
    log: Sequence[tuple[int, Event]], notes: list[Note], *, is_strict: bool
) -> list[tuple[int, Event]]:
    """Return a log without what cannot stand where it does, and note what that is."""
    left_out = set()
    for place, event, problem in _misplaced(log):
        if is_strict:
            raise EventError(place, str(event), problem)
        notes.append(note_on(place, event, f"{problem}; left out"))
        left_out.add(place)
    return [entry for entry in log if entry[0] not in left_out]


def _misplaced(log: Sequence[tuple[int, Event]]) -> list[tuple[int, Event, str]]:
    """Return what cannot stand where it does, and why: a second opening, what lies before one."""
    opened = [index for index, (_, event) in enumerate(log) if isinstance(event, Opened)]
    if not opened:
        problem = "the ticket was never opened; begin the log with an event 'opened'"
        raise EventError(None, "", problem)
    first = f"events[{log[opened[0]][0]}] {log[opened[0]][1]}"
    twice = f"opened twice, by {first} too; keep one of them, or write 'reopened'"
    early = (
        f"before opened, which is {first}; "
        "correct one of the two times, or put opened first if they are the same"
    )
    found = [(*log[index], twice) for index in opened[1:]]
    return found + [(place, event, f"{event.type} {early}") for place, event in log[: opened[0]]]


def _out_of_order(given: Sequence[Event], places: Sequence[int]) -> Iterator[Note]:
    latest = accumulate((event.instant for event in given), max)
    for place, event, reached in zip(places, given, latest, strict=True):
        if event.instant < reached:
            yield note_on(place, event, "earlier than one before it; sorted by time")


def _instant_of(entry: tuple[int, Event]) -> int:
    return entry[1].instant
