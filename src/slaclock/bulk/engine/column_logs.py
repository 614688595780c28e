"""The logs of tickets of which the columns of an export say when each thing happened.

What an event means is the business of `slaclock.clock`; see `slaclock.bulk.engine.logs`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, tzinfo
from typing import Any

import numpy as np
from numpy.typing import NDArray

from slaclock.bulk.engine.columns import Codes, codes_of_instants
from slaclock.bulk.engine.event_types import TYPE_CODES, TYPE_NAMES
from slaclock.bulk.engine.logs import Logs, places_of
from slaclock.bulk.engine.pauses import Spans, united
from slaclock.bulk.engine.steps import NAT, Ints

__all__ = ["logs_of_columns"]


def logs_of_columns(
    opened: Ints,
    plans: Codes | str,
    priorities: Codes | str | None,
    *,
    responded: Ints | None = None,
    resolved: Ints | None = None,
    pauses: Spans | None = None,
    ids: Sequence[Any] | None = None,
    zone: tzinfo = UTC,
    agreed: Mapping[str, Ints] | None = None,
) -> Logs:
    """Return the logs of tickets of which an export tells when each thing happened.

    What has the same instant comes in this order: opened, agreed, paused and resumed,
    responded, resolved. Pauses that overlap are united, and begin with the opening at the earliest.

    Args:
        opened: When each ticket was opened; one with `NAT` has no event at all.
        plans, priorities: Of each ticket, or one for all.
        responded, resolved: When that was; `NAT` for not yet.
        pauses: The pauses.
        ids: What the tickets are called; default: their numbers.
        zone: The zone in which messages show the events.
        agreed: By metric, the times agreed with the customer, known from the opening on; `NAT`
            where none was.
    """
    size = len(opened)
    everyone = np.arange(size)
    parts = [(everyone, opened, "opened")]
    if pauses is not None:
        held = united(pauses, opened)
        parts += [(held.tickets, held.starts, "paused"), (held.tickets, held.ends, "resumed")]
    parts += [
        (everyone, times, kind)
        for times, kind in ((responded, "responded"), (resolved, "resolved"))
        if times is not None
    ]
    agreements = agreed or {}
    parts += [
        (everyone, np.where(times == NAT, NAT, opened), "agreed") for times in agreements.values()
    ]
    owners = np.concatenate([tickets for tickets, _, _ in parts])
    at = np.concatenate([times for _, times, _ in parts])
    kinds = np.concatenate(
        [np.full(len(times), TYPE_CODES[kind], np.int8) for _, times, kind in parts]
    )
    known = np.flatnonzero(at != NAT)
    said = {name: codes.take(known) for name, codes in _agreed_facts(agreements, len(at)).items()}
    owners, at, kinds = owners[known], at[known], kinds[known]
    order = np.lexsort((_ties(kinds), at, owners))
    offsets = np.searchsorted(owners[order], np.arange(size + 1))
    is_opening = kinds == TYPE_CODES["opened"]
    facts = {
        name: _of_openings(values, owners, is_opening).take(order)
        for name, values in (("plan", plans), ("priority", priorities))
        if values is not None
    }
    facts |= {name: codes.take(order) for name, codes in said.items()}
    return Logs(
        ids=everyone if ids is None else ids,
        offsets=offsets,
        types=kinds[order],
        at=at[order],
        facts=facts,
        places=places_of(None, offsets),
        zone=zone,
        failures={},
    )


def _ties(kinds: NDArray[np.int8]) -> Ints:
    """Return the rank of each event among those of one ticket at one instant, lowest first.

    Of pauses that touch, the earlier one ends before the later one begins.
    """
    order = ("opened", "agreed", "resumed", "paused", "responded", "resolved")
    ranks = np.zeros(len(TYPE_NAMES), np.int64)
    ranks[[TYPE_CODES[name] for name in order]] = np.arange(len(order))
    found: Ints = ranks[kinds]
    return found


def _of_openings(values: Codes | str, owners: Ints, is_opening: NDArray[np.bool_]) -> Codes:
    """Return what stands in a column of tickets at their openings, and nothing elsewhere."""
    if isinstance(values, Codes):
        return Codes(np.where(is_opening, values.codes[owners], -1).astype(np.int32), values.names)
    return Codes(np.where(is_opening, 0, -1).astype(np.int32), [values])


def _agreed_facts(agreed: Mapping[str, Ints], size: int) -> dict[str, Codes]:
    """Return what the last of *size* events say: of each metric, its times, ticket by ticket."""
    if not agreed:
        return {}
    times = np.concatenate(list(agreed.values()))
    metrics = np.repeat(np.arange(len(agreed)), [len(column) for column in agreed.values()])
    due = codes_of_instants(times)
    return {
        "metric": Codes(_last_of(size, metrics), list(agreed)),
        "due_at": Codes(_last_of(size, due.codes), due.names),
    }


def _last_of(size: int, codes: NDArray[Any]) -> NDArray[np.int32]:
    """Return codes of the last of *size* events, and -1 for those before them."""
    return np.concatenate([np.full(size - len(codes), -1), codes]).astype(np.int32)
