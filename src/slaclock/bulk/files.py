"""Deadlines for files of tickets, CSV or Parquet, batch by batch and so in constant memory.

Every row of the file comes back as a row, in order, with what it had and the result columns.
In CSV a text that a spreadsheet would run as a formula gets an apostrophe before it.
The new file gets its name when it is whole; until then it is another one beside it.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, tzinfo
from io import TextIOWrapper
from itertools import islice
from pathlib import Path
from typing import IO, Any, Literal, NamedTuple

from slaclock.bulk.engine.chosen import columns_asked, combined, terms_by_fields
from slaclock.bulk.engine.columns import Codes, codes_of, instants_of
from slaclock.bulk.engine.steps import NAT, Ints
from slaclock.bulk.engine.terms import Terms, check_name, due_by_terms, terms_of
from slaclock.bulk.frames.deadlines import ERROR_COLUMN, add_deadlines
from slaclock.errors import (
    ArgumentTypeError,
    MissingExtraError,
    TextError,
    UnknownNameError,
)
from slaclock.files.csv_records import Record, looks_like_record, read_records
from slaclock.files.formulas import guarded
from slaclock.files.whole_files import check_output, whole_file
from slaclock.instants import from_micros
from slaclock.matrices.door import DEFAULT_MATRIX, MatrixLike, matrix_of, opening_metrics
from slaclock.matrices.history import MatrixHistory
from slaclock.matrices.model import Matrix

__all__ = ["Columns", "Summary", "answer_file", "opened_parquet", "parquet_of"]

ROWS_AT_ONCE = 50_000
ROWS_OF_PARQUET = 1 << 17
LONGEST_FIELD = 131_072
MOST_REASONS = 5
_SURROGATE = re.compile("[\ud800-\udfff]")


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
        source: A `.csv` file in UTF-8 with a header, or a `.parquet` file.
        target: The new file, of the same kind. It is replaced only by a whole one.
        columns: Which columns hold what.
        matrix: A `Matrix` or `MatrixHistory`, the name of a bundled one or a path.
        tz: The zone of times without an offset; results are in it, else in UTC. In Parquet
            they are in the zone of the opening.

    Raises:
        TextError: An empty file, or one of an unknown kind.
        UnknownNameError: No such column, plan, priority or bundled matrix.
        ArgumentTypeError: The file has a column of a result's name already.
        OutputError: *target* is *source*, or cannot be written.
        MissingExtraError: A Parquet file, and pyarrow is not installed.
        OSError: The file cannot be read.
    """
    check_output(target, [source])
    kind = source.suffix.lower()
    answer = {".csv": _answer_csv, ".parquet": _answer_parquet}.get(kind)
    if answer is None or target.suffix.lower() != kind:
        raise TextError(str(target), "must be a .csv file from a .csv file, or .parquet alike")
    terms = matrix_of(matrix)
    with whole_file(target) as out:
        return answer(source, out, columns, terms, tz)


def _answer_csv(
    source: Path,
    file: IO[bytes],
    columns: Columns,
    matrix: Matrix | MatrixHistory,
    tz: tzinfo | None,
) -> Summary:
    # Bytes that are no UTF-8 become surrogates, so that they are told of their own line.
    reading = source.open(encoding="utf-8-sig", errors="surrogateescape", newline="\n")
    with reading as given, _text(file) as out:
        records = _records(given, columns.opened_at)
        header = _header(source, next(records, None))
        batch = _Batch(header, columns, matrix, tz)
        writer = csv.writer(out, lineterminator="\n")
        writer.writerow([*map(guarded, header), *batch.added])
        rows, failed = 0, 0
        reasons: list[str] = []
        while chunk := list(islice(records, ROWS_AT_ONCE)):
            for record, row in zip(chunk, batch.answer(chunk), strict=True):
                writer.writerow(row)
                if row[-1]:
                    failed += 1
                    if len(reasons) < MOST_REASONS:
                        reasons.append(_placed(record.line, row[-1]))
            rows += len(chunk)
    return Summary(rows, failed, tuple(reasons))


@contextmanager
def _text(file: IO[bytes]) -> Iterator[IO[str]]:
    """Write text into a file that somebody else closes."""
    out = TextIOWrapper(file, encoding="utf-8", newline="")
    try:
        yield out
        out.flush()
    finally:
        out.detach()


def _placed(line: int, reason: str) -> str:
    place = f"line {line}"
    return reason if reason.startswith(f"{place} ") else f"{place}: {reason}"


class _Batch:
    """Answers records of one file, a batch after the other."""

    def __init__(
        self, header: list[str], columns: Columns, matrix: Matrix | MatrixHistory, tz: tzinfo | None
    ) -> None:
        """Find the columns, and refuse what cannot be answered at all before any work."""
        self.header, self.columns, self.matrix, self.tz = header, columns, matrix, tz
        if columns.opened_at not in header:
            raise UnknownNameError("column", columns.opened_at, header)
        self.metrics = tuple(opening_metrics(matrix))
        self.added = (*(f"{metric}_due" for metric in self.metrics), ERROR_COLUMN)
        taken = [name for name in self.added if name in header]
        if taken:
            raise ArgumentTypeError("the name of a result", taken[0], "free; rename that column")
        self.asked = columns_asked(matrix, header, columns.plan, columns.fields)
        named: list[tuple[Literal["plan", "priority"], str | None]]
        named = [("plan", columns.plan), ("priority", columns.priority)]
        for kind, name in named:
            may_be_chosen = self.asked is not None and name == kind
            if name is not None and name not in header and not may_be_chosen:
                check_name(kind, name, matrix, header)

    def answer(self, records: Sequence[Record]) -> Iterator[list[str]]:
        """Yield the rows of the new file."""
        width = len(self.header)
        fit = [record.fields[:width] + [""] * (width - len(record.fields)) for record in records]
        reasons = {row: _misfit(record, width) for row, record in enumerate(records)}
        texts = self._values(fit, self.columns.opened_at)
        readable = [None if reasons[row] else text for row, text in enumerate(texts)]
        opened = instants_of(readable, self.columns.opened_at, self.tz)
        terms = self._terms(fit, opened.micros)
        dues, failures = due_by_terms(terms, opened, self.columns.opened_at, self.metrics)
        micros = [dues[metric].tolist() for metric in self.metrics]
        for row, fields in enumerate(fit):
            reason = reasons[row] or (str(failures[row]) if row in failures else "")
            due = ["" if reason else self._instant(column[row]) for column in micros]
            yield [*map(guarded, fields), *due, guarded(reason)]

    def _terms(self, rows: list[list[str]], opened: Ints) -> Terms:
        plan = self._named(rows, "plan", self.columns.plan)
        priority = self._named(rows, "priority", self.columns.priority)
        if self.asked is None:
            assert plan is not None
            return terms_of(self.matrix, plan, priority, opened)
        columns = {name: codes_of(self._values(rows, at)) for name, at in self.asked.items()}
        return terms_by_fields(self.matrix, combined(columns, len(rows)), plan, priority, opened)

    def _named(self, rows: list[list[str]], kind: str, name: str | None) -> Codes | str | None:
        """Return a column of names, or one for all; None where rules have to choose it."""
        if name in self.header:
            return codes_of(self._values(rows, name))
        return None if self.asked is not None and name == kind else name

    def _values(self, rows: list[list[str]], name: str | None) -> list[str | None]:
        place = self.header.index(str(name))
        return [fields[place].strip() or None for fields in rows]

    def _instant(self, micros: int) -> str:
        return "" if micros == NAT else from_micros(micros, self.tz or UTC).isoformat()


def _misfit(record: Record, width: int) -> str:
    if record.problem:
        return f"line {record.line} {record.problem}"
    if len(record.fields) != width:
        return f"line {record.line} has {len(record.fields)} fields, the header has {width}"
    return ""


def _header(source: Path, first: Record | None) -> list[str]:
    if first is None:
        raise TextError(source.name, "is empty; its first line must name the columns")
    if first.problem:
        raise TextError(source.name, f"has no usable header: it {first.problem}")
    names = [name.strip() for name in first.fields]
    twice = next((name for name in names if names.count(name) > 1), None)
    if twice is not None:
        raise TextError(source.name, f"has two columns of the name {twice!r}")
    return names


def _records(text: IO[str], opened_at: str) -> Iterator[Record]:
    """Yield the records of a CSV file, the header first; a blank line is no record."""
    names: list[str] = []

    def is_record(line: str) -> bool:
        places = [place for place, name in enumerate(names) if name == opened_at]
        return looks_like_record(line, ",", len(names), places)

    for record in read_records(text, is_record=is_record):
        names = names or [name.strip() for name in record.fields]
        if record.fields or record.problem:
            yield _usable(record)


def _usable(record: Record) -> Record:
    if any(_SURROGATE.search(field) for field in record.fields):
        return record._replace(fields=[], problem="is not UTF-8")
    longest = max(map(len, record.fields), default=0)
    if longest > LONGEST_FIELD:
        problem = f"has a field of {longest} characters; the limit is {LONGEST_FIELD}"
        return record._replace(fields=[], problem=problem)
    return record


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
        for table in _tables(pyarrow, given):
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


def _tables(pyarrow: Any, given: Any) -> Iterator[Any]:
    """Yield the batches of a Parquet file as tables; an empty one if there is none."""
    batches = 0
    for batch in given.iter_batches(ROWS_OF_PARQUET):
        batches += 1
        yield pyarrow.Table.from_batches([batch])
    if not batches:
        yield given.schema_arrow.empty_table()


def opened_parquet(source: Path) -> Any:
    """Return a Parquet file to be read batch by batch.

    Without `pre_buffer=False` the reader keeps what it has read of every row group, and the
    memory grows with the file.
    """
    return parquet_of()[1].ParquetFile(source, pre_buffer=False)


def parquet_of() -> tuple[Any, Any]:
    """Return the packages that read and write Parquet files."""
    try:
        import pyarrow
        import pyarrow.parquet
    except ImportError:
        raise MissingExtraError("a Parquet file", "pyarrow", "spark") from None
    return pyarrow, pyarrow.parquet
