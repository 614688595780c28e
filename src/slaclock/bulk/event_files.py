"""The states of the tickets of a log in a Parquet file, part by part and so in bounded memory.

The log has to be sorted by ticket: then the events of a ticket stand together, and what was
answered can be forgotten.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

from slaclock.bulk.files import MOST_REASONS, Summary, batches_of, opened_parquet, parquet_of
from slaclock.bulk.frames.answering import ERROR_COLUMN
from slaclock.bulk.frames.states import clock_states
from slaclock.errors import ArgumentTypeError, TextError, UnknownNameError
from slaclock.files.regular_files import remembering
from slaclock.files.whole_files import check_output, whole_file
from slaclock.matrices.door import MatrixLike, matrix_of

__all__ = ["answer_log"]


@remembering()
def answer_log(
    source: Path,
    target: Path,
    *,
    matrix: MatrixLike,
    now: datetime,
    ticket: str = "ticket",
    **columns: Any,
) -> Summary:
    """Write how every ticket of a log stands, as `clock_states` tells, into another file.

    Args:
        source: A `.parquet` file with a row for each event, sorted by ticket; within a ticket
            the events may have any order.
        target: The new `.parquet` file. It is replaced only by a whole one.
        matrix, now, ticket: As for `clock_states`.
        columns: What else `clock_states` takes: names of columns, `tz`, `metrics`.

    Returns:
        How many tickets there were, how many of them have no answer, and the first reasons.

    Raises:
        TextError: Another kind of file, or a log that is not sorted by ticket.
        OutputError: *target* is *source*, or cannot be written.
        UnknownNameError, ArgumentTypeError: As for `clock_states`.
        MissingExtraError: The package pyarrow is not installed.
        OSError: The file cannot be read.
    """
    check_output(target, [source, matrix])
    if source.suffix.lower() != ".parquet" or target.suffix.lower() != ".parquet":
        raise TextError(str(target), "must be a .parquet file from a .parquet file")
    if not isinstance(now, datetime):
        raise ArgumentTypeError("now", now, "an aware datetime")
    terms = matrix_of(matrix)
    rows, failed, writer = 0, 0, None
    reasons: list[str] = []
    _, parquet = parquet_of()
    with whole_file(target) as file:
        try:
            for table in _whole_tickets(source, ticket):
                found = clock_states(table, matrix=terms, now=now, ticket=ticket, **columns)
                if writer is None:
                    writer = parquet.ParquetWriter(file, found.schema)
                writer.write_table(found.cast(writer.schema))
                told = dict(
                    zip(found["ticket"].to_pylist(), found[ERROR_COLUMN].to_pylist(), strict=True)
                )
                wrong = {name: reason for name, reason in told.items() if reason is not None}
                told_now = list(wrong)[: MOST_REASONS - len(reasons)]
                reasons += [f"ticket {name}: {wrong[name]}" for name in told_now]
                rows, failed = rows + len(told), failed + len(wrong)
        finally:
            if writer is not None:
                writer.close()
    return Summary(rows, failed, tuple(reasons))


def _whole_tickets(source: Path, ticket: str) -> Iterator[Any]:
    """Yield the log as tables in which all events of their tickets stand."""
    pyarrow, _ = parquet_of()
    from pyarrow import compute

    given = opened_parquet(source)
    if ticket not in given.schema_arrow.names:
        raise UnknownNameError("column", ticket, given.schema_arrow.names)
    kept = given.schema_arrow.empty_table()
    for batch in batches_of(given, source):
        table = pyarrow.concat_tables([kept, pyarrow.Table.from_batches([batch])])
        ids = table[ticket].combine_chunks()
        if len(ids) > 1:
            ordered = compute.less_equal(ids[:-1], ids[1:])
            if not compute.all(ordered).as_py():
                row = compute.index(ordered, value=False).as_py()
                problem = f"is not sorted by {ticket}: {ids[row + 1]} comes after {ids[row]}"
                raise TextError(source.name, f"{problem}; sort it first")
        # The last ticket may go on in the next batch; rows without one are never found again.
        last = compute.index(ids, ids[-1]).as_py() if len(ids) else 0
        last = len(ids) if last < 0 else last
        if last:
            yield table[:last]
        kept = table[last:].combine_chunks()
    yield kept
