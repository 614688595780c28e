"""The kinds of ticket that a contract names, each with what it is for, if the file says so.

They are told to people; no rule of time asks for them.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Annotated

from pydantic import BeforeValidator, Discriminator, Field, Tag

from slaclock.errors import TextError
from slaclock.records import Record, ShortText

__all__ = ["TicketTypeSpec", "TicketTypes", "descriptions_of"]


class TicketTypeSpec(Record):
    """A kind of ticket."""

    description: str = ""


def _refuse_others(value: object) -> object:
    if not isinstance(value, Mapping | list | tuple):
        problem = 'is no list of names; write ["Question", "Fault"], or a table of them'
        raise TextError(value, problem)
    return value


def _form(value: object) -> str:
    return "<table>" if isinstance(value, Mapping) else "<list>"


TicketTypes = Annotated[
    Annotated[tuple[ShortText, ...], Field(strict=False), Tag("<list>")]
    | Annotated[dict[ShortText, TicketTypeSpec], Tag("<table>")],
    Discriminator(_form),
    BeforeValidator(_refuse_others),
]
"""A list of names, or a table: name to `{ description }`."""


def descriptions_of(types: tuple[str, ...] | Mapping[str, TicketTypeSpec]) -> Mapping[str, str]:
    """Return what each kind is for, in the order of the file; empty text where it is not said."""
    if isinstance(types, Mapping):
        return MappingProxyType({name: entry.description for name, entry in types.items()})
    return MappingProxyType(dict.fromkeys(types, ""))
