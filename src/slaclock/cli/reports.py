"""The commands about many tickets: the report on an export, and what other terms would change."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from threading import Thread
from typing import Annotated

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
from slaclock.cli.options import JsonOption, OwnMatrixOption, country_of, own_matrix
from slaclock.cli.output import Answer, as_json
from slaclock.cli.progress import shown_progress
from slaclock.cli.report_text import summary_text, what_if_text
from slaclock.matrices.door import matrix_of
from slaclock.matrices.history import MatrixHistory
from slaclock.matrices.model import Matrix

__all__ = ["replay", "report"]

MISSED = 1


class PeriodOption(StrEnum):
    """The kinds of period by which tickets are counted."""

    DAY = "day"
    WEEK = "week"
    MONTH = "month"
    QUARTER = "quarter"
    YEAR = "year"


class CountByOption(StrEnum):
    """The date by which a ticket counts."""

    OPENED = "opened"
    RESOLVED = "resolved"


@takes_export_options()
def report(
    tickets: TicketsArgument,
    *,
    matrix: OwnMatrixOption = None,
    out: Annotated[Path | None, page_option("Write the report as one HTML page.")] = None,
    csv: Annotated[Path | None, rows_option("Write the tickets and verdicts as CSV.")] = None,
    json: JsonOption = False,
    export: ExportOptions,
    period: Annotated[
        PeriodOption,
        typer.Option("--period", help="The kind of period by which tickets are counted."),
    ] = PeriodOption.MONTH,
    by: Annotated[
        list[str] | None,
        typer.Option(
            "--by",
            metavar="COLUMN",
            help="Break the figures down by this column of the file, or by team, agent, "
            "customer, channel or type. May be repeated.",
        ),
    ] = None,
    first_day: Annotated[
        str | None,
        typer.Option(
            "--from",
            metavar="DAY",
            help="The first day that counts: 2026-10-01, or a period such as 2026-10, 2026-Q4, "
            "2026-W44 or 2026.",
        ),
    ] = None,
    last_day: Annotated[
        str | None,
        typer.Option(
            "--to", metavar="DAY", help="The last day that counts, or the period that ends with it."
        ),
    ] = None,
    count_by: Annotated[
        CountByOption,
        typer.Option("--count-by", help="Whether a ticket counts when it was opened or resolved."),
    ] = CountByOption.OPENED,
    goal: Annotated[
        str | None,
        typer.Option(
            "--goal",
            metavar="PERCENT",
            help="The share that should be met, such as 95; the exit code is 1 if it is not, or "
            "if nothing is decided.",
        ),
    ] = None,
    least: Annotated[
        int,
        typer.Option(
            "--goal-tickets",
            metavar="N",
            min=1,
            help="How many tickets of a promise must be met or breached for the goal to count.",
        ),
    ] = 1,
    title: Annotated[
        str | None, typer.Option("--title", metavar="TEXT", help="The title of the report.")
    ] = None,
    link: Annotated[
        str | None,
        typer.Option(
            "--link",
            metavar="URL",
            help="The address of a ticket, with {id} in place of its id; rows then link to it.",
        ),
    ] = None,
    told: Annotated[
        list[str] | None,
        typer.Option(
            "--ticket", metavar="ID", help="Tell the story of this ticket. May be repeated."
        ),
    ] = None,
    price: Annotated[
        bool,
        typer.Option(
            "--price",
            help="Say how many verdicts hang on each reading of an unclear clause, as the command "
            "price does.",
        ),
    ] = False,
    price_holidays: Annotated[
        str | None,
        typer.Option(
            "--price-holidays",
            metavar="IN[:GJ]",
            help="As --price, with the holidays of this country, and state, that may be meant.",
        ),
    ] = None,
) -> Answer:
    """Report on an export of tickets: what share was met, where not, and what is at risk.

    Prints a summary; with --out writes a page that needs nothing else, with --json prints all
    figures. Every row of the file is part of a ticket or listed with the reason why not.
    """
    check_page_and_rows(out, csv, *ticket_files(tickets), matrix, export.profile)
    terms, asked = own_matrix(matrix), export.asked_at()
    wanted = reports.parse_goal(goal) if goal is not None else None
    country, subdivision = country_of(price_holidays)
    if out is not None:
        Thread(target=_prepare, daemon=True).start()
    with shown_progress(4 if out else 2) as say:
        say(f"reading {short_name(tickets)}")
        found = read_export(tickets, export, terms, keep=_kept(by, everything=csv is not None))
        say("judging")
        made = reports.make_report(
            found,
            matrix=terms,
            as_of=asked,
            period=period.value,
            goal=wanted,
            title=title,
            link=link,
            stories=told or (),
            by=_groups(by, export),
            first_day=first_day,
            last_day=last_day,
            count_by=count_by.value,
            price=price,
            country=country,
            subdivision=subdivision,
        )
        if out is not None:
            say("drawing")
            page = made.to_html()
            say(f"writing {out.name}")
            reports.write_whole(out, page)
        if csv is not None:
            reports.write_whole(csv, made.to_csv())
    code, messages = _outcome(made, least)
    if json:
        return Answer(as_json(made.to_dict()), code, messages)
    written = [path for path in (out, csv) if path is not None]
    return Answer(summary_text(made, written), code, messages)


@takes_export_options()
def replay(
    tickets: TicketsArgument,
    *,
    before: Annotated[
        str,
        typer.Option(
            "--before",
            metavar="NAME|FILE",
            help="The contract as it is: a data file, a folder of its versions, or a bundled "
            "matrix.",
        ),
    ],
    after: Annotated[
        str,
        typer.Option(
            "--after",
            metavar="NAME|FILE",
            help="The contract as it might be: a data file, a folder of its versions, or a "
            "bundled matrix.",
        ),
    ],
    before_holidays: Annotated[
        str | None,
        typer.Option(
            "--before-holidays",
            metavar="IN[:GJ]|none",
            help="Holidays for the contract as it is: those of a country, or none.",
        ),
    ] = None,
    after_holidays: Annotated[
        str | None,
        typer.Option(
            "--after-holidays",
            metavar="IN[:GJ]|none",
            help="Holidays for the contract as it might be: those of a country, or none.",
        ),
    ] = None,
    after_plan: Annotated[
        str | None,
        typer.Option(
            "--after-plan", metavar="PLAN", help="The plan that every ticket has after the change."
        ),
    ] = None,
    out: Annotated[Path | None, page_option("Write what changes as one HTML page.")] = None,
    csv: Annotated[Path | None, rows_option("Write the tickets, before and after, as CSV.")] = None,
    json: JsonOption = False,
    export: ExportOptions,
    examples: Annotated[
        int,
        typer.Option(
            "--examples",
            metavar="N",
            min=0,
            help="How many examples of each kind of change are shown.",
        ),
    ] = 1,
) -> Answer:
    """Show what would change if the same tickets had come under other terms.

    Counts the verdicts that change, by plan, priority and promise, and explains examples by
    their ledgers before and after.
    """
    check_page_and_rows(out, csv, *ticket_files(tickets), before, after, export.profile)
    terms = [
        _with_holidays(matrix_of(name), holidays)
        for name, holidays in ((before, before_holidays), (after, after_holidays))
    ]
    asked = export.asked_at()
    with shown_progress(2) as say:
        say(f"reading {short_name(tickets)}")
        found = read_export(tickets, export, *terms)
        say("judging twice")
        what_if = reports.replay(
            found,
            before=terms[0],
            after=terms[1],
            as_of=asked,
            plan_after=after_plan,
        )
        if out is not None:
            reports.write_whole(out, what_if.to_html(examples))
        if csv is not None:
            reports.write_whole(csv, what_if.to_csv())
    if json:
        return Answer(as_json(what_if.to_dict()))
    written = [path for path in (out, csv) if path is not None]
    return Answer(what_if_text(what_if, examples, written))


def _with_holidays(terms: Matrix | MatrixHistory, holidays: str | None) -> Matrix | MatrixHistory:
    if holidays is None:
        return terms
    if isinstance(terms, MatrixHistory):
        return terms.each(lambda matrix: _observing(matrix, holidays))
    return _observing(terms, holidays)


def _observing(matrix: Matrix, holidays: str) -> Matrix:
    if holidays == "none":
        return reports.without_holidays(matrix)
    country, _, subdivision = holidays.partition(":")
    return matrix.with_holidays(country, subdivision=subdivision or None)


def _prepare() -> None:
    # Only to save time: an error here comes again when the page is drawn, and is shown then.
    try:
        reports.prepare()
    except Exception:  # noqa: BLE001
        return


def _kept(by: list[str] | None, *, everything: bool) -> list[str]:
    """Return the columns that are read besides those that a verdict needs."""
    return [*(by or ()), *(["*"] if everything else ())]


def _groups(by: list[str] | None, export: ExportOptions) -> list[str]:
    """Return what to break down by: who says which column is the team wants to see it."""
    mapped = [role for role in reports.GROUP_ROLES if role in export.changes().get("columns", {})]
    return [*(by or ()), *mapped]


def _outcome(made: reports.Report, least: int) -> tuple[int, tuple[str, ...]]:
    """Return the exit code and what is to be said of it: whether the goal is reached."""
    outcome = made.goal_outcome(least)
    if outcome is None:
        return 0, ()
    return 0 if outcome.is_reached else MISSED, outcome.reasons
