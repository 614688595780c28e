"""Which column of a file holds what: the profile's names, found in the header.

Names are compared in any case. A column that a report cannot do without, or that somebody named,
is missed loudly, all of them at once and with the columns that might be meant; others are noted.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from difflib import get_close_matches
from types import MappingProxyType
from typing import NamedTuple

from slaclock.errors import TicketFileError
from slaclock.messages import did_you_mean, shown
from slaclock.reports.reading.names import likely_column
from slaclock.reports.reading.profiles import (
    AGREED_DUE,
    GROUP_ROLES,
    TIME_ROLES,
    VENDOR_BREACHED,
    VENDOR_DUE,
    Profile,
)

__all__ = ["NEEDED", "ColumnMap", "MissingColumnError"]

MOST_SHOWN = 20
ALL = "*"
OPTIONAL = (*GROUP_ROLES, *VENDOR_DUE, *VENDOR_BREACHED, *AGREED_DUE)
"""The roles that no verdict needs."""
JOIN = "+"
NEEDED = ("id", "opened_at")
"""The roles without which there is no ticket."""


class MissingColumnError(TicketFileError):
    """Say which columns are not in a file that must be.

    Attributes:
        more: What the file seems to be, in lines, where nobody has said how it is read.
    """

    def __init__(self, file: str, problem: str, more: Sequence[str] = ()) -> None:
        super().__init__(file, problem)
        self.args = (file, problem, tuple(more))
        self.more = tuple(more)


class _Missing(NamedTuple):
    """A role without its column: what was looked for, and what may be meant."""

    role: str
    name: str | None
    near: str | None
    asked: bool


class ColumnMap:
    """The columns of one file.

    Attributes:
        roles: Which column holds what; with `at` for a log of updates.
        joined: The columns of those that are put together, such as a date and a time of day.
        state: The columns that make up the state, for a log of updates.
        kept: Further columns that are read.
        notes: Which columns of the profile are not there.
    """

    def __init__(
        self,
        file: str,
        header: Sequence[str],
        profile: Profile,
        asked: Collection[str] = (),
        needed: Collection[str] = NEEDED,
        proposed: Mapping[str, str] = MappingProxyType({}),
    ) -> None:
        """Find the columns of *profile* in *header*.

        Args:
            file: Its name.
            header: Its columns.
            profile: Which names to look for.
            asked: The roles whose columns somebody named for just this file.
            needed: The roles that must have a column.
            proposed: What the values make likely, by role, for the message.

        Raises:
            MissingColumnError: A column that is needed, or was named, is not there.
        """
        self.file, self.header, self.profile = file, tuple(header), profile
        self._by_folded = {name.casefold(): name for name in reversed(self.header)}
        self._needed, self._proposed = needed, proposed
        self._missing: list[_Missing] = []
        self.notes: list[str] = []
        self.roles: dict[str, str] = {}
        self.joined: dict[str, tuple[str, ...]] = {}
        for role, names in profile.columns.items():
            self._place(role, names, asked=role in asked)
        for needed_role in NEEDED:
            if needed_role not in profile.columns and self._is_needed(needed_role):
                self._miss(needed_role, None)
        self.state: tuple[str, ...] = ()
        if profile.events is not None:
            self._place("at", (profile.events.at,), asked=True)
            self.state = tuple(self._state_columns(profile.events.state))
        sought = [name for name in profile.keep_if_there if self._find(name)]
        fields = self._fields(profile.fields)
        self.kept = tuple(dict.fromkeys([*self._kept((*profile.keep, *sought)), *fields]))
        if self._missing:
            raise MissingColumnError(file, self._message())

    @property
    def is_complete(self) -> bool:
        """Whether every role of the profile has its column."""
        return set(self.profile.columns) - set(OPTIONAL) <= set(self.roles)

    @property
    def wanted(self) -> list[str]:
        """The columns of the file that are read."""
        parts = [part for role in self.roles for part in self.parts(role)]
        return list(dict.fromkeys((*parts, *self.state, *self.kept)))

    @property
    def times(self) -> list[str]:
        """The columns of the file that hold times."""
        roles = [role for role in (*TIME_ROLES, "at") if role in self.roles]
        return list(dict.fromkeys(self.parts(role)[0] for role in roles))

    def parts(self, role: str) -> tuple[str, ...]:
        """Return the columns of a role: one, or several that are put together."""
        return self.joined.get(role, (self.roles[role],))

    def _place(self, role: str, names: Sequence[str], *, asked: bool) -> None:
        found = next((parts for name in names if (parts := self._find(name))), ())
        if len(found) > 1:
            self.joined[role] = found
        if found:
            self.roles[role] = f" {JOIN} ".join(found)
        elif asked or self._is_needed(role):
            self._miss(role, names[0], asked=asked)
        elif self.profile.recognised_by and role not in OPTIONAL:
            self.notes.append(f"there is no column {shown(names[0])}, for {role}")

    def _is_needed(self, role: str) -> bool:
        if role == "opened_at":
            return role not in self.profile.without and self.profile.events is None
        return role in self._needed

    def _find(self, name: str) -> tuple[str, ...]:
        """Return the column of a name, or the columns of `Date + Time`; none where it is not."""
        found = name if name in self.header else self._by_folded.get(name.strip().casefold())
        if found is not None:
            return (found,)
        parts = [self._find(part.strip()) for part in name.split(JOIN)] if JOIN in name else []
        return tuple(part[0] for part in parts) if parts and all(parts) else ()

    def _state_columns(self, names: Iterable[str]) -> Iterable[str]:
        for name in names:
            found = self._find(name)
            if found:
                yield found[0]
            else:
                self._miss("state", name)

    def _kept(self, names: Iterable[str]) -> Iterable[str]:
        for name in names:
            found = self._find(name)
            if name == ALL:
                yield from self.header
            elif name in GROUP_ROLES and name in self.roles:
                continue  # it is read as a role
            elif found:
                yield from found
            else:
                self._miss(_KEEP, name)

    def _fields(self, fields: Mapping[str, str]) -> Iterator[str]:
        for field, name in fields.items():
            found = self._find(name)
            if found and name not in self.roles:
                yield from found
            elif name and name not in self.roles:
                self._miss(f"{_FIELD}{field}", name, asked=True)

    def _miss(self, role: str, name: str | None, *, asked: bool = False) -> None:
        near = None
        if name is not None:
            words = {own.casefold(): own for own in self.header}
            close = get_close_matches(name.casefold(), words, n=1, cutoff=0.75)
            near = words[close[0]] if close else None
        near = near or self._proposed.get(role) or likely_column(role, self.header)
        self._missing.append(_Missing(role, name, near, asked))

    def _message(self) -> str:
        what = "; ".join(_what(entry) for entry in self._missing)
        names = [
            f"{_option(entry.role)}={entry.near!r}"
            if entry.near and len(entry.near) <= _LONGEST_NAME
            else f"{_option(entry.role)}=COLUMN"
            for entry in self._missing
            if entry.role not in ("at", "state", _KEEP)
        ]
        which = "it is" if len(self._missing) == 1 else "they are"
        said = "for example" if all(entry.near for entry in self._missing) else "with"
        kept = all(entry.role == _KEEP for entry in self._missing)
        hint = f"say which {which}, {said} {' '.join(names)}" if names else self._in_profile()
        hint = "name one of the file" if kept else hint
        header = ", ".join(shown(column) for column in self.header[:MOST_SHOWN])
        more = len(self.header) - MOST_SHOWN
        return f"{what}; {hint}; columns: {header}{f' and {more} more' if more > 0 else ''}"

    def _in_profile(self) -> str:
        hints = [
            did_you_mean(entry.name, self.header).strip() for entry in self._missing if entry.name
        ]
        return " ".join(["say which it is in the profile", *filter(None, hints)])


_KEEP = "keep"
_LONGEST_NAME = 60
"""Of a column that is proposed; a longer one is no header, and would fill the message."""
_FIELD = "field "


def _option(role: str) -> str:
    return f"--{role}" if role.startswith(_FIELD) else f"--map {role}"


def _what(entry: _Missing) -> str:
    if entry.role == _KEEP:
        hint = f", did you mean {shown(entry.near)}" if entry.near else ""
        return f"no column {shown(entry.name)} to break down by{hint}"
    if entry.name is None:
        return f"no column for {entry.role}"
    hint = f", did you mean {shown(entry.near)}" if entry.asked and entry.near else ""
    return f"no column {shown(entry.name)} for {entry.role}{hint}"
