"""The arguments and options that several commands share, and what is made of them.

Only here is the clock read, for an instant given as `now`.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta, tzinfo
from pathlib import Path
from typing import Annotated

import typer

from slaclock.calendars.combined import Combinable
from slaclock.errors import InstantTextError, UnknownNameError
from slaclock.instants import from_micros, local_to_instant, parse_instant
from slaclock.matrices.door import matrix_of
from slaclock.matrices.history import MatrixHistory
from slaclock.matrices.model import Matrix
from slaclock.messages import listed
from slaclock.zones import get_zone

__all__ = [
    "NOW",
    "CalendarOption",
    "EndArgument",
    "FieldColumnsOption",
    "FieldsOption",
    "JsonOption",
    "MatrixOption",
    "OpenedArgument",
    "OwnMatrixOption",
    "StartArgument",
    "VersionOption",
    "ZoneOption",
    "choose_calendar",
    "country_of",
    "end_of_day",
    "here",
    "matrix_on",
    "own_matrix",
    "read_fields",
    "read_instant",
]

NOW = "now"
_VARIABLE = "SLACLOCK_MATRIX"

MatrixOption = Annotated[
    str,
    typer.Option(
        "--matrix",
        "-m",
        metavar="NAME|FILE",
        envvar=_VARIABLE,
        help="The contract: a data file, a folder of its versions, or the name of a bundled "
        "matrix.",
        show_default=True,
    ),
]
# For what is asked about tickets of the user's own: no contract is taken for theirs.
OwnMatrixOption = Annotated[
    str | None,
    typer.Option(
        "--matrix",
        "-m",
        metavar="NAME|FILE",
        envvar=_VARIABLE,
        help="The contract of the tickets: a data file, a folder of its versions, or the name "
        "of a bundled matrix. Needed.",
    ),
]
NewRowsOption = Annotated[
    Path,
    typer.Option(
        "--out",
        "-o",
        metavar="FILE",
        help="The new file: .csv, .tsv, .json, .jsonl or .parquet.",
    ),
]
ZoneOption = Annotated[
    str | None,
    typer.Option(
        "--tz",
        metavar="ZONE",
        help="The zone of times without an offset, and of the answer, such as Asia/Kolkata.",
    ),
]
JsonOption = Annotated[bool, typer.Option("--json", help="Answer in JSON.")]
CalendarOption = Annotated[
    str | None,
    typer.Option("--calendar", "-c", metavar="NAME", help="A calendar of the matrix."),
]
FieldsOption = Annotated[
    list[str] | None,
    typer.Option(
        "--field",
        metavar="NAME=VALUE",
        help="A field of the ticket, such as channel=phone, for the rules of the matrix that "
        "choose its plan; may be given more than once.",
    ),
]
FieldColumnsOption = Annotated[
    list[str] | None,
    typer.Option(
        "--field",
        metavar="NAME=COLUMN",
        help="The column of a field by which rules of the matrix choose a plan, where it has "
        "another name; may be given more than once.",
    ),
]
VersionOption = Annotated[
    str | None,
    typer.Option(
        "--at",
        metavar="TIME",
        help="Of a folder of versions, take the one in force then; without it, that of START.",
    ),
]
_TIME = "in ISO 8601, such as 2026-03-06T18:30+05:30, or now."
OpenedArgument = Annotated[
    str, typer.Argument(metavar="OPENED_AT", help=f"When the ticket was opened, {_TIME}")
]
StartArgument = Annotated[
    str, typer.Argument(metavar="START", help=f"Where the time begins, {_TIME}")
]
EndArgument = Annotated[str, typer.Argument(metavar="END", help=f"Where the time ends, {_TIME}")]


def own_matrix(name: str | None) -> Matrix | MatrixHistory:
    """Return the matrix that is named for tickets of the user's own.

    Raises:
        typer.BadParameter: None is named. A contract that happens to be shipped would answer
            in place of theirs, and nobody would notice.
    """
    if name is not None:
        return matrix_of(name)
    problem = (
        f"name the contract of these tickets: a data file, or set {_VARIABLE}; "
        "-m wotnot takes the one that is shipped"
    )
    raise typer.BadParameter(problem, param_hint="--matrix")


def read_fields(texts: list[str] | None) -> dict[str, str] | None:
    """Return fields by name, of options such as `channel=phone`; None without any."""
    fields: dict[str, str] = {}
    for text in texts or ():
        name, equals, value = text.partition("=")
        if not equals or not name or name in fields:
            problem = f"{text!r} must be NAME=VALUE, each name once"
            raise typer.BadParameter(problem, param_hint="--field")
        fields[name] = value
    return fields or None


def matrix_on(name: str, at: datetime) -> Matrix:
    """Return the matrix that is named; of a folder of versions, the one in force at *at*.

    That is the version of the date that *at* shows in its own zone.

    Raises:
        HistoryError: No version is in force then.
    """
    found = matrix_of(name)
    return found if isinstance(found, Matrix) else found.on(at.date()).matrix


def read_instant(text: str, tz: str | None) -> datetime:
    """Return the instant of an argument, in the zone *tz* if one is given."""
    zone = get_zone(tz) if tz is not None else None
    if text == NOW:
        return datetime.now(UTC).replace(microsecond=0).astimezone(zone or UTC)
    try:
        instant = parse_instant(text, zone)
    except InstantTextError as error:
        if zone is None and "has no offset" in error.problem:
            raise InstantTextError(text, f"{error.problem} with --tz") from None
        raise
    return instant if zone is None else instant.astimezone(zone)


def here(instant: datetime, text: str, tz: str | None, zone: tzinfo) -> datetime:
    """Return an instant; where it was given as `now`, without a zone, on the clocks of *zone*."""
    return instant.astimezone(zone) if text == NOW and tz is None else instant


def country_of(text: str | None) -> tuple[str | None, str | None]:
    """Return the country and the state of a text such as `IN:GJ`; None for what is not said."""
    country, _, subdivision = (text or "").partition(":")
    return country or None, subdivision or None


def end_of_day(text: str, tz: str | None) -> datetime | None:
    """Return the end of the day that a text names, in the zone *tz*; None where it names none.

    Raises:
        InstantTextError: A date, and no zone is given.
    """
    try:
        day = date.fromisoformat(text) if len(text) == len("2026-03-02") else None
    except ValueError:
        day = None
    if day is None:
        return None
    if tz is None:
        problem = "is a date without a time of day; with --tz ZONE, the end of that day is meant"
        raise InstantTextError(text, problem)
    zone = get_zone(tz)
    midnight = datetime.combine(day + timedelta(1), time())
    return from_micros(local_to_instant(midnight, zone), zone)


def choose_calendar(matrix: Matrix, name: str | None) -> tuple[str, Combinable]:
    """Return the calendar that is named, or the only one of the matrix."""
    if name is None and len(matrix.calendars) == 1:
        name = next(iter(matrix.calendars))
    if name is None:
        names = listed(matrix.calendars)
        raise typer.BadParameter(
            f"the matrix has several; name one of {names}", param_hint="--calendar"
        )
    if name not in matrix.calendars:
        raise UnknownNameError("calendar", name, matrix.calendars)
    return name, matrix.calendars[name]
