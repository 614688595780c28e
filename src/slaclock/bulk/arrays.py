"""Deadlines and open time over numpy arrays.

Instants are `datetime64` arrays, in which numpy keeps UTC, or integers of microseconds since
the epoch. What is missing (NaT) stays missing. The answers are those of
`slaclock.bulk.engine.kernel`, behind checks of what a caller gives.
"""

from __future__ import annotations

from datetime import timedelta

import numpy as np
from numpy.typing import ArrayLike, NDArray

from slaclock.bulk.engine.kernel import Failures, Kernel, Promise, kernel_of
from slaclock.bulk.engine.steps import Ints
from slaclock.calendars.business_days import parse_meaning
from slaclock.calendars.combined import Combinable
from slaclock.calendars.named_dates import CountedFrom
from slaclock.day_times import Cutoff, TimeOfDay, parse_cutoff, parse_time_of_day
from slaclock.durations import MOST_BUSINESS_DAYS, Amount, open_micros, parse_amount
from slaclock.errors import AmountError, ArgumentTypeError, RowError
from slaclock.instants import SECOND

__all__ = [
    "Failures",
    "Kernel",
    "Promise",
    "deadline",
    "elapsed",
    "kernel_of",
    "promise_of",
    "to_micros",
]


def deadline(
    calendar: Combinable,
    at: ArrayLike,
    amount: timedelta | Amount | str,
    *,
    business_day: str | timedelta | Amount | None = None,
    by: str | TimeOfDay | None = None,
    cutoff: str | Cutoff | None = None,
    counted_from: CountedFrom = "start",
) -> NDArray[np.datetime64]:
    """Return the deadlines of *amount* from each instant, as `Calendar.add` gives them.

    >>> import numpy as np
    >>> from slaclock import Calendar
    >>> desk = Calendar(timezone="Asia/Kolkata", hours={"mon-fri": ["09:00-19:00"]})
    >>> deadline(desk, np.array(["2026-03-06T12:30", "NaT"], "datetime64[us]"), "2 h")
    array(['2026-03-09T04:30:00.000000',                        'NaT'],
          dtype='datetime64[us]')

    Args:
        calendar: When it is open.
        at: `datetime64` values, in UTC; NaT gives NaT.
        amount: Open time, business days such as `"2 BD"`, or calendar days, weeks or months.
        business_day: What a business day is, where *amount* counts in them.
        by, cutoff, counted_from: As for `Calendar.add_business_days`.

    Raises:
        RowError: One of the instants has no deadline; it says which and why.
        AmountError: *amount* or *business_day* is not usable.
        HoursError, UnknownNameError: As for `Calendar.add_business_days`.
        ArgumentTypeError: *at* is not made of `datetime64`, or *amount* of a wrong type.
    """
    instants = to_micros(at, "at")
    promise = promise_of(amount, business_day, by, cutoff, counted_from)
    found, failures = kernel_of(calendar).due(instants, promise)
    _raise_first(failures)
    return found.view("datetime64[us]")


def elapsed(calendar: Combinable, start: ArrayLike, end: ArrayLike) -> NDArray[np.timedelta64]:
    """Return the open time between instants, row by row, as `Calendar.elapsed` gives it.

    Args:
        calendar: When it is open.
        start: `datetime64` values, in UTC.
        end: The same; as many. A row with NaT in either gives NaT; where *end* is before
            *start* the result is negative.

    Raises:
        RowError: One of the rows has no answer; it says which and why.
        ArgumentTypeError: Not made of `datetime64`.
    """
    first, last = np.broadcast_arrays(to_micros(start, "start"), to_micros(end, "end"))
    first, last = np.ascontiguousarray(first), np.ascontiguousarray(last)
    found, failures = kernel_of(calendar).elapsed(first, last)
    _raise_first(failures)
    return found.view("timedelta64[us]")


def to_micros(values: ArrayLike, name: str) -> Ints:
    """Return `datetime64` values as microseconds since the epoch; NaT as `NAT`.

    Raises:
        ArgumentTypeError: Not made of `datetime64`.
        RowError: A value with digits below a microsecond, which would be lost; or one that
            microseconds cannot hold.
    """
    try:
        given = np.asarray(values)
    except ValueError:  # lists of unequal lengths are no array at all
        raise ArgumentTypeError(name, values, "an array of datetime64, in UTC") from None
    if given.dtype.kind != "M" or given.dtype == np.dtype("datetime64"):
        raise ArgumentTypeError(name, values, "an array of datetime64, in UTC")
    micros = given.astype("datetime64[us]")
    if given.dtype != micros.dtype:
        lost = np.flatnonzero((micros.astype(given.dtype) != given) & ~np.isnat(given))
        if lost.size:
            row = int(lost[0])
            raise RowError(
                row, ArgumentTypeError(name, given[row], "a datetime of whole microseconds")
            )
    return np.ascontiguousarray(micros).view(np.int64)


def promise_of(
    amount: timedelta | Amount | str,
    business_day: str | timedelta | Amount | None,
    by: str | TimeOfDay | None = None,
    cutoff: str | Cutoff | None = None,
    counted_from: CountedFrom = "start",
) -> Promise:
    """Return the promise of an amount as a caller gives it.

    Raises:
        AmountError: Not usable, or business days without *business_day* or *by*.
        HoursError, UnknownNameError: As for `Calendar.add_business_days`.
        ArgumentTypeError: Of a wrong type.
    """
    # What `0 BD` needs besides is checked below, with the rest.
    names_date = by is not None or business_day is not None
    given = parse_amount(amount, same_day=names_date) if isinstance(amount, str) else amount
    if not isinstance(given, Amount):
        micros = open_micros(given)
        if not micros:
            return Promise(0)
        given = Amount(seconds=micros // SECOND)
    if given.business_days and business_day is None and by is None:
        problem = "counts in business days; say what one is with business_day"
        raise AmountError(str(given), problem)
    if given.business_days > MOST_BUSINESS_DAYS:
        raise AmountError(str(given), f"is over {MOST_BUSINESS_DAYS} business days")
    return Promise.of(
        given,
        None if business_day is None else parse_meaning(business_day),
        by=None if by is None else parse_time_of_day(by),
        cutoff=None if cutoff is None else parse_cutoff(cutoff),
        counted_from=counted_from,
    )


def _raise_first(failures: Failures) -> None:
    if failures:
        row = min(failures)
        raise RowError(row, failures[row])
