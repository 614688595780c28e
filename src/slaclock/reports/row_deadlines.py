"""Deadlines for the rows of an export, read as a report reads it: what `slaclock bulk` does.

Every row comes back, in order, with what it had and the result columns. A row without an answer
has its reason; nothing is left out. The new file gets its name when it is whole.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, NamedTuple

import polars as pl

from slaclock.bulk.engine.chosen import columns_asked, combined, terms_by_fields
from slaclock.bulk.engine.columns import Instants
from slaclock.bulk.engine.steps import NAT
from slaclock.bulk.engine.terms import METRICS, Terms, check_name, due_by_terms, terms_of
from slaclock.bulk.frames.answering import ERROR_COLUMN, reason_texts
from slaclock.errors import ArgumentTypeError, LedgerError, TextError, TicketFileError
from slaclock.files.whole_files import check_output, whole_file
from slaclock.matrices.door import DEFAULT_MATRIX, MatrixLike, matrix_of
from slaclock.matrices.history import MatrixHistory
from slaclock.matrices.model import Matrix
from slaclock.messages import listed
from slaclock.reports.figures.cells import codes_of_names
from slaclock.reports.outputs import WRITERS, write_frame
from slaclock.reports.reading.exports import Export, open_export
from slaclock.reports.reading.joined import cleaned
from slaclock.reports.reading.lines import ROW, Table
from slaclock.reports.reading.mapping import ColumnMap
from slaclock.reports.reading.names import NULLS
from slaclock.reports.reading.profiles import Profile
from slaclock.reports.reading.roles import problem_details, role_frame, time_column, time_notes
from slaclock.reports.reading.sources import STANDARD_INPUT
from slaclock.reports.reading.times import Reading, Times, read_times
from slaclock.reports.reading.written_zones import texts_in_zones

__all__ = ["RowSummary", "answer_export"]

MOST_REASONS = 5
PLAN_WIDE = "-"
"""In place of a priority: the promise of the plan alone."""
_NO_OPENING = "the row has no time of opening"
_INSTANT = pl.Datetime("us", "UTC")


class RowSummary(NamedTuple):
    """How it went.

    Attributes:
        rows: How many rows there were.
        failed: How many of them have no answer.
        reasons: The first few of those, each with its place.
        readings: How the openings were read.
        notes: What one should know of the reading.
    """

    rows: int
    failed: int
    reasons: tuple[str, ...]
    readings: tuple[Reading, ...]
    notes: tuple[str, ...]


def answer_export(
    path: str | Path | Iterable[str | Path],
    target: str | Path,
    *,
    matrix: MatrixLike = DEFAULT_MATRIX,
    profile: Profile | str | Path | None = None,
    fields: Mapping[str, str | None] | None = None,
    **changes: Any,
) -> RowSummary:
    """Write the rows of an export with their deadlines into a new file.

    Args:
        path: As for `read_tickets`: files of any kind, packed ones, several, standard input.
        target: The new file: `.csv`, `.tsv`, `.json`, `.jsonl` or `.parquet`, whatever the
            export is. It is replaced only by a whole one.
        matrix: A `Matrix` or `MatrixHistory`, the name of a bundled one or a path.
        profile: As for `read_tickets`.
        fields: Which columns hold the fields by which the matrix chooses a plan, as for
            `slaclock.bulk.add_deadlines`.
        **changes: As for `read_tickets`. `plan` and `priority` may also name a column; the
            priority `-` is the promise of the plan alone. With a `timezone` results are in it;
            without one, on the clock of each row's opening.

    Raises:
        TicketFileError: The export as a whole cannot be read, is a log of updates, or names no
            plan or priority.
        UndecidedTimesError: The openings can be read in more than one way, or in none.
        UnknownNameError: No such column, plan, priority or bundled matrix.
        ArgumentTypeError: The export has a column of a result's name already.
        OutputError: *target* is an input, or cannot be written.
        TextError: *target* is of no kind that can be written.
    """
    paths = [path] if isinstance(path, str | Path) else list(path)
    out = check_output(target, [name for name in paths if str(name) != STANDARD_INPUT])
    if out.suffix.lower() not in WRITERS:
        raise TextError(str(target), f"must end in one of {', '.join(WRITERS)}")
    terms = matrix_of(matrix)
    plan_wide = changes.get("priority") == PLAN_WIDE
    if plan_wide:
        del changes["priority"]
    export = _with_columns(open_export(paths, profile, changes, needed=("opened_at",)))
    answers = _Answers(export, terms, fields, plan_wide=plan_wide)
    zone = changes.get("timezone")
    frame = answers.frame(zone, typed=out.suffix.lower() == ".parquet")
    with whole_file(out) as file:
        write_frame(frame, file, out.suffix.lower())
    return answers.summary()


def _with_columns(export: Export) -> Export:
    """Return an export in which a plan or priority for all that is a column's name is a column."""
    mapping = export.mapping
    changes: dict[str, Any] = {"columns": {}}
    for role in ("plan", "priority"):
        name = getattr(mapping.profile, role)
        if name is not None and name in mapping.header:
            changes |= {"columns": {**changes["columns"], role: name}, role: None}
    if not changes["columns"]:
        return export
    profile = mapping.profile.changed(changes)
    again = ColumnMap(mapping.file, mapping.header, profile, changes["columns"], ("opened_at",))
    return export._replace(mapping=again)


class _Answers:
    """The answers to the rows of one export."""

    def __init__(
        self,
        export: Export,
        matrix: Matrix | MatrixHistory,
        fields: Mapping[str, str | None] | None,
        *,
        plan_wide: bool,
    ) -> None:
        """Refuse what cannot be answered at all, then read the rows and answer them."""
        self.mapping, self.matrix, self.plan_wide = export.mapping, matrix, plan_wide
        named = self.mapping.profile.plan or self.mapping.roles.get("plan")
        self.asked = columns_asked(matrix, self.mapping.header, named, fields)
        _check(self.mapping, matrix, plan_wide=plan_wide, chosen=self.asked is not None)
        self.table = export.read(self.mapping.header)
        self.notes = [*export.opened.notes, *self.mapping.notes]
        frame = role_frame(self.mapping, self.table.frame)
        self.column = time_column(self.mapping, "opened_at")
        self.times = read_times(frame["opened_at"], self.column)
        self.notes += time_notes(self.times, self.column, "opened_at")
        opened = self.times.instants.to_physical().fill_null(NAT).to_numpy().copy()
        self.dues, failures = due_by_terms(
            self._terms(frame, opened), Instants(opened, {}, "UTC"), "opened_at"
        )
        told = pl.Series(reason_texts(len(frame), failures), dtype=pl.String)
        self.reasons = _reasons(frame, self.times, problem_details(self.column, "opened_at"), told)

    def frame(self, zone: str | None, *, typed: bool) -> pl.DataFrame:
        """Return all rows with their results, those that could not be split included.

        Args:
            zone: Of the results; None for the clock of each row's opening.
            typed: Whether results are datetimes, or text.
        """
        results = [self._results(metric, zone, typed=typed) for metric in METRICS]
        reasons = self.reasons.alias(ERROR_COLUMN)
        frame = self.table.frame.select(ROW, *self.mapping.header)
        return _with_bad(frame.with_columns(*results, reasons), self.table).drop(ROW)

    def summary(self) -> RowSummary:
        """Return how it went."""
        wrong = {line.row: line.detail for line in self.table.bad}
        failed = self.table.frame.select(ROW, reason=self.reasons).drop_nulls()
        wrong |= {row: f"row {row}: {reason}" for row, reason in failed.rows()}
        first = [wrong[row] for row in sorted(wrong)[:MOST_REASONS]]
        return RowSummary(
            self.table.rows, len(wrong), tuple(first), self.times.readings, tuple(self.notes)
        )

    def _terms(self, frame: pl.DataFrame, opened: Any) -> Terms:
        if self.asked is not None:
            return self._chosen(self.asked, frame, opened)
        plans: Any = codes_of_names(frame["plan"]) if "plan" in frame.columns else None
        if plans is None:
            (plans,) = _latest(self.matrix).plans
            self.notes.append(f"the matrix has one plan, {plans}; it is taken for every row")
        priorities = None if self.plan_wide else codes_of_names(frame["priority"])
        return terms_of(self.matrix, plans, priorities, opened)

    def _chosen(self, asked: Mapping[str, str], frame: pl.DataFrame, opened: Any) -> Terms:
        """Return the terms that the rules of the matrix give by the fields of each row."""
        given = self.table.frame
        nulls = (*NULLS, *self.mapping.profile.nulls)
        fields = {
            name: codes_of_names(given.select(cleaned(given, at, nulls)).to_series())
            for name, at in asked.items()
        }
        plan, priority = (
            codes_of_names(frame[role]) if role in frame.columns else None
            for role in ("plan", "priority")
        )
        return terms_by_fields(self.matrix, combined(fields, len(frame)), plan, priority, opened)

    def _results(self, metric: str, zone: str | None, *, typed: bool) -> pl.Series:
        micros = pl.Series(self.dues[metric])
        instants = micros.set(micros == NAT, None).cast(_INSTANT)
        instants = instants.set(self.reasons.is_not_null(), None).alias(f"{metric}_due")
        if typed:
            return instants.dt.convert_time_zone(zone or "UTC")
        dtype = self.table.frame.schema[self.mapping.parts("opened_at")[0]]
        own = zone or getattr(dtype, "time_zone", None)
        texts = texts_in_zones(instants, self.times.zones, self.column, own)
        return texts.alias(f"{metric}_due")


def _check(
    mapping: ColumnMap, matrix: Matrix | MatrixHistory, *, plan_wide: bool, chosen: bool
) -> None:
    """Refuse an export that has no answer whatever its rows say."""
    profile = mapping.profile
    if profile.events is not None:
        problem = (
            f"is read as {profile.title}, which has a row for each update; bulk is for a row a "
            "ticket: name another profile, or make a report"
        )
        raise TicketFileError(mapping.file, problem)
    if "opened_at" not in mapping.roles:
        raise TicketFileError(mapping.file, profile.without.get("opened_at", _NO_OPENING))
    added = (*(f"{metric}_due" for metric in METRICS), ERROR_COLUMN)
    taken = [name for name in added if name in mapping.header]
    if taken:
        raise ArgumentTypeError("the name of a result", taken[0], "free; rename that column")
    for kind in ("plan", "priority"):
        name = getattr(profile, kind)
        if name is not None:
            check_name(kind, name, matrix, mapping.header)
    if chosen:
        return
    plans = _latest(matrix).plans
    if profile.plan is None and "plan" not in mapping.roles and len(plans) > 1:
        problem = "no column names the plan; give one with --plan, or --map plan=COLUMN"
        raise TicketFileError(mapping.file, f"{problem}; plans: {listed(plans)}")
    if profile.priority is None and "priority" not in mapping.roles and not plan_wide:
        problem = (
            "no column names the priority; give one with --priority, or --map priority=COLUMN, "
            "or --priority - for the promise of the plan alone"
        )
        raise TicketFileError(mapping.file, problem)


def _latest(matrix: Matrix | MatrixHistory) -> Matrix:
    return matrix if isinstance(matrix, Matrix) else matrix.versions[-1].matrix


def _reasons(frame: pl.DataFrame, times: Times, details: pl.Expr, told: pl.Series) -> pl.Series:
    """Return why rows have no answer; what is wrong with their opening comes first."""
    found = frame.with_columns(problem=times.problems, told=told, read=times.instants)
    return found.select(
        pl.when(pl.col("problem").is_not_null())
        .then(details)
        .when(pl.col("read").is_null())
        .then(pl.lit(_NO_OPENING))
        .otherwise(pl.col("told"))
        .alias("reason")
    ).to_series()


def _with_bad(frame: pl.DataFrame, table: Table) -> pl.DataFrame:
    """Return the rows in order with those between them that could not be split.

    Raises:
        LedgerError: They are not as many as the file has.
    """
    if table.bad:
        names = [name for name in frame.columns if name not in (ROW, ERROR_COLUMN)]
        padded = [(*line.fields, *[None] * len(names))[: len(names)] for line in table.bad]
        rows = [
            (line.row, *fields[: len(table.header)], *[None] * (len(names) - len(table.header)))
            for line, fields in zip(table.bad, padded, strict=True)
        ]
        schema = {ROW: pl.UInt32, **dict.fromkeys(names, pl.String)}
        bad = pl.DataFrame(rows, schema=schema, orient="row")
        bad = bad.with_columns(pl.Series(ERROR_COLUMN, [line.detail for line in table.bad]))
        both = [
            frame.with_columns(pl.col(ROW).cast(pl.UInt32)),
            bad.cast({name: frame.schema[name] for name in names}, strict=False),
        ]
        frame = pl.concat(both).sort(ROW, maintain_order=True)
    if len(frame) != table.rows:
        raise LedgerError(table.rows, len(frame), "rows")
    return frame
