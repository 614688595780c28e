"""The desk's own deadlines and breach flags against those of the contract.

Where they differ, either the contract file is not what the desk runs, or the desk is not set up
as the contract says. Only tickets for which both say something are compared.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np
import polars as pl
from numpy.typing import NDArray

from slaclock.bulk.engine.steps import NAT
from slaclock.instants import SECOND
from slaclock.offsets import Micros
from slaclock.reports.figures.cells import Cell
from slaclock.reports.figures.verdicts import BREACHED, PAUSED, MetricVerdicts, Verdicts
from slaclock.reports.reading.tickets import other_name
from slaclock.reports.words import counted

__all__ = ["SAME", "CellDifference", "TicketDifference", "VendorComparison", "vendor_comparisons"]

SAME = 60 * SECOND
"""Desks round to the minute: deadlines less than that apart are equal."""
MOST_EXAMPLES = 3
_ROLES = (
    ("resolution", "vendor_due", "vendor_breached"),
    ("response", "vendor_response_due", "vendor_response_breached"),
)
_YES = (
    *("yes", "y", "true", "1", "breached", "breach", "violated", "sla violated", "missed"),
    *("failed", "late", "overdue", "out of sla"),
)
_NO = (
    *("no", "n", "false", "0", "met", "within sla", "in sla", "achieved", "fulfilled", "in time"),
    *("on time", "not breached", "ok"),
)


class TicketDifference(NamedTuple):
    """A ticket whose two deadlines differ, in microseconds since 1970."""

    ticket_id: str
    link: str | None
    cell: Cell
    theirs: int
    ours: int

    @property
    def later_by(self) -> int:
        """Return by how much the desk's deadline is later; negative if it is earlier."""
        return self.theirs - self.ours


class CellDifference(NamedTuple):
    """How the deadlines of one plan and priority compare.

    Attributes:
        cell: Which.
        compared: How many tickets have both deadlines.
        equal, earlier, later: How many of the desk's are equal, earlier or later.
        most_often: The difference that occurs most often among those that are not equal, in
            microseconds to the minute, later positive; None where all are equal.
        times: How often it occurs.
    """

    cell: Cell
    compared: int
    equal: int
    earlier: int
    later: int
    most_often: int | None
    times: int


class VendorComparison(NamedTuple):
    """The desk's word on one promise against the contract's.

    Attributes:
        metric: Which promise.
        cells: How deadlines compare, by plan and priority; empty where the file has none.
        examples: Tickets whose deadlines differ by most, each of another plan or priority as
            far as there are several.
        flags: How many tickets have a flag that was compared.
        agree: How many of those are breached, or not, by both.
        only_desk, only_contract: How many are breached by the one alone.
        unknown: How many flags are in words that mean neither.
    """

    metric: str
    cells: tuple[CellDifference, ...]
    examples: tuple[TicketDifference, ...]
    flags: int
    agree: int
    only_desk: int
    only_contract: int
    unknown: int

    @property
    def compared(self) -> int:
        """Return how many tickets have both deadlines."""
        return sum(cell.compared for cell in self.cells)

    @property
    def equal(self) -> int:
        """Return how many of them are equal."""
        return sum(cell.equal for cell in self.cells)

    @property
    def earlier(self) -> int:
        """Return how many of the desk's are earlier."""
        return sum(cell.earlier for cell in self.cells)

    @property
    def later(self) -> int:
        """Return how many of the desk's are later."""
        return sum(cell.later for cell in self.cells)

    def sentences(self) -> Iterator[str]:
        """Yield how deadlines and flags compare, in words."""
        if self.compared:
            yield (
                f"{counted(self.compared, 'ticket')} with a deadline in the file: {self.equal:,} "
                f"equal to the minute, {self.earlier:,} earlier and {self.later:,} later than the "
                "contract says."
            )
        if self.flags:
            yield (
                f"{counted(self.flags, 'ticket')} with a breach flag: {self.agree:,} agree, "
                f"{self.only_desk:,} breached by the file alone, {self.only_contract:,} by the "
                "contract alone."
            )
        if self.unknown:
            yield f"{counted(self.unknown, 'flag')} in words that mean neither yes nor no."


def vendor_comparisons(verdicts: Verdicts) -> tuple[VendorComparison, ...]:
    """Return the comparisons for which the tickets say enough, in the order of the matrix."""
    found = {}
    for metric, due, flag in _ROLES:
        name = metric if metric in verdicts.metrics else "first_response"
        columns = [other_name(role) in verdicts.frame.columns for role in (due, flag)]
        if any(columns) and name in verdicts.metrics:
            compared = _compared(verdicts, name, due, flag)
            if compared.compared or compared.flags or compared.unknown:
                found[name] = compared
    return tuple(found[name] for name in verdicts.metrics if name in found)


def _compared(verdicts: Verdicts, metric: str, due: str, flag: str) -> VendorComparison:
    ours = verdicts.metrics[metric]
    theirs = _instants(verdicts.frame, due)
    both = (theirs != NAT) & (ours.due != NAT) & (ours.states <= PAUSED)
    rows = np.flatnonzero(both)
    later = theirs[rows] - ours.due[rows]
    return VendorComparison(
        metric,
        tuple(_by_cell(verdicts, rows, later)),
        tuple(_examples(verdicts, rows, later, theirs, ours.due)),
        *_flags(verdicts.frame, flag, ours),
    )


def _instants(frame: pl.DataFrame, role: str) -> Micros:
    if other_name(role) not in frame.columns:
        return np.full(len(frame), NAT)
    return frame[other_name(role)].to_physical().fill_null(NAT).to_numpy()


def _by_cell(verdicts: Verdicts, rows: NDArray[np.intp], later: Micros) -> Iterator[CellDifference]:
    places = verdicts.places[rows]
    for place in np.unique(places).tolist():
        own = later[places == place]
        apart = own[np.abs(own) >= SAME]
        most, times = _most_often(apart)
        yield CellDifference(
            verdicts.cells[place],
            compared=len(own),
            equal=len(own) - len(apart),
            earlier=int((apart < 0).sum()),
            later=int((apart > 0).sum()),
            most_often=most,
            times=times,
        )


def _most_often(apart: Micros) -> tuple[int | None, int]:
    if not len(apart):
        return None, 0
    minutes, counts = np.unique(apart // SAME, return_counts=True)
    place = int(np.argmax(counts))
    return int(minutes[place]) * SAME, int(counts[place])


def _examples(
    verdicts: Verdicts, rows: NDArray[np.intp], later: Micros, theirs: Micros, ours: Micros
) -> Iterator[TicketDifference]:
    apart = np.abs(later) >= SAME
    order = rows[apart][np.argsort(-np.abs(later[apart]), kind="stable")]
    # The first of each plan and priority, then the rest.
    firsts = np.unique(verdicts.places[order], return_index=True)[1]
    others = np.setdiff1d(np.arange(len(order)), firsts)
    for row in order[[*np.sort(firsts), *others]][:MOST_EXAMPLES].tolist():
        ticket = verdicts.frame.row(row, named=True)
        cell = verdicts.cells[int(verdicts.places[row])]
        yield TicketDifference(
            ticket["ticket_id"], ticket["link"], cell, int(theirs[row]), int(ours[row])
        )


def _flags(frame: pl.DataFrame, role: str, ours: MetricVerdicts) -> tuple[int, int, int, int, int]:
    """Return how many flags were compared, agree, are of one side alone, and mean nothing."""
    if other_name(role) not in frame.columns:
        return 0, 0, 0, 0, 0
    words = frame[other_name(role)].cast(pl.String).str.to_lowercase()
    given = words.is_not_null().to_numpy()
    yes, no = (words.is_in(list(known)).fill_null(value=False).to_numpy() for known in (_YES, _NO))
    judged = (yes | no) & (ours.states <= BREACHED)
    breached = ours.states == BREACHED
    desk, contract = judged & yes & ~breached, judged & no & breached
    flags = int(judged.sum())
    apart = int(desk.sum()), int(contract.sum())
    return flags, flags - sum(apart), *apart, int((given & ~yes & ~no).sum())
