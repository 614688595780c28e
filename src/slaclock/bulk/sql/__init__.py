"""Deadlines as SQL: the text of a query, and the tables that it reads.

The text needs neither numpy nor narwhals; only `answer_tables`, which fills the tables, does.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from slaclock.bulk.sql.query import create_tables, deadlines, elapsed, insert_rows, verdicts
from slaclock.errors import MissingExtraError

if TYPE_CHECKING:
    from slaclock.bulk.sql.tables import answer_tables, open_table, sql_tables

__all__ = [
    "answer_tables",
    "create_tables",
    "deadlines",
    "elapsed",
    "insert_rows",
    "open_table",
    "sql_tables",
    "verdicts",
]


def __getattr__(name: str) -> Any:
    if name not in ("answer_tables", "open_table", "sql_tables"):
        raise AttributeError(f"module 'slaclock.bulk.sql' has no attribute {name!r}")
    try:
        return getattr(import_module("slaclock.bulk.sql.tables"), name)
    except ModuleNotFoundError as error:
        if error.name != "numpy":
            raise
        raise MissingExtraError("slaclock.bulk.sql", error.name, "bulk") from None
