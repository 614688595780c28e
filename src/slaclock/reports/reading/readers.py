"""Ticket exports as tickets: every row becomes part of a ticket or is listed with its reason.

`read_tickets` opens a file, finds out which column holds what, reads the times and, for a log of
updates, folds its rows into tickets. Nothing is guessed in silence: what was recognised, decided
or left out stands in the result.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import narwhals as nw
import polars as pl

from slaclock.errors import ArgumentTypeError, LedgerError, UndecidedTimesError
from slaclock.messages import shown
from slaclock.reports.reading.checks import in_order, without_broken, without_duplicates
from slaclock.reports.reading.folding import fold
from slaclock.reports.reading.joined import cleaned, joined
from slaclock.reports.reading.lines import ROW, Table
from slaclock.reports.reading.mapping import OPTIONAL, ColumnMap, MissingColumnError
from slaclock.reports.reading.names import NOT_YET, NULLS
from slaclock.reports.reading.others import read_others
from slaclock.reports.reading.problems import Listing
from slaclock.reports.reading.profiles import (
    TIME_ROLES,
    Profile,
    load_profile,
    recognise,
)
from slaclock.reports.reading.proposals import Draft, draft_of
from slaclock.reports.reading.statuses import meant, state_of, status_notes
from slaclock.reports.reading.tables import Form, OpenedTable, open_table
from slaclock.reports.reading.tickets import TICKET_COLUMNS, Tickets
from slaclock.reports.reading.time_columns import is_date
from slaclock.reports.reading.time_formats import parse_format
from slaclock.reports.reading.times import SENTENCES, Reading, TimeColumn, read_times
from slaclock.reports.words import counted
from slaclock.zones import get_zone

__all__ = ["read_tickets", "take_tickets"]

_TIMES = (*TIME_ROLES, "at")


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
    named = _named(profile)
    asked = _given(changes)
    opened = open_table(path, _form(named, asked))
    try:
        mapping = _mapped(opened, named, asked)
    except MissingColumnError:
        mapping = None
    if mapping is None or not mapping.is_complete:
        opened.look_at_all()
        mapping = _mapped(opened, named, asked, tell=named is None)
    table = opened.read(mapping.wanted, mapping.profile.encoding, mapping.times)
    return _Reader(mapping, recognised=named is None, notes=opened.notes).read(table)


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
    polars = _as_polars(frame)
    named = _named(profile)
    asked = _given(changes)
    chosen = (named or _recognised(polars.columns)).changed(asked)
    mapping = ColumnMap(name, polars.columns, chosen, _asked_roles(named, asked))
    rows = polars.select(mapping.wanted).with_row_index(ROW, offset=1)
    table = Table(rows, tuple(polars.columns), len(rows), ())
    return _Reader(mapping, recognised=named is None).read(table)


def _named(profile: Profile | str | Path | None) -> Profile | None:
    return profile if profile is None or isinstance(profile, Profile) else load_profile(profile)


def _mapped(
    opened: OpenedTable, named: Profile | None, asked: Mapping[str, Any], *, tell: bool = False
) -> ColumnMap:
    """Return which column holds what; with *tell*, an error says what the file may be."""
    chosen = (named or _recognised(opened.header)).changed(asked)
    try:
        return ColumnMap(opened.name, opened.header, chosen, _asked_roles(named, asked))
    except MissingColumnError as error:
        if not tell:
            raise
        draft = draft_of(opened.name, opened.read(opened.header).frame)
        raise MissingColumnError(error.file, error.problem, _told(draft)) from None


def _told(draft: Draft) -> list[str]:
    edit = "to edit this as a profile: slaclock map FILE > mine.toml, then --profile mine.toml"
    return [*draft.lines(), edit]


def _asked_roles(named: Profile | None, asked: Mapping[str, Any]) -> set[str]:
    """Return the roles whose columns were named for this file: by hand, or in one's own profile."""
    own = named is not None and not named.recognised_by and named != load_profile("slaclock")
    return {*asked.get("columns", ()), *(named.columns if own and named else ())}


def _recognised(header: Sequence[str]) -> Profile:
    names = recognise(header)
    return load_profile(names[0] if names else "slaclock")


def _form(named: Profile | None, asked: Mapping[str, Any]) -> Form:
    """Return what is known of the layout of a file before it is opened."""
    given = named or Profile(title="none")
    return Form(*(asked.get(name) or getattr(given, name) for name in Form._fields))


def _given(changes: Mapping[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in changes.items() if value}


def _as_polars(frame: Any) -> pl.DataFrame:
    if isinstance(frame, pl.LazyFrame):
        return frame.collect()
    if isinstance(frame, pl.DataFrame):
        return frame
    native = nw.from_native(frame, eager_only=True, pass_through=True)
    if isinstance(native, nw.DataFrame):
        return native.to_polars()
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
        self.readings: list[Reading] = []
        self.updates: pl.DataFrame | None = None

    def read(self, table: Table) -> Tickets:
        listing = Listing(table.bad)
        shaped = self._as_tickets if self.profile.events is None else self._as_events
        frame = in_order(shaped(self._roles(table), listing), listing)
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

    def _others(self, table: Table) -> pl.DataFrame:
        others = read_others(table.frame, self.mapping, self._time_column)
        self.readings += others.readings
        self.notes += others.notes
        return others.frame

    def _account(self, table: Table, frame: pl.DataFrame, listing: Listing) -> None:
        """See that every row is part of a ticket or listed.

        Raises:
            LedgerError: It is not; then nothing that is counted from here would be right.
        """
        found = int(frame["rows"].sum()) + int(listing.frame()["rows"].sum())
        if found != table.rows:
            raise LedgerError(table.rows, found, "rows")

    # --- what the values mean

    def _roles(self, table: Table) -> pl.DataFrame:
        """Return the table with columns named after what they hold, and nulls for no value."""
        nulls = (*NULLS, *self.profile.nulls)
        taken = [
            self._value(role, table.frame, nulls).alias("ticket_id" if role == "id" else role)
            for role in self.columns
            if role not in OPTIONAL
        ]
        if self.state:
            parts = [cleaned(table.frame, name, nulls).cast(pl.String) for name in self.state]
            taken.append(pl.concat_str(parts, separator="/", ignore_nulls=True).alias("state"))
        frame = table.frame.select(ROW, *taken)
        return frame.with_columns(self._constants(frame))

    def _value(self, role: str, frame: pl.DataFrame, nulls: Iterable[str]) -> pl.Expr:
        """Return what a role's column holds; of several, their texts with a space between."""
        first, *others = self.mapping.parts(role)
        if not others:
            # Times are cleaned where they are read, if they need it.
            return pl.col(first) if role in _TIMES else cleaned(frame, first, nulls)
        return joined(frame, (first, *others), nulls)

    def _constants(self, frame: pl.DataFrame) -> list[pl.Expr]:
        """Return what is the same for every ticket, and values put in other words."""
        found = []
        for name in ("plan", "priority"):
            value = getattr(self.profile, name)
            if value is not None:
                found.append(pl.lit(value).alias(name))
        for name, words in self.profile.values.items():
            if name in frame.columns:
                found.append(pl.col(name).cast(pl.String).replace(words))
        return found

    def _times(self, frame: pl.DataFrame, listing: Listing, *roles: str) -> pl.DataFrame:
        """Read the columns of times; rows with a time that cannot be read are listed."""
        for role in roles:
            if role not in frame.columns:
                continue
            column = self._time_column(role)
            times = read_times(frame[role], column)
            self.readings += times.readings
            if times.repeated:
                self.notes.append(
                    f"{counted(times.repeated, 'time')} in {shown(column.name)} occurred twice, "
                    "when clocks went back; the first occurrence is taken"
                )
            if times.midnights:
                self.notes.append(
                    f"{shown(column.name)} has no time of day: midnight is taken for "
                    f"{counted(times.midnights, 'value')}; if another column has it, join them, "
                    f"for example with --map {role}='Date + Time'"
                )
            if times.words:
                said = ", ".join(f"{shown(word)} ({n:,})" for word, n in [*times.words.items()][:5])
                total = counted(sum(times.words.values()), "value")
                self.notes.append(f"{total} of {shown(column.name)} taken for no time: {said}")
            frame = frame.with_columns(
                times.instants.alias(f"{role} read"), times.problems.alias("problem")
            )
            sentence = (
                pl.when((pl.col("problem") == "unreadable_time") & is_date(pl.col(role)))
                .then(pl.lit("is a date without a time of day"))
                .otherwise(_sentences(column))
            )
            detail = pl.concat_str(pl.lit(column.name), _quoted(role), sentence, separator=" ")
            bad = frame["problem"].is_not_null()
            frame = listing.take(frame, bad, pl.col("problem"), detail)
            frame = frame.drop(role, "problem").rename({f"{role} read": role})
        self._refuse_two_orders()
        return frame

    def _refuse_two_orders(self) -> None:
        """Raise where one column of the file is day-first, and another month-first."""
        orders = {
            order: reading
            for reading in self.readings
            for order in ("day-first", "month-first")
            if reading.because.startswith(f"{order}, as ")
        }
        if len(orders) == 2:
            first, second = orders["day-first"], orders["month-first"]
            problem = (
                f"is {first.because.removesuffix(' shows')}, but column {shown(second.column)} is "
                f"{second.because.removesuffix(' shows')}; one file hardly has both: look at the "
                "export, and declare the formats in a profile, or with --time-format"
            )
            raise UndecidedTimesError(self.file, first.column, first.format, problem)

    def _time_column(self, role: str) -> TimeColumn:
        zone = self.profile.timezones.get(role, self.profile.timezone)  # type: ignore[call-overload]
        return TimeColumn(
            file=self.file,
            name=self.columns[role],
            zone=get_zone(zone) if zone is not None else None,
            zone_names=self.profile.zone_names,
            formats=tuple(parse_format(name) for name in self.profile.time_formats),
            dates=self.profile.dates,
            nulls=(*NULLS, *self.profile.nulls),
            words=NOT_YET,
        )

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
        self.updates = frame.select(ROW, "ticket_id", "at", "state").sort("at", ROW)
        frame, notes = fold(frame, self.profile.events, self.columns)
        self.notes += notes
        missing = frame["opened_at"].is_null()
        return listing.take(frame, missing, "no_opening", pl.lit("has no time of opening"))

    def _with_ids(self, frame: pl.DataFrame, listing: Listing) -> pl.DataFrame:
        frame = frame.with_columns(pl.col("ticket_id").cast(pl.String))
        return listing.take(
            frame, frame["ticket_id"].is_null(), "no_id", pl.lit("the row names no ticket")
        )

    def _without_left_out(self, frame: pl.DataFrame, listing: Listing) -> pl.DataFrame:
        if "status" not in frame.columns:
            return frame
        words = meant(frame["status"], self.profile.statuses.left_out)
        if not words:
            return frame
        detail = pl.format("status is {}", _quoted("status"))
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
        return kept


def _column(frame: pl.DataFrame, name: str, dtype: Any) -> pl.Expr:
    if name not in frame.columns:
        return pl.lit(None, dtype=dtype).alias(name)
    return pl.col(name).cast(dtype)


def _quoted(name: str) -> pl.Expr:
    """Return a value in quotes, shortened; escaping is left to what shows it."""
    text = pl.col(name).cast(pl.String)
    return pl.format("'{}'", text.str.slice(0, 60))


def _sentences(column: TimeColumn) -> pl.Expr:
    zone = str(column.zone)
    words = {kind: text.format(zone=zone) for kind, text in SENTENCES.items()}
    return pl.col("problem").replace_strict(words, default="", return_dtype=pl.String)
