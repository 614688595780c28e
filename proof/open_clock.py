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
from symbols import Number, Proof, World, proof_of, term_of

from slaclock.calendars.timeline import OpenClock

__all__ = ["LAWS", "Law", "prove"]

Claim = Any
NOT_FOUND = z3.BoolVal(False)  # noqa: FBT003 - it takes no name


class Law(NamedTuple):
    """A law: what it says, and what must hold of a clock."""

    name: str
    says: str
    claims: Callable[[World, OpenClock[Any]], Iterable[Claim]]


def prove(law: Law, windows: int, clock: type[OpenClock[Any]] = OpenClock) -> Proof:
    """Try the law on every timeline of that many windows."""
    names = [z3.Int(f"{side}{number}") for number in range(windows) for side in ("open", "close")]

    def run(world: World) -> Iterable[Claim]:
        numbers = [Number(world, name) for name in names]
        made = clock(numbers[::2], numbers[1::2], Number(world, z3.IntVal(0)))  # type: ignore[arg-type]
        return law.claims(world, made)

    return proof_of([before < after for before, after in pairwise(names)], run)


def instant(world: World, name: str) -> Number:
    return Number(world, z3.Int(name))


def total(clock: OpenClock[Any]) -> Any:
    return term_of(clock.open_through[-1])


def some_reading(world: World, clock: OpenClock[Any], name: str = "reading") -> Number:
    """Return a reading that the clock comes to show: more than zero, and not past the end."""
    number = instant(world, name)
    world.assume(number.term > 0, number.term <= total(clock))
    return number


def monotone(world: World, clock: OpenClock[Any]) -> Iterator[Claim]:
    earlier, later = instant(world, "earlier"), instant(world, "later")
    world.assume(term_of(earlier) <= term_of(later))
    passed = term_of(clock.elapsed(earlier, later))
    yield passed >= 0
    yield passed <= term_of(later) - term_of(earlier)


def adds_up(world: World, clock: OpenClock[Any]) -> Iterator[Claim]:
    first, second = instant(world, "first"), instant(world, "second")
    world.assume(first.term <= second.term)
    yield term_of(clock.elapsed(first, second)) == term_of(
        clock.reading(second) - clock.reading(first)
    )
    yield term_of(clock.elapsed(first, second)) == -term_of(clock.elapsed(second, first))


def reaches(world: World, clock: OpenClock[Any]) -> Iterator[Claim]:
    reading = some_reading(world, clock)
    due = clock.at_reading(reading)
    if due is None:
        yield NOT_FOUND
        return
    yield term_of(clock.reading(due)) == reading.term
    # The earliest: a microsecond before, it shows one less.
    yield term_of(clock.reading(due - 1)) == reading.term - 1
    yield z3.And(*(term_of(due) != term_of(opening) for opening in clock.opens))


def none_after_the_end(world: World, clock: OpenClock[Any]) -> Iterator[Claim]:
    reading = instant(world, "reading")
    world.assume(reading.term > total(clock))
    yield z3.BoolVal(clock.at_reading(reading) is None)


def back_and_forth(world: World, clock: OpenClock[Any]) -> Iterator[Claim]:
    start, amount = instant(world, "start"), instant(world, "amount")
    world.assume(term_of(amount) > 0)
    reading = clock.reading(start) + amount
    world.assume(reading.term <= total(clock))
    if not world.is_possible(z3.And()):
        return  # no such amount from there
    due = clock.at_reading(reading)
    if due is None:
        yield NOT_FOUND
        return
    yield term_of(clock.elapsed(start, due)) == term_of(amount)
    yield term_of(due) >= term_of(start) + term_of(amount)


def later_is_later(world: World, clock: OpenClock[Any]) -> Iterator[Claim]:
    less, more = some_reading(world, clock, "less"), some_reading(world, clock, "more")
    world.assume(less.term < more.term)
    if not world.is_possible(z3.And()):
        return
    earlier, later = clock.at_reading(less), clock.at_reading(more)
    if earlier is None or later is None:
        yield NOT_FOUND
        return
    yield term_of(later) - term_of(earlier) >= more.term - less.term


LAWS = (
    Law("monotone", "time only adds, and never more than has passed", monotone),
    Law("adds up", "spans that adjoin add up, and a span reversed is negative", adds_up),
    Law("reaches", "a reading is reached exactly, at the earliest, never at an opening", reaches),
    Law("ends", "a reading past the last closing is not reached", none_after_the_end),
    Law("back and forth", "adding an amount and measuring gives it back", back_and_forth),
    Law("later", "a greater amount is due later, by at least the difference", later_is_later),
)
