"""Days, weeks, months, quarters and years in a zone, and which one each instant lies in."""

from __future__ import annotations

import re
from datetime import date, timedelta, tzinfo
from typing import NamedTuple, get_args

import numpy as np
from dateutil.relativedelta import MO, relativedelta
from numpy.typing import NDArray

from slaclock.errors import TextError
from slaclock.instants import DAY
from slaclock.matrices.goals import PeriodKind
from slaclock.offsets import local_of_instants

__all__ = [
    "KINDS",
    "Period",
    "PeriodKind",
    "Periods",
    "days_of",
    "hours_of_week",
    "period_named",
    "periods_of",
    "start_of",
    "step_of",
]

KINDS: tuple[PeriodKind, ...] = get_args(PeriodKind)
MOST_PERIODS = 5_000
_STEPS = {
    "day": relativedelta(days=1),
    "week": relativedelta(weeks=1),
    "month": relativedelta(months=1),
    "quarter": relativedelta(months=3),
    "year": relativedelta(years=1),
}
_EPOCH = date(1970, 1, 1)
_NAME = re.compile(r"([0-9]{4})(?:-(?:Q([1-4])|W([0-9]{2})|([0-9]{2})(?:-([0-9]{2}))?))?")
HOUR = DAY // 24


class Period(NamedTuple):
    """A stretch of local dates, `[first, end)`, and what it is called: `2026-03`, `2026-W10`."""

    first: date
    end: date
    label: str


class Periods(NamedTuple):
    """The periods from the first instant to the last, without gaps.

    Attributes:
        kind: What they are.
        periods: In order; those without a ticket included.
        places: For each instant an index into *periods*.
    """

    kind: PeriodKind
    periods: tuple[Period, ...]
    places: NDArray[np.intp]


def periods_of(instants: NDArray[np.int64], zone: tzinfo, kind: PeriodKind) -> Periods:
    """Return the periods of instants, by the local date in *zone*.

    A week begins on Monday and is named as ISO 8601 names it.

    Raises:
        TextError: Not such a kind, or it gives over 5,000 periods.
    """
    if kind not in KINDS:
        raise TextError(kind, f"is no kind of period; kinds: {', '.join(KINDS)}")
    if not len(instants):
        return Periods(kind, (), np.empty(0, np.intp))
    days = days_of(instants, zone)
    first, last = _EPOCH + timedelta(int(np.min(days))), _EPOCH + timedelta(int(np.max(days)))
    periods = []
    start = start_of(first, kind)
    while start <= last:
        end = start + _STEPS[kind]
        periods.append(Period(start, end, label_of(start, kind)))
        start = end
        if len(periods) > MOST_PERIODS:
            problem = (
                f"gives over {MOST_PERIODS:,} periods from {first} to {last}; choose a longer one"
            )
            raise TextError(kind, problem)
    starts = np.array([(period.first - _EPOCH).days for period in periods])
    low = int(np.min(days))
    of_day = np.searchsorted(starts, np.arange(low, int(np.max(days)) + 1), side="right") - 1
    return Periods(kind, tuple(periods), of_day[days - low])


def days_of(instants: NDArray[np.int64], zone: tzinfo) -> NDArray[np.int64]:
    """Return the local date of each instant, as days since 1 January 1970."""
    return local_of_instants(instants, zone) // DAY


def period_named(text: str) -> Period:
    """Return the period that is called so.

    >>> period_named("2026-Q4")
    Period(first=datetime.date(2026, 10, 1), end=datetime.date(2027, 1, 1), label='2026-Q4')

    Args:
        text: A date such as `2026-10-31`, or the name of a week (`2026-W44`), a month
            (`2026-10`), a quarter (`2026-Q4`) or a year (`2026`).

    Raises:
        TextError: None of these, or there is no such date.
    """
    match = _NAME.fullmatch(text.strip())
    problem = "is no date and no period; write 2026-10-31, 2026-10, 2026-Q4, 2026-W44 or 2026"
    if match is None:
        raise TextError(text, problem)
    year, quarter, week, month, day = (int(part) if part else None for part in match.groups())
    kind: PeriodKind = (
        "quarter"
        if quarter
        else "week"
        if match[3]
        else "day"
        if day
        else "month"
        if match[4]
        else "year"
    )
    try:
        first = (
            date.fromisocalendar(year or 0, week or 0, 1)
            if kind == "week"
            else date(year or 0, quarter * 3 - 2 if quarter else month or 1, day or 1)
        )
        end = first + _STEPS[kind]
    except ValueError as error:
        raise TextError(text, f"is no date: {error}") from None
    return Period(first, end, label_of(first, kind))


def step_of(kind: PeriodKind) -> relativedelta:
    """Return how long a period is."""
    return _STEPS[kind]


def start_of(day: date, kind: PeriodKind) -> date:
    """Return the first date of the period that *day* lies in."""
    if kind == "week":
        return day + relativedelta(weekday=MO(-1))
    if kind == "month":
        return day.replace(day=1)
    if kind == "quarter":
        return day.replace(day=1, month=day.month - (day.month - 1) % 3)
    if kind == "year":
        return day.replace(day=1, month=1)
    return day


def label_of(first: date, kind: PeriodKind) -> str:
    """Return what a period is called, by its first date."""
    if kind == "week":
        year, week, _ = first.isocalendar()
        return f"{year}-W{week:02}"
    if kind == "month":
        return f"{first:%Y-%m}"
    if kind == "quarter":
        return f"{first.year}-Q{(first.month + 2) // 3}"
    return f"{first.year}" if kind == "year" else first.isoformat()


def hours_of_week(instants: NDArray[np.int64], zone: tzinfo) -> NDArray[np.int64]:
    """Return the hour of the week of each instant: 0 is Monday from midnight to one o'clock."""
    local = local_of_instants(instants, zone)
    # The first of January 1970 was a Thursday.
    return (local // HOUR + 3 * 24) % 168
