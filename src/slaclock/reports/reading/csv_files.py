"""CSV files as tables of text.

polars reads them; but a line with too few fields it would fill with nulls in silence, so the
number of separators is looked at first. Where lines are not even, the file is read record by
record, and those that do not fit the header are told apart and do not shift the others.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator, Sequence
from io import BytesIO
from pathlib import Path

import polars as pl

from slaclock.errors import TicketFileError, shown
from slaclock.reports.reading.lines import ROW, BadLine, Table

__all__ = ["not_in_encoding", "read_csv", "read_csv_header"]

SEPARATORS = ",;\t|"
MOST_LINES = 1_000
"""A quoted field that goes on for more lines than this was never closed."""
_CHUNK = 1 << 23
_LONGEST_LINE = 1 << 20
_LONGEST_FIELD = 1 << 27


def read_csv_header(path: Path, separator: str | None, encoding: str) -> tuple[str, list[str]]:
    """Return the separator and the names in the first line; a name given twice is numbered.

    Only the first line need be in the encoding yet: it may be what names the profile, and the
    profile the encoding.

    Raises:
        TicketFileError: Not in that encoding, or no header.
    """
    with path.open("rb") as file:
        raw = file.readline(_LONGEST_LINE)
        while raw.count(b'"') % 2 and (more := file.readline(_LONGEST_LINE)):
            raw += more
    try:
        line = raw.decode(_codec(path, encoding))
    except UnicodeDecodeError as error:
        raise not_in_encoding(path, encoding, error.start) from None
    separator = separator or max(SEPARATORS, key=line.count)
    header = next(csv.reader([line], delimiter=separator), [])
    if not any(name.strip() for name in header):
        raise TicketFileError(path.name, "has no header in its first line")
    return separator, _distinct([name.strip() for name in header])


def _codec(path: Path, encoding: str) -> str:
    try:
        "".encode(encoding)
    except LookupError:
        raise TicketFileError(path.name, f"unknown encoding {shown(encoding)}") from None
    return "utf-8-sig" if encoding.lower().replace("_", "-") in ("utf-8", "utf8") else encoding


def _distinct(names: Sequence[str]) -> list[str]:
    """Return names with a number added to those that came before: Jira writes `Labels` twice."""
    seen: dict[str, int] = {}
    found = []
    for position, name in enumerate(names, start=1):
        name = name or f"column {position}"
        seen[name] = seen.get(name, 0) + 1
        found.append(name if seen[name] == 1 else f"{name} ({seen[name]})")
    return found


def read_csv(
    path: Path, header: Sequence[str], wanted: Sequence[str], separator: str, encoding: str
) -> Table:
    """Return some columns of a CSV file.

    Raises:
        TicketFileError: Not in that encoding.
    """
    source: Path | BytesIO = path
    if _codec(path, encoding) != "utf-8-sig":
        source = _decoded(path, encoding)
    lazy = pl.scan_csv(
        source,
        separator=separator,
        infer_schema=False,
        with_column_names=lambda _: list(header),
        row_index_name=ROW,
        row_index_offset=1,
    )
    try:
        frame = lazy.select(ROW, *wanted).collect()
    except pl.exceptions.ComputeError:
        # polars does not say where; reading by line does.
        return _read_by_line(source, path, header, wanted, separator)
    if not _is_even(source, len(header), separator, len(frame)):
        return _read_by_line(source, path, header, wanted, separator)
    return Table(frame, tuple(header), len(frame), ())


def _decoded(path: Path, encoding: str) -> BytesIO:
    try:
        return BytesIO(path.read_text(encoding=encoding).encode())
    except UnicodeDecodeError as error:
        raise not_in_encoding(path, encoding, error.start) from None


def _is_even(source: Path | BytesIO, width: int, separator: str, rows: int) -> bool:
    """Return whether every line has as many separators as the header, quoted ones aside.

    Only the total is looked at where nothing is quoted, which is quick and enough to notice a
    short line: polars fills it with nulls, and refuses one that is too long.
    """
    total = quotes = 0
    for chunk in _chunks(source):
        quotes += chunk.count(b'"')
        total += chunk.count(separator.encode())
    if not quotes:
        return total == (rows + 1) * (width - 1)
    if quotes % 2:
        return False
    counts = (
        pl.scan_csv(
            source,
            has_header=False,
            separator="\x01",
            quote_char=None,
            infer_schema=False,
            new_columns=["line"],
        )
        .select(
            pl.col("line")
            .str.replace_all(r'"[^"]*"', "")
            .str.count_matches(separator, literal=True)
            .alias("count")
        )
        .select(low=pl.col("count").min(), high=pl.col("count").max())
        .collect()
    )
    return counts.row(0) == (width - 1, width - 1)


def _chunks(source: Path | BytesIO) -> Iterator[bytes]:
    if isinstance(source, BytesIO):
        yield source.getvalue()
        return
    with source.open("rb") as file:
        while chunk := file.read(_CHUNK):
            yield chunk


def _read_by_line(
    source: Path | BytesIO,
    path: Path,
    header: Sequence[str],
    wanted: Sequence[str],
    separator: str,
) -> Table:
    """Read a CSV file record by record, telling apart those that do not fit the header."""
    content = source.getvalue() if isinstance(source, BytesIO) else source.read_bytes()
    try:
        # Not splitlines(): it would also cut at the odder line ends that texts may contain.
        lines = [f"{line}\n" for line in content.decode("utf-8-sig").split("\n")]
    except UnicodeDecodeError as error:
        raise not_in_encoding(path, "utf-8", error.start) from None
    width = len(header)
    places = [header.index(name) for name in wanted]
    numbers: list[int] = []
    values: list[list[str | None]] = [[] for _ in wanted]
    bad: list[BadLine] = []
    row = 0
    for line, fields in _records(lines, separator):
        if line == 1 or fields == []:
            continue
        row += 1
        if fields is None or len(fields) != width:
            bad.append(BadLine(row, _what_is_bad(line, fields, width)))
            continue
        numbers.append(row)
        for place, column in zip(places, values, strict=True):
            column.append(fields[place] or None)
    data = {ROW: pl.Series(numbers, dtype=pl.UInt32)}
    data |= {
        name: pl.Series(column, dtype=pl.String)
        for name, column in zip(wanted, values, strict=True)
    }
    return Table(pl.DataFrame(data), tuple(header), row, tuple(bad))


def _what_is_bad(line: int, fields: list[str] | None, width: int) -> str:
    if fields is None:
        return f"line {line} has a quote that is not closed, or text beside a quoted field"
    return f"line {line} has {len(fields)} fields, the header has {width}"


def _records(lines: Sequence[str], separator: str) -> Iterator[tuple[int, list[str] | None]]:
    """Yield the number of each record's first line and its fields; None for a broken one."""
    index = 0
    limit = csv.field_size_limit(_LONGEST_FIELD)
    try:
        while index < len(lines):
            count, text = 1, lines[index]
            odd = text.count('"') % 2
            while odd and count < MOST_LINES and index + count < len(lines):
                text += lines[index + count]
                odd = (odd + lines[index + count].count('"')) % 2
                count += 1
            fields = None if odd else _fields(text, separator)
            yield index + 1, fields
            # A broken record ends with its first line, so that those after it stay in step.
            index += 1 if fields is None else count
    finally:
        csv.field_size_limit(limit)


def _fields(text: str, separator: str) -> list[str] | None:
    try:
        return next(csv.reader([text], delimiter=separator, strict=True), [])
    except csv.Error:
        return None


def not_in_encoding(path: Path, encoding: str, byte: int | None) -> TicketFileError:
    """Return the error that a file is not in an encoding, from a byte on."""
    place = f", at byte {byte}" if byte is not None else ""
    problem = (
        f"is not {encoding}{place}; save it as UTF-8, or name its encoding with --encoding, "
        "such as cp1252"
    )
    return TicketFileError(path.name, problem)
