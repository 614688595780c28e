"""A base for values that do not change once they are made.

Calendars and matrices are shared between threads and cached by what they say; an attribute set
from outside would make both untrue in silence.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, NoReturn

__all__ = ["Frozen", "FrozenTable", "fingerprint_of"]


class Frozen:
    """Refuse to set or delete attributes; the class itself fills new instances by `_set`."""

    __slots__ = ()

    def _set(self, **values: Any) -> None:
        for name, value in values.items():
            object.__setattr__(self, name, value)

    def __setattr__(self, name: str, value: object) -> NoReturn:
        raise AttributeError(f"{type(self).__name__} is immutable; {name} cannot be set")

    def __delattr__(self, name: str) -> NoReturn:
        raise AttributeError(f"{type(self).__name__} is immutable; {name} cannot be deleted")


class FrozenTable(Mapping[str, Any]):
    """A mapping that does not change: it hashes, compares and pickles by content.

    >>> table = FrozenTable({"channel": "phone"})
    >>> table == {"channel": "phone"}, table in {table: 1}
    (True, True)
    """

    __slots__ = ("_entries",)

    def __init__(self, entries: Mapping[str, Any] | None = None) -> None:
        """Copy the entries of a mapping."""
        self._entries = dict(entries or {})

    def __getitem__(self, key: str) -> Any:
        return self._entries[key]

    def __iter__(self) -> Iterator[str]:
        return iter(self._entries)

    def __len__(self) -> int:
        return len(self._entries)

    def __hash__(self) -> int:
        return hash(frozenset(self._entries.items()))

    def __reduce__(self) -> tuple[Any, ...]:
        return (FrozenTable, (self._entries,))

    def __repr__(self) -> str:
        return repr(self._entries)


def fingerprint_of(content: dict[str, Any]) -> str:
    """Return a SHA-256 of plain data that is the same on every machine."""
    import hashlib  # both slow to load, and seldom needed
    import json

    settled = json.dumps(content, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(settled.encode()).hexdigest()
