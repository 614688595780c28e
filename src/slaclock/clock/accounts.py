"""The ledger of a cycle: what counted, what was closed or paused, and what happened meanwhile.

It accounts for the time from the start of the cycle to its end, or to the instant of asking,
and adds up to the open time that has counted, to the microsecond.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import tzinfo

from slaclock.clock.progress import Progress, Promise
from slaclock.deadlines import business_day_facts, due_reason, title_of
from slaclock.instants import from_micros
from slaclock.ledger import Ledger, Stretch, account, stretches

__all__ = ["account_of_cycle"]


def account_of_cycle(
    states: Sequence[Progress], promise: Promise, now: int, zone: tzinfo | None, standing: str
) -> Ledger:
    """Return the ledger of a cycle.

    Args:
        states: The cycle as each event left it, up to *now*, in order.
        promise: What is promised, asked of the last of them.
        now: When the account ends, unless the cycle ended before.
        zone: The zone in which times are shown.
        standing: How the cycle stands, in words.

    Raises:
        LedgerError: It does not add up; that would be a fault of slaclock.
    """
    progress, target = states[-1], promise.target
    row, end = progress.row, now if progress.ended is None else progress.ended
    marks = [Stretch(state.since, state.since, state.what, state.why) for state in states]
    due = promise.due()
    if due is not None and due <= end:
        # What happens at the deadline itself is still in time, so it stands before it.
        marks = sorted([*marks, Stretch(due, due, "due", due_reason(target))], key=_start)
    parts = list(_interleaved(_parts(progress, end), marks))
    return Ledger(
        title=f"{title_of(row)}: {target.metric} {target}",
        facts=(
            f"calendar {row.calendar_id}: {row.calendar}",
            f"times in {zone}",
            *business_day_facts(target),
            f"{standing}; {_due_text(due, zone)}",
        ),
        rows=account(row.calendar, parts, zone, expected=progress.elapsed(now)),
    )


def _parts(progress: Progress, end: int) -> Iterator[Stretch]:
    """Yield what became of the time from the start of a cycle to *end*, in order."""
    course, row = progress.course, progress.row
    first = 0
    for piece in range(progress.piece + 1):
        last = piece == progress.piece
        calendar = course.calendar(first, row)
        if last or course.calendar(piece + 1, row) is not calendar:
            until = end if last else course.starts[piece + 1]
            held = _held(progress, first, piece, until)
            yield from stretches(calendar, course.starts[first], until, held)
            first = piece + 1


def _held(progress: Progress, first: int, last: int, until: int) -> list[Stretch]:
    """Return the stretches in which the clock stood still after some pieces."""
    course = progress.course
    held = []
    for piece in range(first, last + 1):
        runs_on = piece == progress.piece and not progress.standing
        gap = None if runs_on else course.gaps[piece]
        if gap is not None:
            start = course.ends[piece]
            end = course.starts[piece + 1] if piece < progress.piece else until
            held.append(Stretch(start, end, gap.what, gap.reason))
    return held


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
