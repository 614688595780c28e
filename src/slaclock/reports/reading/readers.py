"""Ticket exports as tickets: every row becomes part of a ticket or is listed with its reason.

`read_tickets` opens a file, finds out which column holds what, reads the times and, for a log of
updates, folds its rows into tickets. Nothing is guessed in silence: what was recognised, decided
or left out stands in the result.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import polars as pl

from slaclock.errors import ArgumentTypeError, LedgerError, SlaClockError, UndecidedTimesError
from slaclock.messages import plain, shown
from slaclock.records import one_line
from slaclock.reports.reading.checks import (
    in_order,
    shortened_ids,
    without_broken,
    without_duplicates,
    without_headers,
)
from slaclock.reports.reading.exports import map_columns, open_export
from slaclock.reports.reading.folding import fold
from slaclock.reports.reading.lines import ROW, RawTable
from slaclock.reports.reading.mapping import ColumnMap
from slaclock.reports.reading.others import read_others
from slaclock.reports.reading.problems import Listing
from slaclock.reports.reading.profiles import (
    TIME_ROLES,
    Profile,
    StateRule,
)
from slaclock.reports.reading.roles import (
    problem_details,
    quoted,
    role_frame,
    time_column,
    time_notes,
)
from slaclock.reports.reading.statuses import meant, state_of, status_notes
from slaclock.reports.reading.tables import flat
from slaclock.reports.reading.tickets import TICKET_COLUMNS, Tickets
from slaclock.reports.reading.times import FormatUse, read_times
from slaclock.reports.reading.unused import GivenValues
from slaclock.reports.words import counted

__all__ = ["read_tickets", "take_tickets", "telling"]


def read_tickets(
    path: str | Path | Iterable[str | Path],
    *,
    profile: Profile | str | Path | None = None,
    **changes: Any,
) -> Tickets:
    """Return the tickets of an export.

    Args:
        path: A CSV, JSON, Parquet or Excel file, also packed (`.gz`, `.zip`); a pattern such as
            `2026-*.csv` or several paths for files that are read as one; `-` for standard input.
        profile: How it is read: a `Profile`, the path of one, or the name of a bundled one.
            None to recognise it by its columns, or else to take slaclock's own names.
        **changes: Laid over the profile, by the names of its attributes: `timezone`,
            `columns`, `time_formats`, `dates`, `zone_names`, `plan`, `values` and so on.

    Raises:
        TicketFileError: The file as a whole cannot be read, or a column is missing.
        UndecidedTimesError: A column of times can be read in more than one way, or in none.
        ProfileError, UnknownNameError: The profile is not usable.
    """
    export = open_export(path, profile, changes)
    with telling(export.mapping.profile):
        table = export.read(export.mapping.wanted)
        values = GivenValues(export.mapping, changes.get("values") or {})
        values.see(table.frame)
        notes = [*export.opened.notes, *values.notes()]
        return _Reader(export.mapping, recognised=export.is_recognised, notes=notes).read(table)


@contextmanager
def telling(profile: Profile) -> Iterator[None]:
    """Add to an error what the export is read as and what it lacks: nobody asks twice for that."""
    try:
        yield
    except SlaClockError as error:
        if not getattr(error, "__notes__", ()):
            for line in profile.first_sight():
                error.add_note(line)
        raise


def take_tickets(
    frame: Any,
    *,
    profile: Profile | str | Path | None = None,
    name: str = "tickets",
    **changes: Any,
) -> Tickets:
    """Return the tickets of a data frame: pandas, polars, pyarrow, or what gives Arrow data.

    Args:
        frame: One row a ticket, or one row an update. Columns of datetimes are taken as they
            are; those of text are read like those of a file.
        profile: As for `read_tickets`.
        name: What the frame is called in messages and on the page.
        **changes: As for `read_tickets`.

    Raises:
        As for `read_tickets`.
    """
    polars = flat(_as_polars(frame))
    mapping, is_recognised = map_columns(name, polars.columns, profile, changes)
    rows = polars.select(mapping.wanted).with_row_index(ROW, offset=1)
    table = RawTable(rows, tuple(polars.columns), len(rows), ())
    return _Reader(mapping, recognised=is_recognised).read(table)


def _as_polars(frame: Any) -> pl.DataFrame:
    if isinstance(frame, pl.LazyFrame):
        return frame.collect()
    if isinstance(frame, pl.DataFrame):
        return frame
    import narwhals as nw  # files need none of it

    native = nw.from_native(frame, eager_only=True, pass_through=True)
    if isinstance(native, nw.DataFrame):
        try:
            return native.to_polars()
        except Exception as error:  # noqa: BLE001 - whatever another library cannot convert
            problem = f"a frame that can be converted: {plain(one_line(str(error)))}"
            raise ArgumentTypeError("frame", type(frame), problem) from None
    if hasattr(frame, "__arrow_c_stream__"):
        return pl.DataFrame(frame)
    raise ArgumentTypeError("frame", frame, "a data frame, or something that gives Arrow data")


class _Reader:
    """Makes tickets of one table; each step adds to the listing and to the notes."""

    def __init__(self, mapping: ColumnMap, *, recognised: bool, notes: Iterable[str] = ()) -> None:
        self.profile, self.file, self.recognised = mapping.profile, mapping.file, recognised
        self.columns, self.state = mapping.roles, mapping.state
        self.mapping = mapping
        self.notes = [*notes, *mapping.notes]
        self.readings: list[FormatUse] = []
        self.updates: pl.DataFrame | None = None

    def read(self, table: RawTable) -> Tickets:
        listing = Listing(table.bad)
        shaped = self._as_tickets if self.profile.events is None else self._as_events
        frame = in_order(shaped(role_frame(self.mapping, table.frame), listing), listing)
        self._account(table, frame, listing)
        others = self._others(table)
        updates = self.updates
        tickets = frame.select(_column(frame, *entry) for entry in TICKET_COLUMNS.items())
        if updates is not None:
            updates = updates.join(others, on=ROW, how="left", maintain_order="left")
        elif len(others.columns) > 1:
            tickets = tickets.join(others, on=ROW, how="left", maintain_order="left")
        return Tickets(
            file=self.file,
            profile=self.profile,
            recognised=self.recognised and bool(self.profile.recognised_by),
            rows=table.rows,
            frame=tickets,
            problems=listing.frame(),
            readings=tuple(self.readings),
            columns=self.columns,
            notes=tuple(self.notes),
            updates=updates,
        )

    def _others(self, table: RawTable) -> pl.DataFrame:
        others = read_others(
            table.frame, self.mapping, lambda role: time_column(self.mapping, role)
        )
        self.readings += others.readings
        self.notes += others.notes
        return others.frame

    def _account(self, table: RawTable, frame: pl.DataFrame, listing: Listing) -> None:
        """See that every row is part of a ticket or listed.

        Raises:
            LedgerError: It is not; then nothing that is counted from here would be right.
        """
        found = int(frame["rows"].sum()) + int(listing.frame()["rows"].sum())
        if found != table.rows:
            raise LedgerError(table.rows, found, "rows")

    # --- what the values mean

    def _times(self, frame: pl.DataFrame, listing: Listing, *roles: str) -> pl.DataFrame:
        """Read the columns of times; rows with a time that cannot be read are listed."""
        for role in roles:
            if role not in frame.columns:
                continue
            column = time_column(self.mapping, role)
            try:
                times = read_times(frame[role], column)
            except UndecidedTimesError as error:
                raise self._with_order(error) from None
            self.readings += times.readings
            self.notes += time_notes(times, column, role)
            frame = frame.with_columns(
                times.instants.alias(f"{role} read"), times.problems.alias("problem")
            )
            detail = problem_details(column, role)
            bad = frame["problem"].is_not_null()
            frame = listing.take(frame, bad, pl.col("problem"), detail)
            frame = frame.drop(role, "problem").rename({f"{role} read": role})
        self._refuse_two_orders()
        return frame

    def _orders(self) -> dict[str, FormatUse]:
        """Return the columns that are day-first or month-first, as one of their values shows."""
        return {
            order: reading
            for reading in self.readings
            for order in ("day-first", "month-first")
            if reading.because.startswith(f"{order}, as ")
        }

    def _with_order(self, error: UndecidedTimesError) -> UndecidedTimesError:
        """Return an error with what another column shows of the order of days and months."""
        if not error.problem.startswith("may be day-first or month-first"):
            return error
        shows = [
            f"; column {shown(reading.column)} is {reading.because}, so perhaps --dates {order}"
            for order, reading in self._orders().items()
        ]
        problem = "".join([error.problem, *shows])
        return UndecidedTimesError(error.file, error.column, error.value, problem)

    def _refuse_two_orders(self) -> None:
        """Raise where one column of the file is day-first, and another month-first."""
        orders = self._orders()
        if len(orders) == 2:
            first, second = orders["day-first"], orders["month-first"]
            problem = (
                f"is {first.because.removesuffix(' shows')}, but column {shown(second.column)} is "
                f"{second.because.removesuffix(' shows')}; one file hardly has both: look at the "
                "export, and declare the formats in a profile, or with --time-format"
            )
            raise UndecidedTimesError(self.file, first.column, first.format, problem)

    # --- the two shapes of a file

    def _as_tickets(self, frame: pl.DataFrame, listing: Listing) -> pl.DataFrame:
        frame = self._with_ids(frame, listing)
        frame = self._without_left_out(frame, listing)
        frame = self._times(frame, listing, *TIME_ROLES)
        reason = self.profile.without.get("opened_at", "the row has no time of opening")
        missing = frame["opened_at"].is_null() if "opened_at" in frame.columns else pl.lit(True)  # noqa: FBT003
        if isinstance(missing, pl.Expr):
            missing = pl.Series([True]).new_from_index(0, len(frame))
        frame = listing.take(frame, missing, "no_opening", pl.lit(reason))
        frame = self._once(frame, listing)
        self.notes += status_notes(frame, self.profile.statuses)
        return frame.with_columns(
            state_of(frame, self.profile.statuses), rows=pl.lit(1, dtype=pl.UInt32)
        )

    def _as_events(self, frame: pl.DataFrame, listing: Listing) -> pl.DataFrame:
        frame = self._with_ids(frame, listing)
        before = frame.select("ticket_id")
        frame = self._times(frame, listing, "at", "opened_at", "resolved_at")
        frame = listing.take(frame, frame["at"].is_null(), "no_opening", pl.lit("has no time"))
        if len(frame) < len(before):
            frame = without_broken(frame, before, listing)
        assert self.profile.events is not None
        frame, rows, notes = fold(frame, self.profile.events, self.columns)
        self.updates = rows.select(ROW, "ticket_id", "at", "state")
        self.notes += notes
        if self.profile.events.responded == StateRule():
            self.notes.append(
                "no state is declared to be an answer; a ticket counts as answered when it is "
                "resolved; say which state is, in the profile: responded = { is = [...] }"
            )
        missing = frame["opened_at"].is_null()
        return listing.take(frame, missing, "no_opening", pl.lit("has no time of opening"))

    def _with_ids(self, frame: pl.DataFrame, listing: Listing) -> pl.DataFrame:
        frame = frame.with_columns(pl.col("ticket_id").cast(pl.String))
        frame = without_headers(frame, self.columns, listing)
        ids = frame["ticket_id"]
        frame = listing.take(frame, ids.is_null(), "no_id", pl.lit("the row names no ticket"))
        broken = frame["ticket_id"].str.contains("\0", literal=True)
        return listing.take(frame, broken, "no_id", pl.lit("its id holds a null character"))

    def _without_left_out(self, frame: pl.DataFrame, listing: Listing) -> pl.DataFrame:
        if "status" not in frame.columns:
            return frame
        words = meant(frame["status"], self.profile.statuses.left_out)
        if not words:
            return frame
        detail = pl.format("status is {}", quoted("status"))
        return listing.take(frame, frame["status"].is_in(words), "left_out", detail)

    def _once(self, frame: pl.DataFrame, listing: Listing) -> pl.DataFrame:
        keep = self.profile.duplicates
        kept = without_duplicates(frame, listing, keep)
        more = len(frame) - len(kept)
        if more:
            other = "" if keep == "last" else "; --duplicates last takes the last"
            self.notes.append(
                f"{counted(more, 'row')} of tickets that stand in several rows; the {keep} row "
                f"of each counts{other}"
            )
            self.notes += shortened_ids(frame["ticket_id"])
        return kept


def _column(frame: pl.DataFrame, name: str, dtype: Any) -> pl.Expr:
    if name not in frame.columns:
        return pl.lit(None, dtype=dtype).alias(name)
    return pl.col(name).cast(dtype)
