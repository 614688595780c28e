"""The examples of a contract, run: does slaclock say what was worked out by hand?

An example is a ticket: when it was opened, what happened to it, and what is due when. One
without events asks for the deadlines of an opening; one with events asks a clock.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any, NamedTuple

from slaclock.clock import Clock
from slaclock.date_words import WEEKDAYS
from slaclock.errors import SlaClockError
from slaclock.events import Opened, from_dict
from slaclock.matrices.example_spec import ExampleSpec
from slaclock.matrices.model import Matrix

__all__ = ["ExampleDifference", "run_examples"]


class ExampleDifference(NamedTuple):
    """Something that comes out otherwise than an example says.

    Attributes:
        number: Which example, from 0.
        message: What, with both answers.
    """

    number: int
    message: str

    def __str__(self) -> str:
        return f"examples[{self.number}]: {self.message}"


def run_examples(matrix: Matrix) -> tuple[ExampleDifference, ...]:
    """Return what comes out otherwise than the examples of a matrix say; empty if all agree."""
    return tuple(
        ExampleDifference(index, message)
        for index, example in enumerate(matrix.examples)
        for message in _differences(matrix, example)
    )


def _differences(matrix: Matrix, example: ExampleSpec) -> Iterator[str]:
    try:
        dues, statuses = _answer(matrix, example)
    except SlaClockError as error:
        yield f"cannot be worked out: {error}"
        return
    for metric, expected in example.dues.items():
        if metric not in dues:
            yield f"{metric}_due: the contract promises no {metric} here"
        elif dues[metric] != expected:
            told = f"the example says {_told(expected)}, slaclock {_told(dues[metric])}"
            yield f"{metric}_due: {told}"
    for metric, status in example.status.items():
        found = statuses.get(metric, "not_applicable")
        if found != status:
            yield f"status.{metric}: the example says {status}, slaclock {found}"


def _answer(
    matrix: Matrix, example: ExampleSpec
) -> tuple[Mapping[str, datetime | None], Mapping[str, str]]:
    """Return deadlines and statuses by metric, as they are when the example asks."""
    fields = example.fields or ({} if example.plan is None else None)
    if not example.events and example.at is None and not example.status:
        given: Any = (example.plan, example.priority, example.opened_at)
        deadline = matrix.compute_deadline(*given, fields=fields)
        return {metric: entry.due_at for metric, entry in deadline.items()}, {}
    opened = Opened(example.opened_at, example.plan, example.priority, fields)
    log = [opened, *(from_dict(event, index=place) for place, event in _numbered(example))]
    asked = example.at or max(event.at for event in log)
    state = Clock(matrix, log).at(asked)
    promised = {metric: entry for metric, entry in state.items() if entry.target is not None}
    return (
        {metric: entry.due_at for metric, entry in promised.items()},
        {metric: entry.status for metric, entry in promised.items()},
    )


def _numbered(example: ExampleSpec) -> Iterator[tuple[int, dict[str, Any]]]:
    yield from enumerate(example.events, start=1)  # the opening is the first


def _told(at: datetime | None) -> str:
    return "none" if at is None else f"{WEEKDAYS[at.weekday()]} {at.isoformat()}"
