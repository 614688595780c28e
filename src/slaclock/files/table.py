"""Rows under named columns: what is handed to a database, a data frame or a file."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any, Literal, NamedTuple

from slaclock.errors import MissingExtraError

__all__ = ["Column", "Table"]

ColumnKind = Literal["instant", "integer", "date", "text", "boolean"]


class Column(NamedTuple):
    """The name of a column and what it holds."""

    name: str
    kind: ColumnKind


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

    def __arrow_c_stream__(self, requested_schema: object = None) -> object:
        """Return the rows as an Arrow stream; raises as `to_arrow` does."""
        return self.to_arrow().__arrow_c_stream__(requested_schema)

    def __len__(self) -> int:
        return len(self.rows)

    def __repr__(self) -> str:
        names = ", ".join(column.name for column in self.columns)
        return f"<Table of {len(self.rows)} rows: {names}>"


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
