"""What the values of events can be, and the JSON Schema of their form as plain data."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from slaclock.errors import ArgumentTypeError
from slaclock.instants import parse_instant
from slaclock.validation import INSTANT, facts_schema, object_schema

__all__ = ["check_text", "event_schema", "instant_of_text", "is_list"]

_EITHER = {"anyOf": [{"required": ["plan"]}, {"required": ["fields"]}]}
"""What an opening cannot do without one of."""


def event_schema(cls: Any, types: Mapping[Any, Iterable[str]]) -> dict[str, Any]:
    """Return the JSON Schema of an event, or of any event for the base of them all.

    Args:
        cls: The class.
        types: What each type says beside `at` and its own name.
    """
    if cls not in types:
        return {"title": "Event", "oneOf": [event_schema(kind, types) for kind in types]}
    facts = facts_schema(cls, types[cls])
    needed = ["type", "at", *(name for name, entry in facts.items() if "type" in entry)]
    properties = {"type": {"const": cls.type}, "at": INSTANT, **facts}
    schema = {**object_schema(cls.__name__, properties, needed), "additionalProperties": False}
    return {**schema, **_EITHER} if "fields" in facts else schema


def check_text(name: str, value: object, *, optional: bool = False) -> None:
    """Refuse a value that is no text; raises `ArgumentTypeError`.

    A null character ends a text in many a database and program, which would then know another
    ticket by it.
    """
    if not isinstance(value, str) and not (optional and value is None):
        raise ArgumentTypeError(name, value, "text")
    if isinstance(value, str) and "\0" in value:
        raise ArgumentTypeError(name, value, "text without null characters")


def is_list(value: object) -> bool:
    """Return whether a value can be a log: a list of any kind, but no text and no dictionary."""
    if type(value) is list:  # as most logs are; an abstract class is slow to ask
        return True
    return hasattr(value, "__iter__") and not isinstance(value, str | bytes | Mapping)


def instant_of_text(text: object, name: str = "at") -> datetime:
    """Return the instant of ISO 8601 text.

    Raises:
        ArgumentTypeError, InstantError: No text, or not of that form.
    """
    if not isinstance(text, str):
        raise ArgumentTypeError(name, text, "ISO 8601 text, such as 2026-03-02T09:00:00+05:30")
    return parse_instant(text)
