"""What the page says of the work itself: how much came and went, and why promises were missed."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from slaclock.reports.figures.lives import TimesHappened
from slaclock.reports.figures.shares import percent_text
from slaclock.reports.figures.verdicts import main_metric
from slaclock.reports.figures.volume import Volume
from slaclock.reports.page.charts import flow_chart, stock_chart, width_of
from slaclock.reports.page.sheet import Sheet
from slaclock.reports.words import counted, length_text, printable

__all__ = ["cause_values", "life_values", "volume_values"]

MOST_STATUSES = 20


def volume_values(sheet: Sheet) -> dict[str, Any]:
    """Return what came in, went out and stayed open, and how old that is."""
    report, found = sheet.report, sheet.report.volume
    ages = [(age.label, f"{age.tickets:,}", f"{age.overdue:,}") for age in report.ages]
    return {
        "volume": [
            (
                flow.period.label,
                f"{flow.opened:,}",
                f"{flow.ended:,}" if found.knows_ends else "–",
                f"{flow.open_at_end:,}" if found.knows_ends else "–",
            )
            for flow in found.flows
        ],
        "volume_charts": _charts(sheet, found),
        "unknown_ends": (
            f"{counted(found.unknown_ends, 'ticket')} closed without a time of it, counted as "
            "opened, and never as open."
            if found.unknown_ends
            else ""
        ),
        "ages": ages if any(age.tickets for age in report.ages) else [],
    }


def cause_values(sheet: Sheet) -> list[dict[str, Any]]:
    """Return how frequent each mark is among the missed and among the met."""
    return [
        {
            "name": sheet.title(cause.metric),
            "mark": cause.mark,
            "missed": percent_text(cause.missed, cause.of_missed),
            "of_missed": f"{cause.missed:,} of {cause.of_missed:,}",
            "met": percent_text(cause.met, cause.of_met),
            "of_met": f"{cause.met:,} of {cause.of_met:,}",
            "more": cause.missed * cause.of_met > cause.met * cause.of_missed,
        }
        for cause in sheet.report.causes
        if cause.missed
    ]


def life_values(sheet: Sheet) -> dict[str, Any]:
    """Return how often tickets were reopened and paused, and their time in each status."""
    statuses = sheet.report.status_times
    return {
        "times": _times(sheet, sheet.report.events_per_ticket),
        "times_metric": sheet.title(main_metric(sheet.report.verdicts)) if sheet.metrics else "",
        "statuses": [
            (
                printable(entry.status),
                f"{entry.tickets:,}",
                length_text(entry.median),
                length_text(entry.total),
                length_text(entry.total_open),
            )
            for entry in statuses[:MOST_STATUSES]
        ],
        "more_statuses": max(0, len(statuses) - MOST_STATUSES),
    }


def _times(sheet: Sheet, found: Sequence[TimesHappened]) -> list[tuple[str, str, str, str, bool]]:
    return [
        (f"{entry.what} {entry.label}", f"{entry.tickets:,}", *sheet.share(entry.counts))
        for entry in found
    ]


def _charts(sheet: Sheet, found: Volume) -> list[dict[str, Any]]:
    if len(found.flows) < 2:
        return []
    labels = [flow.period.label for flow in found.flows]
    opened, ended = ([getattr(flow, name) for flow in found.flows] for name in ("opened", "ended"))
    width = width_of(2 if found.knows_ends else 1)
    drawn = flow_chart(labels, opened, ended if found.knows_ends else [], width)
    charts = [sheet.figure(drawn, f"{sum(opened):,} in" + _out(ended, found))]
    if found.knows_ends:
        stays = [flow.open_at_end for flow in found.flows]
        charts.append(sheet.figure(stock_chart(labels, stays, width), f"{stays[-1]:,} at the last"))
    return charts


def _out(ended: list[int], found: Volume) -> str:
    return f", {sum(ended):,} out" if found.knows_ends else ""
