"""The laws of the open clock, proved on the class that is shipped.

`slaclock.calendars.timeline.OpenClock` is run on windows whose openings and closings are any
integers in order, and on instants that are any integers. A law that did not hold would show as
numbers that z3 finds. Timelines of up to so many windows are gone through; `induction.py` says
why more windows change nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from itertools import pairwise
from typing import Any, NamedTuple

import z3
from symbols import Number, World, every_way

from slaclock.calendars.timeline import OpenClock

__all__ = ["LAWS", "Law", "Proof", "prove"]

Claim = Any
NOT_FOUND = z3.BoolVal(False)  # noqa: FBT003 - it takes no name


class Law(NamedTuple):
    """A law: what it says, and what must hold of a clock."""

    name: str
    says: str
    claims: Callable[[World, OpenClock[Any]], Iterable[Claim]]


class Proof(NamedTuple):
    """What a proof went through, and the numbers that refute the law, if any."""

    ways: int
    questions: int
    refuted_by: str | None


def prove(law: Law, windows: int, clock: type[OpenClock[Any]] = OpenClock) -> Proof:
    """Try the law on every timeline of that many windows."""
    names = [z3.Int(f"{side}{number}") for number in range(windows) for side in ("open", "close")]
    assumed = [before < after for before, after in pairwise(names)]

    def run(world: World) -> list[Claim]:
        numbers = [Number(world, name) for name in names]
        made = clock(numbers[::2], numbers[1::2], Number(world, z3.IntVal(0)))  # type: ignore[arg-type]
        return list(law.claims(world, made))

    ways = questions = 0
    for world, claims in every_way(assumed, run):
        ways += 1
        if world.is_possible(z3.Not(z3.And(*claims))):
            return Proof(ways, world.questions, world.example())
        questions = world.questions
    return Proof(ways, questions, None)


def instant(world: World, name: str) -> Number:
    return Number(world, z3.Int(name))


def total(clock: OpenClock[Any]) -> Any:
    return clock.open_through[-1].term


def some_reading(world: World, clock: OpenClock[Any], name: str = "reading") -> Number:
    """Return a reading that the clock comes to show: more than zero, and not past the end."""
    number = instant(world, name)
    world.assume(number.term > 0, number.term <= total(clock))
    return number


def monotone(world: World, clock: OpenClock[Any]) -> Iterator[Claim]:
    earlier, later = instant(world, "earlier"), instant(world, "later")
    world.assume(earlier.term <= later.term)
    passed = clock.elapsed(earlier, later).term
    yield passed >= 0
    yield passed <= later.term - earlier.term


def adds_up(world: World, clock: OpenClock[Any]) -> Iterator[Claim]:
    first, second = instant(world, "first"), instant(world, "second")
    world.assume(first.term <= second.term)
    yield clock.elapsed(first, second).term == (clock.reading(second) - clock.reading(first)).term
    yield clock.elapsed(first, second).term == -clock.elapsed(second, first).term


def reaches(world: World, clock: OpenClock[Any]) -> Iterator[Claim]:
    reading = some_reading(world, clock)
    due = clock.at_reading(reading)
    if due is None:
        yield NOT_FOUND
        return
    yield clock.reading(due).term == reading.term
    # The earliest: a microsecond before, it shows one less.
    yield clock.reading(due - 1).term == reading.term - 1
    yield z3.And(*(due.term != opening.term for opening in clock.opens))


def none_after_the_end(world: World, clock: OpenClock[Any]) -> Iterator[Claim]:
    reading = instant(world, "reading")
    world.assume(reading.term > total(clock))
    yield z3.BoolVal(clock.at_reading(reading) is None)


def back_and_forth(world: World, clock: OpenClock[Any]) -> Iterator[Claim]:
    start, amount = instant(world, "start"), instant(world, "amount")
    world.assume(amount.term > 0)
    reading = clock.reading(start) + amount
    world.assume(reading.term <= total(clock))
    if not world.is_possible(z3.And()):
        return  # no such amount from there
    due = clock.at_reading(reading)
    if due is None:
        yield NOT_FOUND
        return
    yield clock.elapsed(start, due).term == amount.term
    yield due.term >= start.term + amount.term


def later_is_later(world: World, clock: OpenClock[Any]) -> Iterator[Claim]:
    less, more = some_reading(world, clock, "less"), some_reading(world, clock, "more")
    world.assume(less.term < more.term)
    if not world.is_possible(z3.And()):
        return
    earlier, later = clock.at_reading(less), clock.at_reading(more)
    if earlier is None or later is None:
        yield NOT_FOUND
        return
    yield later.term - earlier.term >= more.term - less.term


LAWS = (
    Law("monotone", "time only adds, and never more than has passed", monotone),
    Law("adds up", "spans that adjoin add up, and a span reversed is negative", adds_up),
    Law("reaches", "a reading is reached exactly, at the earliest, never at an opening", reaches),
    Law("ends", "a reading past the last closing is not reached", none_after_the_end),
    Law("back and forth", "adding an amount and measuring gives it back", back_and_forth),
    Law("later", "a greater amount is due later, by at least the difference", later_is_later),
)
