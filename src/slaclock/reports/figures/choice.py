"""Which tickets a report counts, and by which of their dates.

Every ticket of the file is judged; a report on October counts some of them. Tickets are counted
by the date on which they were opened, or by that on which they were resolved.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta, tzinfo
from typing import Literal, NamedTuple

import numpy as np

from slaclock.bulk.engine.steps import NAT
from slaclock.errors import ArgumentTypeError, TextError, TicketFileError
from slaclock.offsets import Flags, Micros
from slaclock.reports.figures.periods import days_of, period_named
from slaclock.reports.figures.verdicts import Verdicts
from slaclock.reports.reading.tickets import Tickets
from slaclock.reports.words import counted, date_text

__all__ = ["COUNT_BY", "CountBy", "CountedTickets", "DayLike", "between", "bounds_of", "choice_of"]

CountBy = Literal["opened", "resolved"]
COUNT_BY: tuple[CountBy, ...] = ("opened", "resolved")
DayLike = date | str
Bounds = tuple[date | None, date | None]
EPOCH = date(1970, 1, 1)


class CountedTickets(NamedTuple):
    """Which tickets count.

    Attributes:
        count_by: The date by which they count.
        first: The first date that counts; None for no bound.
        end: The first date after it that no longer counts; None for no bound.
        zone: The zone of dates.
    """

    count_by: CountBy
    first: date | None
    end: date | None
    zone: tzinfo

    @property
    def is_all(self) -> bool:
        """Return whether every ticket counts."""
        return self.count_by == "opened" and self.first is None and self.end is None

    def text(self) -> str:
        """Return which dates count, in words; empty where all do."""
        if self.first is None and self.end is None:
            return ""
        words = [] if self.first is None else [f"from {date_text(self.first)}"]
        if self.end is not None:
            words.append(f"to {date_text(self.end - timedelta(1))}")
        return " ".join(words)

    def instants(self, verdicts: Verdicts) -> Micros:
        """Return the instant by which each ticket counts; `NAT` where it has none."""
        return verdicts.opened if self.count_by == "opened" else verdicts.resolved

    def days(self, verdicts: Verdicts) -> Micros:
        """Return the date by which each ticket counts, in days since 1970; `NAT` for none."""
        instants = self.instants(verdicts)
        found = np.full(len(instants), NAT)
        known = instants != NAT
        found[known] = days_of(instants[known], self.zone)
        return found

    def chosen(self, verdicts: Verdicts) -> Flags:
        """Return which tickets count."""
        if self.is_all:
            return np.ones(len(verdicts), np.bool_)
        return between(self.days(verdicts), self.first, self.end)

    def notes(self, verdicts: Verdicts, chosen: Flags) -> Iterator[str]:
        """Yield how many tickets do not count, and why."""
        left = len(chosen) - int(chosen.sum())
        if self.count_by == "resolved":
            open_still = int((self.instants(verdicts) == NAT).sum())
            left -= open_still
            yield (
                f"counted by the date of resolution: {counted(open_still, 'ticket')} not resolved "
                "by then stand under what is open alone, those that are late too"
            )
        if left:
            yield f"{counted(left, 'ticket')} {self.count_by} at other dates not counted"


def bounds_of(first_day: DayLike | None, last_day: DayLike | None) -> Bounds:
    """Return the first date that counts and the first after it that does not; None for no bound.

    Args:
        first_day, last_day: Dates, or names of periods (`2026-10`, `2026-Q4`), of which the
            first or last day is meant; both count.

    Raises:
        TextError: No such date, or the last day is before the first.
        ArgumentTypeError: A day that is neither a date nor a text.
    """
    first = _bounds(first_day, "first_day")[0]
    end = _bounds(last_day, "last_day")[1]
    if first is not None and end is not None and end <= first:
        problem = f"is before the first day, {first}; name a later one"
        raise TextError(str(last_day), problem)
    return first, end


def choice_of(count_by: str, bounds: Bounds, zone: tzinfo, tickets: Tickets) -> CountedTickets:
    """Return which tickets count.

    Args:
        count_by: `opened` or `resolved`.
        bounds: What `bounds_of` returned.
        zone: The zone of dates.
        tickets: What was read.

    Raises:
        TextError: No such way to count.
        TicketFileError: To be counted by resolution, and the file has no times of it.
    """
    if count_by not in COUNT_BY:
        raise TextError(count_by, f"is no way to count tickets; write {' or '.join(COUNT_BY)}")
    if count_by == "resolved" and not (tickets.has("resolved_at") or tickets.frame["log"].count()):
        problem = "has no times of resolution to count tickets by; say which column holds them"
        raise TicketFileError(tickets.file, f"{problem}, with --map resolved_at=COLUMN")
    return CountedTickets("resolved" if count_by == "resolved" else "opened", *bounds, zone)


def between(days: Micros, first: date | None, end: date | None) -> Flags:
    """Return which days, counted since 1970, lie in `[first, end)`; `NAT` in none."""
    found: Flags = days != NAT
    if first is not None:
        found &= days >= (first - EPOCH).days
    if end is not None:
        found &= days < (end - EPOCH).days
    return found


def _bounds(day: DayLike | None, name: str) -> Bounds:
    """Return the first day that is meant, and the one after the last."""
    if day is None:
        return None, None
    if isinstance(day, str):
        period = period_named(day)
        return period.first, period.end
    if isinstance(day, datetime) or not isinstance(day, date):
        raise ArgumentTypeError(name, day, "a date, or a text such as 2026-10-31 or 2026-10")
    return day, day + timedelta(1)
