"""How a data file writes a metric: one of the contract's own, or a built-in one said anew.

A metric is a row of the table in `slaclock.matrices.metrics`; this module reads such a row and
says what is wrong with it. What the events of a metric do is the business of `slaclock.clock`.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import Annotated, Any, Literal

from pydantic import Field, ValidationError, WithJsonSchema

from slaclock.errors import Problem, TextError
from slaclock.events import TYPES
from slaclock.matrices.metrics import BUILT_IN, Metric, metric_table
from slaclock.matrices.pausing import PausesError
from slaclock.messages import shown
from slaclock.records import LineText, ReadBy, Record, ShortText, as_list

__all__ = ["MetricEntries", "MetricSpec", "metric_problems", "metrics_from", "metrics_of"]

_HAPPENINGS = [name for name in TYPES if name != "happened"]
_REASONS = {"type": "array", "items": {"type": "string", "minLength": 1, "maxLength": 100}}

_NAME = r"[a-z][a-z0-9_]{0,63}"


class MetricNameError(TextError):
    """Say that a text cannot be the name of a metric."""


def _parse_name(value: object) -> str:
    if isinstance(value, str) and re.fullmatch(_NAME, value):
        return value
    problem = "cannot name a metric; use up to 64 of a-z, 0-9 and _, a letter first"
    raise MetricNameError(value, problem)


MetricKey = Annotated[str, ReadBy(_parse_name, {"type": "string", "pattern": f"^{_NAME}$"})]
"""The name of a metric, which is a key of plans and targets, and begins names of columns."""
EventNames = Annotated[
    tuple[ShortText, ...],
    Field(strict=False),
    WithJsonSchema(
        {
            "type": "array",
            "items": {"type": "string", "minLength": 1, "maxLength": 100, "examples": _HAPPENINGS},
        }
    ),
]


def _parse_pauses(value: object) -> bool | tuple[str, ...]:
    if isinstance(value, bool):
        return value
    if isinstance(value, list | tuple) and all(map(_is_reason, value)):
        return tuple(value)
    problem = 'does not say which pauses stop it; write true, false or reasons: ["customer"]'
    raise PausesError(value, problem)


def _is_reason(value: object) -> bool:
    return isinstance(value, str) and value.isprintable() and 1 <= len(value) <= 100


PausesText = Annotated[
    bool | tuple[str, ...],
    ReadBy(_parse_pauses, {"anyOf": [{"type": "boolean"}, _REASONS]}, write=as_list),
]


class MetricSpec(Record):
    """What is timed: a metric of the contract's own, or a built-in one said anew.

    Events are named by their type, such as `responded`, or by the name of something that
    happened, such as `root_cause`.
    """

    title: LineText | None = None
    starts: EventNames | None = Field(None, description="Events that begin a cycle.")
    completes: EventNames | None = Field(None, description="Events that complete it.")
    repeats: Literal["from_completion", "from_deadline"] | None = Field(
        None, description="Where the next cycle begins by itself; the last ends with the ticket."
    )
    restarts: EventNames | None = Field(
        None, description="Events at which a cycle that runs begins anew."
    )
    pauses: PausesText | None = Field(
        None,
        description="Whether a pause stops its clock, or the reasons that do; "
        "default: whether `pauses` of the matrix names it.",
    )

    def over(self, name: str, metric: Metric | None) -> Metric:
        """Return the metric: what is said here, laid over *metric* where it is built in."""
        said = {key: value for key, value in dict(self).items() if value is not None}
        if metric is None:
            metric = Metric(name, name.replace("_", " ").capitalize(), "any", (), ())
        made = metric._replace(**said)
        if made.repeats and "resolved" not in made.completes:
            # It ends with the ticket, so the last cycle is judged by the resolution.
            made = made._replace(completes=(*made.completes, "resolved"))
        return made


MetricEntries = dict[MetricKey, MetricSpec]
"""The metrics of a data file, by name."""


def metrics_from(entries: Mapping[str, MetricSpec]) -> Mapping[str, Metric]:
    """Return the table of metrics: the built-in ones, then those of the file."""
    own = {name: entry.over(name, BUILT_IN.get(name)) for name, entry in entries.items()}
    return metric_table({**BUILT_IN, **own}.values()) if own else BUILT_IN


def metrics_of(data: Mapping[str, Any]) -> Mapping[str, Metric]:
    """Return the table of metrics of a data file, before anything else of it is checked.

    What is wrong with an entry is told when the whole is checked; here it is only left out.
    """
    given = data.get("metrics")
    entries = {}
    for name, entry in given.items() if isinstance(given, Mapping) else ():
        try:
            entries[name] = MetricSpec.model_validate(entry)
        except ValidationError:
            entries[name] = MetricSpec()
    return metrics_from(entries)


def metric_problems(name: str, entry: MetricSpec, keys: Collection[str]) -> Iterator[Problem]:
    """Yield what is wrong with a metric as such, each with its place.

    Args:
        name: Its name.
        entry: What the file says of it.
        keys: What plans and targets have as keys of their own.
    """
    place, metric = f"metrics.{name}", entry.over(name, BUILT_IN.get(name))
    if name in keys:
        message = f"{shown(name)} is a key that plans and targets have; choose another name"
        yield Problem(place, name, message)
    if not metric.starts:
        message = 'it never starts; name the events that begin it, such as starts = ["opened"]'
        yield Problem(f"{place}.starts", _given(entry.starts), message)
    if not metric.completes or (metric.repeats and metric.completes == ("resolved",)):
        message = 'nothing completes it; name the events, such as completes = ["responded"]'
        yield Problem(f"{place}.completes", _given(entry.completes), message)
    for key in ("starts", "completes", "restarts"):
        for index, event in enumerate(getattr(entry, key) or ()):
            for message in _event_problems(key, event, metric):
                yield Problem(f"{place}.{key}[{index}]", event, message)


def _given(events: tuple[str, ...] | None) -> list[str] | None:
    return None if events is None else list(events)


def _event_problems(key: str, event: str, metric: Metric) -> Iterable[str]:
    if event == "happened":
        yield "'happened' is not a name; write the name of what happened, such as \"root_cause\""
    if event == "opened" and key != "starts":
        verb = "complete" if key == "completes" else "restart"
        yield f"a ticket is opened once, before all else; 'opened' can {verb} nothing"
    if key == "restarts" and event in metric.completes:
        yield f"{shown(event)} completes it too; it cannot do both"
    meant = _type_meant(event)
    if meant is not None:
        types = ", ".join(_HAPPENINGS)
        yield f"unknown event type {shown(event)}; did you mean {meant!r}? types: {types}"


def _type_meant(event: str) -> str | None:
    """Return the type that a name is a slip of: its stem, or one letter away from it.

    Any other name may be one that the caller gives to what happened.
    """
    folded = event.casefold()
    if event in TYPES:
        return None
    if folded in _OF_METRICS:
        return _OF_METRICS[folded]
    return next((name for name in _HAPPENINGS if _is_slip(folded, name)), None)


_OF_METRICS = {"response": "responded", "first_response": "responded", "resolution": "resolved"}
"""The event that completes a built-in metric, where the metric itself is named."""


def _is_slip(one: str, name: str) -> bool:
    """Return whether an ending such as `ed`, or a letter more, less, other or swapped, is wrong."""
    if name.startswith(one) and len(name) - len(one) <= 2:
        return True
    pairs = enumerate(zip(one, name, strict=False))
    same = next((place for place, (a, b) in pairs if a != b), min(len(one), len(name)))
    one, name = one[same:], name[same:]
    is_swapped = one[:2] == name[1::-1] and one[2:] == name[2:]
    return is_swapped or one[1:] in (name, name[1:]) or one == name[1:]
