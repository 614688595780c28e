"""The report: tickets, verdicts and figures together, as data, as a page, as a file.

tickets = read_tickets("export.csv", timezone="Asia/Kolkata", plan="starter")
report = make_report(tickets, matrix="wotnot", as_of=now)
report.to_html(); report.to_dict(); report.frame(by=("plan", "metric"))
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, tzinfo
from typing import TYPE_CHECKING, Any

import polars as pl

from slaclock._version import __version__
from slaclock.bulk.engine.steps import NAT
from slaclock.instants import from_micros
from slaclock.matrices.loader import load_matrix
from slaclock.matrices.model import Matrix
from slaclock.provenance import provenance
from slaclock.reports.figures.attainment import ALL, PERCENTILES, Attainment, Counts, measure
from slaclock.reports.figures.backlog import WITHIN, Backlog, Listed, backlog, next_due, worst
from slaclock.reports.figures.periods import Kind
from slaclock.reports.figures.shares import Goal, parse_goal
from slaclock.reports.figures.verdicts import STATES, Verdicts, judge, main_calendar
from slaclock.reports.outputs import safe_csv
from slaclock.reports.reading.tickets import Tickets
from slaclock.zones import get_zone

if TYPE_CHECKING:
    from slaclock.reports.page.stories import Story

__all__ = ["Report", "make_report"]

MOST_LISTED = 10


@dataclass(frozen=True)
class Report:
    """A report on the tickets of one file under one matrix.

    Attributes:
        tickets: What was read, and the rows that are no ticket.
        verdicts: What became of every promise.
        attainment: The figures.
        goal: The share that is to be met, or None.
        zone: The zone of dates and hours.
        title: What stands above the page.
        link: The pattern of links to tickets, with `{id}` in it, or None.
        told: Tickets whose story is told, besides those that were missed by most.
    """

    tickets: Tickets
    verdicts: Verdicts
    attainment: Attainment
    goal: Goal | None
    zone: tzinfo
    title: str
    link: str | None = None
    told: tuple[str, ...] = ()

    @property
    def as_of(self) -> datetime:
        """Return the instant of asking, in the zone of the report."""
        return from_micros(self.verdicts.as_of, self.zone)

    @property
    def backlog(self) -> tuple[Backlog, ...]:
        """Return what is not completed at the instant of asking, by metric."""
        return backlog(self.verdicts)

    def next_due(self, most: int = MOST_LISTED) -> tuple[Listed, ...]:
        """Return the running promises that fall due next."""
        return next_due(self.verdicts, most)

    def worst(self, most: int = MOST_LISTED, *, still_open: bool = False) -> tuple[Listed, ...]:
        """Return the breached promises that are latest: those completed, or those still open."""
        return worst(self.verdicts, most, still_open=still_open)

    def counts(self, metric: str | None = None, **part: Any) -> Counts:
        """Return how many promises ended how; see `Attainment.counts`."""
        return self.attainment.counts(metric, **part)

    def frame(self, by: Sequence[str] = ("metric", "plan", "priority")) -> pl.DataFrame:
        """Return counts and attainment as a frame; see `Attainment.frame`."""
        return self.attainment.frame(by)

    def ticket_frame(self) -> pl.DataFrame:
        """Return the tickets with the deadline and the verdict of each metric, one row each."""
        verdicts = self.verdicts
        names = ("ticket_id", "plan", "priority", "opened_at", "responded_at", "resolved_at")
        frame = verdicts.frame.select(names)
        for name, found in verdicts.metrics.items():
            words = dict(enumerate(STATES))
            states = pl.Series(found.states).replace_strict(words, return_dtype=pl.String)
            frame = frame.with_columns(
                _instants(found.due).alias(f"{name}_due"),
                states.alias(f"{name}_verdict"),
                _seconds(found.used).alias(f"{name}_used_seconds"),
                _seconds(found.late_open).alias(f"{name}_late_open_seconds"),
                _seconds(found.late_wall).alias(f"{name}_late_wall_seconds"),
            )
        return frame

    def story(self, ticket_id: str, metric: str = "resolution") -> Story:
        """Return the story of a ticket, window by window.

        Raises:
            UnknownNameError: No such ticket, or no such promise to it.
        """
        from slaclock.reports.page.stories import story_of

        return story_of(self.verdicts, ticket_id, metric, self.zone)

    def to_dict(self) -> dict[str, Any]:
        """Return the report as plain data that JSON takes; lengths in seconds."""
        verdicts, tickets = self.verdicts, self.tickets
        return {
            "title": self.title,
            "file": tickets.file,
            "as_of": self.as_of.isoformat(),
            "zone": str(self.zone),
            "period": self.attainment.periods.kind,
            "goal": str(self.goal) if self.goal else None,
            "rows": tickets.rows,
            "tickets": len(verdicts),
            "opened_later": verdicts.later,
            "listed": tickets.problem_counts(),
            "not_judged": dict(verdicts.reasons),
            "readings": [reading._asdict() for reading in tickets.readings],
            "notes": [*tickets.notes, *verdicts.notes],
            "metrics": {name: self._metric(name) for name in self.attainment.metrics},
            "cells": self.frame().to_dicts(),
            "periods": self.frame(("metric", "period")).to_dicts(),
            "backlog": [_backlog(entry) for entry in self.backlog],
            "next_due": [self._listed(entry) for entry in self.next_due()],
            "worst": [self._listed(entry) for entry in self.worst()],
            "worst_open": [self._listed(entry) for entry in self.worst(still_open=True)],
            "hours_of_week": {
                "opened": list(self.attainment.hours.opened),
                "breached": {
                    name: list(hours) for name, hours in self.attainment.hours.breached.items()
                },
            },
            "provenance": self.provenance(),
        }

    def to_json(self) -> str:
        """Return the report as JSON text."""
        return json.dumps(self.to_dict(), indent=2, ensure_ascii=False)

    def to_csv(self) -> str:
        """Return the tickets with their verdicts as CSV that no spreadsheet runs as formulas."""
        zone = str(self.zone)
        local = pl.selectors.datetime().dt.convert_time_zone(zone)
        return safe_csv(self.ticket_frame().with_columns(local))

    def to_html(self) -> str:
        """Return the report as one page that needs nothing else: no script, no request."""
        from slaclock.reports.page.html import render

        return render(self)

    def _repr_html_(self) -> str:
        from slaclock.reports.page.html import render

        return render(self, embedded=True)

    def provenance(self) -> dict[str, Any]:
        """Return what data the report rests on."""
        rows = [cell.row for cell in self.verdicts.cells if cell.row is not None]
        if not rows:
            matrix = self.verdicts.matrix
            return {"slaclock": __version__, "matrix": {"id": matrix.id, "version": matrix.version}}
        found = provenance(rows[0])
        calendars = {row.calendar_id: row.calendar.fingerprint() for row in rows}
        del found["calendar"]
        return found | {"calendars": calendars}

    def _metric(self, name: str) -> dict[str, Any]:
        counts = self.counts(name)
        use, late = self.attainment.use[name, ALL], self.attainment.lateness[name, ALL]
        used = use.percentiles or (None,) * len(PERCENTILES)
        return {
            **counts._asdict(),
            "decided": counts.decided,
            "attainment": counts.text(self.decimals),
            "reaches_goal": counts.reaches(self.goal) if self.goal else None,
            "used_seconds": {
                f"p{percent}": _to_seconds(value)
                for percent, value in zip(PERCENTILES, used, strict=True)
            },
            "late_open_seconds": {
                "median": _to_seconds(late.median),
                "most": _to_seconds(late.most),
            },
            "late_wall_seconds": {
                "median": _to_seconds(late.median_wall),
                "most": _to_seconds(late.most_wall),
            },
        }

    @property
    def decimals(self) -> int:
        """Return how many digits a share needs, so that it can be told from the goal."""
        return max(1, self.goal.decimals if self.goal else 0)

    def _listed(self, entry: Listed) -> dict[str, Any]:
        completed = entry.completed
        return {
            "ticket_id": entry.ticket_id,
            "plan": entry.plan,
            "priority": entry.priority,
            "metric": entry.metric,
            "opened_at": from_micros(entry.opened, self.zone).isoformat(),
            "due_at": from_micros(entry.due, self.zone).isoformat(),
            "completed_at": from_micros(completed, self.zone).isoformat() if completed else None,
            "left_seconds": _to_seconds(entry.left),
            "late_wall_seconds": _to_seconds(entry.late_wall),
        }


def make_report(
    tickets: Tickets,
    *,
    matrix: Matrix | str = "wotnot",
    as_of: datetime,
    period: Kind = "month",
    goal: Goal | str | None = None,
    zone: tzinfo | str | None = None,
    title: str | None = None,
    link: str | None = None,
    told: Sequence[str] = (),
) -> Report:
    """Return the report on tickets.

    Args:
        tickets: What `read_tickets` or `take_tickets` returned.
        matrix: A `Matrix`, or the name of a bundled one.
        as_of: The instant of asking; what happened later counts as not yet happened.
        period: Whether tickets are counted by `day`, `week`, `month` or `quarter`.
        goal: The share that is to be met, such as `"95"`.
        zone: The zone of dates and hours; None for that of the calendar on which most of the
            tickets run.
        title: What stands above the page; None for the title of the matrix.
        link: A pattern of links to tickets: `https://desk.example/tickets/{id}`.
        told: Ids of tickets whose story is told, besides those that were missed by most.

    Raises:
        TicketFileError: No ticket has a plan and a priority that the matrix knows.
        InstantError, ArgumentTypeError: *as_of* is naive, out of range or no datetime.
        TextError: The goal is none, or no such zone or period, or over 5,000 periods.
    """
    terms = matrix if isinstance(matrix, Matrix) else load_matrix(matrix)
    verdicts = judge(tickets, terms, as_of)
    chosen = get_zone(zone) if isinstance(zone, str) else zone or _main_zone(verdicts)
    return Report(
        tickets=tickets,
        verdicts=verdicts,
        attainment=measure(verdicts, period=period, zone=chosen),
        goal=parse_goal(goal) if isinstance(goal, str) else goal,
        zone=chosen,
        title=title or terms.title,
        link=link,
        told=tuple(told),
    )


def _main_zone(verdicts: Verdicts) -> tzinfo:
    return verdicts.matrix.calendars[main_calendar(verdicts)].zone


def _instants(micros: Any) -> pl.Series:
    return pl.Series(micros).set(pl.Series(micros == NAT), None).cast(pl.Datetime("us", "UTC"))


def _seconds(micros: Any) -> pl.Series:
    values = pl.Series(micros).set(pl.Series(micros == NAT), None)
    whole = not (values % 1_000_000 != 0).any()
    return values // 1_000_000 if whole else values / 1_000_000


def _to_seconds(micros: int | None) -> float | int | None:
    if micros is None:
        return None
    return micros // 1_000_000 if micros % 1_000_000 == 0 else micros / 1_000_000


def _backlog(entry: Backlog) -> Mapping[str, Any]:
    within = {label: number for (label, _), number in zip(WITHIN, entry.within, strict=True)}
    return {**entry._asdict(), "within": within}
