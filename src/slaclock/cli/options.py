"""The arguments and options that several commands share, and what is made of them.

Only here is the clock read, for an instant given as `now`.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated

import typer

from slaclock.calendars.calendar import Calendar
from slaclock.errors import InstantTextError, UnknownNameError, listed
from slaclock.instants import parse_instant
from slaclock.matrices.model import Matrix
from slaclock.zones import get_zone

__all__ = [
    "CalendarOption",
    "EndArgument",
    "JsonOption",
    "MatrixOption",
    "OpenedArgument",
    "StartArgument",
    "ZoneOption",
    "choose_calendar",
    "read_instant",
]

_HINT = "--calendar"

MatrixOption = Annotated[
    str,
    typer.Option(
        "--matrix", "-m", metavar="NAME|FILE", help="A bundled matrix or a file.", show_default=True
    ),
]
ZoneOption = Annotated[
    str | None,
    typer.Option(
        "--tz",
        metavar="ZONE",
        help="The zone of times without an offset, such as Asia/Kolkata, and of the answer.",
    ),
]
JsonOption = Annotated[bool, typer.Option("--json", help="Answer in JSON.")]
CalendarOption = Annotated[
    str | None,
    typer.Option("--calendar", "-c", metavar="NAME", help="A calendar of the matrix."),
]
_TIME = "ISO 8601, such as 2026-03-06T18:30+05:30, or now."
OpenedArgument = Annotated[str, typer.Argument(metavar="OPENED_AT", help=_TIME)]
StartArgument = Annotated[str, typer.Argument(metavar="START", help=_TIME)]
EndArgument = Annotated[str, typer.Argument(metavar="END", help="The same.")]


def read_instant(text: str, tz: str | None) -> datetime:
    """Return the instant of an argument, in the zone *tz* if one is given."""
    zone = get_zone(tz) if tz is not None else None
    if text == "now":
        return datetime.now(UTC).replace(microsecond=0).astimezone(zone or UTC)
    try:
        instant = parse_instant(text, zone)
    except InstantTextError as error:
        if zone is None and "has no offset" in error.problem:
            raise InstantTextError(text, f"{error.problem} with --tz") from None
        raise
    return instant if zone is None else instant.astimezone(zone)


def choose_calendar(matrix: Matrix, name: str | None) -> tuple[str, Calendar]:
    """Return the calendar that is named, or the only one of the matrix."""
    if name is None and len(matrix.calendars) == 1:
        name = next(iter(matrix.calendars))
    if name is None:
        names = listed(matrix.calendars)
        raise typer.BadParameter(f"the matrix has several; name one of {names}", param_hint=_HINT)
    if name not in matrix.calendars:
        raise UnknownNameError("calendar", name, matrix.calendars)
    return name, matrix.calendars[name]
