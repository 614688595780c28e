"""What one target is written as: an amount, or a table with what else it says of itself.

A text such as `"< 4 h"` is short for a table that says `within` alone. What a table leaves out
comes from its cell, then its plan, then the matrix; `slaclock.matrices.terms` puts it together.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache, lru_cache, partial
from typing import TYPE_CHECKING, Annotated, Any, Literal, NamedTuple, NoReturn, Self, cast

from pydantic import (
    Field,
    ValidationError,
    model_validator,
)
from pydantic_core import CoreSchema, InitErrorDetails, core_schema

from slaclock.calendars.business_days import MEANINGS, Meaning, parse_meaning
from slaclock.day_times import TIME_PATTERN, Cutoff, parse_cutoff
from slaclock.durations import AMOUNT_PATTERN, LIMIT_PATTERN, NOTHING, Limit, parse_limit
from slaclock.errors import ArgumentTypeError, TextError
from slaclock.matrices.pausing import PausesValue
from slaclock.records import ReadBy, Record, ShortText

if TYPE_CHECKING:
    from pydantic import TypeAdapter

__all__ = [
    "AMOUNT",
    "COUNTED_FROM",
    "CountedFromText",
    "LimitText",
    "MeaningText",
    "TargetEntry",
    "TargetList",
    "TargetSpec",
    "TargetValue",
    "text_schema",
]

AMOUNT = AMOUNT_PATTERN.removeprefix(r"^\s*").removesuffix(r"\s*$")
"""The pattern of an amount, without its ends."""


def text_schema(examples: list[str], description: str, pattern: str) -> dict[str, Any]:
    """Return the JSON Schema of a text with a grammar of its own."""
    schema = {"type": "string", "pattern": pattern, "examples": examples}
    return {**schema, "description": description}


class TargetError(TextError):
    """Say that what a target says of itself does not go together."""


def _read_meaning(value: object) -> Meaning:
    try:
        return parse_meaning(value)
    except ArgumentTypeError:
        words = ", ".join(MEANINGS)
        problem = f"is not what a business day can be; write {words}, or text such as '8 h'"
        raise TargetError(value, problem) from None


LimitText = Annotated[
    Limit,
    ReadBy(
        parse_limit,
        text_schema(
            ["8 h", "1 BD", "< 16 h"],
            "An amount of open time or of business days.",
            LIMIT_PATTERN,
        ),
    ),
]
MeaningText = Annotated[
    Meaning,
    ReadBy(
        _read_meaning,
        text_schema(
            [*MEANINGS, "8 h"],
            "What a business day is.",
            rf"^({'|'.join(MEANINGS)}|\s*{AMOUNT}\s*)$",
        ),
    ),
]
WithinText = Annotated[
    Limit,
    ReadBy(
        partial(parse_limit, same_day=True),
        text_schema(
            ["8 h", "0 BD", "30 calendar days"],
            "An amount of open time, of business days, or of calendar days, weeks or months.",
            rf"^\s*(<=?)?\s*{AMOUNT}\s*$",
        ),
    ),
]
TimeText = Annotated[
    Cutoff,
    ReadBy(
        parse_cutoff,
        text_schema(
            ["16:00", "24:00", "< 13:00"],
            "A time of day; with < that very instant is too late.",
            rf"^\s*(<=?)?\s*({TIME_PATTERN})\s*$",
        ),
    ),
]
CountedFromText = Literal["start", "opened"]
COUNTED_FROM = (
    "Whether days are counted from the date on which the clock starts, or from that of the event."
)


class TargetSpec(Record):
    """A target as a table: how much, and on which terms of its own."""

    within: WithinText | None = None
    strict: bool | None = Field(None, description="Whether the deadline itself is too late.")
    calendar: ShortText | None = Field(None, description="Default: the cell's, then the plan's.")
    business_day: MeaningText | None = Field(
        None, description="Default: the cell's, then the plan's, then the matrix's."
    )
    by: TimeText | None = Field(None, description="The time of the date on which it falls due.")
    cutoff: TimeText | None = Field(
        None, description="What comes in later on a date counts as come in on the next one."
    )
    counted_from: CountedFromText | None = Field(None, description=COUNTED_FROM)
    lands_on: ShortText | None = Field(
        None, description="A calendar: from a date closed in it, on to its next open one."
    )
    starts_in: ShortText | None = Field(
        None, description="The calendar by whose hours the clock starts; then it runs on its own."
    )
    opened_in: ShortText | None = Field(
        None, description="In a list: the calendar that has to be open when the metric starts."
    )
    pauses: PausesValue | None = Field(None, description="Default: what its metric says.")
    agreed: bool | None = Field(
        None, description="Whether a time agreed with the customer replaces the deadline."
    )
    first_of: Annotated[tuple[TargetEntry, ...], Field(strict=False)] | None = Field(
        None, description="Several targets, of which the one that falls due first counts."
    )

    @property
    def is_plain(self) -> bool:
        """Return whether it is an amount and nothing else."""
        given, within = self.model_fields_set, self.within
        return len(given) == 1 and within is not None and within.amount != NOTHING

    @property
    def parts(self) -> tuple[TargetSpec, ...]:
        """Return the targets that it is put together from; none for a single one."""
        return cast(tuple[TargetSpec, ...], self.first_of or ())

    @property
    def has_amount(self) -> bool:
        """Return whether it falls due without a time that is agreed."""
        return self.within is not None or self.first_of is not None

    @property
    def limit(self) -> Limit:
        """Return the amount with its bound; of several, that of the first."""
        if not self.has_amount:
            return Limit(NOTHING, bool(self.strict))
        if self.within is None:
            return self.parts[0].limit
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
        if not self.has_amount:
            _check_agreed(self)
        elif self.first_of is None:
            _check_single(self)
        else:
            _check_parts(self, self.parts)
        return self

    def written(self) -> Any:
        """Return it as it stands in a data file, in the shortest form."""
        own: dict[str, Any] = {
            name: value if isinstance(value, str | bool) else str(value)
            for name, value in self
            if value is not None and name not in ("strict", "first_of", "pauses")
        }
        if self.pauses is not None:
            own["pauses"] = list(self.pauses) if isinstance(self.pauses, tuple) else self.pauses
        if self.first_of is not None:
            return {"first_of": [part.written() for part in self.parts], **own}
        if self.within is None:
            return {**own, "strict": True} if self.strict else own
        own["within"] = str(self.limit)
        # The same day is written as a table: as text alone it could be a slip.
        is_plain = len(own) == 1 and self.within.amount != NOTHING
        return own["within"] if is_plain else own


class TargetList(NamedTuple):
    """Several targets, of which the hours at the opening choose."""

    parts: tuple[TargetSpec, ...]

    def written(self) -> Any:
        """Return it as it stands in a data file."""
        return [part.written() for part in self.parts]


def _check_single(spec: TargetSpec) -> None:
    assert spec.within is not None
    amount = spec.within.amount
    if spec.strict is False and spec.limit.strict:
        text = spec.within if spec.within.strict else spec.by
        _refuse(str(text), "is strict by its <, but strict = false; leave out one")
    if spec.business_day is not None and not amount.business_days and amount != NOTHING:
        what = f"says what a business day is, but {spec.within} counts in none; leave it out"
        _refuse(str(spec.business_day), what)
    if spec.business_day is not None and spec.by is not None:
        what = f"is the time of the date already, so business_day = '{spec.business_day}'"
        _refuse(str(spec.by), f"{what} says nothing; leave out one")
    if spec.counted_from is not None and amount.seconds:
        _refuse(spec.counted_from, f"is said of dates, but {spec.within} names none")
    if spec.counted_from == "opened" and spec.starts_in is not None:
        _refuse("opened", f"is the date of the event, but starts_in = '{spec.starts_in}' moves it")


def _check_agreed(spec: TargetSpec) -> None:
    """Refuse what is said of an amount, where there is only a time that will be agreed."""
    given = spec.model_fields_set - {"agreed", "strict", "calendar"}
    if given:
        _refuse(min(given), "is said of an amount, but there is none; add within, or leave it out")


def _check_parts(spec: TargetSpec, parts: Sequence[TargetSpec]) -> None:
    """Refuse what does not belong to several targets of which the first counts."""
    given = spec.model_fields_set - {"first_of", "opened_in", "pauses", "agreed"}
    if given:
        _refuse(min(given), "stands beside first_of; say it in each of the targets there")
    if len(parts) < 2:
        _refuse("first_of", "needs two targets at least")
    for part in parts:
        if part.parts or part.opened_in is not None:
            key = "first_of" if part.parts else "opened_in"
            _refuse(key, "stands inside first_of; choose by opened_in outside of it")
        for key in ("pauses", "agreed"):
            if getattr(part, key) is not None:
                _refuse(key, "stands inside first_of; it is one clock, so say it beside first_of")
    if len({part.limit.strict for part in parts}) > 1:
        texts = [str(part.limit) for part in parts]
        _refuse(", ".join(texts), "are strict (<) in part; make all of them so, or none")


def _check_list(parts: Sequence[TargetSpec]) -> None:
    """Refuse a list of which the hours at the opening cannot choose."""
    if len(parts) < 2:
        _refuse("the list", "needs two targets at least; write one without the brackets")
    for place, part in enumerate(parts[:-1]):
        if part.opened_in is None:
            what = "has no opened_in, so that nothing after it is ever chosen"
            _refuse(f"[{place}]", f"{what}; only the last one of a list has none")
    for place, part in enumerate(parts):
        if not part.has_amount:
            what = "has no within; write within and agreed = true, so that it falls due by itself"
            _refuse(f"[{place}]", what)
    if parts[-1].opened_in is not None:
        what = "is the last one, for whatever no other is for"
        _refuse(str(parts[-1].opened_in), f"{what}, and so has no opened_in")


def _refuse(value: str, problem: str) -> NoReturn:
    raise TargetError(value, problem)


@lru_cache(maxsize=512)
def _of_text(text: object) -> TargetSpec:
    """Return the target of an amount alone; a contract has few, and each many times."""
    return TargetSpec.model_construct(within=parse_limit(text))


def _read_entry(value: object) -> TargetSpec:
    """Return the target of a text or a table."""
    if isinstance(value, TargetSpec):
        return value
    if isinstance(value, Mapping):
        has_amount = {"within", "first_of"} & value.keys() or value.get("agreed") is True
        if not has_amount and value.keys() <= TargetSpec.model_fields.keys():
            missing = InitErrorDetails(type="missing", loc=("within",), input=dict(value))
            raise ValidationError.from_exception_data("TargetSpec", [missing])
        return TargetSpec.model_validate(value)
    return _of_text(value) if isinstance(value, str) else _of_text.__wrapped__(value)


def _read(value: object) -> TargetSpec | TargetList:
    """Return the target of a text, a table, or a list of these."""
    if isinstance(value, TargetList):
        return value
    if not isinstance(value, list | tuple):
        found = _read_entry(value)
        if found.opened_in is not None:
            what = "chooses from a list, but this target stands alone; add the one for other times"
            _refuse(found.opened_in, what)
        return found
    parts = _entries().validate_python(value)
    _check_list(parts)
    return TargetList(parts)


@cache
def _entries() -> TypeAdapter[Any]:
    from pydantic import TypeAdapter  # few files have lists

    return TypeAdapter(Annotated[tuple[TargetEntry, ...], Field(strict=False)])


def _write(spec: TargetSpec | TargetList) -> Any:
    return spec.written()


class _EntryRead:
    """How a target of a list is read and written; its schema is that of the type it marks."""

    def __get_pydantic_core_schema__(self, source: Any, handler: Any) -> CoreSchema:
        return core_schema.no_info_wrap_validator_function(
            lambda value, _: _read_entry(value),
            handler(source),
            serialization=core_schema.plain_serializer_function_ser_schema(_write),
        )


TargetEntry = Annotated[LimitText | TargetSpec, _EntryRead()]
"""A target of a list in a data file."""
TargetValue = Annotated[
    Any, ReadBy(_read, LimitText | TargetSpec | tuple[TargetEntry, ...], write=_write)
]
"""A target in a data file, whichever way it is written."""
