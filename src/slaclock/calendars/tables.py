"""Tables: a calendar, or what is promised, as rows for a database or a data frame.

A table of windows holds the open clock. Open time before an instant is found from the last row
that opens at or before it, the way back from the last row with less open time before it; the
SQL of `slaclock.bulk.sql.query` does just that. Its last row is a sentinel: it opens and closes at
the end of what the table knows, and how much open time lies before it is left open, so that
nothing later has an answer.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any, Literal, NamedTuple

from slaclock.calendars.base import BaseCalendar
from slaclock.errors import InstantRangeError, MissingExtraError
from slaclock.instants import SECOND, from_micros, to_micros

__all__ = ["BUSINESS_DAY_COLUMNS", "Column", "Table", "business_days_table", "windows_table"]

Kind = Literal["instant", "integer", "date", "text", "boolean"]


class Column(NamedTuple):
    """The name of a column and what it holds."""

    name: str
    kind: Kind


WINDOW_COLUMNS = (
    Column("opens_at", "instant"),
    Column("closes_at", "instant"),
    Column("open_us_before", "integer"),
    Column("business_date", "date"),
    Column("closed_before", "text"),
)
BUSINESS_DAY_COLUMNS = (
    Column("day_number", "integer"),
    Column("business_date", "date"),
    Column("opens_at", "instant"),
    Column("closes_at", "instant"),
    Column("open_us_before", "integer"),
    Column("open_seconds", "integer"),
)


class Table:
    """Rows under named columns: Python's own values, Arrow, CSV or Parquet.

    Instants are datetimes in UTC. Anything that reads Arrow's C stream takes a table as it is,
    such as `polars.DataFrame(table)` or `pyarrow.table(table)`.

    Attributes:
        columns: Names and kinds of the columns.
        rows: Tuples in the order of the columns.
    """

    __slots__ = ("columns", "rows")

    def __init__(self, columns: Sequence[Column], rows: Iterable[tuple[Any, ...]]) -> None:
        """Hold *rows*; made by `windows_table` and its like."""
        self.columns, self.rows = tuple(columns), tuple(rows)

    def to_rows(self) -> list[dict[str, Any]]:
        """Return the rows as dictionaries."""
        names = [column.name for column in self.columns]
        return [dict(zip(names, row, strict=True)) for row in self.rows]

    def to_csv(self, path: str | Path | None = None) -> str:
        """Return the table as CSV, and write it to *path* if one is given.

        Instants in ISO 8601; a value that is missing is an empty field.
        """
        import csv  # seldom needed
        import io

        text = io.StringIO()
        writer = csv.writer(text, lineterminator="\n")
        writer.writerow(column.name for column in self.columns)
        writer.writerows([_text(value) for value in row] for row in self.rows)
        if path is not None:
            Path(path).write_text(text.getvalue(), encoding="utf-8", newline="")
        return text.getvalue()

    def to_arrow(self) -> Any:
        """Return a `pyarrow.Table`.

        Raises:
            MissingExtraError: The package pyarrow is not installed.
        """
        pyarrow = _pyarrow()
        types = {
            "instant": pyarrow.timestamp("us", "UTC"),
            "integer": pyarrow.int64(),
            "date": pyarrow.date32(),
            "text": pyarrow.string(),
            "boolean": pyarrow.bool_(),
        }
        schema = pyarrow.schema([(column.name, types[column.kind]) for column in self.columns])
        return pyarrow.Table.from_pylist(self.to_rows(), schema=schema)

    def to_parquet(self, path: str | Path) -> None:
        """Write the table as a Parquet file; raises as `to_arrow` does."""
        table = self.to_arrow()
        import pyarrow.parquet

        pyarrow.parquet.write_table(table, path)

    def with_column(self, name: str, kind: Kind, value: Any) -> Table:
        """Return the table with one more column in front, the same value in every row."""
        rows = [(value, *row) for row in self.rows]
        return Table((Column(name, kind), *self.columns), rows)

    def __arrow_c_stream__(self, requested_schema: object = None) -> object:
        """Return the rows as an Arrow stream; raises as `to_arrow` does."""
        return self.to_arrow().__arrow_c_stream__(requested_schema)

    def __len__(self) -> int:
        return len(self.rows)

    def __repr__(self) -> str:
        names = ", ".join(column.name for column in self.columns)
        return f"<Table of {len(self.rows)} rows: {names}>"


def windows_table(calendar: BaseCalendar, start: datetime, end: datetime) -> Table:
    """Return the windows in `[start, end)` as a table; see `Calendar.windows_table`."""
    first, last = _range(start, end)
    rows: list[tuple[Any, ...]] = []
    before, closed_since = 0, first
    for span in calendar.spans(first, last):
        rows.append(
            (
                from_micros(span.start, UTC),
                from_micros(span.end, UTC),
                before,
                from_micros(span.start, calendar.zone).date(),
                _causes(calendar, closed_since, span.start),
            )
        )
        before, closed_since = before + span.end - span.start, span.end
    horizon = from_micros(last, UTC)
    rows.append((horizon, horizon, None, None, _causes(calendar, closed_since, last)))
    return Table(WINDOW_COLUMNS, rows)


def business_days_table(calendar: BaseCalendar, start: datetime, end: datetime) -> Table:
    """Return the business days of a calendar that open in `[start, end)`.

    `day_number` counts them from 0. `open_us_before` is the reading of the open clock of
    `windows_table` with the same *start*; of a day that began before *start*, it is negative.
    `open_seconds` is the open time of the whole day.
    """
    first, last = _range(start, end)
    line = calendar.covering(first, last - 1)
    base = line.reading(first)
    rows: list[tuple[Any, ...]] = []
    for index, day in enumerate(line.days):
        if day.windows[-1].end <= first or day.windows[0].start >= last:
            continue
        before, after = line.day_readings[index : index + 2]
        rows.append(
            (
                len(rows),
                day.date,
                from_micros(day.windows[0].start, UTC),
                from_micros(day.windows[-1].end, UTC),
                before - base,
                (after - before) // SECOND,
            )
        )
    return Table(BUSINESS_DAY_COLUMNS, rows)


def _range(start: datetime, end: datetime) -> tuple[int, int]:
    first, last = to_micros(start, "start"), to_micros(end, "end")
    if last <= first:
        raise InstantRangeError("end", end, f"it must be after start, {start}")
    return first, last


def _causes(calendar: BaseCalendar, start: int, end: int) -> str | None:
    """Return why it was closed, each cause once, in order; None if it was not."""
    return "; ".join(dict.fromkeys(map(str, calendar.closures(start, end)))) or None


def _text(value: Any) -> Any:
    if isinstance(value, datetime | date):
        return value.isoformat()
    return str(value).lower() if isinstance(value, bool) else value


def _pyarrow() -> Any:
    try:
        import pyarrow
    except ImportError:
        raise MissingExtraError("a table in Arrow's format", "pyarrow", "spark") from None
    return pyarrow
