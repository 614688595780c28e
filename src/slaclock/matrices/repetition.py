"""Levels of escalation that repeat: `every = "1 BD"`, `upto = "5 BD"`.

A level that repeats is a step after the deadline. It is reached at its own point, and then again
and again until the amount *upto* after the deadline, that one included:

    at = "100 %", every = "1 BD", upto = "3 BD"      at the deadline, +1 BD, +2 BD, +3 BD

What it takes to be a whole series, such as an end, is checked here; when each step is reached is
the business of the clock, which asks for it like for any other point of a target.
"""

from __future__ import annotations

from collections.abc import Iterator

from slaclock.durations import Amount, Offset

__all__ = ["MOST_STEPS", "points_of", "repetition_problems"]

MOST_STEPS = 1000
"""How many times a level can be reached; a timer asks for all of them."""


def points_of(at: Offset | None, every: Amount | None, upto: Amount | None) -> tuple[Offset, ...]:
    """Return the points of a target at which a level is reached, in order; none without a time.

    >>> from slaclock.durations import parse_amount, parse_offset
    >>> points = points_of(parse_offset("+2 h"), parse_amount("4 h"), parse_amount("10 h"))
    >>> [str(point) for point in points]
    ['+2 h', '+6 h', '+10 h']
    """
    if at is None:
        return ()
    if every is None or upto is None:
        return (at,)
    first, step, last = (_size(amount) for amount in (at.amount, every, upto))
    later = range(first + step, last + 1, step)
    return (at, *(Offset(amount=_amount(size, every)) for size in later))


def repetition_problems(
    at: Offset | None, every: Amount | None, upto: Amount | None
) -> Iterator[tuple[str, str]]:
    """Yield what is wrong with a level that repeats: the key, and what to write instead."""
    if every is None:
        if upto is not None:
            yield "upto", 'ends a repetition, but there is none; add every, such as "1 BD"'
        return
    if upto is None:
        message = 'has no end; add upto, the last step after the deadline, such as "5 BD"'
        yield "every", message
    elif at is None or at.before or (at.amount is None and at.percent != 100):
        message = (
            'repeats a step after the deadline, but at is none; write at = "100 %" for the '
            'deadline itself, or an amount after it, such as "+1 BD"'
        )
        yield "every", message
    else:
        yield from _unit_problems(at, every, upto)


def _unit_problems(at: Offset, every: Amount, upto: Amount) -> Iterator[tuple[str, str]]:
    amounts = [amount for amount in (at.amount, every, upto) if amount is not None]
    if len({bool(amount.business_days) for amount in amounts}) > 1:
        yield "every", "mixes business days and open time; give at, every and upto in one of them"
    elif _size(upto) < _size(at.amount) + _size(every):
        yield "upto", f"ends before the first repetition, which is {every} after {at}"
    elif (_size(upto) - _size(at.amount)) // _size(every) >= MOST_STEPS:
        message = f"repeats more often than the limit of {MOST_STEPS} steps; make every longer"
        yield "every", message


def _size(amount: Amount | None) -> int:
    """Return the number of an amount, in its own unit; 0 for none."""
    return 0 if amount is None else amount.business_days or amount.seconds


def _amount(size: int, like: Amount) -> Amount:
    return Amount(business_days=size) if like.business_days else Amount(seconds=size)
