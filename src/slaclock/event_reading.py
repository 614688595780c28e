"""Reading an event from plain data, and saying what is wrong with it.

Which types of events there are, and what each says, is told by `slaclock.events`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from slaclock.errors import ArgumentTypeError, EventError, InstantError
from slaclock.event_values import instant_of_text, is_list
from slaclock.messages import did_you_mean, plain, shown

__all__ = ["entries_of", "event_of", "told"]

_TIMES = {"at", "due_at"}
"""What is an instant of what events say."""


def event_of(
    data: Any,
    index: int | None,
    types: Mapping[str, Any],
    facts: Mapping[Any, tuple[str, ...]],
    missing_fact: Callable[[Any, Iterable[str]], str | None],
) -> Any:
    """Return the event of a dictionary.

    Args:
        data: The dictionary.
        index: Its place in its log, for the error; None if it has none.
        types: The classes of events by their types.
        facts: What each says beside `at` and its type.
        missing_fact: What an event of a type has to say and does not.

    Raises:
        EventError: As for `slaclock.events.from_dict`.
    """
    if not isinstance(data, Mapping):
        problem = "is not an event; write it like {'at': ..., 'type': 'paused'}"
        raise EventError(index, shown(data), problem)
    kind = types.get(plain(data.get("type")))
    if kind is None:
        raise EventError(index, told(data), _unknown_type(data.get("type"), types))
    values: dict[str, Any] = {plain(key): value for key, value in data.items() if key != "type"}
    taken = ("at", *facts[kind])
    for key in values:
        if key not in taken:
            problem = f"unknown key {shown(key)}; {did_you_mean(key, taken)}keys: type, "
            raise EventError(index, told(data), problem + ", ".join(taken))
    missing = missing_fact(kind, values)
    if missing is not None:
        raise EventError(index, told(data), f"{missing} is missing")
    try:
        times = {name: instant_of_text(values[name], name) for name in _TIMES & values.keys()}
        return kind(**{**values, **times})
    except (InstantError, ArgumentTypeError) as error:
        raise EventError(index, told(data), str(error)) from None


def entries_of(data: Iterable[Mapping[str, Any]]) -> Iterable[Mapping[str, Any]]:
    """Return the entries of a log; raises `ArgumentTypeError` for what is no list."""
    if not is_list(data):
        raise ArgumentTypeError("events", data, "a list of events, each a dictionary, as in JSON")
    return data


def told(data: Mapping[str, Any]) -> str:
    """Return what a dictionary says, in one short line."""
    said = ", ".join(f"{plain(key)} {shown(value)}" for key, value in list(data.items())[:5])
    return f"({said})"


def _unknown_type(name: object, types: Iterable[str]) -> str:
    if name is None:
        return f"type is missing; types: {', '.join(types)}"
    hint = did_you_mean(name, types)
    return f"unknown event type {shown(name)}; {hint}types: {', '.join(types)}"
