"""What differs between databases: how they quote, count microseconds and divide.

The text of `slaclock.bulk.sql.query` is the same everywhere but for these. To add a dialect,
add an entry to `DIALECTS`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Literal, TypeAlias, TypeGuard

from slaclock.errors import ArgumentTypeError, UnknownNameError
from slaclock.instants import DAY

__all__ = ["DIALECTS", "Dialect", "DialectName", "Name", "dialect_of"]

DialectName: TypeAlias = Literal[
    "duckdb",
    "postgresql",
    "spark",
    "sqlite",
    "snowflake",
    "bigquery",
    "databricks",
    "redshift",
    "mysql",
]
Name: TypeAlias = str | Sequence[str]
"""The name of a table; a sequence names a schema, or more, before it."""
_TYPES = MappingProxyType({"integer": "BIGINT", "text": "TEXT"})
_STRINGS = MappingProxyType({"integer": "BIGINT", "text": "STRING"})


@dataclass(frozen=True)
class Dialect:
    """How one kind of database wants its SQL.

    Attributes:
        to_micros: An instant `{0}` as microseconds since the epoch, UTC.
        to_instant: Microseconds `{0}` as an instant.
        quotient: The whole quotient of `{0}` by `{1}`, neither of them negative.
        to_integer: A sum `{0}` as an integer; many databases make it a decimal number.
        latest, earliest: The later and the earlier of two instants, neither of them null.
        mark: What identifiers are quoted with.
        has_escapes: Whether a backslash in a text is an escape.
        kept: What makes the database work out a part once, if it would not by itself.
        has_indexes: Whether tables are looked up by indexes.
        types: What columns of integers and of text are called.
    """

    to_micros: str
    to_instant: str
    quotient: str = "(({0}) / ({1}))"
    to_integer: str = "CAST({0} AS BIGINT)"
    latest: str = "GREATEST({0}, {1})"
    earliest: str = "LEAST({0}, {1})"
    mark: str = '"'
    has_escapes: bool = False
    kept: str = ""
    has_indexes: bool = False
    types: Mapping[str, str] = field(default_factory=lambda: _TYPES)

    def name(self, name: Name) -> str:
        """Return an identifier, quoted; a sequence names a schema, or more, before it.

        Raises:
            ArgumentTypeError: Not text, empty, or with a null character.
        """
        parts: list[object] = list(name) if isinstance(name, list | tuple) else [name]
        texts = [part for part in parts if _is_name(part)]
        if not texts or len(texts) < len(parts):
            raise ArgumentTypeError("a name in SQL", name, "text, or a schema and a name")
        return ".".join(
            self.mark + part.replace(self.mark, self.mark * 2) + self.mark for part in texts
        )

    def micros(self, instant: str) -> str:
        """Return SQL for an instant as microseconds since the epoch."""
        return self.to_micros.format(instant)

    def instant(self, micros: str) -> str:
        """Return SQL for microseconds since the epoch as an instant."""
        return self.to_instant.format(micros)

    def divided(self, number: str, by: str | int) -> str:
        """Return SQL for the whole quotient of two numbers that are not negative."""
        return self.quotient.format(number, by)

    def later(self, first: str, second: str) -> str:
        """Return SQL for the later of two instants, neither of them null."""
        return self.latest.format(first, second)

    def earlier(self, first: str, second: str) -> str:
        """Return SQL for the earlier of two instants, neither of them null."""
        return self.earliest.format(first, second)

    def divided_up(self, number: str, by: str) -> str:
        """Return SQL for the quotient of two such numbers, rounded up."""
        return self.divided(f"{number} + {by} - 1", by)

    def integer(self, total: str) -> str:
        """Return SQL for a sum as an integer."""
        return self.to_integer.format(total)

    def day(self, micros: str) -> str:
        """Return SQL for the UTC day of an instant in microseconds, as days since the epoch."""
        return self.divided(micros, DAY)

    def text(self, value: str) -> str:
        """Return SQL for a text that is known.

        Raises:
            ArgumentTypeError: No text, or with a null character.
        """
        given: object = value  # of any type, whatever the annotation says
        if not isinstance(given, str) or "\0" in given:
            raise ArgumentTypeError("a text in SQL", given, "text without null characters")
        escaped = value.replace("\\", "\\\\") if self.has_escapes else value
        return "'" + escaped.replace("'", "\\'" if self.has_escapes else "''") + "'"


# An integer is taken for microseconds. A text must be in UTC: `2026-03-02 09:00:00`, with or
# without six digits after the second, and with or without `+00:00` or `Z`.
_SQLITE_MICROS = (
    "CASE WHEN typeof({0}) = 'integer' THEN {0} "
    "WHEN length(rtrim(replace({0}, '+00:00', ''), 'Z')) IN (19, 26) "
    "THEN CAST(strftime('%s', substr({0}, 1, 19)) AS INTEGER) * 1000000 "
    "+ CASE WHEN substr({0}, 20, 1) = '.' THEN CAST(substr({0}, 21, 6) AS INTEGER) ELSE 0 END END"
)
_SQLITE_INSTANT = (
    "(strftime('%Y-%m-%d %H:%M:%S', ({0}) / 1000000, 'unixepoch') "
    "|| printf('.%06d+00:00', ({0}) % 1000000))"
)
_SPARK = Dialect(
    to_micros="unix_micros({0})",
    to_instant="timestamp_micros({0})",
    quotient="(({0}) DIV ({1}))",
    mark="`",
    has_escapes=True,
    types=_STRINGS,
)

DIALECTS: Mapping[str, Dialect] = {
    "duckdb": Dialect(
        to_micros="epoch_us({0})",
        to_instant="make_timestamptz({0})",
        quotient="(({0}) // ({1}))",
    ),
    "postgresql": Dialect(
        to_micros="CAST(EXTRACT(EPOCH FROM {0}) * 1000000 AS BIGINT)",
        to_instant="(TIMESTAMPTZ 'epoch' + ({0}) * INTERVAL '1 microsecond')",
        kept="MATERIALIZED ",
        has_indexes=True,
    ),
    "spark": _SPARK,
    "databricks": _SPARK,
    "sqlite": Dialect(
        to_micros=_SQLITE_MICROS,
        to_instant=_SQLITE_INSTANT,
        latest="MAX({0}, {1})",
        earliest="MIN({0}, {1})",
        kept="MATERIALIZED ",
        has_indexes=True,
        types={"integer": "INTEGER", "text": "TEXT"},
    ),
    # Division keeps six digits there, which might round up: only what divides evenly is divided.
    "snowflake": Dialect(
        to_micros="DATE_PART(EPOCH_MICROSECOND, {0})",
        to_instant="TO_TIMESTAMP_TZ({0}, 6)",
        quotient="((({0}) - MOD({0}, {1})) / ({1}))",
    ),
    "bigquery": Dialect(
        to_micros="UNIX_MICROS({0})",
        to_instant="TIMESTAMP_MICROS({0})",
        quotient="DIV({0}, {1})",
        to_integer="CAST({0} AS INT64)",
        mark="`",
        has_escapes=True,
        types={"integer": "INT64", "text": "STRING"},
    ),
    "redshift": Dialect(
        to_micros="DATEDIFF(microsecond, TIMESTAMPTZ '1970-01-01 00:00:00+00', {0})",
        to_instant="(TIMESTAMPTZ '1970-01-01 00:00:00+00' + ({0}) * INTERVAL '1 microsecond')",
        types={"integer": "BIGINT", "text": "VARCHAR(256)"},
    ),
    # Columns are DATETIME(6) in UTC: a TIMESTAMP would be read in the zone of the session.
    "mysql": Dialect(
        to_micros="TIMESTAMPDIFF(MICROSECOND, '1970-01-01 00:00:00', {0})",
        to_instant="TIMESTAMPADD(MICROSECOND, {0}, '1970-01-01 00:00:00.000000')",
        quotient="(({0}) DIV ({1}))",
        to_integer="CAST({0} AS SIGNED)",
        mark="`",
        has_escapes=True,
        has_indexes=True,
        types={"integer": "BIGINT", "text": "VARCHAR(255)"},
    ),
}


def dialect_of(name: str) -> Dialect:
    """Return the dialect of a name.

    Raises:
        UnknownNameError: No such dialect.
    """
    given: object = name  # of any type, whatever the annotation says
    dialect = DIALECTS.get(given) if isinstance(given, str) else None
    if dialect is None:
        raise UnknownNameError("dialect", name, DIALECTS)
    return dialect


def _is_name(part: object) -> TypeGuard[str]:
    return isinstance(part, str) and part != "" and "\0" not in part
