"""A report as plain data that JSON takes, and as a frame of tickets; lengths in seconds."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta, tzinfo
from typing import Any

import numpy as np
import polars as pl

from slaclock.bulk.engine.steps import NAT
from slaclock.instants import from_micros
from slaclock.reports.figures.attainment import ALL, PERCENTILES, Counts
from slaclock.reports.figures.backlog import WITHIN, Backlog, TicketPromise
from slaclock.reports.figures.comparison import ComparedDays
from slaclock.reports.figures.goals import GoalResult
from slaclock.reports.figures.groups import Grouping
from slaclock.reports.figures.shares import share_text
from slaclock.reports.figures.summary import ReportFigures
from slaclock.reports.figures.vendor import VendorComparison
from slaclock.reports.figures.verdicts import STATES, Verdicts
from slaclock.reports.outputs import safe_csv
from slaclock.reports.reading.tickets import TICKET_COLUMNS, other_name, other_names

__all__ = ["plain_data", "ticket_frame", "verdicts_csv"]


def plain_data(summary: ReportFigures) -> dict[str, Any]:
    """Return a report as plain data."""
    verdicts, tickets, found = summary.verdicts, summary.tickets, summary.attainment
    return {
        "title": summary.title,
        "file": tickets.file,
        "as_of": summary.as_of.isoformat(),
        "zone": str(summary.zone),
        "period": found.periods.kind,
        "count_by": summary.choice.count_by,
        "first_day": summary.choice.first.isoformat() if summary.choice.first else None,
        "last_day": _last_day(summary.choice.end),
        "goal": str(summary.goal) if summary.goal else None,
        "goals": [_goal(result) for result in summary.goals],
        "rows": tickets.rows,
        "tickets": len(verdicts),
        "opened_later": verdicts.later,
        "listed": tickets.problem_counts(),
        "not_judged": dict(verdicts.reasons),
        "readings": [reading._asdict() for reading in tickets.readings],
        "notes": [*tickets.notes, *verdicts.notes],
        "metrics": {name: _metric(summary, name) for name in found.metrics},
        "cells": summary.frame().to_dicts(),
        "periods": summary.frame(("metric", "period")).to_dicts(),
        "groups": {entry.name: _groups(entry, summary) for entry in summary.groupings},
        "comparison": _comparison(summary),
        **_work(summary),
        "vendor": [_vendor(entry, summary.zone) for entry in summary.vendor],
        "price": None if summary.price is None else summary.price.to_dict()["clauses"],
        "backlog": [_backlog(entry) for entry in summary.backlog],
        "next_due": _promises(summary.next_due(), summary.zone),
        "worst": _promises(summary.worst(), summary.zone),
        "worst_open": _promises(summary.worst(still_open=True), summary.zone),
        "hours_of_week": {
            "opened": list(found.hours.opened),
            "breached": {name: list(hours) for name, hours in found.hours.breached.items()},
        },
        "provenance": summary.provenance(),
    }


def _goal(result: GoalResult) -> dict[str, Any]:
    goal = result.goal
    return {
        "title": goal.title or str(goal),
        "metric": goal.metric,
        "plans": list(goal.plan or ()),
        "priorities": list(goal.priority or ()),
        "share": str(goal.share),
        "per": goal.per,
        "small": None if goal.small is None else dict(goal.small),
        "reached": result.is_reached,
        "periods": [
            {
                "period": period.label or None,
                "met": period.met,
                "decided": period.decided,
                "attainment": share_text(goal.share, period.met, period.decided),
                "outcome": period.outcome,
                "is_over": period.is_over,
            }
            for period in result.periods
        ],
    }


def ticket_frame(verdicts: Verdicts) -> pl.DataFrame:
    """Return the tickets with the deadline and the verdict of each metric, one row each."""
    names = ("ticket_id", "plan", "priority", "opened_at", "responded_at", "resolved_at")
    words = dict(enumerate(STATES))
    asked = pl.lit(verdicts.as_of).cast(pl.Datetime("us", "UTC"))
    happened = [pl.when(pl.col(name) <= asked).then(pl.col(name)) for name in names[-2:]]
    frame = verdicts.frame.select(names).with_columns(happened)
    for name, found in verdicts.metrics.items():
        states = pl.Series(found.states).replace_strict(words, return_dtype=pl.String)
        frame = frame.with_columns(
            _instants(found.due).alias(f"{name}_due"),
            states.alias(f"{name}_verdict"),
            _seconds(found.used).alias(f"{name}_used_seconds"),
            _seconds(found.late_open).alias(f"{name}_late_open_seconds"),
            _seconds(found.late_wall).alias(f"{name}_late_wall_seconds"),
        )
        if found.earlier is not None:
            size = len(frame)
            table = found.tally(np.arange(size), size)
            frame = frame.with_columns(
                pl.Series(f"{name}_cycles_{word}", table[:, code])
                for code, word in enumerate(STATES[:2])
            )
    return frame.with_columns(_others(verdicts.frame, frame.columns))


def _others(frame: pl.DataFrame, taken: Sequence[str]) -> list[pl.Series]:
    """Return what else the file says, each once, under names that are not taken."""
    names = other_names(frame)
    # A role whose column is kept too stands under the name of the column.
    again = {
        name
        for name in names
        for other in names[names.index(name) + 1 :]
        if name == other.casefold()
    }
    return [
        frame[other_name(name)].alias(f"{name} (file)" if name in taken else name)
        for name in names
        if name not in again and not (name in TICKET_COLUMNS and name in taken)
    ]


def _groups(grouping: Grouping, summary: ReportFigures) -> list[dict[str, Any]]:
    return [
        {
            "value": group.value,
            "tickets": group.tickets,
            "metrics": {
                name: _counts(counts, summary.decimals) for name, counts in group.counts.items()
            },
        }
        for group in grouping.groups
    ]


def _comparison(summary: ReportFigures) -> dict[str, Any] | None:
    found = summary.comparison
    if found is None:
        return None
    return {
        "now": _stretch(found.now, summary.decimals),
        "before": _stretch(found.before, summary.decimals),
        "points": {name: found.points(name, summary.decimals) for name in found.now.counts},
    }


def _work(summary: ReportFigures) -> dict[str, Any]:
    """Return how much came and went, why promises were missed, and what logs say besides."""
    volume = summary.volume
    return {
        "volume": [
            {
                "period": flow.period.label,
                "opened": flow.opened,
                "ended": flow.ended if volume.knows_ends else None,
                "open_at_end": flow.open_at_end if volume.knows_ends else None,
            }
            for flow in volume.flows
        ],
        "ages": [age._asdict() for age in summary.ages],
        "causes": [cause._asdict() for cause in summary.causes],
        "events_per_ticket": [
            {**entry._asdict(), "counts": _counts(entry.counts, summary.decimals)}
            for entry in summary.events_per_ticket
        ],
        "statuses": [
            {
                "status": entry.status,
                "tickets": entry.tickets,
                "median_seconds": _to_seconds(entry.median),
                "total_seconds": _to_seconds(entry.total),
                "total_open_seconds": _to_seconds(entry.total_open),
            }
            for entry in summary.status_times
        ],
    }


def _vendor(found: VendorComparison, zone: tzinfo) -> dict[str, Any]:
    return {
        "metric": found.metric,
        "deadlines": {
            name: getattr(found, name) for name in ("compared", "equal", "earlier", "later")
        },
        "cells": [
            {
                "plan": entry.cell.plan,
                "priority": entry.cell.priority,
                **{
                    name: getattr(entry, name) for name in ("compared", "equal", "earlier", "later")
                },
                "most_often_seconds": _to_seconds(entry.most_often),
                "times": entry.times,
            }
            for entry in found.cells
        ],
        "examples": [
            {
                "ticket_id": entry.ticket_id,
                "file_due_at": _iso(entry.theirs, zone),
                "due_at": _iso(entry.ours, zone),
                "later_by_seconds": _to_seconds(entry.later_by),
            }
            for entry in found.examples
        ],
        "flags": {
            name: getattr(found, name)
            for name in ("flags", "agree", "only_desk", "only_contract", "unknown")
        },
    }


def _stretch(stretch: ComparedDays, decimals: int) -> dict[str, Any]:
    return {
        "first_day": stretch.first.isoformat(),
        "last_day": _last_day(stretch.end),
        "tickets": stretch.tickets,
        "metrics": {name: _counts(counts, decimals) for name, counts in stretch.counts.items()},
    }


def _counts(counts: Counts, decimals: int) -> dict[str, Any]:
    return {
        **counts._asdict(),
        "decided": counts.decided,
        "attainment": counts.text(decimals),
    }


def _last_day(end: date | None) -> str | None:
    return (end - timedelta(1)).isoformat() if end else None


def verdicts_csv(verdicts: Verdicts, zone: tzinfo) -> str:
    """Return the tickets with their verdicts as CSV that no spreadsheet runs as formulas."""
    # Datetimes of the file that name no zone stay as they are.
    local = pl.selectors.datetime(time_zone="*").dt.convert_time_zone(str(zone))
    return safe_csv(ticket_frame(verdicts).with_columns(local))


def _metric(summary: ReportFigures, name: str) -> dict[str, Any]:
    counts = summary.counts(name)
    use, late = summary.attainment.use[name, ALL], summary.attainment.lateness[name, ALL]
    used = use.percentiles or (None,) * len(PERCENTILES)
    return {
        **_counts(counts, summary.decimals),
        "of": "tickets" if summary.verdicts.metrics[name].earlier is None else "cycles",
        "reaches_goal": counts.reaches(summary.goal) if summary.goal else None,
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


def _promises(entries: tuple[TicketPromise, ...], zone: tzinfo) -> list[dict[str, Any]]:
    return [
        {
            "ticket_id": entry.ticket_id,
            "plan": entry.plan,
            "priority": entry.priority,
            "metric": entry.metric,
            "opened_at": _iso(entry.opened, zone),
            "due_at": _iso(entry.due, zone),
            "completed_at": _iso(entry.completed, zone),
            "left_seconds": _to_seconds(entry.left),
            "late_wall_seconds": _to_seconds(entry.late_wall),
        }
        for entry in entries
    ]


def _iso(micros: int | None, zone: tzinfo) -> str | None:
    return from_micros(micros, zone).isoformat() if micros is not None else None


def _backlog(entry: Backlog) -> Mapping[str, Any]:
    within = {label: number for (label, _), number in zip(WITHIN, entry.within, strict=True)}
    return {**entry._asdict(), "within": within}


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
