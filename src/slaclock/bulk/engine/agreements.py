"""Times agreed with customers, as columns: which deadlines they replace.

What an agreed time means is the business of `slaclock.matrices.agreed` and of `slaclock.clock`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TypeAlias

import numpy as np

from slaclock.bulk.engine.columns import Instants
from slaclock.bulk.engine.kernel import Failures
from slaclock.bulk.engine.steps import NAT, Ints
from slaclock.bulk.engine.terms import Dues, TicketTerms, metrics_in
from slaclock.errors import InstantRangeError, SlaClockError, UnknownNameError

__all__ = ["AgreedTimes", "agreed_where_allowed", "check_agreed", "put_agreed"]

AgreedTimes: TypeAlias = Mapping[str, Instants]
"""By metric, what was agreed for each ticket."""


def check_agreed(agreed: Iterable[str], terms: TicketTerms) -> None:
    """Refuse metrics that do not begin with the opening; raises `UnknownNameError`."""
    known = metrics_in(terms)
    for metric in agreed:
        if metric not in known:
            raise UnknownNameError("metric", metric, known)


def agreed_where_allowed(
    terms: TicketTerms, opened: Ints, agreed: AgreedTimes, failures: Failures
) -> dict[str, Ints]:
    """Return what was agreed, by metric, where the terms of a ticket let it count; else `NAT`.

    Args:
        terms: The terms of each ticket.
        opened: When each was opened.
        agreed: What was agreed.
        failures: Why tickets have no answer; filled in with what cannot be.
    """
    found = {metric: np.full(len(opened), NAT) for metric in agreed}
    for row, places in terms.parts(slice(0, len(opened))):
        if isinstance(row, SlaClockError):
            continue
        rows = slice(None) if places is None else places
        for metric, column in agreed.items():
            target = row.agreeable(metric)
            if target is not None and target.may_be_agreed:
                found[metric][rows] = column.micros[rows]
    for metric, column in agreed.items():
        for place, error in column.failures.items():
            failures.setdefault(place, error)
        early = (found[metric] != NAT) & (found[metric] < opened)
        for place in np.flatnonzero(early).tolist():
            shown = f"{np.datetime64(int(found[metric][place]), 'us')} UTC"
            limits = "it must not be before the ticket was opened"
            failures.setdefault(
                place, InstantRangeError(f"what is agreed for {metric}", shown, limits)
            )
    return found


def put_agreed(dues: Dues, agreed: Mapping[str, Ints], failures: Failures) -> None:
    """Put what was agreed in the place of deadlines; tickets that failed have none."""
    for metric, times in agreed.items():
        known = times != NAT
        dues[metric][known] = times[known]
    for column in dues.values():
        column[list(failures)] = NAT
