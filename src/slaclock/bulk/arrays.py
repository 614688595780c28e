"""Deadlines and open time over numpy arrays: the engine of everything in bulk.

Instants are `datetime64` arrays, in which numpy keeps UTC, or integers of microseconds since
the epoch. What is missing (NaT) stays missing. A `Kernel` holds the step tables of one
calendar and grows them by whole years as the instants ask for it.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from datetime import date, timedelta
from functools import lru_cache
from typing import Literal, NamedTuple, TypeAlias

import numpy as np
from numpy.typing import ArrayLike, NDArray

from slaclock.bulk.engine.step_tables import (
    ASK,
    READING,
    FullDays,
    TimelineArrays,
    close_of_business_steps,
    full_day_steps,
    open_time_steps,
    reading_steps,
    same_time_steps,
)
from slaclock.bulk.engine.steps import CHUNK, NAT, Bools, Ints, Steps, StepTable, Workspace
from slaclock.calendars.business_days import Meaning, after_business_days, parse_meaning
from slaclock.calendars.combine import Combinable
from slaclock.calendars.questions import HORIZON
from slaclock.calendars.timeline import Timeline
from slaclock.durations import MOST_BUSINESS_DAYS, Amount, open_micros, parse_amount
from slaclock.errors import (
    AmountError,
    ArgumentTypeError,
    CoverageError,
    InstantRangeError,
    RowError,
    SlaClockError,
)
from slaclock.instants import EARLIEST, LATEST, LIMITS, SECOND, from_micros
from slaclock.matrices.model import Target

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

Failures: TypeAlias = dict[int, SlaClockError]
"""Why rows have no answer, by row."""


class Promise(NamedTuple):
    """How much may pass: open time in microseconds, or business days and what they are.

    Attributes:
        micros: Open time; 0 where business days count.
        business_days: How many; 0 where open time counts.
        meaning: `full_day`, `same_time` or `close_of_business`; None for open time.
    """

    micros: int
    business_days: int = 0
    meaning: Literal["full_day", "same_time", "close_of_business"] | None = None

    @classmethod
    def of(cls, amount: Amount, business_day: Meaning | None) -> Promise:
        """Return the promise of an amount; business days of a fixed length are open time."""
        if not amount.business_days:
            return cls(amount.micros)
        if isinstance(business_day, Amount):
            return cls(amount.business_days * business_day.seconds * SECOND)
        return cls(0, amount.business_days, business_day)

    @classmethod
    def of_target(cls, target: Target) -> Promise:
        """Return the promise of a target of a matrix."""
        return cls.of(target.amount, target.business_day)


def deadline(
    calendar: Combinable,
    at: ArrayLike,
    amount: timedelta | Amount | str,
    *,
    business_day: str | timedelta | Amount | None = None,
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
        amount: Open time, or business days such as `"2 BD"`.
        business_day: What a business day is, where *amount* counts in them.

    Raises:
        RowError: One of the instants has no deadline; it says which and why.
        AmountError: *amount* or *business_day* is not usable.
        ArgumentTypeError: *at* is not made of `datetime64`, or *amount* of a wrong type.
    """
    instants = to_micros(at, "at")
    promise = promise_of(amount, business_day)
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
    given = np.asarray(values)
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
    amount: timedelta | Amount | str, business_day: str | timedelta | Amount | None
) -> Promise:
    """Return the promise of an amount as a caller gives it.

    Raises:
        AmountError: Not usable, or business days without *business_day*.
        ArgumentTypeError: Of a wrong type.
    """
    given = parse_amount(amount) if isinstance(amount, str) else amount
    if not isinstance(given, Amount) or not given.business_days:
        return Promise(open_micros(given))
    if business_day is None:
        problem = "counts in business days; say what one is with business_day"
        raise AmountError(str(given), problem)
    if given.business_days > MOST_BUSINESS_DAYS:
        raise AmountError(str(given), f"is over {MOST_BUSINESS_DAYS} business days")
    return Promise.of(given, parse_meaning(business_day))


@lru_cache(maxsize=32)
def kernel_of(calendar: Combinable) -> Kernel:
    """Return a kernel of *calendar*; equal calendars share one."""
    return Kernel(calendar)


class Kernel:
    """The answers of one calendar over arrays of microseconds.

    Methods return the answers and the `Failures`: rows that have no answer, and why. Those
    rows are `NAT` in the answers, and so are those that were `NAT`.

    Attributes:
        calendar: Whose answers they are.
    """

    __slots__ = ("_answers", "calendar")

    def __init__(self, calendar: Combinable) -> None:
        """Hold *calendar*; tables are made when they are asked for."""
        self.calendar = calendar
        self._answers: dict[Promise | None, _Answer] = {}

    def due(self, at: Ints, promise: Promise, name: str = "at") -> tuple[Ints, Failures]:
        """Return the deadlines of *promise* from each instant.

        Args:
            at: Microseconds since the epoch, contiguous.
            promise: How much may pass.
            name: What the caller calls the instants, for errors.
        """
        failures: Failures = {}
        out = np.empty(len(at), np.int64)
        usable = _usable(at, name, failures)
        if not promise.micros and not promise.business_days:
            np.copyto(out, at if usable is None else np.where(usable, at, NAT))
            return out, failures
        reach = _reach(usable, at)
        if reach is None:
            out.fill(NAT)
            return out, failures
        try:
            answer = self._answer(promise, *reach)
        except (CoverageError, InstantRangeError):
            self._due_by_year(at, usable, promise, out, failures)
        else:
            answer.apply(at, out, failures)
        return out, failures

    def elapsed(self, start: Ints, end: Ints) -> tuple[Ints, Failures]:
        """Return the open time from *start* to *end*, row by row; negative in reverse."""
        failures: Failures = {}
        out = np.empty(len(start), np.int64)
        usable = _both(_usable(start, "start", failures), _usable(end, "end", failures))
        reach = _reach(usable, start, end)
        if reach is None:
            out.fill(NAT)
            return out, failures
        try:
            table = self._answer(None, *reach).table
        except (CoverageError, InstantRangeError):
            self._elapsed_by_year(start, end, usable, out, failures)
        else:
            _subtract_readings(table, start, end, out)
            if usable is not None:
                out[~usable] = NAT
        return out, failures

    def later(self, at: Ints, micros: Ints, name: str = "at") -> tuple[Ints, Failures]:
        """Return `due` for an amount of open time of each instant's own, zero or more."""
        failures: Failures = {}
        usable = _usable(at, name, failures)
        reach = _reach(usable, at)
        out = at.copy() if usable is None else np.where(usable, at, NAT)
        rows = np.flatnonzero((micros > 0) & (out != NAT))
        if reach is None or not rows.size:
            return out, failures
        instants, amounts = at[rows], micros[rows]
        found = self._later_in_line(instants, amounts, *reach)
        for place in np.flatnonzero(found == NAT).tolist():
            try:
                found[place] = self.calendar.due(int(instants[place]), int(amounts[place]))
            except SlaClockError as error:
                failures[int(rows[place])] = error
        out[rows] = found
        return out, failures

    def _later_in_line(self, at: Ints, micros: Ints, low: int, high: int) -> Ints:
        """Return deadlines, as far as the compiled timeline knows them; else `NAT`."""
        try:
            with suppress(SlaClockError):
                # No deadline of these is later; asking for it makes the timeline grow that far.
                self.calendar.due(high, int(np.max(micros)))
            line = self.calendar.covering(low, high)
        except (CoverageError, InstantRangeError):
            return np.full(len(at), NAT)
        opens, closes, before, through, _ = TimelineArrays.of(line)
        if not opens.size:
            return np.full(len(at), NAT)
        # The window that is open or was last; none before the first, where the clock shows 0.
        window = np.searchsorted(opens, at, side="right") - 1
        shown = before[window] + np.minimum(at, closes[window]) - opens[window]
        readings = np.where(window < 0, 0, shown) + micros
        due_in = np.searchsorted(through, readings)
        due_in_known = np.minimum(due_in, len(through) - 1)
        found = closes[due_in_known] - through[due_in_known] + readings
        return np.where((due_in < len(through)) & (found - at <= HORIZON), found, NAT)

    def _answer(self, promise: Promise | None, low: int, high: int) -> _Answer:
        """Return what answers for the instants *low* to *high*, both included.

        Raises:
            CoverageError: The holidays of a year between them are not known.
            InstantRangeError: They are over 1,000 years apart.
        """
        answer = self._answers.get(promise)
        if answer is not None:
            table = answer.table
            if table.start <= low and high < table.end:
                return answer
            wide = min(low, table.start), max(high, table.end - 1)
            if wide[1] - wide[0] <= HORIZON:
                with suppress(CoverageError):
                    return self._keep(promise, *wide)
        return self._keep(promise, low, high)

    def _keep(self, promise: Promise | None, low: int, high: int) -> _Answer:
        answer = self._made(promise, self._new_year(low), self._new_year(high, 1))
        self._answers[promise] = answer
        return answer

    def _made(self, promise: Promise | None, start: int, end: int) -> _Answer:
        calendar = self.calendar
        calendar.covering(start, end - 1)
        if promise is not None:
            # Asking for the last deadline makes the timeline grow as far as it has to.
            with suppress(SlaClockError):
                _ask(calendar, promise, end - 1)
        line = calendar.covering(start, end - 1)
        steps, full_days = _steps(calendar, line, promise, start, end)
        return _Answer(calendar, promise, StepTable(steps, start, end), full_days)

    def _new_year(self, instant: int, later: int = 0) -> int:
        """Return where the local year of *instant*, or one of the *later* ones, begins."""
        year = from_micros(instant, self.calendar.zone).year
        return self.calendar.midnight(date(year + later, 1, 1))

    def _due_by_year(
        self, at: Ints, usable: Bools | None, promise: Promise, out: Ints, failures: Failures
    ) -> None:
        """Answer year by year, so that a year without an answer fails alone."""
        out.fill(NAT)
        rows = np.arange(len(at)) if usable is None else np.flatnonzero(usable)
        for chosen in _groups(rows, self._years(at[rows])):
            instants = at[chosen]
            try:
                answer = self._answer(promise, int(np.min(instants)), int(np.max(instants)))
            except CoverageError as error:
                failures.update(dict.fromkeys(chosen.tolist(), error))
                continue
            failed: Failures = {}
            found = np.empty(len(chosen), np.int64)
            answer.apply(instants, found, failed)
            out[chosen] = found
            failures.update({int(chosen[row]): error for row, error in failed.items()})

    def _elapsed_by_year(
        self, start: Ints, end: Ints, usable: Bools | None, out: Ints, failures: Failures
    ) -> None:
        out.fill(NAT)
        rows = np.arange(len(start)) if usable is None else np.flatnonzero(usable)
        years = self._years(start[rows]) * 10_000 + self._years(end[rows])
        for chosen in _groups(rows, years):
            first, last = start[chosen], end[chosen]
            low, high = min(np.min(first), np.min(last)), max(np.max(first), np.max(last))
            try:
                table = self._answer(None, int(low), int(high)).table
            except (CoverageError, InstantRangeError) as error:
                failures.update(dict.fromkeys(chosen.tolist(), error))
                continue
            found = np.empty(len(chosen), np.int64)
            _subtract_readings(table, first, last, found)
            out[chosen] = found

    def _years(self, at: Ints) -> Ints:
        """Return the local year of each instant."""
        utc = np.unique(at.view("datetime64[us]").astype("datetime64[Y]").astype(np.int64)) + 1970
        years = np.unique(np.concatenate([utc - 1, utc, utc + 1]))
        bounds = [self.calendar.midnight(date(year, 1, 1)) for year in years.tolist()]
        return years[np.searchsorted(bounds, at, side="right") - 1]


class _Answer:
    """A step table, and what its steps leave to do."""

    __slots__ = ("calendar", "full_days", "promise", "table")

    def __init__(
        self,
        calendar: Combinable,
        promise: Promise | None,
        table: StepTable,
        full_days: FullDays | None,
    ) -> None:
        self.calendar, self.promise = calendar, promise
        self.table, self.full_days = table, full_days

    def apply(self, at: Ints, out: Ints, failures: Failures) -> None:
        """Write the answers for *at* into *out*, chunk by chunk."""
        work = Workspace()
        known_failure: _KnownFailure | None = None
        for part in _chunks(len(at)):
            kinds = self.table.apply(at[part], out[part], work)
            if kinds is None or not kinds.any():
                continue
            if self.full_days is not None:
                rows = np.flatnonzero(kinds == READING)
                out[part][rows] = self.full_days.due(out[part][rows])
            rows = np.flatnonzero(kinds == ASK) + part.start
            known_failure = self._ask_rows(rows, at, out, failures, known_failure)

    def _ask_rows(
        self, rows: Ints, at: Ints, out: Ints, failures: Failures, known: _KnownFailure | None
    ) -> _KnownFailure | None:
        """Ask the calendar for each of *rows*.

        A deadline never comes earlier for a later start. So once the holidays of a year are
        missing for one ticket, they are for all later ones of the table.
        """
        assert self.promise is not None
        for row in rows.tolist():
            instant = int(at[row])
            out[row] = NAT
            if known is not None and instant >= known.start:
                failures[row] = known.error
                continue
            try:
                out[row] = _ask(self.calendar, self.promise, instant)
            except CoverageError as error:
                known = _KnownFailure(instant, error)
                failures[row] = error
            except SlaClockError as error:
                failures[row] = error
        return known


class _KnownFailure(NamedTuple):
    start: int
    error: CoverageError


def _ask(calendar: Combinable, promise: Promise, at: int) -> int:
    if promise.meaning is None:
        return calendar.due(at, promise.micros)
    return after_business_days(calendar, at, promise.business_days, promise.meaning)


def _steps(
    calendar: Combinable, line: Timeline, promise: Promise | None, start: int, end: int
) -> tuple[Steps, FullDays | None]:
    arrays = TimelineArrays.of(line)
    if promise is None:
        return reading_steps(arrays, start, end), None
    if promise.meaning is None:
        return open_time_steps(arrays, start, promise.micros), None
    if promise.meaning == "full_day":
        return full_day_steps(arrays, start, promise.business_days)
    if promise.meaning == "close_of_business":
        return close_of_business_steps(line, start, end, promise.business_days), None
    return same_time_steps(line, calendar.zone, start, end, promise.business_days), None


def _subtract_readings(table: StepTable, start: Ints, end: Ints, out: Ints) -> None:
    """Write the difference of the open clock at *end* and at *start* into *out*."""
    work, before = Workspace(), np.empty(CHUNK, np.int64)
    for part in _chunks(len(start)):
        readings = before[: part.stop - part.start]
        table.apply(start[part], readings, work)
        table.apply(end[part], out[part], work)
        np.subtract(out[part], readings, out=out[part])


def _usable(at: Ints, name: str, failures: Failures) -> Bools | None:
    """Return which rows hold an instant that is answered for; None if all do."""
    if not at.size or (np.min(at) >= EARLIEST and np.max(at) < LATEST):
        return None
    usable: Bools = (at >= EARLIEST) & (at < LATEST)
    for row in np.flatnonzero(~usable & (at != NAT)).tolist():
        value = str(at[row].view("datetime64[us]"))
        failures[row] = InstantRangeError(name, value, LIMITS)
    return usable


def _both(first: Bools | None, second: Bools | None) -> Bools | None:
    if first is None or second is None:
        return first if second is None else second
    return first & second


def _reach(usable: Bools | None, *columns: Ints) -> tuple[int, int] | None:
    """Return the first and last of the usable instants; None if there are none."""
    if not len(columns[0]) or (usable is not None and not usable.any()):
        return None
    where = True if usable is None else usable
    low = min(int(np.min(column, where=where, initial=LATEST)) for column in columns)
    high = max(int(np.max(column, where=where, initial=EARLIEST)) for column in columns)
    return low, high


def _chunks(size: int) -> Iterator[slice]:
    for start in range(0, size, CHUNK):
        yield slice(start, min(start + CHUNK, size))


def _groups(rows: Ints, keys: Ints) -> list[Ints]:
    """Return *rows* split by their keys; within a group they keep their order."""
    order = np.argsort(keys, kind="stable")
    bounds = np.flatnonzero(np.diff(keys[order])) + 1
    return np.split(rows[order], bounds) if rows.size else []


def _raise_first(failures: Failures) -> None:
    if failures:
        row = min(failures)
        raise RowError(row, failures[row])
