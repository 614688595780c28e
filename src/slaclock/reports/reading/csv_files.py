"""CSV files as tables of text.

polars reads what is well-formed: every record with as many fields as the header, every quote at
the edge of a field, and no line in a quoted field that looks like a row of its own. Whether that
is so is looked at first, because polars would fill a short line with nulls and let an open quote
swallow rows, both in silence. Everything else is read record by record, and what does not fit
the header is told apart.
"""

from __future__ import annotations

import codecs
import io
import re
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from functools import partial
from io import BytesIO
from pathlib import Path
from typing import IO

import numpy as np
import polars as pl
from numpy.typing import NDArray

from slaclock.errors import TicketFileError
from slaclock.files.csv_records import LONGEST_RECORD, looks_like_record, read_records
from slaclock.messages import shown
from slaclock.reports.reading.lines import ROW, BadLine, Table
from slaclock.reports.reading.sources import Source

__all__ = ["CsvFile", "distinct", "not_in_encoding"]

SEPARATORS = ",;\t|"
_CHUNK = 1 << 24
_MOST_HEADER = 1 << 20
_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32"),  # before UTF-16, whose mark it begins with
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_SEP_LINE = re.compile(r'"?sep=(.)"?\s*', re.IGNORECASE)
_QUOTED = re.compile(r'"[^"]*"')
_QUOTE, _LF, _CR = b'"\n\r'
_LOOK_DOWN = 20
Flags = NDArray[np.bool_]
Places = NDArray[np.intp]


class CsvFile:
    """A CSV file whose header is read.

    Attributes:
        header: The names of the columns; one that is given twice is numbered.
        separator: What stands between fields.
    """

    def __init__(
        self, source: Source, separator: str | None, encoding: str | None, header_row: int | None
    ) -> None:
        """Read the header.

        Only the lines up to the header need be in the encoding yet: it may be what names the
        profile, and the profile the encoding.

        Raises:
            TicketFileError: Not in that encoding, a separator that is none, or no header.
        """
        self.source, self.wanted_separator, self.header_row = source, separator, header_row
        if separator is not None and (len(separator) != 1 or separator in '"\r\n'):
            problem = f"a separator is one character, such as ; or tab; got {shown(separator)}"
            raise TicketFileError(source.name, problem)
        self.mark = _byte_order_mark(source)
        self._decode(self.mark or encoding or "utf-8")

    def read(self, wanted: Sequence[str], encoding: str | None, times: Sequence[str]) -> Table:
        """Return some of the columns.

        Args:
            wanted: Names in the header.
            encoding: Of the file, where it is known better than when it was opened.
            times: The columns of times, by which a row is told from a line of a text.

        Raises:
            TicketFileError: Not in that encoding.
        """
        if encoding is not None and self.mark is None and encoding != self.encoding:
            self._decode(encoding)
        places = [self.header.index(name) for name in times]
        if _is_well_formed(self._chunks(), len(self.header), self.separator, told=bool(places)):
            # Where it fails it does not say where; reading by record does.
            with suppress(pl.exceptions.PolarsError):
                return self._by_polars(wanted)
        return self._by_record(wanted, places)

    def _by_polars(self, wanted: Sequence[str]) -> Table:
        source = self.text
        lazy = pl.scan_csv(
            BytesIO(source) if isinstance(source, bytes) else source,
            separator=self.separator,
            infer_schema=False,
            with_column_names=lambda _: list(self.header),
            skip_lines=self.skipped,
            row_index_name=ROW,
            row_index_offset=1,
        )
        frame = lazy.select(ROW, *wanted).collect()
        return Table(frame, tuple(self.header), len(frame), ())

    def _by_record(self, wanted: Sequence[str], places: Sequence[int]) -> Table:
        """Read record by record, telling apart those that do not fit the header."""
        content = self.text if isinstance(self.text, bytes) else self.text.read_bytes()
        try:
            text = content.decode("utf-8-sig")
        except UnicodeDecodeError as error:
            raise not_in_encoding(self.source.name, "utf-8", error.start) from None
        width = len(self.header)
        lines = iter(io.StringIO(text, newline="\n"))
        for _ in range(self.skipped):
            next(lines)
        is_record = partial(looks_like_record, separator=self.separator, width=width, places=places)
        records = read_records(lines, self.separator, first=self.skipped + 1, is_record=is_record)
        next(records)
        numbers: list[int] = []
        values: list[list[str | None]] = [[] for _ in wanted]
        picked = [self.header.index(name) for name in wanted]
        bad: list[BadLine] = []
        row = 0
        for record in records:
            if not record.fields and not record.problem:
                continue  # a blank line
            row += 1
            problem = record.problem
            if not problem and len(record.fields) != width:
                problem = f"has {len(record.fields)} fields, the header has {width}"
            if problem:
                fields = tuple(record.fields[:width])
                bad.append(BadLine(row, f"line {record.line} {problem}", fields))
                continue
            numbers.append(row)
            for place, column in zip(picked, values, strict=True):
                column.append(record.fields[place] or None)
        data = {ROW: pl.Series(numbers, dtype=pl.UInt32)}
        data |= {
            name: pl.Series(column, dtype=pl.String)
            for name, column in zip(wanted, values, strict=True)
        }
        return Table(pl.DataFrame(data), tuple(self.header), row, tuple(bad))

    # --- the text and its header

    def _decode(self, encoding: str) -> None:
        """Take the file as text in UTF-8, and read its header."""
        self.encoding = encoding
        self.text: bytes | Path
        if _is_utf8(self.source.name, encoding):
            self.text = self.source.data if self.source.path is None else self.source.path
        else:
            self.text = _recoded(self.source, encoding)
        self._read_header()

    def _read_header(self) -> None:
        """Find the header, and what stands before it."""
        lines = self._first_lines()
        first = self._text(lines[0]).removeprefix("\ufeff")
        said = _SEP_LINE.fullmatch(first)
        self.skipped = self.header_row - 1 if self.header_row else int(said is not None)
        if self.skipped >= len(lines) - (not lines[-1]):
            raise TicketFileError(self.source.name, f"has no line {self.skipped + 1}")
        rest: list[str | bytes] = [first, *lines[1:]]
        rest = rest[self.skipped :]
        line = _QUOTED.sub("", self._text(rest[0]))
        guessed = said[1] if said else max(SEPARATORS, key=line.count)
        self.separator = self.wanted_separator or guessed
        record = next(read_records(map(self._text, rest), self.separator))
        names = [name.strip() for name in record.fields]
        self._refuse_title(names, rest)
        if record.problem or not any(names):
            place = f"line {self.skipped + 1}" if self.skipped else "its first line"
            why = f": it {record.problem}" if record.problem else ""
            raise TicketFileError(self.source.name, f"has no header in {place}{why}")
        self.header = distinct(names)

    def _refuse_title(self, names: Sequence[str], lines: Sequence[str | bytes]) -> None:
        """Raise where the header seems to stand further down, below a title."""
        if sum(map(bool, names)) > 1 or self.header_row is not None:
            return
        for index, line in enumerate(lines[1:_LOOK_DOWN], start=1):
            text = line if isinstance(line, str) else line.decode(errors="replace")
            count = len(_fields(text, self.wanted_separator))
            if count > 2:
                problem = (
                    f"line {self.skipped + 1} names no columns, or one, and line "
                    f"{self.skipped + index + 1} has {count} fields; if that is the header, "
                    f"say so with --header-row {self.skipped + index + 1}"
                )
                raise TicketFileError(self.source.name, problem)

    def _first_lines(self) -> list[bytes]:
        with self._open() as file:
            raw = file.read(_MOST_HEADER)
        if raw.count(b"\0") > len(raw) // 4:
            problem = (
                "looks like UTF-16 without a byte order mark; name its encoding with --encoding, "
                "such as utf-16-le"
            )
            raise TicketFileError(self.source.name, problem)
        return raw.splitlines(keepends=True) if b"\n" not in raw else _cut(raw)

    def _text(self, line: str | bytes) -> str:
        try:
            return line if isinstance(line, str) else line.decode()
        except UnicodeDecodeError as error:
            raise not_in_encoding(self.source.name, self.encoding, error.start) from None

    def _open(self) -> IO[bytes]:
        return BytesIO(self.text) if isinstance(self.text, bytes) else self.text.open("rb")

    def _chunks(self) -> Iterator[bytes]:
        """Yield the bytes from the header on."""
        with self._open() as file:
            if file.read(len(codecs.BOM_UTF8)) != codecs.BOM_UTF8:
                file.seek(0)
            for _ in range(self.skipped):
                file.readline()
            while chunk := file.read(_CHUNK):
                yield chunk


def _cut(raw: bytes) -> list[bytes]:
    # Not splitlines(): it would also cut at a carriage return in a name.
    return [line + b"\n" for line in raw.split(b"\n")]


def _fields(line: str, separator: str | None) -> list[str]:
    bare = _QUOTED.sub("", line)
    return bare.split(separator or max(SEPARATORS, key=bare.count))


def _byte_order_mark(source: Source) -> str | None:
    with source.open() as file:
        head = file.read(4)
    return next((name for mark, name in _MARKS if head.startswith(mark)), None)


def _is_utf8(name: str, encoding: str) -> bool:
    try:
        found = codecs.lookup(encoding)
        "".encode(encoding)
    except (LookupError, ValueError, TypeError):  # also: base64 and its like, which hold no text
        raise TicketFileError(name, f"unknown encoding {shown(encoding)}") from None
    return found.name in ("utf-8", "utf-8-sig", "ascii")


def _recoded(source: Source, encoding: str) -> bytes:
    try:
        return source.content().decode(encoding).encode()
    except UnicodeError as error:
        raise not_in_encoding(source.name, encoding, getattr(error, "start", None)) from None


def distinct(names: Sequence[str]) -> list[str]:
    """Return names with a number added to those that came before: Jira writes `Labels` twice."""
    seen: dict[str, int] = {}
    found = []
    for position, name in enumerate(names, start=1):
        name = name or f"column {position}"
        seen[name] = seen.get(name, 0) + 1
        found.append(name if seen[name] == 1 else f"{name} ({seen[name]})")
    return found


def _is_well_formed(chunks: Iterable[bytes], width: int, separator: str, *, told: bool) -> bool:
    """Return whether polars reads a file as it is meant.

    Args:
        chunks: The file from the header on.
        width: How many fields a record has.
        separator: What stands between them.
        told: Whether a line in a quoted field may turn out to be a row of its own.
    """
    mark = separator.encode()
    if len(mark) > 1 or width < 2:
        return False
    rest = b""
    for chunk in chunks:
        piece = rest + chunk
        rest = b""
        if b'"' in piece:
            end = _whole_records(piece)
            if not end and len(piece) > LONGEST_RECORD:
                return False
            piece, rest = piece[:end], piece[end:]
        else:
            end = piece.rfind(b"\n") + 1
            piece, rest = piece[:end], piece[end:]
        if not _is_even(piece, width, mark[0], told=told):
            return False
    return not rest or (
        rest.count(b'"') % 2 == 0 and _is_even(rest + b"\n", width, mark[0], told=told)
    )


def _whole_records(piece: bytes) -> int:
    """Return where the last line ends that no quoted field goes on after."""
    data = np.frombuffer(piece, np.uint8)
    quotes, ends = np.flatnonzero(data == _QUOTE), np.flatnonzero(data == _LF)
    outside = ends[np.searchsorted(quotes, ends) % 2 == 0]
    return int(outside[-1]) + 1 if len(outside) else 0


def _is_even(piece: bytes, width: int, mark: int, *, told: bool) -> bool:
    """Return whether whole records have their quotes at the edges and *width* fields each."""
    if not piece:
        return True
    data = np.frombuffer(piece, np.uint8)
    marks, ends = np.flatnonzero(data == mark), np.flatnonzero(data == _LF)
    quotes = np.flatnonzero(data == _QUOTE)
    if not len(quotes):
        return _has_all_fields(marks, ends, width)
    if not _are_edges(data, quotes, mark):
        return False
    in_marks, in_ends = (np.searchsorted(quotes, found) % 2 == 1 for found in (marks, ends))
    if not _has_all_fields(marks[~in_marks], ends[~in_ends], width):
        return False
    # A line with as many separators as a row has may be one, behind a quote that is not closed.
    fits = np.diff(np.searchsorted(marks, ends), prepend=0) >= width - 1
    begins_inside = np.concatenate(([False], in_ends[:-1]))
    return not (
        told
        and bool(
            (fits & begins_inside & in_ends).any()
            or (
                fits & begins_inside & ~in_ends & _first_lines_fit(fits, begins_inside, in_ends)
            ).any()
        )
    )


def _first_lines_fit(fits: Flags, begins_inside: Flags, in_ends: Flags) -> Flags:
    """Return for each line whether the first line of its record has as many separators."""
    firsts = np.maximum.accumulate(np.where(begins_inside, 0, np.arange(len(fits))))
    found: Flags = fits[firsts] & in_ends[firsts]
    return found


def _has_all_fields(marks: Places, ends: Places, width: int) -> bool:
    counts = np.diff(np.searchsorted(marks, ends), prepend=0)
    return bool((counts == width - 1).all())


def _are_edges(data: NDArray[np.uint8], quotes: Places, mark: int) -> bool:
    """Return whether each quote opens or closes a field, or stands doubled in one."""
    opening, closing = quotes[::2], quotes[1::2]
    before = np.where(opening > 0, data[opening - 1], _LF)
    after = data[np.minimum(closing + 1, len(data) - 1)]
    opens = (before == mark) | (before == _LF) | (before == _QUOTE)
    closes = (after == mark) | (after == _LF) | (after == _CR) | (after == _QUOTE)
    return bool(opens.all() and closes.all())


def not_in_encoding(file: str, encoding: str, byte: int | None) -> TicketFileError:
    """Return the error that a file is not in an encoding, from a byte on."""
    place = f", at byte {byte}" if byte is not None else ""
    problem = (
        f"is not {encoding}{place}; save it as UTF-8, or name its encoding with --encoding, "
        "such as cp1252"
    )
    return TicketFileError(file, problem)
