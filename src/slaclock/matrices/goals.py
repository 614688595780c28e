"""Goals of a contract: which share of the tickets of a period is to be met, `[[goals]]`.

A goal is counted in whole tickets, and no rounding takes part. Whether it is reached is decided
here, for the contract's own goals and for one that a report is asked for; which tickets count is
the business of `slaclock.reports.figures.goals`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Annotated, Any, Literal, NamedTuple

from pydantic import Field, PlainSerializer, PlainValidator, WithJsonSchema

from slaclock.errors import Problem, TextError
from slaclock.messages import did_you_mean, listed, shown
from slaclock.records import LineText, Record, ShortText

__all__ = [
    "Goal",
    "GoalEntries",
    "GoalSpec",
    "PeriodKind",
    "SmallSpec",
    "goal_problems",
    "parse_goal",
]

_GOAL = re.compile(r"([0-9]{1,3})(?:\.([0-9]{1,4}))?\s?%?")
PeriodKind = Literal["day", "week", "month", "quarter", "year"]


class Goal(NamedTuple):
    """A goal in percent, exactly: *units* of one *scale*-th of a percent."""

    units: int
    scale: int

    @property
    def decimals(self) -> int:
        """Return how many digits after the point it has."""
        return len(str(self.scale)) - 1

    def is_reached(self, part: int, whole: int) -> bool | None:
        """Return whether *part* of *whole* is at least the goal; None for nothing of nothing."""
        return part * 100 * self.scale >= self.units * whole if whole else None

    def __float__(self) -> float:
        return self.units / self.scale

    def __str__(self) -> str:
        whole, rest = divmod(self.units, self.scale)
        return f"{whole}.{rest:0{self.decimals}} %" if self.decimals else f"{whole} %"


def parse_goal(text: str) -> Goal:
    """Return the goal of a text such as `95`, `95 %` or `99.95 %`.

    Raises:
        TextError: Not of that form, over 100, or under 1: `0.95` is meant for 95 %.
    """
    match = _GOAL.fullmatch(text.strip())
    decimals = (match[2] or "").rstrip("0") if match else ""
    goal = Goal(int(match[1] + decimals), 10 ** len(decimals)) if match else Goal(0, 1)
    if not 0 < goal.units <= 100 * goal.scale:
        raise TextError(text, "is not a goal; write a percentage from 1 to 100, such as 95")
    if goal.units < goal.scale:
        raise TextError(text, "is a goal of less than 1 %; write a percentage, such as 95")
    return goal


class GoalError(TextError):
    """Say that something is no goal."""


def _share(value: object) -> Goal:
    if not isinstance(value, str) or "%" not in value:
        raise GoalError(value, 'is not a share; write text with a percent sign, such as "98 %"')
    try:
        return parse_goal(value)
    except TextError as error:
        raise GoalError(value, error.problem) from None


def _names(value: object) -> tuple[str, ...]:
    given = (value,) if isinstance(value, str) else value
    if not isinstance(given, list | tuple) or not given:
        raise GoalError(value, "is neither a name nor a list of names")
    for name in given:
        if not isinstance(name, str) or not name:
            raise GoalError(name, "is not a name; put it in quotes")
    return tuple(given)


def _plain_names(names: tuple[str, ...]) -> str | list[str]:
    return names[0] if len(names) == 1 else list(names)


_TEXT = {"type": "string", "minLength": 1, "maxLength": 100}
GoalNames = Annotated[
    tuple[str, ...],
    PlainValidator(_names),
    PlainSerializer(_plain_names),
    WithJsonSchema({"anyOf": [_TEXT, {"type": "array", "items": _TEXT, "minItems": 1}]}),
]
ShareValue = Annotated[
    Goal,
    PlainValidator(_share),
    PlainSerializer(str),
    WithJsonSchema(
        {
            "type": "string",
            "pattern": r"^\s*[0-9]{1,3}(\.[0-9]{1,4})?\s?%\s*$",
            "examples": ["98 %", "99.5 %"],
        }
    ),
]


class SmallSpec(Record):
    """What holds instead of the share where few tickets are decided."""

    below: Annotated[int, Field(ge=1, le=1_000_000)] = Field(
        description="For fewer decided tickets than that."
    )
    late: Annotated[int, Field(ge=0, le=1_000_000)] = Field(
        description="So many of them may be late."
    )


class GoalSpec(Record):
    """A share of the tickets of a period that is to be met."""

    title: LineText = ""
    metric: ShortText
    plan: GoalNames | None = Field(None, description="Default: every plan, counted together.")
    priority: GoalNames | None = Field(
        None, description="Default: every priority, counted together."
    )
    share: ShareValue
    per: PeriodKind | None = Field(None, description="Default: all tickets of the report.")
    small: SmallSpec | None = None

    def is_reached(self, met: int, decided: int) -> bool | None:
        """Return whether so many met of those decided reach it; None where nothing is decided."""
        if decided and self.small is not None and decided < self.small.below:
            return decided - met <= self.small.late
        return self.share.is_reached(met, decided)

    def __str__(self) -> str:
        few = self.small
        parts = (
            f"{self.share} of {self.metric}",
            f"of {listed(self.priority)}" if self.priority else "",
            f"on {listed(self.plan)}" if self.plan else "",
            f"per {self.per}" if self.per else "",
            f"({few.late} late of fewer than {few.below})" if few else "",
        )
        return " ".join(filter(None, parts))


GoalEntries = Annotated[tuple[GoalSpec, ...], Field(strict=False)]
"""The goals of a data file."""


def goal_problems(
    goals: Iterable[GoalSpec],
    metrics: Mapping[str, Any],
    plans: Mapping[str, Any],
    priorities: Mapping[str, Any],
) -> Iterator[Problem]:
    """Yield what goals name that there is not."""
    for index, goal in enumerate(goals):
        place = f"goals[{index}]"
        asked = (
            ("metric", (goal.metric,), metrics),
            ("plan", goal.plan or (), plans),
            ("priority", goal.priority or (), priorities),
        )
        for key, names, known in asked:
            for name in names:
                if name not in known:
                    message = f"unknown {key} {shown(name)}; {did_you_mean(name, known)}"
                    yield Problem(f"{place}.{key}", name, f"{message}there are: {listed(known)}")
