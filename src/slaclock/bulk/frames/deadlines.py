"""Deadlines for whole data frames: pandas, polars, pyarrow, or whatever gives Arrow data.

A frame comes back as the kind it came as, with its rows in order, its index and other columns
as they were, and result columns added. A row that has no answer gets null results and the
reason in `sla_error`, or is raised with its number: nothing is left out, nothing is guessed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import timedelta, tzinfo
from typing import Any, Literal, TypeAlias, TypeVar

import narwhals as nw

from slaclock.bulk.arrays import Failures, kernel_of, promise_of
from slaclock.bulk.engine.columns import Codes
from slaclock.bulk.engine.terms import METRICS, Terms, due_by_terms, missing, terms_of
from slaclock.bulk.frames.columns import (
    Frame,
    Series,
    duration_column,
    instant_column,
    read_codes,
    read_instants,
    text_column,
)
from slaclock.calendars.combine import Combinable
from slaclock.durations import Amount
from slaclock.errors import (
    ArgumentTypeError,
    MissingExtraError,
    RowError,
    SlaClockError,
    UnknownNameError,
)
from slaclock.matrices.loader import load_matrix
from slaclock.matrices.model import Matrix
from slaclock.zones import get_zone

__all__ = [
    "ERROR_COLUMN",
    "OnError",
    "add_deadlines",
    "answered",
    "column_of",
    "deadline",
    "elapsed",
    "frame_terms",
    "matrix_of",
    "with_results",
    "zone_of",
]

OnError: TypeAlias = Literal["null", "raise"]
FrameT = TypeVar("FrameT")
ERROR_COLUMN = "sla_error"
_KINDS = "a pandas, polars or pyarrow data frame, or one that gives Arrow data"


def add_deadlines(
    frame: FrameT,
    *,
    plan: str = "plan",
    priority: str | None = "priority",
    opened_at: str = "opened_at",
    matrix: Matrix | str = "wotnot",
    tz: str | tzinfo | None = None,
    errors: OnError = "null",
    prefix: str = "",
) -> FrameT:
    """Return the frame with the deadlines of every ticket, as `compute_deadline` gives them.

    Adds the columns `first_response_due`, `response_due`, `resolution_due` (null where nothing
    is promised) and `sla_error`, the reason why a row has no answer (null where it has one).

    >>> import polars as pl
    >>> from datetime import UTC, datetime
    >>> friday = datetime(2026, 3, 6, 13, tzinfo=UTC)
    >>> frame = pl.DataFrame({"priority": ["P1"], "opened_at": [friday]})
    >>> add_deadlines(frame, plan="starter")["response_due"].to_list()
    [datetime.datetime(2026, 3, 9, 7, 0, tzinfo=zoneinfo.ZoneInfo(key='UTC'))]

    Args:
        frame: A pandas, polars (eager or lazy) or pyarrow frame, which comes back as the same
            kind; anything else that gives Arrow data comes back as a pyarrow table.
        plan: A column; or, where no column is called so, one plan for all rows. Plans and
            priorities are matched by id, title or alias, in any case.
        priority: The same; None for the plan-wide promise alone.
        opened_at: A column of datetimes with a zone, or of ISO 8601 text with offsets. The
            results carry its zone; those of text are in UTC, or in *tz*.
        matrix: A `Matrix`, or the name of a bundled one.
        tz: The zone of local times; without it, a row with one has no answer.
        errors: `"null"` to keep rows without an answer, `"raise"` for a `RowError` at the
            first.
        prefix: What the names of the result columns begin with.

    Raises:
        UnknownNameError: No such column, plan, priority or bundled matrix.
        RowError: A row has no answer, and *errors* is `"raise"`.
        ArgumentTypeError: *frame* is of no such kind, *opened_at* is not made of instants, or
            the frame has a column of a result's name already.
    """
    terms, zone = matrix_of(matrix), zone_of(tz)
    names = [f"{prefix}{metric}_due" for metric in METRICS]

    def add(given: Frame) -> Frame:
        opened = read_instants(column_of(given, opened_at), opened_at, zone)
        dues, failures = due_by_terms(frame_terms(given, terms, plan, priority), opened, opened_at)
        columns = [
            instant_column(given, name, dues[metric], opened.zone)
            for name, metric in zip(names, METRICS, strict=True)
        ]
        return with_results(given, columns, failures, errors, prefix)

    result: FrameT = answered(frame, add)
    return result


def deadline(
    frame: FrameT,
    at: str,
    amount: timedelta | Amount | str,
    calendar: Combinable,
    *,
    business_day: str | timedelta | Amount | None = None,
    name: str = "due_at",
    tz: str | tzinfo | None = None,
    errors: OnError = "null",
    prefix: str = "",
) -> FrameT:
    """Return the frame with the deadline of one amount from each instant of a column.

    The question of `Calendar.add`, or of `Calendar.add_business_days`, for those without a
    matrix. Adds the column *name* and `sla_error`; the rest is as for `add_deadlines`.

    Args:
        frame: As for `add_deadlines`.
        at: A column of instants.
        amount: Open time, or business days such as `"2 BD"`.
        calendar: When it is open.
        business_day: What a business day is, where *amount* counts in them.
        name: What the result column is called.
        tz: As for `add_deadlines`.
        errors: As for `add_deadlines`.
        prefix: As for `add_deadlines`.

    Raises:
        AmountError: *amount* or *business_day* is not usable.
        UnknownNameError, RowError, ArgumentTypeError: As for `add_deadlines`.
    """
    promise, zone, kernel = promise_of(amount, business_day), zone_of(tz), kernel_of(calendar)

    def add(given: Frame) -> Frame:
        instants = read_instants(column_of(given, at), at, zone)
        found, failed = kernel.due(instants.micros, promise, at)
        failures = {**missing(instants, at), **failed}
        column = instant_column(given, f"{prefix}{name}", found, instants.zone)
        return with_results(given, [column], failures, errors, prefix)

    result: FrameT = answered(frame, add)
    return result


def elapsed(
    frame: FrameT,
    start: str,
    end: str,
    calendar: Combinable,
    *,
    name: str = "elapsed",
    tz: str | tzinfo | None = None,
    errors: OnError = "null",
    prefix: str = "",
) -> FrameT:
    """Return the frame with the open time between the instants of two columns.

    The question of `Calendar.elapsed`. Adds the column *name*, a duration that is negative
    where *end* is before *start*, and `sla_error`; the rest is as for `add_deadlines`.

    Args:
        frame: As for `add_deadlines`.
        start: A column of instants.
        end: The same.
        calendar: When it is open.
        name: What the result column is called.
        tz: As for `add_deadlines`.
        errors: As for `add_deadlines`.
        prefix: As for `add_deadlines`.

    Raises:
        UnknownNameError, RowError, ArgumentTypeError: As for `add_deadlines`.
    """
    zone, kernel = zone_of(tz), kernel_of(calendar)

    def add(given: Frame) -> Frame:
        first = read_instants(column_of(given, start), start, zone)
        last = read_instants(column_of(given, end), end, zone)
        found, failed = kernel.elapsed(first.micros, last.micros)
        failures = {**failed, **missing(last, end), **missing(first, start)}
        column = duration_column(given, f"{prefix}{name}", found)
        return with_results(given, [column], failures, errors, prefix)

    result: FrameT = answered(frame, add)
    return result


def answered(frame: Any, add: Callable[[Frame], Frame]) -> Any:
    """Return what *add* makes of a frame, as the kind it came as."""
    given = nw.from_native(frame, pass_through=True)
    if isinstance(given, nw.DataFrame):
        return add(given).to_native()
    if isinstance(given, nw.LazyFrame) and given.implementation.is_polars():
        return _answered_lazily(frame, given, add)
    if hasattr(frame, "__arrow_c_stream__"):
        return add(_from_arrow(frame)).to_native()
    raise ArgumentTypeError("frame", frame, _KINDS)


def _answered_lazily(frame: Any, given: nw.LazyFrame[Any], add: Callable[[Frame], Frame]) -> Any:
    """Return a lazy frame that is answered when it is collected, all rows at once."""
    polars = nw.get_native_namespace(given)
    # The empty frame shows what comes out, and what is wrong with the arguments, at once.
    empty = polars.DataFrame(schema=frame.collect_schema())
    schema = add(nw.from_native(empty, eager_only=True)).to_native().schema
    return frame.map_batches(
        lambda batch: add(nw.from_native(batch, eager_only=True)).to_native(),
        predicate_pushdown=False,
        projection_pushdown=False,
        slice_pushdown=False,
        schema=schema,
    )


def _from_arrow(frame: Any) -> Frame:
    try:
        import pyarrow
    except ImportError:
        raise MissingExtraError("a frame of this kind", "pyarrow", "spark") from None
    return nw.from_native(pyarrow.table(frame), eager_only=True)


def with_results(
    frame: Frame, columns: list[Series], failures: Failures, errors: OnError, prefix: str
) -> Frame:
    """Return *frame* with result columns and the reasons of rows without one."""
    if errors not in ("null", "raise"):
        raise ArgumentTypeError("errors", errors, "'null' or 'raise'")
    if failures and errors == "raise":
        row = min(failures)
        raise RowError(row, failures[row])
    name = f"{prefix}{ERROR_COLUMN}"
    taken = [name for name in (*(column.name for column in columns), name) if name in frame.columns]
    if taken:
        expected = "free; the frame has it already: rename it, or choose another name or prefix"
        raise ArgumentTypeError("the name of a result", taken[0], expected)
    if not failures:
        return frame.with_columns(*columns, nw.lit(None, dtype=nw.String).alias(name))
    return frame.with_columns(*columns, text_column(frame, name, _reasons(len(frame), failures)))


def _reasons(size: int, failures: Failures) -> list[str | None]:
    reasons: list[str | None] = [None] * size
    known: dict[int, str] = {}
    for row, error in failures.items():
        if id(error) not in known:
            known[id(error)] = str(error)
        reasons[row] = known[id(error)]
    return reasons


def frame_terms(frame: Frame, matrix: Matrix, plan: str, priority: str | None) -> Terms:
    """Return the terms of every row, by columns or by one name for all.

    Raises:
        UnknownNameError, NoTargetError: A name for all that is neither a column nor known, or
            a plan and a priority for all that do not go together.
    """
    plans = _names(frame, "plan", plan, matrix.plan, matrix.plans)
    priorities = (
        None
        if priority is None
        else _names(frame, "priority", priority, matrix.priority, matrix.priorities)
    )
    terms = terms_of(matrix, plans, priorities)
    if terms.groups is None and isinstance(terms.rows[0], SlaClockError):
        raise terms.rows[0]
    return terms


def _names(
    frame: Frame, kind: str, value: str, find: Callable[[str], object], known: Iterable[str]
) -> Codes | str:
    """Return a column of names; or, where no column is called *value*, it as a name itself."""
    if value in frame.columns:
        return read_codes(frame[value])
    try:
        find(value)
    except UnknownNameError:
        raise UnknownNameError(f"column or {kind}", value, [*frame.columns, *known]) from None
    return value


def column_of(frame: Frame, name: str) -> Series:
    """Return a column; raises `UnknownNameError` where there is none of that name."""
    if name not in frame.columns:
        raise UnknownNameError("column", name, frame.columns)
    return frame[name]


def matrix_of(matrix: Matrix | str) -> Matrix:
    """Return a matrix as it is, or the bundled one of a name."""
    return matrix if isinstance(matrix, Matrix) else load_matrix(matrix)


def zone_of(tz: str | tzinfo | None) -> tzinfo | None:
    """Return a zone as it is, or the one of a name."""
    return get_zone(tz) if isinstance(tz, str) else tz
