"""Write a contract into a dbt project: its answers as seeds, its queries as macros.

    python write_contract.py CONTRACT FIRST_DAY LAST_DAY PROJECT [--keep COLUMN ...]

CONTRACT is a file or a bundled name; the days, as 2026-01-01, bound when tickets are opened
(in UTC, the last one not included). Run it again when the contract changes, and commit what it
writes: the history of these files is then the history of the contract. dbt itself needs no
Python of ours.
"""

from __future__ import annotations

import argparse
from datetime import UTC, datetime
from pathlib import Path

from slaclock import Matrix, load_matrix
from slaclock.bulk import sql

ADAPTERS = {
    "bigquery": "bigquery",
    "databricks": "databricks",
    "duckdb": "duckdb",
    "postgres": "postgresql",
    "redshift": "redshift",
    "snowflake": "snowflake",
    "spark": "spark",
}
"""What dbt calls an adapter, and what slaclock calls its dialect."""
GIVEN = ("tickets", "pauses")
"""The tables that a model gives to a macro; the others are the seeds."""
DOOR = """\
{{% macro {name}({given}) %}}
  {{{{ return(adapter.dispatch('{name}')({given})) }}}}
{{% endmacro %}}
"""
QUERY = """\
{{% macro {adapter}__{name}({given}) %}}
{text}
{{% endmacro %}}
"""


def write(matrix: Matrix, start: datetime, end: datetime, project: Path, keep: list[str]) -> None:
    """Write seeds and macros of the contract into the folders of a dbt project."""
    tables = matrix.answer_tables(start, end)
    seeds, macros = project / "seeds", project / "macros"
    for folder in (seeds, macros):
        folder.mkdir(parents=True, exist_ok=True)
    for name, table in tables.items():
        table.to_csv(seeds / f"{name}.csv")
    (seeds / "sla.yml").write_text(types_of(tables), encoding="utf-8")
    queries = "\n".join(macros_of(matrix, list(tables), keep))
    (macros / "sla_queries.sql").write_text(queries, encoding="utf-8")


def types_of(tables: dict[str, sql.Table]) -> str:
    """Return what dbt is told of the seeds: it would guess types too small for microseconds."""
    lines = ["version: 2", "seeds:"]
    for name, table in tables.items():
        lines += [f"  - name: {name}", "    config:", "      column_types:"]
        for column in table.columns:
            kind = "bigint" if column.kind == "integer" else "text"
            lines.append(f"        {column.name}: {kind}")
    return "\n".join(lines) + "\n"


def macros_of(matrix: Matrix, seeds: list[str], keep: list[str]) -> list[str]:
    """Return `sla_deadlines`, `sla_verdicts` and `sla_verdicts_with_pauses`, for each adapter."""
    done = {"responded_at": "responded_at", "resolved_at": "resolved_at"}
    found = []
    for name, given, ask in (
        ("sla_deadlines", "tickets", lambda d: sql.deadlines(matrix, dialect=d, keep=keep)),
        (
            "sla_verdicts",
            "tickets",
            lambda d: sql.verdicts(matrix, dialect=d, keep=keep, **done),
        ),
        (
            "sla_verdicts_with_pauses",
            "tickets, pauses",
            lambda d: sql.verdicts(matrix, dialect=d, keep=keep, pauses="pauses", **done),
        ),
    ):
        found.append(DOOR.format(name=name, given=given))
        for adapter, dialect in ADAPTERS.items():
            text = with_references(ask(dialect), seeds)
            found.append(QUERY.format(adapter=adapter, name=name, given=given, text=text))
    return found


def with_references(query: str, seeds: list[str]) -> str:
    """Return the query with references of dbt where the names of tables were."""
    for mark in ('"', "`"):
        for name in GIVEN:
            query = query.replace(f"{mark}{name}{mark}", f"{{{{ {name} }}}}")
        for name in seeds:
            query = query.replace(f"{mark}{name}{mark}", f"{{{{ ref('{name}') }}}}")
    return query


def day(text: str) -> datetime:
    """Return the first instant of a day, in UTC."""
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def main() -> None:
    """Read the arguments, and write."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("contract")
    parser.add_argument("first_day", type=day)
    parser.add_argument("last_day", type=day)
    parser.add_argument("project", type=Path)
    parser.add_argument("--keep", nargs="+", default=["id"])
    asked = parser.parse_args()
    matrix = load_matrix(asked.contract)
    write(matrix, asked.first_day, asked.last_day, asked.project, asked.keep)


if __name__ == "__main__":
    main()
