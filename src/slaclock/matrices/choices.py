"""The rules of a contract that say which plan a ticket is on: `[[choose]]`.

A rule asks for fields of the ticket, each equal to a value or to one of a list, and says what
follows: a plan, a priority, or calendars that stand in for others. Nothing else can be asked,
so that a rule can be read aloud. `slaclock.matrices.choosing` applies them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Annotated, Any

from pydantic import Field

from slaclock.errors import Problem, TextError
from slaclock.messages import did_you_mean, listed, shown
from slaclock.records import ReadBy, Record, ShortText, as_list
from slaclock.ticket_fields import field_text

__all__ = ["ChooseEntries", "ChooseSpec", "choose_problems"]

_ONE = {"type": ["string", "integer", "boolean"]}


def _wanted(value: object) -> object:
    values = value if isinstance(value, list | tuple) else [value]
    if not values:
        raise TextError(value, "is an empty list, which nothing equals; name a value")
    for one in values:
        if not isinstance(one, str | int) or field_text(one) is None:
            problem = "is nothing that a field can equal; write text, a whole number, true or false"
            raise TextError(one, problem)
    return tuple(values) if isinstance(value, list) else value


Wanted = Annotated[
    Any,
    ReadBy(
        _wanted,
        {"anyOf": [_ONE, {"type": "array", "items": _ONE, "minItems": 1}]},
        write=as_list,
    ),
]
"""A value that a field has to equal, or a list of which it has to equal one."""


class ChooseSpec(Record):
    """A rule: where it fits, it gives a plan, a priority, or other calendars."""

    when: dict[ShortText, Wanted] = Field(
        default_factory=dict, description="Fields and what they equal; default: always."
    )
    plan: ShortText | None = None
    priority: ShortText | None = None
    calendars: dict[ShortText, ShortText] = Field(
        default_factory=dict, description="Calendars by name, and what stands in for each."
    )


ChooseEntries = Annotated[tuple[ChooseSpec, ...], Field(strict=False)]
"""The rules of a data file, in order."""


def choose_problems(
    rules: tuple[ChooseSpec, ...],
    plans: Mapping[str, Any],
    priorities: Mapping[str, Any],
    calendars: Mapping[str, Any],
) -> Iterator[Problem]:
    """Yield what rules name that there is not, and rules that give nothing."""
    for index, rule in enumerate(rules):
        place = f"choose[{index}]"
        if rule.plan is None and rule.priority is None and not rule.calendars:
            message = "gives nothing; write a plan, a priority or calendars"
            yield Problem(place, None, message)
        for key, known in (("plan", plans), ("priority", priorities)):
            name = getattr(rule, key)
            wanted = rule.when.get(key, ())
            asked = wanted if isinstance(wanted, tuple) else (wanted,)
            yield from _unknown(f"{place}.{key}", key, [] if name is None else [name], known)
            yield from _unknown(f"{place}.when.{key}", key, asked, known)
        for name, other in rule.calendars.items():
            path = f"{place}.calendars"
            yield from _unknown(path, "calendar", [name], calendars)
            yield from _unknown(f"{path}.{name}", "calendar", [other], calendars)


def _unknown(path: str, kind: str, names: Any, known: Mapping[str, Any]) -> Iterator[Problem]:
    for name in names:
        if name not in known:
            message = f"unknown {kind} {shown(name)}; {did_you_mean(name, known)}"
            yield Problem(path, name, f"{message}there are: {listed(known)}")
