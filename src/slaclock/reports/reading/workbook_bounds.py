"""How large an Excel file may grow: looked at before anything of it is in memory.

A workbook is a zip file of XML, and what reads it keeps a sheet as a full table: one cell in the
last row and column of a sheet of a kilobyte would take 500 GiB. So every part is unpacked once,
a piece at a time, and forgotten; what it says of its own size does not count.
"""

from __future__ import annotations

import copy
import re
import zipfile
import zlib

from slaclock.errors import TicketFileError
from slaclock.reports.reading.sources import Source, check_growth

__all__ = ["MOST_CELLS", "check_workbook"]

MOST_CELLS = 1 << 27
"""How many cells a sheet may have: its rows times its columns, whether they hold anything."""
_WIDEST = 1 << 14
_CHUNK = 1 << 20
_LONGEST_TAG = 1 << 16
_SHEET = re.compile(r"xl/worksheets/[^/]+\.xml", re.IGNORECASE)
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
                for part in archive.infolist():
                    total = _check_part(source.name, archive, part, size, total)
        except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError) as why:
            problem = f"cannot be read: it is no Excel file, or a broken one ({why})"
            raise TicketFileError(source.name, problem) from None


def _check_part(
    name: str, archive: zipfile.ZipFile, part: zipfile.ZipInfo, size: int, total: int
) -> int:
    """Go through a part, and return how many bytes there were with it."""
    honest = copy.copy(part)
    honest.file_size, honest.CRC = 1 << 62, None  # type: ignore[assignment]  # read to its end
    extent = _Extent() if _SHEET.fullmatch(part.filename.removeprefix("/")) else None
    with archive.open(honest) as file:
        for piece in iter(lambda: file.read(_CHUNK), b""):
            total += len(piece)
            check_growth(name, total, size)
            if extent is not None:
                extent.see(piece)
                extent.check(name)
    return total


class _Extent:
    """How far the cells of a sheet reach."""

    def __init__(self) -> None:
        self.rows = self.columns = self.unplaced = 0
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

    def check(self, name: str) -> None:
        """Raise where it has too many cells."""
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
