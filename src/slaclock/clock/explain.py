"""The ledger of a cycle: what counted, what was closed or paused, and what happened meanwhile.

It accounts for the time from the start of the cycle to its end, or to the instant of asking,
and adds up to the open time that has counted, to the microsecond.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import tzinfo

from slaclock.clock.target_progress import CycleState, TargetProgress
from slaclock.clock.team_times import team_times
from slaclock.events import Event
from slaclock.instants import from_micros
from slaclock.ledger import Ledger, account, stretches
from slaclock.matrices.account import hours_facts
from slaclock.matrices.promises import Target, business_day_facts, due_reason, waiting
from slaclock.matrices.terms import choice_facts, title_of
from slaclock.spans import Stretch

__all__ = ["account_of_cycle"]


def account_of_cycle(
    states: Sequence[CycleState],
    progress: TargetProgress,
    now: int,
    zone: tzinfo | None,
    standing: str,
    events: Sequence[Event] = (),
) -> Ledger:
    """Return the ledger of a cycle.

    Args:
        states: The cycle as each event left it, up to *now*, in order.
        progress: The last of them, measured against its target.
        now: When the account ends, unless the cycle ended before.
        zone: The zone in which times are shown.
        standing: How the cycle stands, in words.
        events: All events of the ticket, which say who had it when.

    Raises:
        LedgerError: It does not add up; that would be a fault of slaclock.
    """
    cycle, target = progress.cycle, progress.target
    terms, end = cycle.terms, now if cycle.ended is None else cycle.ended
    marks = [Stretch(state.since, state.since, state.event, state.why) for state in states]
    due = progress.due()
    if due is not None and due <= end:
        # What happens at the deadline itself is still in time, so it stands before it.
        marks = sorted([*marks, Stretch(due, due, "due", due_reason(target))], key=_start)
    parts = list(_interleaved(_parts(cycle, target, end), marks))
    return Ledger(
        title=f"{title_of(terms)}: {target.metric} {target}",
        facts=(
            *hours_facts(target),
            f"times in {zone}",
            *choice_facts(terms),
            *business_day_facts(target),
            *progress.date_facts(),
            f"{standing}; {_due_text(due, zone)}",
        ),
        rows=account(target.calendar, parts, zone, expected=cycle.elapsed(now)),
        teams=team_times(cycle, events, end),
    )


def _parts(cycle: CycleState, target: Target, end: int) -> Iterator[Stretch]:
    """Yield what became of the time from the start of a cycle to *end*, in order."""
    running, first = cycle.running, 0
    held: list[Stretch] = []
    for run in range(cycle.run + 1):
        is_last = run == cycle.run
        held += _held(cycle, run, end)
        # Runs on one calendar are told together, however often a pause lies between them.
        calendar = running.calendar(first, target)
        if is_last or running.calendar(run + 1, target) is not calendar:
            until = end if is_last else running.starts[run + 1]
            if not first:
                floor = target.floor(cycle.started)
                waits = waiting(target, cycle.started, until)
                held = [*waits, *(_after(part, floor) for part in held)]
            yield from stretches(calendar, running.starts[first], until, held)
            first, held = run + 1, []


def _after(part: Stretch, floor: int) -> Stretch:
    """Return a stretch as far as it lies after an instant."""
    return part._replace(start=max(part.start, floor), end=max(part.end, floor))


def _held(cycle: CycleState, run: int, until: int) -> list[Stretch]:
    """Return the stretch, if any, in which the clock stood still after a run."""
    running = cycle.running
    still_runs = run == cycle.run and not cycle.is_paused
    stop = None if still_runs else running.stops[run]
    if stop is None:
        return []
    end = running.starts[run + 1] if run < cycle.run else until
    return [Stretch(running.ends[run], end, stop.what, stop.reason)]


def _interleaved(parts: Iterable[Stretch], marks: Sequence[Stretch]) -> Iterator[Stretch]:
    """Yield *parts* with *marks* at their places; a part with a mark inside is cut there."""
    index = 0
    for part in parts:
        while index < len(marks) and marks[index].start < part.end:
            mark = marks[index]
            if part.start < mark.start:
                yield part._replace(end=mark.start)
                part = part._replace(start=mark.start)
            yield mark
            index += 1
        yield part
    yield from marks[index:]


def _start(mark: Stretch) -> int:
    return mark.start


def _due_text(due: int | None, zone: tzinfo | None) -> str:
    return "no deadline while paused" if due is None else f"due at {from_micros(due, zone)}"
