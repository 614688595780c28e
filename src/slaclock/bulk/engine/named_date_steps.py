"""The steps of deadlines that name a date in another way than a business-day meaning does.

Which date is counted from changes at few instants: at a closing, at a cut-off, or at midnight.
From one to the next it is the same, and so is the date that the days lead to; that is asked of
the rule for single tickets (`slaclock.calendars.named_dates`), once for each date.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from typing import NamedTuple

from slaclock.bulk.engine.dated_steps import clamped, standing
from slaclock.bulk.engine.step_rule import StepRule
from slaclock.bulk.engine.steps import Step, Steps
from slaclock.calendars.named_dates import Begun, NamedDate
from slaclock.calendars.open_time import HORIZON, OpenTime
from slaclock.calendars.timeline import BusinessDay, Span, Timeline
from slaclock.clock_changes import ZoneOffsets
from slaclock.errors import SlaClockError
from slaclock.instants import DAY, EARLIEST, LATEST
from slaclock.matrices.promises import Promise

__all__ = ["NamedDateSteps"]

_ONE_DAY = timedelta(days=1)


class _Piece(NamedTuple):
    """A stretch of openings that count from one date.

    Attributes:
        since: Where it begins.
        begun: The first instant whose local time counts, and the dates; None where it is not
            known from which date they count.
        end: Where it ends.
    """

    since: int
    begun: Begun | None
    end: int


class _Due(NamedTuple):
    """A piece, the date on which its count of days ends, and the date of the deadline."""

    piece: _Piece
    begun: Begun
    target: BusinessDay
    landing: date


class NamedDateSteps(StepRule):
    """The steps of a `NamedDate`."""

    def is_known(self, line: Timeline, promise: Promise, last: int) -> bool:
        """Return whether it is known when the clock starts; dates are asked of the rule."""
        return _rule(promise).counted_from == "opened" or line.next_open(last) is not None

    def steps(
        self, line: Timeline, calendar: OpenTime, promise: Promise, start: int, end: int
    ) -> Steps:
        """Return the steps of `[start, end)`."""
        rule = _rule(promise)
        if rule.counted_from == "opened":
            pieces = _by_dates(calendar, rule, start, end)
        else:
            pieces = _by_windows(line, calendar, rule, start, end)
        found = list(_with_dates(calendar, promise, pieces))
        offsets = _offsets(calendar, rule, found)
        rows: list[Step] = []
        for entry in found:
            if isinstance(entry, _Piece):
                rows.append(Step.without_answer(entry.since))
            else:
                first, *others = _steps_of(calendar, rule, entry, offsets)
                rows += [first._replace(start=entry.piece.since), *others]
        return Steps.of(list(_not_before_opening(rows, end)))


def _rule(promise: Promise) -> NamedDate:
    assert isinstance(promise.meaning, NamedDate)
    return promise.meaning


def _by_dates(calendar: OpenTime, rule: NamedDate, start: int, end: int) -> Iterator[_Piece]:
    """Yield the pieces of `[start, end)` where days count from the date of the event."""
    day, since = calendar.local_date(start), start
    while since < end:
        until = min(calendar.midnight(day + _ONE_DAY), end)
        if rule.cutoff is not None and since < until:
            late = min(max(rule.cutoff.last_on(day, calendar.zone) + 1, since), until)
            if since < late:
                yield _Piece(since, Begun(since, day, day), late)
            since = late
            if since < until:
                yield _Piece(since, _begun_late(calendar, day, since), until)
        elif since < until:
            yield _Piece(since, Begun(since, day, day), until)
        since, day = max(since, until), day + _ONE_DAY


def _begun_late(calendar: OpenTime, day: date, since: int) -> Begun | None:
    """Return where the count begins after the cut-off of a date, which may be closed."""
    try:
        return Begun(since, day, day + _ONE_DAY if calendar.is_open_on(day) else day)
    except SlaClockError:
        return None


def _by_windows(
    line: Timeline, calendar: OpenTime, rule: NamedDate, start: int, end: int
) -> Iterator[_Piece]:
    """Yield the pieces of `[start, end)` where days count from the first open instant."""
    since = start
    first = max(bisect_right(line.day_starts, start) - 1, 0)
    for day in line.days[first:]:
        for window in day.windows:
            if since >= end:
                return
            if window.end <= since:
                continue
            # Opened so early, the clock would start over 100 years later: there is no answer.
            if window.start - since > HORIZON:
                yield _Piece(since, None, window.start - HORIZON)
                since = window.start - HORIZON
            yield from _of_window(calendar, rule, day.date, Span(since, window.end), window.start)
            since = window.end
    if since < end:
        yield _Piece(since, None, end)


def _of_window(
    calendar: OpenTime, rule: NamedDate, frame: date, span: Span, opening: int
) -> Iterator[_Piece]:
    """Yield the pieces of the openings that start in one window, between its cut-offs."""
    since, counted = span.start, max(span.start, opening)
    while since < span.end:
        try:
            day = rule.day_for(calendar, counted, frame)
        except SlaClockError:
            yield _Piece(since, None, span.end)
            return
        until = span.end
        if rule.cutoff is not None:
            until = min(until, rule.cutoff.last_on(day, calendar.zone) + 1)
        yield _Piece(since, Begun(counted, frame, day), until)
        since = counted = until


def _with_dates(
    calendar: OpenTime, promise: Promise, pieces: Iterable[_Piece]
) -> Iterator[_Due | _Piece]:
    """Yield each piece with its dates; the piece itself where there are none."""
    rule = _rule(promise)
    known: dict[date, tuple[BusinessDay, date]] = {}
    for piece in pieces:
        if piece.begun is None:
            yield piece
            continue
        day = piece.begun.day
        try:
            # Many pieces of one date ask for the same target, which is the slow part.
            if day not in known:
                target = rule.target(calendar, piece.since, day, promise.business_days)
                known[day] = target, rule.landing(target)
        except SlaClockError:
            yield piece
            continue
        yield _Due(piece, piece.begun, *known[day])


def _offsets(calendar: OpenTime, rule: NamedDate, found: list[_Due | _Piece]) -> ZoneOffsets | None:
    """Return the clock changes on the way, where local times are carried from date to date."""
    dues = [entry for entry in found if isinstance(entry, _Due)]
    if not rule.follows_start or not dues:
        return None
    last = max(max(calendar.midnight(entry.landing), entry.piece.end) for entry in dues)
    first = min(entry.begun.at for entry in dues)
    return ZoneOffsets(calendar.zone, max(first - 2 * DAY, EARLIEST), min(last + 4 * DAY, LATEST))


def _steps_of(
    calendar: OpenTime, rule: NamedDate, entry: _Due, offsets: ZoneOffsets | None
) -> Iterator[Step]:
    """Yield the steps of a piece, in order."""
    piece, begun, target, landing = entry
    span = Span(begun.at, piece.end)
    if offsets is None:
        due = rule.instant(calendar, begun, target, landing)
        yield standing(piece.since, span, due)
        return
    if not target.windows:
        by = (landing - begun.frame).days * DAY
        for part, ahead in offsets.moved(span, by):
            yield Step(part.start, part.start, ahead)
        return
    by, later = (target.date - begun.frame).days * DAY, (landing - target.date).days * DAY
    for part, ahead in offsets.moved(span, by):
        steps = list(clamped(part, ahead, span, target.windows))
        yield from _carried(steps, part.end, later, offsets) if later else steps


def _carried(steps: list[Step], end: int, by: int, offsets: ZoneOffsets) -> Iterator[Step]:
    """Yield steps whose answers are moved to the same local time of a later date."""
    for step, until in zip(steps, [*(step.start for step in steps[1:]), end], strict=True):
        # Up to `low` a step stands still; one that stands still throughout has but one answer.
        moves_from = max(step.start, step.low)
        due = Span(moves_from + step.shift, max(until, moves_from + 1) + step.shift)
        for part, ahead in offsets.moved(due, by):
            begin = step.start if part.start == due.start else part.start - step.shift
            yield step._replace(start=begin, shift=step.shift + ahead)


def _not_before_opening(rows: list[Step], end: int) -> Iterator[Step]:
    """Yield the steps, none of which gives a deadline before the ticket was opened."""
    for step, until in zip(rows, [*(row.start for row in rows[1:]), end], strict=True):
        # What is opened at the very instant that a step gives is due then.
        turn = max(step.start, step.low + step.shift + 1)
        if step.shift >= 0 or not step.whole or turn >= until:
            yield step
            continue
        if turn > step.start:
            yield step
        yield Step(turn, turn, 0)
