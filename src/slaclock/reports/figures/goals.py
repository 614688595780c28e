"""The goals of a contract, each counted over the tickets of a report, period by period.

Whether so many of so many reach a goal is decided in `slaclock.matrices.goals`; here is which
tickets count for it. They are those that are decided, met and breached together.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, tzinfo
from typing import NamedTuple

import numpy as np
import polars as pl
from numpy.typing import NDArray

from slaclock.bulk.engine.steps import NAT
from slaclock.instants import from_micros
from slaclock.matrices.goals import GoalSpec
from slaclock.reports.figures.choice import CountedTickets
from slaclock.reports.figures.periods import Period, periods_of
from slaclock.reports.figures.shares import percent_text, share_text
from slaclock.reports.figures.verdicts import BREACHED, MET, Verdicts
from slaclock.reports.words import counted

__all__ = ["GoalPeriod", "GoalResult", "goal_results", "goals_frame"]


class GoalPeriod(NamedTuple):
    """What a goal comes to in one period.

    Attributes:
        label: What the period is called, such as `2026-Q1`; empty for all tickets.
        met: How many tickets met the promise.
        decided: How many met or missed it.
        is_reached: Whether that reaches the goal; None where nothing is decided.
        is_over: Whether the period had ended by the instant of asking.
    """

    label: str
    met: int
    decided: int
    is_reached: bool | None
    is_over: bool

    @property
    def outcome(self) -> str:
        """Return `reached`, `missed` or `undecided`."""
        return (
            "undecided" if self.is_reached is None else "reached" if self.is_reached else "missed"
        )


class GoalResult(NamedTuple):
    """A goal of the contract, and what it comes to.

    Attributes:
        goal: The goal.
        periods: In order; those without a ticket that is decided are left out.
    """

    goal: GoalSpec
    periods: tuple[GoalPeriod, ...]

    @property
    def is_reached(self) -> bool:
        """Return whether every period reaches it; not where nothing at all is decided."""
        return bool(self.periods) and all(period.is_reached for period in self.periods)

    def sentence(self) -> str:
        """Return what the goal comes to, in one sentence."""
        name = self.goal.title or str(self.goal)
        if not self.periods:
            return f"goal {name}: not reached, no ticket is met or breached"
        missed = [period for period in self.periods if not period.is_reached]
        if not missed:
            return f"goal {name}: reached{self._of_how_many()}"
        told = "; ".join(map(_told, missed[:3]))
        more = f"; and {len(missed) - 3:,} more" if len(missed) > 3 else ""
        return f"goal {name}: missed, {told}{more}"

    def _of_how_many(self) -> str:
        if self.goal.per is None:
            only = self.periods[0]
            share = share_text(self.goal.share, only.met, only.decided)
            return f", {share} of {counted(only.decided, 'ticket')}"
        return f" in {counted(len(self.periods), self.goal.per)}"


def goal_results(
    verdicts: Verdicts, choice: CountedTickets, zone: tzinfo
) -> tuple[GoalResult, ...]:
    """Return what the goals of the contract come to.

    Of several versions, the goals are those of the one in force at the instant of asking.

    Args:
        verdicts: The tickets that count.
        choice: By which date they count.
        zone: The zone of dates.
    """
    instants = choice.instants(verdicts)
    return tuple(
        GoalResult(goal, tuple(_periods(goal, verdicts, instants, zone)))
        for goal in verdicts.matrix.goals
    )


def goals_frame(results: tuple[GoalResult, ...]) -> pl.DataFrame:
    """Return goals as a frame, a row for each goal and period.

    Columns: `goal`, `metric`, `per`, `period`, `met`, `decided`, `outcome`, `is_over`. A goal of
    which nothing is decided has one row, `undecided`.
    """
    schema = {"goal": pl.String, "metric": pl.String, "per": pl.String, "period": pl.String}
    numbers = {"met": pl.Int64, "decided": pl.Int64, "outcome": pl.String, "is_over": pl.Boolean}
    nothing = GoalPeriod("", 0, 0, None, is_over=True)
    rows = [
        (
            result.goal.title or str(result.goal),
            result.goal.metric,
            result.goal.per,
            period.label or None,
            period.met,
            period.decided,
            period.outcome,
            period.is_over,
        )
        for result in results
        for period in result.periods or (nothing,)
    ]
    return pl.DataFrame(rows, schema={**schema, **numbers}, orient="row")


def _told(period: GoalPeriod) -> str:
    where = f"{period.label}{'' if period.is_over else ' so far'}: " if period.label else ""
    share = percent_text(period.met, period.decided, 1)
    return f"{where}{share} of {counted(period.decided, 'ticket')}"


def _periods(
    goal: GoalSpec, verdicts: Verdicts, instants: NDArray[np.int64], zone: tzinfo
) -> Iterator[GoalPeriod]:
    found = verdicts.metrics.get(goal.metric)
    if found is None:
        return
    decided = (found.states == MET) | (found.states == BREACHED)
    rows = np.flatnonzero(decided & _concerned(goal, verdicts) & (instants != NAT))
    met = found.states[rows] == MET
    if goal.per is None:
        if len(rows):
            yield _period(goal, "", int(met.sum()), len(rows), is_over=True)
        return
    periods = periods_of(instants[rows], zone, goal.per)
    today = from_micros(verdicts.as_of, zone).date()
    for place, period in enumerate(periods.periods):
        own = periods.places == place
        if own.any():
            yield _period(
                goal,
                period.label,
                int(met[own].sum()),
                int(own.sum()),
                is_over=_is_over(period, today),
            )


def _period(goal: GoalSpec, label: str, met: int, decided: int, *, is_over: bool) -> GoalPeriod:
    return GoalPeriod(label, met, decided, goal.is_reached(met, decided), is_over)


def _concerned(goal: GoalSpec, verdicts: Verdicts) -> NDArray[np.bool_]:
    """Return which tickets a goal is for, by their plans and priorities."""
    cells = []
    for cell in verdicts.cells:
        row = cell.row
        priority = None if row is None or row.priority is None else row.priority.id
        on_plan = row is not None and (goal.plan is None or row.plan.id in goal.plan)
        cells.append(on_plan and (goal.priority is None or priority in goal.priority))
    return np.array([*cells, False], np.bool_)[verdicts.places]


def _is_over(period: Period, today: date) -> bool:
    return period.end <= today
