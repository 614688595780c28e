"""Files as tables of text: CSV, JSON Lines, Parquet, Excel.

Values stay as they are written; what they mean is settled in `readers`. A line that cannot be
split into the header's columns is told apart and listed, and does not shift the lines after it.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

import polars as pl

from slaclock.errors import MissingExtraError, TicketFileError
from slaclock.reports.reading.csv_files import not_in_encoding, read_csv, read_csv_header
from slaclock.reports.reading.lines import ROW, BadLine, Table

__all__ = ["OpenedTable", "open_table"]

Header = tuple[str, list[str]]
"""The separator, empty where there is none, and the names of the columns."""


class OpenedTable:
    """A file whose columns are known and whose rows are not yet read; see `open_table`."""

    def __init__(self, path: Path, header: Sequence[str], separator: str, encoding: str) -> None:
        self.path, self.header = path, tuple(header)
        self.separator, self.encoding = separator, encoding

    def read(self, columns: Iterable[str], encoding: str | None = None) -> Table:
        """Return the rows with some of the columns.

        Args:
            columns: Names in the header.
            encoding: Of a CSV file, where it is known better than when it was opened.

        Raises:
            TicketFileError: The file cannot be read.
        """
        self.encoding = encoding or self.encoding
        wanted = [name for name in self.header if name in set(columns)]
        try:
            return _READERS[_kind(self.path)](self, wanted)
        except pl.exceptions.PolarsError as error:
            raise _unreadable(self.path, error) from None
        except OSError as error:
            raise TicketFileError(
                self.path.name, f"cannot be read: {error.strerror or error}"
            ) from None


def open_table(
    path: str | Path, *, separator: str | None = None, encoding: str | None = None
) -> OpenedTable:
    """Return a file with its header read.

    Args:
        path: A `.csv`, `.tsv`, `.txt`, `.jsonl`, `.ndjson`, `.parquet` or `.xlsx` file.
        separator: Of a CSV file; None for the one that is most frequent in its header.
        encoding: Of a CSV file; None for UTF-8.

    Raises:
        TicketFileError: No such file, of no known kind, empty, not in that encoding, or a name
            given twice in its header.
        MissingExtraError: An Excel file, and the package that reads it is not installed.
    """
    path = Path(path)
    kind = _kind(path)
    try:
        if path.is_dir():
            raise TicketFileError(path.name, "is a directory, not a file")
        if not path.stat().st_size:
            raise TicketFileError(path.name, "is empty; not even a header is there")
        separator, header = _HEADERS[kind](path, separator, encoding or "utf-8")
    except pl.exceptions.PolarsError as error:
        raise _unreadable(path, error) from None
    except OSError as error:
        raise TicketFileError(path.name, f"cannot be read: {error.strerror or error}") from None
    return OpenedTable(path, header, separator, encoding or "utf-8")


def _kind(path: Path) -> str:
    kind = _KINDS.get(path.suffix.lower())
    if kind is None:
        known = ", ".join(_KINDS)
        raise TicketFileError(path.name, f"unknown kind of file; kinds: {known}")
    return kind


def _unreadable(path: Path, error: Exception) -> TicketFileError:
    first = str(error).strip().splitlines()[0] if str(error).strip() else type(error).__name__
    return TicketFileError(path.name, f"cannot be read: {first[:200]}")


def _read_csv(opened: OpenedTable, wanted: Sequence[str]) -> Table:
    return read_csv(opened.path, opened.header, wanted, opened.separator, opened.encoding)


def _json_header(path: Path, _: str | None, __: str) -> Header:
    names: dict[str, None] = {}
    for _row, record in _json_records(path):
        if isinstance(record, dict):
            names.update(dict.fromkeys(record))
    return "", list(names)


def _read_json(opened: OpenedTable, wanted: Sequence[str]) -> Table:
    numbers: list[int] = []
    values: dict[str, list[str | None]] = {name: [] for name in wanted}
    bad: list[BadLine] = []
    row = 0
    for row, record in _json_records(opened.path):
        if not isinstance(record, dict):
            bad.append(BadLine(row, f"line {row} is not a JSON object"))
            continue
        numbers.append(row)
        for name, column in values.items():
            column.append(_json_text(record.get(name)))
    data = {ROW: pl.Series(numbers, dtype=pl.UInt32)}
    data |= {name: pl.Series(column, dtype=pl.String) for name, column in values.items()}
    return Table(pl.DataFrame(data), opened.header, row, tuple(bad))


def _json_records(path: Path) -> Iterator[tuple[int, Any]]:
    """Yield the number of each line that is not blank, and what it holds; None for no JSON."""
    try:
        with path.open(encoding="utf-8-sig") as file:
            for row, line in enumerate((text for text in file if text.strip()), start=1):
                try:
                    yield row, json.loads(line)
                except (ValueError, RecursionError):
                    yield row, None
    except UnicodeDecodeError as error:
        raise not_in_encoding(path, "utf-8", error.start) from None


def _json_text(value: object) -> str | None:
    if value is None or isinstance(value, str):
        return value
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return json.dumps(value, ensure_ascii=False)


def _parquet_header(path: Path, _: str | None, __: str) -> Header:
    return "", list(pl.scan_parquet(path).collect_schema())


def _read_parquet(opened: OpenedTable, wanted: Sequence[str]) -> Table:
    lazy = pl.scan_parquet(opened.path, row_index_name=ROW, row_index_offset=1)
    frame = lazy.select(ROW, *wanted).collect()
    return Table(frame, opened.header, len(frame), ())


def _excel_header(path: Path, _: str | None, __: str) -> Header:
    return "", _excel(path).columns


def _read_excel(opened: OpenedTable, wanted: Sequence[str]) -> Table:
    frame = _excel(opened.path).with_row_index(ROW, offset=1).select(ROW, *wanted)
    return Table(frame, opened.header, len(frame), ())


def _excel(path: Path) -> pl.DataFrame:
    try:
        return pl.read_excel(path, infer_schema_length=None)
    except ImportError:
        raise MissingExtraError("reading an Excel file", "fastexcel", "excel") from None


_KINDS = {
    ".csv": "csv",
    ".tsv": "csv",
    ".txt": "csv",
    ".jsonl": "json",
    ".ndjson": "json",
    ".parquet": "parquet",
    ".xlsx": "excel",
}
_HEADERS: dict[str, Callable[[Path, str | None, str], Header]] = {
    "csv": read_csv_header,
    "json": _json_header,
    "parquet": _parquet_header,
    "excel": _excel_header,
}
_READERS: dict[str, Callable[[OpenedTable, Sequence[str]], Table]] = {
    "csv": _read_csv,
    "json": _read_json,
    "parquet": _read_parquet,
    "excel": _read_excel,
}
