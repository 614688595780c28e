"""Profiles: how a kind of ticket export is to be read, as data.

A profile says which column holds what, how times are written and in which zone, and what the
states of a ticket mean. It is a TOML file; those that come with slaclock lie in `profiles/`.
Nothing is read here; see `slaclock.reports.reading.readers`.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from fnmatch import fnmatchcase
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import Field, PlainValidator, ValidationError

from slaclock.errors import MatrixError, Problem, ProfileError, TextError, UnknownNameError
from slaclock.matrices.loader import read_data
from slaclock.messages import did_you_mean, listed
from slaclock.records import Record, problems_of
from slaclock.reports.reading.time_formats import parse_format
from slaclock.zones import get_zone

__all__ = [
    "AGREED_DUE",
    "GROUP_ROLES",
    "ROLES",
    "TIME_ROLES",
    "VENDOR_BREACHED",
    "VENDOR_DUE",
    "EventRules",
    "Profile",
    "StateRule",
    "Statuses",
    "bundled_profiles",
    "load_profile",
    "recognise",
]

GROUP_ROLES = ("team", "agent", "customer", "channel", "type")
"""By whom and for whom: what a report can be broken down by."""
VENDOR_DUE = ("vendor_due", "vendor_response_due")
VENDOR_BREACHED = ("vendor_breached", "vendor_response_breached")
"""What the desk itself says of the resolution, and of the response."""
AGREED_DUE = ("agreed_due", "agreed_response_due")
"""By when the customer agreed to have the resolution, and the response."""
TIME_ROLES = ("opened_at", "responded_at", "resolved_at")
ROLES: tuple[str, ...] = (
    *("id", "plan", "priority", *TIME_ROLES, "status", "link"),
    *(*GROUP_ROLES, *VENDOR_DUE, *VENDOR_BREACHED, *AGREED_DUE),
)

Texts = Annotated[tuple[str, ...], Field(strict=False)]


def _zone_name(value: object) -> str:
    get_zone(value)
    return str(value)


def _format_text(value: object) -> str:
    parse_format(value)
    return str(value)


def _names(value: object) -> tuple[str, ...]:
    """Take one name, or a list of names of which the first that is there counts."""
    names = (value,) if isinstance(value, str) else value
    if not isinstance(names, list | tuple) or not all(isinstance(name, str) for name in names):
        raise TextError(value, "is not the name of a column, nor a list of names")
    return tuple(names)


def _one_of(roles: tuple[str, ...]) -> PlainValidator:
    """Take one of the roles."""

    def read(value: object) -> str:
        if value not in roles:
            hint = did_you_mean(value, roles)
            raise TextError(value, f"is no role; {hint}roles: {listed(roles)}")
        return str(value)

    return PlainValidator(read)


Role = Annotated[str, _one_of(ROLES)]
TimeRole = Annotated[str, _one_of(TIME_ROLES)]
ZoneRole = Annotated[str, _one_of((*TIME_ROLES, "at"))]
ValueRole = Annotated[
    str, _one_of(("plan", "priority", "status", *GROUP_ROLES, *VENDOR_DUE, *VENDOR_BREACHED))
]
ColumnNames = Annotated[tuple[str, ...], PlainValidator(_names)]
ProfileZone = Annotated[str, PlainValidator(_zone_name)]
TimeFormats = Annotated[
    tuple[Annotated[str, PlainValidator(_format_text)], ...], Field(strict=False)
]


class StateRule(Record):
    """Which states are meant: those that match a pattern, or those that match none.

    Patterns are compared in lower case; `*` stands for any text.
    """

    is_: Texts = Field((), alias="is")
    is_not: Texts = ()

    def matches(self, state: str) -> bool:
        """Return whether a state is meant."""
        folded = state.strip().casefold()
        if self.is_not:
            return not _any_matches(folded, self.is_not)
        return _any_matches(folded, self.is_)


class Statuses(Record):
    """What the last status of a ticket means, where one row is one ticket.

    Attributes:
        waiting: The clock stands still, and the export does not say since when.
        closed: Over, even where the export gives no time of resolution.
        left_out: No ticket to be judged, such as a deleted one; the row is listed.
    """

    waiting: StateRule = StateRule()
    closed: StateRule = StateRule()
    left_out: StateRule = StateRule()

    def rules(self) -> tuple[StateRule, ...]:
        """Return the rules, one for each meaning."""
        return self.waiting, self.closed, self.left_out


class EventRules(Record):
    """How a log with one row per update becomes tickets.

    Attributes:
        at: The column with the time of the update.
        state: The columns with the state after it, joined by `/`.
        responded: A ticket is answered by its first row in such a state.
        paused: The clock stands still from such a row to the next row in another state.
        resolved: A ticket is resolved by its last row in such a state, and comes back to life
            with a later row in a state that is neither this nor `closed`.
        closed: Over, without being a resolution.
    """

    at: str
    state: Texts
    responded: StateRule = StateRule()
    paused: StateRule = StateRule()
    resolved: StateRule = StateRule()
    closed: StateRule = StateRule()


class Profile(Record):
    """How an export is read.

    Attributes:
        title: What it is a profile of.
        recognised_by: Columns that together occur in no other export; none for a profile that
            is used only by name.
        columns: Which column holds what; of several names the first that is there counts.
        without: Why a time that is needed is not in the export at all.
        separator, encoding: Of a CSV file; None for what the header row shows, and for UTF-8.
        header_row: The line, or row of a sheet, that names the columns, from 1.
        sheet: The name of an Excel file's sheet; None for the first.
        timezone: The zone of times without an offset.
        timezones: The same for single columns, by what they hold.
        zone_names: What abbreviations in the times mean: `{ IST = "Asia/Kolkata" }`.
        time_formats: Formats to try in turn; none to have them proposed from the values.
        dates: Whether `04/05/2026` is the 4th of May or the 5th of April; None to have it
            decided by the values.
        nulls: Texts that stand for no value, besides the usual ones.
        plan, priority: The same for every ticket.
        values: What values mean: `{ priority = { Highest = "P1" } }`.
        statuses: What a status means; for exports with one row a ticket.
        duplicates: Which row of a ticket counts where it stands in several.
        keep: Further columns that are read, to break a report down by them; `*` for all.
        keep_if_there: The same, of which none is missed.
        fields: Which column, or role of those above, holds which field of a ticket that rules of
            the contract ask for; empty for a field that the file does not have.
        events: For logs with one row per update.
    """

    title: str
    recognised_by: Texts = ()
    columns: dict[Role, ColumnNames] = Field(default_factory=dict)
    without: dict[TimeRole, str] = Field(default_factory=dict)
    separator: str | None = None
    encoding: str | None = None
    header_row: Annotated[int, Field(ge=1, le=10_000)] | None = None
    sheet: str | None = None
    timezone: ProfileZone | None = None
    timezones: dict[ZoneRole, ProfileZone] = Field(default_factory=dict)
    zone_names: dict[str, ProfileZone] = Field(default_factory=dict)
    time_formats: TimeFormats = ()
    dates: Literal["day-first", "month-first"] | None = None
    nulls: Texts = ()
    plan: str | None = None
    priority: str | None = None
    values: dict[ValueRole, dict[str, str]] = Field(default_factory=dict)
    statuses: Statuses = Statuses()
    duplicates: Literal["first", "last"] = "first"
    keep: Texts = ()
    keep_if_there: Texts = ()
    fields: dict[str, str] = Field(default_factory=dict)
    events: EventRules | None = None

    def first_sight(self) -> tuple[str, ...]:
        """Return what an export of a known kind is read as, and which times it does not have.

        >>> load_profile("jira").first_sight()[1]
        "no responded_at: Jira's export has no time of the first answer"
        """
        if not self.recognised_by:
            return ()
        gaps = (f"no {role}: {reason}" for role, reason in self.without.items())
        return (f"read as {self.title}", *gaps)

    def changed(self, changes: Mapping[str, Any]) -> Profile:
        """Return the profile with *changes* laid over it; tables are merged, the rest replaced.

        A column that is given a value for all tickets, or a new column, is no longer what the
        profile said.

        Raises:
            ProfileError: The changes are not usable.
        """
        data = self.model_dump(by_alias=True, exclude_unset=True)
        for key, value in changes.items():
            old = data.get(key)
            merged = isinstance(old, dict) and isinstance(value, Mapping)
            data[key] = {**old, **value} if merged and isinstance(old, dict) else value
        return _checked(data, self.title)


def load_profile(source: str | Path) -> Profile:
    """Return the profile of a file, or one that comes with slaclock.

    >>> load_profile("freshdesk").columns["opened_at"]
    ('Created time',)

    Args:
        source: The path of a TOML, JSON or YAML file; or the name of a bundled profile, which
            has no dot and no slash in it.

    Raises:
        ProfileError: The file cannot be read, or anything is wrong with its data.
        UnknownNameError: No bundled profile of that name.
    """
    if isinstance(source, str) and not any(mark in source for mark in "./\\"):
        return _bundled(source)
    path = Path(source)
    try:
        return _checked(read_data(path), path.name)
    except MatrixError as error:
        raise ProfileError(error.problems, path.name) from None


def bundled_profiles() -> tuple[str, ...]:
    """Return the names of the profiles that come with slaclock."""
    entries = files("slaclock.reports.reading").joinpath("profiles").iterdir()
    return tuple(sorted(item.name[:-5] for item in entries if item.name.endswith(".toml")))


def recognise(header: Iterable[str]) -> tuple[str, ...]:
    """Return the bundled profiles whose own columns are all in *header*, the closest first."""
    names = {name.strip().casefold() for name in header}
    found = []
    for name in bundled_profiles():
        marks = {mark.casefold() for mark in _bundled(name).recognised_by}
        if marks and marks <= names:
            found.append((-len(marks), name))
    return tuple(name for _, name in sorted(found))


@cache
def _bundled(name: str) -> Profile:
    if name not in bundled_profiles():
        raise UnknownNameError("profile", name, bundled_profiles())
    place = files("slaclock.reports.reading").joinpath("profiles", f"{name}.toml")
    return _checked(tomllib.loads(place.read_text(encoding="utf-8")), name)


def _checked(data: Any, source: str) -> Profile:
    try:
        return Profile.model_validate(data)
    except ValidationError as error:
        raise ProfileError(problems_of(error), source) from None
    except RecursionError:  # pragma: no cover - read_data limits the depth
        raise ProfileError([Problem("", None, "is nested too deep")], source) from None


def _any_matches(folded: str, patterns: Iterable[str]) -> bool:
    return any(fnmatchcase(folded, pattern.casefold()) for pattern in patterns)
