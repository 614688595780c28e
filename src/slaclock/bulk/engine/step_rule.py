"""What it takes to make the steps of one kind of promise, and how far they may reach.

The kinds are in `slaclock.bulk.engine.step_tables`, `dated_steps` and `named_date_steps`.
"""

from __future__ import annotations

from abc import ABC, abstractmethod

import numpy as np

from slaclock.bulk.engine.steps import Ints, Step, Steps
from slaclock.calendars.open_time import HORIZON, OpenTime
from slaclock.calendars.timeline import Timeline
from slaclock.instants import LATEST
from slaclock.matrices.promises import Promise

__all__ = ["DaysRule", "StepRule", "days_within_horizon", "inner"]


class StepRule(ABC):
    """How the steps of one kind of promise are made."""

    @abstractmethod
    def is_known(self, line: Timeline, promise: Promise, last: int) -> bool:
        """Return whether a timeline holds the deadline of a clock that starts at *last*."""

    @abstractmethod
    def steps(
        self, line: Timeline, calendar: OpenTime, promise: Promise, start: int, end: int
    ) -> Steps:
        """Return the steps of `[start, end)`, as far as the timeline knows them."""


class DaysRule(StepRule):
    """A number of business days."""

    def is_known(self, line: Timeline, promise: Promise, last: int) -> bool:
        """Return whether a timeline holds that many business days after the start."""
        opening = line.next_open(last)
        if opening is None:
            return False
        return line.day_at(opening) + promise.business_days < len(line.days)


def days_within_horizon(steps: Steps, openings: Ints, targets: Ints) -> Steps:
    """Return steps of days, without an answer where an opening lies over 100 years away.

    Args:
        steps: The last one has no answer.
        openings: By step but for the last, where the window begins in which the clock starts.
        targets: The same, where the day begins that lies the number of business days on.
    """
    known = steps.taken(slice(-1))
    opens = np.maximum(known.starts, openings)
    if (opens - known.starts <= HORIZON).all() and (targets - opens <= HORIZON).all():
        return steps
    edges = (inner(known, openings - HORIZON), inner(known, targets - HORIZON))
    cut = known.cut(np.concatenate(edges))
    place = np.searchsorted(known.starts, cut.starts, side="right") - 1
    opens = np.maximum(cut.starts, openings[place])
    far = (opens - cut.starts > HORIZON) | (targets[place] - opens > HORIZON)
    return cut.without(far | ~cut.is_answered).followed_by(Step.without_answer(steps.starts[-1]))


def inner(steps: Steps, edges: Ints) -> Ints:
    """Return those *edges*, one by step, that lie inside their own step."""
    ends = np.append(steps.starts[1:], LATEST)
    inner: Ints = edges[(edges > steps.starts) & (edges < ends)]
    return inner
