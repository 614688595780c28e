"""How a question about a frame is answered: its columns read, results added, reasons told.

A frame comes back as the kind it came as, with its rows in order, its index and other columns
as they were, and result columns added. A row that has no answer gets null results and the
reason in `sla_error`, or is raised with its number: nothing is left out, nothing is guessed.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import tzinfo
from typing import Any, Literal, TypeAlias, TypeVar, cast

import narwhals as nw

from slaclock.bulk.engine.agreements import AgreedTimes, check_agreed
from slaclock.bulk.engine.chosen import columns_asked, combined, terms_by_fields
from slaclock.bulk.engine.columns import Codes
from slaclock.bulk.engine.kernel import Failures
from slaclock.bulk.engine.steps import Ints
from slaclock.bulk.engine.terms import TicketTerms, check_name, terms_of
from slaclock.bulk.frames.columns import Frame, Series, read_codes, read_instants, text_column
from slaclock.errors import (
    ArgumentTypeError,
    MissingExtraError,
    RowError,
    SlaClockError,
    UnknownNameError,
)
from slaclock.matrices.history import MatrixHistory
from slaclock.matrices.model import Matrix
from slaclock.zones import get_zone

__all__ = [
    "ERROR_COLUMN",
    "FrameT",
    "OnError",
    "answered",
    "check_errors",
    "column_of",
    "eager_frame",
    "fields_of",
    "frame_terms",
    "read_agreed",
    "reason_texts",
    "text_of",
    "with_results",
    "zone_of",
]

FrameT = TypeVar("FrameT")
_NameKind: TypeAlias = Literal["plan", "priority"]
OnError: TypeAlias = Literal["null", "raise"]
ERROR_COLUMN = "sla_error"
_KINDS = "a pandas, polars or pyarrow data frame, or one that gives Arrow data"


def answered(frame: FrameT, add: Callable[[Frame], Frame], errors: OnError = "null") -> FrameT:
    """Return what *add* makes of a frame, as the kind it came as.

    Args:
        frame: The frame.
        add: What is asked of it, or of any part of its rows.
        errors: With `"raise"` a lazy frame is answered as a whole, so that the number of a row
            is its number in the frame.
    """
    given = nw.from_native(frame, pass_through=True)
    if isinstance(given, nw.LazyFrame) and given.implementation.is_polars():
        found = _answered_lazily(frame, given, add, in_parts=errors != "raise")
    else:
        found = add(eager_frame(frame)).to_native()
    return cast("FrameT", found)


def eager_frame(frame: Any) -> Frame:
    """Return a frame of any kind with its rows at hand; a lazy one of polars is collected.

    Raises:
        ArgumentTypeError: It is no frame.
    """
    given = nw.from_native(frame, pass_through=True)
    if isinstance(given, nw.LazyFrame) and given.implementation.is_polars():
        return given.collect()
    if isinstance(given, nw.DataFrame):
        return given
    if hasattr(frame, "__arrow_c_stream__"):
        return _from_arrow(frame)
    raise ArgumentTypeError("frame", frame, _KINDS)


def _answered_lazily(
    frame: Any, given: nw.LazyFrame[Any], add: Callable[[Frame], Frame], *, in_parts: bool
) -> Any:
    """Return a lazy frame that is answered when it is collected; batch by batch if it streams."""
    polars = nw.get_native_namespace(given)
    # The empty frame shows what comes out, and what is wrong with the arguments, at once.
    empty = polars.DataFrame(schema=frame.collect_schema())
    schema = add(nw.from_native(empty, eager_only=True)).to_native().schema
    return frame.map_batches(
        lambda batch: add(nw.from_native(batch, eager_only=True)).to_native(),
        predicate_pushdown=False,
        projection_pushdown=False,
        slice_pushdown=False,
        streamable=in_parts,
        schema=schema,
    )


def _from_arrow(frame: Any) -> Frame:
    try:
        import pyarrow
    except ImportError:
        raise MissingExtraError("a frame of this kind", "pyarrow", "spark") from None
    return nw.from_native(pyarrow.table(frame), eager_only=True)


def read_agreed(
    frame: Frame, agreed: Mapping[str, str] | None, terms: TicketTerms, zone: tzinfo | None
) -> AgreedTimes:
    """Return the columns of times that were agreed, by metric.

    Raises:
        UnknownNameError: No such metric that begins with the opening, or no such column.
    """
    given = agreed or {}
    check_agreed(given, terms)
    return {
        metric: read_instants(column_of(frame, name), name, zone) for metric, name in given.items()
    }


def with_results(
    frame: Frame, columns: list[Series], failures: Failures, errors: OnError, prefix: str
) -> Frame:
    """Return *frame* with result columns and the reasons of rows without one."""
    check_errors(errors, failures)
    name = f"{prefix}{ERROR_COLUMN}"
    taken = [name for name in (*(column.name for column in columns), name) if name in frame.columns]
    if taken:
        expected = "free; the frame has it already: rename it, or choose another name or prefix"
        raise ArgumentTypeError("the name of a result", taken[0], expected)
    if not failures:
        return frame.with_columns(*columns, nw.lit(None, dtype=nw.String).alias(name))
    return frame.with_columns(
        *columns, text_column(frame, name, reason_texts(len(frame), failures))
    )


def check_errors(errors: OnError, failures: Failures) -> None:
    """Raise the first failure if that is what *errors* says."""
    if errors not in ("null", "raise"):
        raise ArgumentTypeError("errors", errors, "'null' or 'raise'")
    if failures and errors == "raise":
        row = min(failures)
        raise RowError(row, failures[row])


def reason_texts(size: int, failures: Failures) -> list[str | None]:
    """Return the reason of each row, or None; rows that share an error share its text."""
    reasons: list[str | None] = [None] * size
    known: dict[int, str] = {}
    for row, error in failures.items():
        if id(error) not in known:
            known[id(error)] = str(error)
        reasons[row] = known[id(error)]
    return reasons


def frame_terms(
    frame: Frame,
    matrix: Matrix | MatrixHistory,
    plan: str | None,
    priority: str | None,
    opened: Ints,
    fields: Mapping[str, str | None] | None = None,
) -> TicketTerms:
    """Return the terms of every row, by columns or by one name for all.

    Args:
        frame: The rows.
        matrix: The terms, or their versions.
        plan, priority: Columns, or one name for all.
        opened: When the ticket of each row was opened.
        fields: Columns of the fields by which rules choose a plan, as for `columns_asked`.

    Raises:
        UnknownNameError, NoTargetError: A name for all that is neither a column nor known, or
            a plan and a priority for all that do not go together.
    """
    asked = columns_asked(matrix, frame.columns, plan, fields)
    if asked is not None:
        names = _given(frame, "plan", plan, matrix), _given(frame, "priority", priority, matrix)
        return terms_by_fields(matrix, fields_of(frame, asked), *names, opened)
    plans = name_column(frame, "plan", plan or "plan", matrix)
    priorities = None if priority is None else name_column(frame, "priority", priority, matrix)
    terms = terms_of(matrix, plans, priorities, opened)
    if terms.groups is None and isinstance(terms.rows[0], SlaClockError):
        raise terms.rows[0]
    return terms


def fields_of(frame: Frame, columns: Mapping[str, str]) -> Codes:
    """Return the columns of some fields as one, of which each name is all fields of a ticket."""
    codes = {name: read_codes(frame[column]) for name, column in columns.items()}
    return combined(codes, len(frame))


def _given(
    frame: Frame, kind: _NameKind, value: str | None, matrix: Matrix | MatrixHistory
) -> Codes | str | None:
    """Return the plans or priorities; None where the default column is not there."""
    if value is None or (value == kind and value not in frame.columns):
        return None
    return name_column(frame, kind, value, matrix)


def name_column(
    frame: Frame, kind: _NameKind, value: str, matrix: Matrix | MatrixHistory
) -> Codes | str:
    """Return the column called *value*; where there is none, *value* is one name for all rows.

    Raises:
        UnknownNameError: Neither a column nor a name that the matrix, or a version, knows.
    """
    if value in frame.columns:
        return read_codes(frame[value])
    check_name(kind, value, matrix, frame.columns)
    return value


def column_of(frame: Frame, name: str) -> Series:
    """Return a column; raises `UnknownNameError` where there is none of that name."""
    if name not in frame.columns:
        raise UnknownNameError("column", name, frame.columns)
    return frame[name]


def zone_of(tz: str | tzinfo | None) -> tzinfo | None:
    """Return a zone: as it was given, or by its name.

    Raises:
        ZoneError: Nothing of the kind.
    """
    return tz if isinstance(tz, tzinfo | None) else get_zone(tz)


def text_of(name: str, value: object) -> str:
    """Return a text that names of columns are made of; *name* is that of the argument.

    Raises:
        ArgumentTypeError: No text, or one that is not Unicode.
    """
    try:
        return str(value.encode(), "utf-8")  # type: ignore[attr-defined]
    except (AttributeError, TypeError, UnicodeEncodeError):
        raise ArgumentTypeError(name, value, "text") from None
