"""A log of events, gone through once: what each event does to the ticket and to its metrics.

A ticket is open, paused or resolved, and has a plan and a priority. Each event that changes one
of these, or that begins or completes a metric, leaves the cycles of some metrics in a new state,
which is written down with its instant; what holds at some instant is then looked up.

Which events begin and complete a metric, and whether a pause stops it, is told by the table of
metrics of the matrix (`slaclock.matrices.metrics`); no metric is named here. A change to what
is so already changes nothing, and is noted.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterator
from itertools import islice

from slaclock.clock.effects import NO_EFFECTS, Effects, effects_of
from slaclock.clock.metric_log import MetricLog
from slaclock.clock.ordered_log import Note, OrderedLog, note_on
from slaclock.clock.rhythm import next_start
from slaclock.clock.running_time import PAUSED, RESOLVED, Stop
from slaclock.clock.target_progress import TargetProgress, progress_of
from slaclock.errors import EventError, NoTargetError, UnknownNameError
from slaclock.events import (
    Agreed,
    Assigned,
    CustomerReplied,
    Event,
    Paused,
    PlanChanged,
    PriorityChanged,
)
from slaclock.instants import LATEST, from_micros
from slaclock.matrices.model import Matrix
from slaclock.matrices.terms import Terms
from slaclock.messages import shown
from slaclock.records import one_line

__all__ = ["LogReplay", "Note"]


class LogReplay:
    """What a log does to a ticket under a matrix.

    Attributes:
        matrix: The terms.
        metrics: What became of each metric, every metric of the matrix.
        notes: In the order of time.
        terms: The terms of the ticket, one after the other.
        terms_since: The instants from which they hold.
        stops: What the ticket stood still for, one after the other; None while it was open.
        stops_since: The instants from which that holds.
        opened: The event that opened it.
    """

    __slots__ = (
        "_effects",
        "_rhythms",
        "_stop",
        "_terms",
        "_waiting",
        "matrix",
        "metrics",
        "notes",
        "opened",
        "stops",
        "stops_since",
        "terms",
        "terms_since",
    )

    def __init__(
        self,
        matrix: Matrix,
        log: OrderedLog,
        *,
        named: tuple[str, str | None],
        is_strict: bool = True,
    ) -> None:
        """Go through *log* once.

        Args:
            matrix: The terms.
            log: The events in the order of time; `Opened` comes first.
            named: Plan and priority of the ticket when it was opened.
            is_strict: Whether a change to a plan or priority that the matrix does not have is
                an error, or noted and left out. That of the opening is always an error.

        Raises:
            EventError: A plan or priority that the matrix does not have, or not together.
        """
        opened, table = log.opened, matrix.metrics
        self.matrix, self.opened, self.notes = matrix, opened, list(log.notes)
        on_change, events = matrix.on_change, log.events
        self.metrics = {name: MetricLog(one, on_change, events) for name, one in table.items()}
        self._effects, rhythms = effects_of(tuple(table.values()))
        self._terms = self._find_terms(log.places[0], opened, *named)
        self.terms, self.terms_since = [self._terms], [opened.instant]
        self._stop: Stop | None = None
        self.stops: list[Stop | None] = [None]
        self.stops_since = [opened.instant]
        self._waiting: list[str] = []
        self._rhythms = [self.metrics[name] for name in rhythms]
        self._reach_metrics(log.places[0], opened)
        for index, event in islice(zip(log.places, events, strict=True), 1, None):
            if rhythms:
                self._begin_what_waits(event.instant)
            try:
                _HANDLERS.get(event.type, LogReplay._reach_metrics)(self, index, event)
            except EventError as error:
                if is_strict:
                    raise
                self._note(index, event, f"{error.problem}; left out")
        if rhythms:
            self._begin_what_waits(LATEST)
        self.notes.sort(key=_instant_of)

    def terms_at(self, now: int) -> Terms:
        """Return the terms at an instant that is not before the opening."""
        return self.terms[bisect_right(self.terms_since, now) - 1]

    def stop_at(self, now: int) -> Stop | None:
        """Return what the ticket stands still for at such an instant; None if it is open."""
        return self.stops[bisect_right(self.stops_since, now) - 1]

    def progress_at(self, now: int) -> Iterator[TargetProgress]:
        """Yield how far each metric that is promised something has got, in order."""
        for log in self.metrics.values():
            progress = progress_of(log.at(now))
            if progress is not None:
                yield progress

    def starts_after(self, now: int) -> Iterator[int]:
        """Yield when cycles of fixed rhythms begin by themselves after an instant."""
        for log in self._rhythms:
            cycle = log.at(now)
            if (
                cycle is not None
                and cycle.next_start is not None
                and not self._is_over(cycle.since, now)
            ):
                yield cycle.next_start

    def _on_paused(self, index: int, event: Event) -> None:
        assert isinstance(event, Paused)
        if self._stop is RESOLVED:
            self._note(index, event, "the ticket is resolved; there is no clock to pause")
        elif self._stop is not None:
            self._note(index, event, "the ticket is paused already; it is one pause")
        else:
            pause = Stop("paused", one_line(event.reason)) if event.reason else PAUSED
            self._stand(event, pause)
            effects = self._effects.get(event.happening, NO_EFFECTS)
            self._complete_metrics(effects, event)
            for log in self.metrics.values():
                if log.is_active and not log.is_paused and log.is_stopped_by(pause.reason):
                    log.pause(event.instant, event.happening, pause)
            self._begin_metrics(effects, index, event)

    def _on_resumed(self, index: int, event: Event) -> None:
        if self._stop is None or self._stop is RESOLVED:
            state = "resolved" if self._stop else "not paused"
            self._note(index, event, f"the ticket is {state}; there is nothing to resume")
            return
        self._stand(event, None)
        self._resume_metrics(event)
        self._reach_metrics(index, event)

    def _on_resolved(self, index: int, event: Event) -> None:
        if self._stop is RESOLVED:
            self._note(index, event, "the ticket is resolved already; the first time counts")
            return
        was_paused, effects = self._stop is not None, self._effects.get(event.happening, NO_EFFECTS)
        self._stand(event, RESOLVED)
        for log in self._rhythms:
            log.waits_until = None
        self._complete_metrics(effects, event)
        # The pause ends with the resolution, also for a metric that outlives the ticket.
        if was_paused:
            self._resume_metrics(event)
        self._begin_metrics(effects, index, event)

    def _on_reopened(self, index: int, event: Event) -> None:
        if self._stop is not RESOLVED:
            self._note(index, event, "the ticket is not resolved; there is nothing to reopen")
            return
        self._stand(event, None)
        if self.matrix.on_reopen == "ignore":
            self._note(index, event, "the contract does not count what follows a reopening")
        else:
            for log in self.metrics.values():
                if log.metric.goes_on_when_reopened and log.is_over:
                    self._reopen(log, event)
        waiting, self._waiting = self._waiting, []
        for metric in waiting:
            self._begin(self.metrics[metric], event.instant, event.happening)
        self._reach_metrics(index, event)

    def _on_priority_changed(self, index: int, event: Event) -> None:
        assert isinstance(event, PriorityChanged)
        terms = self._find_terms(index, event, self._terms.plan.id, event.priority)
        before, after = self._terms.priority, terms.priority
        assert after is not None
        if before is after:
            self._note(index, event, f"the priority is {after.id} already")
            return
        old = "no priority" if before is None else before.id
        self._change_terms(event, f"{old} to {after.id}", terms)
        self._reach_metrics(index, event)

    def _on_plan_changed(self, index: int, event: Event) -> None:
        assert isinstance(event, PlanChanged)
        priority = self._terms.priority
        priority_id = None if priority is None else priority.id
        terms = self._find_terms(index, event, event.plan, priority_id)
        if terms.plan is self._terms.plan:
            self._note(index, event, f"the plan is {terms.plan.id} already")
            return
        self._change_terms(event, f"{self._terms.plan.id} to {terms.plan.id}", terms)
        self._reach_metrics(index, event)

    def _on_agreed(self, index: int, event: Event) -> None:
        assert isinstance(event, Agreed)
        log = self.metrics.get(event.metric)
        if log is None:
            raise EventError(
                index, str(event), str(UnknownNameError("metric", event.metric, self.metrics))
            )
        # The event may begin the metric itself, such as a visit that is agreed.
        self._reach_metrics(index, event)
        if not log.is_active:
            self._note(index, event, f"{event.metric} does not run; there is nothing to agree on")
        elif not log.may_be_agreed():
            problem = "the contract does not say agreed = true; its own deadline stays"
            self._note(index, event, problem)
        else:
            why = str(from_micros(event.due, event.due_at.tzinfo))
            log.agree(event.instant, event.happening, why, event.due)

    def _stand(self, event: Event, stop: Stop | None) -> None:
        """Set whether the ticket is paused, resolved or open."""
        self._stop = stop
        self.stops.append(stop)
        self.stops_since.append(event.instant)

    def _change_terms(self, event: Event, why: str, terms: Terms) -> None:
        self._terms = terms
        self.terms_since.append(event.instant)
        self.terms.append(terms)
        for log in self.metrics.values():
            if log.is_active:
                log.change_terms(event.instant, event.happening, why, terms)

    def _resume_metrics(self, event: Event) -> None:
        for log in self.metrics.values():
            if log.is_active and log.is_paused:
                log.resume(event.instant, event.happening)

    def _reach_metrics(self, index: int, event: Event) -> None:
        """Complete the metrics that the event completes, then begin those that it begins."""
        effects = self._effects.get(event.happening)
        if effects is not None:
            self._complete_metrics(effects, event)
            self._begin_metrics(effects, index, event)

    def _complete_metrics(self, effects: Effects, event: Event) -> None:
        at, name = event.instant, event.happening
        for metric in effects.completes:
            log = self.metrics[metric]
            if log.is_active:
                log.complete(at, name)
                if log.metric.repeats is not None and self._stop is not RESOLVED:
                    self._repeat(log, event)

    def _begin_metrics(self, effects: Effects, index: int, event: Event) -> None:
        begins, completes, restarts = effects
        if not begins and not restarts:
            return
        at, name, why = event.instant, event.happening, _detail(event)
        for metric in restarts:
            log = self.metrics[metric]
            if log.is_active:
                log.begin_anew(at, name, self._terms, why)
        waits: list[str] = []
        for metric in begins:
            log = self.metrics[metric]
            if log.is_active:
                if metric not in completes and metric not in restarts:
                    self._begin_again(log, index, event)
            elif self._stop is RESOLVED and self._has_to_wait(log, event):
                waits.append(metric)
            else:
                self._begin(log, at, name, why)
        if waits:
            self._wait_for_reopening(waits, index, event)

    def _begin(self, log: MetricLog, at: int, name: str, why: str = "") -> None:
        """Begin a cycle; during a pause that stops the metric, its clock stands still."""
        pause, terms = self._stop, self._terms
        if pause is RESOLVED or (
            pause is not None and not log.begins_stopped(pause.reason, terms, at)
        ):
            pause = None
        log.begin(at, name, terms, why, pause)

    def _begin_again(self, log: MetricLog, index: int, event: Event) -> None:
        """Note a start of what runs already: only the team of the ticket may change."""
        if _detail(event):
            log.mark(event.instant, event.happening, _detail(event))
        # That a later message of the customer changes nothing goes without saying.
        if not isinstance(event, CustomerReplied) and self._terms.promised(log.metric.name):
            self._note(index, event, f"{log.metric.name} runs already; its first start counts")

    def _repeat(self, log: MetricLog, event: Event) -> None:
        """Begin the next cycle of a metric that repeats, or let it wait for its deadline."""
        if not log.metric.has_fixed_rhythm:
            self._begin(log, event.instant, event.happening, _detail(event))
            return
        start = next_start(log.states[-1])
        if start > event.instant:
            log.wait(start)
        else:
            log.follow(start, event.happening, self._terms)

    def _begin_what_waits(self, until: int) -> None:
        """Begin the cycles of fixed rhythms that have come up by *until*."""
        for log in self._rhythms:
            start = log.waits_until
            if start is not None and start <= until:
                self._begin(log, start, "began", "by rhythm")

    @staticmethod
    def _has_to_wait(log: MetricLog, event: Event) -> bool:
        """Return whether a metric cannot begin on a resolved ticket."""
        return log.metric.ends_with_ticket and event.happening != "resolved"

    def _wait_for_reopening(self, metrics: list[str], index: int, event: Event) -> None:
        """Keep what an event on a resolved ticket would begin for the case of a reopening."""
        self._waiting += [metric for metric in metrics if metric not in self._waiting]
        what = "the message" if isinstance(event, CustomerReplied) else "it"
        self._note(index, event, f"the ticket is resolved; {what} counts if it is reopened")

    def _reopen(self, log: MetricLog, event: Event) -> None:
        """Let a completed cycle go on, or begin anew as the contract says.

        It also begins anew where the terms changed while the ticket was resolved, and a change
        of terms restarts the clock.
        """
        at, on_change = event.instant, self.matrix.on_change
        if log.states[-1].event != "resolved":
            # Only a rhythm goes on that was between two cycles when the ticket was resolved.
            if log.metric.has_fixed_rhythm:
                log.begin(at, event.happening, self._terms)
            return
        restarts = self.matrix.on_reopen == "restart" or (
            on_change == "restart" and log.differs(self._terms)
        )
        if restarts:
            log.begin(at, event.happening, self._terms)
        else:
            counts_closed = self.matrix.on_reopen == "count_all"
            log.reopen(at, event.happening, self._terms, counts_closed=counts_closed)

    def _find_terms(self, index: int, event: Event, plan: str, priority: str | None) -> Terms:
        try:
            return self.matrix.row(plan, priority)
        except NoTargetError as error:
            raise EventError(index, str(event), str(error)) from None
        except UnknownNameError as error:
            raise EventError(index, str(event), f"{error} (plan {shown(plan)})") from None

    def _is_over(self, since: int, now: int) -> bool:
        """Return whether the ticket was resolved in `[since, now]`, whatever followed."""
        stops = zip(self.stops, self.stops_since, strict=True)
        return any(stop is RESOLVED and since <= at <= now for stop, at in stops)

    def _note(self, index: int, event: Event, text: str) -> None:
        self.notes.append(note_on(index, event, text))


def _detail(event: Event) -> str:
    """Return what a ledger shows beside an event that begins a metric: the team it is given to."""
    return (event.team or "") if isinstance(event, Assigned) else ""


def _instant_of(note: Note) -> int:
    return note.instant


_HANDLERS: dict[str, Callable[[LogReplay, int, Event], None]] = {
    "paused": LogReplay._on_paused,
    "agreed": LogReplay._on_agreed,
    "resumed": LogReplay._on_resumed,
    "resolved": LogReplay._on_resolved,
    "reopened": LogReplay._on_reopened,
    "priority_changed": LogReplay._on_priority_changed,
    "plan_changed": LogReplay._on_plan_changed,
}
"""What the events do that change the ticket itself; all others reach its metrics alone."""
