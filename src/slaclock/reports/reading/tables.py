"""Files as tables of text: CSV, JSON, Parquet, Excel, one or several as one.

Values stay as they are written; what they mean is settled in `readers`. A line that cannot be
split into the header's columns is told apart and listed, and does not shift the lines after it.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple, Protocol

import polars as pl

from slaclock.errors import MissingExtraError, TicketFileError
from slaclock.messages import did_you_mean, listed, shown
from slaclock.reports.reading.csv_files import CsvFile, distinct
from slaclock.reports.reading.headings import refuse_title
from slaclock.reports.reading.json_files import JsonFile
from slaclock.reports.reading.lines import ROW, RawTable
from slaclock.reports.reading.sources import Source, check_growth, find_sources
from slaclock.reports.reading.workbook_bounds import check_workbook
from slaclock.reports.words import counted

__all__ = ["Form", "OpenedTable", "flat", "open_table"]


# What it logs would go to standard error where nobody takes it.
logging.getLogger("fastexcel").addHandler(logging.NullHandler())

_LOOK_DOWN = 20
MOST_PARQUET_CELLS = 1 << 28
"""How many values of a Parquet file are read: those of the columns that are asked for."""
_EXACT = 1 << 53
"""From here on not every whole number is one of a sheet's."""


class Form(NamedTuple):
    """How a file is laid out, as far as somebody has said so.

    Attributes:
        separator, encoding: Of a CSV file.
        header_row: The line, or row of a sheet, that names the columns, from 1.
        sheet: The name of an Excel file's sheet.
    """

    separator: str | None = None
    encoding: str | None = None
    header_row: int | None = None
    sheet: str | None = None


class _OpenedFile(Protocol):
    """A file whose columns are known."""

    @property
    def header(self) -> Sequence[str]: ...

    def parts(
        self, wanted: Sequence[str], _form: Form, _times: Sequence[str]
    ) -> Iterable[RawTable]: ...


class OpenedTable:
    """Files whose columns are known and whose rows are not yet read; see `open_table`.

    Attributes:
        name: What the file is called; of several, the first and how many more.
        header: The columns of the first file.
        notes: What a reader of the report should know.
    """

    def __init__(self, sources: Sequence[Source], form: Form) -> None:
        self.sources, self.form = sources, form
        more = len(sources) - 1
        self.name = sources[0].name + (f" and {counted(more, 'more file')}" if more else "")
        self.files = [_opened(source, form) for source in sources]
        self.header = tuple(self.files[0].header)
        self.notes: list[str] = list(_unused(sources, form))

    @property
    def is_csv(self) -> bool:
        """Whether all files are CSV, of which only parts need be in memory."""
        return all(isinstance(file, _Csv) for file in self.files)

    def look_at_all(self) -> None:
        """Look at every row for columns that the first rows have not."""
        for file in self.files:
            if isinstance(file, JsonFile):
                file.look_at_all()
        self.header = tuple(self.files[0].header)

    def read(
        self, columns: Iterable[str], encoding: str | None = None, times: Iterable[str] = ()
    ) -> RawTable:
        """Return the rows with some of the columns; those of several files one after the other.

        Args:
            columns: Names in the header.
            encoding: Of a CSV file, where it is known better than when it was opened.
            times: Those of the columns that hold times.

        Raises:
            TicketFileError: A file cannot be read, or lacks one of the columns.
        """
        tables = list(self.parts(columns, encoding, times))
        frames = [table.frame for table in tables]
        if len({tuple(frame.schema.items()) for frame in frames}) > 1:
            # One knows types that the other has as text.
            frames = [frame.with_columns(pl.exclude(ROW).cast(pl.String)) for frame in frames]
        bad = tuple(line for table in tables for line in table.bad)
        # In one chunk: where one becomes empty by a filter, polars panics over `replace_strict`.
        frame = pl.concat(frames, rechunk=True)
        return RawTable(frame, self.header, sum(table.rows for table in tables), bad)

    def parts(
        self, columns: Iterable[str], encoding: str | None = None, times: Iterable[str] = ()
    ) -> Iterator[RawTable]:
        """Yield what `read` returns in parts; of a CSV file, one at a time is in memory."""
        wanted, known = set(columns), set(times)
        form = self.form._replace(encoding=encoding or self.form.encoding)
        before = 0
        for source, file in zip(self.sources, self.files, strict=True):
            given = {_own_name(source, file.header, name): name for name in self._in_order(wanted)}
            own = [_own_name(source, file.header, name) for name in self._in_order(known)]
            first = before
            with _own_errors(source):
                for table in file.parts(list(given), form, own):
                    yield self._placed(table, given, source, first)
                    before += table.rows
            if len(self.files) > 1:
                self._note(f"rows {first + 1:,} to {before:,} are {source.name}")

    def _in_order(self, names: Collection[str]) -> list[str]:
        return [name for name in self.header if name in names]

    def _placed(
        self, table: RawTable, names: Mapping[str, str], source: Source, before: int
    ) -> RawTable:
        """Return a part of one file as a part of all: columns renamed, rows numbered on."""
        frame = table.frame.rename(names).select(
            (pl.col(ROW) + before).cast(pl.UInt32), *self._in_order(names.values())
        )
        of = f"{source.name}: " if len(self.files) > 1 else ""
        bad = [line._replace(row=line.row + before, detail=of + line.detail) for line in table.bad]
        return RawTable(frame, self.header, table.rows, tuple(bad))

    def _note(self, note: str) -> None:
        if note not in self.notes:  # a file may be gone through more than once
            self.notes.append(note)


def open_table(path: str | Path | Iterable[str | Path], form: Form | None = None) -> OpenedTable:
    """Return a file with its header read; several that are named, or fit a pattern, as one.

    Args:
        path: See `slaclock.reports.reading.sources`; `-` is the standard input.
        form: What is known of its layout.

    Raises:
        TicketFileError: No such file, of no known kind, empty, not in that encoding.
        MissingExtraError: An Excel file, and the package that reads it is not installed.
    """
    return OpenedTable(find_sources(path), form or Form())


def _unused(sources: Sequence[Source], form: Form) -> Iterator[str]:
    """Yield what was said of the layout that none of the files has."""
    kinds = {source.kind for source in sources}
    for name, used_by in _USED_BY.items():
        value = getattr(form, name)
        if value is not None and not kinds & used_by:
            what = f"{name.replace('_', ' ')} {shown(value)}"
            yield f"{sources[0].name} is no {_CALLED[name]}, so its {what} means nothing"


def _opened(source: Source, form: Form) -> _OpenedFile:
    with _own_errors(source):
        return _KINDS[source.kind](source, form)


def _own_name(source: Source, header: Sequence[str], name: str) -> str:
    """Return what a file calls a column of the first file."""
    if name in header:
        return name
    folded = {own.casefold(): own for own in header}
    if name.casefold() in folded:
        return folded[name.casefold()]
    hint = did_you_mean(name, header)
    problem = f"has no column {shown(name)}, which the first file has; {hint}columns: "
    raise TicketFileError(source.name, problem + listed(header))


@contextmanager
def _own_errors(source: Source) -> Iterator[None]:
    """Turn what polars and its readers raise into an error of ours."""
    try:
        yield
    except OSError as error:
        raise TicketFileError(source.name, f"cannot be read: {error.strerror or error}") from None
    except pl.exceptions.PanicException:  # no Exception of Python, and its text is of Rust
        raise TicketFileError(source.name, "cannot be read: it is damaged") from None
    except (pl.exceptions.PolarsError, _Foreign) as error:
        lines = str(error).strip().splitlines() or [type(error).__name__]
        raise TicketFileError(source.name, f"cannot be read: {lines[0][:200]}") from None


class _Foreign(Exception):  # noqa: N818 - never leaves this module
    """What a reader of Excel files raised."""


class _Csv:
    def __init__(self, source: Source, form: Form) -> None:
        self.file = CsvFile(source, form.separator, form.encoding, form.header_row)
        self.header = self.file.header

    def parts(
        self, wanted: Sequence[str], _form: Form, _times: Sequence[str]
    ) -> Iterable[RawTable]:
        return self.file.parts(wanted, _form.encoding, _times)


class _Parquet:
    def __init__(self, source: Source, _: Form) -> None:
        self.source = source
        self.header = list(pl.scan_parquet(source.for_polars()).collect_schema())

    def parts(
        self, wanted: Sequence[str], _form: Form, _times: Sequence[str]
    ) -> Iterable[RawTable]:
        lazy = pl.scan_parquet(self.source.for_polars()).select(wanted)
        self._check_cells(lazy)
        parts, size = [lazy.clear().collect()], 0
        # Part by part, since a file of a kilobyte may hold gigabytes of one text.
        for part in lazy.collect_batches(maintain_order=True):
            size += int(part.estimated_size())
            check_growth(self.source.name, size, self.source.size())
            parts.append(part)
        frame = pl.concat(parts).with_row_index(ROW, offset=1)
        return (RawTable(flat(frame), tuple(self.header), len(frame), ()),)

    def _check_cells(self, lazy: pl.LazyFrame) -> None:
        """Raise where there are more cells than is read; the end of the file says how many rows."""
        rows = lazy.select(pl.len()).collect().item()
        cells = rows * max(len(lazy.collect_schema()), 1)
        if cells > MOST_PARQUET_CELLS:
            problem = f"has {cells:,} values; up to {MOST_PARQUET_CELLS:,} are read at once"
            raise TicketFileError(self.source.name, problem)


class _Excel:
    def __init__(self, source: Source, form: Form) -> None:
        self.frame, self.names = _sheet(source, form)
        self.header = self.frame.columns

    def parts(
        self, wanted: Sequence[str], _form: Form, _times: Sequence[str]
    ) -> Iterable[RawTable]:
        frame = self.frame.with_row_index(ROW, offset=1).select(ROW, *wanted)
        return (RawTable(flat(frame), tuple(self.header), len(frame), ()),)


def flat(frame: pl.DataFrame) -> pl.DataFrame:
    """Return a frame whose nested values are text: a list or a struct as JSON."""
    frame = frame.with_columns(
        _length(name) for name, dtype in frame.schema.items() if isinstance(dtype, pl.Duration)
    )
    nested = [name for name, dtype in frame.schema.items() if dtype.is_nested()]
    binary = [name for name, dtype in frame.schema.items() if dtype in (pl.Binary, pl.Object)]
    texts = [
        pl.Series(
            name,
            [None if value is None else str(value) for value in frame[name].to_list()],
            dtype=pl.String,
        )
        for name in (*nested, *binary)
    ]
    return frame.with_columns(texts)


def _length(name: str) -> pl.Expr:
    """Return lengths of time as text such as `4:30:00`: a number might be taken for an epoch."""
    micros = pl.col(name).dt.total_microseconds()
    seconds = micros.abs() // 1_000_000
    sign = pl.when(micros < 0).then(pl.lit("-")).otherwise(pl.lit(""))
    parts = [(part % 60).cast(pl.String).str.zfill(2) for part in (seconds // 60, seconds)]
    rest = (micros.abs() % 1_000_000).cast(pl.String).str.zfill(6)
    more = pl.when(micros % 1_000_000 != 0).then(pl.format(".{}", rest)).otherwise(pl.lit(""))
    return pl.format("{}{}:{}:{}{}", sign, seconds // 3_600, *parts, more).alias(name)


def _sheet(source: Source, form: Form) -> tuple[pl.DataFrame, list[str]]:
    try:
        import fastexcel
    except ImportError:
        raise MissingExtraError("reading an Excel file", "fastexcel", "excel") from None
    check_workbook(source)
    try:
        book = fastexcel.read_excel(source.content())
        names = list(book.sheet_names)
        name = _sheet_name(source, names, form.sheet)
        options: dict[str, Any] = {"header_row": (form.header_row or 1) - 1}
        frame = book.load_sheet(name, schema_sample_rows=None, **options).to_polars()
    except fastexcel.FastExcelError as error:
        what = str(error).partition("Context:")[0].strip().removeprefix("calamine error: ")
        raise _Foreign(f"it is no Excel file, or a broken one ({what})") from None
    given = [_column_name(column) for column in frame.columns]
    if form.header_row is None:
        refuse_title(
            source.name, "row", 1, given, _first_rows(frame, all_cells=sum(map(bool, given)) > 1)
        )
    frame.columns = distinct(given)
    if sum(map(bool, given)) < 2:
        others = (
            f"; its sheets are {listed(names)}, name one with --sheet" if len(names) > 1 else ""
        )
        problem = (
            f"row {form.header_row or 1} of the sheet {shown(name)} names no columns, or one; "
            f"if the header is further down, say so with --header-row{others}"
        )
        raise TicketFileError(source.name, problem)
    return frame.with_columns(_whole_numbers(frame)), names


def _first_rows(frame: pl.DataFrame, *, all_cells: bool) -> list[list[str]]:
    """Return the first rows as texts: all cells, or only those that hold something."""
    rows = ([str(cell or "") for cell in row] for row in frame.head(_LOOK_DOWN).rows())
    return [[cell for cell in row if cell or all_cells] for row in rows]


def _whole_numbers(frame: pl.DataFrame) -> list[pl.Series]:
    """Return the columns of whole numbers: a sheet keeps ticket 7 as 7.0."""
    floats = frame.select(pl.selectors.float()).get_columns()
    return [
        column.cast(pl.Int64)
        for column in floats
        if (column.is_finite() & (column.abs() < _EXACT) & (column % 1 == 0)).all()
    ]


def _column_name(name: str) -> str:
    return "" if name.startswith("__UNNAMED__") else name.strip()


def _sheet_name(source: Source, names: Sequence[str], asked: str | None) -> str:
    if not names:
        raise TicketFileError(source.name, "has no sheet")
    if asked is None:
        return names[0]
    if asked not in names:
        hint = did_you_mean(asked, names)
        problem = f"has no sheet {shown(asked)}; {hint}sheets: {listed(names)}"
        raise TicketFileError(source.name, problem)
    return asked


_USED_BY = {
    "separator": {"csv"},
    "encoding": {"csv"},
    "header_row": {"csv", "excel"},
    "sheet": {"excel"},
}
_CALLED = {
    "separator": "CSV file",
    "encoding": "CSV file",
    "header_row": "CSV or Excel file",
    "sheet": "Excel file",
}
_KINDS: dict[str, Callable[[Source, Form], _OpenedFile]] = {
    "csv": _Csv,
    "json": lambda source, _: JsonFile(source),
    "parquet": _Parquet,
    "excel": _Excel,
}
