"""Types of fields that are loaded when a file has the field.

A contract may hold seasons, holidays, examples and much more, and most hold few of these. The
models of what is rare stand in modules of their own; this is how another model names them, so
that neither the module nor pydantic's form of it is made before there is something to read.
"""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Any

from pydantic import GetJsonSchemaHandler
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema, core_schema

from slaclock._lazy import late

if TYPE_CHECKING:
    from pydantic import TypeAdapter

__all__ = ["OnDemand"]


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

    def __get_pydantic_core_schema__(self, _source: Any, _handler: Any) -> CoreSchema:
        return core_schema.with_info_plain_validator_function(
            lambda value, info: self._adapter.validate_python(value, context=info.context),
            serialization=core_schema.plain_serializer_function_ser_schema(
                lambda value, info: self._adapter.dump_python(value, mode=info.mode),
                info_arg=True,
            ),
        )

    def __get_pydantic_json_schema__(
        self, _schema: CoreSchema, handler: GetJsonSchemaHandler
    ) -> JsonSchemaValue:
        return handler(self._adapter.core_schema)
