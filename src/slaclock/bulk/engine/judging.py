"""Cycles of many tickets against what is promised for them: the arithmetic of a clock.

This is `slaclock.clock.target_progress` in columns: when a cycle falls due, whether it is met
or breached, how much time has counted. It is held to it cycle by cycle, on random logs. A
cycle that the columns do not answer for is told, and its ticket is left to `Clock`.
"""

from __future__ import annotations

from functools import cached_property

import numpy as np

from slaclock.bulk.engine.cycles import Cycles, EndedRuns
from slaclock.bulk.engine.kernel import kernel_of
from slaclock.bulk.engine.step_tables import TimelineArrays
from slaclock.bulk.engine.steps import NAT, Bools, Ints
from slaclock.bulk.engine.terms import TermsTable
from slaclock.calendars.business_days import FullDay
from slaclock.calendars.combined import Combinable
from slaclock.errors import SlaClockError
from slaclock.instants import DAY
from slaclock.matrices.promises import Target, is_in_time

__all__ = ["BREACHED", "MET", "NOT_APPLICABLE", "PAUSED", "RUNNING", "STATUSES", "JudgedCycles"]

STATUSES = ("not_applicable", "met", "breached", "running", "paused")
"""The words of a status, by code."""
NOT_APPLICABLE, MET, BREACHED, RUNNING, PAUSED = range(5)
OPEN_TIME, SHARE, DATED, UNKNOWN = range(4)
"""How a promise is counted: open time, shares of days, or a date that stops move later."""
YEARS_APART = 30 * 366 * DAY
"""Days are compared up to so far from where most cycles begin; others are left to `Clock`."""


class JudgedCycles:
    """Cycles that are promised something, judged.

    Attributes:
        cycles: The cycles.
        unpaused_due: The deadline if the last pause had not stopped the clock.
        due: The deadline; `NAT` while the clock stands still with time left.
        status: What they are at the instant they are asked about, an index into `STATUSES`.
        used: Open time that has counted by then.
        unknown: Which of them have to be asked of `Clock`. What else is told of these is void.
    """

    def __init__(self, cycles: Cycles, runs: EndedRuns, table: TermsTable) -> None:
        """Judge cycles, all of which have a target."""
        self.cycles, self.table = cycles, table
        self.size = len(cycles.tickets)
        self.unknown = np.zeros(self.size, np.bool_)
        self._look_up(runs)
        self._measure()
        self.unpaused_due = self._unpaused_dues()
        self.due = self._dues()
        self.status = self._statuses()
        self._check_days()

    def _look_up(self, runs: EndedRuns) -> None:
        """Find the targets, the calendars and the runs that are over."""
        cycles, table = self.cycles, self.table
        self.target = table.target_of[cycles.metrics, cycles.terms]
        targets = table.targets
        promises = [target.promise for target in targets]
        self.promise_of = promises
        self.strict = np.array([target.strict for target in targets], np.bool_)[self.target]
        kinds = np.array([_kind_of(target) for target in targets], np.int64)[self.target]
        self.is_share, self.is_dated = kinds == SHARE, kinds == DATED
        self.unknown |= kinds == UNKNOWN
        keeps = table.matrix.on_change == "carry_elapsed"
        calendar_of = table.calendar_of
        self.calendar = calendar_of[cycles.metrics, cycles.terms]
        self.last_calendar = (
            calendar_of[cycles.metrics, cycles.run_terms] if keeps else self.calendar
        )
        # The runs of all cycles stand in one column: those of cycle i at bounds[i]:bounds[i + 1].
        # For each run, `owner` says of which cycle it is.
        self.bounds = np.concatenate([[0], np.cumsum(cycles.runs)])
        self.owner = np.repeat(np.arange(self.size), cycles.runs)
        first = np.searchsorted(runs.cycles, cycles.cycles)
        rows = np.arange(len(self.owner)) - self.bounds[:-1][self.owner] + first[self.owner]
        self.starts, self.ends = runs.starts[rows], runs.ends[rows]
        own = calendar_of[cycles.metrics[self.owner], runs.terms[rows]]
        self.run_calendar = own if keeps else self.calendar[self.owner]
        # A share of a day that was counted on two calendars has no day of one length to be a share
        # of; those cycles are left to `Clock`.
        mixed = self.last_calendar != self.calendar
        mixed[self.owner[self.run_calendar != self.calendar[self.owner]]] = True
        self.unknown |= mixed & self.is_share

    def _measure(self) -> None:
        """Add up the open time of the runs that are over, and find how much is promised."""
        cycles = self.cycles
        self.until = np.where(cycles.paused, cycles.stopped, cycles.ended)
        self.until = np.where(self.until == NAT, cycles.at, self.until)
        run = self.elapsed(self.run_calendar, self.starts, self.ends)
        self.unknown[self.owner[run == NAT]] = True
        # One running sum over all cycles; what it held before the first run of a cycle is taken
        # off again. An unknown length counts as nothing: it would spoil every sum after it.
        total = np.concatenate([[0], np.cumsum(np.where(run == NAT, 0, run))])
        self.before = total[:-1] - total[self.bounds[:-1]][self.owner]
        self.before_last = total[self.bounds[1:]] - total[self.bounds[:-1]]
        last = self.elapsed(self.last_calendar, cycles.last_start, self.until)
        self.give_up(last == NAT)
        self.used = self.before_last + last
        micros = np.array([promise.micros for promise in self.promise_of], np.int64)
        days = np.array([promise.business_days for promise in self.promise_of], np.int64)
        size = micros[self.target]
        share = np.flatnonzero(self.is_share & ~self.unknown)
        self.days = _Days(self.table.calendars, self.calendar[share], cycles.started[share])
        length = self.days.length_at(self.calendar[share], cycles.started[share])
        self.give_up_at(share[length == NAT])
        size[share] = days[self.target[share]] * length
        # Where a date is named, known only when the deadline is.
        self.open_size = size

    def _unpaused_dues(self) -> Ints:
        cycles = self.cycles
        due = np.full(self.size, NAT)
        dated = np.flatnonzero(self.is_dated)
        if dated.size:
            due[dated] = self._moved_by_stops(dated, self._first_dues(dated))
        others = np.flatnonzero(~self.is_dated & ~self.unknown)
        due[others] = self.reaches(others, self.open_size[others])
        if self.table.matrix.on_change == "carry_elapsed":
            # The terms may have changed during the pause: what is left is measured on theirs.
            late = ~self.is_dated & ~self.unknown & cycles.paused & (due > cycles.stopped)
            rows = np.flatnonzero(late)
            due[rows] = self.dues_if_resumed(rows, cycles.stopped[rows])
        self.give_up(due == NAT)
        return due

    def _first_dues(self, rows: Ints) -> Ints:
        """Return the deadlines of targets that name a date, without any stop."""
        found = np.full(len(rows), NAT)
        keys = self.calendar[rows] * len(self.table.targets) + self.target[rows]
        for key in np.unique(keys).tolist():
            place, target = divmod(key, len(self.table.targets))
            chosen = np.flatnonzero(keys == key)
            kernel = kernel_of(self.table.calendars[place])
            at = self.cycles.started[rows[chosen]]
            found[chosen] = kernel.due(at, self.promise_of[target])[0]
        return found

    def _moved_by_stops(self, rows: Ints, due: Ints) -> Ints:
        """Return deadlines moved later by the open time lost in the stops before them."""
        runs = self.cycles.runs[rows]
        # First all first stops, then all second ones: whether a stop moves a deadline depends on
        # where the stops before it have moved it.
        for stop in range(int(np.max(runs, initial=0))):
            some = np.flatnonzero((runs > stop) & (due != NAT))
            place = self.bounds[rows[some]] + stop
            is_last = runs[some] == stop + 1
            after = self.starts[np.minimum(place + 1, len(self.starts) - 1)]
            resumed = np.where(is_last, self.cycles.last_start[rows[some]], after)
            moves = self.ends[place] < due[some]
            some, place, resumed = some[moves], place[moves], resumed[moves]
            calendar = self.calendar[rows[some]]
            lost = self.elapsed(calendar, self.ends[place], resumed)
            moved = self.later(calendar, due[some], lost)
            due[some] = np.where(moved == NAT, NAT, np.maximum(moved, resumed))
        return due

    def reaches(self, rows: Ints, amount: Ints) -> Ints:
        """Return the first instants by which amounts of open time have counted."""
        cycles = self.cycles
        start, calendar = cycles.last_start[rows], self.last_calendar[rows]
        left = amount - self.before_last[rows]
        earlier = np.flatnonzero(left <= 0)
        if earlier.size:
            # The run that reaches an amount is the last one before which less has counted.
            wanted = np.full(self.size, NAT)
            wanted[rows] = amount
            # How many runs of each cycle have less before them: a running count over all runs, read
            # where the cycle begins and where it ends.
            below = np.concatenate([[0], np.cumsum(self.before < wanted[self.owner])])
            chosen = rows[earlier]
            count = below[self.bounds[chosen + 1]] - below[self.bounds[chosen]]
            has = count > 0
            place = np.maximum(self.bounds[chosen] + count - 1, 0)[has]
            some = earlier[has]
            start[some], calendar[some] = self.starts[place], self.run_calendar[place]
            left[some] = amount[some] - self.before[place]
        none = amount <= 0
        start[none], left[none] = cycles.started[rows][none], 0
        return self.later(calendar, start, np.maximum(left, 0))

    def dues_if_resumed(self, rows: Ints, resumed: Ints) -> Ints:
        """Return the deadlines of clocks that stopped in time, if they go on at *resumed*."""
        stopped, calendar = self.cycles.stopped[rows], self.calendar[rows]
        found = np.full(len(rows), NAT)
        dated = np.flatnonzero(self.is_dated[rows])
        if dated.size:
            lost = self.elapsed(calendar[dated], stopped[dated], resumed[dated])
            moved = self.later(calendar[dated], self.unpaused_due[rows[dated]], lost)
            found[dated] = np.where(moved == NAT, NAT, np.maximum(moved, resumed[dated]))
        others = np.flatnonzero(~self.is_dated[rows])
        left = (self.open_size - self.used)[rows[others]]
        found[others] = self.later(calendar[others], resumed[others], np.maximum(left, 0))
        return found

    def _dues(self) -> Ints:
        cycles, unpaused = self.cycles, self.unpaused_due
        due = unpaused.copy()
        # The cases of `TargetProgress.due`, for all at once.
        is_just = unpaused == cycles.stopped
        has_left = cycles.paused & (unpaused >= cycles.stopped)
        ended = has_left & (cycles.ended != NAT) & ~(is_just & self.strict)
        due[has_left & ~ended & ~is_just] = NAT
        rows = np.flatnonzero(ended & ~self.unknown)
        due[rows] = self.dues_if_resumed(rows, cycles.ended[rows])
        self.unknown[rows[due[rows] == NAT]] = True
        return due

    def _statuses(self) -> Ints:
        cycles = self.cycles
        strict = self.strict
        reached = np.where(cycles.ended == NAT, self.until, cycles.ended)
        in_time = np.where(
            strict,
            is_in_time(reached, self.due, strict=True),
            is_in_time(reached, self.due, strict=False),
        )
        open_still = np.where(cycles.paused, PAUSED, RUNNING)
        status = np.where(in_time, np.where(cycles.ended == NAT, open_still, MET), BREACHED)
        status[self.due == NAT] = PAUSED
        return status

    def _check_days(self) -> None:
        """Leave cycles to `Clock` whose days are not all equally long up to their deadline."""
        rows = np.arange(self.size)
        self.check_days(rows, np.maximum(np.maximum(self.until, self.unpaused_due), self.due))

    def check_days(self, rows: Ints, last: Ints) -> None:
        """Leave those of *rows* to `Clock` that count days, of unequal length up to *last*."""
        some = np.flatnonzero(self.is_share[rows] & ~self.unknown[rows])
        chosen = rows[some]
        equal = self.days.are_equal(self.calendar[chosen], self.cycles.started[chosen], last[some])
        self.give_up_at(chosen[~equal])

    def open_by(self, rows: Ints, instants: Ints) -> Ints:
        """Return the open time that had counted by instants; the last run goes on for ever."""
        cycles = self.cycles
        asked = np.full(self.size, NAT)
        asked[rows] = instants
        wanted = asked[self.owner]
        some = np.flatnonzero(wanted != NAT)
        # A run that lies after the instant is cut to nothing, one before it stays whole.
        until = np.clip(wanted[some], self.starts[some], self.ends[some])
        parts = np.zeros(len(self.owner), np.int64)
        parts[some] = self.elapsed(self.run_calendar[some], self.starts[some], until)
        total = np.concatenate([[0], np.cumsum(parts)])
        earlier = total[self.bounds[rows + 1]] - total[self.bounds[rows]]
        last = cycles.last_start[rows]
        run = self.elapsed(self.last_calendar[rows], last, np.maximum(instants, last))
        return np.where(run == NAT, NAT, earlier + run)

    def open_time(self, rows: Ints, instants: Ints, resumed: Ints) -> Ints:
        """Return the open time up to instants; a clock that is stopped goes on at *resumed*."""
        cycles = self.cycles
        stands = cycles.paused[rows] & (instants > cycles.stopped[rows])
        found = np.full(len(rows), NAT)
        run = np.flatnonzero(~stands)
        found[run] = self.open_by(rows[run], instants[run])
        held = np.flatnonzero(stands)
        left = self.elapsed(self.calendar[rows[held]], resumed[held], instants[held])
        found[held] = np.where(left == NAT, NAT, self.used[rows[held]] + left)
        return found

    @cached_property
    def whole(self) -> Ints:
        """The open time that has counted when the cycle falls due, if the clock ran on."""
        whole = self.open_size.copy()
        rows = np.flatnonzero(self.is_dated & ~self.unknown)
        due, stopped = self.unpaused_due[rows], self.cycles.stopped[rows]
        whole[rows] = self.open_time(rows, due, np.where(self.cycles.paused[rows], stopped, due))
        self.give_up(whole <= 0)
        return whole

    def elapsed(self, calendars: Ints, start: Ints, end: Ints) -> Ints:
        """Return open time, each on its calendar; `NAT` where that is not known."""
        out = np.full(len(start), NAT)
        for place, rows in by_calendar(calendars, len(self.table.calendars)):
            kernel = kernel_of(self.table.calendars[place])
            out[rows] = kernel.elapsed(start[rows], end[rows])[0]
        return out

    def later(self, calendars: Ints, at: Ints, micros: Ints) -> Ints:
        """Return deadlines of amounts of open time, each on its calendar; `NAT` for none."""
        out = np.full(len(at), NAT)
        for place, rows in by_calendar(calendars, len(self.table.calendars)):
            kernel = kernel_of(self.table.calendars[place])
            amounts = np.maximum(micros[rows], 0)
            out[rows] = np.where(micros[rows] == NAT, NAT, kernel.later(at[rows], amounts)[0])
        return out

    def give_up(self, where: Bools) -> None:
        """Leave cycles to `Clock`."""
        self.unknown |= where

    def give_up_at(self, rows: Ints) -> None:
        """Leave the cycles of some rows to `Clock`."""
        self.unknown[rows] = True


class _Days:
    """How long the business days of some calendars are, near most of some instants."""

    def __init__(self, calendars: list[Combinable], places: Ints, instants: Ints) -> None:
        self.calendars = calendars
        self.middle = int(np.median(instants)) if len(instants) else 0
        self.known: dict[int, tuple[TimelineArrays, Ints, Ints] | None] = {}

    def length_at(self, places: Ints, instants: Ints) -> Ints:
        """Return the length of the business day that is open or comes next; `NAT` if unknown."""
        found = np.full(len(instants), NAT)
        for place, rows in by_calendar(places, len(self.calendars)):
            days, lengths, _ = self._days(place, instants[rows])
            if lengths is not None:
                found[rows] = np.where(days < 0, NAT, lengths[days])
        return found

    def are_equal(self, places: Ints, first: Ints, last: Ints) -> Bools:
        """Return whether all business days from one instant to another are equally long."""
        found = np.zeros(len(first), np.bool_)
        for place, rows in by_calendar(places, len(self.calendars)):
            both = np.concatenate([first[rows], last[rows]])
            days, _, stretches = self._days(place, both)
            if stretches is not None:
                before, after = np.split(days, 2)
                known = (before >= 0) & (after >= 0)
                found[rows] = known & (stretches[before] == stretches[after])
        return found

    def _days(self, place: int, instants: Ints) -> tuple[Ints, Ints | None, Ints | None]:
        """Return the business day of each instant, -1 for none; and what is known of the days."""
        # One ticket of the year 2300 must not compile centuries for all the others.
        near = np.abs(instants - self.middle) < YEARS_APART
        days = np.full(len(instants), -1, np.int64)
        if not near.any():
            return days, None, None
        try:
            line = self.calendars[place].covering(
                int(np.min(instants[near])), int(np.max(instants[near]))
            )
        except SlaClockError:
            return days, None, None
        arrays = TimelineArrays.of(line)
        lengths = np.diff(arrays.day_readings)
        if not lengths.size:
            return days, None, None
        window = np.searchsorted(arrays.opens, instants, side="right") - 1
        shown = arrays.open_before[window] + np.minimum(instants, arrays.closes[window])
        readings = np.where(window < 0, 0, shown - arrays.opens[window])
        found = np.searchsorted(arrays.day_readings, readings, side="right") - 1
        known = near & (found < len(lengths)) & (instants >= line.start) & (instants < line.end)
        # Days of one length in a row have one number. Equal numbers at both ends: all days between
        # are equally long.
        stretches = np.concatenate([[0], np.cumsum(np.diff(lengths) != 0)])
        return np.where(known, found, -1), lengths, stretches


def _kind_of(target: Target) -> int:
    """Return how a target is counted; `UNKNOWN` where the columns have no form of it."""
    promise = target.promise
    if target.pauses is not None:
        return UNKNOWN
    if promise.meaning is None:
        return OPEN_TIME
    if promise.names_date:
        return UNKNOWN if target.whole_days else DATED
    return SHARE if isinstance(promise.meaning, FullDay) else UNKNOWN


def by_calendar(places: Ints, count: int) -> list[tuple[int, Ints]]:
    """Return the rows of each calendar that occurs."""
    if not len(places):
        return []
    if count == 1 or (places == places[0]).all():
        return [(int(places[0]), np.arange(len(places)))]
    return [
        (place, np.flatnonzero(places == place))
        for place in np.flatnonzero(np.bincount(places, minlength=count)).tolist()
    ]
