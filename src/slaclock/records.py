"""What the pydantic models of calendars and matrices share: strictness, and errors in words.

The models are strict, frozen and take no unknown key. What pydantic finds wrong is turned into
`Problem`s, each with its key path and its value.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Annotated, Any

from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    ValidationError,
    ValidationInfo,
    model_validator,
)

from slaclock.errors import Problem, TextError
from slaclock.messages import did_you_mean, listed, plain, shown

__all__ = ["KeyNameError", "LineText", "Record", "one_line", "problems_of"]

# Line ends and what moves a cursor or turns the reading direction: names are printed on
# terminals and into logs. Joiners (U+200C, U+200D) stay, since Indian scripts need them.
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]")

_EXPECTED = {
    "string_type": "is not text; put it in quotes",
    "int_type": "is not a whole number",
    "bool_type": "is not true or false",
    "list_type": "is not a list",
    "tuple_type": "is not a list",
    "dict_type": "is not a table",
    "mapping_type": "is not a table",
    "missing": "is missing",
}


class KeyNameError(TextError):
    """Say that a table has a key it does not take, and which it does."""


class LineError(TextError):
    """Say that a name is not one line of plain text."""


def _refuse_controls(text: str) -> str:
    found = _CONTROL.search(text)
    if found is not None:
        problem = f"holds the control character U+{ord(found[0]):04X}; write one line of plain text"
        raise LineError(text, problem)
    return text


LineText = Annotated[str, AfterValidator(_refuse_controls)]
"""A name or reason: one line, without control characters."""


def one_line(text: str) -> str:
    r"""Return *text* from elsewhere as one line, its control characters made spaces.

    >>> one_line("Diwali\n  break")
    'Diwali break'
    """
    return " ".join(_CONTROL.sub(" ", text).split())


class Record(BaseModel):
    """Be the base of every model: strict, frozen, without unknown keys."""

    # Built when first used: the models of a matrix are then built once, as parts of the whole.
    model_config = ConfigDict(
        strict=True, frozen=True, extra="forbid", populate_by_name=True, defer_build=True
    )

    @classmethod
    def known_keys(cls, context: Any) -> list[str]:  # noqa: ARG003 - some tables ask it
        """Return the keys that a table of this kind takes, in order.

        Args:
            context: What was given to `model_validate` beside the data.
        """
        return [field.alias or name for name, field in cls.model_fields.items()]

    @model_validator(mode="before")
    @classmethod
    def _refuse_unknown_keys(cls, data: Any, info: ValidationInfo) -> Any:
        known = cls.known_keys(info.context)
        if not isinstance(data, Mapping):
            raise KeyNameError(data, f"is not a table with the keys {listed(known)}")
        for key in data:
            if key not in known:
                problem = f"is an unknown key; {did_you_mean(key, known)}keys: {listed(known)}"
                raise KeyNameError(key, problem)
        return data


def problems_of(error: ValidationError, prefix: str = "") -> list[Problem]:
    """Return what pydantic found wrong, in our words, each with its key path."""
    return [_problem(item, prefix) for item in error.errors(include_url=False)]


def _problem(item: Mapping[str, Any], prefix: str) -> Problem:
    cause = item.get("ctx", {}).get("error")
    value = item["input"]
    # pydantic adds marks of its own to the place: of keys, and of the kinds in a union.
    place = [part for part in item["loc"] if not str(part).startswith(("[", "<"))]
    if isinstance(cause, TextError):
        return Problem(_path(place, prefix), cause.value, str(cause))
    if item["type"] == "missing":
        return Problem(_path(place, prefix), None, "is missing")
    expected = _EXPECTED.get(item["type"], f"is not usable: {item['msg']}")
    return Problem(_path(place, prefix), value, f"{shown(value)} {expected}")


def _path(place: Sequence[int | str], prefix: str) -> str:
    path = prefix
    for part in place:
        if isinstance(part, int):
            path += f"[{part}]"
        else:
            path += f".{plain(part)}" if path else plain(part)
    return path
