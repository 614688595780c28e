"""Shares of whole numbers, in words that no rounding carries across a threshold."""

from __future__ import annotations

import re
from typing import NamedTuple

from slaclock.errors import TextError

__all__ = ["Goal", "parse_goal", "percent_text"]

_GOAL = re.compile(r"([0-9]{1,3})(?:\.([0-9]{1,4}))?\s?%?")


class Goal(NamedTuple):
    """A goal in percent, exactly: *units* of one *scale*-th of a percent."""

    units: int
    scale: int

    @property
    def decimals(self) -> int:
        """Return how many digits after the point it has."""
        return len(str(self.scale)) - 1

    def is_reached(self, part: int, whole: int) -> bool | None:
        """Return whether *part* of *whole* is at least the goal; None for nothing of nothing."""
        return part * 100 * self.scale >= self.units * whole if whole else None

    def __float__(self) -> float:
        return self.units / self.scale

    def __str__(self) -> str:
        whole, rest = divmod(self.units, self.scale)
        return f"{whole}.{rest:0{self.decimals}} %" if self.decimals else f"{whole} %"


def parse_goal(text: str) -> Goal:
    """Return the goal of a text such as `95`, `95 %` or `99.95 %`.

    Raises:
        TextError: Not of that form, over 100, or under 1: `0.95` is meant for 95 %.
    """
    match = _GOAL.fullmatch(text.strip())
    decimals = (match[2] or "").rstrip("0") if match else ""
    goal = Goal(int(match[1] + decimals), 10 ** len(decimals)) if match else Goal(0, 1)
    if not 0 < goal.units <= 100 * goal.scale:
        raise TextError(text, "is not a goal; write a percentage from 1 to 100, such as 95")
    if goal.units < goal.scale:
        raise TextError(text, "is a goal of less than 1 %; write a percentage, such as 95")
    return goal


def percent_text(part: int, whole: int, decimals: int = 1) -> str:
    """Return *part* of *whole* in percent, cut off and never rounded up.

    So 99.96 % does not read as 100 %, nor 94.96 % as a goal of 95 %; and what is not nothing
    does not read as 0 %.

    >>> percent_text(9996, 10000), percent_text(1, 1), percent_text(1, 100000), percent_text(0, 0)
    ('99.9 %', '100 %', '< 0.1 %', 'n/a')

    Args:
        part: From 0 to *whole*.
        whole: Nothing of nothing is `n/a`.
        decimals: How many digits after the point.
    """
    if not whole:
        return "n/a"
    if part in (0, whole):
        return "100 %" if part else "0 %"
    scale = 10**decimals
    units = part * 100 * scale // whole
    if not units:
        return f"< {1 / scale:.{decimals}f} %"
    return f"{units // scale}.{units % scale:0{decimals}} %" if decimals else f"{units} %"
