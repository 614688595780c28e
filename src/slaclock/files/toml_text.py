"""Plain data as TOML that people read: short tables on one line, the others under a heading."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

__all__ = ["toml_text"]

WIDTH = 96
SHORT = 3
"""A table of so few plain values stays on one line, however long."""
_BARE = re.compile(r"[A-Za-z0-9_-]+")


def toml_text(data: Mapping[str, Any]) -> str:
    """Return plain data as TOML; keys that hold None are left out.

    >>> print(toml_text({"id": "ours", "hours": {"mon": ["09:00-17:00"]}}), end="")
    id = "ours"
    hours = { mon = ["09:00-17:00"] }

    Args:
        data: Text, whole numbers, true or false, and lists and tables of these.
    """
    return "\n".join(_lines(data, ())).lstrip("\n") + "\n"


def _lines(table: Mapping[str, Any], path: tuple[str, ...]) -> Iterator[str]:
    """Yield the lines of a table: first what fits on a line, then tables of their own."""
    own = {key: value for key, value in table.items() if value is not None}
    headed = _headed(own)
    yield from (f"{_key(key)} = {_inline(own[key])}" for key in own if key not in headed)
    for key in headed:
        place = (*path, key)
        heading = ".".join(map(_key, place))
        if isinstance(own[key], Mapping):
            yield from ("", f"[{heading}]", *_lines(own[key], place))
            continue
        for one in own[key]:
            yield from ("", f"[[{heading}]]", *_lines(one, place))


def _headed(table: Mapping[str, Any]) -> list[str]:
    """Return the keys that get a heading: the first table that is too long, and all after it.

    So tables stay in their order, which may mean something.
    """
    tables = [key for key, value in table.items() if _is_table(value)]
    large = [index for index, key in enumerate(tables) if _is_large(key, table[key])]
    return tables[large[0] :] if large else []


def _is_table(value: Any) -> bool:
    if isinstance(value, list | tuple):
        return bool(value) and all(isinstance(one, Mapping) for one in value)
    return isinstance(value, Mapping)


def _is_large(key: str, value: Any) -> bool:
    if isinstance(value, Mapping):
        few = len(value) <= SHORT and not any(isinstance(one, Mapping) for one in value.values())
        return not few and len(f"{key} = {_inline(value)}") > WIDTH
    return any(len(_inline(one)) > WIDTH for one in value)


def _inline(value: Any) -> str:
    if isinstance(value, Mapping):
        parts = (f"{_key(key)} = {_inline(one)}" for key, one in value.items() if one is not None)
        text = ", ".join(parts)
        return f"{{ {text} }}" if text else "{}"
    if isinstance(value, list | tuple):
        items = [_inline(one) for one in value]
        line = f"[{', '.join(items)}]"
        return (
            line if len(line) <= WIDTH else "\n".join(["[", *(f"    {one}," for one in items), "]"])
        )
    if isinstance(value, str):
        # JSON leaves this one control character as it is; TOML does not.
        return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
    return json.dumps(value)


def _key(name: str) -> str:
    return name if _BARE.fullmatch(name) else _inline(name)
