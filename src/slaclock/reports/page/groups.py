"""What the page says by team, agent or customer, and of this period against the one before."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from slaclock.reports.figures.attainment import Counts
from slaclock.reports.figures.groups import Group, Grouping
from slaclock.reports.figures.summary import Summary
from slaclock.reports.page.charts import Chart
from slaclock.reports.page.multiples import floor_of, small_chart
from slaclock.reports.words import counted, printable

__all__ = ["comparison_values", "group_values"]

MOST_GROUPS = 20
SMALL = 10
"""Under so many decided promises a share says little, and the page says so."""


def group_values(
    report: Summary, title_of: Callable[[str], str], figure: Callable[[Chart], dict[str, Any]]
) -> list[dict[str, Any]]:
    """Return a table and small charts for each role or column.

    Args:
        report: What to show.
        title_of: What a metric is called.
        figure: Makes a drawing ready for the page.
    """
    return [
        {
            "id": f"by-{number}",
            "title": f"By {printable(grouping.name)}",
            "column": printable(grouping.name).capitalize(),
            "metrics": [title_of(name) for name in report.attainment.metrics],
            "rows": [_row(report, group) for group in grouping.groups[:MOST_GROUPS]],
            "more": _more(grouping),
            "charts": list(_charts(report, grouping, title_of, figure)),
            "small": SMALL,
        }
        for number, grouping in enumerate(report.groupings, start=1)
    ]


def comparison_values(report: Summary, title_of: Callable[[str], str]) -> dict[str, Any] | None:
    """Return this period against the one before; None where neither has a ticket."""
    found = report.comparison
    if found is None:
        return None
    return {
        "now": found.now.label,
        "before": found.before.label,
        "tickets": (f"{found.now.tickets:,}", f"{found.before.tickets:,}", found.volume()),
        "rows": [
            {
                "name": title_of(name),
                "now": _share(report, found.now.counts[name]),
                "before": _share(report, found.before.counts[name]),
                "points": found.points(name, report.decimals),
            }
            for name in report.attainment.metrics
        ],
    }


def _row(report: Summary, group: Group) -> dict[str, Any]:
    return {
        "value": "none" if group.value is None else printable(group.value),
        "tickets": f"{group.tickets:,}",
        "cells": [
            (*_share(report, group.counts[name]), f"{group.counts[name].breached:,}")
            for name in report.attainment.metrics
        ],
    }


def _share(report: Summary, counts: Counts) -> tuple[str, str, bool]:
    """Return an attainment, of how many, and whether it is below the goal."""
    below = report.goal is not None and counts.reaches(report.goal) is False
    return counts.text(report.decimals), f"{counts.decided:,}", below


def _more(grouping: Grouping) -> str:
    rest = grouping.groups[MOST_GROUPS:]
    if not rest:
        return ""
    tickets = sum(group.tickets for group in rest)
    return (
        f"and {len(rest):,} more with {counted(tickets, 'ticket')}; all of them are in --json, "
        "and with --csv every ticket has its own"
    )


def _charts(
    report: Summary,
    grouping: Grouping,
    title_of: Callable[[str], str],
    figure: Callable[[Chart], dict[str, Any]],
) -> Iterator[dict[str, Any]]:
    """Yield a row of small charts for each metric; none where there is one period alone."""
    labels = [period.label for period in report.attainment.periods.periods]
    groups = [group for group in grouping.groups if group.over_time]
    if len(labels) < 2:
        return
    for name in report.attainment.metrics:
        over_time = [group.over_time[name] for group in groups]
        floor = floor_of([entry for counts in over_time for entry in counts], report.goal)
        yield {
            "title": title_of(name),
            "figures": [
                _small(report, group, name, labels, floor, figure)
                for group in groups
                if group.counts[name].decided
            ],
        }


def _small(
    report: Summary,
    group: Group,
    metric: str,
    labels: list[str],
    floor: int,
    figure: Callable[[Chart], dict[str, Any]],
) -> dict[str, Any]:
    title = "none" if group.value is None else printable(group.value)
    counts = group.counts[metric]
    drawn = figure(small_chart(title, group.over_time[metric], labels, report.goal, floor))
    return drawn | {"sub": f"{counts.text(report.decimals)} of {counts.decided:,}"}
