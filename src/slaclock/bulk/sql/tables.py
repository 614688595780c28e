"""The tables that the SQL reads, filled: a contract's answers, as rows.

The steps of each promise (`slaclock.bulk.engine.step_tables`) are cut at midnights in UTC, so
that a ticket finds its step by equality: of the promise, and of the day. SQL then only adds.
Equal promises on equal calendars share their rows.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from string import ascii_uppercase
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from slaclock.bulk.engine.compound_steps import chosen_parts
from slaclock.bulk.engine.step_tables import promise_steps, reading_steps
from slaclock.bulk.engine.steps import Bools, Ints, Steps
from slaclock.bulk.sql.layout import (
    BLOCK,
    OPEN_COLUMNS,
    TABLES,
    columns_of,
    differing_bounds,
    stops,
)
from slaclock.calendars.combined import Combinable
from slaclock.calendars.table import Table
from slaclock.calendars.timeline import Timeline
from slaclock.errors import CoverageError, InstantRangeError, NoTargetError
from slaclock.instants import DAY, EARLIEST, LATEST, to_micros
from slaclock.matrices.compound import OpenedIn
from slaclock.matrices.door import MatrixLike, matrix_of, opening_metrics, periods_of, versions_of
from slaclock.matrices.history import MatrixHistory
from slaclock.matrices.model import Matrix, Row
from slaclock.matrices.promises import Promise

__all__ = ["TABLES", "answer_tables", "open_table", "sql_tables"]

SPARE = 366 * DAY
"""How far the open clock goes on after the last opening of a ticket, where that is known."""
_ROW = tuple[Any, ...]
_Column = NDArray[Any]


def answer_tables(matrix: MatrixLike, start: datetime, end: datetime) -> dict[str, Table]:
    """Return the answers of a contract as tables, for tickets opened in `[start, end)`.

    >>> from datetime import UTC, datetime
    >>> from slaclock import load_matrix
    >>> years = datetime(2025, 1, 1, tzinfo=UTC), datetime(2026, 1, 1, tzinfo=UTC)
    >>> for name, table in answer_tables(load_matrix("wotnot"), *years).items():
    ...     print(name, len(table.columns), "columns")
    sla_terms 17 columns
    sla_due 11 columns
    sla_open 8 columns
    sla_back 7 columns

    Args:
        matrix: The contract or its versions, or the name or path of one.
        start: From 1970 on. A ticket opened before it has no answer.
        end: A ticket opened at it or later has no answer.

    Returns:
        `sla_terms`: what is promised under each name of a plan and a priority, in lower case.
        `sla_due`: the deadline of each promise, by the UTC day of the opening. `sla_open`: the
        open clock of each calendar; `sla_back`: the way back. These two go on for a year after
        *end* if holidays are known that far.

    Raises:
        InstantError, ArgumentTypeError: An argument is naive, out of range or no datetime; or
            *start* is before 1970, or *end* is not after it.
        CoverageError: The holidays of a year between them are not known.
    """
    span = _span(start, end)
    contract, promises = matrix_of(matrix), _Promises()
    columns, calendars = columns_of(contract), _calendars(contract)
    numbers = {name: number for number, name in enumerate(calendars)}
    terms = list(_terms(contract, promises, numbers))
    bounds = bool(differing_bounds(contract))
    clocks = {one.fingerprint(): _ToldClock.of(one, *span) for one in calendars.values()}
    rows: dict[str, list[_ROW]] = {
        "sla_terms": terms,
        "sla_due": [
            row
            for number, (calendar, promise) in enumerate(promises.known)
            for row in _due_rows(
                number, calendar, promise, clocks[calendar.fingerprint()], span[1], bounds=bounds
            )
        ],
        "sla_open": [],
        "sla_back": [],
    }
    for name, calendar in calendars.items():
        key, clock = (name, numbers[name]), clocks[calendar.fingerprint()]
        rows["sla_open"] += _open_rows(key, clock)
        rows["sla_back"] += _back_rows(key, clock)
    return {key: Table(columns[key], rows[key]) for key in TABLES}


sql_tables = answer_tables
"""The older name of `answer_tables`."""


def open_table(calendar: Combinable, start: datetime, end: datetime, name: str = "") -> Table:
    """Return `sla_open` of one calendar, for `slaclock.bulk.sql.elapsed`.

    Args:
        calendar: When it is open.
        start: From 1970 on.
        end: After *start*.
        name: The `calendar_id`.

    Raises:
        InstantError, ArgumentTypeError, CoverageError: As for `answer_tables`.
    """
    clock = _ToldClock.of(calendar, *_span(start, end))
    return Table(OPEN_COLUMNS, list(_open_rows((name, 0), clock)))


class _Promises:
    """The promises that occur, each once on equal calendars, by their numbers."""

    def __init__(self) -> None:
        self._numbers: dict[tuple[str, Promise], int] = {}
        self.known: list[tuple[Combinable, Promise]] = []

    def number(self, calendar: Combinable, promise: Promise) -> int:
        """Return the number of a promise."""
        key = (calendar.fingerprint(), promise)
        if key not in self._numbers:
            self._numbers[key] = len(self.known)
            self.known.append((calendar, promise))
        return self._numbers[key]


def _terms(
    matrix: Matrix | MatrixHistory, promises: _Promises, numbers: Mapping[str, int]
) -> Iterator[_ROW]:
    """Yield what is promised under each name of a plan and a priority, each in its period.

    Args:
        matrix: The contract.
        promises: Takes the promises that are met.
        numbers: The `calendar_no` of each `calendar_id`.
    """
    metrics = opening_metrics(matrix)
    for name in _plan_names(matrix):
        for period in periods_of(matrix, name):
            start = EARLIEST if period.start is None else period.start
            end = LATEST if period.end is None else period.end
            plan = period.matrix.plan(name)
            for priority in (None, *period.matrix.priorities):
                row = _row(period.matrix, plan.id, priority)
                if row is None:
                    continue
                names = [row.calendar_id, *map(row.hours_of, metrics)]
                own, *ids = (_id_of(matrix, period.matrix, calendar) for calendar in names)
                hours = [numbers[calendar] for calendar in ids]
                facts = [fact for metric in metrics for fact in _facts(row, metric, promises)]
                for spelling in _spellings(name):
                    for other in _priority_names(row):
                        yield (spelling, other, start, end, own, *facts, *hours)


def _row(matrix: Matrix, plan: str, priority: str | None) -> Row | None:
    try:
        return matrix.row(plan, priority)
    except NoTargetError:
        return None


def _facts(row: Row, metric: str, promises: _Promises) -> _ROW:
    """Return what `term_columns` says of a metric; nulls where it is not promised."""
    target = row.promised(metric)
    if target is None:
        return (None,) * 3
    stopped = stops(row, metric)
    return (
        promises.number(target.calendar, target.promise),
        int(target.strict),
        None if stopped is None else int(stopped),
    )


def _due_rows(
    number: int,
    calendar: Combinable,
    promise: Promise,
    clock: _ToldClock,
    end: int,
    *,
    bounds: bool,
) -> Iterator[_ROW]:
    """Return the steps of a promise that have an answer, cut at midnights in UTC.

    With *bounds*, each says whether its deadline itself is too late, where that is not for the
    terms to say.
    """
    start = clock.start
    steps = promise_steps(calendar, promise, start, end).within(start, end).cut(_days(start, end))
    ends = np.append(steps.starts[1:], end)
    columns = (steps.starts // DAY, steps.starts, ends, steps.lows, steps.bases, steps.shifts)
    more = (steps.parts, steps.wholes, *_due_readings(steps, promise, clock))
    bound = (_bounds(promise, steps.starts, start, end),) if bounds else ()
    return _rows((number,), steps.is_answered, *columns, *more, *bound)


def _bounds(promise: Promise, starts: Ints, start: int, end: int) -> _Column:
    """Return for the starts of steps whether the part that holds is strict; nulls if all agree."""
    rule = promise.meaning
    if not isinstance(rule, OpenedIn) or rule.parts[0].strict is None:
        return np.full(len(starts), None, object)
    return np.array([part.strict for part in rule.parts], np.int64)[
        chosen_parts(rule, starts, start, end)
    ]


def _due_readings(steps: Steps, promise: Promise, clock: _ToldClock) -> tuple[_Column, _Column]:
    """Return what the open clock shows when each step is due, if no day on the way is shorter.

    It is to be added to the instant that a step adds to: the two move on together. And the run
    of equal days that the step begins in. Nulls for a time on a date; no run for open time.
    """
    nothing = np.full(len(steps.starts), None, object)
    in_days = promise.meaning is not None
    if promise.meaning is not None and promise.meaning.name != "full_day":
        return nothing, nothing
    at = np.maximum(steps.starts, steps.lows)
    length, run = clock.runs.at(at)
    amount = promise.business_days * length if in_days else promise.micros
    return clock.readings(at) + amount - at, run if in_days else nothing


def _open_rows(key: _ROW, clock: _ToldClock) -> Iterator[_ROW]:
    """Return the open clock: where it stands still, goes on, and stands still again.

    Cut at midnights in UTC. The rows begin with *key*: what the calendar is called, and its
    number.
    """
    line, start, until, _ = clock
    steps = reading_steps(line, start, until).within(start, until).cut(_days(start, until))
    ends, days = np.append(steps.starts[1:], until), steps.starts // DAY
    highs = np.maximum(ends, steps.lows)
    # What only stands still belongs to the row before it on that day.
    own = (steps.lows < ends) | (np.diff(days, prepend=-1) != 0)
    starts = steps.starts[own]
    columns = (days[own], starts, np.append(starts[1:], until), steps.lows[own], highs[own])
    return _rows(key, np.ones(len(starts), np.bool_), *columns, steps.shifts[own])


def _back_rows(key: _ROW, clock: _ToldClock) -> Iterator[_ROW]:
    """Return the windows by what the open clock shows in them, cut at whole blocks of open time."""
    line, start, until, runs = clock
    spans = line.windows(start, until)
    opens, closes = (np.array([span[side] for span in spans], np.int64) for side in (0, 1))
    through = np.cumsum(closes - opens)
    shifts = closes - through
    inner = runs.opens[(runs.opens > start) & (runs.opens < until)]
    total = int(through[-1]) if len(through) else 0
    edges = np.concatenate([np.arange(BLOCK, total, BLOCK), clock.readings(inner)])
    ends = np.union1d(through, edges[(edges > 0) & (edges < total)]).astype(np.int64)
    befores = np.append(0, ends[:-1])[: len(ends)]
    window = np.searchsorted(through, ends)
    _, number = runs.at(ends + shifts[window] - 1)
    columns = (befores // BLOCK, befores, ends, shifts[window], number)
    return _rows(key, np.ones(len(ends), np.bool_), *columns)


class _ToldClock(NamedTuple):
    """The open clock of a calendar: open time from an instant on.

    Attributes:
        line: The timeline.
        start: Where it shows nothing.
        until: Up to where it is told.
        runs: The business days.
    """

    line: Timeline
    start: int
    until: int
    runs: _Runs

    @classmethod
    def of(cls, calendar: Combinable, start: int, end: int) -> _ToldClock:
        """Return it from *start* to *end*, and `SPARE` longer if it is known that far."""
        line, until = calendar.covering(start, end - 1), min(end + SPARE, LATEST)
        try:
            line = calendar.covering(start, until - 1)
        except (CoverageError, InstantRangeError):
            until = end
        return cls(line, start, until, _Runs.of(line))

    def readings(self, instants: Ints) -> Ints:
        """Return what it shows at each instant."""
        shown = np.array([self.line.reading(at) for at in instants.tolist()], np.int64)
        return shown - self.line.reading(self.start)


class _Runs(NamedTuple):
    """The business days of a timeline, and the runs of days that are equally long.

    Attributes:
        opens: When each day begins.
        lengths: How much open time it has.
        numbers: Which run it belongs to.
    """

    opens: Ints
    lengths: Ints
    numbers: Ints

    @classmethod
    def of(cls, line: Timeline) -> _Runs:
        """Return the runs of *line*."""
        opens, lengths = np.array(line.day_starts, np.int64), np.diff(line.day_readings)
        changes = np.diff(lengths, prepend=lengths[:1]) != 0
        return cls(opens, lengths.astype(np.int64), np.cumsum(changes))

    def at(self, instants: Ints) -> tuple[Ints, Ints]:
        """Return length and run of the day that each instant belongs to."""
        if not len(self.opens):
            return np.zeros_like(instants), np.zeros_like(instants)
        day = np.maximum(np.searchsorted(self.opens, instants, side="right") - 1, 0)
        return self.lengths[day], self.numbers[day]


def _rows(first: _ROW, wanted: Bools, *columns: _Column) -> Iterator[_ROW]:
    """Yield rows of Python's own numbers, each after what is the same in all of them."""
    for row in zip(*(column[wanted].tolist() for column in columns), strict=True):
        yield (*first, *row)


def _days(start: int, end: int) -> Ints:
    """Return the midnights in UTC within a span."""
    return np.arange(start // DAY + 1, -(-end // DAY), dtype=np.int64) * DAY


def _calendars(matrix: Matrix | MatrixHistory) -> dict[str, Combinable]:
    """Return the calendars by their ids, each id once."""
    return {
        _id_of(matrix, version, name): calendar
        for version in versions_of(matrix)
        for name, calendar in version.calendars.items()
    }


def _id_of(matrix: Matrix | MatrixHistory, version: Matrix, name: str) -> str:
    """Return the id of a calendar: its name, or with the version where a later one differs."""
    latest = next(
        other.calendars[name] for other in reversed(versions_of(matrix)) if name in other.calendars
    )
    same = latest.fingerprint() == version.calendars[name].fingerprint()
    return name if same else f"{name} ({version.version})"


def _plan_names(matrix: Matrix | MatrixHistory) -> Iterator[str]:
    """Yield the names of plans in any version, each once however it is written."""
    names = (
        name
        for version in versions_of(matrix)
        for plan in version.plans.values()
        for name in (plan.id, plan.title, *plan.aliases)
    )
    return iter({name.casefold(): name for name in names}.values())


def _priority_names(row: Row) -> list[str | None]:
    if row.priority is None:
        # The SQL takes a missing priority for the empty one where a plan has a promise for it.
        return [None, ""] if row.matrix.takes_any_priority(row.plan.id) else [None]
    names = (row.priority.id, row.priority.title, *row.priority.aliases)
    return list(dict.fromkeys(spelling for name in names for spelling in _spellings(name)))


def _spellings(name: str) -> dict[str, None]:
    """Return a name as `LOWER` may make it, in databases that know all letters and only ASCII's."""
    ascii_only = str.maketrans({letter: letter.lower() for letter in ascii_uppercase})
    forms = (name, name.upper(), name.lower(), name.casefold())
    return dict.fromkeys(
        [*(form.lower() for form in forms), *(form.translate(ascii_only) for form in forms)]
    )


def _span(start: datetime, end: datetime) -> tuple[int, int]:
    first, last = to_micros(start, "start"), to_micros(end, "end")
    if first < 0:
        raise InstantRangeError("start", start, "the tables begin in 1970 or later")
    if last <= first:
        raise InstantRangeError("end", end, f"it must be after start, {start}")
    return first, last
