"""A base for values that do not change once they are made.

Calendars and matrices are shared between threads and cached by what they say; an attribute set
from outside would make both untrue in silence.
"""

from __future__ import annotations

from typing import Any, NoReturn

__all__ = ["Frozen", "fingerprint_of"]


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


def fingerprint_of(content: dict[str, Any]) -> str:
    """Return a SHA-256 of plain data that is the same on every machine."""
    import hashlib  # both slow to load, and seldom needed
    import json

    settled = json.dumps(content, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(settled.encode()).hexdigest()
