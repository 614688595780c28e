"""Which deadlines of a file of tickets move, if one contract takes the place of another."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from datetime import tzinfo
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

from slaclock.bulk.files import Columns, answer_file
from slaclock.bulk.frames.deadlines import ERROR_COLUMN
from slaclock.errors import TextError
from slaclock.matrices.door import MatrixLike, matrix_of, opening_metrics

__all__ = ["Moved", "MovedDeadlines", "moved_deadlines"]

MOST_LISTED = 20


class Moved(NamedTuple):
    """A deadline that differs between the two contracts.

    Attributes:
        ticket: The number of the ticket in the file, from 1.
        metric: What falls due.
        before: When, under the first contract, as text; the reason where there is no answer,
            and empty where nothing is promised.
        after: The same under the second one.
    """

    ticket: int
    metric: str
    before: str
    after: str


class MovedDeadlines(NamedTuple):
    """How many deadlines move, and the first of them.

    Attributes:
        tickets: How many tickets there are.
        moved: How many of them have a deadline that moves.
        deadlines: How many deadlines move.
        listed: The first 20 of those.
    """

    tickets: int
    moved: int
    deadlines: int
    listed: tuple[Moved, ...]


def moved_deadlines(
    source: str | Path,
    before: MatrixLike,
    after: MatrixLike,
    *,
    columns: Columns = Columns("plan", "priority", "opened_at"),  # noqa: B008 - a tuple
    tz: tzinfo | None = None,
) -> MovedDeadlines:
    """Return which deadlines of the tickets of a CSV file move between two contracts.

    Args:
        source: A `.csv` file as `slaclock.bulk.files.answer_file` takes it.
        before, after: The contracts: each a `Matrix` or `MatrixHistory`, a name or a path.
        columns: Which columns hold what.
        tz: The zone of times without an offset.

    Raises:
        TextError: A file of another kind, or one that is empty.
        SlaClockError: As for `slaclock.bulk.files.answer_file`.
    """
    path = Path(source)
    if path.suffix.lower() != ".csv":
        raise TextError(str(source), "is no .csv file; save the tickets as one")
    contracts = [matrix_of(before), matrix_of(after)]
    metrics = list(dict.fromkeys(name for one in contracts for name in opening_metrics(one)))
    tickets, moved, deadlines = 0, 0, 0
    listed: list[Moved] = []
    with TemporaryDirectory(prefix="slaclock-") as folder:
        files = [Path(folder, f"{number}.csv") for number in range(len(contracts))]
        for contract, file in zip(contracts, files, strict=True):
            answer_file(path, file, columns=columns, matrix=contract, tz=tz)
        for tickets, rows in enumerate(zip(*map(_rows, files), strict=True), 1):
            found = [Moved(tickets, name, *_texts(rows, name)) for name in metrics]
            found = [one for one in found if one.before != one.after]
            moved, deadlines = moved + bool(found), deadlines + len(found)
            listed += found[: MOST_LISTED - len(listed)]
    return MovedDeadlines(tickets, moved, deadlines, tuple(listed))


def _rows(file: Path) -> Iterator[dict[str, str]]:
    csv.field_size_limit(1 << 20)
    with file.open(encoding="utf-8", newline="") as text:
        yield from csv.DictReader(text)


def _texts(rows: tuple[dict[str, str], ...], metric: str) -> Iterator[str]:
    for row in rows:
        yield row.get(f"{metric}_due") or row[ERROR_COLUMN]
