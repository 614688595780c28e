"""How the types of slaclock become fields of a pydantic model.

A class that `pydantic_field` decorates is a type that pydantic reads, writes and describes:
from a value of its own or from plain data, to the same plain data, with a JSON Schema. An error
of slaclock becomes an error of pydantic, with the same sentence.

>>> from pydantic import TypeAdapter
>>> from slaclock import Amount
>>> TypeAdapter(Amount).validate_json('"1h30m"')
Amount(seconds=5400, business_days=0)
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import fields
from typing import Any, TypeVar

from slaclock.errors import ArgumentTypeError, SlaClockError

__all__ = [
    "INSTANT",
    "MICROS",
    "TEXT",
    "facts_schema",
    "nullable",
    "object_schema",
    "pydantic_field",
    "refuse",
]

ValueT = TypeVar("ValueT")
Read = Callable[[Any, Any, Any], Any]
"""The class, what was given, and the context of the validation, in; a value of the class out."""

INSTANT = {"type": "string", "format": "date-time"}
MICROS = {"type": "integer", "description": "Microseconds."}
TEXT = {"type": "string"}
FIELDS: dict[str, Any] = {
    "type": "object",
    "additionalProperties": {"type": ["string", "integer", "boolean", "null"]},
}


def pydantic_field(
    read: Read,
    write: Callable[[Any], Any],
    schema: Callable[[Any], Any],
) -> Callable[[type[ValueT]], type[ValueT]]:
    """Return a decorator that makes a class a type of pydantic.

    Args:
        read: Makes a value of plain data; takes the class, the data and the context that the
            caller gave to pydantic, or None. A value of the class is taken as it is.
        write: Returns the plain data of a value.
        schema: Returns the JSON Schema of that data, or the pydantic model that has it; takes
            the class.
    """

    def decorate(decorated: type[ValueT]) -> type[ValueT]:
        for name, method in (
            ("__get_pydantic_core_schema__", get_core_schema),
            ("__get_pydantic_json_schema__", get_json_schema),
        ):
            setattr(decorated, name, classmethod(method))
        return decorated

    def get_core_schema(cls: Any, _source: object, _handler: object) -> Any:
        from pydantic_core import core_schema  # loaded by then: it is pydantic that asks

        def validate(value: Any, info: Any) -> Any:
            return value if isinstance(value, cls) else _read(read, cls, value, info.context)

        return core_schema.with_info_plain_validator_function(
            validate, serialization=core_schema.plain_serializer_function_ser_schema(write)
        )

    def get_json_schema(cls: Any, _core: object, handler: Any) -> Any:
        found = schema(cls)
        if isinstance(found, dict):
            return found
        found.model_rebuild()
        return handler(found.__pydantic_core_schema__)

    return decorate


def refuse(expected: str) -> Read:
    """Return a `read` for a class whose values cannot be made of plain data."""

    def read(cls: Any, value: Any, _context: Any) -> Any:
        raise ArgumentTypeError(cls.__name__, value, expected)

    return read


def nullable(schema: Mapping[str, Any]) -> dict[str, Any]:
    """Return the JSON Schema of what *schema* describes, or null."""
    return {"anyOf": [dict(schema), {"type": "null"}]}


def object_schema(
    title: str, properties: Mapping[str, Any], required: list[str] | None = None
) -> dict[str, Any]:
    """Return the JSON Schema of an object; all of its properties are required unless said."""
    needed = list(properties) if required is None else required
    return {
        "type": "object",
        "title": title,
        "properties": {name: dict(schema) for name, schema in properties.items()},
        "required": needed,
    }


def facts_schema(cls: Any, names: Iterable[str]) -> dict[str, Any]:
    """Return the JSON Schemas of some fields of a dataclass: texts and instants, or null."""
    kinds = {entry.name: str(entry.type) for entry in fields(cls)}
    return {name: _fact_schema(kinds[name]) for name in names}


def _fact_schema(annotation: str) -> dict[str, Any]:
    kind = INSTANT if "datetime" in annotation else FIELDS if "Mapping" in annotation else TEXT
    return nullable(kind) if "None" in annotation else dict(kind)


def _read(read: Read, cls: Any, value: Any, context: Any) -> Any:
    from pydantic_core import PydanticCustomError

    try:
        return read(cls, value, context)
    except SlaClockError as error:
        # A plain string, so that braces in a value are not read as a template.
        facts = {"problem": str(error)}
        raise PydanticCustomError("slaclock", "{problem}", facts) from None
