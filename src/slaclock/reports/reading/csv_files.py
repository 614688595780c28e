"""CSV files as tables of text.

polars reads what is well-formed: every record with as many fields as the header, every quote at
the edge of a field, and no line in a quoted field that looks like a row of its own. Whether that
is so is looked at first, because polars would fill a short line with nulls and let an open quote
swallow rows, both in silence. Everything else is read record by record, and what does not fit
the header is told apart.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import partial
from io import BytesIO
from itertools import islice
from pathlib import Path
from typing import IO, NamedTuple

import polars as pl

from slaclock.errors import TicketFileError
from slaclock.files.csv_records import CsvRecord, looks_like_record, read_records
from slaclock.messages import shown
from slaclock.reports.reading.csv_shape import Shape, whole_pieces
from slaclock.reports.reading.headings import is_wide_text, refuse_page, refuse_title, unnamed_end
from slaclock.reports.reading.lines import ROW, BadLine, RawTable
from slaclock.reports.reading.sources import Source
from slaclock.reports.side_by_side import side_by_side

__all__ = ["CsvFile", "distinct", "not_in_encoding"]

SEPARATORS = ",;\t|"
_CHUNK = 1 << 22
_MOST_HEADER = 1 << 20
MOST_COLUMNS = 4_000
"""More columns than any export has; with far more, polars takes minutes."""
_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32"),  # before UTF-16, whose mark it begins with
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_SEP_LINE = re.compile(r'"?sep=(.)"?\s*', re.IGNORECASE)
_QUOTED = re.compile(r'"[^"]*"')
_LOOK_DOWN = 20
_ROWS_AT_ONCE = 50_000


class Place(NamedTuple):
    """A place in a file: how many rows stand before it, its line from 1, and its byte."""

    row: int
    line: int
    byte: int


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

    def parts(
        self, wanted: Sequence[str], encoding: str | None, times: Sequence[str]
    ) -> Iterator[RawTable]:
        """Yield some of the columns in parts of many rows; only a few at a time are in memory.

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
        shape = Shape(len(self.header), self.separator, told=bool(places))
        place = Place(0, self.heading + 1, self._begin())

        def read(piece: bytes) -> tuple[bytes, pl.DataFrame | None]:
            plain = _without_marks(piece)
            return piece, self._by_polars(plain, wanted) if shape.fits(plain) else None

        for piece, frame in side_by_side(read, whole_pieces(self._chunks())):
            # Where quotes are wrong nobody knows where records begin, to the end of the file.
            is_rest = frame is None and b'"' in piece
            if frame is not None:
                numbered = frame.with_columns(pl.col(ROW) + place.row)
                tables: Iterable[RawTable] = (
                    RawTable(numbered, tuple(self.header), len(frame), ()),
                )
            else:
                tables = self._by_record(b"" if is_rest else piece, wanted, places, place)
            row = place.row
            for table in tables:
                yield table
                row += table.rows
            if is_rest:
                return
            place = Place(row, place.line + piece.count(b"\n"), place.byte + len(piece))
        if not place.row:
            yield self._table([], dict.fromkeys(wanted, 0), 0)

    def _by_polars(self, piece: bytes, wanted: Sequence[str]) -> pl.DataFrame | None:
        """Return the columns of whole records, numbered from 1; None where polars cannot read them.

        It does not say where it fails; reading by record does.
        """
        lazy = pl.scan_csv(
            BytesIO(piece),
            has_header=False,
            separator=self.separator,
            infer_schema=False,
            new_columns=self.header,
            row_index_name=ROW,
            row_index_offset=1,
        )
        try:
            return lazy.select(ROW, *wanted).collect()
        except pl.exceptions.PolarsError:
            return None

    def _by_record(
        self, piece: bytes, wanted: Sequence[str], places: Sequence[int], begin: Place
    ) -> Iterator[RawTable]:
        """Read record by record, telling apart those that do not fit the header.

        Args:
            piece: The records; empty for all of the file from a place on.
            wanted: Names in the header.
            places: Of the columns of times.
            begin: Where the records begin.
        """
        width = len(self.header)
        is_record = partial(looks_like_record, separator=self.separator, width=width, places=places)
        lines = self._lines(piece, begin.byte)
        records = read_records(lines, self.separator, first=begin.line, is_record=is_record)
        row = begin.row
        # A blank line is no row.
        told = (record for record in records if record.fields or record.problem)
        picked = {name: self.header.index(name) for name in wanted}
        more = True
        while more:
            part = list(islice(told, _ROWS_AT_ONCE))
            more = len(part) == _ROWS_AT_ONCE
            yield self._table(part, picked, row)
            row += len(part)

    def _table(self, records: Sequence[CsvRecord], picked: Mapping[str, int], row: int) -> RawTable:
        width = len(self.header)
        numbers: list[int] = []
        fine: list[list[str]] = []
        bad: list[BadLine] = []
        for number, record in enumerate(records, start=row + 1):
            problem = record.problem
            if not problem and len(record.fields) != width:
                problem = f"has {len(record.fields)} fields, the header has {width}"
            if problem:
                fields = tuple(record.fields[:width])
                bad.append(BadLine(number, f"line {record.line} {problem}", fields))
            else:
                numbers.append(number)
                fine.append(record.fields)
        data = {ROW: pl.Series(numbers, dtype=pl.UInt32)}
        data |= {
            name: pl.Series([fields[place] or None for fields in fine], dtype=pl.String)
            for name, place in picked.items()
        }
        return RawTable(pl.DataFrame(data), tuple(self.header), len(records), tuple(bad))

    def _lines(self, piece: bytes, begin: int) -> Iterator[str]:
        """Yield the lines of a piece that begins at a byte, or all lines from there on."""
        with BytesIO(piece) if piece else self._open() as file:
            file.seek(0 if piece else begin)
            for raw in file:
                try:
                    yield raw.decode().removeprefix("\ufeff")
                except UnicodeDecodeError as error:
                    place = begin + error.start
                    raise not_in_encoding(self.source.name, "utf-8", place) from None
                begin += len(raw)

    # --- the text and its header

    def _decode(self, encoding: str) -> None:
        """Take the file as text in UTF-8, and read its header."""
        self.encoding = encoding
        self.text: bytes | Path
        if _is_utf8(self.source.name, encoding):
            self.text = self.source.data if self.source.path is None else self.source.path
            if _ends_lines_with_cr(self.source):
                self.text = self.source.content().replace(b"\r", b"\n")
        else:
            self.text = _recoded(self.source, encoding)
        self._read_header()

    def _read_header(self) -> None:
        """Find the header, and what stands before it."""
        lines = self._first_lines()
        first = self._text(lines[0]).removeprefix("\ufeff")
        refuse_page(self.source.name, first)
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
        self.heading = self.skipped + record.lines
        names = [name.strip() for name in record.fields]
        below = [line if isinstance(line, str) else line.decode(errors="replace") for line in rest]
        if self.header_row is None:
            self._refuse_title(names, below)
        if record.problem or not any(names):
            place = f"line {self.skipped + 1}" if self.skipped else "its first line"
            why = f": it {record.problem}" if record.problem else ""
            raise TicketFileError(self.source.name, f"has no header in {place}{why}")
        if len(names) > MOST_COLUMNS:
            problem = f"has {len(names):,} columns; leave some out, {MOST_COLUMNS:,} are read"
            raise TicketFileError(self.source.name, problem)
        more = unnamed_end(len(names), self._fields(below[record.lines :]))
        self.header = distinct([*names, *[""] * more])

    def _refuse_title(self, names: Sequence[str], lines: Sequence[str]) -> None:
        """Raise where the header seems to stand further down, below a title."""
        if sum(map(bool, names)) > 1:
            rows = self._fields(lines[1:2])
        else:
            rows = [_fields(line, self.wanted_separator) for line in lines[1:_LOOK_DOWN]]
        refuse_title(self.source.name, "line", self.skipped + 1, names, rows)

    def _fields(self, lines: Sequence[str]) -> list[list[str]]:
        """Return the fields of the first rows, as far as they can be read."""
        records = islice(read_records(lines, self.separator), _LOOK_DOWN)
        return [record.fields for record in records if record.fields]

    def _first_lines(self) -> list[bytes]:
        with self._open() as file:
            raw = file.read(_MOST_HEADER)
        if is_wide_text(raw):
            problem = (
                "looks like UTF-16 without a byte order mark; name its encoding with --encoding, "
                "such as utf-16-le"
            )
            raise TicketFileError(self.source.name, problem)
        return _cut(raw)

    def _text(self, line: str | bytes) -> str:
        try:
            return line if isinstance(line, str) else line.decode()
        except UnicodeDecodeError as error:
            raise not_in_encoding(self.source.name, self.encoding, error.start) from None

    def _open(self) -> IO[bytes]:
        return BytesIO(self.text) if isinstance(self.text, bytes) else self.text.open("rb")

    def _begin(self) -> int:
        """Return the place of the first byte after the header."""
        with self._open() as file:
            if file.read(len(codecs.BOM_UTF8)) != codecs.BOM_UTF8:
                file.seek(0)
            for _ in range(self.heading):
                file.readline()
            return file.tell()

    def _chunks(self) -> Iterator[bytes]:
        """Yield the bytes after the header."""
        begin = self._begin()
        with self._open() as file:
            file.seek(begin)
            while chunk := file.read(_CHUNK):
                yield chunk


def _without_marks(piece: bytes) -> bytes:
    """Return lines without byte order marks, which stand where files were put together."""
    if codecs.BOM_UTF8 not in piece:
        return piece
    return piece.removeprefix(codecs.BOM_UTF8).replace(b"\n" + codecs.BOM_UTF8, b"\n")


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


def _ends_lines_with_cr(source: Source) -> bool:
    """Return whether lines end as old spreadsheets on a Mac ended them."""
    with source.open() as file:
        head = file.read(_MOST_HEADER)
    return b"\r" in head.rstrip(b"\r") and b"\n" not in head


def _is_utf8(name: str, encoding: str) -> bool:
    try:
        found = codecs.lookup(encoding)
        "".encode(encoding)
    except (LookupError, ValueError, TypeError):  # also: base64 and its like, which hold no text
        raise TicketFileError(name, f"unknown encoding {shown(encoding)}") from None
    return found.name in ("utf-8", "utf-8-sig", "ascii")


def _recoded(source: Source, encoding: str) -> bytes:
    try:
        text = source.content().decode(encoding)
        return (text if "\n" in text else text.replace("\r", "\n")).encode()
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


def not_in_encoding(file: str, encoding: str, byte: int | None) -> TicketFileError:
    """Return the error that a file is not in an encoding, from a byte on."""
    place = f", at byte {byte}" if byte is not None else ""
    problem = (
        f"is not {encoding}{place}; save it as UTF-8, or name its encoding with --encoding, "
        "such as cp1252"
    )
    return TicketFileError(file, problem)
