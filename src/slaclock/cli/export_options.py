"""How an export of tickets is read: the options that every command about one takes.

Write a command with an argument `export: ExportOptions` and put `takes_export_options` above
it: the command line then shows the fields of `ExportOptions` as options of that command.
"""

from __future__ import annotations

import glob
from collections.abc import Callable, Collection, Iterable, Sequence
from datetime import datetime
from enum import StrEnum
from functools import wraps
from inspect import Parameter, signature
from pathlib import Path
from typing import Annotated, Any, NamedTuple, get_type_hints

import typer

from slaclock import reports
from slaclock.cli.options import (
    FieldColumnsOption,
    ZoneOption,
    end_of_day,
    read_fields,
    read_instant,
)
from slaclock.cli.output import Answer
from slaclock.matrices.choosing import fields_known
from slaclock.matrices.history import MatrixHistory
from slaclock.matrices.model import Matrix

__all__ = [
    "EncodingOption",
    "ExportOptions",
    "HeaderRowOption",
    "SeparatorOption",
    "SheetOption",
    "TicketsArgument",
    "read_export",
    "separator_of",
    "short_name",
    "takes_export_options",
    "ticket_files",
]


class DateOrder(StrEnum):
    """Which number of a date such as 04/05/2026 is the day."""

    DAY_FIRST = "day-first"
    MONTH_FIRST = "month-first"


class WhichRow(StrEnum):
    """Which row of a ticket counts, where it stands in several."""

    FIRST = "first"
    LAST = "last"


SeparatorOption = Annotated[
    str | None,
    typer.Option(
        "--separator",
        metavar="CHAR",
        help="What stands between the fields of a CSV file, such as ; or tab.",
    ),
]
EncodingOption = Annotated[
    str | None,
    typer.Option(
        "--encoding",
        metavar="NAME",
        help="The encoding of a CSV file that is not in UTF-8, such as cp1252.",
    ),
]
HeaderRowOption = Annotated[
    int | None,
    typer.Option(
        "--header-row",
        metavar="N",
        min=1,
        help="The line, or row of a sheet, that names the columns, if not the first.",
    ),
]
SheetOption = Annotated[
    str | None,
    typer.Option("--sheet", metavar="NAME", help="The sheet of an Excel file, if not the first."),
]
TicketsArgument = Annotated[
    list[str],
    typer.Argument(
        metavar="TICKETS",
        help="A CSV, JSON, Parquet or Excel file, also packed (.gz, .zip); several, or a pattern "
        "such as '2026-*.csv', are read as one; - is standard input.",
    ),
]


class ExportOptions(NamedTuple):
    """The options of reading, as they are given."""

    profile: Annotated[
        str | None,
        typer.Option(
            "--profile",
            metavar="NAME|FILE",
            help="How the file is read; without it, a profile is recognised by the columns.",
        ),
    ] = None
    columns: Annotated[
        list[str] | None,
        typer.Option(
            "--map",
            metavar="ROLE=COLUMN",
            help="Which column holds what. The roles are id, plan, priority, opened_at, "
            "responded_at, resolved_at, status, link, team, agent, customer, channel, type, "
            "vendor_due, vendor_breached, vendor_response_due, vendor_response_breached, "
            "agreed_due and agreed_response_due. May be repeated.",
        ),
    ] = None
    values: Annotated[
        list[str] | None,
        typer.Option(
            "--value",
            metavar="ROLE:TEXT=NAME",
            help="What a text in a column means, such as priority:High=P1. May be repeated.",
        ),
    ] = None
    tz: ZoneOption = None
    zone_names: Annotated[
        list[str] | None,
        typer.Option(
            "--zone",
            metavar="ABBR=ZONE",
            help="Which zone an abbreviation in a time means, such as IST=Asia/Kolkata. "
            "May be repeated.",
        ),
    ] = None
    time_formats: Annotated[
        list[str] | None,
        typer.Option(
            "--time-format",
            metavar="FORMAT",
            help="How times are written, such as '%d/%m/%Y %H:%M' or iso. May be repeated.",
        ),
    ] = None
    dates: Annotated[
        DateOrder | None,
        typer.Option(
            "--dates",
            help="Which number of a date such as 04/05/2026 is the day.",
            case_sensitive=False,
        ),
    ] = None
    separator: SeparatorOption = None
    encoding: EncodingOption = None
    header_row: HeaderRowOption = None
    sheet: SheetOption = None
    statuses: Annotated[
        list[str] | None,
        typer.Option(
            "--status",
            metavar="MEANING=STATUS,...",
            help="What statuses mean: closed, waiting or left_out, such as "
            "waiting=Pending,Hold. May be repeated.",
        ),
    ] = None
    not_yet: Annotated[
        list[str] | None,
        typer.Option(
            "--not-yet",
            metavar="TEXT",
            help="A text that stands for no value, besides the usual ones. May be repeated.",
        ),
    ] = None
    duplicates: Annotated[
        WhichRow | None,
        typer.Option(
            "--duplicates",
            help="Which row of a ticket counts, where it stands in several.",
            case_sensitive=False,
        ),
    ] = None
    plan: Annotated[
        str | None,
        typer.Option(
            "--plan", metavar="PLAN", help="The plan of every ticket, if no column names one."
        ),
    ] = None
    priority: Annotated[
        str | None,
        typer.Option(
            "--priority",
            metavar="PRIORITY",
            help="The priority of every ticket, if no column names one.",
        ),
    ] = None
    fields: FieldColumnsOption = None
    as_of: Annotated[
        str,
        typer.Option(
            "--as-of",
            metavar="TIME",
            help="The instant for which the report is made; what came later is left out. A date "
            "alone means the end of that day, in --tz.",
        ),
    ] = "now"

    def asked_at(self) -> datetime:
        """Return the instant of `--as-of`; of a date alone, the end of that day."""
        return end_of_day(self.as_of, self.tz) or read_instant(self.as_of, self.tz)

    def changes(self) -> dict[str, Any]:
        """Return what the options say instead of the profile; options not given are left out."""
        given = {
            "columns": _pairs(self.columns, "--map"),
            "values": _values(self.values),
            "timezone": self.tz,
            "zone_names": _pairs(self.zone_names, "--zone"),
            "time_formats": self.time_formats,
            "dates": self.dates.value if self.dates is not None else None,
            "separator": separator_of(self.separator),
            "encoding": self.encoding,
            "header_row": self.header_row,
            "sheet": self.sheet,
            "statuses": _statuses(self.statuses),
            "nulls": self.not_yet,
            "duplicates": self.duplicates.value if self.duplicates is not None else None,
            "plan": self.plan,
            "priority": self.priority,
            "fields": read_fields(self.fields),
        }
        return {key: value for key, value in given.items() if value}


def separator_of(given: str | None) -> str | None:
    """Return the separator that is meant: a tab is hard to type, so its name will do."""
    return "\t" if given in ("\\t", "tab") else given


def read_export(
    tickets: list[str],
    export: ExportOptions,
    *terms: Matrix | MatrixHistory,
    keep: Sequence[str] = (),
) -> reports.Tickets:
    """Return the tickets of an export, read as the options say.

    Args:
        tickets: The argument of the command.
        export: The options.
        *terms: The contracts; the fields that their rules ask for are read where they are.
        keep: Further columns that are read; `*` for all.
    """
    changes = export.changes()
    if keep:
        changes["keep"] = tuple(keep)
    changes["keep_if_there"] = tuple(dict.fromkeys(name for one in terms for name in _asked(one)))
    return reports.read_tickets(tickets, profile=export.profile, **changes)


def _asked(terms: Matrix | MatrixHistory) -> tuple[str, ...]:
    """Return the fields of a ticket that rules of a contract ask for."""
    versions = [terms] if isinstance(terms, Matrix) else [one.matrix for one in terms.versions]
    return fields_known(tuple(rule for version in versions for rule in version.rules))


def ticket_files(tickets: list[str]) -> list[str]:
    """Return the paths that the argument means, patterns written out; without standard input."""
    names = [name for text in tickets for name in sorted(glob.glob(text)) or [text]]
    return [name for name in names if name != "-"]


def short_name(tickets: list[str]) -> str:
    """Return what to call the tickets while they are read."""
    return "standard input" if tickets == ["-"] else ", ".join(Path(text).name for text in tickets)


def takes_export_options(
    *, without: Collection[str] = ()
) -> Callable[[Callable[..., Answer]], Callable[..., Answer]]:
    """Show the fields of `ExportOptions` as options of a command, in place of `export`.

    Args:
        without: Fields that change nothing for this command.
    """
    names = [name for name in ExportOptions._fields if name not in without]

    def shown_in(command: Callable[..., Answer]) -> Callable[..., Answer]:
        @wraps(command)
        def run(**given: Any) -> Answer:
            fields = {name: given.pop(name) for name in names}
            return command(**given, export=ExportOptions(**fields))

        hints = get_type_hints(command, include_extras=True)
        shown: list[Parameter] = []
        for name, parameter in signature(command).parameters.items():
            own = [parameter.replace(annotation=hints[name])] if name in hints else []
            shown += _as_parameters(names) if name == "export" else own
        run.__signature__ = signature(command).replace(parameters=shown)  # type: ignore[attr-defined]
        run.__annotations__ = {parameter.name: parameter.annotation for parameter in shown}
        return run

    return shown_in


def _as_parameters(names: Iterable[str]) -> list[Parameter]:
    hints = get_type_hints(ExportOptions, include_extras=True)
    defaults = ExportOptions._field_defaults
    return [
        Parameter(name, Parameter.KEYWORD_ONLY, default=defaults[name], annotation=hints[name])
        for name in names
    ]


def _pairs(texts: list[str] | None, option: str) -> dict[str, str]:
    found = {}
    for text in texts or ():
        name, mark, value = text.partition("=")
        if not (mark and name.strip() and value):
            raise typer.BadParameter(
                f"{text!r} has no name, or no value, round =", param_hint=option
            )
        found[name.strip()] = value
    return found


def _statuses(texts: list[str] | None) -> dict[str, dict[str, list[str]]]:
    """Return rules about statuses: `waiting=Pending,Hold` is `{"waiting": {"is": [...]}}`."""
    found: dict[str, dict[str, list[str]]] = {}
    for text in texts or ():
        for meaning, names in _pairs([text], "--status").items():
            words = [word.strip() for word in names.split(",") if word.strip()]
            found.setdefault(meaning, {"is": []})["is"] += words
    return found


def _values(texts: list[str] | None) -> dict[str, dict[str, str]]:
    found: dict[str, dict[str, str]] = {}
    for text in texts or ():
        role, mark, rest = text.partition(":")
        if not mark:
            raise typer.BadParameter(f"{text!r} has no role before :", param_hint="--value")
        found.setdefault(role.strip(), {}).update(_pairs([rest], "--value"))
    return found
