"""How large an Excel file may grow: looked at before anything of it is in memory.

A workbook is a zip file of XML, and what reads it keeps a sheet as a full table: one cell in the
last row and column of a sheet of a kilobyte would take 500 GiB. So every part is unpacked once,
a piece at a time, and forgotten; what it says of its own size does not count.
"""

from __future__ import annotations

import copy
import re
import zipfile

from slaclock.errors import TicketFileError
from slaclock.reports.reading.sources import BROKEN_ARCHIVE, Source, check_growth

__all__ = ["MOST_CELLS", "check_workbook"]

MOST_CELLS = 1 << 27
"""How many cells a sheet may have: its rows times its columns, whether they hold anything."""
_WIDEST = 1 << 14
_CHUNK = 1 << 20
_LONGEST_TAG = 1 << 16
_SHEET = re.compile(r"xl/worksheets/[^/]+\.xml", re.IGNORECASE)
_TEXTS = "xl/sharedstrings.xml"
_TEXT = re.compile(rb"<(?:\w+:)?si[\s/>]")
_OF_TEXT = re.compile(rb"""\st\s*=\s*["']s["'][^>]*>\s*<(?:\w+:)?v[^>]*>\s*([0-9]{1,9})""")
_PLACE = re.compile(rb"""\sr\s*=\s*["']([A-Za-z]{0,3})([0-9]{1,7})["']""")
_CELL = re.compile(rb"<(?:\w+:)?c[\s/>]")


def check_workbook(source: Source) -> None:
    """Raise where a workbook grows beyond what is read.

    Raises:
        TicketFileError: It does, or it is no zip file.
    """
    total = 0
    with source.open() as file:
        size = file.seek(0, 2)
        try:
            with zipfile.ZipFile(file) as archive:
                texts = _SharedTexts()
                # The texts come first: cells only say which one they hold.
                for part in sorted(archive.infolist(), key=lambda part: _name(part) != _TEXTS):
                    total = _check_part(source.name, archive, part, (size, total), texts)
        except BROKEN_ARCHIVE as why:
            if isinstance(why, TicketFileError):
                raise
            problem = f"cannot be read: it is no Excel file, or a broken one ({why})"
            raise TicketFileError(source.name, problem) from None


def _name(part: zipfile.ZipInfo) -> str:
    return part.filename.removeprefix("/").lower()


def _check_part(
    name: str,
    archive: zipfile.ZipFile,
    part: zipfile.ZipInfo,
    so_far: tuple[int, int],
    texts: _SharedTexts,
) -> int:
    """Go through a part, and return how many bytes there were with it.

    Args:
        name: Of the file.
        archive, part: What is unpacked.
        so_far: The size of the file, and how many bytes its other parts had.
        texts: Those that cells share; of the part of texts, to be filled.
    """
    size, total = so_far
    honest = copy.copy(part)
    honest.file_size, honest.CRC = 1 << 62, None  # type: ignore[assignment]  # read to its end
    extent = _Extent(texts) if _SHEET.fullmatch(_name(part)) else None
    with archive.open(honest) as file:
        for piece in iter(lambda: file.read(_CHUNK), b""):
            total += len(piece)
            check_growth(name, total, size)
            if _name(part) == _TEXTS:
                texts.see(piece)
            if extent is not None:
                extent.see(piece)
                extent.check(name, size)
    return total


class _SharedTexts:
    """The texts that cells share: how long each is, in bytes of its XML."""

    def __init__(self) -> None:
        self.lengths: list[int] = []
        self.rest = b""

    def see(self, piece: bytes) -> None:
        """Look at the next piece of the XML of the texts."""
        text = self.rest + piece
        end = max(text.rfind(b"<"), len(text) - _LONGEST_TAG, 0)
        text, self.rest = text[:end], text[end:]
        starts = [match.start() for match in _TEXT.finditer(text)]
        if self.lengths:
            self.lengths[-1] += starts[0] if starts else len(text)
        ends = [*starts[1:], len(text)]
        self.lengths += [end - start for start, end in zip(starts, ends, strict=bool(starts))]


class _Extent:
    """How far the cells of a sheet reach."""

    def __init__(self, texts: _SharedTexts) -> None:
        self.rows = self.columns = self.unplaced = self.shared = 0
        self.texts = texts.lengths
        self.rest = b""

    def see(self, piece: bytes) -> None:
        """Look at the next piece of its XML."""
        text = self.rest + piece
        # A tag that is cut in two waits for its other half.
        end = max(text.rfind(b"<"), len(text) - _LONGEST_TAG, 0)
        text, self.rest = text[:end], text[end:]
        places = _PLACE.findall(text)
        columns = {column for column, _ in places if column}
        self.rows = max(self.rows, max((int(row) for _, row in places), default=0))
        self.columns = max(self.columns, max(map(_number, columns), default=0))
        self.unplaced += len(_CELL.findall(text)) - sum(1 for column, _ in places if column)
        if self.texts:
            known = len(self.texts)
            places_of_texts = map(int, _OF_TEXT.findall(text))
            self.shared += sum(self.texts[at] for at in places_of_texts if at < known)

    def check(self, name: str, size: int) -> None:
        """Raise where it has too many cells, or too much text in them."""
        check_growth(name, self.shared, size)
        columns = max(self.columns, min(self.unplaced, _WIDEST), 1)
        if self.rows * columns > MOST_CELLS:
            problem = (
                f"has a sheet of {self.rows:,} rows and {columns:,} columns; up to "
                f"{MOST_CELLS:,} cells are read: delete what stands far off, or save it as CSV"
            )
            raise TicketFileError(name, problem)


def _number(column: bytes) -> int:
    """Return the number of a column: 1 for A, 27 for AA."""
    number = 0
    for letter in column.upper():
        number = number * 26 + letter - 64
    return number
