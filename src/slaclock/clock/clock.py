"""The SLA clock of a ticket: what its log of events means under a matrix.

A clock is a pure function of its log, its matrix and the instant of asking; it keeps nothing
from one question to the next that could change an answer. It reads no clock itself.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, Literal

from slaclock._lazy import late
from slaclock.clock.changes import Change, changes_of, next_change
from slaclock.clock.escalations import Escalation, escalations_of
from slaclock.clock.ordered_log import Note, ordered
from slaclock.clock.replay import LogReplay
from slaclock.clock.states import ClockState
from slaclock.errors import (
    ArgumentTypeError,
    ChoiceError,
    EventError,
    InstantRangeError,
    UnknownNameError,
)
from slaclock.event_values import is_list
from slaclock.events import TYPES, Event, Opened, log_from_dicts, log_to_dicts, read_log
from slaclock.frozen import Frozen
from slaclock.instants import MICROSECOND, from_micros, to_micros
from slaclock.matrices.door import MatrixLike, matrix_chosen, matrix_of
from slaclock.matrices.history import MatrixHistory
from slaclock.matrices.model import Matrix

__all__ = ["Clock"]

Errors = Literal["raise", "note"]
_NONE = timedelta(0)
_KINDS = frozenset(TYPES.values())


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
        matrix: A `Matrix`, the name of a bundled one, the path of a data file, or a
            `MatrixHistory` (also the path of a folder of versions), of which the version in
            force when the ticket was opened is taken.
        events: The log, in any order; it is sorted by time, and what has the same time stays
            in the order given.
        errors: What becomes of what cannot be: `raise`; or `note`, as for `from_dicts`.

    Attributes:
        matrix: The matrix.
        events: The log in the order of time, without what was left out.

    Raises:
        EventError: The log cannot be: nothing opened, opened twice, anything before that, or
            a plan or priority that the matrix does not have. It names the event by its index
            in the log as it was given.
        ArgumentTypeError: Not a list of events.
        HistoryError: No version of a `MatrixHistory` was in force.
        UnknownNameError: No bundled matrix of that name.
        MatrixError: A file that cannot be read as a matrix.
    """

    __slots__ = ("_given", "_how", "_replay", "events", "matrix")

    events: tuple[Event, ...]
    matrix: Matrix
    _given: tuple[Event, ...]
    _how: tuple[tuple[int, ...], tuple[EventError, ...], Errors]
    _replay: LogReplay

    def __init__(
        self,
        matrix: MatrixLike,
        events: Iterable[Event],
        *,
        errors: Errors = "raise",
    ) -> None:
        """Sort the log, check it, and go through it once."""
        given = _checked(events)
        self._go_through(matrix, given, tuple(range(len(given))), (), errors)

    def _go_through(
        self,
        matrix: MatrixLike,
        given: tuple[Event, ...],
        places: tuple[int, ...],
        unread: Sequence[EventError],
        errors: Errors,
    ) -> None:
        if errors not in ("raise", "note"):
            raise ArgumentTypeError("errors", errors, "'raise' or 'note'")
        is_strict = errors == "raise"
        log = ordered(given, places, is_strict=is_strict)
        for error in unread:
            text = f"{error}; left out"
            log.notes.append(Note(error.index or 0, None, log.opened.instant, text))
        terms, plan, priority = _terms_for(matrix, log.opened, log.places[0])
        self._set(
            matrix=terms,
            events=log.events,
            _given=given,
            _how=(places, tuple(unread), errors),
            _replay=LogReplay(terms, log, named=(plan, priority), is_strict=is_strict),
        )

    def at(self, now: datetime, *, skew: timedelta = _NONE) -> ClockState:
        """Return how the ticket stands at *now*; events after it do not count.

        Args:
            now: An aware datetime, not before the ticket was opened.
            skew: By how much the clocks of two machines may differ: *now* may lie that much
                before the opening, and then means the opening.

        Returns:
            A mapping from metric to state, with its instants in the zone of *now*.

        Raises:
            InstantRangeError: *now* lies before the opening by more than *skew*.
            InstantError, ArgumentTypeError: *now* is naive, out of range or no datetime; *skew*
                is no `timedelta` of zero or more.
            NeverOpenError: The calendar has not enough open time within 100 years.
            CoverageError: The holidays of a year on the way are not known.
        """
        return ClockState(self._replay, now, self._instant(now, skew))

    def next_change(self, now: datetime, *, skew: timedelta = _NONE) -> datetime | None:
        """Return the earliest instant after *now* at which anything changes by itself.

        That is the status or the at-risk flag of a metric, or an escalation level that is
        crossed or is to be notified. Events after *now* do not count, even if the log has
        them: an application sets one timer, and asks again when something happens.

        Returns:
            An instant in the zone of *now*, or None if nothing will change.

        Raises:
            The same errors as `at`.
        """
        change = next_change(self._replay, self._instant(now, skew))
        return None if change is None else from_micros(change, now.tzinfo)

    def escalations(self, now: datetime, *, skew: timedelta = _NONE) -> tuple[Escalation, ...]:
        """Return the levels of escalation for each metric with a promise, as they are at *now*.

        Metric by metric, lowest level first. Where the matrix says no `at`, a level has no
        time; while a metric is paused, neither have the levels it has not reached.

        Raises:
            The same errors as `at`.
        """
        instant = self._instant(now, skew)
        return tuple(
            escalation
            for progress in self._replay.progress_at(instant)
            for escalation in escalations_of(progress, instant, now.tzinfo)
        )

    def changes(self, after: datetime, until: datetime) -> tuple[Change, ...]:
        """Return what changed in `(after, until]`: status, risk and levels of every metric.

        Events of the log count from their instants on, those in the stretch included, so a
        sweep that is late, or is repeated after a crash, finds what a watcher would have seen
        at each instant. Each change has a `key` that stays the same, so an outbox that refuses
        a key twice sends each once.

        Before the ticket was opened nothing is promised: a sweep may begin at any instant.

        Args:
            after: An aware datetime, exclusive: the end of the sweep before.
            until: An aware datetime, inclusive, not before *after*.

        Returns:
            In the order of time, with instants in the zone of *until*.

        Raises:
            InstantRangeError: *until* lies before *after*.
            InstantError, ArgumentTypeError: One of them is naive, out of range or no datetime.
            NeverOpenError: The calendar has not enough open time within 100 years.
            CoverageError: The holidays of a year on the way are not known.
        """
        begin, end = to_micros(after, "after"), to_micros(until, "until")
        if end < begin:
            limits = f"it must not be before after, {after.isoformat()}"
            raise InstantRangeError("until", until, limits)
        return tuple(changes_of(self._replay, begin, end, until.tzinfo))

    def to_dicts(self) -> list[dict[str, Any]]:
        """Return the log as it was given, as plain data that JSON takes.

        `from_dicts` takes it back, and makes the same clock of it.
        """
        return log_to_dicts(self._given)

    @classmethod
    def from_dicts(
        cls,
        data: Iterable[Mapping[str, Any]],
        *,
        matrix: MatrixLike,
        errors: Errors = "raise",
    ) -> Clock:
        """Return the clock of a log in the form of `to_dicts`, the only form that is read.

        Args:
            data: The entries, in any order.
            matrix: As for `Clock`.
            errors: `raise`; or `note`, to leave out what cannot be and say so in the `notes`
                of a state: an entry that is no event, a second opening, what lies before the
                opening, a change to a plan or priority that the matrix does not have.

        Raises:
            EventError: An entry is not an event, or the log cannot be. With `note` only if it
                was never opened, or with a plan or priority that the matrix does not have.
            ArgumentTypeError: Not a list of dictionaries.
        """
        if errors == "raise":
            return cls(matrix, log_from_dicts(data))
        given, unread = read_log(data)
        clock = cls.__new__(cls)
        places = tuple(given)
        clock._go_through(matrix, tuple(given.values()), places, unread, errors)
        return clock

    def __reduce__(self) -> tuple[Any, ...]:
        return (_rebuilt, (self.matrix, self._given, *self._how))

    def _repr_html_(self) -> str:
        return str(late("slaclock.notebook:clock_html")(self))

    def __repr__(self) -> str:
        opened = self._replay.opened
        return f"<Clock of a ticket opened {opened.at}, {len(self.events)} events, {self.matrix!r}>"

    def _instant(self, now: datetime, skew: timedelta) -> int:
        if skew is not _NONE and not _is_length(skew):
            raise ArgumentTypeError("skew", skew, "a timedelta of zero or more")
        instant, opened = to_micros(now, "now"), self._replay.opened
        if instant >= opened.instant:
            return instant
        if MICROSECOND * (opened.instant - instant) > skew:
            raise before_opening(now, opened.at)
        return opened.instant


def _is_length(value: object) -> bool:
    return isinstance(value, timedelta) and value >= _NONE


def before_opening(now: datetime, opened_at: datetime) -> InstantRangeError:
    """Return what is wrong with asking about a ticket before it was opened."""
    return InstantRangeError("now", now, f"the ticket was opened at {opened_at.isoformat()}")


def _checked(events: Any) -> tuple[Event, ...]:
    if not is_list(events):
        raise ArgumentTypeError("events", events, "a list of events, such as events.Opened(...)")
    given: tuple[Any, ...] = tuple(events)
    if _KINDS.issuperset(map(type, given)):  # as in nearly all logs, at once
        return given
    for index, event in enumerate(given):
        if not isinstance(event, Event) or not event.type:
            expected = "an event, such as events.Opened(...); events.from_dict reads plain data"
            raise ArgumentTypeError(f"events[{index}]", event, expected)
    return given


def _terms_for(matrix: MatrixLike, opened: Opened, index: int) -> tuple[Matrix, str, str | None]:
    """Return the matrix that holds for a ticket, and the names of its plan and priority."""
    found = matrix_of(matrix)
    try:
        if opened.fields is not None:
            return _chosen(found, opened, opened.fields)
        assert opened.plan is not None  # as `Opened` requires of one without fields
        if isinstance(found, MatrixHistory):
            found = found.in_force(opened.at, plan=opened.plan)
    except (ChoiceError, UnknownNameError) as error:
        raise EventError(index, str(opened), str(error)) from None
    return found, opened.plan, opened.priority


def _chosen(
    matrix: Matrix | MatrixHistory, opened: Opened, fields: Mapping[str, Any]
) -> tuple[Matrix, str, str | None]:
    given: Any = (opened.at, fields, opened.plan, opened.priority)
    found = matrix_chosen(matrix, *given, takes_others=True)
    assert found.choice is not None
    return found, found.choice.plan, found.choice.priority


def _rebuilt(
    matrix: Matrix,
    given: tuple[Event, ...],
    places: tuple[int, ...],
    unread: tuple[EventError, ...],
    errors: Errors,
) -> Clock:
    clock = Clock.__new__(Clock)
    clock._go_through(matrix, given, places, unread, errors)
    return clock
