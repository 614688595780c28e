"""Whether polars reads the bytes of a CSV file as they are meant, piece by piece.

It does where every record has as many fields as the header, every quote stands at the edge of a
field, and no line in a quoted field looks like a row of its own.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import numpy as np
from numpy.typing import NDArray

from slaclock.files.csv_records import LONGEST_RECORD
from slaclock.offsets import Flags

__all__ = ["Shape", "whole_pieces"]

_QUOTE, _LF, _CR = b'"\n\r'
Places = NDArray[np.intp]


def whole_pieces(chunks: Iterable[bytes]) -> Iterator[bytes]:
    """Yield the bytes of a file cut where lines end and no quoted field goes on.

    The last piece may end elsewhere; so does one in which no quote is closed for long.
    """
    rest = b""
    for chunk in chunks:
        piece = rest + chunk
        end = _whole_records(piece) if b'"' in piece else piece.rfind(b"\n") + 1
        if not end and len(piece) > LONGEST_RECORD:
            end = len(piece)
        if end:
            yield piece[:end]
        rest = piece[end:]
    if rest:
        yield rest


def _whole_records(piece: bytes) -> int:
    """Return where the last line ends that no quoted field goes on after."""
    data = np.frombuffer(piece, np.uint8)
    quotes, ends = np.flatnonzero(data == _QUOTE), np.flatnonzero(data == _LF)
    outside = ends[np.searchsorted(quotes, ends) % 2 == 0]
    return int(outside[-1]) + 1 if len(outside) else 0


class Shape:
    """What the records of a file look like."""

    def __init__(self, width: int, separator: str, *, told: bool) -> None:
        """Take the facts.

        Args:
            width: How many fields a record has.
            separator: What stands between them.
            told: Whether a line in a quoted field may turn out to be a row of its own.
        """
        self.width, self.mark, self.told = width, separator.encode(), told

    def fits(self, piece: bytes) -> bool:
        """Return whether polars reads whole records as they are meant."""
        if len(self.mark) > 1 or self.width < 2:
            return False
        data = np.frombuffer(piece if piece.endswith(b"\n") else piece + b"\n", np.uint8)
        marks, ends = np.flatnonzero(data == self.mark[0]), np.flatnonzero(data == _LF)
        if b'"' not in piece:
            return self._have_all_fields(marks, ends)
        quotes = np.flatnonzero(data == _QUOTE)
        if len(quotes) % 2 or not _are_edges(data, quotes, self.mark[0]):
            return False
        in_marks, in_ends = (np.searchsorted(quotes, found) % 2 == 1 for found in (marks, ends))
        if not self._have_all_fields(marks[~in_marks], ends[~in_ends]):
            return False
        return not (self.told and self._swallow(marks, ends, in_ends))

    def _have_all_fields(self, marks: Places, ends: Places) -> bool:
        if len(marks) != len(ends) * (self.width - 1):
            return False
        # As many as there should be in all; so each row has its own if they lie in it.
        begins = np.concatenate(([-1], ends[:-1]))
        firsts, lasts = marks[:: self.width - 1], marks[self.width - 2 :: self.width - 1]
        return bool((firsts > begins).all() and (lasts < ends).all())

    def _swallow(self, marks: Places, ends: Places, in_ends: Flags) -> bool:
        """Return whether a line in a quoted field has as many separators as a row.

        It may be one, behind a quote that is not closed.
        """
        fits = np.diff(np.searchsorted(marks, ends), prepend=0) >= self.width - 1
        begins_inside = np.concatenate(([False], in_ends[:-1]))
        last = fits & begins_inside & ~in_ends
        return bool(
            (fits & begins_inside & in_ends).any()
            or (last & _first_lines_fit(fits, begins_inside, in_ends)).any()
        )


def _first_lines_fit(fits: Flags, begins_inside: Flags, in_ends: Flags) -> Flags:
    """Return for each line whether the first line of its record has as many separators."""
    firsts = np.maximum.accumulate(np.where(begins_inside, 0, np.arange(len(fits))))
    found: Flags = fits[firsts] & in_ends[firsts]
    return found


def _are_edges(data: NDArray[np.uint8], quotes: Places, mark: int) -> bool:
    """Return whether each quote opens or closes a field, or stands doubled in one."""
    opening, closing = quotes[::2], quotes[1::2]
    before = np.where(opening > 0, data[opening - 1], _LF)
    after = data[np.minimum(closing + 1, len(data) - 1)]
    opens = (before == mark) | (before == _LF) | (before == _QUOTE)
    closes = (after == mark) | (after == _LF) | (after == _CR) | (after == _QUOTE)
    return bool(opens.all() and closes.all())
