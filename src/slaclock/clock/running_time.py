"""When the clock of a cycle ran, and how much time that is.

The clock runs, is stopped by a pause or a resolution, and goes on. What lies between is a
*run*: a stretch `[start, end)` in which it was not stopped. `RunningTime` holds the runs of one
cycle and knows no promises; `UsedTime` measures them, in open time or in full support days.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from typing import Any, NamedTuple

from slaclock.calendars.business_days import DayCount, ShareMeaning
from slaclock.calendars.combined import Combinable
from slaclock.clock.moved_dates import MovedDate
from slaclock.matrices.agreed import AgreedTime
from slaclock.matrices.promises import Target

__all__ = [
    "OPEN_TIME",
    "PAUSED",
    "RESOLVED",
    "Measure",
    "Quantity",
    "RunningTime",
    "Stop",
]

Quantity = int | DayCount


class OpenTimeMeasure:
    """The measure of open time, in microseconds; `ShareMeaning` is that of business days."""

    name = "open time"
    between = staticmethod(Combinable.open_between)
    after = staticmethod(Combinable.due)


Measure = OpenTimeMeasure | ShareMeaning
"""How time is measured: how much lies between two instants, and which instant is so far on."""
OPEN_TIME = OpenTimeMeasure()


def after(measure: Measure, calendar: Combinable, start: int, amount: Quantity) -> int:
    """Return the first instant by which *amount* has passed since *start*, on a measure.

    Raises:
        NeverOpenError: Not enough open time within 100 years.
        CoverageError: The holidays of a year on the way are not known.
    """
    # A measure is only ever asked about what it has given itself.
    return measure.after(calendar, start, amount)  # type: ignore[arg-type]


class Stop(NamedTuple):
    """Why the clock stands still after a run: `paused` or `resolved`, and the reason given."""

    what: str
    reason: str = ""


PAUSED, RESOLVED = Stop("paused"), Stop("resolved")


class RunningTime:
    """The runs of a cycle, in order; filled by `slaclock.clock.metric_log`.

    It holds what the whole log says. A question about an instant in the middle of the log
    names the last run that had begun by then.

    Attributes:
        keeps_calendars: Whether each run is measured on the calendar that was in force in it
            (`on_change = "carry_elapsed"`). Otherwise all are measured on the calendar of the
            target that is asked about, as if it had always been so.
        starts: Where each run begins, inclusive, in microseconds since the epoch.
        ends: Where the runs end, exclusive; one less than *starts* while the clock runs.
        calendars: What the metric ran on when each run began; None where several targets did,
            and where no calendar is kept.
        stops: What follows each run that has ended; None where only the terms changed.
    """

    __slots__ = ("_before", "_moved", "calendars", "ends", "keeps_calendars", "starts", "stops")

    def __init__(self, start: int, calendar: Combinable | None, keeps_calendars: bool) -> None:  # noqa: FBT001 - a keyword costs a third
        """Begin at *start* with a clock that runs."""
        self.keeps_calendars = keeps_calendars
        self.starts, self.calendars = [start], [calendar]
        self.ends: list[int] = []
        self.stops: list[Stop | None] = []
        self._before: dict[tuple[str, str, str | None], list[Quantity]] = {}
        self._moved: dict[int, tuple[Target, list[MovedDate]]] = {}

    def __setstate__(self, state: tuple[None, dict[str, Any]]) -> None:
        """Take what a pickle holds, but for what was counted, which is of the release it is of."""
        for name, value in state[1].items():
            setattr(self, name, value)
        self._before, self._moved = {}, {}

    def stop(self, at: int, why: Stop | None) -> None:
        """End the run."""
        self.ends.append(at)
        self.stops.append(why)

    def go_on(self, at: int, calendar: Combinable | None) -> None:
        """Begin another run."""
        self.starts.append(at)
        self.calendars.append(calendar)

    def since(self, start: int, *, is_paused: bool) -> RunningTime:
        """Return the running time of a cycle that begins at *start* and still runs.

        It has the stops of this one after that. This one has been completed: unless the clock
        was paused then, its last run ended there, and goes on.
        """
        first = max(bisect_right(self.starts, start) - 1, 0)
        other = RunningTime(start, self.calendars[first], keeps_calendars=self.keeps_calendars)
        other.starts += self.starts[first + 1 :]
        other.calendars += self.calendars[first + 1 :]
        last = None if is_paused else -1
        other.ends = [max(start, end) for end in self.ends[first:last]]
        other.stops = self.stops[first:last]
        return other

    def calendar(self, run: int, target: Target) -> Combinable:
        """Return the calendar on which a run is measured, asked under *target*."""
        own = self.calendars[run] if self.keeps_calendars else None
        return target.calendar if own is None else own

    def span(self, run: int, target: Target) -> tuple[int, int]:
        """Return where a run begins and ends for *target*; nothing counts before it starts."""
        start, end = self.starts[run], self.ends[run]
        if target.starts_in is None:
            return start, end
        floor = target.floor(self.starts[0])
        return max(start, floor), max(end, floor)

    def counted_before(self, measure: Measure, target: Target) -> list[Quantity]:
        """Return how much has counted before each run.

        It is added up once, so that every question is a bisection however often a ticket was
        paused; without that, a log of ten thousand events would take a minute.
        """
        key = (measure.name, target.calendar_id, target.starts_in and target.starts_in.id)
        found = self._before.setdefault(key, [0])
        for run in range(len(found) - 1, len(self.starts) - 1):
            start, end = self.span(run, target)
            counted = measure.between(self.calendar(run, target), start, end)
            total = found[run] + counted if found[run] else counted
            found[run + 1 : run + 2] = [total]  # the same where another thread was first
        return found

    def moved_date(self, target: Target, last: int) -> MovedDate:
        """Return the deadline of a target that names a date, as the stops have moved it.

        Args:
            target: What is promised.
            last: The last run that counts; only stops before it have moved the deadline.
        """
        if not last:
            return MovedDate.of(target, self.starts[0])
        # By identity, which is quicker than by all that a target says; and the target is kept
        # beside what was found, so that no other one can come to have its.
        kept = self._moved.get(id(target))
        if kept is None:
            found = [MovedDate.of(target, self.starts[0])]
            for run, resumed in enumerate(self.starts[1:]):
                found.append(self.moved_on(found[-1], target, run, resumed))
            kept = self._moved[id(target)] = (target, found)
        return kept[1][last]

    def moved_on(self, moved: MovedDate, target: Target, run: int, resumed: int) -> MovedDate:
        """Return a deadline as the stop after a run moves it, if the clock goes on at *resumed*."""
        stop, rule = self.stops[run], target.promise.meaning
        if isinstance(rule, AgreedTime) and (
            stop is not RESOLVED or self.ends[run] < rule.agreed_at
        ):
            return moved
        reason = "" if stop is None else stop.reason
        return moved.after(target, self.starts[0], self.ends[run], resumed, reason)


class UsedTime:
    """The running time of a cycle as one question sees it: one measure, one target, up to a run.

    The last run is taken to go on without an end, so a question about an instant after it was
    stopped is asked about the stop instead.
    """

    __slots__ = ("_floor", "_last", "_measure", "_running", "_target")

    def __init__(self, running: RunningTime, last: int, target: Target, measure: Measure) -> None:
        """Look at the runs 0 to *last*."""
        self._running, self._last, self._target, self._measure = running, last, target, measure
        self._floor = None if target.starts_in is None else target.floor(running.starts[0])

    def by(self, instant: int) -> Quantity:
        """Return how much has counted by *instant*."""
        running, run = self._running, self._last
        if not run:
            return self._between(0, running.starts[0], instant)
        run = max(bisect_right(running.starts, instant, 0, run + 1) - 1, 0)
        if run < self._last:
            instant = min(instant, running.ends[run])
        before = running.counted_before(self._measure, self._target)[run]
        return before + self._between(run, running.starts[run], instant)

    def reaches(self, amount: Quantity) -> int:
        """Return the first instant by which *amount* has counted.

        Raises:
            NeverOpenError: Not enough open time within 100 years.
            CoverageError: The holidays of a year on the way are not known.
        """
        running = self._running
        if amount <= 0:
            return running.starts[0]
        run = 0
        if self._last:
            before = running.counted_before(self._measure, self._target)
            # `before[i]` is what has counted before run i, so the run that reaches the amount is
            # the last one of which `before` is less. One that reaches it exactly at its end is
            # due there, not when the next one begins.
            run = bisect_left(before, amount, 1, self._last + 1) - 1
            amount -= before[run]
        calendar = running.calendar(run, self._target)
        start = running.starts[run]
        if self._floor is not None:
            start = max(start, self._floor)
        return after(self._measure, calendar, start, amount)

    def _between(self, run: int, start: int, end: int) -> Quantity:
        if self._floor is not None:
            start, end = max(start, self._floor), max(end, self._floor)
        return self._measure.between(self._running.calendar(run, self._target), start, end)
