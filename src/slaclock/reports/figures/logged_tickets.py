"""Verdicts on tickets that have a log of events: what the clock says of each.

The log is cut at the instant of asking first: what comes after it has not happened.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC
from typing import NamedTuple

import numpy as np
import polars as pl
from numpy.typing import NDArray

from slaclock.bulk.engine.columns import Codes
from slaclock.bulk.engine.logs import TYPE_CODES, Logs
from slaclock.bulk.engine.states import STATUSES, MetricStates, States
from slaclock.bulk.engine.steps import NAT
from slaclock.errors import SlaClockError
from slaclock.offsets import Micros
from slaclock.reports.figures.cells import codes_of_names
from slaclock.reports.figures.verdicts import Life, MetricVerdicts, state_codes
from slaclock.reports.reading.tickets import LOG_EVENT, LOG_TYPES
from slaclock.reports.words import counted

__all__ = ["CutLogs", "cut_logs", "cycle_notes", "judge_states"]

CLOSED = LOG_TYPES.index("closed")
_ENDS = ("paused", "resumed", "resolved", "reopened", "closed")


_SAID = tuple(name for name in LOG_EVENT if name not in ("at", "type", "plan", "priority"))


class CutLogs(NamedTuple):
    """The logs of tickets up to an instant, and how they stood then.

    Attributes:
        logs: The events, as a clock takes them.
        plans, priorities: Of each ticket, as the log says.
        responded, resolved: When that was; `NAT` where it was not.
        life: What else the logs say.
    """

    logs: Logs
    plans: Codes
    priorities: Codes
    responded: Micros
    resolved: Micros
    life: Life


def cut_logs(frame: pl.DataFrame, asked: int, only_plan: str | None) -> CutLogs:
    """Return the logs of tickets up to an instant.

    Args:
        frame: The tickets, with their events in the column `log`.
        asked: The instant.
        only_plan: The plan of all tickets, where the log names none.
    """
    size = len(frame)
    events = frame.select(pl.int_range(pl.len(), dtype=pl.Int64).alias("row"), "log")
    events = events.explode("log").unnest("log")
    events = events.filter(pl.col("at").to_physical() <= asked)
    at = events["at"].to_physical().to_numpy()
    kinds = events["type"].to_physical().to_numpy()
    offsets = np.searchsorted(events["row"].to_numpy(), np.arange(size + 1))
    opened = kinds == TYPE_CODES["opened"]
    plans, priorities = codes_of_names(events["plan"]), codes_of_names(events["priority"])
    if only_plan is not None:
        plans = Codes(np.where(opened, 0, -1).astype(np.int32), [only_plan])
    types = np.where(kinds == CLOSED, TYPE_CODES["paused"], kinds).astype(np.int8)
    logs = Logs(
        ids=frame["ticket_id"].to_list(),
        offsets=offsets,
        types=types,
        at=at,
        facts={
            "plan": plans,
            "priority": priorities,
            **{name: codes_of_names(events[name]) for name in _SAID},
        },
        places=(np.arange(len(at)) - np.repeat(offsets[:-1], np.diff(offsets))).astype(np.int32),
        zone=UTC,
        failures={},
    )
    ends = _last(np.isin(kinds, [LOG_TYPES.index(name) for name in _ENDS]), offsets)
    first = _last(kinds == TYPE_CODES["responded"], offsets)
    return CutLogs(
        logs,
        _latest(plans, offsets),
        _latest(priorities, offsets),
        responded=_at(at, first),
        resolved=_at(at, _only(ends, kinds, TYPE_CODES["resolved"])),
        life=Life(
            reopenings=_count(kinds == TYPE_CODES["reopened"], offsets),
            pauses=_count(kinds == TYPE_CODES["paused"], offsets),
            changes=_count(kinds == TYPE_CODES["priority_changed"], offsets),
            closed=_at(at, _only(ends, kinds, CLOSED)),
        ),
    )


def judge_states(states: States) -> dict[str, MetricVerdicts]:
    """Return the verdicts that the states of clocks are, of each metric that is promised.

    One that does not start with the opening is there only if it has started for some ticket.
    One that was promised under earlier terms alone is there if it came to a verdict then.
    """
    rows = [row for row in states.terms.rows if not isinstance(row, SlaClockError)]
    names_risk = any(row.matrix.at_risk is not None for row in rows)
    begun = {
        name for row in rows for name, metric in row.matrix.metrics.items() if metric.from_opening
    }
    promised = {target.metric for row in rows for target in row.every_target}
    again = {
        name for row in rows for name, metric in row.matrix.metrics.items() if metric.begins_again
    }
    return {
        name: _verdicts(found, names_risk=names_risk, begins_again=name in again)
        for name, found in states.metrics.items()
        if (found.status > 0).any()
        or (name in promised and (name in begun or found.was_breached.any()))
    }


def cycle_notes(states: States) -> Iterator[str]:
    """Yield how many tickets had missed a promise before, which does not count at the last."""
    missed = STATUSES.index("breached")
    for name, found in states.metrics.items():
        counts_still = (found.status == missed) | (found.earlier_breached > 0)
        earlier = int((found.was_breached & ~counts_still & (found.status > 0)).sum())
        if earlier:
            yield (
                f"{name}: {counted(earlier, 'ticket')} had missed it before, in an earlier cycle "
                "or under earlier terms; what stands at the last counts"
            )


def _verdicts(found: MetricStates, *, names_risk: bool, begins_again: bool) -> MetricVerdicts:
    # The status of a ticket without an answer is -1: the last of these.
    states = state_codes([*STATUSES, None])[found.status]
    target = np.where(found.used == NAT, NAT, found.used + found.remaining)
    return MetricVerdicts(
        states=states,
        done=found.ended != NAT,
        due=found.due,
        used=found.used,
        target=target,
        late_open=found.late_open,
        late_wall=found.late_wall,
        at_risk=found.at_risk if names_risk else None,
        earlier=np.stack([found.earlier_met, found.earlier_breached], axis=1)
        if begins_again
        else None,
    )


def _last(chosen: NDArray[np.bool_], offsets: Micros) -> Micros:
    """Return the index of the last event of each ticket that is chosen; -1 for none."""
    seen = np.maximum.accumulate(np.where(chosen, np.arange(len(chosen)), -1))
    seen = np.append(seen, -1)[np.maximum(offsets[1:] - 1, -1)]
    return np.where(seen >= offsets[:-1], seen, -1)


def _count(chosen: NDArray[np.bool_], offsets: Micros) -> Micros:
    """Return how many events of each ticket are chosen."""
    before = np.concatenate([[0], np.cumsum(chosen)])
    return np.diff(before[offsets])


def _only(indices: Micros, kinds: NDArray[np.int64], kind: int) -> Micros:
    """Return the indices of events of a kind; -1 for others."""
    return np.where(np.append(kinds, kind + 1)[indices] == kind, indices, -1)


def _at(at: Micros, indices: Micros) -> Micros:
    return np.append(at, NAT)[indices]


def _latest(codes: Codes, offsets: Micros) -> Codes:
    """Return what stands last in the events of each ticket."""
    last = _last(codes.codes >= 0, offsets)
    return Codes(np.append(codes.codes, np.int32(-1))[last], codes.names)
