"""Deadlines for files of tickets, CSV or Parquet, part by part and so in constant memory.

Every row of the file comes back as a row, in order, with what it had and the result columns.
The new file gets its name when it is whole; until then it is another one beside it. A CSV file
is read as a report reads it; see `slaclock.reports.row_deadlines`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import tzinfo
from itertools import islice
from pathlib import Path
from typing import IO, Any, NamedTuple

from slaclock._lazy import late
from slaclock.bulk.frames.deadlines import ERROR_COLUMN, add_deadlines
from slaclock.errors import (
    MissingExtraError,
    TextError,
    TicketFileError,
)
from slaclock.files.regular_files import check_regular, remembering
from slaclock.files.whole_files import check_output, whole_file
from slaclock.matrices.door import DEFAULT_MATRIX, MatrixLike, matrix_of
from slaclock.matrices.history import MatrixHistory
from slaclock.matrices.model import Matrix

__all__ = ["Columns", "Summary", "answer_file", "opened_parquet", "parquet_of"]

ROWS_OF_PARQUET = 1 << 17
MOST_REASONS = 5


class Summary(NamedTuple):
    """How it went.

    Attributes:
        rows: How many tickets there were.
        failed: How many of them have no answer.
        reasons: The first few of those, each with its place.
    """

    rows: int
    failed: int
    reasons: tuple[str, ...]


class Columns(NamedTuple):
    """Which columns hold what; a name that is no column is one plan or priority for all."""

    plan: str | None
    priority: str | None
    opened_at: str
    fields: Mapping[str, str | None] | None = None


@remembering()
def answer_file(
    source: Path,
    target: Path,
    *,
    columns: Columns = Columns("plan", "priority", "opened_at"),  # noqa: B008 - a tuple
    matrix: MatrixLike = DEFAULT_MATRIX,
    tz: tzinfo | None = None,
) -> Summary:
    """Write the tickets of a file with their deadlines into another one.

    Args:
        source: A `.parquet` file, or a `.csv` file, which needs the extra `report`. Other
            kinds, and all options of reading, are those of `slaclock.reports.answer_export`.
        target: The new file, of the same kind. It is replaced only by a whole one.
        columns: Which columns hold what.
        matrix: A `Matrix` or `MatrixHistory`, the name of a bundled one or a path.
        tz: The zone of times without an offset. Results are on the clock of the opening; in
            CSV they are in this zone, if one is given.

    Raises:
        TextError: A file of an unknown kind.
        TicketFileError: A file that cannot be read.
        UnknownNameError: No such column, plan, priority or bundled matrix.
        ArgumentTypeError: The file has a column of a result's name already.
        OutputError: *target* is *source*, or cannot be written.
        MissingExtraError: A Parquet file, and pyarrow is not installed; or a CSV file, and
            polars is not.
    """
    check_output(target, [source, matrix])
    kind = source.suffix.lower()
    if kind not in (".csv", ".parquet") or target.suffix.lower() != kind:
        raise TextError(str(target), "must be a .csv file from a .csv file, or .parquet alike")
    terms = matrix_of(matrix)
    if kind == ".csv":
        return _answer_csv(source, target, columns, terms, tz)
    with whole_file(target) as out:
        return _answer_parquet(source, out, columns, terms, tz)


def _answer_csv(
    source: Path, target: Path, columns: Columns, matrix: MatrixLike, tz: tzinfo | None
) -> Summary:
    # How an export is read is the business of reports, which stand further down.
    answer = late("slaclock.reports:answer_export")
    changes: dict[str, Any] = {"columns": {"opened_at": columns.opened_at}}
    changes["priority"] = "-" if columns.priority is None else columns.priority
    # The columns of the usual names are found without being named.
    named = {"plan": columns.plan, **changes}
    changes = {key: value for key, value in named.items() if value not in (None, key)}
    if tz is not None:
        changes["timezone"] = str(tz)
    found = answer(
        source, target, matrix=matrix, profile="slaclock", fields=columns.fields, **changes
    )
    return Summary(found.rows, found.failed, found.reasons)


def _answer_parquet(
    source: Path,
    file: IO[bytes],
    columns: Columns,
    matrix: Matrix | MatrixHistory,
    tz: tzinfo | None,
) -> Summary:
    pyarrow, parquet = parquet_of()
    rows, failed, writer = 0, 0, None
    reasons: list[str] = []
    given = opened_parquet(source)
    try:
        for table in _tables(pyarrow, given, source):
            found = add_deadlines(table, **columns._asdict(), matrix=matrix, tz=tz)
            if writer is None:
                writer = parquet.ParquetWriter(file, found.schema)
            writer.write_table(found.cast(writer.schema))
            column = found[ERROR_COLUMN]
            if len(reasons) < MOST_REASONS and column.null_count < len(column):
                told = enumerate(column.to_pylist())
                some = (f"row {rows + row}: {reason}" for row, reason in told if reason is not None)
                reasons += islice(some, MOST_REASONS - len(reasons))
            failed += len(column) - column.null_count
            rows += len(table)
    finally:
        if writer is not None:
            writer.close()
    return Summary(rows, failed, tuple(reasons))


def _tables(pyarrow: Any, given: Any, source: Path) -> Iterator[Any]:
    """Yield the batches of a Parquet file as tables; an empty one if there is none."""
    batches = 0
    for batch in batches_of(given, source):
        batches += 1
        yield pyarrow.Table.from_batches([batch])
    if not batches:
        yield given.schema_arrow.empty_table()


def batches_of(given: Any, source: Path) -> Iterator[Any]:
    """Yield the batches of an opened Parquet file.

    Raises:
        TicketFileError: It is damaged further down.
    """
    pyarrow, _ = parquet_of()
    batches = given.iter_batches(ROWS_OF_PARQUET)
    while True:
        try:
            batch = next(batches, None)
        except (OSError, pyarrow.ArrowException) as error:
            raise _unreadable(source, error) from None
        if batch is None:
            return
        yield batch


def _unreadable(source: Path, error: Exception) -> TicketFileError:
    reason = getattr(error, "strerror", None) or (str(error).splitlines() or ["damaged"])[0]
    return TicketFileError(source.name, f"cannot be read: {reason[:200]}")


def opened_parquet(source: Path) -> Any:
    """Return a Parquet file to be read batch by batch.

    Without `pre_buffer=False` the reader keeps what it has read of every row group, and the
    memory grows with the file.

    Raises:
        TicketFileError: It cannot be read.
    """
    pyarrow, parquet = parquet_of()
    try:
        check_regular(source)
        return parquet.ParquetFile(source, pre_buffer=False)
    except (OSError, ValueError, pyarrow.ArrowException) as error:
        raise _unreadable(source, error) from None


def parquet_of() -> tuple[Any, Any]:
    """Return the packages that read and write Parquet files."""
    try:
        import pyarrow
        import pyarrow.parquet
    except ImportError:
        raise MissingExtraError("a Parquet file", "pyarrow", "spark") from None
    return pyarrow, pyarrow.parquet
