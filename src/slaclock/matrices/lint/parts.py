"""Findings about targets put together from others: parts that can never hold."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import permutations

from slaclock.matrices.lint.findings import Found, Subject, finding
from slaclock.matrices.lint.sizes import Sized, is_always_open
from slaclock.matrices.promises import Target

__all__: list[str] = []


@finding("part-out-of-reach")
def idle_parts(subject: Subject) -> Iterator[Found]:
    """Find targets of a list that are never chosen, and of `first_of` that are never first."""
    matrix = subject.matrix
    for terms in (*map(matrix.row, matrix.plans), *matrix.rows()):
        for target in terms.targets:
            path = f"{matrix.path_of(terms)}.{target.metric}"
            for single in target.parts if target.is_choice else (target,):
                for message in _never_first(single):
                    yield Found(path, message)
            if target.is_choice:
                for message in _never_chosen(target):
                    yield Found(path, message)


def _never_chosen(target: Target) -> Iterator[str]:
    """Yield what is wrong with a list whose first entries leave nothing to a later one."""
    seen: set[str] = set()
    for place, part in enumerate(target.parts):
        hours = part.opened_in
        if hours is None:
            return
        if hours.id in seen:
            yield f"{part} is never chosen: an entry before it is for {hours.id} too"
        seen.add(hours.id)
        if is_always_open(hours.calendar):
            later = ", ".join(map(str, target.parts[place + 1 :]))
            yield f"{later} is never chosen: {hours.id} is open at any time"
            return


def _never_first(target: Target) -> Iterator[str]:
    """Yield what is wrong with targets of which one is longer than another in the same hours."""
    for one, other in permutations(target.parts, 2):
        same = one.calendar_id == other.calendar_id and not (one.starts_in or other.starts_in)
        plain = not (one.counted.names_date or other.counted.names_date)
        if same and plain and Sized(one, 0).is_longer_than(Sized(other, 0)):
            yield f"{one} is never first: {other} on {other.calendar_id} is shorter"
