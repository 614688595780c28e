"""What one target is written as: an amount, or a table with what else it says of itself.

A text such as `"< 4 h"` is short for a table that says `within` alone. What a table leaves out
comes from its cell, then its plan, then the matrix; `slaclock.matrices.terms` puts it together.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Annotated, Any, NoReturn, Self

from pydantic import (
    Field,
    PlainSerializer,
    PlainValidator,
    WithJsonSchema,
    WrapValidator,
    model_validator,
)

from slaclock.calendars.business_days import MEANINGS, Meaning, parse_meaning
from slaclock.durations import AMOUNT_PATTERN, Limit, parse_limit
from slaclock.errors import TextError
from slaclock.records import LineText, Record

__all__ = ["AMOUNT", "LimitText", "MeaningText", "Name", "TargetSpec", "TargetValue", "text_schema"]

AMOUNT = AMOUNT_PATTERN.removeprefix(r"^\s*").removesuffix(r"\s*$")
"""The pattern of an amount, without its ends."""


def text_schema(examples: list[str], description: str, pattern: str) -> WithJsonSchema:
    """Return the JSON Schema of a text with a grammar of its own."""
    schema = {"type": "string", "pattern": pattern, "examples": examples}
    return WithJsonSchema({**schema, "description": description})


LimitText = Annotated[
    Limit,
    PlainValidator(parse_limit),
    PlainSerializer(str),
    text_schema(
        ["8 h", "1 BD", "< 16 h"],
        "An amount of open time or of business days.",
        rf"^\s*(<=?)?\s*{AMOUNT}\s*$",
    ),
]
MeaningText = Annotated[
    Meaning,
    PlainValidator(parse_meaning),
    PlainSerializer(str),
    text_schema(
        [*MEANINGS, "8 h"],
        "What a business day is.",
        rf"^({'|'.join(MEANINGS)}|\s*{AMOUNT}\s*)$",
    ),
]
Name = Annotated[LineText, Field(min_length=1, max_length=100)]


class TargetError(TextError):
    """Say that what a target says of itself does not go together."""


class TargetSpec(Record):
    """A target as a table: how much, and on which terms of its own."""

    within: LimitText
    strict: bool | None = Field(None, description="Whether the deadline itself is too late.")
    calendar: Name | None = Field(None, description="Default: the cell's, then the plan's.")
    business_day: MeaningText | None = Field(
        None, description="Default: the cell's, then the plan's, then the matrix's."
    )

    @property
    def limit(self) -> Limit:
        """Return the amount with its bound."""
        return self.within._replace(strict=True) if self.strict else self.within

    @model_validator(mode="after")
    def _agrees_with_itself(self) -> Self:
        if self.strict is False and self.within.strict:
            _refuse(str(self.within), "is strict by its <, but strict = false; leave out one")
        if self.business_day is not None and not self.within.amount.business_days:
            what = f"says what a business day is, but {self.within} counts in none; leave it out"
            _refuse(str(self.business_day), what)
        return self

    def written(self) -> Any:
        """Return it as it stands in a data file, in the shortest form."""
        own = {
            name: value if isinstance(value, str | bool) else str(value)
            for name, value in self
            if value is not None and name != "strict"
        }
        own["within"] = str(self.limit)
        return own if len(own) > 1 else own["within"]


def _refuse(value: str, problem: str) -> NoReturn:
    raise TargetError(value, problem)


def _read(value: object, _: Callable[[Any], Any]) -> TargetSpec:
    """Return the target of a text or a table."""
    if isinstance(value, TargetSpec):
        return value
    if isinstance(value, Mapping):
        return TargetSpec.model_validate(value)
    return TargetSpec.model_construct(within=parse_limit(value))


def _write(spec: TargetSpec) -> Any:
    return spec.written()


TargetValue = Annotated[LimitText | TargetSpec, WrapValidator(_read), PlainSerializer(_write)]
"""A target in a data file; whichever way it is written, a `TargetSpec`."""
