"""How the tickets of a log in a file stand: what `slaclock states` does.

The log has a row for each event, in any order, and any kind of file that a report reads. What
comes out has a row for each ticket and metric. A sorted Parquet file that is too long for the
memory goes through `slaclock.bulk.event_files` instead.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from pathlib import Path
from typing import Any

import polars as pl

from slaclock.bulk.files import MOST_REASONS, Summary
from slaclock.bulk.frames.answering import ERROR_COLUMN
from slaclock.bulk.frames.states import clock_states
from slaclock.errors import TextError, TicketFileError
from slaclock.files.regular_files import remembering
from slaclock.files.whole_files import check_output, whole_file
from slaclock.matrices.door import MatrixLike, matrix_of
from slaclock.reports.outputs import WRITERS
from slaclock.reports.reading.joined import cleaned
from slaclock.reports.reading.lines import ROW
from slaclock.reports.reading.names import NULLS
from slaclock.reports.reading.sources import STANDARD_INPUT
from slaclock.reports.reading.tables import open_table
from slaclock.reports.words import counted

__all__ = ["answer_events"]


@remembering()
def answer_events(
    path: str | Path | Iterable[str | Path],
    target: str | Path,
    *,
    matrix: MatrixLike,
    now: datetime | str,
    **columns: Any,
) -> Summary:
    """Write how every ticket of a log stands, as `clock_states` tells, into a new file.

    Args:
        path: As for `read_tickets`: files of any kind, packed ones, several, standard input.
            Times are ISO 8601.
        target: The new file: `.csv`, `.tsv`, `.json`, `.jsonl` or `.parquet`. It is replaced
            only by a whole one. Lengths of time are whole microseconds outside of Parquet, in
            columns such as `elapsed_us`.
        matrix, now: As for `slaclock.bulk.clock_states`.
        columns: What else that takes: names of columns, `tz`, `metrics`.

    Returns:
        How many tickets there were, how many of them have no answer, and the first reasons.

    Raises:
        TicketFileError: The log cannot be read, or has a row that cannot: with an event left
            out, its ticket would stand otherwise than it does.
        UnknownNameError, ArgumentTypeError: As for `clock_states`.
        OutputError: *target* is an input, or cannot be written.
        TextError: *target* is of no kind that can be written.
    """
    paths = [path] if isinstance(path, str | Path) else list(path)
    out = check_output(target, [name for name in paths if str(name) != STANDARD_INPUT] + [matrix])
    kind = out.suffix.lower()
    if kind not in WRITERS:
        raise TextError(str(target), f"must end in one of {', '.join(WRITERS)}")
    terms = matrix_of(matrix)
    found = clock_states(_events(paths), matrix=terms, now=now, **columns)
    with whole_file(out) as file, WRITERS[kind](file) as write:
        write(found if kind == ".parquet" else _with_whole_numbers(found))
    return _summary(found)


def _events(paths: list[str | Path]) -> pl.DataFrame:
    """Return the rows of a log, without what stands for no value."""
    opened = open_table(paths)
    table = opened.read(opened.header)
    if table.bad:
        first, more = table.bad[0], len(table.bad) - 1
        rest = f" (and {counted(more, 'more row')})" if more else ""
        raise TicketFileError(opened.name, f"row {first.row}: {first.detail}{rest}")
    frame = table.frame.drop(ROW)
    return frame.select(cleaned(frame, name, NULLS).alias(name) for name in frame.columns)


def _with_whole_numbers(found: pl.DataFrame) -> pl.DataFrame:
    """Return lengths of time as microseconds, under a name that says so."""
    lengths = [name for name, kind in found.schema.items() if isinstance(kind, pl.Duration)]
    whole = found.with_columns(pl.col(name).dt.total_microseconds() for name in lengths)
    return whole.rename({name: f"{name}_us" for name in lengths})


def _summary(found: pl.DataFrame) -> Summary:
    tickets = found.unique("ticket", maintain_order=True)
    wrong = tickets.filter(pl.col(ERROR_COLUMN).is_not_null())
    first = wrong.head(MOST_REASONS).select("ticket", ERROR_COLUMN).iter_rows()
    reasons = tuple(f"ticket {ticket}: {reason}" for ticket, reason in first)
    return Summary(len(tickets), len(wrong), reasons)
