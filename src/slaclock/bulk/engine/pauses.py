"""The pauses of many tickets, as columns of starts and ends.

What they do to a clock is the business of `slaclock.clock`, and of `states` in columns.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from slaclock.bulk.engine.steps import NAT, Ints

__all__ = ["Spans", "united"]


class Spans(NamedTuple):
    """Stretches of time of many tickets, in any order.

    Attributes:
        tickets: Whose each is.
        starts: Where it begins, in microseconds since the epoch.
        ends: Where it ends; `NAT` for one that is not over.
    """

    tickets: Ints
    starts: Ints
    ends: Ints


def united(pauses: Spans, opened: Ints) -> Spans:
    """Return pauses in order and disjoint, each with a length, none before its opening.

    Two that only touch stay two: between them the clock ran, if for no time, and a deadline
    that it reached there stands.
    """
    starts = np.maximum(pauses.starts, opened[pauses.tickets])
    ends = np.where(pauses.ends == NAT, np.iinfo(np.int64).max, pauses.ends)
    real = (starts < ends) & (pauses.starts != NAT)
    tickets, starts, ends = pauses.tickets[real], starts[real], ends[real]
    order = np.lexsort((ends, starts, tickets))
    tickets, starts, ends = tickets[order], starts[order], ends[order]
    if not len(order):
        return Spans(tickets, starts, ends)
    # The latest end so far within each ticket: ranks keep the tickets apart in one running
    # maximum, as the ranks of a later ticket are all higher.
    ranks = np.empty(len(ends), np.int64)
    ranks[np.lexsort((ends, tickets))] = np.arange(len(ends))
    highest = np.maximum.accumulate(ranks)
    by_rank = np.empty(len(ends), np.int64)
    by_rank[ranks] = ends
    latest = by_rank[highest]
    begins = np.ones(len(ends), np.bool_)
    begins[1:] = (tickets[1:] != tickets[:-1]) | (starts[1:] >= latest[:-1])
    first = np.flatnonzero(begins)
    last = np.append(first[1:], len(ends)) - 1
    until = latest[last]
    over = np.where(until == np.iinfo(np.int64).max, NAT, until)
    return Spans(tickets[first], starts[first], over)
