"""A contract over time: the versions of a matrix, and which of them holds for a ticket.

A version is in force from its `effective_from` up to, but not including, its
`effective_until`, or else the next version's `effective_from`. It became known on its
`known_from`, or else when it came into force. Both are local dates.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date, datetime
from itertools import pairwise
from pathlib import Path
from typing import Any, NamedTuple

from slaclock._lazy import late
from slaclock.errors import (
    ArgumentTypeError,
    ChoiceError,
    HistoryError,
    SlaClockError,
    UnknownNameError,
)
from slaclock.files.table import Table
from slaclock.frozen import Frozen
from slaclock.instants import to_micros
from slaclock.matrices.loader import load_matrix, paths_of
from slaclock.matrices.model import Matrix, Plan

__all__ = ["MatrixHistory", "MatrixPeriod", "MatrixVersion"]


class MatrixVersion(NamedTuple):
    """A version of a contract and when it holds.

    Attributes:
        matrix: The version.
        start: First date in force.
        end: First date no longer in force, or None.
        known_from: Date on which it was filed.
    """

    matrix: Matrix
    start: date
    end: date | None
    known_from: date

    def __str__(self) -> str:
        """Return the file, or else the version, and its dates."""
        until = "" if self.end is None else f" until {self.end}"
        return f"{_name(self.matrix)} (from {self.start}{until})"


class MatrixPeriod(NamedTuple):
    """A stretch `[start, end)` in microseconds since the epoch, and the matrix that holds in it.

    Attributes:
        start: None where it has no beginning.
        end: None where it has no end.
        matrix: A matrix, or the version of a history.
    """

    start: int | None
    end: int | None
    matrix: Matrix

    def holds(self, instant: int) -> bool:
        """Return whether *instant* lies in it."""
        begun = self.start is None or self.start <= instant
        return begun and (self.end is None or instant < self.end)


class MatrixHistory(Frozen):
    """The versions of one contract, without gaps and overlaps. Immutable.

    Of two versions that come into force on the same date, the one that was filed later
    replaces the other.

    Args:
        matrices: Versions with one id, each with `effective_from`, in any order.

    Attributes:
        versions: In the order in which they came into force, without those replaced.

    Raises:
        HistoryError: No versions; several ids; one without `effective_from`; a gap or an
            overlap between two, which it names with their files and dates.
    """

    __slots__ = ("_matrices", "versions")

    versions: tuple[MatrixVersion, ...]
    _matrices: tuple[Matrix, ...]

    def __init__(self, matrices: Iterable[Matrix]) -> None:
        """Put the versions in order and check them."""
        given: tuple[Any, ...] = tuple(matrices)
        for matrix in given:
            if not isinstance(matrix, Matrix):
                expected = "matrices; MatrixHistory.load reads files"
                raise ArgumentTypeError("matrices", matrix, expected)
        _check_whole(given)
        self._set(_matrices=given, versions=tuple(_versions(given)))
        for before, after in pairwise(self.versions):
            _check_neighbours(before, after)

    @classmethod
    def load(cls, source: str | Path | Iterable[str | Path]) -> MatrixHistory:
        """Return the history of a folder of data files, or of a list of them.

        Args:
            source: A folder, of which every `.toml`, `.json`, `.yaml` and `.yml` file is a
                version; or the paths of the files.

        Raises:
            MatrixError: A file cannot be read, or anything is wrong with its data.
            HistoryError: The versions do not make a history.
        """
        return cls(load_matrix(Path(path)) for path in paths_of(source))

    def in_force(self, opened_at: datetime, *, plan: str) -> Matrix:
        """Return the version that holds for a ticket of a plan.

        It is the last one that had come into force on the date of the opening, which is the
        local date in the zone of the plan's calendar in that version.

        Args:
            opened_at: When the ticket was opened.
            plan: Id, title or alias of its plan.

        Raises:
            HistoryError: No version was in force.
            UnknownNameError: The version in force has no such plan.
            InstantError, ArgumentTypeError: *opened_at* is naive, out of range or no datetime.
        """
        opened = to_micros(opened_at, "opened_at")
        for period in self.periods(plan):
            if period.holds(opened):
                return period.matrix
        for version in reversed(self.versions):
            version.matrix.plan(plan)  # raises where it has none
        raise self._none_in_force(opened_at)

    def in_force_by_fields(
        self,
        opened_at: datetime,
        fields: Mapping[str, Any],
        plan: str | None = None,
        priority: str | None = None,
        *,
        takes_others: bool = False,
    ) -> Matrix:
        """Return the version that holds for a ticket with some fields; it says what was chosen.

        Args:
            opened_at: When the ticket was opened.
            fields, plan, priority, takes_others: As for `Matrix.choose`.

        Raises:
            HistoryError: No version was in force.
            SlaClockError: As for `periods_by_fields`, and of *opened_at* as for `in_force`.
        """
        opened = to_micros(opened_at, "opened_at")
        periods, reasons = self._chosen(fields, plan, priority, takes_others)
        for period in periods:
            if period.holds(opened):
                return period.matrix
        raise reasons[0] if reasons else self._none_in_force(opened_at)

    def _none_in_force(self, opened_at: datetime) -> HistoryError:
        return HistoryError(
            f"no version of {self.id!r} was in force at {opened_at.isoformat()}; "
            f"versions: {', '.join(map(str, self.versions))}"
        )

    def on(self, day: date) -> MatrixVersion:
        """Return the version that is in force on a date, whatever the plan.

        Raises:
            HistoryError: No version is in force.
        """
        for version in self.versions:
            if version.start <= day and (version.end is None or day < version.end):
                return version
        raise HistoryError(
            f"no version of {self.id!r} is in force on {day}; "
            f"versions: {', '.join(map(str, self.versions))}"
        )

    def each(self, change: Callable[[Matrix], Matrix]) -> MatrixHistory:
        """Return the history of which every version is changed alike.

        Args:
            change: Makes one version from another; dates and id stay as they are.
        """
        made = {id(matrix): change(matrix) for matrix in self._matrices}
        versions = tuple(one._replace(matrix=made[id(one.matrix)]) for one in self.versions)
        return _rebuilt(tuple(made[id(matrix)] for matrix in self._matrices), versions)

    def periods(self, plan: str) -> tuple[MatrixPeriod, ...]:
        """Return which version holds when for tickets of a plan, in order, disjoint.

        A version begins and ends at midnight in the zone of the plan's calendar in it. Where
        that zone changes from one version to the next, the later version wins. Versions
        without the plan have no period.

        Args:
            plan: Id, title or alias of a plan.
        """
        return self._periods(lambda matrix: (matrix, matrix.plan(plan)))

    def periods_by_fields(
        self,
        fields: Mapping[str, Any],
        plan: str | None = None,
        priority: str | None = None,
        *,
        takes_others: bool = False,
    ) -> tuple[MatrixPeriod, ...]:
        """Return which version holds when for tickets with some fields, in order, disjoint.

        Each version chooses by rules of its own. The matrix of a period says what was chosen.

        Args:
            fields, plan, priority, takes_others: As for `Matrix.choose`.

        Raises:
            ChoiceError, UnknownNameError, ArgumentTypeError: No version chooses a plan; it is
                the reason of the last one.
        """
        found, reasons = self._chosen(fields, plan, priority, takes_others)
        if not found and reasons:
            raise reasons[0]
        return found

    def _chosen(
        self, fields: Mapping[str, Any], plan: Any, priority: Any, takes_others: Any
    ) -> tuple[tuple[MatrixPeriod, ...], list[SlaClockError]]:
        """Return the periods, and why versions choose nothing, the last version first."""
        from slaclock.matrices.choosing import fields_asked, fields_known  # few have rules

        rules = tuple(rule for version in self.versions for rule in version.matrix.rules)
        asked = fields_asked(rules, fields, self.id, takes_others=takes_others)
        reasons: list[SlaClockError] = []

        def chosen(matrix: Matrix) -> tuple[Matrix, Plan]:
            known = {*fields_known(matrix.rules), "plan", "priority"}
            own = {name: value for name, value in asked.items() if name in known}
            try:
                choice = matrix.choose(own, plan, priority)
            except (ChoiceError, UnknownNameError) as error:
                reasons.append(error)
                raise
            under = matrix.under(choice)
            return under, under.plan(choice.plan)

        return self._periods(chosen), reasons

    def _periods(self, find: Callable[[Matrix], tuple[Matrix, Plan]]) -> tuple[MatrixPeriod, ...]:
        found: list[MatrixPeriod] = []
        later: int | None = None
        for version in reversed(self.versions):
            try:
                matrix, plan = find(version.matrix)
            except (ChoiceError, UnknownNameError):
                continue
            calendar = matrix.calendars[plan.calendar]
            start = calendar.midnight(version.start)
            end = None if version.end is None else calendar.midnight(version.end)
            if later is not None:
                end = later if end is None else min(end, later)
            if end is None or start < end:
                found.append(MatrixPeriod(start, end, matrix))
                later = start
        return tuple(reversed(found))

    def answer_tables(self, start: datetime, end: datetime) -> dict[str, Table]:
        """Return the answers of the contract as tables, for `slaclock.bulk.sql`.

        See `slaclock.bulk.sql.answer_tables`, which this calls; it needs the extra `bulk`.
        """
        tables: dict[str, Table] = late("slaclock.bulk.sql:answer_tables")(self, start, end)
        return tables

    def as_of(self, known_at: datetime) -> MatrixHistory:
        """Return the history as it was known at some instant.

        Versions filed later are left out, and those before them go on. Asked of the result,
        a clock says what would have been said then.

        Args:
            known_at: An aware datetime; a version is known if its `known_from` is not after
                the date that *known_at* shows in its own zone.

        Raises:
            HistoryError: No version was known yet.
            InstantError, ArgumentTypeError: *known_at* is naive, out of range or no datetime.
        """
        to_micros(known_at, "known_at")
        day = known_at.date()
        known = [matrix for matrix in self._matrices if _known_from(matrix) <= day]
        if not known:
            first = min(map(_known_from, self._matrices))
            raise HistoryError(
                f"no version of {self.id!r} was known on {day}; the first on {first}"
            )
        later = {matrix.effective_from for matrix in self._matrices if matrix not in known}
        return _rebuilt(tuple(known), tuple(_versions(known, lifted=later)))

    @property
    def id(self) -> str:
        """Return the id of the contract."""
        return self._matrices[0].id

    def __iter__(self) -> Iterator[MatrixVersion]:
        return iter(self.versions)

    def __len__(self) -> int:
        return len(self.versions)

    def __reduce__(self) -> tuple[Any, ...]:
        return (_rebuilt, (self._matrices, self.versions))

    def __repr__(self) -> str:
        return f"<MatrixHistory {self.id!r}: {', '.join(map(str, self.versions))}>"


def _rebuilt(matrices: tuple[Matrix, ...], versions: tuple[MatrixVersion, ...]) -> MatrixHistory:
    history = MatrixHistory.__new__(MatrixHistory)
    history._set(_matrices=matrices, versions=versions)
    return history


def _check_whole(matrices: tuple[Matrix, ...]) -> None:
    if not matrices:
        raise HistoryError("no versions; give a data file, or a directory that holds one")
    for matrix in matrices:
        if matrix.id != matrices[0].id:
            first = matrices[0]
            problem = f"{_name(matrix)} has id {matrix.id!r}, but {_name(first)} has {first.id!r}"
            raise HistoryError(f"{problem}; a history is of one contract")
        if matrix.effective_from is None:
            problem = "has no effective_from; write the first date on which it is in force"
            raise HistoryError(f"{_name(matrix)} {problem}")


def _versions(
    matrices: Iterable[Matrix], lifted: Iterable[date | None] = ()
) -> Iterator[MatrixVersion]:
    """Yield the versions that are not replaced, each with its end.

    Args:
        matrices: The versions.
        lifted: Ends that were not known, and so did not hold.
    """
    by_start: dict[date, Matrix] = {}
    for matrix in sorted(matrices, key=_known_from):
        start = _start(matrix)
        if start in by_start and _known_from(by_start[start]) == _known_from(matrix):
            raise HistoryError(
                f"{_name(by_start[start])} and {_name(matrix)} overlap: both are in force from "
                f"{start}; give one of them a later known_from, or another effective_from"
            )
        by_start[start] = matrix
    starts = sorted(by_start)
    for start, following in zip(starts, [*starts[1:], None], strict=True):
        matrix = by_start[start]
        end = None if matrix.effective_until in lifted else matrix.effective_until
        yield MatrixVersion(matrix, start, end or following, _known_from(matrix))


def _check_neighbours(before: MatrixVersion, after: MatrixVersion) -> None:
    assert before.end is not None
    if before.end > after.start:
        raise HistoryError(
            f"{before} and {after} overlap; end the first with effective_until = {after.start}"
        )
    if before.end < after.start:
        raise HistoryError(
            f"no version is in force from {before.end} until {after.start}, between "
            f"{before} and {after}; move one of the two dates"
        )


def _start(matrix: Matrix) -> date:
    assert matrix.effective_from is not None
    return matrix.effective_from


def _known_from(matrix: Matrix) -> date:
    return matrix.known_from or _start(matrix)


def _name(matrix: Matrix) -> str:
    return matrix.file or f"version {matrix.version!r}"
