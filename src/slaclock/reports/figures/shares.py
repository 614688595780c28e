"""Shares of whole numbers, in words that no rounding carries across a threshold."""

from __future__ import annotations

from slaclock.matrices.goals import Goal, parse_goal

__all__ = ["Goal", "parse_goal", "percent_text", "share_text"]


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


def share_text(goal: Goal, met: int, decided: int) -> str:
    """Return the share that was met, with as many digits as the goal has."""
    return percent_text(met, decided, max(1, goal.decimals))
