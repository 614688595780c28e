"""One stretch of time against the one before it: how many tickets, and what share was met."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import NamedTuple

import numpy as np
from dateutil.relativedelta import relativedelta

from slaclock.date_words import MONTHS
from slaclock.instants import from_micros
from slaclock.offsets import Micros
from slaclock.reports.figures.attainment import Counts
from slaclock.reports.figures.choice import CountedTickets, between
from slaclock.reports.figures.periods import PeriodKind, start_of, step_of
from slaclock.reports.figures.verdicts import Verdicts
from slaclock.reports.words import date_text

__all__ = ["ComparedDays", "Comparison", "compare", "points_text"]


class ComparedDays(NamedTuple):
    """The tickets that count in `[first, end)`.

    Attributes:
        first, end: Local dates.
        tickets: How many.
        counts: By metric.
    """

    first: date
    end: date
    tickets: int
    counts: dict[str, Counts]

    @property
    def label(self) -> str:
        """Return the dates in words: `October 2026`, `5 October 2026 to 11 October 2026`."""
        last = self.end - timedelta(1)
        if self.first == start_of(last, "year") and self.end == self.first + step_of("year"):
            return str(last.year)
        if self.first == start_of(last, "month") and self.end == self.first + step_of("month"):
            return f"{MONTHS[last.month - 1]} {last.year}"
        if last == self.first:
            return date_text(last)
        return f"{date_text(self.first)} to {date_text(last)}"


class Comparison(NamedTuple):
    """A stretch and the one before it."""

    now: ComparedDays
    before: ComparedDays

    def volume(self) -> str:
        """Return by how many tickets, and by what share, there were more or less."""
        more = self.now.tickets - self.before.tickets
        if not more:
            return "no change"
        sign = "+" if more > 0 else "−"
        text = f"{sign}{abs(more):,}"
        if not self.before.tickets:
            return text
        return f"{text} ({sign}{abs(more) * 100 // self.before.tickets:,} %)"

    def points(self, metric: str, decimals: int = 1) -> str:
        """Return by how many points the attainment of a metric went up or down."""
        return points_text(self.before.counts[metric], self.now.counts[metric], decimals)


def compare(verdicts: Verdicts, choice: CountedTickets, kind: PeriodKind) -> Comparison | None:
    """Return what counts now against what counted before; None where neither has a ticket.

    Args:
        verdicts: The verdicts on all tickets of the file.
        choice: Which of them count. Between two bounds, that stretch is compared with the one
            before, of as many months where it is of whole months, else of as many days.
            Otherwise it is the last period of *kind* that is over.
        kind: See there.
    """
    days = choice.days(verdicts)
    if choice.first is not None and choice.end is not None:
        first, end = choice.first, choice.end
        earlier = _before(first, end)
    else:
        today = from_micros(verdicts.as_of, choice.zone).date()
        end = start_of(today, kind)
        first = end - step_of(kind)
        earlier = first - step_of(kind)
    # What counts in neither is counted in the last place, and not looked at.
    places = np.where(between(days, first, end), 0, np.where(between(days, earlier, first), 1, 2))
    now, before = _stretches(verdicts, places, (first, end), (earlier, first))
    return Comparison(now, before) if now.tickets or before.tickets else None


def points_text(before: Counts, now: Counts, decimals: int = 1) -> str:
    """Return the difference of two attainments in points, cut off towards zero.

    >>> points_text(Counts(9, 1, 0, 0, 0, 0), Counts(19, 1, 0, 0, 0, 0))
    '+5.0 points'
    """
    if not (before.decided and now.decided):
        return "n/a"
    whole = before.decided * now.decided
    part = (now.met * before.decided - before.met * now.decided) * 100
    scale = 10**decimals
    units = abs(part) * scale // whole
    if not units:
        return "no change" if not part else f"less than {1 / scale:.{decimals}f} points"
    sign = "+" if part > 0 else "−"
    digits = f"{units // scale}.{units % scale:0{decimals}}" if decimals else f"{units}"
    return f"{sign}{digits} points"


def _before(first: date, end: date) -> date:
    if first.day == end.day == 1:
        months = (end.year - first.year) * 12 + end.month - first.month
        return first - relativedelta(months=months)
    return first - (end - first)


def _stretches(
    verdicts: Verdicts, places: Micros, *bounds: tuple[date, date]
) -> Iterator[ComparedDays]:
    size = len(bounds) + 1
    tickets = np.bincount(places, minlength=size).tolist()
    tables = {name: found.tally(places, size).tolist() for name, found in verdicts.metrics.items()}
    for place, (first, end) in enumerate(bounds):
        counts = {name: Counts(*table[place]) for name, table in tables.items()}
        yield ComparedDays(first, end, tickets[place], counts)
