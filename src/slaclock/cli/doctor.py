"""The command that says what slaclock runs on, and whether its zone data is the newest."""

from __future__ import annotations

import platform
from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING, Annotated, Any, NamedTuple

import typer

from slaclock._version import __version__
from slaclock.cli.matrices import AtOption
from slaclock.cli.options import JsonOption, matrix_on, read_instant
from slaclock.cli.output import Answer, as_json, table
from slaclock.date_words import show_date
from slaclock.errors import SlaClockError
from slaclock.matrices.model import Matrix
from slaclock.zones import ZoneData, zone_data

if TYPE_CHECKING:  # every other command waits for what this file imports
    from slaclock.matrices.holiday_facts import Coverage, Estimate, ListChange

__all__ = ["doctor"]

_PACKAGES = (
    "holidays",
    "pydantic",
    "python-dateutil",
    "tzdata",
    "typer",
    "ruamel.yaml",
    "icalendar",
    "recurring-ical-events",
    "numpy",
    "narwhals",
    "polars",
)
FOUND = 1


def doctor(
    *,
    matrix: Annotated[
        str | None,
        typer.Option(
            "--matrix",
            "-m",
            metavar="NAME|FILE",
            help="A contract: until when its holidays are known, which dates are estimates, and "
            "where its frozen dates differ from the list in use.",
        ),
    ] = None,
    at: AtOption = "now",
    json: JsonOption = False,
) -> Answer:
    """Show the versions and the zone data in use.

    With -m, also how long the holidays of a contract are known, which dates are estimates, and
    what changed.

    The exit code is 1 if the zone data is older than what is installed, or if the list of
    holidays in use differs from a frozen contract.
    """
    zones = zone_data()
    warnings = _warnings(zones)
    asked_at = read_instant(at, None)
    facts = None if matrix is None else _holidays(matrix_on(matrix, asked_at), asked_at.date())
    if facts is not None:
        warnings += facts.warnings
    code = FOUND if warnings else 0
    if json:
        more = {} if facts is None else {"holidays": facts.as_json()}
        return Answer(as_json({**_facts(zones), **more, "warnings": warnings}), code)
    rows = [(name, value or "not installed") for name, value in _versions().items()]
    rows.append(("zone data", f"{zones.version or 'unknown'} ({_place(zones)})"))
    messages = tuple(f"warning: {text}" for text in warnings)
    parts = [table([("what", "version"), *rows]), *([] if facts is None else facts.lines())]
    return Answer("\n\n".join(filter(None, parts)), code, messages)


class _Holidays(NamedTuple):
    """What there is to say of the holidays of a contract."""

    ends: tuple[Coverage, ...]
    estimated: tuple[Estimate, ...]
    changes: tuple[ListChange, ...]
    problem: str = ""

    @property
    def warnings(self) -> list[str]:
        """Return what should be looked at."""
        if self.problem:
            return [f"the frozen holidays cannot be compared with the list in use: {self.problem}"]
        if not self.changes:
            return []
        return [f"of the frozen dates, the list in use says {len(self.changes)} otherwise"]

    def lines(self) -> list[str]:
        """Return it as text: a table for each kind of which there is something."""
        ends = [(*one[:2], str(one.known_until or "not at all"), one.reason) for one in self.ends]
        guesses = [(one.calendar, show_date(one.date), one.name) for one in self.estimated]
        changes = [
            (one.holidays, show_date(one.date), one.frozen or "-", one.now or "-")
            for one in self.changes
        ]
        return [
            _table(("calendar", "holidays", "known until", "because"), ends),
            _table(("calendar", "date", "estimated"), guesses),
            _table(("holidays", "date", "frozen", "in the list in use"), changes),
        ]

    def as_json(self) -> dict[str, Any]:
        """Return it as plain data."""
        return {
            "known_until": [
                {**one._asdict(), "known_until": one.known_until and str(one.known_until)}
                for one in self.ends
            ],
            "estimated": [{**one._asdict(), "date": str(one.date)} for one in self.estimated],
            "changes": [{**one._asdict(), "date": str(one.date)} for one in self.changes],
        }


def _holidays(matrix: Matrix, today: date) -> _Holidays:
    from slaclock.matrices.holiday_facts import coverage, estimates, list_changes

    ends, estimated = coverage(matrix, today), estimates(matrix, today)
    try:
        return _Holidays(ends, estimated, list_changes(matrix))
    except SlaClockError as error:
        return _Holidays(ends, estimated, (), str(error))


def _table(heading: tuple[str, ...], rows: Sequence[tuple[str, ...]]) -> str:
    return table([heading, *rows]) if rows else ""


def _facts(zones: ZoneData) -> dict[str, Any]:
    return {"versions": _versions(), "zone_data": zones._asdict()}


def _versions() -> dict[str, str | None]:
    found = {"slaclock": __version__, "Python": platform.python_version()}
    return {**found, **{package: _version(package) for package in _PACKAGES}}


def _version(package: str) -> str | None:
    from importlib.metadata import PackageNotFoundError, version

    try:
        return version(package)
    except PackageNotFoundError:
        return None


def _place(zones: ZoneData) -> str:
    if zones.source == "tzdata":
        return "the tzdata package"
    return f"the system's, in {zones.path}; the tzdata package has {zones.package_version}"


def _warnings(zones: ZoneData) -> list[str]:
    if zones.source == "tzdata" or zones.version == zones.package_version:
        return []
    remedy = "to use the package, set PYTHONTZPATH to nothing"
    if zones.version is None:
        return [f"the release of the zone data in {zones.path} cannot be told; {remedy}"]
    # IANA releases sort as text: 2025b, 2026a.
    if zones.version < zones.package_version:
        newer = f"older than {zones.package_version} of the tzdata package"
        return [f"the zone data in {zones.path} is {zones.version}, {newer}; {remedy}"]
    return []
