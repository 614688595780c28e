"""Whether a target fits the contract it stands in: its names, and what its cell says of days.

What a target says of itself alone is checked where it is read, in
`slaclock.matrices.target_spec`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from typing import Any

from slaclock.calendars.business_days import MEANINGS, Meaning
from slaclock.calendars.calendar import Calendar
from slaclock.durations import Amount
from slaclock.errors import AmountError, Problem
from slaclock.matrices.pausing import whole_days_of
from slaclock.matrices.promises import Promise
from slaclock.matrices.target_spec import TargetList, TargetSpec
from slaclock.messages import did_you_mean, listed, shown

__all__ = ["day_problems", "missing_day_once", "reference_problem", "target_problems"]

_NO_DAY = "counts in business days, but the matrix does not say what one is"


def target_problems(
    path: str,
    target: TargetSpec | TargetList,
    calendars: Mapping[str, object],
    meaning: Meaning | None,
) -> Iterable[Problem]:
    """Yield what is wrong with a target.

    Args:
        path: Where it stands.
        target: As it is written.
        calendars: Those of the contract, by name.
        meaning: What a business day is there, if the target does not say it.
    """
    if isinstance(target, TargetSpec) and target.is_plain:
        if meaning is None:
            yield from day_problems(path, target.limit, target.limit.amount)
        return
    if isinstance(target, TargetSpec):
        for key in ("calendar", "lands_on", "starts_in", "opened_in"):
            name = getattr(target, key)
            yield from reference_problem(f"{path}.{key}", "calendar", name, calendars)
        path = f"{path}.first_of" if target.parts else path
    for place, part in enumerate(target.parts):
        yield from target_problems(f"{path}[{place}]", part, calendars, meaning)
    if isinstance(target, TargetSpec) and target.within is not None:
        yield from _single_problems(path, target, meaning)


def _single_problems(path: str, target: TargetSpec, meaning: Meaning | None) -> Iterable[Problem]:
    own = target.business_day or meaning
    if target.by is None and own is None:
        yield from day_problems(path, target.limit, target.limit.amount)
    if target.by is not None or own is not None or not target.limit.amount.business_days:
        yield from _date_problems(path, target, own)


def _date_problems(path: str, target: TargetSpec, meaning: Meaning | None) -> Iterable[Problem]:
    try:
        promise = Promise.of(
            target.limit.amount,
            None if target.by is not None else meaning,
            by=None if target.by is None else target.by.time,
            cutoff=target.last_time,
            counted_from=target.counted_from,
            lands_on=None if target.lands_on is None else _anywhere(),
        )
    except AmountError as error:
        yield Problem(path, str(target.limit.amount), str(error))
        return
    whole_days = whole_days_of(target.pauses) if target.pauses is not None else ()
    if whole_days and not promise.names_date:
        message = (
            f"a pause for {listed(whole_days)} leaves out whole days, but {target.limit} names no "
            'date; write "open_time"'
        )
        yield Problem(f"{path}.pauses", sorted(whole_days), message)


def day_problems(path: str, value: object, amount: Amount | None) -> Iterable[Problem]:
    """Yield that an amount counts in business days, where nothing says what one is."""
    if amount is not None and amount.business_days:
        names = ", ".join(f'"{name}"' for name in MEANINGS)
        message = f'{str(value)!r} {_NO_DAY}; add business_day = {names} or "8 h"'
        yield Problem(path, str(value), message)


def missing_day_once(problems: Iterable[Problem]) -> Iterator[Problem]:
    """Yield problems; that nothing says what a business day is only once, with how many more."""
    every = list(problems)
    missing = [problem for problem in every if _NO_DAY in problem.message]
    for problem in every:
        if problem in missing[1:]:
            continue
        if problem in missing and len(missing) > 1:
            message = f"{problem.message} (so do {len(missing) - 1} more amounts)"
            problem = problem._replace(message=message)
        yield problem


def reference_problem(
    path: str, kind: str, name: str | None, known: Mapping[str, Any]
) -> Iterable[Problem]:
    """Return that a name refers to nothing, if so."""
    if name is None or name in known:
        return ()
    message = f"unknown {kind} {shown(name)}; {did_you_mean(name, known)}"
    return (Problem(path, name, f"{message}there are: {listed(known)}"),)


@cache
def _anywhere() -> Calendar:
    """Return a calendar that stands for any other, where only its being there matters."""
    return Calendar(timezone="UTC", hours={"mon-sun": ["00:00-24:00"]})
