"""What changes on a ticket, and when: by itself, and by what happens to it.

Between two events a metric changes at few instants, which can be worked out: it becomes at
risk, is breached, crosses a level. So the changes of any stretch are found by looking at these
instants and at the events alone, however long the stretch is.
"""

from __future__ import annotations

import json
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, tzinfo
from functools import partial
from itertools import pairwise
from typing import Any, Literal, NamedTuple

from slaclock.clock.escalations import timed_levels
from slaclock.clock.metric_log import MetricLog
from slaclock.clock.replay import LogReplay
from slaclock.clock.target_progress import CycleState, Status, TargetProgress, progress_of
from slaclock.instants import from_micros, utc_text

__all__ = ["Change", "changes_of", "next_change"]

_IN_ONE_LINE = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"))

What = Literal["status", "at_risk", "crossed", "notify"]


@dataclass(frozen=True, slots=True)
class Change:
    """One change of one metric of a ticket.

    Attributes:
        at: When it can be seen from: an event, or the instant at which it came by itself.
        metric: The metric.
        what: `status`; `at_risk`; `crossed`, a level of escalation; or `notify`, its contact
            is to be told.
        before, after: A status, or whether it is so.
        started_at: Where the cycle began.
        level, contact: Of a level; else None.
        point: The point of the target at which the level stands, such as `50 %`; else None.
            Of a repetition, its own point, such as `+2 BD`.
        reached_at: When it came about by the terms that hold at *at*. It lies before *at*
            where a change of terms moved it into the past.
        key: The same text for the same change, however often and in whatever zone it is asked.
            A level has one key in a cycle, even if other terms move the instant, and each
            repetition of it one of its own.
        repetition: Of a level: 0 where it is reached first, 1 for the first repetition, and
            so on; None for the other kinds.
    """

    at: datetime
    metric: str
    what: What
    before: str | bool
    after: str | bool
    started_at: datetime
    level: int | None
    contact: str | None
    point: str | None
    reached_at: datetime
    key: str
    repetition: int | None = None

    @property
    def is_retroactive(self) -> bool:
        """Return whether a change of terms moved it into the past, so that nobody saw it come."""
        return self.reached_at < self.at

    def to_dict(self) -> dict[str, Any]:
        """Return the change as plain data."""
        return {
            "at": self.at.isoformat(),
            "metric": self.metric,
            "what": self.what,
            "before": self.before,
            "after": self.after,
            "started_at": self.started_at.isoformat(),
            "level": self.level,
            "contact": self.contact,
            "point": self.point,
            "reached_at": self.reached_at.isoformat(),
            "is_retroactive": self.is_retroactive,
            "key": self.key,
            "repetition": self.repetition,
        }


class LevelMark(NamedTuple):
    """A level that is crossed, or whose contact is to be told: what two of them are compared by."""

    what: Literal["crossed", "notify"]
    level: int
    contact: str
    point: str
    repetition: int = 0


class Seen(NamedTuple):
    """What is to be seen of a metric at an instant.

    Attributes:
        started: Where the cycle began; None before the first.
        status: Its status.
        marks: The levels crossed and notified by then, and when they were reached.
        risk: Since when it is at risk; None if it is not.
        breach: Since when it is breached; None if it is not.
    """

    started: int | None
    status: Status
    marks: dict[LevelMark, int]
    risk: int | None = None
    breach: int | None = None


class BareChange(NamedTuple):
    """A change in integers, before it is shown in a zone."""

    at: int
    metric: str
    started: int
    what: What
    reached: int
    before: str | bool
    after: str | bool
    mark: LevelMark | None = None


class Outlook:
    """A cycle between two events: when it changes by itself, and what is seen at an instant."""

    __slots__ = ("_cycle", "_due", "_marks", "_progress")

    def __init__(self, cycle: CycleState | None) -> None:
        """Work out when it changes; raises as `Clock.at` does."""
        self._cycle, self._progress, self._due = cycle, progress_of(cycle), None
        self._marks: dict[LevelMark, int] = {}
        if self._progress is not None:
            self._due, self._marks = self._progress.due(), dict(_marks(self._progress))

    def instants(self) -> Iterator[int]:
        """Yield the instants at which it changes by itself, past ones too, in no order."""
        yield from self._marks.values()
        if self._progress is not None:
            yield from _own_changes(self._progress, self._due)

    def seen(self, now: int) -> Seen:
        """Return what is to be seen at an instant between the two events."""
        progress, due = self._progress, self._due
        started = None if self._cycle is None else self._cycle.started
        if progress is None:
            return Seen(started, "not_applicable", {})
        status = progress.status(now, due)
        marks = {mark: at for mark, at in self._marks.items() if at <= now}
        risk = _at_risk(progress) if progress.is_at_risk(now, status) else None
        if status != "breached" or due is None:
            return Seen(started, status, marks, risk)
        return Seen(started, status, marks, risk, progress.target.breached_from(due))


def next_change(replay: LogReplay, now: int) -> int | None:
    """Return the earliest instant after *now* at which anything changes by itself, or None."""
    later = list(replay.starts_after(now))
    later += [
        instant
        for progress in replay.progress_at(now)
        for instant in (
            *_own_changes(progress, progress.due()),
            *(at for times in timed_levels(progress) for at in times[1:3]),
        )
        if instant is not None and instant > now
    ]
    return min(later, default=None)


def changes_of(replay: LogReplay, after: int, until: int, zone: tzinfo | None) -> Iterator[Change]:
    """Yield every change in `(after, until]`, events in that stretch included.

    In the order of time; at one instant metric by metric, status and risk before levels.
    """
    found = [
        difference
        for log in replay.metrics.values()
        for difference in _differences_of(log, after, until)
    ]
    # Sorting keeps the order of what has the same time.
    for difference in sorted(found, key=lambda difference: difference.at):
        yield _change(difference, zone)


def _differences_of(log: MetricLog, after: int, until: int) -> Iterator[BareChange]:
    """Yield what changes on one metric, in the order of time."""
    times = log.times[bisect_right(log.times, after) : bisect_right(log.times, until)]
    before = Outlook(log.at(after)).seen(after)
    # What happens at one instant is seen together: only its outcome is a change.
    for begin, end in pairwise([after, *dict.fromkeys(times), until + 1]):
        outlook = Outlook(log.at(begin))
        # What lies before is seen at `begin`, and what changes at `end` itself under the event
        # that happens then.
        instants = {max(begin, instant) for instant in outlook.instants() if instant < end}
        for at in sorted({begin, *instants}):
            now = outlook.seen(at)
            yield from _differences(log.metric.name, before, now, at)
            before = now


def _differences(metric: str, before: Seen, now: Seen, at: int) -> Iterator[BareChange]:
    """Yield what differs between two looks at a metric, the later one at *at*.

    What was reached in a cycle that is over stays reached: another cycle takes nothing back.
    Other terms of the same cycle do.
    """
    if now.started is None:
        return
    is_same_cycle = before.started == now.started
    found = partial(BareChange, at, metric, now.started)
    if before.status != now.status:
        reached = at if now.breach is None else now.breach
        yield found("status", reached, before.status, now.status)
    was_at_risk, is_at_risk = before.risk is not None, now.risk is not None
    if was_at_risk != is_at_risk:
        yield found("at_risk", at if now.risk is None else now.risk, was_at_risk, is_at_risk)
    earlier = before.marks if is_same_cycle else {}
    for mark, reached in now.marks.items():
        if mark not in earlier:
            yield found(mark.what, reached, before=False, after=True, mark=mark)
    for mark in earlier:
        if mark not in now.marks:
            yield found(mark.what, at, before=True, after=False, mark=mark)


def _marks(progress: TargetProgress) -> Iterator[tuple[LevelMark, int]]:
    for level, crosses, notify, at, repetition in timed_levels(progress):
        which = (level.level, level.contact, str(at), repetition)
        if crosses is not None:
            yield LevelMark("crossed", *which), crosses
        if notify is not None:
            yield LevelMark("notify", *which), notify


def _own_changes(progress: TargetProgress, due: int | None) -> Iterator[int]:
    """Yield when a cycle is breached, and when it is at risk before that, past ones too."""
    if due is None or progress.cycle.stopped is not None:
        return
    breach, at_risk = progress.target.breached_from(due), _at_risk(progress)
    yield breach
    if at_risk is not None:
        yield min(at_risk, breach)  # a risk that comes later is never seen


def _at_risk(progress: TargetProgress) -> int | None:
    threshold = progress.cycle.terms.matrix.at_risk
    return None if threshold is None else progress.share(threshold)


def _change(found: BareChange, zone: tzinfo | None) -> Change:
    mark = found.mark
    return Change(
        at=from_micros(found.at, zone),
        metric=found.metric,
        what=found.what,
        before=found.before,
        after=found.after,
        started_at=from_micros(found.started, zone),
        level=None if mark is None else mark.level,
        contact=None if mark is None else mark.contact,
        point=None if mark is None else mark.point,
        reached_at=from_micros(found.reached, zone),
        key=_key(found),
        repetition=None if mark is None else mark.repetition,
    )


def _key(found: BareChange) -> str:
    """Return the key of a change: one line of JSON, since a name may hold any other separator.

    The instant of a level that is reached is left out: other terms may move it, and may even
    take it back for a while, and still nobody is to be told twice.
    """
    parts: list[Any] = [found.metric, utc_text(found.started), found.what]
    if found.mark is not None:
        # A repetition says which one it is; the key of a level that has none stays as it was.
        parts += found.mark[1:] if found.mark.repetition else found.mark[1:4]
    if found.mark is None or not found.after:
        parts += [found.after, utc_text(found.at)]
    return _IN_ONE_LINE.encode(parts)
