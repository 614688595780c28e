"""What the pydantic models of calendars and matrices share: strictness, and errors in words.

The models are strict, frozen and take no unknown key. What pydantic finds wrong is turned into
`Problem`s, each with its key path and its value.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from functools import cache
from typing import Annotated, Any

from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    GetJsonSchemaHandler,
    ValidationError,
    ValidationInfo,
    model_validator,
)
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema, core_schema

from slaclock.errors import Problem, TextError
from slaclock.messages import did_you_mean, listed, plain, shown

__all__ = [
    "KeyNameError",
    "LineText",
    "ReadBy",
    "Record",
    "ShortText",
    "as_list",
    "kind_of",
    "one_line",
    "problems_of",
]

# Line ends and what moves a cursor or turns the reading direction: names are printed on
# terminals and into logs. Joiners (U+200C, U+200D) stay, since Indian scripts need them.
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]")

_DATE = r"datetime\.date\(([0-9]+), ([0-9]+), ([0-9]+)\)"
"""How Python shows a date: a value, or a key as YAML reads one."""

_EXPECTED = {
    "string_type": "is not text; put it in quotes",
    "int_type": "is not a whole number",
    "bool_type": "is not true or false",
    "list_type": "is not a list",
    "tuple_type": "is not a list",
    "dict_type": "is not a table",
    "mapping_type": "is not a table",
    "missing": "is missing",
    "greater_than_equal": "is too small; {ge} or more",
    "less_than_equal": "is too large; {le} at most",
    "string_too_short": "is empty",
    "string_too_long": "is too long; {max_length} characters at most",
    "too_short": "is empty",
    "too_long": "has too many entries; {max_length} at most",
    # The only pattern that a field of text has: that of the id of a contract.
    "string_pattern_mismatch": "is no id; write up to 64 small letters a to z, digits, dots, "
    "dashes and underscores, a letter or digit first",
}
_TABLES = {
    "hours": '{ mon-fri = ["09:00-17:00"] }, or { mon-sun = ["00:00-24:00"] } for round the clock',
    "exceptions": '{ 2026-12-24 = ["09:00-13:00"] }',
    "when": '{ organisation = "acme" }',
    "status": '{ response = "met" }',
    "targets": '{ P1 = { response = "4 h" } }',
    **{key: f"tables of their own, [{key}.NAME]" for key in ("calendars", "priorities")},
    **{key: f"tables of their own, [{key}.NAME]" for key in ("plans", "metrics")},
}
_LISTS = {
    "pauses": '["resolution"]: the metrics that a pause stops',
    "seasons": '[{ from = "07-01", to = "08-31", hours = { mon-fri = ["09:00-15:00"] } }]',
    "weeks": '[{ mon-fri = ["06:00-14:00"] }, { mon-fri = ["14:00-22:00"] }]',
    "holidays": '[{ country = "DE" }], or [2026-12-25] for a date',
    **{key: f"[[{key}]], with two brackets" for key in ("choose", "goals", "examples")},
    **{key: f"[[{key}]], with two brackets" for key in ("escalation", "silence")},
}
_MISSING = {
    "within": 'how much, such as within = "4 h", or "0 BD" for the same day',
    "timezone": 'where its hours are told, such as timezone = "Europe/London"',
    "id": 'a short name for the contract, such as id = "acme"',
    "share": 'the share to be met, such as share = "95 %"',
}
"""How a table, a list and what is missing are written, by their keys."""
_KINDS = {
    **dict.fromkeys((list, tuple), "a list"),
    **dict.fromkeys((int, float), "a number"),
    str: "text",
    bool: "true or false",
    type(None): "nothing",
}


class KeyNameError(TextError):
    """Say that a table has a key it does not take, and which it does."""


class LineError(TextError):
    """Say that a name is not one line of plain text."""


class ReadBy:
    """Say how a value of a data file is read, written and described, in `Annotated`.

    The same as pydantic's own marks for each, but pydantic asks nothing of the type and of the
    functions, which would take most of the time in which a matrix is made.

    Args:
        read: Makes a value of what the file has; raises `TextError`.
        schema: The JSON Schema of what the file may have, or a type that has it.
        write: Makes plain data of a value.
    """

    def __init__(
        self, read: Callable[[Any], Any], schema: Any, write: Callable[[Any], Any] = str
    ) -> None:
        self.read, self._schema, self._write = read, schema, write

    def __get_pydantic_core_schema__(self, _source: Any, _handler: Any) -> CoreSchema:
        return core_schema.no_info_plain_validator_function(
            self.read,
            serialization=core_schema.plain_serializer_function_ser_schema(self._write),
        )

    def __get_pydantic_json_schema__(
        self, _schema: CoreSchema, handler: GetJsonSchemaHandler
    ) -> JsonSchemaValue:
        if isinstance(self._schema, dict):
            return dict(self._schema)
        from pydantic import TypeAdapter  # only for a schema

        return handler(TypeAdapter(self._schema).core_schema)


def _refuse_controls(text: str) -> str:
    found = _CONTROL.search(text)
    if found is not None:
        problem = f"holds the control character U+{ord(found[0]):04X}; write one line of plain text"
        raise LineError(text, problem)
    return text


class _OneLine:
    """Make text one line; written out, since it stands in nearly every model."""

    def __get_pydantic_core_schema__(self, source: Any, handler: Any) -> CoreSchema:
        return core_schema.no_info_after_validator_function(_refuse_controls, handler(source))


LineText = Annotated[str, _OneLine()]
"""A name or reason: one line, without control characters."""
ShortText = Annotated[str, Field(min_length=1, max_length=100), _OneLine()]
"""The name of something that a data file speaks of: not empty, and not long."""


def as_list(value: object) -> object:
    """Return a tuple as a list, as a data file writes it; any other value as it is."""
    return list(value) if isinstance(value, tuple) else value


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
        return [*_own_keys(cls)]

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


@cache
def _own_keys(model: type[Record]) -> tuple[str, ...]:
    return tuple(field.alias or name for name, field in model.model_fields.items())


def kind_of(data: object) -> str:
    """Return what *data* is, in words for who wrote a file: a list, text, a number."""
    return _KINDS.get(type(data), f"a {type(data).__name__}")


def problems_of(error: ValidationError, prefix: str = "") -> list[Problem]:
    """Return what pydantic found wrong, in our words, each with its key path."""
    return [_problem(item, prefix) for item in error.errors(include_url=False)]


def _problem(item: Mapping[str, Any], prefix: str) -> Problem:
    cause = item.get("ctx", {}).get("error")
    value = item["input"]
    # pydantic adds marks of its own to the place: of keys, and of the kinds in a union.
    place = [part for part in item["loc"] if not str(part).startswith(("[", "<"))]
    if isinstance(cause, TextError):
        return Problem(_path(place, prefix), cause.value, _with_dates(str(cause)))
    if item["type"] == "literal_error":
        expected = f"is none of the words for it; write {item['ctx']['expected']}"
        return Problem(_path(place, prefix), value, f"{shown(value)} {expected}")
    if item["type"] == "missing":
        remedy = f"; write {_MISSING[key]}" if (key := str(place[-1])) in _MISSING else ""
        return Problem(_path(place, prefix), None, f"is missing{remedy}")
    expected = _EXPECTED.get(item["type"], "is not usable: {0}")
    expected = expected.format(item["msg"], **item.get("ctx", {}))
    remedy = _remedy(item["type"], str(place[-1]) if place else "", value)
    return Problem(_path(place, prefix), value, f"{_with_dates(shown(value))} {expected}{remedy}")


def _remedy(kind: str, key: str, value: object) -> str:
    """Return what to write for a value of another kind, as the end of a sentence."""
    is_list = kind in ("list_type", "tuple_type")
    written = _LISTS.get(key) if is_list else _TABLES.get(key)
    if written is not None and _EXPECTED.get(kind) in ("is not a list", "is not a table"):
        return f"; write {written}"
    if is_list and isinstance(value, str | int):
        one = f'"{plain(value)}"' if isinstance(value, str) else plain(value)
        return f"; write [{one}]"
    if kind in ("int_type", "bool_type") and isinstance(value, str) and _is_bare(value):
        return f"; write {value.strip()}, without quotes"
    return ""


def _is_bare(text: str) -> bool:
    """Return whether a text is a whole number, true or false in quotes."""
    return text.strip().isdecimal() or text.strip() in ("true", "false")


def _with_dates(text: str) -> str:
    return re.sub(_DATE, _as_date, text)


def _as_date(match: re.Match[str]) -> str:
    year, month, day = map(int, match.groups())
    return f"{year:04}-{month:02}-{day:02}"


def _path(place: Sequence[int | str], prefix: str) -> str:
    path = prefix
    for part in place:
        if isinstance(part, str):
            part = _with_dates(part)
        if isinstance(part, int):
            path += f"[{part}]"
        else:
            path += f".{plain(part)}" if path else plain(part)
    return path
