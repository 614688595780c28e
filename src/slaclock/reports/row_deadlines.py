"""Deadlines for the rows of an export, read as a report reads it: what `slaclock bulk` does.

Every row comes back, in order, with what it had and the result columns. A row without an answer
has its reason; nothing is left out. The new file gets its name when it is whole.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple

import polars as pl

from slaclock.bulk.engine.chosen import columns_asked, combined, terms_by_fields
from slaclock.bulk.engine.columns import Instants
from slaclock.bulk.engine.steps import NAT, Ints
from slaclock.bulk.engine.terms import TicketTerms, check_name, due_by_terms, terms_of
from slaclock.bulk.frames.answering import ERROR_COLUMN, reason_texts
from slaclock.errors import ArgumentTypeError, LedgerError, TextError, TicketFileError
from slaclock.files.regular_files import remembering
from slaclock.files.whole_files import check_output, whole_file
from slaclock.matrices.door import DEFAULT_MATRIX, MatrixLike, matrix_of, opening_metrics
from slaclock.matrices.history import MatrixHistory
from slaclock.matrices.model import Matrix
from slaclock.messages import listed
from slaclock.reports.figures.cells import codes_of_names
from slaclock.reports.outputs import WRITERS
from slaclock.reports.reading.exports import Export, open_export
from slaclock.reports.reading.joined import cleaned
from slaclock.reports.reading.lines import ROW, RawTable
from slaclock.reports.reading.mapping import ColumnMap
from slaclock.reports.reading.names import NULLS
from slaclock.reports.reading.profiles import Profile
from slaclock.reports.reading.roles import problem_details, role_frame, time_column, time_notes
from slaclock.reports.reading.sources import STANDARD_INPUT
from slaclock.reports.reading.time_parts import TimesInParts, formats_in_parts
from slaclock.reports.reading.times import Formats, FormatUse, ReadTimes
from slaclock.reports.reading.unused import GivenValues
from slaclock.reports.reading.written_zones import texts_in_zones

__all__ = ["RowSummary", "answer_export"]

MOST_REASONS = 5
LONGEST_FIELD = 131_072
"""How many characters a field has at most: what is longer is hardly one ticket's."""
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
    readings: tuple[FormatUse, ...]
    notes: tuple[str, ...]


@remembering()
def answer_export(
    path: str | Path | Iterable[str | Path],
    target: str | Path,
    *,
    matrix: MatrixLike = DEFAULT_MATRIX,
    profile: Profile | str | Path | None = None,
    fields: Mapping[str, str | None] | None = None,
    told: Callable[[str], None] = lambda _: None,
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
        told: Called with a line about how far the work is.
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
    out = check_output(target, [name for name in paths if str(name) != STANDARD_INPUT] + [matrix])
    if out.suffix.lower() not in WRITERS:
        raise TextError(str(target), f"must end in one of {', '.join(WRITERS)}")
    terms = matrix_of(matrix)
    plan_wide = changes.get("priority") == PLAN_WIDE
    if plan_wide:
        del changes["priority"]
    export = _with_columns(open_export(paths, profile, changes, needed=("opened_at",)))
    values = GivenValues(export.mapping, changes.get("values") or {})
    answers = _AnsweredRows(export, terms, fields, values, plan_wide=plan_wide)
    kind = out.suffix.lower()
    with whole_file(out) as file, WRITERS[kind](file) as write:
        for table in answers.parts(export.mapping.header):
            write(answers.of(table, changes.get("timezone"), typed=kind == ".parquet"))
            told(f"answered {answers.rows:,} rows")
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


class _AnsweredRows:
    """The answers to the rows of one export, part by part."""

    def __init__(
        self,
        export: Export,
        matrix: Matrix | MatrixHistory,
        fields: Mapping[str, str | None] | None,
        values: GivenValues,
        *,
        plan_wide: bool,
    ) -> None:
        """Refuse what cannot be answered at all, and find the formats of the openings."""
        self.export, self.mapping, self.values = export, export.mapping, values
        self.matrix, self.plan_wide = matrix, plan_wide
        self.metrics = tuple(opening_metrics(matrix))
        self.results = (*(f"{metric}_due" for metric in self.metrics), ERROR_COLUMN)
        named = self.mapping.profile.plan or self.mapping.roles.get("plan")
        self.asked = columns_asked(matrix, self.mapping.header, named, fields)
        self._check()
        # Other kinds than CSV are in memory as a whole, and read once.
        self.whole = None if export.opened.is_csv else export.read(self.mapping.header)
        self.column = time_column(self.mapping, "opened_at")
        self.times = TimesInParts(self.column, self._formats())
        self.rows = self.failed = 0
        self.reasons: list[str] = []

    def parts(self, columns: Iterable[str]) -> Iterable[RawTable]:
        """Return the rows in parts, with some of the columns at least."""
        return self.export.parts(columns) if self.whole is None else (self.whole,)

    def of(self, table: RawTable, zone: str | None, *, typed: bool) -> pl.DataFrame:
        """Return the rows of the next part with their results, broken ones included.

        Args:
            table: The part.
            zone: Of the results; None for the clock of each row's opening.
            typed: Whether results are datetimes, or text.
        """
        self.values.see(table.frame)
        frame = role_frame(self.mapping, table.frame)
        times = self.times.read(frame["opened_at"])
        opened = times.instants.to_physical().fill_null(NAT).to_numpy().copy()
        dues, failures = due_by_terms(
            self._terms(table.frame, frame, opened),
            Instants(opened, {}, "UTC"),
            "opened_at",
            self.metrics,
        )
        details = problem_details(self.column, "opened_at")
        reasons = _reasons(frame, times, details, reason_texts(len(frame), failures))
        too_long = _too_long(table.frame)
        reasons = too_long.zip_with(too_long.is_not_null(), reasons)
        dtype = table.frame.schema[self.mapping.parts("opened_at")[0]]
        own = zone or getattr(dtype, "time_zone", None)
        found = [
            self._result(dues[metric], reasons, times, own, typed=typed).alias(f"{metric}_due")
            for metric in self.metrics
        ]
        self._add_up(table, reasons)
        given = table.frame.select(ROW, *self.mapping.header)
        answered = given.with_columns(*found, reasons.alias(ERROR_COLUMN))
        return _with_bad(answered, table).drop(ROW)

    def summary(self) -> RowSummary:
        """Return how it went.

        Raises:
            UndecidedTimesError: Not one opening could be read.
        """
        times = self.times.total()
        notes = [*self.export.opened.notes, *self.mapping.notes, *self.values.notes()]
        notes += self._taken_for_all()
        notes += time_notes(times, self.column, "opened_at")
        return RowSummary(self.rows, self.failed, tuple(self.reasons), times.readings, tuple(notes))

    def _formats(self) -> Formats:
        columns = self.mapping.parts("opened_at")
        parts = (
            role_frame(self.mapping, table.frame, ("opened_at",))["opened_at"]
            for table in self.parts(columns)
        )
        return formats_in_parts(parts, self.column)

    def _add_up(self, table: RawTable, reasons: pl.Series) -> None:
        wrong = {line.row: line.detail for line in table.bad}
        failed = table.frame.select(ROW, reason=reasons).drop_nulls()
        self.failed += len(wrong) + len(failed)
        self.rows += table.rows
        left = MOST_REASONS - len(self.reasons)
        # Those of the first rows: the first of each kind hold them.
        wrong |= {row: f"row {row}: {reason}" for row, reason in failed.head(left).rows()}
        self.reasons += [wrong[row] for row in sorted(wrong)[:left]]

    def _taken_for_all(self) -> Iterator[str]:
        mapping = self.mapping
        if self.asked is None and mapping.profile.plan is None and "plan" not in mapping.roles:
            (plan,) = _latest(self.matrix).plans
            yield f"the matrix has one plan, {plan}; it is taken for every row"

    def _terms(self, given: pl.DataFrame, frame: pl.DataFrame, opened: Any) -> TicketTerms:
        """Return the terms of rows, by their columns or by the rules of the matrix."""
        plan, priority = (
            codes_of_names(frame[role]) if role in frame.columns else None
            for role in ("plan", "priority")
        )
        if self.asked is None:
            (only, *_) = _latest(self.matrix).plans
            return terms_of(self.matrix, plan or only, None if self.plan_wide else priority, opened)
        nulls = (*NULLS, *self.mapping.profile.nulls)
        fields = {
            name: codes_of_names(given.select(cleaned(given, at, nulls)).to_series())
            for name, at in self.asked.items()
        }
        return terms_by_fields(self.matrix, combined(fields, len(frame)), plan, priority, opened)

    def _result(
        self, due: Ints, reasons: pl.Series, times: ReadTimes, zone: str | None, *, typed: bool
    ) -> pl.Series:
        micros = pl.Series(due)
        instants = micros.set((micros == NAT) | reasons.is_not_null(), None).cast(_INSTANT)
        if typed:
            return instants.dt.convert_time_zone(zone or "UTC")
        return texts_in_zones(instants, times.zones, self.column, zone)

    def _check(self) -> None:
        """Refuse an export that has no answer whatever its rows say."""
        profile, mapping = self.mapping.profile, self.mapping
        if profile.events is not None:
            problem = (
                f"is read as {profile.title}, which has a row for each update; bulk is for a row "
                "a ticket: name another profile, or make a report"
            )
            raise TicketFileError(mapping.file, problem)
        if "opened_at" not in mapping.roles:
            raise TicketFileError(mapping.file, profile.without.get("opened_at", _NO_OPENING))
        taken = [name for name in self.results if name in mapping.header]
        if taken:
            raise ArgumentTypeError("the name of a result", taken[0], "free; rename that column")
        for kind in ("plan", "priority"):
            name = getattr(profile, kind)
            if name is not None:
                check_name(kind, name, self.matrix, mapping.header)
        if self.asked is None:
            self._check_terms()

    def _check_terms(self) -> None:
        profile, mapping = self.mapping.profile, self.mapping
        plans = _latest(self.matrix).plans
        if profile.plan is None and "plan" not in mapping.roles and len(plans) > 1:
            problem = "no column names the plan; give one with --plan, or --map plan=COLUMN"
            raise TicketFileError(mapping.file, f"{problem}; plans: {listed(plans)}")
        if profile.priority is None and "priority" not in mapping.roles and not self.plan_wide:
            problem = (
                "no column names the priority; give one with --priority, or --map "
                "priority=COLUMN, or --priority - for the promise of the plan alone"
            )
            raise TicketFileError(mapping.file, problem)


def _latest(matrix: Matrix | MatrixHistory) -> Matrix:
    return matrix if isinstance(matrix, Matrix) else matrix.versions[-1].matrix


def _too_long(frame: pl.DataFrame) -> pl.Series:
    """Return which rows have a field that is too long to be one, and of what length."""
    texts = [name for name, dtype in frame.schema.items() if dtype == pl.String]
    # Bytes are counted first: they are at hand, and never fewer than characters.
    if not any((frame[name].str.len_bytes() > LONGEST_FIELD).any() for name in texts):
        return pl.Series([None], dtype=pl.String).new_from_index(0, len(frame))
    longest = pl.max_horizontal(pl.col(texts).str.len_chars())
    told = pl.format(f"has a field of {{}} characters; the limit is {LONGEST_FIELD}", longest)
    return frame.select(pl.when(longest > LONGEST_FIELD).then(told)).to_series()


def _reasons(
    frame: pl.DataFrame, times: ReadTimes, details: pl.Expr, failed: list[str | None]
) -> pl.Series:
    """Return why rows have no answer; what is wrong with their opening comes first."""
    told = pl.Series(failed, dtype=pl.String)
    found = frame.with_columns(problem=times.problems, told=told, read=times.instants)
    return found.select(
        pl.when(pl.col("problem").is_not_null())
        .then(details)
        .when(pl.col("read").is_null())
        .then(pl.lit(_NO_OPENING))
        .otherwise(pl.col("told"))
        .alias("reason")
    ).to_series()


def _with_bad(frame: pl.DataFrame, table: RawTable) -> pl.DataFrame:
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
