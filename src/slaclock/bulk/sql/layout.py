"""The tables that the SQL reads: their names, their columns, and what they are looked up by.

`slaclock.bulk.sql.tables` fills them, and `slaclock.bulk.sql.query` reads them. Instants and
lengths of time in them are whole numbers of microseconds, so that every database holds them
alike.
"""

from __future__ import annotations

from collections.abc import Mapping

from slaclock.bulk.sql.dialects import Name
from slaclock.errors import ArgumentTypeError, UnknownNameError
from slaclock.files.table import Column
from slaclock.instants import DAY
from slaclock.matrices.door import opening_metrics, versions_of
from slaclock.matrices.history import MatrixHistory
from slaclock.matrices.model import Matrix
from slaclock.matrices.terms import Terms

__all__ = [
    "BACK_COLUMNS",
    "BLOCK",
    "DUE_COLUMNS",
    "KEYS",
    "OPEN_COLUMNS",
    "TABLES",
    "calendar_column",
    "columns_of",
    "hours_groups",
    "names_of",
    "stopped_metrics",
    "stops",
    "takes_any_priority",
    "term_columns",
]

TABLES = ("sla_terms", "sla_due", "sla_open", "sla_back")
"""The names that the tables have unless others are given."""
BLOCK = DAY // 3
"""How much open time a block of `sla_back` holds: about a day of a desk, so that few rows do."""
KEYS: Mapping[str, tuple[str, ...]] = {
    "sla_terms": ("plan", "priority"),
    "sla_due": ("promise_id", "utc_day"),
    "sla_open": ("utc_day", "calendar_no"),
    "sla_back": ("block", "calendar_no"),
}
"""What each table is looked up by; there is a column for each of these."""


def _integers(names: str) -> tuple[Column, ...]:
    return tuple(Column(name, "integer") for name in names.split())


DUE_COLUMNS = _integers(
    "promise_id utc_day starts_us ends_us low_us base_us shift_us parts whole reading_us day_run"
)
_CALENDAR = (Column("calendar_id", "text"), Column("calendar_no", "integer"))
OPEN_COLUMNS = (*_CALENDAR, *_integers("utc_day starts_us ends_us low_us high_us shift_us"))
BACK_COLUMNS = (*_CALENDAR, *_integers("block after_us through_us shift_us day_run"))
_TERMS = ("promise", "strict", "stops")


def stops(terms: Terms, metric: str) -> bool | None:
    """Return whether a pause stops a metric; None where that depends on its reason, or more."""
    own = terms.matrix.metrics[metric].pauses
    said = {own if part.pauses is None else part.pauses for part in terms.single_targets(metric)}
    (pauses,) = said if len(said) == 1 else {() if said else own}
    return None if isinstance(pauses, tuple) else bool(pauses)


def differing_bounds(matrix: Matrix | MatrixHistory) -> frozenset[str]:
    """Return the metrics that have a list of which some parts are strict and some are not."""
    rows = (
        row
        for version in versions_of(matrix)
        for row in (*map(version.row, version.plans), *version.rows())
    )
    return frozenset(
        target.metric for row in rows for target in row.every_target if target.bounds_differ
    )


def stopped_metrics(matrix: Matrix | MatrixHistory) -> tuple[str, ...]:
    """Return the names of the metrics that a pause may stop in any version."""
    return tuple(
        name
        for name in opening_metrics(matrix)
        if any(
            version.may_pause(name) for version in versions_of(matrix) if name in version.metrics
        )
    )


def term_columns(metric: str) -> tuple[str, ...]:
    """Return the columns of `sla_terms` for a metric.

    `_promise` is looked up in `sla_due`; `_strict` is 1 where the deadline itself is too late;
    `_stops` is 1 where a pause stops the clock, 0 where it does not, and null where that
    depends on its reason.
    """
    return tuple(f"{metric}_{term}" for term in _TERMS)


def calendar_column(metric: str) -> str:
    """Return the column of `sla_terms` with the `calendar_no` that a metric runs on."""
    return f"{metric}_calendar"


def hours_groups(matrix: Matrix | MatrixHistory) -> list[list[str]]:
    """Return the metrics of `opening_metrics` in groups that run on one calendar in every row."""
    groups: dict[tuple[str, ...], list[str]] = {}
    for name in opening_metrics(matrix):
        hours = tuple(
            row.hours_of(name)
            for version in versions_of(matrix)
            for row in (*map(version.row, version.plans), *version.rows())
        )
        groups.setdefault(hours, []).append(name)
    return list(groups.values())


def takes_any_priority(matrix: Matrix | MatrixHistory) -> bool:
    """Return whether any plan promises something to tickets without a priority."""
    return any(
        version.takes_any_priority(plan)
        for version in versions_of(matrix)
        for plan in version.plans
    )


def columns_of(matrix: Matrix | MatrixHistory) -> dict[str, tuple[Column, ...]]:
    """Return the columns of each table."""
    terms = [column for metric in opening_metrics(matrix) for column in term_columns(metric)]
    return {
        "sla_terms": (
            Column("plan", "text"),
            Column("priority", "text"),
            Column("effective_from_us", "integer"),
            Column("effective_until_us", "integer"),
            Column("calendar_id", "text"),
            *(Column(name, "integer") for name in terms),
            *(Column(calendar_column(metric), "integer") for metric in opening_metrics(matrix)),
        ),
        "sla_due": (*DUE_COLUMNS, *_integers("strict" if differing_bounds(matrix) else "")),
        "sla_open": OPEN_COLUMNS,
        "sla_back": BACK_COLUMNS,
    }


def names_of(tables: Mapping[str, Name] | None) -> dict[str, Name]:
    """Return what each table is called.

    Raises:
        UnknownNameError: A name is given for a table that there is not.
    """
    if not isinstance(tables, Mapping | None):
        raise ArgumentTypeError("tables", tables, "a mapping from tables to their names")
    given = dict(tables or {})
    for key in given:
        if key not in TABLES:
            raise UnknownNameError("table", key, TABLES)
    return {key: given.get(key, key) for key in TABLES}
