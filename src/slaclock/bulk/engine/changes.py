"""When cycles of many tickets change by themselves: breach, at risk, levels of escalation.

This is `Clock.next_change` in columns. A level whose point the columns do not find is left to
`Clock`, with all the tickets it concerns.
"""

from __future__ import annotations

import numpy as np

from slaclock.bulk.engine.judging import JudgedCycles
from slaclock.bulk.engine.kernel import kernel_of
from slaclock.bulk.engine.steps import NAT, Bools, Ints
from slaclock.clock.escalations import levels_of
from slaclock.durations import Amount, Offset
from slaclock.matrices.model import EscalationLevel

__all__ = ["next_changes_of"]

NEVER = int(np.iinfo(np.int64).max)


def next_changes_of(judged: JudgedCycles) -> Ints:
    """Return the earliest instant after that of asking at which each cycle changes; or `NEVER`."""
    return _EarliestChanges(judged).earliest


class _EarliestChanges:
    """The earliest changes found so far."""

    def __init__(self, judged: JudgedCycles) -> None:
        self.judged, self.cycles = judged, judged.cycles
        self.earliest = np.full(judged.size, NEVER)
        self._breaches()
        self._levels()

    def _breaches(self) -> None:
        """Find breaches, and when those that run are at risk before them."""
        judged, cycles = self.judged, self.cycles
        runs = (cycles.ended == NAT) & ~cycles.paused & (judged.due != NAT) & ~judged.unknown
        rows = np.flatnonzero(runs)
        breach = judged.due[rows] + ~judged.strict[rows]
        self._take(rows, breach)
        threshold = judged.table.matrix.at_risk
        if threshold is not None:
            at_risk = self._share(rows, threshold)
            before = at_risk < breach
            self._take(rows[before], at_risk[before])

    def _levels(self) -> None:
        judged, table = self.judged, self.judged.table
        keys = self.cycles.metrics * len(table.rows) + self.cycles.terms
        for key in np.unique(keys).tolist() if table.matrix.escalation else ():
            metric, terms = divmod(key, len(table.rows))
            name, plan = table.metrics[metric].name, table.rows[terms].plan.id
            for level in levels_of(table.matrix, plan, name):
                if level.at is not None:
                    rows = np.flatnonzero((keys == key) & ~judged.unknown)
                    self._level(rows, level, level.at)

    def _level(self, rows: Ints, level: EscalationLevel, at: Offset) -> None:
        found = self._points(rows, at)
        if found is None or _repeats(level):
            self.judged.give_up_at(rows)
            return
        self.judged.give_up_at(rows[found == NAT])
        stopped = np.where(self.cycles.paused, self.cycles.stopped, self.cycles.ended)[rows]
        crossed = (found != NAT) & ((stopped == NAT) | (found <= stopped))
        rows, found = rows[crossed], found[crossed]
        self._take(rows, found)
        if level.notify is not None:
            # The first open instant is where the first microsecond of open time begins.
            kernel = kernel_of(self.judged.table.matrix.calendars[level.notify])
            opened = kernel.later(found, np.ones(len(found), np.int64))[0]
            self.judged.give_up_at(rows[opened == NAT])
            self._take(rows[opened != NAT], opened[opened != NAT] - 1)

    def _points(self, rows: Ints, at: Offset) -> Ints | None:
        """Return when points of targets are reached; None where `Clock` has to say."""
        judged = self.judged
        if at.amount is None:
            assert at.percent is not None
            if at.percent == 100:
                return judged.unpaused_due[rows]
            return self._share(rows, at.percent)
        micros = self._length(at.amount)
        if micros is None:
            return None
        if (judged.is_share[rows] & judged.cycles.paused[rows]).any():
            return None
        return judged.reaches(rows, judged.whole[rows] + (-micros if at.before else micros))

    def _length(self, amount: Amount) -> int | None:
        if not amount.business_days:
            return amount.micros
        meaning = self.judged.table.matrix.business_day
        return amount.business_days * meaning.micros if isinstance(meaning, Amount) else None

    def _share(self, rows: Ints, percent: int) -> Ints:
        """Return the first instants by which a share of the target is used up."""
        judged = self.judged
        amount = -(-judged.whole[rows] * percent // 100)
        found = judged.reaches(rows, amount)
        judged.check_days(rows, found)
        return found

    def _take(self, rows: Ints, at: Ints) -> None:
        later: Bools = at > self.cycles.at[rows]
        chosen = rows[later]
        self.earliest[chosen] = np.minimum(self.earliest[chosen], at[later])


def _repeats(level: EscalationLevel) -> bool:
    return getattr(level, "every", None) is not None
