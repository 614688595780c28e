"""Deadlines in Spark: `add_deadlines` for its data frames, on the kernel of the arrays.

Each batch of rows goes through `slaclock.bulk.add_deadlines` as an Arrow table, in Python
workers that compile the calendars once. Set `PYSPARK_PYTHON` to the interpreter that has
slaclock, and Spark's session zone does not matter: its timestamps are instants.

The other way is `slaclock.bulk.sql.query` with `dialect="spark"`, which needs no Python workers.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Literal

from slaclock.bulk.engine.chosen import columns_asked
from slaclock.bulk.engine.terms import check_name
from slaclock.bulk.frames.deadlines import add_deadlines as add_to_table
from slaclock.errors import ArgumentTypeError, MissingExtraError, UnknownNameError
from slaclock.matrices.door import DEFAULT_MATRIX, MatrixLike, matrix_of, opening_metrics
from slaclock.matrices.history import MatrixHistory
from slaclock.matrices.model import Matrix

__all__ = ["add_deadlines"]


def add_deadlines(
    frame: Any,
    *,
    plan: str | None = "plan",
    priority: str | None = "priority",
    opened_at: str = "opened_at",
    fields: Mapping[str, str | None] | None = None,
    matrix: MatrixLike = DEFAULT_MATRIX,
    prefix: str = "",
) -> Any:
    """Return a PySpark data frame with the deadlines of every ticket added.

    The columns are those of `slaclock.bulk.add_deadlines`; a row without an answer has nulls
    and the reason in `sla_error`. Nothing is computed before an action asks for it.

    Args:
        frame: A PySpark data frame.
        plan: A column; or, where no column is called so, one plan for all rows.
        priority: The same; None for the plan-wide promise alone.
        opened_at: A column of timestamps.
        fields: Columns of the fields by which rules of the matrix choose plan, priority and
            calendars, as for `slaclock.bulk.add_deadlines`.
        matrix: A `Matrix` or `MatrixHistory`, the name of a bundled one or a path; it travels
            to the workers.
        prefix: What the names of the result columns begin with.

    Raises:
        UnknownNameError: No such column, plan, priority or bundled matrix.
        ArgumentTypeError: *opened_at* is not made of timestamps (those without time zone are
            none), or the frame has a column of a result's name already.
        MissingExtraError: The package pyspark is not installed.
    """
    terms = matrix_of(matrix)
    schema = _schema(frame, opened_at, opening_metrics(terms), prefix)
    _check_names(frame.columns, plan, priority, fields, terms)

    def add(batches: Iterator[Any]) -> Iterator[Any]:
        import pyarrow

        for batch in batches:
            found = add_to_table(
                pyarrow.Table.from_batches([batch]),
                plan=plan,
                priority=priority,
                opened_at=opened_at,
                fields=fields,
                matrix=terms,
                prefix=prefix,
            )
            yield from found.cast(_in_utc(found.schema)).to_batches()

    return frame.mapInArrow(add, schema)


def _check_names(
    columns: list[str],
    plan: str | None,
    priority: str | None,
    fields: Mapping[str, str | None] | None,
    matrix: Matrix | MatrixHistory,
) -> None:
    """Refuse names that are neither columns nor known, before any work is sent away."""
    asks_rules = columns_asked(matrix, columns, plan, fields) is not None
    named: list[tuple[Literal["plan", "priority"], str | None]]
    named = [("plan", plan), ("priority", priority)]
    for kind, name in named:
        may_be_chosen = asks_rules and name == kind
        if name is not None and name not in columns and not may_be_chosen:
            check_name(kind, name, matrix, columns)


def _schema(frame: Any, opened_at: str, metrics: Iterable[str], prefix: str) -> Any:
    """Return the schema of the result, after checking that of the frame."""
    try:
        from pyspark.sql.types import StringType, StructField, StructType, TimestampType
    except ImportError:
        raise MissingExtraError("slaclock.bulk.spark", "pyspark", "spark") from None
    fields = {field.name: field for field in frame.schema.fields}
    if opened_at not in fields:
        raise UnknownNameError("column", opened_at, fields)
    kind = fields[opened_at].dataType
    if not isinstance(kind, TimestampType):
        raise ArgumentTypeError(opened_at, kind, "a column of timestamps (TimestampType)")
    names = [f"{prefix}{metric}_due" for metric in metrics]
    added = [StructField(name, TimestampType()) for name in names]
    added.append(StructField(f"{prefix}sla_error", StringType()))
    for field in added:
        if field.name in fields:
            expected = "free; the frame has it already: rename it, or choose another prefix"
            raise ArgumentTypeError("the name of a result", field.name, expected)
    return StructType([*frame.schema.fields, *added])


def _in_utc(schema: Any) -> Any:
    """Return a schema of Arrow whose instants are all in UTC, and no column is of type null."""
    import pyarrow

    fields = [
        field.with_type(pyarrow.timestamp("us", "UTC"))
        if pyarrow.types.is_timestamp(field.type) and field.type.tz is not None
        else field
        for field in schema
    ]
    return pyarrow.schema(fields)
