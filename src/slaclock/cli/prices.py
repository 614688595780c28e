"""The command that says what the unclear clauses of a contract are worth."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from slaclock import reports
from slaclock.cli.export_options import (
    ExportOptions,
    TicketsArgument,
    read_export,
    short_name,
    takes_export_options,
    ticket_files,
)
from slaclock.cli.files import check_page_and_rows, page_option, rows_option
from slaclock.cli.options import JsonOption, country_of
from slaclock.cli.output import Answer, as_json, heading, printable, show_instant
from slaclock.cli.progress import shown_progress
from slaclock.cli.report_text import price_text
from slaclock.instants import from_micros
from slaclock.matrices.door import matrix_of
from slaclock.reports.words import counted

__all__ = ["price"]


@takes_export_options()
def price(
    matrix: Annotated[
        str,
        typer.Argument(
            metavar="MATRIX",
            help="The contract of the tickets: a data file, a folder of its versions, or the "
            "name of a bundled matrix.",
        ),
    ],
    tickets: TicketsArgument,
    *,
    holidays: Annotated[
        str | None,
        typer.Option(
            "--holidays",
            metavar="IN[:GJ]",
            help="The country, and state, whose holidays may be meant; without it, that "
            "reading is left out.",
        ),
    ] = None,
    out: Annotated[Path | None, page_option("Write the table as one HTML page.")] = None,
    csv: Annotated[Path | None, rows_option("Write a row for each reading and metric.")] = None,
    json: JsonOption = False,
    export: ExportOptions,
) -> Answer:
    """Show how many verdicts hang on each reading of an unclear clause.

    Judges the tickets under the contract as it is written, and again with each clause read in
    another way: what a business day is, < or <=, holidays or none, the hours of the plan
    before or after, and due at closing or at the next opening.
    """
    check_page_and_rows(out, csv, *ticket_files(tickets), matrix, export.profile)
    terms, asked = matrix_of(matrix), export.asked_at()
    country, subdivision = country_of(holidays)
    with shown_progress(2) as say:
        say(f"reading {short_name(tickets)}")
        found = read_export(tickets, export, terms)
        say("judging under each reading")
        made = reports.price(
            found,
            matrix=terms,
            as_of=asked,
            country=country,
            subdivision=subdivision,
        )
    if out is not None:
        reports.write_whole(out, made.to_html())
    if csv is not None:
        reports.write_whole(csv, made.to_csv())
    if json:
        return Answer(as_json(made.to_dict()))
    written = [f"written: {path}" for path in (out, csv) if path is not None]
    return Answer("\n".join([_text(made), *map(printable, written)]))


def _text(made: Any) -> str:
    asked = from_micros(made.written.as_of, made.zone)
    title = made.written.matrix.title
    counts = f"{counted(len(made.written), 'ticket')}, {counted(made.verdicts, 'verdict')}"
    facts = f"{counts}; as of {show_instant(asked)}, {made.zone}"
    head = heading(f"{title}: unclear clauses")
    return "\n".join([head, printable(facts), "", price_text(made)])
