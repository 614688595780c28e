"""Findings about names: repeated, unused, or spelt in two ways by two contracts."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from slaclock.matrices.lint.findings import Found, Subject, finding
from slaclock.matrices.model import Matrix, Plan

__all__ = ["SPELLING", "other_spellings"]

SPELLING = "other-spelling"
_PATTERN = re.compile(r"\*|^[<>=!]")
"""What elsewhere stands for any text, or compares otherwise: `acme*`, `<= 2`, `!phone`."""
_SHORTEST = 5
"""A shorter name is one letter away from too many others."""


@finding("unused-calendar")
def unused_calendars(subject: Subject) -> Iterator[Found]:
    """Find calendars that nothing names: no plan, row, level, choice or other calendar."""
    matrix = subject.matrix
    used = {name for row in matrix.rows() for name in row.calendars}
    used |= {plan.calendar for plan in matrix.plans.values()}
    used |= {name for plan in matrix.plans for name in matrix.row(plan).calendars}
    used |= {level.notify for level in matrix.escalation if level.notify is not None}
    used |= {name for rule in matrix.rules for name in rule.calendars.values()}
    for name in matrix.calendars:
        if name not in used and not matrix.is_part(name):
            yield Found(f"calendars.{name}", "nothing uses this calendar")


@finding("idle-alias")
def idle_aliases(subject: Subject) -> Iterator[Found]:
    """Find aliases that repeat the id or another alias, since names match in any case."""
    matrix = subject.matrix
    plans = [(f"plans.{plan.id}.aliases", plan.id, plan.aliases) for plan in matrix.plans.values()]
    levels = matrix.priorities.values()
    priorities = [(f"priorities.{level.id}.aliases", level.id, level.aliases) for level in levels]
    for place, name, aliases in [*plans, *priorities]:
        known = {name.casefold()}
        for alias in aliases:
            if alias.casefold() in known:
                yield Found(place, f"{alias!r} is known already; names match in any case")
            known.add(alias.casefold())


@finding("no-pattern")
def literal_patterns(subject: Subject) -> Iterator[Found]:
    """Find values of `when` that look like a pattern: each is compared letter by letter."""
    for rule in subject.matrix.rules:
        for name, values in rule.when.items():
            for value in sorted(filter(_PATTERN.search, values)):
                message = f"{value!r} is compared letter by letter, and is no pattern"
                yield Found(f"{rule.place}.when.{name}", f"{message}; list the values meant")


@finding(SPELLING)
def _no_other_contract(subject: Subject) -> Iterator[Found]:
    """Find nothing: it takes several contracts, and `other_spellings` looks at them."""
    del subject
    yield from ()


def other_spellings(matrix: Matrix, others: Sequence[tuple[str, Matrix]]) -> Iterator[Found]:
    """Find plans that another contract seems to have too, but spelt in another way.

    Spelt in another way: with other spaces or hyphens, or with one letter more, less, other
    or exchanged. Upper and lower case are no difference, since names match in any case.

    Args:
        matrix: The contract looked at.
        others: Other contracts, each with the name of its file.
    """
    for plan in matrix.plans.values():
        for file, other in others:
            its = {name for one in other.plans.values() for name in _names(one)}
            if its.isdisjoint(_names(plan)):
                near = next((one for one in other.plans if _is_near(plan.id, one)), None)
                if near is not None and near not in matrix.plans:
                    yield Found(f"plans.{plan.id}", f"{file} spells a plan {near!r}")


def _names(plan: Plan) -> set[str]:
    return {name.casefold() for name in (plan.id, plan.title, *plan.aliases)}


def _is_near(one: str, other: str) -> bool:
    """Return whether two names are the same but for their spelling."""
    first, second = (re.sub(r"[\W_]+", "", name.casefold()) for name in (one, other))
    if min(len(first), len(second)) < _SHORTEST:
        return first == second
    return first == second or _is_slip(first, second)


def _is_slip(one: str, other: str) -> bool:
    """Return whether a letter is left out, another one, or exchanged with the next.

    Only letters, and not the last one for another: `tier1` and `tier2`, or `zone a` and
    `zone b`, are two things.
    """
    head = _shared(one, other)
    one, other = one[head:], other[head:]
    tail = _shared(one[::-1], other[::-1])
    one, other = one[: len(one) - tail], other[: len(other) - tail]
    if not (one + other).isalpha():
        return False
    if len(one) == len(other) == 1:
        return tail > 0
    return {len(one), len(other)} == {0, 1} or (len(one) == 2 and one == other[::-1])


def _shared(one: str, other: str) -> int:
    """Return how many letters two names have in common from the first on."""
    pairs = list(zip(one, other, strict=False))
    return next((at for at, pair in enumerate(pairs) if pair[0] != pair[1]), len(pairs))
