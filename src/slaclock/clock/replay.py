"""A log of events, gone through once: what each event does to the clock of each metric.

A ticket is open, paused or resolved. Each event that changes that, or the terms, leaves the
cycles of some metrics in a new state, which is written down with its instant; what holds at
some instant is then looked up. A change to what is so already changes nothing, and is noted.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import islice

from slaclock.clock.courses import Gap
from slaclock.clock.tracks import Track
from slaclock.errors import EventError, NoTargetError, UnknownNameError, shown
from slaclock.events import Event, Opened, Paused, PlanChanged, PriorityChanged
from slaclock.matrices.model import Matrix, Row
from slaclock.matrices.spec import METRICS
from slaclock.records import one_line

__all__ = ["Note", "Replay", "note_on"]

_RESPONSES = ("first_response", "response")


@dataclass(frozen=True, slots=True)
class Note:
    """An event that changed nothing, or was out of order, and why.

    Attributes:
        index: Its place in the log as it was given, from 0.
        at: When it happened.
        instant: The same in microseconds since the epoch.
        text: Which event it is, and what was made of it.
    """

    index: int
    at: datetime
    instant: int
    text: str

    def __str__(self) -> str:
        return self.text


class Replay:
    """What a log does to a ticket under a matrix.

    Attributes:
        matrix: The terms.
        tracks: By metric, every metric.
        notes: In the order of time.
        rows: The terms of the ticket, one after the other.
        row_times: The instants from which they hold.
        opened: The event that opened it.
    """

    __slots__ = (
        "_gap",
        "_gaps",
        "_message",
        "_resolved",
        "_row",
        "matrix",
        "notes",
        "opened",
        "row_times",
        "rows",
        "tracks",
    )

    def __init__(
        self,
        matrix: Matrix,
        log: Sequence[Event],
        places: Sequence[int],
        notes: Sequence[Note] = (),
    ) -> None:
        """Go through *log* once.

        Args:
            matrix: The terms.
            log: The events in the order of time; `Opened` comes first.
            places: The index of each in the log as it was given.
            notes: Notes on them from before.

        Raises:
            EventError: A plan or priority that the matrix does not have, or not together.
        """
        self.matrix = matrix
        self.tracks: dict[str, Track] = {metric: Track(metric, matrix) for metric in METRICS}
        self.notes = list(notes)
        self._gap: Gap | None = None
        self._gaps: dict[str | None, Gap] = {None: Gap("paused")}
        self._resolved = self._message = False
        opened = log[0]
        assert isinstance(opened, Opened)
        self.opened = opened
        self._row = self._find_row(places[0], opened, opened.plan, opened.priority)
        self.row_times, self.rows = [opened.instant], [self._row]
        for metric in METRICS[:3]:
            self.tracks[metric].begin(opened.instant, opened.type, self._row)
        for index, event in islice(zip(places, log, strict=True), 1, None):
            _DOINGS[event.type](self, index, event)
        self.notes.sort(key=_instant_of)

    def row_at(self, now: int) -> Row:
        """Return the terms at an instant that is not before the opening."""
        return self.rows[bisect_right(self.row_times, now) - 1]

    def _on_responded(self, index: int, event: Event) -> None:
        for metric in (*_RESPONSES, "next_response"):
            if self.tracks[metric].runs:
                self.tracks[metric].end(event.instant, event.type)

    def _on_customer_replied(self, index: int, event: Event) -> None:
        if self._resolved:
            self._message = True
            self._note(index, event, "the ticket is resolved; the message counts if it is reopened")
        elif not self.tracks["next_response"].runs:
            self._await_response(event)

    def _on_paused(self, index: int, event: Event) -> None:
        assert isinstance(event, Paused)
        if self._resolved:
            self._note(index, event, "the ticket is resolved; there is no clock to pause")
        elif self._gap is not None:
            self._note(index, event, "the ticket is paused already; it is one pause")
        else:
            self._gap = self._gap_for(event.reason)
            for track in self.tracks.values():
                if track.pauses and track.runs:
                    track.stand(event.instant, event.type, self._gap)

    def _on_resumed(self, index: int, event: Event) -> None:
        if self._gap is None:
            state = "resolved" if self._resolved else "not paused"
            self._note(index, event, f"the ticket is {state}; there is nothing to resume")
            return
        self._gap = None
        for track in self.tracks.values():
            if track.runs and track.standing:
                track.go_on(event.instant, event.type, self._row)

    def _on_resolved(self, index: int, event: Event) -> None:
        if self._resolved:
            self._note(index, event, "the ticket is resolved already; the first time counts")
            return
        self._resolved, self._gap = True, None
        for track in self.tracks.values():
            if track.runs:
                track.end(event.instant, event.type)

    def _on_reopened(self, index: int, event: Event) -> None:
        if not self._resolved:
            self._note(index, event, "the ticket is not resolved; there is nothing to reopen")
            return
        self._resolved = False
        track, mode = self.tracks["resolution"], self.matrix.on_reopen
        if mode == "ignore":
            self._note(index, event, "the contract does not count what follows a reopening")
        elif mode == "restart" or self._begins_anew(track):
            track.begin(event.instant, event.type, self._row)
        else:
            track.go_on(event.instant, event.type, self._row)
        if self._message:
            self._message = False
            self._await_response(event)

    def _on_priority_changed(self, index: int, event: Event) -> None:
        assert isinstance(event, PriorityChanged)
        row = self._find_row(index, event, self._row.plan.id, event.priority)
        before, after = self._row.priority, row.priority
        assert after is not None
        if before == after:
            self._note(index, event, f"the priority is {after.id} already")
            return
        old = "no priority" if before is None else before.id
        self._change(event, f"{old} to {after.id}", row)

    def _on_plan_changed(self, index: int, event: Event) -> None:
        assert isinstance(event, PlanChanged)
        priority = self._row.priority
        row = self._find_row(index, event, event.plan, None if priority is None else priority.id)
        if row.plan == self._row.plan:
            self._note(index, event, f"the plan is {row.plan.id} already")
            return
        self._change(event, f"{self._row.plan.id} to {row.plan.id}", row)

    def _change(self, event: Event, why: str, row: Row) -> None:
        self._row = row
        self.row_times.append(event.instant)
        self.rows.append(row)
        for track in self.tracks.values():
            if track.runs:
                track.change(event.instant, event.type, why, row)

    def _gap_for(self, reason: str | None) -> Gap:
        gap = self._gaps.get(reason)
        if gap is None:
            gap = self._gaps[reason] = Gap("paused", one_line(reason or ""))
        return gap

    def _begins_anew(self, track: Track) -> bool:
        """Return whether the terms changed while the ticket was resolved, and that restarts."""
        return self.matrix.on_change == "restart" and track.differs(self._row)

    def _await_response(self, event: Event) -> None:
        track = self.tracks["next_response"]
        gap = self._gap if track.pauses else None
        track.begin(event.instant, event.type, self._row, gap=gap)

    def _find_row(self, index: int, event: Event, plan: str, priority: str | None) -> Row:
        try:
            return self.matrix.row(plan, priority)
        except NoTargetError as error:
            raise EventError(index, str(event), str(error)) from None
        except UnknownNameError as error:
            raise EventError(index, str(event), f"{error} (plan {shown(plan)})") from None

    def _note(self, index: int, event: Event, text: str) -> None:
        self.notes.append(note_on(index, event, text))


def note_on(index: int, event: Event, text: str) -> Note:
    """Return a note on an event of a log."""
    return Note(index, event.at, event.instant, f"events[{index}] {event}: {text}")


def _instant_of(note: Note) -> int:
    return note.instant


_DOINGS: dict[str, Callable[[Replay, int, Event], None]] = {
    "responded": Replay._on_responded,
    "customer_replied": Replay._on_customer_replied,
    "paused": Replay._on_paused,
    "resumed": Replay._on_resumed,
    "resolved": Replay._on_resolved,
    "reopened": Replay._on_reopened,
    "priority_changed": Replay._on_priority_changed,
    "plan_changed": Replay._on_plan_changed,
}
