"""JSON in its canonical form (RFC 8785): the same data is the same bytes, everywhere.

Only what slaclock writes: tables, lists, text, true, false, null, and whole numbers that every
reader of JSON keeps exactly.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from slaclock.errors import ArgumentTypeError

__all__ = ["canonical_json"]

LARGEST = 2**53 - 1


def canonical_json(data: Any) -> str:
    """Return plain data as canonical JSON.

    >>> canonical_json({"b": [1, None], "a": "ü"})
    '{"a":"ü","b":[1,null]}'

    Raises:
        ArgumentTypeError: Something else in it, such as a fraction; text that is no Unicode.
    """
    match data:
        case Mapping():
            # By UTF-16 code units, as the standard has it.
            keys = sorted(data, key=lambda key: key.encode("utf-16-be", "surrogatepass"))
            return "{" + ",".join(f"{_text(key)}:{canonical_json(data[key])}" for key in keys) + "}"
        case list() | tuple():
            return "[" + ",".join(map(canonical_json, data)) + "]"
        case str():
            return _text(data)
        case None | bool():
            return json.dumps(data)
        case int() if abs(data) <= LARGEST:
            return str(data)
    raise ArgumentTypeError("data", data, "plain data, with whole numbers under 2**53")


def _text(text: str) -> str:
    try:
        text.encode()
    except UnicodeEncodeError:
        raise ArgumentTypeError("data", text, "Unicode text") from None
    return json.dumps(text, ensure_ascii=False)
