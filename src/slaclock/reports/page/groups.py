"""What the page says by team, agent or customer, and of this period against the one before."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from slaclock.reports.figures.groups import Group, Grouping
from slaclock.reports.page.charts import floor_of
from slaclock.reports.page.multiples import small_chart
from slaclock.reports.page.sheet import Sheet
from slaclock.reports.words import counted, in_sentence, printable

__all__ = ["comparison_values", "group_values"]

MOST_GROUPS = 20
SMALL = 10
"""Under so many decided promises a share says little, and the page says so."""


def group_values(sheet: Sheet) -> list[dict[str, Any]]:
    """Return a table and small charts for each role or column."""
    return [
        {
            "id": f"by-{number}",
            "title": f"By {in_sentence(printable(grouping.name))}",
            "column": (name := printable(grouping.name))[:1].upper() + name[1:],
            "rows": [_row(sheet, group) for group in grouping.groups[:MOST_GROUPS]],
            "more": _more(grouping),
            "charts": list(_charts(sheet, grouping)),
            "small": SMALL,
        }
        for number, grouping in enumerate(sheet.report.groupings, start=1)
    ]


def comparison_values(sheet: Sheet) -> dict[str, Any] | None:
    """Return this period against the one before; None where neither has a ticket."""
    found = sheet.report.comparison
    if found is None:
        return None
    return {
        "now": found.now.label,
        "before": found.before.label,
        "tickets": (f"{found.now.tickets:,}", f"{found.before.tickets:,}", found.volume()),
        "rows": [
            {
                "name": sheet.title(name),
                "now": sheet.share(found.now.counts[name]),
                "before": sheet.share(found.before.counts[name]),
                "points": found.points(name, sheet.report.decimals),
            }
            for name in sheet.metrics
        ],
    }


def _row(sheet: Sheet, group: Group) -> dict[str, Any]:
    counts = [group.counts[name] for name in sheet.metrics]
    return {
        "value": _value(group),
        "tickets": f"{group.tickets:,}",
        "cells": [(*sheet.share(entry), f"{entry.breached:,}") for entry in counts],
    }


def _value(group: Group) -> str:
    return "none" if group.value is None else printable(group.value)


def _more(grouping: Grouping) -> str:
    rest = grouping.groups[MOST_GROUPS:]
    if not rest:
        return ""
    tickets = sum(group.tickets for group in rest)
    return (
        f"and {len(rest):,} more with {counted(tickets, 'ticket')}; all of them are in --json, "
        "and with --csv every ticket has its own"
    )


def _charts(sheet: Sheet, grouping: Grouping) -> Iterator[dict[str, Any]]:
    """Yield a row of small charts for each metric; none where there is one period alone."""
    labels = [period.label for period in sheet.report.attainment.periods.periods]
    groups = [group for group in grouping.groups if group.over_time]
    if len(labels) < 2:
        return
    for name in sheet.metrics:
        over_time = [group.over_time[name] for group in groups]
        floor = floor_of((entry for counts in over_time for entry in counts), sheet.report.goal)
        shown = [group for group in groups if group.counts[name].decided]
        yield {
            "title": sheet.title(name),
            "figures": [_small(sheet, group, name, labels, floor) for group in shown],
        }


def _small(
    sheet: Sheet, group: Group, metric: str, labels: list[str], floor: int
) -> dict[str, Any]:
    chart = small_chart(_value(group), group.over_time[metric], labels, sheet.report.goal, floor)
    return sheet.figure(chart, " of ".join(sheet.share(group.counts[metric])[:2]))
