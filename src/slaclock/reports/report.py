"""The report: tickets, verdicts and figures together, as data, as a page, as a file.

tickets = read_tickets("export.csv", timezone="Asia/Kolkata", plan="starter")
report = make_report(tickets, matrix="wotnot", as_of=now)
report.to_html(); report.to_dict(); report.frame(by=("plan", "metric"))
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import datetime, tzinfo
from importlib import import_module
from typing import Any

import polars as pl

from slaclock.date_words import show_instant
from slaclock.errors import ArgumentTypeError
from slaclock.matrices.door import DEFAULT_MATRIX, MatrixLike, matrix_of
from slaclock.reports.figures.attainment import measure
from slaclock.reports.figures.choice import CountBy, DayLike, bounds_of, choice_of
from slaclock.reports.figures.gate import GoalOutcome, goal_outcome
from slaclock.reports.figures.goals import goals_frame
from slaclock.reports.figures.groups import group_names
from slaclock.reports.figures.judging import judge
from slaclock.reports.figures.periods import PeriodKind
from slaclock.reports.figures.plain import plain_data, ticket_frame, verdicts_csv
from slaclock.reports.figures.prices import prices_of
from slaclock.reports.figures.shares import Goal, parse_goal
from slaclock.reports.figures.stories import Story
from slaclock.reports.figures.summary import ReportFigures
from slaclock.reports.figures.verdicts import main_calendar
from slaclock.reports.reading.tickets import Tickets
from slaclock.zones import get_zone

__all__ = ["Report", "make_report"]


class Report(ReportFigures):
    """A report on the tickets of one file under one matrix, in the forms that are asked for.

    Its figures, and what it holds, are those of `ReportFigures`.
    """

    def ticket_frame(self) -> pl.DataFrame:
        """Return the tickets with the deadline and the verdict of each metric, one row each."""
        return ticket_frame(self.verdicts)

    def story(self, ticket_id: str, metric: str = "resolution") -> Story:
        """Return the story of a ticket, window by window; its `chart` is the strip of the page.

        Raises:
            UnknownNameError: No such ticket, or no such promise to it.
        """
        story = super().story(ticket_id, metric)
        drawn: Story = _page("strips").DrawnStory(**vars(story))
        return drawn

    def goal_frame(self) -> pl.DataFrame:
        """Return the goals of the contract as a frame, a row for each goal and period."""
        return goals_frame(self.goals)

    def goal_outcome(self, least: int = 1) -> GoalOutcome | None:
        """Return whether the goal and those of the contract are reached, and by what.

        None where the report has none.

        It is not reached where nothing is met or breached, nor, with *least* over 1, where
        fewer tickets of a promise are.

        Raises:
            ArgumentTypeError: *least* is no whole number over 0.
        """
        return goal_outcome(self, least)

    def to_dict(self) -> dict[str, Any]:
        """Return the report as plain data that JSON takes; lengths in seconds."""
        return plain_data(self)

    def to_json(self) -> str:
        """Return the report as JSON text, indented, with letters of all scripts as they are."""
        return json.dumps(self.to_dict(), indent=2, ensure_ascii=False)

    def to_csv(self) -> str:
        """Return the tickets with their verdicts as CSV that no spreadsheet runs as formulas."""
        return verdicts_csv(self.verdicts, self.zone)

    def to_html(self) -> str:
        """Return the report as one page that needs nothing else: no script, no request."""
        page: str = _page("html").render(self)
        return page

    def __repr__(self) -> str:
        asked = f"as of {show_instant(self.as_of)}"
        return f"<Report {self.title!r}, {self.tickets.frame.height} tickets, {asked}>"

    def _repr_html_(self) -> str:
        page: str = _page("html").render(self, embedded=True)
        return page


def make_report(
    tickets: Tickets,
    *,
    matrix: MatrixLike = DEFAULT_MATRIX,
    as_of: datetime,
    period: PeriodKind = "month",
    goal: Goal | str | None = None,
    zone: tzinfo | str | None = None,
    title: str | None = None,
    link: str | None = None,
    stories: Sequence[str] = (),
    told: Sequence[str] = (),
    by: Sequence[str] | str = (),
    first_day: DayLike | None = None,
    last_day: DayLike | None = None,
    count_by: CountBy = "opened",
    price: bool = False,
    country: str | None = None,
    subdivision: str | None = None,
) -> Report:
    """Return the report on tickets.

    Args:
        tickets: What `read_tickets` or `take_tickets` returned.
        matrix: A `Matrix`, the name of a bundled one, a path, or a `MatrixHistory`, of which
            each ticket comes under the version in force when it was opened.
        as_of: The instant of asking; what happened later counts as not yet happened.
        period: Whether tickets are counted by `day`, `week`, `month`, `quarter` or `year`.
        goal: The share that is to be met in percent, such as `"95"` or `"99.5 %"`.
        zone: The zone of dates and hours; None for that of the calendar on which most of the
            tickets run.
        title: What stands above the page; None for the title of the matrix.
        link: A pattern of links to tickets: `https://desk.example/tickets/{id}`.
        stories: Ids of tickets whose story is told, besides those that were missed by most.
        told: The same, by its former name.
        by: What the figures are broken down by: the roles `team`, `agent`, `customer`,
            `channel` and `type`, or columns that were read with `keep`.
        first_day, last_day: Which tickets count: dates, or periods such as `2026-10` or
            `2026-Q4`, of which the first or the last day is meant; both days count. What is
            open is told of all tickets.
        count_by: Whether the date of a ticket is that on which it was `opened` or `resolved`.
        price: Whether to say what the unclear clauses of the contract are worth in these
            tickets; each is judged again under every other reading.
        country, subdivision: The same, with whose holidays may be meant, as in `price`.

    Raises:
        TicketFileError: No ticket has a plan and a priority that the matrix knows; or tickets
            are to be counted by resolution, and the file has no times of it.
        UnknownNameError: The tickets have no such role or column to break down by, or there is no
            ticket of which a story is to be told.
        InstantError, ArgumentTypeError: *as_of* is naive, out of range or no datetime; or the
            goal is neither text nor a `Goal`, or a day neither a date nor text.
        TextError: The goal is none or under 1 %, or no such zone, day or period, or over 5,000
            periods.
        HolidayError: A country or subdivision that the `holidays` package does not list.
    """
    wanted, bounds = _goal(goal), bounds_of(first_day, last_day)
    terms = matrix_of(matrix)
    everything = judge(tickets, terms, as_of)
    shown = get_zone(zone) if isinstance(zone, str) else zone or main_calendar(everything)[1].zone
    choice = choice_of(count_by, bounds, shown, tickets)
    chosen = choice.chosen(everything)
    verdicts = everything
    if not choice.is_all:
        verdicts = everything.where(chosen, *choice.notes(everything, chosen))
    made = Report(
        tickets=tickets,
        verdicts=verdicts,
        attainment=measure(
            verdicts, period=period, zone=shown, counted_at=choice.instants(verdicts)
        ),
        goal=wanted,
        zone=shown,
        title=title or verdicts.matrix.title,
        everything=everything,
        choice=choice,
        link=link,
        stories=(*stories, *told),
        by=group_names(verdicts, [by] if isinstance(by, str) else by),
        price=prices_of(
            *(tickets, verdicts, terms),
            zone=shown,
            chosen=chosen,
            country=country,
            subdivision=subdivision,
        )
        if price or country is not None
        else None,
    )
    for name in made.stories:
        made.story_metric(name)  # raises where there is no such ticket
    return made


def _goal(given: object) -> Goal | None:
    if given is None or isinstance(given, Goal):
        return given
    if not isinstance(given, str):
        raise ArgumentTypeError("goal", given, "text such as '95', or a Goal")
    return parse_goal(given)


def _page(name: str) -> Any:
    # What draws takes half a second to load, and most reports are never drawn.
    return import_module(f"slaclock.reports.page.{name}")
