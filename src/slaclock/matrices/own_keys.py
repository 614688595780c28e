"""The keys of a caller's own in a data file, in a table `[x]`: kept, and never read."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, time
from math import isfinite
from typing import Annotated, Any

from pydantic import PlainSerializer, PlainValidator

from slaclock.errors import TextError
from slaclock.frozen import FrozenTable

__all__ = ["OwnKeys"]


def _kept(value: Any) -> Any:
    """Return a value that does not change, of what a data file can hold."""
    if isinstance(value, Mapping):
        return FrozenTable({_key(key): _kept(item) for key, item in value.items()})
    if isinstance(value, list | tuple):
        return tuple(map(_kept, value))
    if isinstance(value, float) and not isfinite(value):
        raise TextError(value, "is no finite number")
    if value is None or isinstance(value, str | int | float | date | time):
        return value
    raise TextError(value, "is nothing that a data file can hold; write text, a number or a table")


def _key(key: Any) -> str:
    if not isinstance(key, str):
        raise TextError(key, "is no text; put the key in quotes")
    return key


def _table(value: Any) -> Any:
    if not isinstance(value, Mapping):
        raise TextError(value, "is not a table; write [x], and your own keys below it")
    return _kept(value)


def _plain(value: Any) -> Any:
    """Return it as JSON has it: dates and times as ISO 8601 text."""
    if isinstance(value, Mapping):
        return {key: _plain(item) for key, item in value.items()}
    if isinstance(value, tuple):
        return [_plain(item) for item in value]
    return value.isoformat() if isinstance(value, date | time) else value


OwnKeys = Annotated[
    dict[Any, Any],
    PlainValidator(_table),
    PlainSerializer(_plain),
]
"""A table of whatever a data file can hold."""
