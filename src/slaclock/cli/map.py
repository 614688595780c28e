"""The command that proposes how an unknown export may be read."""

from __future__ import annotations

from typing import Annotated

import typer

from slaclock import reports
from slaclock.cli.export_options import TicketsArgument
from slaclock.cli.options import JsonOption
from slaclock.cli.output import Answer, as_json

__all__ = ["map_"]


def map_(
    tickets: TicketsArgument,
    *,
    separator: Annotated[
        str | None,
        typer.Option(
            "--separator",
            metavar="CHAR",
            help="What stands between the fields of a CSV file, such as ; or tab.",
        ),
    ] = None,
    encoding: Annotated[
        str | None,
        typer.Option(
            "--encoding",
            metavar="NAME",
            help="The encoding of a CSV file that is not in UTF-8, such as cp1252.",
        ),
    ] = None,
    header_row: Annotated[
        int | None,
        typer.Option(
            "--header-row",
            metavar="N",
            min=1,
            help="The line, or row of a sheet, that names the columns, if not the first.",
        ),
    ] = None,
    sheet: Annotated[
        str | None,
        typer.Option(
            "--sheet", metavar="NAME", help="The sheet of an Excel file, if not the first."
        ),
    ] = None,
    json: JsonOption = False,
) -> Answer:
    """Propose how an export may be read: a profile to edit.

    Write what it prints to a file, look at every line, and give the file to `report` with
    --profile.
    """
    draft = reports.propose_profile(
        tickets,
        separator="\t" if separator in ("\\t", "tab") else separator,
        encoding=encoding,
        header_row=header_row,
        sheet=sheet,
    )
    if json:
        return Answer(as_json(draft.to_dict()))
    return Answer(draft.to_toml().rstrip())
