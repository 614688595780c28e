"""How many tickets come in, go out and stay open, and how old those are that do."""

from __future__ import annotations

from itertools import pairwise
from typing import NamedTuple

import numpy as np

from slaclock.bulk.engine.steps import NAT
from slaclock.instants import DAY
from slaclock.offsets import Micros
from slaclock.reports.figures.choice import CountedTickets
from slaclock.reports.figures.periods import Period, PeriodKind, periods_of
from slaclock.reports.figures.verdicts import BREACHED, Verdicts

__all__ = ["Age", "Flow", "Volume", "ages", "volume"]

_STEPS = (1, 3, 7, 14, 30, 90)
"""The ages, in days of a wall clock, by which what is open is counted."""


class Flow(NamedTuple):
    """The tickets that came and went in a period.

    Attributes:
        period: Which.
        opened: How many were opened in it.
        ended: How many were resolved, or closed otherwise, at the last.
        open_at_end: How many were open at its end, or at the instant of asking.
    """

    period: Period
    opened: int
    ended: int
    open_at_end: int


class Volume(NamedTuple):
    """The tickets of all periods.

    Attributes:
        flows: By period, those without a ticket too.
        knows_ends: Whether the file says when any ticket ended.
        unknown_ends: How many tickets are closed, nobody says since when; they are never
            counted as open.
    """

    flows: tuple[Flow, ...]
    knows_ends: bool
    unknown_ends: int


class Age(NamedTuple):
    """The open tickets of an age.

    Attributes:
        label: How long ago they were opened: `3 to 7 d`.
        tickets: How many.
        overdue: How many of them have missed a promise that is not completed yet.
    """

    label: str
    tickets: int
    overdue: int


def volume(verdicts: Verdicts, choice: CountedTickets, kind: PeriodKind) -> Volume:
    """Return what came, went and stayed by period.

    Args:
        verdicts: The verdicts on all tickets of the file: what was open in October was opened
            at any time before.
        choice: Of which dates periods are shown.
        kind: How long they are.
    """
    ended, unknown = verdicts.ended, verdicts.ends_unknown
    known = ended != NAT
    if not len(verdicts):
        return Volume((), knows_ends=False, unknown_ends=0)
    both = np.concatenate([verdicts.opened, ended[known]])
    periods = periods_of(both, choice.zone, kind)
    size = len(periods.periods)
    opened_in, ended_in = periods.places[: len(verdicts)], periods.places[len(verdicts) :]
    opened, went = np.bincount(opened_in, minlength=size), np.bincount(ended_in, minlength=size)
    counted = np.bincount(opened_in[~unknown], minlength=size)
    stays = np.cumsum(counted - went)
    flows = [
        Flow(period, *numbers)
        for period, *numbers in zip(
            periods.periods, opened.tolist(), went.tolist(), stays.tolist(), strict=True
        )
        if _is_shown(period, choice)
    ]
    return Volume(tuple(flows), bool(known.any()), int(unknown.sum()))


def ages(verdicts: Verdicts) -> tuple[Age, ...]:
    """Return the tickets that are open at the instant of asking, by how old they are."""
    is_open = (verdicts.ended == NAT) & ~verdicts.ends_unknown
    overdue = np.zeros(len(verdicts), np.bool_)
    for found in verdicts.metrics.values():
        overdue |= (found.states == BREACHED) & ~found.done
    old = (verdicts.as_of - verdicts.opened) // DAY
    steps = np.searchsorted(_STEPS, old, side="right")
    counts = _counts(steps[is_open]), _counts(steps[is_open & overdue])
    return tuple(Age(*entry) for entry in zip(_labels(), *counts, strict=True))


def _is_shown(period: Period, choice: CountedTickets) -> bool:
    return (choice.first is None or period.end > choice.first) and (
        choice.end is None or period.first < choice.end
    )


def _counts(steps: Micros) -> list[int]:
    return [int(number) for number in np.bincount(steps, minlength=len(_STEPS) + 1)]


def _labels() -> list[str]:
    between = [f"{low} to {high} d" for low, high in pairwise(_STEPS)]
    return [f"under {_STEPS[0]} d", *between, f"{_STEPS[-1]} d and more"]
