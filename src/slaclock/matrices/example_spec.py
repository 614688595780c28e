"""Examples in a contract: tickets with the deadlines that were agreed for them, `[[examples]]`.

Here is their form alone; loading asks no more of them. `slaclock.examples` runs them.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Annotated, Any, Literal

from pydantic import ConfigDict, Field, model_validator

from slaclock.errors import InstantError, TextError
from slaclock.instants import parse_instant, to_micros
from slaclock.messages import did_you_mean, listed, shown
from slaclock.records import KeyNameError, LineText, ReadBy, Record, ShortText

__all__ = ["ExampleEntries", "ExampleSpec"]

_SUFFIX = "_due"


def _instant(value: object) -> datetime:
    if isinstance(value, str):
        value = parse_instant(value)
    if not isinstance(value, datetime):
        raise TextError(value, "is no instant; write it like 2026-03-06T18:30:00+05:30")
    if value.tzinfo is None:
        raise TextError(
            value.isoformat(), f"has no offset; add one, such as {value.isoformat()}+05:30"
        )
    to_micros(value, "the instant")
    return value


def _checked(value: object) -> datetime:
    try:
        return _instant(value)
    except InstantError as error:
        raise TextError(value, str(error).removeprefix(f"{shown(value)} ")) from None


def _due(value: object) -> datetime | Literal["none"]:
    return "none" if value == "none" else _checked(value)


def _plain(value: Any) -> str:
    return value.isoformat() if isinstance(value, datetime) else str(value)


def _event(value: object) -> dict[str, Any]:
    if not isinstance(value, Mapping):
        raise TextError(value, 'is no event; write { type = "paused", at = ... }')
    plain = {str(key): entry for key, entry in value.items()}
    names = ["at", *(name for name in plain if name == "due_at")]
    times = {name: _checked(plain.get(name)).isoformat() for name in names}
    return {**plain, **times}


_INSTANT = {"type": "string", "format": "date-time"}
_DUE: dict[str, Any] = {"anyOf": [_INSTANT, {"const": "none"}]}
InstantValue = Annotated[datetime, ReadBy(_checked, _INSTANT, write=_plain)]
DueValue = Annotated[Any, ReadBy(_due, _DUE, write=_plain)]
EventValue = Annotated[Any, ReadBy(_event, {"type": "object"}, write=dict)]


class ExampleSpec(Record):
    """A ticket, and what is due when; `response_due` and the like are keys of their own."""

    model_config = ConfigDict(
        extra="allow",
        json_schema_extra={"additionalProperties": False, "patternProperties": {"_due$": _DUE}},
    )
    __pydantic_extra__: dict[str, DueValue]

    title: LineText = ""
    why: str = Field("", description="How it was worked out.")
    opened_at: InstantValue
    plan: ShortText | None = None
    priority: ShortText | None = None
    fields: dict[str, str | int | bool] = Field(default_factory=dict)
    events: Annotated[tuple[EventValue, ...], Field(strict=False)] = ()
    at: InstantValue | None = Field(None, description="Default: the last event.")
    status: dict[ShortText, ShortText] = Field(default_factory=dict)

    @model_validator(mode="before")
    @classmethod
    def _refuse_unknown_keys(cls, data: Any) -> Any:
        known = [*cls.model_fields, "response_due", "resolution_due"]
        if not isinstance(data, Mapping):
            raise KeyNameError(data, f"is not a table with the keys {listed(known)}")
        for key in data:
            if key not in known and not str(key).endswith(_SUFFIX):
                problem = f"is an unknown key; {did_you_mean(key, known)}keys: {listed(known)}"
                raise KeyNameError(key, problem)
        return data

    @property
    def dues(self) -> dict[str, datetime | None]:
        """Return what is due when, by metric; None where nothing is due."""
        given = self.__pydantic_extra__
        return {
            name.removesuffix(_SUFFIX): None if due == "none" else due
            for name, due in given.items()
        }


ExampleEntries = Annotated[tuple[ExampleSpec, ...], Field(strict=False)]
"""The examples of a data file, in order."""
