"""Faces of packages whose names are imported when they are first used.

What a package offers stands once: in its `__init__.pyi`, as imports of the form
`from home import Name as Name`. Type checkers and editors read that file as it is; here it is
read for the names and their homes, so that `import slaclock` loads nothing else.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from importlib import import_module
from typing import Any

from slaclock.errors import MissingExtraError

__all__ = ["Face", "attach", "late"]

Face = tuple[Callable[[str], Any], Callable[[], list[str]], list[str]]
"""What a package takes as its `__getattr__`, `__dir__` and `__all__`."""


def attach(package: str, *, extra: str = "", needs: Sequence[str] = ()) -> Face:
    """Return the face of a package, for its `__getattr__`, `__dir__` and `__all__`.

    Args:
        package: Its name.
        extra: The extra that brings what it needs.
        needs: The packages that the extra brings; if one is not there, the error names the extra.
    """
    homes = _homes(package)

    def get(name: str) -> Any:
        if name not in homes:
            raise AttributeError(f"module {package!r} has no attribute {name!r}")
        try:
            value = _value(package, homes[name], name)
        except ModuleNotFoundError as error:
            if error.name not in needs:
                raise
            raise MissingExtraError(package, str(error.name), extra) from None
        setattr(sys.modules[package], name, value)
        return value

    def listing() -> list[str]:
        return sorted({*vars(sys.modules[package]), *homes})

    return get, listing, sorted(homes)


def late(place: str) -> Any:
    """Return what stands further down than the caller, found by its name when it is needed.

    For a method that a user looks for on a class, while the work needs modules that build on
    that class. `tests/test_import_order.py` lists every such call; there is no other way down,
    and nothing is set on a class from outside.

    >>> print(late("slaclock.durations:parse_amount")("8h"))
    8 h

    Args:
        place: Module and name, such as `slaclock.bulk.sql:answer_tables`.
    """
    module, _, name = place.partition(":")
    return getattr(import_module(module), name)


def _homes(package: str) -> dict[str, str]:
    """Return the names in the stub of a package, and the module that each comes from."""
    spec = sys.modules[package].__spec__
    assert spec is not None
    assert spec.origin is not None
    # Through the loader, which also reads from a zip file.
    text = spec.loader.get_data(f"{spec.origin.removesuffix('c')}i").decode()  # type: ignore[union-attr]
    lines = [line.split() for line in text.splitlines() if line.startswith("from ")]
    return {words[3]: words[1] for words in lines}


def _value(package: str, home: str, name: str) -> Any:
    if home == package:  # a module of its own
        return import_module(f"{home}.{name}")
    return getattr(import_module(home), name)
