"""An export that is opened: its profile is chosen, and it is known which column holds what."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from slaclock.reports.reading.lines import RawTable
from slaclock.reports.reading.mapping import NEEDED, ColumnMap, MissingColumnError
from slaclock.reports.reading.profiles import Profile, load_profile, recognise
from slaclock.reports.reading.proposals import Draft, draft_of
from slaclock.reports.reading.tables import Form, OpenedTable, open_table

__all__ = ["Export", "map_columns", "open_export"]


class Export(NamedTuple):
    """An export whose header is read.

    Attributes:
        opened: The file, or several as one.
        mapping: Which column holds what.
        is_recognised: Whether the profile was found by the columns, not named.
    """

    opened: OpenedTable
    mapping: ColumnMap
    is_recognised: bool

    def read(self, columns: Iterable[str]) -> RawTable:
        """Return its rows with some of the columns."""
        return self.opened.read(columns, self.mapping.profile.encoding, self.mapping.times)

    def parts(self, columns: Iterable[str]) -> Iterator[RawTable]:
        """Yield its rows with some of the columns in parts; of CSV, only one is in memory."""
        return self.opened.parts(columns, self.mapping.profile.encoding, self.mapping.times)


def open_export(
    path: str | Path | Iterable[str | Path],
    profile: Profile | str | Path | None,
    changes: Mapping[str, Any],
    needed: Collection[str] = NEEDED,
) -> Export:
    """Return an export whose columns are found.

    Args:
        path, profile, changes: As for `read_tickets`.
        needed: The roles that must have a column.

    Raises:
        TicketFileError: The file as a whole cannot be read, or a column is missing.
        ProfileError, UnknownNameError: The profile is not usable.
    """
    named, asked = _named(profile), _given(changes)
    opened = open_table(path, _form(named, asked))
    try:
        mapping = _mapped(opened, named, asked, needed)
    except MissingColumnError:
        mapping = None
    if mapping is None or not mapping.is_complete:
        opened.look_at_all()
        mapping = _mapped(opened, named, asked, needed, tell=named is None)
    return Export(opened, mapping, named is None)


def map_columns(
    name: str,
    header: Sequence[str],
    profile: Profile | str | Path | None,
    changes: Mapping[str, Any],
) -> tuple[ColumnMap, bool]:
    """Return which column of a frame holds what, and whether its profile was recognised."""
    named, asked = _named(profile), _given(changes)
    chosen = (named or _recognised(header)).changed(asked)
    return ColumnMap(name, header, chosen, _asked_roles(named, asked)), named is None


def _named(profile: Profile | str | Path | None) -> Profile | None:
    return profile if profile is None or isinstance(profile, Profile) else load_profile(profile)


def _mapped(
    opened: OpenedTable,
    named: Profile | None,
    asked: Mapping[str, Any],
    needed: Collection[str],
    *,
    tell: bool = False,
) -> ColumnMap:
    """Return which column holds what.

    With *tell*, an error about a file of no known kind says what it may be.
    """
    chosen = (named or _recognised(opened.header)).changed(asked)
    given = (opened.name, opened.header, chosen, _asked_roles(named, asked), needed)
    try:
        return ColumnMap(*given)
    except MissingColumnError:
        if not tell or chosen.recognised_by:
            raise
    draft = draft_of(opened.name, opened.read(opened.header).frame)
    try:
        return ColumnMap(*given, {role: pick.column for role, pick in draft.picks.items()})
    except MissingColumnError as error:
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
