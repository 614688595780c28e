"""Which column of a file holds what: the profile's names, found in the header.

Names are compared in any case. A column that a report cannot do without is missed loudly, with
the column that might be meant as an example; others are noted.
"""

from __future__ import annotations

from collections.abc import Sequence
from difflib import get_close_matches

from slaclock.errors import TicketFileError
from slaclock.messages import shown
from slaclock.reports.reading.profiles import TIME_ROLES, Profile

__all__ = ["ColumnMap"]

MOST_SHOWN = 20
LIKELY = {
    "id": ("ticket id", "id", "key", "number", "case id", "issue key", "incident", "request id"),
    "opened_at": ("created at", "created", "created date", "opened", "created time", "open date"),
}
"""Names to look for when one is missing: for an example in the message, never to be taken."""


class ColumnMap:
    """The columns of one file.

    Attributes:
        roles: Which column holds what; with `at` for a log of updates.
        state: The columns that make up the state, for a log of updates.
        notes: Which columns of the profile are not there.
    """

    def __init__(self, file: str, header: Sequence[str], profile: Profile) -> None:
        """Find the columns of *profile* in *header*.

        Raises:
            TicketFileError: A column that is needed is not there.
        """
        self.file, self.header, self.profile = file, tuple(header), profile
        self._by_folded = {name.casefold(): name for name in reversed(self.header)}
        self.notes: list[str] = []
        self.roles: dict[str, str] = {}
        for role, names in profile.columns.items():
            self._place(role, names)
        for role in ("id", "opened_at"):
            if role not in self.roles and self._is_needed(role):
                raise TicketFileError(file, self._missing(role, None))
        self.state: tuple[str, ...] = ()
        if profile.events is not None:
            self.roles["at"] = self._needed(profile.events.at, "at")
            self.state = tuple(self._needed(name, "state") for name in profile.events.state)

    @property
    def wanted(self) -> list[str]:
        """The columns of the file that are read."""
        return list(dict.fromkeys((*self.roles.values(), *self.state)))

    @property
    def times(self) -> list[str]:
        """The columns of the file that hold times."""
        return [self.roles[role] for role in (*TIME_ROLES, "at") if role in self.roles]

    def _place(self, role: str, names: Sequence[str]) -> None:
        found = [column for name in names if (column := self._find(name)) is not None]
        if found:
            self.roles[role] = found[0]
        elif self._is_needed(role):
            raise TicketFileError(self.file, self._missing(role, names[0]))
        elif self.profile.recognised_by:
            self.notes.append(f"there is no column {shown(names[0])}, for {role}")

    def _is_needed(self, role: str) -> bool:
        if role == "opened_at":
            return role not in self.profile.without and self.profile.events is None
        return role == "id"

    def _find(self, name: str) -> str | None:
        return name if name in self.header else self._by_folded.get(name.strip().casefold())

    def _needed(self, name: str, role: str) -> str:
        found = self._find(name)
        if found is None:
            raise TicketFileError(self.file, self._missing(role, name))
        return found

    def _missing(self, role: str, name: str | None) -> str:
        header = ", ".join(shown(column) for column in self.header[:MOST_SHOWN])
        more = len(self.header) - MOST_SHOWN
        tail = f" and {more} more" if more > 0 else ""
        near = self._likely(role, name)
        hint = f"for example --map {role}={near!r}" if near else f"with --map {role}=COLUMN"
        what = f"no column {shown(name)}" if name is not None else "no column"
        return f"{what} for {role}; say which it is, {hint}; columns: {header}{tail}"

    def _likely(self, role: str, name: str | None) -> str | None:
        words = {" ".join(own.casefold().replace("_", " ").split()): own for own in self.header}
        for likely in (*([name.casefold()] if name else []), *LIKELY.get(role, ())):
            near = get_close_matches(likely, words, n=1, cutoff=0.75)
            if near:
                return words[near[0]]
        return None
