"""Types of fields that are loaded when a file has the field.

A contract may hold seasons, holidays, examples and much more, and most hold few of these. The
models of what is rare stand in modules of their own; this is how another model names them, so
that neither the module nor pydantic's form of it is made before there is something to read.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property
from typing import TYPE_CHECKING, Any

from pydantic import GetJsonSchemaHandler
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema, core_schema

from slaclock._lazy import late

if TYPE_CHECKING:
    from pydantic import TypeAdapter

__all__ = ["OnDemand", "Unread"]


class Unread:
    """What stands in such a field until it is asked for.

    Args:
        read: Returns the value.
    """

    def __init__(self, read: Callable[[], Any]) -> None:
        self._read = read

    @cached_property
    def value(self) -> Any:
        """The value, read once."""
        return self._read()


class OnDemand:
    """Mark a field, in `Annotated[Any, OnDemand(place)]`, as being of a type found by its name.

    Values are read, written and described as if the type itself stood there, and errors keep
    their places.

    Args:
        place: Module and name of the type, such as
            `slaclock.calendars.holidays.registry:HolidayEntries`. No bare model, which pydantic
            would put off once more.
    """

    def __init__(self, place: str) -> None:
        self._place = place

    @cached_property
    def _adapter(self) -> TypeAdapter[Any]:
        from pydantic import TypeAdapter  # only for what a file has

        return TypeAdapter(late(self._place))

    def read(self, value: Any) -> Any:
        """Return the value of what a file has; of what is unread yet, what will read it."""
        if isinstance(value, Unread):
            return Unread(lambda: self.read(value.value))
        return self._adapter.validate_python(value)

    def __get_pydantic_core_schema__(self, _source: Any, _handler: Any) -> CoreSchema:
        return core_schema.with_info_plain_validator_function(
            lambda value, info: self._adapter.validate_python(value, context=info.context),
            serialization=core_schema.plain_serializer_function_ser_schema(
                self._write, info_arg=True
            ),
        )

    def _write(self, value: Any, info: Any) -> Any:
        known = value.value if isinstance(value, Unread) else value
        return self._adapter.dump_python(known, mode=info.mode)

    def __get_pydantic_json_schema__(
        self, _schema: CoreSchema, handler: GetJsonSchemaHandler
    ) -> JsonSchemaValue:
        return handler(self._adapter.core_schema)
