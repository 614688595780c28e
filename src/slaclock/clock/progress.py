"""How far a cycle has got under its terms: its status, its deadline, its share of the target.

This is the arithmetic of a clock, in integers. It stands between the course of a cycle, which
knows no promises, and the states and escalations that are shown to a caller.
"""

from __future__ import annotations

from bisect import bisect_left
from fractions import Fraction
from math import ceil
from typing import Literal, NamedTuple

from slaclock.calendars.business_days import Meaning, same_part_of_day
from slaclock.clock.courses import FULL_DAYS, OPEN_TIME, Course, Quantity, Scale
from slaclock.deadlines import due_instant
from slaclock.durations import Amount, Offset
from slaclock.instants import SECOND
from slaclock.matrices.model import Row, Target

__all__ = ["Progress", "Promise", "Status"]

Status = Literal["running", "paused", "met", "breached", "not_applicable"]
_DATED = ("same_time", "close_of_business")


class Progress(NamedTuple):
    """A cycle as an event has left it, until the next event.

    Attributes:
        since: When the event happened, in microseconds since the epoch.
        what: The type of the event.
        why: What it says beside its type; may be empty.
        course: When the clock ran.
        piece: The piece of the course that runs, or ran last.
        standing: Whether the clock stands still.
        ended: When the cycle was completed, or None.
        row: The terms.
        target: What they promise for the metric, or None for nothing.
        past: How many verdicts and ends of cycles lie before this one.
    """

    since: int
    what: str
    why: str
    course: Course
    piece: int
    standing: bool
    ended: int | None
    row: Row
    target: Target | None
    past: int

    @property
    def stopped(self) -> int | None:
        """Return the instant from which nothing more counts; None while the clock runs."""
        if self.standing:
            return self.course.ends[self.piece]
        return self.ended

    def elapsed(self, now: int) -> int:
        """Return the open time that has counted by *now*, in microseconds."""
        stopped = self.stopped
        until = now if stopped is None else stopped
        return self.course.until(OPEN_TIME, self.row, self.piece, until)  # type: ignore[return-value]


class Promise:
    """A cycle that is promised something: the target asked of its progress.

    Attributes:
        progress: How far the cycle has got.
        target: What is promised.
        virtual: The deadline if the clock had not been stopped last.
    """

    __slots__ = ("progress", "target", "virtual")

    def __init__(self, progress: Progress, target: Target) -> None:
        """Find out when the target falls due; raises as `due_instant` does."""
        self.progress, self.target = progress, target
        self.virtual = self._virtual()
        if progress.course.carries and progress.standing and self.target.business_day not in _DATED:
            stopped = progress.course.ends[progress.piece]
            # The terms may have changed since: what is left is measured on theirs.
            if self.virtual > stopped:
                self.virtual = self._projected(stopped, stopped)

    def due(self) -> int | None:
        """Return the deadline; None while the clock stands still with time left.

        A cycle that was completed during a pause is due as if its clock had run on from then.
        """
        progress = self.progress
        if not progress.standing:
            return self.virtual
        stopped = progress.course.ends[progress.piece]
        if self.virtual < stopped:
            return self.virtual
        if progress.ended is not None and not (self.target.strict and self.virtual == stopped):
            return self._projected(stopped, progress.ended)
        return self.virtual if self.virtual == stopped else None

    def status(self, now: int, due: int | None) -> Status:
        """Return how the cycle stands at *now*, if it falls due at *due*."""
        progress, strict = self.progress, self.target.strict
        if progress.ended is not None:
            assert due is not None
            in_time = progress.ended < due or (progress.ended == due and not strict)
            return "met" if in_time else "breached"
        if due is None:
            return "paused"
        reached = progress.course.ends[progress.piece] if progress.standing else now
        if reached > due or (strict and reached == due):
            return "breached"
        return "paused" if progress.standing else "running"

    def breach(self, due: int) -> int:
        """Return the first instant at which the cycle is breached, if it is not completed."""
        return due if self.target.strict else due + 1

    def elapsed_when_due(self, due: int) -> int:
        """Return how much open time has counted when the cycle falls due."""
        ended = self.progress.ended
        return self._open_time(due, due if ended is None else ended)

    def remaining_if_resumed(self, now: int) -> int:
        """Return the open time left for a clock that stands still, if it ran on from *now*."""
        stopped = self.progress.course.ends[self.progress.piece]
        due = self._projected(stopped, now)
        return self.progress.row.calendar.open_between(now, due)

    def percent(self, now: int) -> int:
        """Return the share of the target that is used up, in whole percent, rounded down."""
        progress = self.progress
        stopped = progress.stopped
        until = now if stopped is None else stopped
        used = progress.course.until(self._scale, progress.row, progress.piece, until)
        return int(used * 100 // self._size())

    def crossing(self, at: Offset, meaning: Meaning | None) -> int | None:
        """Return when the cycle reaches a moment of its target.

        Args:
            at: The moment.
            meaning: What a business day is, where the moment is given in them.

        Returns:
            Microseconds since the epoch; None if the clock stopped before.

        Raises:
            NeverOpenError: Not enough open time within 100 years.
            CoverageError: The holidays of a year on the way are not known.
        """
        found = self._moment(at, meaning)
        stopped = self.progress.stopped
        return None if stopped is not None and found > stopped else found

    def share(self, percent: int) -> int:
        """Return the first instant by which a share of the target is used up, if it runs on."""
        amount = Fraction(self._size() * percent, 100)
        return self._reach(self._scale, amount if self._scale is FULL_DAYS else ceil(amount))

    def _moment(self, at: Offset, meaning: Meaning | None) -> int:
        if at.amount is None:
            assert at.percent is not None
            # The whole target is its deadline, which may be an opening: by `same_time`, all open
            # time is used up at the closing before.
            return self.virtual if at.percent == 100 else self.share(at.percent)
        sign = -1 if at.before else 1
        days = at.amount.business_days
        if not days:
            return self._away_by_open_time(sign * at.amount.micros)
        if isinstance(meaning, Amount):
            return self._away_by_open_time(sign * days * meaning.seconds * SECOND)
        if meaning == "full_day":
            return self._reach(FULL_DAYS, self._days_when_due() + sign * days)
        assert meaning is not None
        return self._away_by_dates(sign * days, meaning)

    def _away_by_open_time(self, micros: int) -> int:
        return self._reach(OPEN_TIME, self._when_due() + micros)

    def _away_by_dates(self, days: int, meaning: Meaning) -> int:
        course, calendar = self.progress.course, self.progress.row.calendar
        found = same_part_of_day(calendar, self.virtual, days, meaning, not_before=course.starts[0])
        # A pause after the deadline moves what comes after it, as one before moves the deadline.
        first = bisect_left(course.ends, self.virtual, 0, self.progress.piece)
        for gap in range(first, self.progress.piece):
            if course.ends[gap] < found:
                lost = calendar.open_between(course.ends[gap], course.starts[gap + 1])
                found = calendar.due(found, lost)
        return found

    def _days_when_due(self) -> Quantity:
        if self._scale is FULL_DAYS:
            return self.target.amount.business_days
        return self._counted(FULL_DAYS, self.virtual)

    @property
    def _scale(self) -> Scale:
        return FULL_DAYS if self.target.business_day == "full_day" else OPEN_TIME

    def _size(self) -> int:
        """Return the whole target on its scale."""
        if self.target.business_day == "full_day":
            return self.target.amount.business_days
        return self._when_due()

    def _when_due(self) -> int:
        """Return the open time that has counted when it falls due, if the clock ran on."""
        fixed = self._fixed()
        if fixed is not None:
            return fixed
        stopped = self.progress.stopped
        return self._open_time(self.virtual, self.virtual if stopped is None else stopped)

    def _open_time(self, instant: int, resumed: int) -> int:
        """Return the open time up to *instant*; a clock that stands still goes on at *resumed*."""
        progress = self.progress
        if progress.standing and instant > progress.course.ends[progress.piece]:
            left = progress.row.calendar.open_between(resumed, instant)
            return progress.elapsed(resumed) + left
        return self._counted(OPEN_TIME, instant)  # type: ignore[return-value]

    def _fixed(self) -> int | None:
        """Return the whole target where it is an amount of open time, else None."""
        amount, meaning = self.target.amount, self.target.business_day
        if meaning is None:
            return amount.seconds * SECOND
        return amount.business_days * meaning.micros if isinstance(meaning, Amount) else None

    def _virtual(self) -> int:
        course, row, piece = self.progress.course, self.progress.row, self.progress.piece
        if self.target.business_day in _DATED:
            return course.dated(row, self.target, piece)
        if not piece:
            return due_instant(course.calendar(0, row), self.target, course.starts[0])
        return course.reach(self._scale, row, piece, self._size())

    def _projected(self, stopped: int, resumed: int) -> int:
        """Return the deadline of a clock that stopped in time, if it ran on from *resumed*."""
        progress = self.progress
        calendar = progress.row.calendar
        if self.target.business_day in _DATED:
            lost = calendar.open_between(stopped, resumed)
            return max(calendar.due(self.virtual, lost), resumed)
        left = self._size() - self._counted(self._scale, stopped)
        return self._scale.after(calendar, resumed, left) if left > 0 else resumed

    def _counted(self, scale: Scale, instant: int) -> Quantity:
        return self.progress.course.at(scale, self.progress.row, self.progress.piece, instant)

    def _reach(self, scale: Scale, amount: Quantity) -> int:
        return self.progress.course.reach(scale, self.progress.row, self.progress.piece, amount)
