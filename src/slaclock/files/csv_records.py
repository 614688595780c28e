"""Records of a CSV file, one by one: a broken one does not shift or swallow those after it.

A quoted field may go on over many lines. A quote that was never closed looks just like that
until another one comes, perhaps many tickets later; so a record of several lines counts only
if it reads strictly by RFC 4180, and if none of its lines looks like a record of its own.
Otherwise its first line is told to be broken, and reading goes on with the next line.
"""

from __future__ import annotations

import csv
import re
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cache
from itertools import islice
from typing import NamedTuple

__all__ = ["CsvRecord", "fields_of", "looks_like_record", "read_records"]

LONGEST_RECORD = 1 << 24
"""How many characters are read in search of a closing quote."""
_DATED = re.compile(
    r'\s*"?\s*(?:[0-9]{4}[-/.]?[0-9]{2}[-/.]?[0-9]{2}'
    r"|[0-9]{1,2}[-/. ][0-9A-Za-z]{1,9}[-/. ][0-9]{2}"
    r"|[A-Za-z]{3,9},? [0-9A-Za-z]{1,9},? [0-9]|[0-9]{10})"
)
"""How dates begin, roughly: enough to tell a row of a table from a line of a text."""
NOT_CLOSED = "has a quote that is not closed, or text beside a quoted field"


class CsvRecord(NamedTuple):
    """One record of a CSV file.

    Attributes:
        line: The number of its first line, from 1.
        lines: How many lines it has.
        fields: Its fields; none if it cannot be read.
        problem: Why not.
    """

    line: int
    lines: int
    fields: list[str]
    problem: str = ""


def read_records(
    lines: Iterable[str],
    separator: str = ",",
    *,
    first: int = 1,
    is_record: Callable[[str], bool] = lambda _: False,
) -> Iterator[CsvRecord]:
    """Yield the records of a CSV file; a blank line is a record without fields.

    Args:
        lines: The lines with their ends.
        separator: What stands between fields.
        first: The number of the first of the lines.
        is_record: Tells whether a line in a record of several looks like one of its own.
    """
    ahead = _Ahead(lines)
    number = first
    while (line := ahead.line(0)) is not None:
        record = _record(number, line, ahead, separator, is_record)
        ahead.drop(record.lines)
        yield record
        number += record.lines


def _record(
    number: int, line: str, ahead: _Ahead, separator: str, is_record: Callable[[str], bool]
) -> CsvRecord:
    fields = fields_of(line, separator)
    if fields is not None:
        return CsvRecord(number, 1, fields)
    parts = ahead.first(ahead.closing() + 1)
    if len(parts) > 1 and not _swallows(parts, is_record):
        fields = fields_of("".join(parts), separator)
    if fields is None:
        return CsvRecord(number, 1, [], NOT_CLOSED)
    return CsvRecord(number, len(parts), fields)


def _swallows(parts: Sequence[str], is_record: Callable[[str], bool]) -> bool:
    """Return whether one of several lines looks like a record of its own.

    The last line of an honest record may: `"two` and `lines",2,2026-05-24`. But then the first
    does not.
    """
    if any(is_record(line) for line in parts[1:-1]):
        return True
    return is_record(parts[0]) and is_record(parts[-1])


class _Ahead:
    """Lines that were read ahead, with how many quotes each has.

    The quote that closes a field is in the next line with an odd number of them; each line is
    looked at once for that, however many stray quotes there are.
    """

    def __init__(self, lines: Iterable[str]) -> None:
        self.source = iter(lines)
        self.lines: deque[str] = deque()
        self.odd: deque[int] = deque()  # the places of lines with an odd number of quotes
        self.dropped = self.size = 0

    def line(self, index: int) -> str | None:
        """Return a line ahead; None after the last one."""
        while index >= len(self.lines):
            line = next(self.source, None)
            if line is None:
                return None
            if line.count('"') % 2:
                self.odd.append(self.dropped + len(self.lines))
            self.lines.append(line)
            self.size += len(line)
        return self.lines[index]

    def first(self, count: int) -> list[str]:
        """Return the first of the lines that were read."""
        return list(islice(self.lines, count))

    def closing(self) -> int:
        """Return how many lines ahead a field that is open may be closed; 0 for nowhere."""
        while not any(place > self.dropped for place in self._next_odd()):
            if self.size > LONGEST_RECORD or self.line(len(self.lines)) is None:
                return 0
        return next(place for place in self._next_odd() if place > self.dropped) - self.dropped

    def _next_odd(self) -> list[int]:
        # The first may be the line that is looked at itself.
        return [self.odd[index] for index in range(min(2, len(self.odd)))]

    def drop(self, count: int) -> None:
        """Forget lines that are done with."""
        for _ in range(count):
            self.size -= len(self.lines.popleft())
        self.dropped += count
        while self.odd and self.odd[0] < self.dropped:
            self.odd.popleft()


def fields_of(text: str, separator: str) -> list[str] | None:
    """Return the fields of a whole record; None if a quote in it is not closed or misplaced."""
    try:
        return next(csv.reader([text], delimiter=separator, strict=True), [])
    except csv.Error:
        # It also refuses long fields, and where its limit lies is a matter of the process.
        return _split(text, separator)


def _split(text: str, separator: str) -> list[str] | None:
    """Return the fields of a record by an expression: slower, and without a limit."""
    text = text.removesuffix("\n").removesuffix("\r")
    field = _field(separator)
    fields: list[str] = []
    place = 0
    while (match := field.match(text, place)) is not None:
        quoted, bare = match.groups()
        fields.append(bare if quoted is None else quoted.replace('""', '"'))
        place = match.end() + 1
        if match.end() == len(text):
            return fields
    return None


@cache
def _field(separator: str) -> re.Pattern[str]:
    mark = re.escape(separator)
    return re.compile(rf'(?:"([^"]*(?:""[^"]*)*)"|((?!")[^{mark}\n]*))(?={mark}|\Z)')


def looks_like_record(line: str, separator: str, width: int, places: Sequence[int]) -> bool:
    """Return whether a line taken alone has all fields, and a date in one of *places*."""
    if line.count(separator) < width - 1:
        return False
    fields = line.split(separator)
    return len(fields) == width and any(_DATED.match(fields[place]) for place in places)
