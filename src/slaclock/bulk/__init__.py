"""Deadlines in bulk: data frames, arrays, SQL, Spark; all with the answers of single calls.

    from slaclock.bulk import add_deadlines

The names below are imported when they are first used; `sql` needs neither numpy nor narwhals.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from slaclock.errors import MissingExtraError

if TYPE_CHECKING:
    from slaclock.bulk.frames.deadlines import add_deadlines, deadline, elapsed
    from slaclock.bulk.frames.verdicts import add_verdicts

__all__ = ["add_deadlines", "add_verdicts", "deadline", "elapsed"]

_HOMES = {
    "add_deadlines": "slaclock.bulk.frames.deadlines",
    "add_verdicts": "slaclock.bulk.frames.verdicts",
    "deadline": "slaclock.bulk.frames.deadlines",
    "elapsed": "slaclock.bulk.frames.deadlines",
}
_PACKAGES = ("narwhals", "numpy")


def __getattr__(name: str) -> Any:
    home = _HOMES.get(name)
    if home is None:
        raise AttributeError(f"module 'slaclock.bulk' has no attribute {name!r}")
    try:
        value = getattr(import_module(home), name)
    except ModuleNotFoundError as error:
        if error.name not in _PACKAGES:
            raise
        raise MissingExtraError("slaclock.bulk", error.name, "bulk") from None
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
