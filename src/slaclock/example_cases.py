"""Ready examples for a contract: the cases that most often settle an argument.

For the first promise of each calendar: opened at opening, at closing, on a closed date, before
a holiday; where days differ, a business day across a short one; a pause across a closing. What
is due is what slaclock says, so each has to be worked out by hand before it proves anything.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import NamedTuple

from slaclock.calendars.combined import Combinable
from slaclock.clock import Clock
from slaclock.errors import SlaClockError
from slaclock.events import Event, Opened, Paused, Resumed
from slaclock.matrices.model import Matrix
from slaclock.matrices.terms import Terms

__all__ = ["suggested"]

_DAY, _HOUR = timedelta(days=1), timedelta(hours=1)
_DAYS_AHEAD = 366


class _Case(NamedTuple):
    title: str
    log: list[Event]


def suggested(matrix: Matrix, start: datetime) -> str:
    """Return examples as TOML, to be checked by hand and put into the data file.

    Args:
        matrix: The contract.
        start: Where to begin to look for cases.
    """
    seen: set[str] = set()
    blocks = []
    for terms in matrix.rows():
        if terms.calendar_id not in seen and terms.from_opening:
            seen.add(terms.calendar_id)
            blocks += [_block(matrix, terms, case) for case in _cases(terms, start)]
    note = "# Worked out by slaclock: work each out by hand before you keep it."
    return "\n\n".join([note, *(block for block in blocks if block)])


def _cases(terms: Terms, start: datetime) -> Iterator[_Case]:
    calendar = terms.calendar
    opening = calendar.next_open(start.astimezone(calendar.zone))
    closing = calendar.next_close(opening)
    yield _case(terms, "opened at opening", opening)
    if closing is None:
        return
    yield _case(terms, "opened at closing", closing)
    closed = _closed_date(calendar, opening)
    if closed is not None:
        yield _case(terms, "opened on a closed date", closed)
    yield from _around_holidays(terms, calendar, opening)
    log = _case(terms, "", opening).log
    resumed = calendar.next_open(closing + timedelta(seconds=1)) + _HOUR
    pause = [Paused(closing - _HOUR), Resumed(resumed)]
    yield _Case("a pause across a closing", [*log, *pause])


def _around_holidays(terms: Terms, calendar: Combinable, start: datetime) -> Iterator[_Case]:
    first = start.date()
    holidays = calendar.holidays_between(first, first + _DAY * _DAYS_AHEAD)
    for day in holidays:
        before = calendar.previous_close(_noon(calendar, day))
        if _is_usual(calendar, day) and before is not None and before > start:
            yield _case(terms, f"opened an hour before the holiday of {day}", before - _HOUR)
            break
    lengths = [_open_time(calendar, first + _DAY * ahead) for ahead in range(_DAYS_AHEAD)]
    longest = max(lengths)
    for ahead in range(1, _DAYS_AHEAD):
        if timedelta(0) < lengths[ahead] < longest == lengths[ahead - 1]:
            noon = _noon(calendar, first + _DAY * (ahead - 1))
            yield _case(terms, "across a short day", calendar.next_open(noon))
            return


def _is_usual(calendar: Combinable, day: date) -> bool:
    """Return whether a date would be open if it were no holiday: one a week away is."""
    return any(_open_time(calendar, day + _DAY * away) for away in (-7, 7))


def _case(terms: Terms, title: str, opened: datetime) -> _Case:
    priority = None if terms.priority is None else terms.priority.id
    return _Case(title, [Opened(opened, terms.plan.id, priority)])


def _closed_date(calendar: Combinable, start: datetime) -> datetime | None:
    noons = (_noon(calendar, start.date() + _DAY * day) for day in range(14))
    return next((noon for noon in noons if not _open_time(calendar, noon.date())), None)


def _noon(calendar: Combinable, day: date) -> datetime:
    return datetime(day.year, day.month, day.day, 12, tzinfo=calendar.zone)


def _open_time(calendar: Combinable, day: date) -> timedelta:
    start = datetime(day.year, day.month, day.day, tzinfo=calendar.zone)
    return calendar.elapsed(start, start + _DAY)


def _block(matrix: Matrix, terms: Terms, case: _Case) -> str:
    """Return a case as TOML; empty where it has no answer."""
    now = max(event.at for event in case.log)
    try:
        state = Clock(matrix, case.log).at(now)
    except SlaClockError:
        return ""
    opened, *events = case.log
    names = {target.metric for target in terms.from_opening}
    dues = {name: entry.due_at for name, entry in state.items() if name in names}
    lines = [
        "[[examples]]",
        f'title = "{terms.plan.id}: {case.title}"',
        f"opened_at = {opened.at.isoformat()}",
        f'plan = "{terms.plan.id}"',
        *([] if terms.priority is None else [f'priority = "{terms.priority.id}"']),
        *([f"events = [{', '.join(map(_event, events))}]"] if events else []),
        *(f"{name}_due = {_due(due)}" for name, due in dues.items()),
    ]
    return "\n".join(lines)


def _event(event: Event) -> str:
    return f'{{ type = "{event.type}", at = {event.at.isoformat()} }}'


def _due(due: datetime | None) -> str:
    return '"none"' if due is None else due.isoformat()
