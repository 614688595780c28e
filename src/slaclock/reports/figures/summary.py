"""All figures of a report together, as a page, a command or a program shows them.

It holds what was read, what became of every promise, and what was counted. How it is shown is
no business of its own; see `slaclock.reports.page` and `slaclock.reports.report`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, tzinfo
from functools import cached_property
from typing import Any

import polars as pl

from slaclock._version import __version__
from slaclock.errors import UnknownNameError
from slaclock.instants import from_micros
from slaclock.provenance import provenance
from slaclock.reports.figures.attainment import BY, Attainment, Counts
from slaclock.reports.figures.backlog import Backlog, TicketPromise, backlog, next_due, worst
from slaclock.reports.figures.causes import Cause, causes
from slaclock.reports.figures.choice import CountedTickets
from slaclock.reports.figures.comparison import Comparison, compare
from slaclock.reports.figures.goals import GoalResult, goal_results
from slaclock.reports.figures.groups import Grouping, frame_by, groupings_of
from slaclock.reports.figures.lives import (
    StatusTime,
    TimesHappened,
    events_per_ticket,
    status_times,
)
from slaclock.reports.figures.prices import PriceFigures
from slaclock.reports.figures.shares import Goal
from slaclock.reports.figures.stories import Story, story_of
from slaclock.reports.figures.vendor import VendorComparison, vendor_comparisons
from slaclock.reports.figures.verdicts import NOT_APPLICABLE, Verdicts, main_metric
from slaclock.reports.figures.volume import Age, Volume, ages, volume
from slaclock.reports.reading.tickets import Tickets

__all__ = ["ReportFigures"]

MOST_LISTED = 10


@dataclass(frozen=True)
class ReportFigures:
    """What a report says on the tickets of one file under one matrix.

    Attributes:
        tickets: What was read, and the rows that are no ticket.
        verdicts: What became of every promise to the tickets that count.
        attainment: The figures.
        goal: The share that is to be met, or None.
        zone: The zone of dates and hours.
        title: What stands above the page.
        link: The pattern of links to tickets, with `{id}` in it, or None.
        stories: Tickets whose story is told, besides those that were missed by most.
        everything: What became of every promise to any ticket of the file.
        choice: Which tickets count, and by which date.
        by: The roles and columns by which the figures are broken down.
        price: What the unclear clauses of the contract are worth in these tickets, or None where
            that was not asked.
    """

    tickets: Tickets
    verdicts: Verdicts
    attainment: Attainment
    goal: Goal | None
    zone: tzinfo
    title: str
    everything: Verdicts
    choice: CountedTickets
    link: str | None = None
    stories: tuple[str, ...] = ()
    by: tuple[str, ...] = ()
    price: PriceFigures | None = None

    @property
    def as_of(self) -> datetime:
        """Return the instant of asking, in the zone of the report."""
        return from_micros(self.verdicts.as_of, self.zone)

    @property
    def decimals(self) -> int:
        """Return how many digits a share needs, so that it can be told from the goal."""
        return max(1, self.goal.decimals if self.goal else 0)

    @property
    def backlog(self) -> tuple[Backlog, ...]:
        """Return what is not completed at the instant of asking, of all tickets, by metric."""
        return backlog(self.everything)

    @cached_property
    def goals(self) -> tuple[GoalResult, ...]:
        """Return the goals of the contract, and what each comes to."""
        return goal_results(self.verdicts, self.choice, self.zone)

    @cached_property
    def groupings(self) -> tuple[Grouping, ...]:
        """Return the figures by the roles and columns of `by`."""
        return groupings_of(self.verdicts, self.by, self.attainment.periods)

    @cached_property
    def comparison(self) -> Comparison | None:
        """Return the stretch that counts, or the last full period, against the one before."""
        return compare(self.everything, self.choice, self.attainment.periods.kind)

    @cached_property
    def volume(self) -> Volume:
        """Return how many tickets came, went and stayed, by period, of all tickets."""
        return volume(self.everything, self.choice, self.attainment.periods.kind)

    @cached_property
    def ages(self) -> tuple[Age, ...]:
        """Return how old the open tickets are, of all tickets."""
        return ages(self.everything)

    @cached_property
    def causes(self) -> tuple[Cause, ...]:
        """Return what the missed tickets have in common, beside the met."""
        return causes(self.verdicts)

    @cached_property
    def events_per_ticket(self) -> tuple[TimesHappened, ...]:
        """Return how often tickets were reopened and paused, where they have logs."""
        return events_per_ticket(self.verdicts)

    @cached_property
    def status_times(self) -> tuple[StatusTime, ...]:
        """Return how long tickets were in each status, where they have logs."""
        return status_times(self.verdicts, self.tickets.updates)

    @cached_property
    def vendor(self) -> tuple[VendorComparison, ...]:
        """Return the desk's own deadlines and flags, if the file has any, against the contract."""
        return vendor_comparisons(self.verdicts)

    def next_due(self, most: int = MOST_LISTED) -> tuple[TicketPromise, ...]:
        """Return the running promises that fall due next, of all tickets, the soonest first."""
        return next_due(self.everything, most)

    def worst(
        self, most: int = MOST_LISTED, *, still_open: bool = False
    ) -> tuple[TicketPromise, ...]:
        """Return the breached promises that are latest.

        Those completed of the tickets that count, or those still open of all tickets.
        """
        return worst(self.everything if still_open else self.verdicts, most, still_open=still_open)

    def counts(self, metric: str | None = None, **part: Any) -> Counts:
        """Return how many promises ended how; see `Attainment.counts`."""
        return self.attainment.counts(metric, **part)

    def frame(self, by: Sequence[str] | str = ("metric", "plan", "priority")) -> pl.DataFrame:
        """Return counts and attainment as a frame.

        Args:
            by: What each row is about: any of `metric`, `plan`, `priority`, `period`, the roles
                `team`, `agent`, `customer`, `channel`, `type`, and columns that were kept.

        Returns:
            See `Attainment.frame`.

        Raises:
            UnknownNameError: The tickets have no such role or column.
        """
        names = [by] if isinstance(by, str) else list(by)
        if all(name in BY for name in names):
            return self.attainment.frame(names)
        return frame_by(self.verdicts, names, self.attainment.periods)

    def story(self, ticket_id: str, metric: str = "resolution") -> Story:
        """Return the story of a ticket, window by window.

        Raises:
            UnknownNameError: No such ticket, or no such promise to it.
        """
        return story_of(self.everything, ticket_id, metric, self.zone)

    def told(self) -> tuple[Story, ...]:
        """Return the stories of the tickets that were asked for."""
        return tuple(
            story_of(self.everything, name, self.story_metric(name), self.zone)
            for name in self.stories
        )

    def story_metric(self, ticket_id: str) -> str:
        """Return the promise of which a ticket's story is told, where none is named.

        That is its resolution, or else the last that is promised to it, in the order of the
        matrix.

        Raises:
            UnknownNameError: No such ticket.
        """
        rows = (self.everything.frame["ticket_id"] == ticket_id).arg_true()
        if not len(rows):
            known = self.everything.frame["ticket_id"].head(5)
            raise UnknownNameError("ticket", ticket_id, known)
        states = {name: found.states[rows[0]] for name, found in self.everything.metrics.items()}
        promised = [name for name, state in states.items() if state != NOT_APPLICABLE]
        return main_metric(self.everything, promised or None)

    def provenance(self) -> dict[str, Any]:
        """Return what data the report rests on."""
        rows = [cell.row for cell in self.verdicts.cells if cell.row is not None]
        if not rows:
            matrix = self.verdicts.matrix
            return {"slaclock": __version__, "matrix": {"id": matrix.id, "version": matrix.version}}
        found = provenance(rows[0])
        calendars = {
            name: calendar.fingerprint() for row in rows for name, calendar in row.calendars.items()
        }
        del found["calendar"]
        return found | {"calendars": calendars}
