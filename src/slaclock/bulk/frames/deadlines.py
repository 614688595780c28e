"""Deadlines for whole data frames: pandas, polars, pyarrow, or whatever gives Arrow data.

A frame comes back as the kind it came as, with its rows in order, its index and other columns
as they were, and result columns added. A row that has no answer gets null results and the
reason in `sla_error`, or is raised with its number: nothing is left out, nothing is guessed.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta, tzinfo

from slaclock.bulk.arrays import promise_of
from slaclock.bulk.engine.agreements import agreed_where_allowed, put_agreed
from slaclock.bulk.engine.kernel import kernel_of
from slaclock.bulk.engine.terms import due_by_terms, missing
from slaclock.bulk.frames.answering import (
    ERROR_COLUMN,
    FrameT,
    OnError,
    answered,
    column_of,
    frame_terms,
    read_agreed,
    text_of,
    with_results,
    zone_of,
)
from slaclock.bulk.frames.columns import Frame, duration_column, instant_column, read_instants
from slaclock.calendars.combined import Combinable
from slaclock.durations import Amount
from slaclock.matrices.door import DEFAULT_MATRIX, MatrixLike, matrix_of, opening_metrics

__all__ = ["ERROR_COLUMN", "OnError", "add_deadlines", "deadline", "elapsed"]


def add_deadlines(
    frame: FrameT,
    *,
    plan: str | None = "plan",
    priority: str | None = "priority",
    opened_at: str = "opened_at",
    fields: Mapping[str, str | None] | None = None,
    agreed: Mapping[str, str] | None = None,
    matrix: MatrixLike = DEFAULT_MATRIX,
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
        fields: Columns of the fields by which rules of the matrix choose plan, priority and
            calendars, where they are called otherwise; None for a column that is not there.
            Rules are asked if this is given, or if no column says the plan.
        agreed: By metric, the column with the time that was agreed with the customer, such as
            `{"resolution": "promised_for"}`; null for none. It replaces the deadline where the
            contract says `agreed = true`, and counts for nothing elsewhere.
        matrix: A `Matrix`, the name of a bundled one or a path; or a `MatrixHistory`, of which
            the version in force when each ticket was opened holds for it.
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
    metrics = opening_metrics(terms)
    prefix = text_of("prefix", prefix)
    names = [f"{prefix}{metric}_due" for metric in metrics]

    def add(given: Frame) -> Frame:
        opened = read_instants(column_of(given, opened_at), opened_at, zone)
        found = frame_terms(given, terms, plan, priority, opened.micros, fields)
        dues, failures = due_by_terms(found, opened, opened_at, metrics)
        times = read_agreed(given, agreed, found, zone)
        put_agreed(dues, agreed_where_allowed(found, opened.micros, times, failures), failures)
        columns = [
            instant_column(given, name, dues[metric], opened.zone)
            for name, metric in zip(names, metrics, strict=True)
        ]
        return with_results(given, columns, failures, errors, prefix)

    return answered(frame, add, errors)


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
    name = text_of("prefix", prefix) + text_of("name", name)

    def add(given: Frame) -> Frame:
        instants = read_instants(column_of(given, at), at, zone)
        found, failed = kernel.due(instants.micros, promise, at)
        failures = {**missing(instants, at), **failed}
        column = instant_column(given, name, found, instants.zone)
        return with_results(given, [column], failures, errors, prefix)

    return answered(frame, add, errors)


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
    name = text_of("prefix", prefix) + text_of("name", name)

    def add(given: Frame) -> Frame:
        first = read_instants(column_of(given, start), start, zone)
        last = read_instants(column_of(given, end), end, zone)
        found, failed = kernel.elapsed(first.micros, last.micros)
        failures = {**failed, **missing(last, end), **missing(first, start)}
        column = duration_column(given, name, found)
        return with_results(given, [column], failures, errors, prefix)

    return answered(frame, add, errors)
