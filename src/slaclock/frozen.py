"""A base for values that do not change once they are made.

Calendars and matrices are shared between threads and cached by what they say; an attribute set
from outside would make both untrue in silence.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from types import SimpleNamespace
from typing import Any, ClassVar, NoReturn, dataclass_transform

__all__ = ["Frozen", "FrozenTable", "Value", "fingerprint_of"]


class Frozen:
    """Refuse to set or delete attributes; the class itself fills new instances by `_set`."""

    __slots__ = ()

    def _set(self, **values: Any) -> None:
        fill = object.__setattr__
        for name, value in values.items():
            fill(self, name, value)

    def __setattr__(self, name: str, value: object) -> NoReturn:
        raise AttributeError(f"{type(self).__name__} is immutable; {name} cannot be set")

    def __delattr__(self, name: str) -> NoReturn:
        raise AttributeError(f"{type(self).__name__} is immutable; {name} cannot be deleted")


class _DataclassFields:
    """The fields of a value as `dataclasses` asks for them: `replace`, `fields` and `asdict`."""

    def __get__(self, _value: object, owner: type[Value]) -> dict[str, Any]:
        from dataclasses import field, make_dataclass  # slow, and seldom asked

        fields: list[Any] = [
            (name, Any, field(default=getattr(owner, name))) if hasattr(owner, name) else name
            for name in owner.field_names
        ]
        made: Any = make_dataclass(owner.__name__, fields, kw_only=True)
        return dict(made.__dataclass_fields__)


@dataclass_transform(frozen_default=True)
class Value(Frozen):
    """Be a record of named fields: what a frozen dataclass is, for one that few ever look at.

    A dataclass compiles six methods of its own, which takes 0.7 ms, and every process that asks
    for a deadline makes a dozen such classes. This makes none: the methods here serve them all.
    Slower to fill and to compare, so not for what is made by the thousand.

    Fields are the annotations of the class, but for `ClassVar`, after those of its base.
    """

    __dataclass_fields__ = _DataclassFields()
    __dataclass_params__ = SimpleNamespace(frozen=True)  # for dataclasses that derive
    field_names: ClassVar[tuple[str, ...]] = ()
    _names: ClassVar[frozenset[str]] = frozenset()

    def __init_subclass__(cls) -> None:
        own = (name for name, kind in cls.__annotations__.items() if "ClassVar" not in kind)
        cls.field_names = (*cls.field_names, *own)
        cls._names = frozenset(cls.field_names)

    def __init__(self, *args: Any, **given: Any) -> None:
        """Fill the fields by place or by name; what is not given has the default of the class."""
        names, own = self.field_names, type(self)
        filled = {**dict(zip(names, args, strict=False)), **given} if args else given
        # Where one is given twice, or too many are, fewer are filled than are given.
        too_many = len(filled) < len(args) + len(given)
        for name in names:
            if name not in filled and hasattr(own, name):
                filled[name] = getattr(own, name)
        if too_many or filled.keys() != self._names:
            raise TypeError(f"{own.__name__} has the fields {', '.join(names)}")
        vars(self).update(filled)

    def __setstate__(self, state: dict[str, Any] | list[Any]) -> None:
        """Take what a pickle holds; some were dataclasses once, which wrote a list."""
        told = state if isinstance(state, dict) else zip(self.field_names, state, strict=True)
        vars(self).update(told)

    def _contents(self) -> tuple[Any, ...]:
        return tuple([getattr(self, name) for name in self.field_names])

    def __eq__(self, other: object) -> bool:
        if type(other) is not type(self):
            return NotImplemented
        return vars(self) == vars(other)

    def __hash__(self) -> int:
        return hash(self._contents())

    def __repr__(self) -> str:
        shown = (f"{name}={getattr(self, name)!r}" for name in self.field_names)
        return f"{type(self).__qualname__}({', '.join(shown)})"


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
