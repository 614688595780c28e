"""The steps of a promise give what its rule for single tickets gives, proved of both as shipped.

A business-day meaning is written twice: as the rule for one ticket (`DueRule.due`), and as the
steps that are looked up for many (`StepRule.steps`). Here both run on the same business days,
whose openings are any integers in order, and are asked about the same instant, which is any
integer too; so is the amount of open time. An instant at which the two differed would show as
numbers that z3 finds.

The shipped code keeps its numbers in arrays of 64 bits; here the arrays hold symbols, and that
is all that is put in its place. The lengths of full days are known numbers, since a share of a
day is a quotient. The local time moves along with the instant, as it does between two changes
of the clock.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from datetime import date, timedelta
from itertools import islice, pairwise
from typing import Any, NamedTuple
from unittest.mock import patch

import numpy as np
import z3
from symbols import Number, Proof, World, proof_of, term_of

from slaclock.bulk.engine import dated_steps, step_rule, step_tables, steps
from slaclock.bulk.engine.step_rule import StepRule
from slaclock.bulk.engine.step_tables import rule_of
from slaclock.calendars import day_meanings, timeline
from slaclock.calendars.business_days import MEANINGS
from slaclock.calendars.open_time import HORIZON, OpenTime
from slaclock.calendars.timeline import BusinessDay, Span, Timeline
from slaclock.instants import SECOND
from slaclock.matrices.promise import Promise

__all__ = ["CASES", "Case", "prove_steps"]

MONDAY = date(2026, 1, 5)
NEAR = HORIZON // 4
"""What is asked about lies so near that no search is given up."""
HOUR = 3600 * SECOND


class Case(NamedTuple):
    """Business days, and what is promised.

    Attributes:
        meaning: The name of what a business day is; `open time` for an amount, which may be any.
        windows: How many windows each business day has.
        count: How many business days are promised.
        lengths: How long each window is, in microseconds; any lengths if there are none.
    """

    meaning: str
    windows: Sequence[int]
    count: int = 1
    lengths: Sequence[int] = ()


CASES = (
    Case("open time", (1,)),
    Case("open time", (1, 1)),
    Case("open time", (2, 1)),
    Case("full_day", (1, 1, 1), lengths=(10 * HOUR, 10 * HOUR, 4 * HOUR)),
    Case("full_day", (2, 1, 2), lengths=(4 * HOUR, 5 * HOUR, 7 * HOUR, 3 * HOUR, HOUR // 3)),
    Case("full_day", (1, 2, 1, 1), 2, (7 * HOUR, HOUR, 4 * HOUR, 9 * HOUR, 8 * HOUR)),
    Case("same_time", (1, 1)),
    Case("same_time", (2, 1)),
    Case("same_time", (1, 2)),
    Case("close_of_business", (1, 2, 1)),
    Case("close_of_business", (1, 1, 2, 1), 2),
)


class NotKnownError(Exception):
    """What is asked for lies after the last window."""


def prove_steps(case: Case, rule: StepRule | None = None) -> Proof:
    """Return whether the steps of a case are its rule, at every instant before the last closing.

    Args:
        case: Business days and a promise.
        rule: How the steps are made; as shipped where that is not given.
    """
    opens = [z3.Int(f"open{number}") for number in range(sum(case.windows))]
    closes = [z3.Int(f"close{number}") for number in range(len(opens))]
    at, start = z3.Int("at"), z3.Int("start")
    if case.lengths:
        closes = [one + length for one, length in zip(opens, case.lengths, strict=True)]
    edges = [start, *(edge for pair in zip(opens, closes, strict=True) for edge in pair)]
    in_order = [before < after for before, after in pairwise(edges)]
    assumed = [*in_order, closes[-1] - start <= NEAR, start <= at, at < closes[-1]]

    def run(world: World) -> Iterator[Any]:
        spans = [Span(Number(world, one), Number(world, end)) for one, end in zip(opens, closes)]  # type: ignore[arg-type]  # noqa: B905
        line = Timeline(Number(world, start), Number(world, closes[-1]), days_of(case, spans))  # type: ignore[arg-type]
        promise, calendar = promised(case, world), AnyCalendar(line)
        made = (rule or rule_of(promise)).steps(line, calendar, promise, line.start, line.end)
        instant = Number(world, at)
        yield term_of(answer(made, instant)) == term_of(rule_for_one(promise, calendar, instant))
        yield from (term_of(before) < term_of(after) for before, after in pairwise(made.starts))

    with symbols_in_arrays():
        return proof_of(assumed, lambda world: map(claim, run(world)))


def claim(held: Any) -> Any:
    """Return a claim as z3 takes it, also where two known numbers were compared."""
    return z3.BoolVal(held) if isinstance(held, bool) else held


def days_of(case: Case, spans: Iterable[Span]) -> list[BusinessDay]:
    left = iter(spans)
    return [
        BusinessDay(MONDAY + timedelta(days=number), tuple(islice(left, many)))
        for number, many in enumerate(case.windows)
    ]


def promised(case: Case, world: World) -> Promise:
    if case.meaning != "open time":
        return Promise(0, case.count, MEANINGS[case.meaning])
    micros = z3.Int("micros")
    world.assume(micros > 0, micros <= NEAR)
    return Promise(Number(world, micros))  # type: ignore[arg-type]


def answer(made: steps.Steps, instant: Number) -> Any:
    """Return what the steps say at an instant, as they are looked up for many."""
    found = np.searchsorted(made.starts, objects([instant]), side="right") - 1
    return made.values(found, objects([instant]))[0]


def rule_for_one(promise: Promise, calendar: OpenTime, instant: Any) -> Any:
    try:
        return promise.due(calendar, instant)
    except NotKnownError:
        return steps.NAT


class AnyLocal(NamedTuple):
    """A local time, by the instant that it means."""

    instant: Any

    def __add__(self, passed: Any) -> AnyLocal:  # type: ignore[override]
        return AnyLocal(self.instant + passed)


class AnyCalendar(OpenTime):
    """The rules of a calendar, on a timeline that does not grow."""

    __slots__ = ("line",)

    def __init__(self, line: Timeline) -> None:
        self._set(line=line, zone=None)

    def _compile(self, first: date, last: date) -> Any:
        raise NotImplementedError

    def _reaches_past_midnight(self) -> bool:
        raise NotImplementedError

    def covering(self, first: int, last: int) -> Timeline:
        return self.line  # type: ignore[attr-defined, no-any-return]

    def midnight(self, day: date) -> int:
        return self.covering(0, 0).start

    def local_time(self, instant: int) -> Any:
        return AnyLocal(instant)

    def _search(self, start: int, ask: Callable[[Timeline], Any], wanted: str) -> Any:
        raise NotKnownError

    def never_open(self, start: int, wanted: str) -> Any:
        return NotKnownError


class NoClockChanges:
    """Local times that move along with the instant."""

    def __init__(self, *args: object) -> None:
        pass

    def moved(self, span: Span, by: int) -> Iterator[tuple[Span, int]]:
        yield span, by


class ObjectArrays:
    """numpy, whose arrays hold any objects where the shipped code asks for integers."""

    def __getattr__(self, name: str) -> Any:
        return getattr(np, name)

    def array(self, values: Iterable[Any], dtype: object) -> Any:
        return objects(values)

    asarray = array

    def ones(self, count: int, dtype: object) -> Any:
        return objects([1] * count)

    def int64(self, value: Any) -> Any:
        return value


def objects(values: Iterable[Any]) -> Any:
    held = list(values)
    made = np.empty(len(held), object)
    made[:] = held
    return made


@contextmanager
def symbols_in_arrays() -> Iterator[None]:
    """Let the shipped code work on symbols."""
    with ExitStack() as stack:

        def put(module: object, **names: object) -> None:
            for name, value in names.items():
                stack.enter_context(patch.object(module, name, value, create=True))

        for module in (step_tables, steps, step_rule, dated_steps):
            put(module, np=ObjectArrays(), int=lambda value: value)
        put(dated_steps, ZoneOffsets=NoClockChanges)
        put(day_meanings, local_to_instant=lambda local, _: local.instant)
        put(timeline, timedelta=lambda number: number)  # its second clock counts in it
        yield
