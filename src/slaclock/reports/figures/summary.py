"""All figures of a report together, as a page, a command or a program shows them.

It holds what was read, what became of every promise, and what was counted. How it is shown is
no business of its own; see `slaclock.reports.page` and `slaclock.reports.report`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, tzinfo
from typing import Any

import polars as pl

from slaclock._version import __version__
from slaclock.instants import from_micros
from slaclock.provenance import provenance
from slaclock.reports.figures.attainment import Attainment, Counts
from slaclock.reports.figures.backlog import Backlog, TicketPromise, backlog, next_due, worst
from slaclock.reports.figures.shares import Goal
from slaclock.reports.figures.stories import Story, story_of
from slaclock.reports.figures.verdicts import Verdicts
from slaclock.reports.reading.tickets import Tickets

__all__ = ["Summary"]

MOST_LISTED = 10


@dataclass(frozen=True)
class Summary:
    """What a report says on the tickets of one file under one matrix.

    Attributes:
        tickets: What was read, and the rows that are no ticket.
        verdicts: What became of every promise.
        attainment: The figures.
        goal: The share that is to be met, or None.
        zone: The zone of dates and hours.
        title: What stands above the page.
        link: The pattern of links to tickets, with `{id}` in it, or None.
        stories: Tickets whose story is told, besides those that were missed by most.
    """

    tickets: Tickets
    verdicts: Verdicts
    attainment: Attainment
    goal: Goal | None
    zone: tzinfo
    title: str
    link: str | None = None
    stories: tuple[str, ...] = ()

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
        """Return what is not completed at the instant of asking, by metric."""
        return backlog(self.verdicts)

    def next_due(self, most: int = MOST_LISTED) -> tuple[TicketPromise, ...]:
        """Return the running promises that fall due next, the soonest first."""
        return next_due(self.verdicts, most)

    def worst(
        self, most: int = MOST_LISTED, *, still_open: bool = False
    ) -> tuple[TicketPromise, ...]:
        """Return the breached promises that are latest: those completed, or those still open."""
        return worst(self.verdicts, most, still_open=still_open)

    def counts(self, metric: str | None = None, **part: Any) -> Counts:
        """Return how many promises ended how; see `Attainment.counts`."""
        return self.attainment.counts(metric, **part)

    def frame(self, by: Sequence[str] = ("metric", "plan", "priority")) -> pl.DataFrame:
        """Return counts and attainment as a frame; see `Attainment.frame`."""
        return self.attainment.frame(by)

    def story(self, ticket_id: str, metric: str = "resolution") -> Story:
        """Return the story of a ticket, window by window.

        Raises:
            UnknownNameError: No such ticket, or no such promise to it.
        """
        return story_of(self.verdicts, ticket_id, metric, self.zone)

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
