"""Runs code on numbers that are not known: every way it can take, one after the other.

A `Number` stands for any integer that the assumptions allow. Arithmetic on it gives another one.
Where the code compares two of them, `every_way` asks z3 which answers are possible, and runs the
code once for each. So the code under proof is the code that is shipped, not a copy of it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import timedelta
from typing import Any, NamedTuple

import z3

from slaclock.instants import MICROSECOND

__all__ = ["Number", "Proof", "World", "every_way", "proof_of", "term_of"]


class Proof(NamedTuple):
    """What a proof went through, and the numbers that refute the law, if any."""

    ways: int
    questions: int
    refuted_by: str | None


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

    def example_of(self, term: Any) -> int:
        """Return a number that a term may stand for on this way."""
        if self._example is None:
            self.solver.check()
            self._example = self.solver.model()
        return int(self._example.eval(term, model_completion=True).as_long())

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
    """An integer that is not known; it compares as the world decides.

    Arithmetic that comes to one integer, whatever the others are, gives that integer. A time
    span counts as its microseconds. Products and quotients are those with a known number.
    """

    __slots__ = ("term", "world")

    def __init__(self, world: World, term: Any) -> None:
        self.world, self.term = world, term

    def _made(self, term: Any) -> Any:
        term = z3.simplify(term)
        return term.as_long() if z3.is_int_value(term) else Number(self.world, term)

    def __add__(self, other: Any) -> Any:
        return NotImplemented if _is_array(other) else self._made(self.term + term_of(other))

    __radd__ = __add__

    def __sub__(self, other: Any) -> Any:
        return NotImplemented if _is_array(other) else self._made(self.term - term_of(other))

    def __rsub__(self, other: Any) -> Any:
        return self._made(term_of(other) - self.term)

    def __neg__(self) -> Any:
        return self._made(-self.term)

    def __mul__(self, other: Any) -> Any:
        return NotImplemented if _is_array(other) else self._made(self.term * term_of(other))

    __rmul__ = __mul__

    def __floordiv__(self, other: Any) -> Any:
        return NotImplemented if _is_array(other) else self._made(self.term / _divisor(other))

    def __divmod__(self, other: Any) -> Any:
        return self // other, self._made(self.term % _divisor(other))

    def __lt__(self, other: Any) -> bool:
        if _is_array(other):
            return NotImplemented
        return self.world.decide(self.term < term_of(other))

    def __gt__(self, other: Any) -> bool:
        if _is_array(other):
            return NotImplemented
        return self.world.decide(self.term > term_of(other))

    def __eq__(self, other: object) -> bool:
        if _is_array(other):
            return NotImplemented
        return self.world.decide(self.term == term_of(other))

    __hash__ = None  # type: ignore[assignment]  # equal ones must not be told apart by chance

    def __ne__(self, other: object) -> bool:
        return NotImplemented if _is_array(other) else not self == other

    def __le__(self, other: Any) -> bool:
        return NotImplemented if _is_array(other) else not self > other

    def __ge__(self, other: Any) -> bool:
        return NotImplemented if _is_array(other) else not self < other

    def __bool__(self) -> bool:
        return self.world.decide(self.term != 0)

    def __index__(self) -> int:
        while True:
            number = self.world.example_of(self.term)
            if self == number:
                return number


def proof_of(assumed: list[z3.BoolRef], run: Callable[[World], Iterable[Any]]) -> Proof:
    """Return whether the claims that *run* makes hold on every way that it can take."""
    ways = questions = 0
    for world, claims in every_way(assumed, lambda world: list(run(world))):
        ways += 1
        if world.is_possible(z3.Not(z3.And(*claims))):
            return Proof(ways, world.questions, world.example())
        questions = world.questions
    return Proof(ways, questions, None)


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


def term_of(value: Any) -> Any:
    """Return what z3 knows a number by, which may be known or not."""
    if isinstance(value, timedelta):
        return value // MICROSECOND
    return value.term if isinstance(value, Number) else int(value)


def _divisor(value: Any) -> Any:
    if isinstance(value, Number) or value <= 0:
        raise TypeError("only what is divided by a known number above zero is followed")
    return int(value)


def _is_array(value: object) -> bool:
    """Return whether numpy is to go through a value, number by number."""
    return getattr(value, "shape", ()) != ()
