"""What a data file says of pauses: whether they stop a target, for which reasons, and how.

`true` and `false` are for every pause; a list names the reasons that stop it; a table says how
each of them does: by the open time that is lost, or by leaving whole days out of the count.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Literal, TypeAlias

from slaclock.errors import TextError
from slaclock.messages import did_you_mean
from slaclock.records import ReadBy, as_list, one_line

__all__ = ["PausesError", "PausesValue", "parse_pauses", "reasons_of", "whole_days_of"]

How: TypeAlias = Literal["open_time", "whole_days"]
Pauses: TypeAlias = bool | tuple[str, ...] | Mapping[str, How]
_WAYS: tuple[How, ...] = ("open_time", "whole_days")


class PausesError(TextError):
    """Say why a value does not tell what pauses do."""


def parse_pauses(value: object) -> Pauses:
    """Return what a data file says of pauses.

    >>> parse_pauses(["customer"]), parse_pauses({"fee": "whole_days"})
    (('customer',), {'fee': 'whole_days'})

    Raises:
        TextError: It is none of the three; a reason is no text; a way is unknown.
    """
    if isinstance(value, bool):
        return value
    if not isinstance(value, list | tuple | Mapping):
        problem = (
            "does not say what pauses do; write true, false, a list of reasons, or a table of "
            'reasons such as { fee = "whole_days" }'
        )
        raise PausesError(value, problem)
    for reason in value:
        if not isinstance(reason, str) or not one_line(reason):
            raise PausesError(reason, "is not the reason of a pause; put it in quotes")
    if not isinstance(value, Mapping):
        return tuple(one_line(reason) for reason in value)
    for way in value.values():
        if way not in _WAYS:
            hint = did_you_mean(way, _WAYS) if isinstance(way, str) else ""
            problem = f"is not how a pause stops a clock; {hint}write {' or '.join(_WAYS)}"
            raise PausesError(way, problem)
    return {one_line(reason): way for reason, way in value.items()}


def reasons_of(pauses: Pauses) -> bool | tuple[str, ...]:
    """Return whether pauses stop a clock, or the reasons for which they do."""
    return pauses if isinstance(pauses, bool) else tuple(pauses)


def whole_days_of(pauses: Pauses) -> frozenset[str]:
    """Return the reasons for which whole days are left out."""
    if not isinstance(pauses, Mapping):
        return frozenset()
    return frozenset(reason for reason, way in pauses.items() if way == "whole_days")


PausesValue = Annotated[
    bool | tuple[str, ...] | dict[str, How],
    ReadBy(
        parse_pauses,
        {
            "anyOf": [
                {"type": "boolean"},
                {"type": "array", "items": {"type": "string", "minLength": 1}},
                {"type": "object", "additionalProperties": {"enum": list(_WAYS)}},
            ],
            "description": "Whether a pause stops it, the reasons that do, or how each does.",
        },
        write=as_list,
    ),
]
"""What pauses do, in a data file."""
