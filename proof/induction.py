"""Why more windows change nothing: the laws survive one window more.

Suppose the laws hold of a timeline, whatever it is made of: its reading is a function that never
falls and never grows faster than time, and stays at its total after its last closing; and
`at_reading` finds the earliest instant of each reading up to the total. The class adds a window
after the last one by adding what has passed of it, and sends readings above the old total into
it. z3 is asked for numbers with which the longer timeline breaks a law; the old functions are
left open, so that it may choose them as it likes.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import z3

__all__ = ["STEPS", "holds"]

reading = z3.Function("reading", z3.IntSort(), z3.IntSort())
at_reading = z3.Function("at_reading", z3.IntSort(), z3.IntSort())
ended, total, opens, closes = z3.Ints("ended total opens closes")
earlier, later, wanted = z3.Ints("earlier later wanted")


def passed(instant: Any) -> Any:
    """Return how much of the new window has passed."""
    return z3.If(instant <= opens, 0, z3.If(instant >= closes, closes - opens, instant - opens))


def new_reading(instant: Any) -> Any:
    return reading(instant) + passed(instant)


def new_at_reading(amount: Any) -> Any:
    through = total + (closes - opens)
    return z3.If(amount <= total, at_reading(amount), closes - (through - amount))


def laws_at(*instants: Any) -> Iterator[Any]:
    """Yield what holds of the old timeline, for these instants."""
    for one in instants:
        yield reading(one) >= 0
        yield reading(one) <= total
        yield z3.Implies(one >= ended, reading(one) == total)
        for other in instants:
            grown = reading(other) - reading(one)
            yield z3.Implies(one <= other, z3.And(grown >= 0, grown <= other - one))


def found_at(amount: Any, *instants: Any) -> Iterator[Any]:
    """Yield what holds of the old `at_reading`, beside these instants."""
    due = at_reading(amount)
    in_range = z3.And(amount > 0, amount <= total)
    yield z3.Implies(in_range, z3.And(reading(due) == amount, due <= ended))
    for one in instants:
        yield z3.Implies(z3.And(in_range, one < due), reading(one) < amount)


def monotone() -> tuple[list[Any], Any]:
    grown = new_reading(later) - new_reading(earlier)
    given = [earlier <= later, *laws_at(earlier, later, ended)]
    return given, z3.And(grown >= 0, grown <= later - earlier)


def ends() -> tuple[list[Any], Any]:
    given = list(laws_at(earlier))
    new_total = total + (closes - opens)
    at_end = z3.Implies(earlier >= closes, new_reading(earlier) == new_total)
    return given, z3.And(at_end, new_reading(earlier) <= new_total)


def reaches() -> tuple[list[Any], Any]:
    due = new_at_reading(wanted)
    given = [wanted > 0, wanted <= total + (closes - opens), earlier < due]
    given += [*laws_at(due, earlier, at_reading(wanted)), *found_at(wanted, due, earlier)]
    exact, earliest = new_reading(due) == wanted, new_reading(earlier) < wanted
    return given, z3.And(exact, earliest, due != opens, due <= closes)


STEPS = {"monotone": monotone, "ends": ends, "reaches": reaches}
"""The laws that a window more must keep; the others follow from them by adding up."""


def holds(step: str) -> bool:
    """Return whether z3 finds nothing that breaks the step."""
    given, claim = STEPS[step]()
    solver = z3.Solver()
    solver.add(ended < opens, opens < closes, total >= 0, *given, z3.Not(claim))
    found = solver.check()
    if found == z3.unknown:
        raise RuntimeError(f"z3 does not know: {solver.reason_unknown()}")
    return bool(found == z3.unsat)
