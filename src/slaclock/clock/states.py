"""How a ticket stands at some instant: a state for each metric, as a caller reads it.

A state is computed from the log, the matrix and the instant alone. What most callers ask for,
status and deadline, is computed at once; the rest when it is asked for.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, ValuesView
from datetime import datetime, timedelta, tzinfo
from typing import Any

from slaclock.calendars.combined import Combinable
from slaclock.clock.changes import next_change
from slaclock.clock.cycles import Cycle, past_cycles, present_cycle
from slaclock.clock.escalations import highest_level
from slaclock.clock.explain import account_of_cycle
from slaclock.clock.metric_log import MetricLog
from slaclock.clock.replay import LogReplay, Note
from slaclock.clock.running_time import RESOLVED
from slaclock.clock.state_schemas import clock_state_schema, metric_state_schema
from slaclock.clock.target_progress import Status, progress_of
from slaclock.errors import UnknownNameError
from slaclock.instants import MICROSECOND, from_micros, iso_or_none
from slaclock.ledger import Ledger
from slaclock.lengths import time_left
from slaclock.matrices.promises import Target
from slaclock.matrices.terms import Terms
from slaclock.provenance import provenance
from slaclock.validation import pydantic_field, refuse

__all__ = ["ClockState", "MetricState"]

_ZERO = timedelta(0)


@pydantic_field(
    refuse("a state, as `Clock.at` gives it; save the log of the ticket"),
    lambda state: state.to_dict(),
    lambda _cls: metric_state_schema(),
)
class MetricState:
    """How one metric of a ticket stands. Immutable."""

    __slots__ = ("_cycle", "_due", "_log", "_now", "_progress", "_status", "_zone")

    def __init__(self, log: MetricLog, now: int, zone: tzinfo | None) -> None:
        """Compute the state; made by `Clock.at`."""
        self._log, self._now, self._zone = log, now, zone
        self._cycle = cycle = log.at(now)
        self._progress = progress = progress_of(cycle)
        self._status: Status = "not_applicable"
        self._due: int | None = None
        if progress is not None:
            self._due = due = progress.due()
            self._status = progress.status(now, due)

    @property
    def metric(self) -> str:
        """Return the name of the metric."""
        return self._log.metric.name

    @property
    def status(self) -> Status:
        """Return `running`, `paused`, `met`, `breached` or `not_applicable`."""
        return self._status

    @property
    def target(self) -> Target | None:
        """Return what is promised; None if nothing is."""
        return self._progress.target if self._progress is not None else None

    @property
    def calendar(self) -> Combinable | None:
        """Return the calendar that the metric runs on; None if nothing is promised."""
        return self._progress.target.calendar if self._progress is not None else None

    @property
    def started_at(self) -> datetime | None:
        """Return where the present cycle began; None if nothing is promised."""
        progress = self._progress
        return None if progress is None else self._instant(progress.cycle.started)

    @property
    def completed_at(self) -> datetime | None:
        """Return when the present cycle was completed, or None."""
        progress = self._progress
        return None if progress is None else self._instant(progress.cycle.ended)

    @property
    def due_at(self) -> datetime | None:
        """Return the deadline; None while paused with time left, and if nothing is promised."""
        return None if self._due is None else from_micros(self._due, self._zone)

    @property
    def due_if_resumed(self) -> datetime | None:
        """Return the deadline; while paused with time left, the one if it went on now.

        So a list of tickets can be sorted by it. None if nothing is promised.
        """
        progress, due = self._progress, self._due
        if progress is not None and due is None:
            due = progress.due_if_resumed(self._now)
        return self._instant(due)

    @property
    def elapsed(self) -> timedelta:
        """Return the open time that has counted, up to the completion or the instant of asking.

        It goes on past the deadline. Zero if nothing is promised.
        """
        return MICROSECOND * self._elapsed()

    @property
    def remaining(self) -> timedelta | None:
        """Return the open time left, negative when late; None if nothing is promised.

        For a paused metric that counts in business days: as if it were resumed now.
        """
        progress = self._progress
        if progress is None:
            return None
        if self._due is None:
            return MICROSECOND * progress.remaining_if_resumed(self._now)
        return MICROSECOND * (progress.elapsed_when_due(self._due) - self._elapsed())

    @property
    def time_left(self) -> str:
        """Return what is left in words, for a list: `2 h 5 min left`, `15 min over`.

        Seconds are dropped once there are minutes; `remaining` has them. Empty if nothing is
        promised.
        """
        remaining = self.remaining
        return "" if remaining is None else time_left(remaining)

    @property
    def late_by(self) -> timedelta:
        """Return the open time that counted after the deadline; zero when in time.

        It can be zero for a metric that is breached: after a deadline at a closing no open
        time passes until the next opening. See `late_by_wall_time`.
        """
        remaining = self.remaining
        return _ZERO if remaining is None else max(-remaining, _ZERO)

    @property
    def late_by_wall_time(self) -> timedelta:
        """Return the time on the wall from the deadline to the completion, or to now.

        Zero unless breached.
        """
        if self._status != "breached" or self._progress is None or self._due is None:
            return _ZERO
        ended = self._progress.cycle.ended
        return MICROSECOND * ((self._now if ended is None else ended) - self._due)

    @property
    def percent(self) -> int | None:
        """Return the share of the target that is used up; None if nothing is promised.

        Whole percent, rounded down: 100 or more says that the target is used up.
        """
        return None if self._progress is None else self._progress.percent(self._now)

    @property
    def at_risk(self) -> bool:
        """Return whether the share that the matrix names as `at_risk` is used up.

        Only for a metric that is neither completed nor breached; never if it names none.
        """
        progress = self._progress
        return progress is not None and progress.is_at_risk(self._now, self._status)

    @property
    def cycles(self) -> tuple[Cycle, ...]:
        """Return the cycles so far, the present one last.

        Each end of a cycle is there, and each breach that a change of terms made void.
        """
        if self._cycle is None:
            return ()
        cycles = list(past_cycles(self._log.past(self._cycle.past), self._zone))
        if self._progress is not None:
            cycles.append(present_cycle(self._progress, self._due, self._now, self._zone))
        return tuple(cycles)

    @property
    def first(self) -> Cycle | None:
        """Return the first cycle that was completed: the first resolution, whatever followed."""
        cycle, progress = self._cycle, self._progress
        if cycle is None:
            return None
        done = (end for end in self._log.past(cycle.past) if end.cycle.ended is not None)
        first = next(past_cycles(done, self._zone), None)
        if first is None and progress is not None and cycle.ended is not None:
            return present_cycle(progress, self._due, self._now, self._zone)
        return first

    @property
    def total_elapsed(self) -> timedelta:
        """Return the open time of all cycles together, what they share counted once."""
        return _total(self.cycles)

    @property
    def was_breached(self) -> bool:
        """Return whether any cycle so far was breached, whatever followed."""
        return _was_breached(self.cycles)

    def explain(self) -> Ledger:
        """Return the account of the present cycle, up to its end or to now.

        It shows what counted, what was closed or paused, and what happened; it adds up to
        `elapsed`.

        Raises:
            UnknownNameError: Nothing is promised.
            LedgerError: It does not add up; that would be a fault of slaclock.
        """
        if self._progress is None:
            raise UnknownNameError("metric", self.metric, ())
        states = self._log.cycle_until(self._now)
        remaining = self.remaining
        assert remaining is not None
        standing = f"{self.status}, {time_left(remaining, whole_minutes=False)}"
        return account_of_cycle(
            states, self._progress, self._now, self._zone, standing, self._log.events
        )

    def to_dict(self) -> dict[str, Any]:
        """Return the state as plain data; lengths in microseconds."""
        remaining, cycles = self.remaining, self.cycles
        return {
            "status": self.status,
            "target": None if self.target is None else str(self.target),
            "due_at": iso_or_none(self.due_at),
            "completed_at": iso_or_none(self.completed_at),
            "elapsed_us": self._elapsed(),
            "total_elapsed_us": _total(cycles) // MICROSECOND,
            "remaining_us": None if remaining is None else remaining // MICROSECOND,
            "late_by_us": self.late_by // MICROSECOND,
            "late_by_wall_time_us": self.late_by_wall_time // MICROSECOND,
            "percent": self.percent,
            "at_risk": self.at_risk,
            "was_breached": _was_breached(cycles),
            "cycles": [cycle.to_dict() for cycle in cycles],
        }

    def __repr__(self) -> str:
        due = f", due {self.due_at}" if self._due is not None else ""
        return f"<{self.metric} {self.status}{due}>"

    def _elapsed(self) -> int:
        return 0 if self._progress is None else self._progress.cycle.elapsed(self._now)

    def _instant(self, at: int | None) -> datetime | None:
        return None if at is None else from_micros(at, self._zone)


@pydantic_field(
    refuse("a state, as `Clock.at` gives it; save the log of the ticket"),
    lambda state: state.to_dict(),
    lambda _cls: clock_state_schema(),
)
class ClockState(Mapping[str, MetricState]):
    """How a ticket stands at an instant: a mapping from metric to state, every metric.

    Immutable. All instants are in the zone of `now`.
    """

    __slots__ = ("_instant", "_metrics", "_now", "_replay")

    def __init__(self, replay: LogReplay, now: datetime, instant: int) -> None:
        """Compute the states; made by `Clock.at`."""
        self._replay, self._now, self._instant = replay, now, instant
        zone = now.tzinfo
        self._metrics = {
            metric: MetricState(log, instant, zone) for metric, log in replay.metrics.items()
        }

    @property
    def now(self) -> datetime:
        """Return the instant of asking, as the caller gave it."""
        return self._now

    @property
    def row(self) -> Terms:
        """Return the terms in force: plan, priority, calendar, targets, matrix."""
        return self._replay.terms_at(self._instant)

    @property
    def is_paused(self) -> bool:
        """Return whether the ticket is paused, whichever metrics that stops."""
        stop = self._replay.stop_at(self._instant)
        return stop is not None and stop is not RESOLVED

    @property
    def is_resolved(self) -> bool:
        """Return whether the ticket is resolved."""
        return self._replay.stop_at(self._instant) is RESOLVED

    @property
    def pause_reason(self) -> str | None:
        """Return why it is paused; None if it is not, or no reason was given."""
        stop = self._replay.stop_at(self._instant)
        return None if stop is None else stop.reason or None

    @property
    def highest_level(self) -> int | None:
        """Return the highest level of escalation crossed so far; None for none.

        Of the metrics that are not completed: what was done in the end need not be escalated.

        Raises:
            CoverageError: The holidays of a year on the way to a level are not known.
        """
        return highest_level(self._replay.progress_at(self._instant), self._instant)

    @property
    def next_change(self) -> datetime | None:
        """Return the earliest instant after now at which anything changes by itself, or None.

        The same as `Clock.next_change`, which says more.
        """
        change = next_change(self._replay, self._instant)
        return None if change is None else from_micros(change, self.now.tzinfo)

    @property
    def opened_at(self) -> datetime:
        """Return when the ticket was opened."""
        return from_micros(self._replay.opened.instant, self.now.tzinfo)

    @property
    def notes(self) -> tuple[Note, ...]:
        """Return what was ignored or sorted among the events so far, in the order of time."""
        return tuple(note for note in self._replay.notes if note.instant <= self._instant)

    @property
    def provenance(self) -> dict[str, Any]:
        """Return what data the answer rests on; see `slaclock.provenance`."""
        return provenance(self.row)

    def to_dict(self) -> dict[str, Any]:
        """Return the states as plain data that JSON takes; lengths in microseconds."""
        row = self.row
        return {
            "now": self.now.isoformat(),
            "opened_at": self.opened_at.isoformat(),
            "plan": row.plan.id,
            "priority": None if row.priority is None else row.priority.id,
            "metrics": {metric: state.to_dict() for metric, state in self.items()},
            "notes": [str(note) for note in self.notes],
            "provenance": self.provenance,
        }

    def __getitem__(self, metric: str) -> MetricState:
        given: object = metric  # of any type, whatever the annotation says
        state = self._metrics.get(given) if isinstance(given, str) else None
        if state is None:
            raise UnknownNameError("metric", metric, self._metrics)
        return state

    def __iter__(self) -> Iterator[str]:
        return iter(self._metrics)

    def values(self) -> ValuesView[MetricState]:
        """Return the states, in the order of the metrics."""
        return self._metrics.values()

    def __len__(self) -> int:
        return len(self._metrics)

    def __contains__(self, metric: object) -> bool:
        return metric in self._metrics

    def __repr__(self) -> str:
        states = ", ".join(map(repr, self._metrics.values()))
        return f"<ClockState at {self.now}: {states}>"


def _total(cycles: Iterable[Cycle]) -> timedelta:
    # A cycle that goes on after a reopening begins where it began, and holds what came before.
    lengths = {cycle.started_at: cycle.elapsed for cycle in cycles}
    return sum(lengths.values(), _ZERO)


def _was_breached(cycles: Iterable[Cycle]) -> bool:
    return any(cycle.verdict == "breached" for cycle in cycles)
