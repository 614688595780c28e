"""What happens to a ticket: the events of its log, and their form as JSON.

A log is a list of events, and is saved as a list of plain dictionaries, which is the only form
that is read back. The events themselves are in `slaclock.event_kinds`; they are used from here.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from slaclock.errors import ArgumentTypeError, EventError
from slaclock.event_kinds import (
    TYPES,
    Accepted,
    Assigned,
    CustomerReplied,
    Event,
    Happened,
    Opened,
    Paused,
    PlanChanged,
    PriorityChanged,
    Reopened,
    Resolved,
    Responded,
    Resumed,
    from_dict,
)

__all__ = [
    "TYPES",
    "Accepted",
    "Assigned",
    "CustomerReplied",
    "Event",
    "Happened",
    "Opened",
    "Paused",
    "PlanChanged",
    "PriorityChanged",
    "Reopened",
    "Resolved",
    "Responded",
    "Resumed",
    "from_dict",
    "log_from_dicts",
    "log_to_dicts",
    "read_log",
]


def log_to_dicts(log: Iterable[Event]) -> list[dict[str, str]]:
    """Return a log as plain data that JSON takes, in the order given."""
    return [event.to_dict() for event in log]


def log_from_dicts(data: Iterable[Mapping[str, Any]]) -> list[Event]:
    """Return the log that `log_to_dicts` gave, in the order given.

    Plain data is the only form in which a log is read; a pickle is not.

    >>> log_from_dicts([{"at": "2026-03-06T18:30:00+05:30", "type": "resolved"}])
    [Resolved(2026-03-06T18:30:00+05:30)]

    Raises:
        ArgumentTypeError: Not a list of dictionaries.
        EventError: As for `from_dict`; it names the event by its index.
    """
    return [from_dict(entry, index=index) for index, entry in enumerate(_entries(data))]


def read_log(data: Iterable[Mapping[str, Any]]) -> tuple[dict[int, Event], list[EventError]]:
    """Return the events of a log by their index, and what is wrong with the entries left out.

    Raises:
        ArgumentTypeError: Not a list of dictionaries.
    """
    found: dict[int, Event] = {}
    problems: list[EventError] = []
    for index, entry in enumerate(_entries(data)):
        try:
            found[index] = from_dict(entry, index=index)
        except EventError as error:
            problems.append(error)
    return found, problems


def _entries(data: Iterable[Mapping[str, Any]]) -> Iterable[Mapping[str, Any]]:
    if isinstance(data, str | bytes | Mapping) or not hasattr(data, "__iter__"):
        expected = "a list of events, each a dictionary, as JSON gives it"
        raise ArgumentTypeError("events", data, expected)
    return data
