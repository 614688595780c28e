"""What other terms would change, with its page: `slaclock replay` from Python."""

from __future__ import annotations

from datetime import datetime, tzinfo
from importlib import import_module

from slaclock.matrices.door import MatrixLike
from slaclock.reports.figures.verdicts import main_calendar
from slaclock.reports.figures.what_if import WhatIf, compared
from slaclock.reports.reading.tickets import Tickets

__all__ = ["Replay", "replay"]


class Replay(WhatIf):
    """The same tickets under two matrices; a `WhatIf` that can be shown."""

    def to_html(self, examples: int = 1) -> str:
        """Return what changes as one page that needs nothing else: no script, no request.

        Args:
            examples: How many tickets of each kind of change are explained.
        """
        page: str = import_module("slaclock.reports.page.what_if").what_if_page(self, examples)
        return page


def replay(
    tickets: Tickets,
    *,
    before: MatrixLike,
    after: MatrixLike,
    as_of: datetime,
    plan_after: str | None = None,
    zone: tzinfo | None = None,
) -> Replay:
    """Return which verdicts change if *after* had been the terms instead of *before*.

    Args:
        tickets: What `read_tickets` returned.
        before: The terms as they are; as in `make_report`, a history of versions too.
        after: The terms as they might be: other targets, hours, holidays; a history too.
        as_of: The instant of asking.
        plan_after: A plan of *after* for all tickets; None for the plans they have.
        zone: The zone in which times are shown; None for that of the calendar on which most
            of the tickets run.

    Raises:
        TicketFileError: No ticket has a plan and a priority that a matrix knows.
        InstantError, ArgumentTypeError: *as_of* is naive, out of range or no datetime.
    """
    one, two, cells = compared(tickets, (before, after), as_of, plan_after)
    return Replay(one, two, zone or main_calendar(one)[1].zone, cells)
