"""The course of a cycle: the pieces of time in which its clock ran, and how much they hold.

A course knows when the clock ran and when it stood still, not what was promised. Its pieces
are measured on one of two scales: open time in microseconds, or full support days as exact
fractions. What lies before each piece is added up once, so that every question afterwards is
a bisection, however often a ticket was paused.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable
from fractions import Fraction
from typing import NamedTuple

from slaclock.calendars.business_days import after_share_of_days, days_between
from slaclock.calendars.calendar import Calendar
from slaclock.deadlines import due_instant
from slaclock.matrices.model import Row, Target

__all__ = ["FULL_DAYS", "OPEN_TIME", "RESOLVED", "Course", "Gap", "Quantity", "Scale"]

Quantity = int | Fraction


class Scale(NamedTuple):
    """How time is measured: how much lies between two instants, and the way back."""

    name: str
    between: Callable[[Calendar, int, int], Quantity]
    after: Callable[[Calendar, int, Quantity], int]


OPEN_TIME = Scale("open time", Calendar.open_between, Calendar.due)  # type: ignore[arg-type]
FULL_DAYS = Scale("full days", days_between, after_share_of_days)  # type: ignore[arg-type]


class Gap(NamedTuple):
    """Why the clock stands still after a piece: `paused` or `resolved`, and the reason given."""

    what: str
    reason: str = ""


RESOLVED = Gap("resolved")


class Course:
    """The pieces in which the clock of a cycle ran, in order; filled by `slaclock.clock.replay`.

    Piece *i* is `[starts[i], ends[i])`; the last one may have no end. A course holds what the
    whole log says. What holds at some instant within it is the number of the piece that has
    begun by then, so a question names the last piece that counts.

    Attributes:
        carries: Whether each piece is measured on the calendar it ran on. Otherwise all of
            them are measured on the calendar of the terms that are asked about.
        starts: Where each piece begins, inclusive, in microseconds since the epoch.
        ends: Where the pieces end, exclusive; one less than *starts* while the clock runs.
        rows: The terms in force when each piece began.
        gaps: What lies after each piece that has ended; None where only the terms changed.
    """

    __slots__ = ("_before", "_dated", "carries", "ends", "gaps", "rows", "starts")

    def __init__(self, start: int, row: Row, *, carries: bool) -> None:
        """Begin at *start* with a clock that runs."""
        self.carries = carries
        self.starts, self.rows = [start], [row]
        self.ends: list[int] = []
        self.gaps: list[Gap | None] = []
        self._before: dict[tuple[str, str | None], list[Quantity]] = {}
        self._dated: dict[tuple[str, Target], list[int]] = {}

    def stop(self, at: int, gap: Gap | None) -> None:
        """End the piece that runs."""
        self.ends.append(at)
        self.gaps.append(gap)

    def go_on(self, at: int, row: Row) -> None:
        """Begin another piece."""
        self.starts.append(at)
        self.rows.append(row)

    def calendar(self, piece: int, row: Row) -> Calendar:
        """Return the calendar on which a piece is measured under the terms *row*."""
        return self.rows[piece].calendar if self.carries else row.calendar

    def until(self, scale: Scale, row: Row, piece: int, instant: int) -> Quantity:
        """Return how much has counted up to *instant*, which is not after the end of *piece*."""
        run = scale.between(self.calendar(piece, row), self.starts[piece], instant)
        return run + self.before(scale, row)[piece] if piece else run

    def at(self, scale: Scale, row: Row, piece: int, instant: int) -> Quantity:
        """Return how much had counted at an *instant* on the way, or after the last *piece*."""
        index = max(bisect_right(self.starts, instant, 0, piece + 1) - 1, 0)
        if index < piece:
            instant = min(instant, self.ends[index])
        return self.until(scale, row, index, instant)

    def reach(self, scale: Scale, row: Row, piece: int, amount: Quantity) -> int:
        """Return the first instant by which *amount* has counted, if *piece* runs on.

        Raises:
            NeverOpenError: Not enough open time within 100 years.
            CoverageError: The holidays of a year on the way are not known.
        """
        if amount <= 0:
            return self.starts[0]
        if not piece:
            return scale.after(self.calendar(0, row), self.starts[0], amount)
        before = self.before(scale, row)
        # The amount lies in the piece before the first one that begins with it counted.
        index = bisect_left(before, amount, 1, piece + 1) - 1
        return scale.after(self.calendar(index, row), self.starts[index], amount - before[index])

    def dated(self, row: Row, target: Target, piece: int) -> int:
        """Return the deadline of a target that names a date, later by the open time lost.

        Raises:
            NeverOpenError: Not enough business days within 100 years.
            CoverageError: The holidays of a year on the way are not known.
        """
        if not piece:
            return due_instant(row.calendar, target, self.starts[0])
        key = (row.calendar_id, target)
        dues = self._dated.get(key)
        if dues is None:
            dues = self._dated[key] = self._all_dated(row.calendar, target)
        return dues[piece]

    def before(self, scale: Scale, row: Row) -> list[Quantity]:
        """Return how much has counted before each piece."""
        key = (scale.name, None if self.carries else row.calendar_id)
        found = self._before.get(key)
        if found is None:
            found = [0]
            for piece, (start, end) in enumerate(zip(self.starts, self.ends, strict=False)):
                run = scale.between(self.calendar(piece, row), start, end)
                found.append(found[-1] + run)
            self._before[key] = found
        return found

    def _all_dated(self, calendar: Calendar, target: Target) -> list[int]:
        """Return the deadline as it stands in each piece: a pause before it moves it."""
        due = due_instant(calendar, target, self.starts[0])
        dues = [due]
        for stopped, went_on in zip(self.ends, self.starts[1:], strict=False):
            if stopped < due:
                due = calendar.due(due, calendar.open_between(stopped, went_on))
            dues.append(due)
        return dues
