"""What a matrix is written as: the pydantic models of a data file.

They check the form of each value. Whether names refer to something, and what the whole means,
is checked in `slaclock.matrices.model`.
"""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import Field, PlainValidator, WithJsonSchema

from slaclock.calendars.business_days import MEANINGS, Meaning, parse_meaning
from slaclock.calendars.spec import CalendarSpec, DateText, HolidayEntries
from slaclock.durations import (
    Limit,
    Offset,
    parse_limit,
    parse_offset,
    parse_share,
)
from slaclock.records import LineText, Record

__all__ = [
    "METRICS",
    "EscalationSpec",
    "MatrixSpec",
    "Metric",
    "PlanSpec",
    "PrioritySpec",
    "TargetsSpec",
]

Metric = Literal["first_response", "response", "resolution", "next_response"]
METRICS: tuple[Metric, ...] = ("first_response", "response", "resolution", "next_response")


# The form alone: a number, then at last a unit. What a unit is, `parse_amount` says.
_AMOUNT = r"([Pp][Tt][0-9HhMmSs]+|[0-9][0-9. a-zA-Z]*[a-zA-Z])"


def _text(examples: list[str], description: str, pattern: str) -> WithJsonSchema:
    schema = {"type": "string", "pattern": pattern, "examples": examples}
    return WithJsonSchema({**schema, "description": description})


LimitText = Annotated[
    Limit,
    PlainValidator(parse_limit),
    _text(
        ["8 h", "1 BD", "< 16 h"],
        "An amount of open time or of business days.",
        rf"^\s*(<=?)?\s*{_AMOUNT}\s*$",
    ),
]
OffsetText = Annotated[
    Offset,
    PlainValidator(parse_offset),
    _text(
        ["50 %", "-1 h", "+4 h"],
        "A share of the target, or an amount round the deadline.",
        rf"^\s*([0-9]{{1,4}} ?%|[+-]\s*{_AMOUNT})\s*$",
    ),
]
ShareText = Annotated[
    int,
    PlainValidator(parse_share),
    _text(["80 %"], "A share of the target in percent.", r"^\s*[0-9]{1,4} ?%\s*$"),
]
MeaningText = Annotated[
    Meaning,
    PlainValidator(parse_meaning),
    _text(
        [*MEANINGS, "8 h"],
        "What a business day is.",
        rf"^({'|'.join(MEANINGS)}|\s*{_AMOUNT}\s*)$",
    ),
]
Name = Annotated[LineText, Field(min_length=1, max_length=100)]
Names = Annotated[tuple[Name, ...], Field(strict=False)]


class TargetsSpec(Record):
    """What a plan promises for one priority, and on which calendar."""

    calendar: Name | None = Field(None, description="Default: the plan's calendar.")
    response: LimitText | None = None
    resolution: LimitText | None = None
    next_response: LimitText | None = None


class PlanSpec(Record):
    """A column of the matrix: what a customer on this plan is promised."""

    title: LineText = ""
    aliases: Names = ()
    calendar: Name
    channels: Names = ()
    availability: str = ""
    first_response: LimitText | None = None
    targets: dict[Name, TargetsSpec] = Field(default_factory=dict)


class PrioritySpec(Record):
    """A row of the matrix: how bad it is."""

    title: LineText = ""
    meaning: str = ""
    aliases: Names = ()


class EscalationSpec(Record):
    """A level to which a ticket is escalated, and when, if that is fixed."""

    level: Annotated[int, Field(ge=1, le=99)]
    contact: Name
    at: OffsetText | None = None
    metric: Metric | None = Field(None, description="Default: every metric.")
    plan: Name | None = Field(None, description="Default: every plan.")
    notify: Name | None = Field(
        None, description="Calendar in whose open time the contact is notified; default: at once."
    )


class MatrixSpec(Record):
    """A whole contract: calendars, priorities, plans with their targets, escalation."""

    id: Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9_.-]{0,63}$")]
    title: LineText = ""
    version: LineText = ""
    effective_from: DateText | None = Field(None, description="First date in force.")
    effective_until: DateText | None = Field(None, description="First date no longer in force.")
    known_from: DateText | None = Field(
        None, description="Date on which this version was filed; default: effective_from."
    )
    source: str = Field("", description="Where the terms were published.")
    business_day: MeaningText | None = None
    ticket_types: Names = ()
    holidays: HolidayEntries = Field(
        (), description="Added to every calendar that observes holidays."
    )
    calendars: Annotated[dict[Name, CalendarSpec], Field(min_length=1)]
    priorities: Annotated[dict[Name, PrioritySpec], Field(min_length=1)]
    plans: Annotated[dict[Name, PlanSpec], Field(min_length=1)]
    escalation: Annotated[tuple[EscalationSpec, ...], Field(strict=False)] = ()
    pauses: Annotated[tuple[Metric, ...], Field(strict=False)] = ("resolution",)
    on_change: Literal["retroactive", "carry_elapsed", "restart"] = "retroactive"
    on_reopen: Literal["resume", "restart", "ignore"] = "resume"
    at_risk: ShareText | None = None


def json_schema() -> dict[str, Any]:
    """Return the JSON Schema (2020-12) of a data file."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": "urn:slaclock:matrix:1",
        **MatrixSpec.model_json_schema(by_alias=True),
        "title": "slaclock matrix",
    }
