"""What differs between databases: how they quote, count microseconds, and look rows up.

Every question of the SQL comes down to one kind of join: of all rows of a table that are at or
before a value, the last one. DuckDB has a join for that, PostgreSQL finds it by an index, and
Spark is given tables that are cut into blocks, so that equality of blocks finds it.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Literal, NamedTuple, TypeAlias

from slaclock.errors import ArgumentTypeError, UnknownNameError
from slaclock.instants import DAY

__all__ = ["DIALECTS", "Dialect", "Lookup", "dialect_of"]

DialectName: TypeAlias = Literal["duckdb", "postgresql", "spark"]


class Lookup(NamedTuple):
    """One of the lookups: the last row of a table at or before a value.

    Attributes:
        table: Which table, by its name in `slaclock.bulk.sql.tables.TABLES`.
        column: The column that is compared.
        is_instant: Whether the column is an instant; else it is an integer.
        is_strict: Whether the row has to be before the value, not at it.
        equals: Columns that have to be equal.
        length: For Spark: SQL for the number of microseconds that a row is good for; empty
            where the next row ends it.
    """

    table: str
    column: str
    is_instant: bool = False
    is_strict: bool = False
    equals: tuple[str, ...] = ("calendar_id",)
    length: str = ""

    @property
    def is_within_a_day(self) -> bool:
        """Return whether so few rows are equal that no blocks are needed."""
        return "day_number" in self.equals


class Dialect(ABC):
    """How one kind of database wants its SQL."""

    mark = '"'

    def name(self, name: str | Sequence[str]) -> str:
        """Return an identifier, quoted; a sequence names a schema, or more, before it.

        Raises:
            ArgumentTypeError: Not text, empty, or with a null character.
        """
        parts = [name] if isinstance(name, str) else list(name)
        if not parts or not all(map(_is_name, parts)):
            raise ArgumentTypeError("a name in SQL", name, "text, or a schema and a name")
        return ".".join(
            self.mark + part.replace(self.mark, self.mark * 2) + self.mark for part in parts
        )

    @abstractmethod
    def micros(self, instant: str) -> str:
        """Return SQL for an instant as microseconds since the epoch."""

    @abstractmethod
    def instant(self, micros: str) -> str:
        """Return SQL for microseconds since the epoch as an instant."""

    @abstractmethod
    def divided(self, number: str, by: str) -> str:
        """Return SQL for the whole quotient of two numbers that are not negative."""

    @abstractmethod
    def join(
        self, lookup: Lookup, table: str, alias: str, value: str, equals: Mapping[str, str]
    ) -> str:
        """Return SQL that joins the row of a lookup, or nulls.

        Args:
            lookup: Which one.
            table: The table, quoted.
            alias: What the row is called.
            value: SQL for what is looked up: an instant, or microseconds.
            equals: SQL for what the columns `equals` of the lookup have to be.
        """

    def prepared(self, lookup: Lookup, table: str) -> str:
        """Return a query that makes the table of a lookup fit to be joined; empty if it is."""
        return ""

    def literal(self, instant: datetime) -> str:
        """Return SQL for an instant that is known."""
        return f"TIMESTAMPTZ '{instant.astimezone(UTC):%Y-%m-%d %H:%M:%S.%f}+00'"

    def text(self, value: str) -> str:
        """Return SQL for a text that is known."""
        return "'" + value.replace("'", "''") + "'"

    def _equal(self, alias: str, equals: Mapping[str, str]) -> list[str]:
        return [f"{alias}.{self.name(column)} = {value}" for column, value in equals.items()]


class DuckDB(Dialect):
    """DuckDB, whose `ASOF` join is made for this."""

    def micros(self, instant: str) -> str:
        return f"epoch_us({instant})"

    def instant(self, micros: str) -> str:
        return f"make_timestamptz({micros})"

    def divided(self, number: str, by: str) -> str:
        return f"(({number}) // ({by}))"

    def join(
        self, lookup: Lookup, table: str, alias: str, value: str, equals: Mapping[str, str]
    ) -> str:
        sign = ">" if lookup.is_strict else ">="
        conditions = [
            *self._equal(alias, equals),
            f"{value} {sign} {alias}.{self.name(lookup.column)}",
        ]
        return f"ASOF LEFT JOIN {table} AS {alias} ON {' AND '.join(conditions)}"


class PostgreSQL(Dialect):
    """PostgreSQL, which finds the row at the end of an index."""

    def micros(self, instant: str) -> str:
        return f"(EXTRACT(EPOCH FROM {instant}) * 1000000)::BIGINT"

    def instant(self, micros: str) -> str:
        return f"(TIMESTAMPTZ 'epoch' + ({micros}) * INTERVAL '1 microsecond')"

    def divided(self, number: str, by: str) -> str:
        return f"(({number}) / ({by}))"

    def join(
        self, lookup: Lookup, table: str, alias: str, value: str, equals: Mapping[str, str]
    ) -> str:
        column = f"x.{self.name(lookup.column)}"
        sign = "<" if lookup.is_strict else "<="
        conditions = [*self._equal("x", equals), f"{column} {sign} {value}"]
        return (
            f"LEFT JOIN LATERAL (SELECT * FROM {table} AS x WHERE {' AND '.join(conditions)} "
            f"ORDER BY {column} DESC LIMIT 1) AS {alias} ON TRUE"
        )


class Spark(Dialect):
    """Spark SQL, which joins fast by equality alone."""

    mark = "`"

    def micros(self, instant: str) -> str:
        return f"unix_micros({instant})"

    def instant(self, micros: str) -> str:
        return f"timestamp_micros({micros})"

    def divided(self, number: str, by: str) -> str:
        return f"(({number}) DIV ({by}))"

    def literal(self, instant: datetime) -> str:
        return f"TIMESTAMP '{instant.astimezone(UTC):%Y-%m-%d %H:%M:%S.%f}+00:00'"

    def text(self, value: str) -> str:
        """Return SQL for a text that is known; a backslash would be an escape."""
        return "'" + value.replace("\\", "\\\\").replace("'", "\\'") + "'"

    def prepared(self, lookup: Lookup, table: str) -> str:
        """Return a query that gives each row the range it is good for, one row for each block."""
        column = f"x.{self.name(lookup.column)}"
        begin = self.micros(column) if lookup.is_instant else column
        keys = ", ".join(f"x.{self.name(name)}" for name in lookup.equals)
        partition = f"PARTITION BY {keys} " if keys else ""
        following = f"LEAD({begin}) OVER ({partition}ORDER BY {begin})"
        end = f"{begin} + {lookup.length}" if lookup.length else following
        ranged = f"SELECT x.*, {begin} AS sla_from, {end} AS sla_to FROM {table} AS x"
        if lookup.is_within_a_day:
            return ranged
        # Of a strict lookup the range is open at its beginning and closed at its end.
        shift = 0 if lookup.is_strict else 1
        blocks = f"SEQUENCE(sla_from DIV {DAY}, (sla_to - {shift}) DIV {DAY})"
        return (
            f"SELECT y.*, EXPLODE({blocks}) AS sla_block FROM ({ranged}) AS y "
            "WHERE sla_from < sla_to"
        )

    def join(
        self, lookup: Lookup, table: str, alias: str, value: str, equals: Mapping[str, str]
    ) -> str:
        micros = self.micros(value) if lookup.is_instant else value
        conditions = self._equal(alias, equals)
        if not lookup.is_within_a_day:
            conditions.append(f"{alias}.sla_block = ({micros}) DIV {DAY}")
        if lookup.is_strict:
            conditions.append(f"{alias}.sla_from < {micros} AND {micros} <= {alias}.sla_to")
        else:
            conditions.append(f"{alias}.sla_from <= {micros}")
            conditions.append(f"({micros} < {alias}.sla_to OR {alias}.sla_to IS NULL)")
        return f"LEFT JOIN {table} AS {alias} ON {' AND '.join(conditions)}"


DIALECTS: Mapping[str, Dialect] = {
    "duckdb": DuckDB(),
    "postgresql": PostgreSQL(),
    "spark": Spark(),
}


def dialect_of(name: str) -> Dialect:
    """Return the dialect of a name.

    Raises:
        UnknownNameError: No such dialect.
    """
    dialect = DIALECTS.get(name)
    if dialect is None:
        raise UnknownNameError("dialect", name, DIALECTS)
    return dialect


def _is_name(part: object) -> bool:
    return isinstance(part, str) and part != "" and "\0" not in part
