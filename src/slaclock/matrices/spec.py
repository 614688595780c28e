"""What a matrix is written as: the pydantic models of a data file.

They check the form of each value. Whether names refer to something, and what the whole means,
is checked in `slaclock.matrices.model`.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Annotated, Any, ClassVar, Literal

from pydantic import (
    ConfigDict,
    Field,
    GetCoreSchemaHandler,
    GetJsonSchemaHandler,
    SerializerFunctionWrapHandler,
    WithJsonSchema,
)
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema, core_schema

from slaclock.calendars.spec import DateText, HolidayList
from slaclock.durations import Amount, Offset, parse_at_risk, parse_offset
from slaclock.frozen import FrozenTable
from slaclock.matrices.calendars import CalendarEntry
from slaclock.matrices.metrics import BUILT_IN, METRICS, Metric, Scope
from slaclock.matrices.target_spec import (
    AMOUNT,
    COUNTED_FROM,
    CountedFromText,
    MeaningText,
    TargetList,
    TargetSpec,
    TargetValue,
    text_schema,
)
from slaclock.matrices.ticket_types import TicketTypes
from slaclock.on_demand import OnDemand
from slaclock.records import LineText, ReadBy, Record, ShortText

__all__ = [
    "ANY_PRIORITY",
    "ASIDE",
    "METRICS",
    "EscalationSpec",
    "MatrixSpec",
    "Metric",
    "PlanSpec",
    "PrioritySpec",
    "TargetList",
    "TargetSpec",
    "TargetsSpec",
    "metrics_in",
]


def _percent(share: int) -> str:
    return f"{share} %"


OffsetText = Annotated[
    Offset,
    ReadBy(
        parse_offset,
        text_schema(
            ["50 %", "-1 h", "+4 h"],
            "A share of the target, or an amount round the deadline.",
            rf"^\s*([0-9]{{1,4}} ?%|[+-]\s*{AMOUNT})\s*$",
        ),
    ),
]
ShareText = Annotated[
    int,
    ReadBy(
        parse_at_risk,
        text_schema(
            ["80 %"], "A share of the target in percent, from 1 to 99.", r"^\s*[0-9]{1,2} ?%\s*$"
        ),
        write=_percent,
    ),
]
ShortTexts = Annotated[tuple[ShortText, ...], Field(strict=False)]
# Whether there is such a metric is checked once the whole matrix is known.
MetricName = Annotated[ShortText, WithJsonSchema({"type": "string", "examples": list(METRICS)})]


ANY_PRIORITY = "*"
"""The key of what a plan promises to every priority that it does not name, and to none."""
_IF_GIVEN = frozenset({"extends", "business_day", "counted_from"})
"""Keys of plans and cells that are not written where they are not given.

They came later than the others: so a contract without them keeps its fingerprint.
"""


class _Written(Record):
    """A table that says itself which of its keys are written.

    What pydantic's `model_serializer` does, which would take a fiftieth of the time to a first
    deadline to load.
    """

    def _as_written(self, serialize: SerializerFunctionWrapHandler) -> dict[str, Any]:
        raise NotImplementedError

    @classmethod
    def __get_pydantic_core_schema__(cls, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        schema: Any = handler(source)
        written = core_schema.wrap_serializer_function_ser_schema(cls._as_written)
        return {**schema, "serialization": written}


class _PromiseKeys(_Written):
    """A table that has a key for each metric of its scope, beside its own.

    The keys come from the table of metrics, which is the context of a validation: a metric
    more is a key more.
    """

    model_config = ConfigDict(extra="allow")
    __pydantic_extra__: dict[str, TargetValue | None]
    scope: ClassVar[Scope]

    @classmethod
    def known_keys(cls, context: Any) -> list[str]:
        """Return the keys it takes: its own, then the metrics."""
        return [*super().known_keys(context), *cls._metrics(context or BUILT_IN)]

    @property
    def limits(self) -> Mapping[str, TargetSpec | TargetList]:
        """Return what is promised, by metric; what is not promised is left out."""
        given = self.__pydantic_extra__
        return {name: spec for name, spec in given.items() if spec is not None}

    def _as_written(self, serialize: SerializerFunctionWrapHandler) -> dict[str, Any]:
        """Return plain data with every metric, and without the keys of `_IF_GIVEN` not given."""
        every = {**dict.fromkeys(self._metrics(BUILT_IN)), **serialize(self)}
        return {
            key: value for key, value in every.items() if value is not None or key not in _IF_GIVEN
        }

    @classmethod
    def __get_pydantic_json_schema__(
        cls, schema: CoreSchema, handler: GetJsonSchemaHandler
    ) -> JsonSchemaValue:
        """Return the schema with the built-in metrics as keys; those of a file may stand beside."""
        made = handler(schema)
        limit = {**made.get("additionalProperties", {}), "default": None}
        for name in cls._metrics(BUILT_IN):
            made["properties"][name] = {**limit, "title": BUILT_IN[name].title}
        return made

    @classmethod
    def _metrics(cls, table: Mapping[str, Metric]) -> tuple[str, ...]:
        return _built_in(cls.scope) if table is BUILT_IN else _standing_in(table, cls.scope)


def _standing_in(table: Mapping[str, Metric], scope: Scope) -> tuple[str, ...]:
    return tuple(name for name, metric in table.items() if metric.may_stand_in(scope))


@cache
def _built_in(scope: Scope) -> tuple[str, ...]:
    return _standing_in(BUILT_IN, scope)


class TargetsSpec(_PromiseKeys):
    """What a plan promises for one priority, and on which calendar."""

    scope = "cell"

    calendar: ShortText | None = Field(None, description="Default: the plan's calendar.")
    business_day: MeaningText | None = Field(None, description="Default: the plan's.")
    counted_from: CountedFromText | None = Field(None, description="Default: the plan's.")


class PlanSpec(_PromiseKeys):
    """A column of the matrix: what a customer on this plan is promised."""

    model_config = ConfigDict(
        json_schema_extra={"anyOf": [{"required": ["calendar"]}, {"required": ["extends"]}]}
    )
    scope = "plan"

    title: LineText = ""
    aliases: ShortTexts = ()
    extends: ShortText | None = Field(
        None, description="Plan from which it takes what it does not say itself."
    )
    calendar: ShortText | None = Field(None, description="Needed, unless it extends another plan.")
    business_day: MeaningText | None = Field(None, description="Default: the matrix's.")
    counted_from: CountedFromText | None = Field(None, description="Default: the matrix's.")
    channels: ShortTexts = ()
    availability: str = ""
    targets: dict[ShortText, TargetsSpec] = Field(
        default_factory=dict,
        description='By priority; "*" is every one not named, and tickets without one.',
    )

    def cell_key(self, priority: str | None) -> str | None:
        """Return the key in `targets` that holds for a priority, or for tickets without one."""
        if priority is not None and priority in self.targets:
            return priority
        return ANY_PRIORITY if ANY_PRIORITY in self.targets else None

    def _as_written(self, serialize: SerializerFunctionWrapHandler) -> dict[str, Any]:
        """Write what is said here alone: what is not, comes from the plan that it extends."""
        plain = super()._as_written(serialize)
        if self.extends is None:
            return plain
        return {key: value for key, value in plain.items() if key in self.model_fields_set}


class PrioritySpec(Record):
    """A row of the matrix: how bad it is."""

    title: LineText = ""
    meaning: str = ""
    aliases: ShortTexts = ()


class EscalationSpec(_Written):
    """A level to which a ticket is escalated, and when, if that is fixed."""

    level: Annotated[int, Field(ge=1, le=99)]
    role: ShortText | None = Field(None, description="What the terms call who is told.")
    contact: ShortText | None = Field(None, description="Who is told; default: the role.")
    note: str = Field("", description="What is to be done.")
    at: OffsetText | None = None
    every: Amount | None = Field(None, description="Again and again after `at`.")
    upto: Amount | None = Field(None, description="The last repetition, after the deadline.")
    metric: MetricName | None = Field(None, description="Default: every metric.")
    plan: ShortText | None = Field(None, description="Default: every plan.")
    notify: ShortText | None = Field(
        None, description="Calendar in whose open time the contact is notified; default: at once."
    )

    def _as_written(self, serialize: SerializerFunctionWrapHandler) -> dict[str, Any]:
        """Leave out what is not said of the keys that came later: old fingerprints stay."""
        added = ("role", "note", "every", "upto")
        return {key: value for key, value in serialize(self).items() if value or key not in added}


ASIDE = ("examples", "silence", "x")
"""Parts that are no part of what was agreed: for `slaclock check`, or the caller's own."""


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
    counted_from: CountedFromText | None = Field(None, description=COUNTED_FROM)
    ticket_types: TicketTypes = ()
    metrics: Annotated[Any, OnDemand("slaclock.matrices.metric_spec:MetricEntries")] = Field(
        default_factory=dict, description="Metrics beside the built-in ones, or other than them."
    )
    holidays: HolidayList = Field((), description="Added to every calendar that observes holidays.")
    calendars: Annotated[dict[ShortText, CalendarEntry], Field(min_length=1)]
    priorities: dict[ShortText, PrioritySpec] = Field(
        default_factory=dict, description='Needed, unless a plan has targets for "*".'
    )
    plans: Annotated[dict[ShortText, PlanSpec], Field(min_length=1)]
    escalation: Annotated[tuple[EscalationSpec, ...], Field(strict=False)] = ()
    pauses: Annotated[tuple[MetricName, ...], Field(strict=False)] = ("resolution",)
    on_change: Literal["retroactive", "carry_elapsed", "restart"] = "retroactive"
    on_reopen: Literal["resume", "restart", "ignore", "count_all"] = "resume"
    at_risk: ShareText | None = None
    ranked: Annotated[Any, OnDemand("slaclock.matrices.ranked:RankedValue")] = None
    choose: Annotated[Any, OnDemand("slaclock.matrices.choices:ChooseEntries")] = ()
    goals: Annotated[Any, OnDemand("slaclock.matrices.goals:GoalEntries")] = ()
    examples: Annotated[Any, OnDemand("slaclock.matrices.example_spec:ExampleEntries")] = ()
    silence: Annotated[Any, OnDemand("slaclock.matrices.silence:Silences")] = Field(
        (), description="Findings of `slaclock check` that are meant, each with a reason."
    )
    x: Annotated[
        Any, OnDemand("slaclock.matrices.own_keys:OwnKeys"), WithJsonSchema({"type": "object"})
    ] = Field(
        default_factory=FrozenTable,
        description="Keys of your own, which slaclock keeps and never reads.",
    )

    @property
    def metric_table(self) -> Mapping[str, Metric]:
        """Return the metrics by name: the built-in ones, then those of the file."""
        if not self.metrics:
            return BUILT_IN
        from slaclock.matrices.metric_spec import metrics_from  # needed by few files

        return metrics_from(self.metrics)


def metrics_in(data: Mapping[str, Any]) -> Mapping[str, Metric]:
    """Return the table of metrics of a data file, whose names are keys in the rest of it."""
    if not data.get("metrics"):
        return BUILT_IN
    from slaclock.matrices.metric_spec import metrics_of  # needed by few files

    return metrics_of(data)


def json_schema() -> dict[str, Any]:
    """Return the JSON Schema (2020-12) of a data file."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": "urn:slaclock:matrix:1",
        **MatrixSpec.model_json_schema(by_alias=True),
        "title": "slaclock matrix",
    }
