"""The types of events as codes, and what an event of each type says."""

from __future__ import annotations

from dataclasses import MISSING, fields

import numpy as np

from slaclock.events import TYPES

__all__ = ["FACTS", "FIELDS", "TYPE_CODES", "TYPE_NAMES", "TYPE_NEEDS", "TYPE_TAKES"]

TYPE_NAMES = tuple(TYPES)
"""The types of events, by code."""
TYPE_CODES = {name: code for code, name in enumerate(TYPE_NAMES)}
FIELDS = {
    name: {entry.name: entry.default is MISSING for entry in fields(kind) if entry.init}
    for name, kind in TYPES.items()
}
"""By type, what it says, and whether it must."""
FACTS = tuple(
    dict.fromkeys(name for taken in FIELDS.values() for name in taken if name not in ("at", "key"))
)
"""What events can say beside their type and instant, such as `plan`."""
TYPE_TAKES = {fact: np.array([fact in FIELDS[name] for name in TYPE_NAMES]) for fact in FACTS}
"""By fact and type, whether events of the type say it; what others have there is not read."""
TYPE_NEEDS = {
    fact: np.array([FIELDS[name].get(fact, False) for name in TYPE_NAMES]) for fact in FACTS
}
"""By fact and type, whether events of the type must say it."""
