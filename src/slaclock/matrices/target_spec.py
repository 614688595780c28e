"""What one target is written as: an amount, or a table with what else it says of itself.

A text such as `"< 4 h"` is short for a table that says `within` alone. What a table leaves out
comes from its cell, then its plan, then the matrix; `slaclock.matrices.terms` puts it together.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import Annotated, Any, Literal, NoReturn, Self

from pydantic import (
    Field,
    PlainSerializer,
    PlainValidator,
    WithJsonSchema,
    WrapValidator,
    model_validator,
)

from slaclock.calendars.business_days import MEANINGS, Meaning, parse_meaning
from slaclock.day_times import TIME_PATTERN, Cutoff, parse_cutoff
from slaclock.durations import AMOUNT_PATTERN, Limit, parse_limit
from slaclock.errors import TextError
from slaclock.records import LineText, Record

__all__ = [
    "AMOUNT",
    "COUNTED_FROM",
    "CountedFromText",
    "LimitText",
    "MeaningText",
    "Name",
    "TargetSpec",
    "TargetValue",
    "text_schema",
]

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
WithinText = Annotated[
    Limit,
    PlainValidator(partial(parse_limit, same_day=True)),
    PlainSerializer(str),
    text_schema(
        ["8 h", "0 BD", "30 calendar days"],
        "An amount of open time, of business days, or of calendar days, weeks or months.",
        rf"^\s*(<=?)?\s*{AMOUNT}\s*$",
    ),
]
TimeText = Annotated[
    Cutoff,
    PlainValidator(parse_cutoff),
    PlainSerializer(str),
    text_schema(
        ["16:00", "24:00", "< 13:00"],
        "A time of day; with < that very instant is too late.",
        rf"^\s*(<=?)?\s*({TIME_PATTERN})\s*$",
    ),
]
CountedFromText = Literal["start", "opened"]
COUNTED_FROM = (
    "Whether days are counted from the date on which the clock starts, or from that of the event."
)
Name = Annotated[LineText, Field(min_length=1, max_length=100)]


class TargetError(TextError):
    """Say that what a target says of itself does not go together."""


class TargetSpec(Record):
    """A target as a table: how much, and on which terms of its own."""

    within: WithinText
    strict: bool | None = Field(None, description="Whether the deadline itself is too late.")
    calendar: Name | None = Field(None, description="Default: the cell's, then the plan's.")
    business_day: MeaningText | None = Field(
        None, description="Default: the cell's, then the plan's, then the matrix's."
    )
    by: TimeText | None = Field(None, description="The time of the date on which it falls due.")
    cutoff: TimeText | None = Field(
        None, description="What comes in later on a date counts as come in on the next one."
    )
    counted_from: CountedFromText | None = Field(None, description=COUNTED_FROM)
    lands_on: Name | None = Field(
        None, description="A calendar: from a date closed in it, on to its next open one."
    )

    @property
    def limit(self) -> Limit:
        """Return the amount with its bound."""
        is_strict = self.strict or (self.by is not None and self.by.strict)
        return self.within._replace(strict=True) if is_strict else self.within

    @property
    def last_time(self) -> Cutoff | None:
        """Return the cut-off: the one that is given, or else the time by which it is due."""
        if self.cutoff is not None or self.by is None:
            return self.cutoff
        return Cutoff(self.by.time, self.limit.strict)

    @model_validator(mode="after")
    def _agrees_with_itself(self) -> Self:
        amount = self.within.amount
        if self.strict is False and self.limit.strict:
            text = self.within if self.within.strict else self.by
            _refuse(str(text), "is strict by its <, but strict = false; leave out one")
        if self.business_day is not None and not amount.business_days:
            what = f"says what a business day is, but {self.within} counts in none; leave it out"
            _refuse(str(self.business_day), what)
        if self.business_day is not None and self.by is not None:
            what = f"is the time of the date already, so business_day = '{self.business_day}'"
            _refuse(str(self.by), f"{what} says nothing; leave out one")
        if self.counted_from is not None and amount.seconds:
            _refuse(self.counted_from, f"is said of dates, but {self.within} names none")
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
