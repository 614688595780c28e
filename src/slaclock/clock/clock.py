"""The SLA clock of a ticket: what its log of events means under a matrix.

A clock is a pure function of its log, its matrix and the instant of asking; it keeps nothing
from one question to the next that could change an answer. It reads no clock itself.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from slaclock.clock.escalations import Escalation, escalation_changes, escalations_of
from slaclock.clock.replay import Note, Replay, note_on
from slaclock.clock.states import ClockState
from slaclock.clock.target_progress import TargetProgress
from slaclock.errors import (
    ArgumentTypeError,
    EventError,
    InstantRangeError,
    UnknownNameError,
)
from slaclock.events import Event, Opened, log_from_dicts, log_to_dicts
from slaclock.frozen import Frozen
from slaclock.instants import from_micros, to_micros
from slaclock.matrices.history import MatrixHistory
from slaclock.matrices.loader import load_matrix
from slaclock.matrices.model import Matrix

__all__ = ["Clock"]


class Clock(Frozen):
    """The clocks of one ticket: a status and a deadline for each metric, at any instant.

    >>> from zoneinfo import ZoneInfo
    >>> from slaclock import events
    >>> kolkata = ZoneInfo("Asia/Kolkata")
    >>> log = [
    ...     events.Opened(datetime(2026, 3, 6, 17, tzinfo=kolkata), "starter", "P1"),
    ...     events.Responded(datetime(2026, 3, 6, 18, tzinfo=kolkata)),
    ...     events.Paused(datetime(2026, 3, 6, 18, tzinfo=kolkata)),
    ...     events.Resumed(datetime(2026, 3, 9, 11, tzinfo=kolkata)),
    ... ]
    >>> state = Clock("wotnot", log).at(datetime(2026, 3, 9, 12, tzinfo=kolkata))
    >>> print(state["response"].status, state["resolution"].status, state["resolution"].due_at)
    met running 2026-03-10 10:00:00+05:30

    Args:
        matrix: A `Matrix`, the name of a bundled one, or a `MatrixHistory`, of which the
            version in force when the ticket was opened is taken.
        events: The log, in any order; it is sorted by time, and what has the same time stays
            in the order given.

    Attributes:
        matrix: The matrix.
        events: The log in the order of time.

    Raises:
        EventError: The log cannot be: nothing opened, opened twice, anything before that, or
            a plan or priority that the matrix does not have. It names the event by its index
            in the log as it was given.
        ArgumentTypeError: Not a list of events.
        HistoryError: No version of a `MatrixHistory` was in force.
        UnknownNameError: No bundled matrix of that name.
    """

    __slots__ = ("_given", "_replay", "events", "matrix")

    events: tuple[Event, ...]
    matrix: Matrix
    _given: tuple[Event, ...]
    _replay: Replay

    def __init__(self, matrix: Matrix | MatrixHistory | str, events: Iterable[Event]) -> None:
        """Sort the log, check it, and go through it once."""
        given = _checked(events)
        places = sorted(range(len(given)), key=[event.instant for event in given].__getitem__)
        log = tuple([given[place] for place in places])
        terms = _terms(matrix, _opened(log, places), places[0])
        replay = Replay(terms, log, places, _out_of_order(given))
        self._set(matrix=terms, events=log, _given=given, _replay=replay)

    def at(self, now: datetime) -> ClockState:
        """Return how the ticket stands at *now*; events after it do not count.

        Args:
            now: An aware datetime, not before the ticket was opened.

        Returns:
            A mapping from metric to state, with its instants in the zone of *now*.

        Raises:
            InstantRangeError: *now* lies before the opening.
            InstantError, ArgumentTypeError: *now* is naive, out of range or no datetime.
            NeverOpenError: The calendar has not enough open time within 100 years.
            CoverageError: The holidays of a year on the way are not known.
        """
        return ClockState(self._replay, now, self._instant(now))

    def next_change(self, now: datetime) -> datetime | None:
        """Return the earliest instant after *now* at which anything changes by itself.

        That is the status or the at-risk flag of a metric, or an escalation level that is
        crossed or is to be notified. Events after *now* do not count, even if the log has
        them: an application sets one timer, and asks again when something happens.

        Returns:
            An instant in the zone of *now*, or None if nothing will change.

        Raises:
            The same errors as `at`.
        """
        instant = self._instant(now)
        changes = (
            change
            for progress in self._progresses(instant)
            for change in _changes(progress)
            if change > instant
        )
        earliest = min(changes, default=None)
        return None if earliest is None else from_micros(earliest, now.tzinfo)

    def escalations(self, now: datetime) -> tuple[Escalation, ...]:
        """Return the levels of escalation for each metric with a promise, as they are at *now*.

        Metric by metric, lowest level first. Without a moment in the matrix a level has no
        time; while a metric is paused, neither have the levels it has not reached.

        Raises:
            The same errors as `at`.
        """
        instant = self._instant(now)
        return tuple(
            escalation
            for progress in self._progresses(instant)
            for escalation in escalations_of(progress, instant, now.tzinfo)
        )

    def to_dicts(self) -> list[dict[str, str]]:
        """Return the log as it was given, as plain data that JSON takes.

        `from_dicts` takes it back, and makes the same clock of it.
        """
        return log_to_dicts(self._given)

    @classmethod
    def from_dicts(
        cls, data: Iterable[Mapping[str, Any]], *, matrix: Matrix | MatrixHistory | str
    ) -> Clock:
        """Return the clock of a log in the form of `to_dicts`, the only form that is read.

        Raises:
            EventError: An entry is not an event, or the log cannot be.
            ArgumentTypeError: Not a list of dictionaries.
        """
        return cls(matrix, log_from_dicts(data))

    def __reduce__(self) -> tuple[Any, ...]:
        return (Clock, (self.matrix, self._given))

    def __repr__(self) -> str:
        opened = self._replay.opened
        return f"<Clock of a ticket opened {opened.at}, {len(self.events)} events, {self.matrix!r}>"

    def _instant(self, now: datetime) -> int:
        instant, opened = to_micros(now, "now"), self._replay.opened
        if instant < opened.instant:
            limits = f"the ticket was opened at {opened.at.isoformat()}"
            raise InstantRangeError("now", now, limits)
        return instant

    def _progresses(self, now: int) -> Iterator[TargetProgress]:
        for log in self._replay.metrics.values():
            cycle = log.at(now)
            if cycle is not None and cycle.target is not None:
                yield TargetProgress(cycle, cycle.target)


def _changes(progress: TargetProgress) -> Iterator[int]:
    """Yield the instants at which a metric changes by itself, past ones too."""
    yield from escalation_changes(progress)
    cycle, due = progress.cycle, progress.due()
    if cycle.ended is not None or cycle.is_paused or due is None:
        return
    breach, threshold = progress.breach(due), cycle.terms.matrix.at_risk
    yield breach
    if threshold is not None:
        at_risk = progress.share(threshold)
        if at_risk < breach:
            yield at_risk


def _checked(events: Any) -> tuple[Event, ...]:
    if isinstance(events, str | bytes | Mapping) or not hasattr(events, "__iter__"):
        raise ArgumentTypeError("events", events, "a list of events, such as events.Opened(...)")
    given: tuple[Any, ...] = tuple(events)
    for index, event in enumerate(given):
        if not isinstance(event, Event) or not event.type:
            expected = "an event, such as events.Opened(...); events.from_dict reads plain data"
            raise ArgumentTypeError(f"events[{index}]", event, expected)
    return given


def _opened(log: Sequence[Event], places: Sequence[int]) -> Opened:
    """Return the event that opens the log; nothing may lie before it, and it may not recur."""
    opened = [
        (place, event)
        for place, event in zip(places, log, strict=True)
        if isinstance(event, Opened)
    ]
    if not opened:
        problem = "the ticket was never opened; begin the log with an event 'opened'"
        raise EventError(None, "", problem)
    first, opening = opened[0]
    if len(opened) > 1:
        second, again = opened[1]
        problem = (
            f"opened twice, by events[{first}] {opening} too; keep one of them, or write 'reopened'"
        )
        raise EventError(second, str(again), problem)
    if log[0] is not opening:
        problem = (
            f"{log[0].type} before opened, which is events[{first}] {opening}; "
            "correct one of the two times, or put opened first if they are the same"
        )
        raise EventError(places[0], str(log[0]), problem)
    return opening


def _terms(matrix: Matrix | MatrixHistory | str, opened: Opened, index: int) -> Matrix:
    if isinstance(matrix, MatrixHistory):
        try:
            return matrix.in_force(opened.at, plan=opened.plan)
        except UnknownNameError as error:
            raise EventError(index, str(opened), str(error)) from None
    if isinstance(matrix, str):
        return load_matrix(matrix)
    if isinstance(matrix, Matrix):
        return matrix
    raise ArgumentTypeError("matrix", matrix, "a Matrix, a MatrixHistory or a bundled name")


def _out_of_order(given: Sequence[Event]) -> list[Note]:
    notes = []
    latest = given[0].instant
    for index, event in enumerate(given):
        if event.instant < latest:
            notes.append(note_on(index, event, "earlier than one before it; sorted by time"))
        latest = max(latest, event.instant)
    return notes
