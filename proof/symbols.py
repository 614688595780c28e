"""Runs code on numbers that are not known: every way it can take, one after the other.

A `Number` stands for any integer that the assumptions allow. Arithmetic on it gives another one.
Where the code compares two of them, `every_way` asks z3 which answers are possible, and runs the
code once for each. So the code under proof is the code that is shipped, not a copy of it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

import z3

__all__ = ["Number", "World", "every_way"]


class Decision(NamedTuple):
    """An answer, and whether the other one is possible and still to be tried."""

    answer: bool
    is_open: bool


class World:
    """What is assumed, and what was decided on the way taken now."""

    def __init__(self, assumed: list[z3.BoolRef]) -> None:
        self.solver = z3.SolverFor("QF_LIA")
        self.solver.add(*assumed)
        self.decided: list[Decision] = []
        self.at = 0
        self.questions = 0
        self._example: z3.ModelRef | None = None

    def decide(self, condition: z3.BoolRef) -> bool:
        """Return an answer that is possible, and remember whether another one is too."""
        if self.at == len(self.decided):
            self.decided.append(self._fresh(condition))
        answer = self.decided[self.at].answer
        self.at += 1
        self.assume(condition if answer else z3.Not(condition))
        return answer

    def assume(self, *conditions: z3.BoolRef) -> None:
        """Take conditions as given on this way."""
        self.solver.add(*conditions)
        if self._example is not None and not _holds(self._example, z3.And(*conditions)):
            self._example = None

    def is_possible(self, condition: z3.BoolRef) -> bool:
        """Return whether z3 finds numbers for which it holds; an `unknown` is an error."""
        if self._example is not None and _holds(self._example, condition):
            return True
        self.questions += 1
        found = self.solver.check(condition)
        if found == z3.unknown:
            raise RuntimeError(f"z3 does not know: {self.solver.reason_unknown()}")
        if found == z3.sat:
            self._example = self.solver.model()
        return bool(found == z3.sat)

    def example(self) -> str:
        """Return the numbers that the last question was answered with."""
        return str(self._example)

    def begin(self) -> None:
        """Begin another way, along what was decided."""
        self.at, self._example = 0, None
        self.solver.push()

    def turn(self) -> bool:
        """Leave a way; return whether another one is left, and turn to it."""
        self.solver.pop()
        while self.decided:
            if self.decided.pop().is_open:
                self.decided.append(Decision(answer=False, is_open=False))
                return True
        return False

    def _fresh(self, condition: z3.BoolRef) -> Decision:
        if not self.is_possible(condition):
            return Decision(answer=False, is_open=False)
        return Decision(answer=True, is_open=self.is_possible(z3.Not(condition)))


class Number:
    """An integer that is not known; it compares as the world decides."""

    __slots__ = ("term", "world")

    def __init__(self, world: World, term: Any) -> None:
        self.world, self.term = world, term

    def _made(self, term: Any) -> Number:
        return Number(self.world, term)

    def __add__(self, other: Any) -> Number:
        return self._made(self.term + _term(other))

    __radd__ = __add__

    def __sub__(self, other: Any) -> Number:
        return self._made(self.term - _term(other))

    def __rsub__(self, other: Any) -> Number:
        return self._made(_term(other) - self.term)

    def __lt__(self, other: Any) -> bool:
        return self.world.decide(self.term < _term(other))

    def __gt__(self, other: Any) -> bool:
        return self.world.decide(self.term > _term(other))

    def __le__(self, other: Any) -> bool:
        return not self > other

    def __ge__(self, other: Any) -> bool:
        return not self < other


def every_way(
    assumed: list[z3.BoolRef], run: Callable[[World], Any]
) -> Iterator[tuple[World, Any]]:
    """Yield the world and the result of each way that *run* can take."""
    world = World(assumed)
    while True:
        world.begin()
        yield world, run(world)
        if not world.turn():
            return


def _holds(example: z3.ModelRef, condition: z3.BoolRef) -> bool:
    return z3.is_true(example.eval(condition, model_completion=True))


def _term(value: Any) -> Any:
    return value.term if isinstance(value, Number) else value
