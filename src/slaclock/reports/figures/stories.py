"""The life of one ticket: its ledger, and what a strip of it would show.

A ticket is told to the SLA clock as events, so that what a report says of it in detail is what
the clock says. Nothing is drawn here; see `slaclock.reports.page.strips`.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

import polars as pl

from slaclock import events
from slaclock.clock import Clock
from slaclock.clock.states import MetricState
from slaclock.errors import UnknownNameError
from slaclock.instants import MICROSECOND, from_micros, to_micros
from slaclock.ledger import Ledger, LedgerRow
from slaclock.reports.figures.cells import Cell
from slaclock.reports.figures.verdicts import Verdicts

__all__ = ["Band", "Mark", "Story", "story_of"]


class Band(NamedTuple):
    """A stretch of a ticket's life, in local times: `window`, `counted`, `late` or `paused`."""

    start: datetime
    end: datetime
    kind: str


class Mark(NamedTuple):
    """An instant of a ticket's life, in local time: a `fact` or the `deadline`."""

    at: datetime
    label: str
    kind: str


@dataclass(frozen=True)
class Story:
    """How one promise to a ticket was kept or missed.

    Attributes:
        ticket_id: Which ticket.
        metric: Which promise.
        status: What the clock says.
        due_at: The deadline, moved on by pauses; None while it stands still with time left.
        late: Open time over the target, in microseconds; 0 if none.
        ledger: The account, window by window.
        bands: Support hours, and what counted, was late or paused.
        marks: What happened, and the deadline.
    """

    ticket_id: str
    metric: str
    status: str
    due_at: datetime | None
    late: int
    ledger: Ledger
    bands: tuple[Band, ...]
    marks: tuple[Mark, ...]


def story_of(verdicts: Verdicts, ticket_id: str, metric: str, zone: Any) -> Story:
    """Return the story of a ticket.

    Args:
        verdicts: What `judge` returned.
        ticket_id: One of its tickets.
        metric: One of its metrics.
        zone: The zone in which times are shown.

    Raises:
        UnknownNameError: No such ticket, or nothing of that metric is promised to it.
    """
    found = verdicts.frame.filter(pl.col("ticket_id") == ticket_id)
    if not len(found):
        raise UnknownNameError("ticket", ticket_id, verdicts.frame["ticket_id"].head(5))
    row = int((verdicts.frame["ticket_id"] == ticket_id).arg_max() or 0)
    cell = verdicts.cells[int(verdicts.places[row])]
    if cell.row is None:
        raise UnknownNameError("priority", cell.priority, verdicts.matrix.priorities)
    now = from_micros(verdicts.as_of, zone)
    state = Clock(verdicts.terms, _log(verdicts, row, cell, zone)).at(now)[metric]
    if state.target is None:
        promised = [target.metric for target in cell.row.targets]
        raise UnknownNameError("metric", metric, promised)
    ledger = state.explain()
    return Story(
        ticket_id=ticket_id,
        metric=metric,
        status=state.status,
        due_at=state.due_at,
        late=_open_time_after_due(ledger),
        ledger=ledger,
        bands=tuple(_bands(state, ledger)),
        marks=tuple(_marks(ledger)),
    )


def _open_time_after_due(ledger: Ledger) -> int:
    totals = [row.total for row in ledger.rows if row.what == "due"]
    return (ledger.total - totals[0]) // MICROSECOND if totals else 0


def _log(verdicts: Verdicts, row: int, cell: Cell, zone: Any) -> list[events.Event]:
    """Return what happened to a ticket up to the instant of asking."""
    if verdicts.logs is not None:
        return verdicts.logs._replace(zone=zone).log_of(row)
    ticket = verdicts.frame.row(row, named=True)
    said: Any = {"plan": cell.plan, "priority": cell.priority or None}
    if verdicts.openings is not None:
        said = verdicts.openings.of(row)
    log: list[events.Event] = [events.Opened(ticket["opened_at"].astimezone(zone), **said)]
    for role, kind in (("responded_at", events.Responded), ("resolved_at", events.Resolved)):
        if ticket[role] is not None:
            log.append(kind(ticket[role].astimezone(zone)))
    return [event for event in log if event.instant <= verdicts.as_of]


def _bands(state: MetricState, ledger: Ledger) -> Iterator[Band]:
    due = _due(ledger)
    yield from _windows(state, ledger)
    yield from (_band(row, due) for row in ledger.rows if _lasts(row))


def _marks(ledger: Ledger) -> Iterator[Mark]:
    yield from (Mark(row.start, row.what, "fact") for row in ledger.rows if _is_event(row))
    due = _due(ledger)
    if due is not None:
        yield Mark(due, "due", "deadline")


def _due(ledger: Ledger) -> datetime | None:
    return next((row.start for row in ledger.rows if row.what == "due"), None)


def _windows(state: MetricState, ledger: Ledger) -> list[Band]:
    assert state.calendar is not None
    first, last = ledger.rows[0].start, ledger.rows[-1].end
    spans = state.calendar.spans(to_micros(first), to_micros(last))
    zone = first.tzinfo
    return [
        Band(from_micros(span.start, zone), from_micros(span.end, zone), "window") for span in spans
    ]


def _lasts(row: LedgerRow) -> bool:
    return row.end > row.start and row.what in ("counted", "paused")


def _band(row: LedgerRow, due: datetime | None) -> Band:
    late = due is not None and row.start >= due and row.what == "counted"
    return Band(row.start, row.end, "late" if late else row.what)


def _is_event(row: LedgerRow) -> bool:
    return row.start == row.end and row.what in ("opened", "responded", "resolved")
