"""Fields of a ticket, such as its channel or organisation: what they can be, and what equals.

A helpdesk writes them in its own way, an export has only text, and a contract names a few. So
they are compared as text, in any case; a whole number equals its digits.
"""

from __future__ import annotations

from collections.abc import Mapping

from slaclock.errors import ArgumentTypeError
from slaclock.frozen import FrozenTable

__all__ = ["checked_fields", "field_text"]


def field_text(value: object) -> str | None:
    """Return a value as it is compared: in any case, without space round it; None for none.

    >>> field_text(" Phone "), field_text(1), field_text(True), field_text("")
    ('phone', '1', 'true', None)

    Raises:
        TypeError: No text, whole number, true or false.
    """
    if value is None or value != value:  # noqa: PLR0124 - not a number, as frames say nothing
        return None
    if isinstance(value, float) and value.is_integer():  # a column of numbers with gaps
        value = int(value)
    if isinstance(value, str | bool) or hasattr(value, "__index__"):
        return str(value).strip().casefold() or None
    raise TypeError(value)


def checked_fields(fields: object) -> FrozenTable:
    """Return the fields of a ticket without those that have no value.

    Raises:
        ArgumentTypeError: No mapping from text to text, whole numbers, true or false.
    """
    if not isinstance(fields, Mapping) or not all(isinstance(name, str) for name in fields):
        raise ArgumentTypeError("fields", fields, "a mapping from names of fields to their values")
    for name, value in fields.items():
        if not isinstance(value, str | int | None):
            expected = "text, a whole number, true or false"
            raise ArgumentTypeError(f"fields[{name!r}]", value, expected)
    # In one order, so that equal fields are told alike.
    return FrozenTable({name: fields[name] for name in sorted(fields) if fields[name] is not None})
