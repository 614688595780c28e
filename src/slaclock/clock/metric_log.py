"""The cycles of one metric, as the events of a ticket leave them, one after the other.

What holds at some instant is looked up. Which events reach a metric is settled in
`slaclock.clock.replay`; how much time has counted, in `slaclock.clock.target_progress`.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from itertools import islice
from typing import NamedTuple

from slaclock.calendars.combined import Combinable
from slaclock.clock.running_time import RESOLVED, RunningTime, Stop
from slaclock.clock.target_progress import CycleState
from slaclock.events import Event
from slaclock.matrices.agreed import agreed_at
from slaclock.matrices.metrics import Metric, is_stopping
from slaclock.matrices.promises import Target
from slaclock.matrices.terms import Terms

__all__ = ["CycleEnd", "MetricLog"]


class CycleEnd(NamedTuple):
    """The end of a cycle, or a change of its terms.

    Attributes:
        cycle: The cycle, completed, or as it was before its terms changed.
        ended: When it ended, in microseconds since the epoch.
        by: The type of the event.
        only_if_breached: Whether the clock ran on, so that only a breach stays on record.
    """

    cycle: CycleState
    ended: int
    by: str
    only_if_breached: bool


class MetricLog:
    """The cycles of one metric, event by event.

    Attributes:
        metric: The metric.
        states: What each event made of the cycle; empty until the first cycle begins.
        times: When the states begin, in microseconds since the epoch.
        is_active: Whether there is a cycle that has not been completed.
        is_paused: Whether a pause stops the clock of the last cycle.
        events: All events of the ticket, in the order of time.
        waits_until: When the next cycle of a fixed rhythm begins; None where none waits.
    """

    __slots__ = (
        "_agreed",
        "_on_change",
        "_past",
        "_running",
        "_target",
        "_terms",
        "events",
        "is_active",
        "is_paused",
        "metric",
        "states",
        "times",
        "waits_until",
    )

    _running: RunningTime
    _target: Target | None
    _terms: Terms

    def __init__(self, metric: Metric, on_change: str, events: Sequence[Event] = ()) -> None:
        """Begin without a cycle; *on_change* is what other terms do to one that runs."""
        self.metric, self._on_change, self.events = metric, on_change, events
        self.is_active = self.is_paused = False
        self.waits_until: int | None = None
        self._agreed: tuple[int, int] | None = None
        self.times: list[int] = []
        self.states: list[CycleState] = []
        self._past: list[tuple[int, bool]] = []

    @property
    def is_over(self) -> bool:
        """Return whether there was a cycle, and the last one has been completed."""
        return not self.is_active and bool(self.states)

    def at(self, now: int) -> CycleState | None:
        """Return the cycle at an instant, or None before the first."""
        index = bisect_right(self.times, now)
        return self.states[index - 1] if index else None

    def cycle_until(self, now: int) -> list[CycleState]:
        """Return the states of the cycle at an instant, up to then, in order."""
        states = self.states[: bisect_right(self.times, now)]
        running = states[-1].running
        return [state for state in states if state.running is running]

    def past(self, count: int) -> Iterator[CycleEnd]:
        """Yield the first *count* ends of cycles and changes of terms, in order."""
        for index, runs_on in islice(self._past, count):
            after = self.states[index]
            ended = self.states[index - 1] if after.ended is None else after
            yield CycleEnd(ended, after.since, after.event, runs_on)

    def is_stopped_by(self, reason: str) -> bool:
        """Return whether a pause for *reason*, empty for none, stops the last cycle."""
        return self._is_stopped_by(reason, self._target)

    def begins_stopped(self, reason: str, terms: Terms, at: int) -> bool:
        """Return whether such a pause stops a cycle that begins under *terms* at an instant."""
        return self._is_stopped_by(reason, self._promised(terms, at))

    def _is_stopped_by(self, reason: str, target: Target | None) -> bool:
        own = None if target is None else target.pauses
        return is_stopping(self.metric.pauses if own is None else own, reason)

    def may_be_agreed(self) -> bool:
        """Return whether a time that is agreed replaces the deadline of the cycle."""
        target = self._promised(self._terms, self._running.starts[0])
        target = target or self._terms.agreeable(self.metric.name)
        return target is not None and target.may_be_agreed

    def differs(self, terms: Terms) -> bool:
        """Return whether *terms* promise something else than the cycle has, or on other hours."""
        return self._differs(terms, self._promised(terms, self._running.starts[0]))

    def _differs(self, terms: Terms, target: Target | None) -> bool:
        if target is None and self._target is None:
            return terms.calendar_id != self._terms.calendar_id
        return target is not self._target and target != self._target

    def begin(
        self, at: int, event: str, terms: Terms, why: str = "", pause: Stop | None = None
    ) -> None:
        """Begin a cycle; during a *pause*, its clock stands still at once."""
        self._agreed, self._terms = None, terms
        self._target = target = self._promised(terms, at)
        keeps_calendars = self._on_change == "carry_elapsed"
        calendar = _calendar(terms, target) if keeps_calendars else None
        self._running = RunningTime(at, calendar, keeps_calendars)
        if pause is not None:
            self._running.stop(at, pause)
        self.is_active, self.is_paused, self.waits_until = True, pause is not None, None
        self.mark(at, event, why)

    def begin_anew(self, at: int, event: str, terms: Terms, why: str) -> None:
        """End a cycle that runs, and begin another; a pause goes on."""
        pause = self._running.stops[-1] if self.is_paused else None
        self._past.append((len(self.states), False))
        self.begin(at, event, terms, why, pause)

    def wait(self, start: int) -> None:
        """Let the next cycle of a fixed rhythm begin at *start*, which is still to come."""
        self.waits_until = start
        # In the last state, so that whoever asks before the start is told of it.
        self.states[-1] = self.states[-1]._replace(next_start=start)

    def follow(self, start: int, event: str, terms: Terms) -> None:
        """Begin the next cycle of a fixed rhythm at *start*, which is past by now.

        What has stopped the clock since then has stopped this cycle too.
        """
        self._agreed, self._terms = None, terms
        self._target = self._promised(terms, start)
        self._running = self._running.since(start, is_paused=self.is_paused)
        self.is_active, self.waits_until = True, None
        self.mark(self.times[-1], event)

    def agree(self, at: int, event: str, why: str, due: int) -> None:
        """Let the cycle fall due at an instant that was agreed, which no pause moves."""
        self._agreed = (due, at)
        self._past.append((len(self.states), True))
        self._target = self._promised(self._terms, self._running.starts[0])
        if self.is_paused:
            self.is_paused = False
            self._go_on(at)
        self.mark(at, event, why)

    def pause(self, at: int, event: str, pause: Stop) -> None:
        """Stop the clock."""
        self._running.stop(at, pause)
        self.is_paused = True
        self.mark(at, event, pause.reason)

    def resume(self, at: int, event: str) -> None:
        """Let the clock go on after a pause."""
        self.is_paused = False
        self._go_on(at)
        self.mark(at, event)

    def reopen(self, at: int, event: str, terms: Terms, *, counts_closed: bool) -> None:
        """Let the clock of a completed cycle go on, as if it had run on where that counts."""
        running, resolved = self._running, self.times[-1]
        if counts_closed:
            # A pause ended with the resolution.
            self._go_on(resolved)
            running.stop(at, None)
        self._terms, self._target = terms, self._promised(terms, running.starts[0])
        if self.is_paused and not counts_closed:
            # The pause ended with the resolution: what follows is a stop of its own.
            self._go_on(resolved)
            running.stop(resolved, RESOLVED)
        elif not counts_closed:
            running.stops[-1] = RESOLVED
        self.is_active, self.is_paused = True, False
        self._go_on(at)
        self.mark(at, event)

    def complete(self, at: int, event: str) -> None:
        """End the cycle."""
        if not self.is_paused:
            self._running.stop(at, None)
        self.is_active = False
        self.mark(at, event)
        # Only now, so that the completed cycle is not among those that lie before it.
        self._past.append((len(self.states) - 1, False))

    def change_terms(self, at: int, event: str, why: str, terms: Terms) -> None:
        """Put the cycle under other terms, as the matrix says."""
        running = self._running
        target = self._promised(terms, running.starts[0])
        if self._differs(terms, target):
            if self._on_change == "restart":
                self.begin_anew(at, event, terms, why)
                return
            self._past.append((len(self.states), True))
            # Only then does it matter where one calendar ends and the next begins; a run that is
            # measured on the calendar asked about may go on as it is.
            if running.keeps_calendars and not self.is_paused:
                running.stop(at, None)
                running.go_on(at, _calendar(terms, target))
        self._terms, self._target = terms, target
        self.mark(at, event, why)

    def _go_on(self, at: int) -> None:
        """Begin another run."""
        keeps_calendars = self._running.keeps_calendars
        calendar = _calendar(self._terms, self._target) if keeps_calendars else None
        self._running.go_on(at, calendar)

    def mark(self, at: int, event: str, why: str = "") -> None:
        """Write down the cycle as an event has left it."""
        running = self._running
        state = (
            at,
            event,
            why,
            running,
            len(running.starts) - 1,
            self.is_paused,
            None if self.is_active else at,
            self._terms,
            self._target,
            len(self._past),
            None,
        )
        self.times.append(at)
        # What `CycleState(*state)` does, in a third of the time: a log makes thousands.
        self.states.append(tuple.__new__(CycleState, state))

    def _promised(self, terms: Terms, start: int) -> Target | None:
        """Return what terms promise for a cycle that starts at an instant, or None for nothing."""
        target = terms.promised(self.metric.name)
        if target is not None and target.parts:
            target = target.at(start)
        if self._agreed is None:
            return target
        target = target or terms.agreeable(self.metric.name)
        if target is None or not target.may_be_agreed:
            return target
        return agreed_at(target, *self._agreed)


def _calendar(terms: Terms, target: Target | None) -> Combinable | None:
    """Return the calendar that a target of some terms runs on; None for several at once."""
    if target is None:
        return terms.calendar
    return None if target.parts else target.calendar
