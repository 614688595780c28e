"""Deadlines as SQL: the text of a query, and the tables that it reads."""

from slaclock.bulk.sql.query import create_tables, deadlines, elapsed, sql_tables, verdicts

__all__ = ["create_tables", "deadlines", "elapsed", "sql_tables", "verdicts"]
