"""The commands about many tickets: the report on an export, and what other terms would change."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from enum import StrEnum
from pathlib import Path
from threading import Thread
from typing import Annotated, Any

import typer

from slaclock import reports
from slaclock.cli.options import JsonOption, MatrixOption, ZoneOption, read_instant
from slaclock.cli.output import Answer, as_json, printable
from slaclock.cli.report_text import summary_text, what_if_text
from slaclock.matrices.loader import load_matrix
from slaclock.matrices.model import Matrix

__all__ = ["replay", "report"]

MISSED = 1
Say = Callable[[str], None]


class PeriodKind(StrEnum):
    """The kinds of period by which tickets are counted."""

    DAY = "day"
    WEEK = "week"
    MONTH = "month"
    QUARTER = "quarter"


class DateOrder(StrEnum):
    """Which number of a date such as 04/05/2026 is the day."""

    DAY_FIRST = "day-first"
    MONTH_FIRST = "month-first"


TicketsArgument = Annotated[
    Path,
    typer.Argument(metavar="TICKETS", help="A CSV, JSON Lines, Parquet or Excel file."),
]
ProfileOption = Annotated[
    str | None,
    typer.Option(
        "--profile",
        metavar="NAME|FILE",
        help="How the file is read; without it, a profile is recognised by the columns.",
    ),
]
MapOption = Annotated[
    list[str] | None,
    typer.Option(
        "--map",
        metavar="ROLE=COLUMN",
        help="Which column holds what: id, plan, priority, opened_at, responded_at, "
        "resolved_at, status, link. May be repeated, as the options below.",
    ),
]
ValueOption = Annotated[
    list[str] | None,
    typer.Option("--value", metavar="ROLE:TEXT=NAME", help="What a value means: priority:High=P1."),
]
ZoneNameOption = Annotated[
    list[str] | None,
    typer.Option("--zone", metavar="ABBR=ZONE", help="What an abbreviation means."),
]
FormatOption = Annotated[
    list[str] | None,
    typer.Option("--time-format", metavar="FORMAT", help="Such as '%d/%m/%Y %H:%M', iso."),
]
DatesOption = Annotated[
    DateOrder | None, typer.Option("--dates", help="How to read 04/05/2026.", case_sensitive=False)
]
SeparatorOption = Annotated[
    str | None, typer.Option("--separator", metavar="CHAR", help="Of a CSV file.")
]
EncodingOption = Annotated[
    str | None, typer.Option("--encoding", metavar="NAME", help="Of a CSV file, if not UTF-8.")
]
PlanOption = Annotated[
    str | None, typer.Option("--plan", metavar="PLAN", help="The plan of every ticket.")
]
PriorityOption = Annotated[
    str | None, typer.Option("--priority", metavar="PRIORITY", help="The same of the priority.")
]
AsOfOption = Annotated[
    str,
    typer.Option(
        "--as-of", metavar="TIME", help="The instant of asking; what came later is left out."
    ),
]


def report(
    tickets: TicketsArgument,
    *,
    matrix: MatrixOption = "wotnot",
    out: Annotated[
        Path | None, typer.Option("--out", "-o", metavar="FILE", help="Write the report as HTML.")
    ] = None,
    csv: Annotated[
        Path | None,
        typer.Option("--csv", metavar="FILE", help="Write the tickets and verdicts as CSV."),
    ] = None,
    json: JsonOption = False,
    profile: ProfileOption = None,
    columns: MapOption = None,
    values: ValueOption = None,
    tz: ZoneOption = None,
    zone_names: ZoneNameOption = None,
    time_formats: FormatOption = None,
    dates: DatesOption = None,
    separator: SeparatorOption = None,
    encoding: EncodingOption = None,
    plan: PlanOption = None,
    priority: PriorityOption = None,
    as_of: AsOfOption = "now",
    period: Annotated[
        PeriodKind, typer.Option("--period", help="By what tickets are counted.")
    ] = PeriodKind.MONTH,
    goal: Annotated[
        str | None,
        typer.Option(
            "--goal", metavar="PERCENT", help="The share to be met; exit code 1 if it is not."
        ),
    ] = None,
    title: Annotated[
        str | None, typer.Option("--title", metavar="TEXT", help="What stands above the report.")
    ] = None,
    link: Annotated[
        str | None,
        typer.Option("--link", metavar="URL", help="Links to tickets, with {id} in it."),
    ] = None,
    told: Annotated[
        list[str] | None,
        typer.Option("--ticket", metavar="ID", help="Tell the story of a ticket."),
    ] = None,
) -> Answer:
    """Report on an export of tickets: what share was met, where not, and what is at risk.

    Prints a summary; with --out writes a page that needs nothing else, with --json prints all
    figures. Every row of the file is part of a ticket or listed with the reason why not.
    """
    targets = [reports.check_output(path, [tickets]) for path in (out, csv) if path is not None]
    if len(targets) == 2 and targets[0].resolve() == targets[1].resolve():
        raise typer.BadParameter("--out and --csv are the same file", param_hint="--csv")
    terms, asked = load_matrix(matrix), read_instant(as_of, tz)
    wanted = reports.parse_goal(goal) if goal is not None else None
    changes = _changes(
        columns=_pairs(columns, "--map"),
        values=_values(values),
        timezone=tz,
        zone_names=_pairs(zone_names, "--zone"),
        time_formats=time_formats,
        dates=dates,
        separator=_separator(separator),
        encoding=encoding,
        plan=plan,
        priority=priority,
    )
    if out is not None:
        Thread(target=_prepare, daemon=True).start()
    with _progress(4 if out else 2) as say:
        say(f"reading {tickets.name}")
        found = reports.read_tickets(tickets, profile=profile, **changes)
        say("judging")
        made = reports.make_report(
            found,
            matrix=terms,
            as_of=asked,
            period=period.value,
            goal=wanted,
            title=title,
            link=link,
            told=told or (),
        )
        if out is not None:
            say("drawing")
            page = made.to_html()
            say(f"writing {out.name}")
            reports.write_whole(targets[0], page)
        if csv is not None:
            reports.write_whole(targets[-1], made.to_csv())
    code = MISSED if _misses(made) else 0
    if json:
        return Answer(as_json(made.to_dict()), code)
    return Answer(summary_text(made, targets), code)


def replay(
    tickets: TicketsArgument,
    *,
    before: Annotated[
        str, typer.Option("--before", metavar="NAME|FILE", help="The matrix as it is.")
    ],
    after: Annotated[
        str, typer.Option("--after", metavar="NAME|FILE", help="The matrix as it might be.")
    ],
    before_holidays: Annotated[
        str | None,
        typer.Option(
            "--before-holidays", metavar="IN[:GJ]|none", help="With a country's, or none."
        ),
    ] = None,
    after_holidays: Annotated[
        str | None, typer.Option("--after-holidays", metavar="IN[:GJ]|none", help="The same.")
    ] = None,
    after_plan: Annotated[
        str | None,
        typer.Option("--after-plan", metavar="PLAN", help="Another plan for every ticket."),
    ] = None,
    json: JsonOption = False,
    profile: ProfileOption = None,
    columns: MapOption = None,
    values: ValueOption = None,
    tz: ZoneOption = None,
    zone_names: ZoneNameOption = None,
    time_formats: FormatOption = None,
    dates: DatesOption = None,
    separator: SeparatorOption = None,
    encoding: EncodingOption = None,
    plan: PlanOption = None,
    priority: PriorityOption = None,
    as_of: AsOfOption = "now",
    examples: Annotated[
        int, typer.Option("--examples", metavar="N", min=0, help="How many of each kind of change.")
    ] = 1,
) -> Answer:
    """Show what would change if the same tickets had come under other terms.

    Counts the verdicts that change, by plan, priority and promise, and explains examples by
    their ledgers before and after.
    """
    terms = [
        _with_holidays(load_matrix(name), holidays)
        for name, holidays in ((before, before_holidays), (after, after_holidays))
    ]
    asked = read_instant(as_of, tz)
    changes = _changes(
        columns=_pairs(columns, "--map"),
        values=_values(values),
        timezone=tz,
        zone_names=_pairs(zone_names, "--zone"),
        time_formats=time_formats,
        dates=dates,
        separator=_separator(separator),
        encoding=encoding,
        plan=plan,
        priority=priority,
    )
    with _progress(2) as say:
        say(f"reading {tickets.name}")
        found = reports.read_tickets(tickets, profile=profile, **changes)
        say("judging twice")
        what_if = reports.replay(
            found,
            before=terms[0],
            after=terms[1],
            as_of=asked,
            plan_after=after_plan,
        )
    if json:
        return Answer(as_json(what_if.to_dict()))
    return Answer(what_if_text(what_if, examples))


def _changes(**given: Any) -> dict[str, Any]:
    """Return what is laid over the profile, without what was not given."""
    return {
        key: value.value if isinstance(value, StrEnum) else value
        for key, value in given.items()
        if value
    }


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


def _values(texts: list[str] | None) -> dict[str, dict[str, str]]:
    found: dict[str, dict[str, str]] = {}
    for text in texts or ():
        role, mark, rest = text.partition(":")
        if not mark:
            raise typer.BadParameter(f"{text!r} has no role before :", param_hint="--value")
        found.setdefault(role.strip(), {}).update(_pairs([rest], "--value"))
    return found


def _separator(text: str | None) -> str | None:
    return "\t" if text in ("\\t", "tab") else text


def _with_holidays(matrix: Matrix, holidays: str | None) -> Matrix:
    if holidays is None:
        return matrix
    if holidays == "none":
        return reports.without_holidays(matrix)
    country, _, subdivision = holidays.partition(":")
    return matrix.with_holidays(country, subdivision=subdivision or None)


def _prepare() -> None:
    # What goes wrong here goes wrong again where the page is drawn, and is told there.
    try:
        reports.prepare()
    except Exception:  # noqa: BLE001
        return


@contextmanager
def _progress(steps: int) -> Iterator[Say]:
    """Show the steps of long work on standard error, if that is a terminal."""
    if not sys.stderr.isatty():
        yield lambda _: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, Progress, SpinnerColumn, TextColumn

    shown = (SpinnerColumn(), BarColumn(bar_width=20), TextColumn("{task.description}"))
    with Progress(*shown, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("", total=steps, completed=-1)
        yield lambda text: bar.update(task, advance=1, description=printable(text))


def _misses(made: Any) -> bool:
    return made.goal is not None and any(
        made.counts(name).reaches(made.goal) is False for name in made.attainment.metrics
    )
